"""One person, one customer_key: refs that share a phone number, an e-mail address or a member number are found to be one.

Every ref keeps the key that it got first, its own; which person that is follows from the merges. So a merge says why, and can be undone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import polars as pl

from etl.contracts import REF
from etl.identity import customer_keys, hashes_of, space_of
from etl.source import Handle
from metrics.facts import FACTS, Facts, name_of
from store import identities, merges
from store.state import Session

MOST_REFS = 3  # of one file that may share a handle: 010-0000-0000 is not one person with a thousand numbers
KEYS = {"ref": pl.String, "customer_key": pl.Int64, "own_key": pl.Int64}


@dataclass(frozen=True)
class Persons:
    """The customers of a file.

    `keys` gives each ref's customer_key, and its own_key where that is another. `found` are the merges that the file brought:
    (handle, merged_key, kept_key, own_key, known_key). `moved` says of persons of before which they are now. `shared` counts handles
    that were not believed, since too many refs share them. `unmerged` gives for each key that is not its own person any more the person
    that it was before this file.
    """

    keys: pl.DataFrame
    found: tuple[tuple[str, int, int, int, int], ...]
    moved: Mapping[int, int]
    shared: int
    unmerged: Mapping[int, int]

    @classmethod
    def of(cls, session: Session, people: pl.DataFrame, family: str, secret: bytes) -> Self:
        """The customers of `people` (REF and handles), whom the session learns where they are new."""
        own = customer_keys(session, people[REF], family, secret)
        before = merges.pointers(session)
        pointers = dict(before)
        pairs, shared = _pairs(session, people, own, secret)
        found = _merged(pairs, pointers, merges.refused(session)) if pairs else ()
        keys = with_persons(own, pointers).select(pl.col(name).cast(dtype) for name, dtype in KEYS.items())
        moved = {merged: person(kept, pointers) for _, merged, kept, _, _ in found}
        return cls(keys, found, moved, shared, {key: person(key, before) for key in pointers} if found else {})


def person(key: int, pointers: Mapping[int, int]) -> int:
    """The person that a key is now."""
    while key in pointers:
        key = pointers[key]
    return key


def with_persons(frame: pl.DataFrame, pointers: Mapping[int, int]) -> pl.DataFrame:
    """A frame with `own_key`, and the `customer_key` of the person that it is; own_key is null where the two are the same."""
    if not pointers:
        return frame.with_columns(customer_key="own_key").with_columns(own_key=pl.lit(None, pl.Int64))
    known = pl.DataFrame({"own_key": list(pointers), "person": [person(key, pointers) for key in pointers]})
    joined = frame.join(known, on="own_key", how="left", maintain_order="left")
    return joined.with_columns(
        customer_key=pl.coalesce("person", "own_key"), own_key=pl.when(pl.col("person").is_not_null()).then("own_key")
    )


def rekeyed(rows: pl.DataFrame, moved: Mapping[int, int]) -> pl.DataFrame:
    """The rows of a fact whose persons have become others, with the keys they have now."""
    now = pl.col("customer_key").replace(list(moved), list(moved.values()))
    own = pl.coalesce("own_key", "customer_key")
    return rows.with_columns(customer_key=now, own_key=pl.when(own != now).then(own))


def without_merges(facts: Facts, unmerged: Mapping[int, int]) -> Facts:
    """The facts as they would be without the merges of one file."""
    customer = pl.coalesce("own_key", "customer_key").replace(list(unmerged), list(unmerged.values()))
    frames = {
        name: frame.with_columns(customer_key=customer) if name in map(name_of, FACTS) else frame for name, frame in facts.frames.items()
    }
    return Facts(frames, until=facts.until)


def _pairs(session: Session, people: pl.DataFrame, own: pl.DataFrame, secret: bytes) -> tuple[list[tuple[str, int, int]], int]:
    """For each handle (handle, own_key, known_key) of refs whose handle another ref was known by; and how many were not believed."""
    pairs, shared = list[tuple[str, int, int]](), 0
    for handle in Handle:
        if handle not in people.columns:
            continue
        given = people.select(REF, pl.col(handle).alias("value")).drop_nulls().unique().join(own, left_on=REF, right_on="ref")
        by_many = given.group_by("value").agg(pl.col("own_key").n_unique().alias("refs")).filter(pl.col("refs") > MOST_REFS)
        shared += by_many.height
        given = given.join(by_many, on="value", how="anti").sort("own_key", REF)
        hashes = hashes_of(given["value"], space_of(handle), secret)
        known = identities.known_keys(session, space_of(handle), hashes)
        first: dict[bytes, int] = {}
        for hash, key in zip(hashes, given["own_key"], strict=True):
            if hash not in known and hash not in first:
                first[hash] = key
        identities.point(session, space_of(handle), first)
        known |= first
        pairs += [(str(handle), key, known[hash]) for hash, key in zip(hashes, given["own_key"], strict=True) if known[hash] != key]
    return pairs, shared


def _merged(
    pairs: Iterable[tuple[str, int, int]], pointers: dict[int, int], refused: set[tuple[int, int]]
) -> tuple[tuple[str, int, int, int, int], ...]:
    """The merges that the pairs make, which `pointers` then hold too. The person with the lower key, known for longer, is kept."""
    found = []
    for handle, own, known in pairs:
        one, other = person(own, pointers), person(known, pointers)
        if one != other and (own, known) not in refused:
            kept, merged = min(one, other), max(one, other)
            pointers[merged] = kept
            found.append((handle, merged, kept, own, known))
    return tuple(found)
