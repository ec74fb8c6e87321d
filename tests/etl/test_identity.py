"""Customers are known by keyed hashes of their refs."""

import unicodedata

import polars as pl
import pytest

from etl.identity import customer_keys, ref_hash, storable_ref

SECRET, OTHER = b"s" * 40, b"t" * 40


def test_a_hash_depends_on_ref_system_and_secret():
    hashes = {
        ref_hash("M1", "demo", SECRET),
        ref_hash("M2", "demo", SECRET),
        ref_hash("M1", "olist", SECRET),
        ref_hash("M1", "demo", OTHER),
    }
    assert len(hashes) == 4 and all(len(each) == 32 for each in hashes)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (" M1 ", "M1", True),
        ("\uff2d1", "M1", True),
        (unicodedata.normalize("NFD", "고객1"), "고객1", True),
        ("Hong@Example.com", "hong@example.COM", True),
        ("001A", "001a", False),
        ("00123", "123", False),
    ],
)
def test_which_refs_are_one_person(one, other, is_one):
    assert (ref_hash(one, "demo", SECRET) == ref_hash(other, "demo", SECRET)) is is_one


def test_every_different_ref_gets_a_key_that_stays(installation):
    refs = pl.Series(["M1", "M2", None, "M1"])
    with installation.state.write() as session:
        first = dict(customer_keys(session, refs, "demo", SECRET).iter_rows())
    with installation.state.write() as session:
        again = dict(customer_keys(session, pl.Series(["M2", "M3"]), "demo", SECRET).iter_rows())
    assert sorted(first) == ["M1", "M2"] and again["M2"] == first["M2"]
    assert len({*first.values(), *again.values()}) == 3


def test_a_ref_by_which_a_person_could_be_reached_is_kept_as_its_hash():
    assert storable_ref("M1", "demo", SECRET) == "M1"
    for ref in ("hong@example.com", "010-1234-5678", "01012345678"):
        kept = storable_ref(ref, "demo", SECRET)
        assert ref not in kept and kept == ref_hash(ref, "demo", SECRET).hex()[:24]
