"""Who a customer is, without keeping who they are: refs become keyed hashes, and hashes become customer keys."""

import hmac
import unicodedata
from hashlib import sha256

import polars as pl

from etl.mask import without_personal
from store import identities
from store.state import Session


def customer_keys(session: Session, refs: pl.Series, family: str, secret: bytes) -> pl.DataFrame:
    """The customer_key of each different ref.

    Shape:
        out: ref String, customer_key Int64; one row per different ref, none for null.
    """
    different = refs.drop_nulls().unique()
    hashes = [ref_hash(ref, family, secret) for ref in different]
    keys = identities.customer_keys(session, family, hashes)
    return pl.DataFrame(
        {"ref": different, "customer_key": [keys[hash] for hash in hashes]}, schema={"ref": pl.String, "customer_key": pl.Int64}
    )


def same_refs(refs: pl.Series) -> pl.Series:
    """The refs with every spelling of one ref made the same."""
    spelled = refs.str.normalize("NFKC").str.strip_chars()
    different = spelled.filter(spelled.str.contains("@", literal=True)).unique()
    return spelled.replace(different, pl.Series([same_ref(ref) for ref in different], dtype=pl.String))


def same_ref(ref: str) -> str:
    """One ref as it is compared: full-width digits are digits.

    Case tells ids apart (Salesforce writes two accounts as 001A and 001a), but never e-mail addresses.
    """
    same = unicodedata.normalize("NFKC", ref).strip()
    return same.casefold() if "@" in same else same


def ref_hash(ref: str, family: str, secret: bytes) -> bytes:
    """The keyed hash of a customer's ref: the same for one person in all exports of one system."""
    return hmac.digest(secret, f"customer\0{family}\0{same_ref(ref)}".encode(), sha256)


def secret_mark(secret: bytes) -> bytes:
    """By what the state knows the installation's secret again."""
    return hmac.digest(secret, b"dangol secret", sha256)


def storable_ref(ref: str, family: str, secret: bytes) -> str:
    """A customer's ref as it may be kept: itself, or its hash where it is an e-mail address or a phone number."""
    return ref if without_personal(ref) == ref else ref_hash(ref, family, secret).hex()[:24]
