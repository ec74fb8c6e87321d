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


def ref_hash(ref: str, family: str, secret: bytes) -> bytes:
    """The keyed hash of a customer's ref: the same for one person in all exports of one system.

    Case tells ids apart (Salesforce writes two accounts as 001A and 001a), but never e-mail addresses.
    """
    same = unicodedata.normalize("NFKC", ref).strip()
    return hmac.digest(secret, f"customer\0{family}\0{same.casefold() if '@' in same else same}".encode(), sha256)


def storable_ref(ref: str, family: str, secret: bytes) -> str:
    """A customer's ref as it may be kept: itself, or its hash where it is an e-mail address or a phone number."""
    return ref if without_personal(ref) == ref else ref_hash(ref, family, secret).hex()[:24]
