"""Who a customer is, without keeping who they are: refs become keyed hashes, and hashes become customer keys.

A ref is what an export calls its customer. Where a row has none but a phone number or an e-mail address, that stands for one.
"""

import hmac
import unicodedata
from collections.abc import Mapping
from hashlib import sha256

import phonenumbers
import polars as pl

from etl.mask import without_personal
from etl.source import Handle
from store import identities
from store.state import Session

_PREFIX = "customer\0{space}\0"
STANDS_IN = "\0"  # before a handle that stands for a ref: no cell can hold it
_KOREAN_MOBILE = r"^(?:\+?82)?0?(1[016789]\d{7,8})$"
_OTHER_THAN_DIGITS = r"[^0-9+]"
FEWEST_DIGITS = 7
BLOCK_BYTES = 64  # of SHA-256


def customer_keys(session: Session, refs: pl.Series, family: str, secret: bytes) -> pl.DataFrame:
    """The customer_key of each different ref, as `same_refs` and `with_stand_ins` spell them; new ones for new refs.

    Shape:
        out: ref String, own_key Int64; one row per different ref, none for null.
    """
    different = refs.drop_nulls().unique().alias("ref")
    made = []
    for known_in, space, alike in _spaces(different, family):
        hashed = alike.with_columns(hashes_of(alike["name"], space, secret).alias("hash"))
        keys = identities.customer_keys(session, known_in, hashed["hash"])
        made.append(hashed.join(keys, on="hash").select("ref", own_key="customer_key"))
    return pl.concat(made) if made else pl.DataFrame(schema={"ref": pl.String, "own_key": pl.Int64})


def _spaces(refs: pl.Series, family: str) -> list[tuple[str, str, pl.DataFrame]]:
    """The refs (`ref`, and `name` without what marks a stand-in) by the identities' source that knows them, and the hashes' own."""
    frame = refs.to_frame()
    own = frame.filter(~pl.col("ref").str.starts_with(STANDS_IN)).with_columns(name="ref")
    found = [(family, family, own)] if own.height else []
    for handle in Handle if own.height < frame.height else ():
        mark = f"{STANDS_IN}{handle}{STANDS_IN}"
        alike = frame.filter(pl.col("ref").str.starts_with(mark)).with_columns(name=pl.col("ref").str.strip_prefix(mark))
        if alike.height:
            found.append((space_of(handle), space_of(handle), alike))
    return found


def space_of(handle: Handle) -> str:
    """Where an identity's source stands, for a handle: it is nobody's own."""
    return f"handle:{handle}"


def hashes_of(names: pl.Series, space: str, secret: bytes) -> pl.Series:
    """The keyed hashes (Binary) of refs or handles that are spelled alike already."""
    # An HMAC as RFC 2104 writes it: companies come with millions of customers, and an object of `hmac` for each takes twice the time.
    key = (secret if len(secret) <= BLOCK_BYTES else sha256(secret).digest()).ljust(BLOCK_BYTES, b"\0")
    inner = bytes(byte ^ 0x36 for byte in key) + _PREFIX.format(space=space).encode()
    outer = bytes(byte ^ 0x5C for byte in key)
    return pl.Series([sha256(outer + sha256(inner + name).digest()).digest() for name in names.cast(pl.Binary).to_list()], dtype=pl.Binary)


def hash_of(ref: str, family: str, secret: bytes) -> bytes:
    """The keyed hash of one ref, or of the handle that stands for it."""
    if ref.startswith(STANDS_IN):
        _, handle, value = ref.split(STANDS_IN, 2)
        return ref_hash(value, space_of(Handle(handle)), secret)
    return ref_hash(ref, family, secret)


def with_stand_ins(refs: pl.Series, handles: Mapping[Handle, pl.Series]) -> pl.Series:
    """The refs, and where a row has none, the first of its handles in the place of one."""
    frame = pl.DataFrame([refs.alias("ref"), *(values.alias(handle) for handle, values in handles.items())])
    stand_ins = [pl.lit(f"{STANDS_IN}{handle}{STANDS_IN}") + pl.col(handle) for handle in Handle if handle in handles]
    return frame.select(pl.coalesce("ref", *stand_ins)).to_series()


def same_handles(handle: Handle, values: pl.Series, country: str) -> pl.Series:
    """The values of a handle with every spelling of one made the same, null where it cannot be one.

    A phone number without a country code is one of `country` (ISO 3166; empty: it is not known whose).
    """
    if handle is Handle.PHONE:
        return _same_phones(values, country)
    same = same_refs(values)
    if handle is Handle.EMAIL:
        same = same.to_frame("e").select(pl.when(pl.col("e").str.contains(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")).then("e")).to_series()
    return same


def _same_phones(values: pl.Series, country: str) -> pl.Series:
    bare = values.str.normalize("NFKC").str.replace_all(_OTHER_THAN_DIGITS, "").alias("bare")
    frame = bare.to_frame().with_columns(pl.col("bare").str.extract(_KOREAN_MOBILE).alias("mobile"))
    # Most numbers of a Korean company: the library takes 50 microseconds for each, so it reads only the others.
    frame = frame.with_columns(pl.when(country == "KR").then("+82" + pl.col("mobile")).alias("same"))
    others = frame.filter(pl.col("same").is_null() & (pl.col("bare").str.len_chars() >= FEWEST_DIGITS))["bare"].unique()
    read = pl.DataFrame({"bare": others, "other": pl.Series([_international(each, country) for each in others], dtype=pl.String)})
    return frame.join(read, on="bare", how="left", maintain_order="left").select(pl.coalesce("same", "other")).to_series()


def _international(number: str, country: str) -> str | None:
    """`+14155550123` for a number of that country, or with a country code; None for what nobody can be called by."""
    try:
        read = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164) if phonenumbers.is_possible_number(read) else None


def same_refs(refs: pl.Series) -> pl.Series:
    """The refs with every spelling of one ref made the same."""
    is_plain = refs.str.len_bytes().sum() == refs.str.len_chars().sum()
    spelled = (refs if is_plain else refs.str.normalize("NFKC")).str.strip_chars()
    mailed = spelled.str.contains("@", literal=True)
    if not mailed.any():
        return spelled
    different = spelled.filter(mailed).unique()
    return spelled.replace(different, pl.Series([same_ref(ref) for ref in different], dtype=pl.String))


def same_ref(ref: str) -> str:
    """One ref as it is compared: full-width digits are digits.

    Case tells ids apart (Salesforce writes two accounts as 001A and 001a), but never e-mail addresses.
    """
    same = unicodedata.normalize("NFKC", ref).strip()
    return same.casefold() if "@" in same else same


def ref_hash(ref: str, family: str, secret: bytes) -> bytes:
    """The keyed hash of a customer's ref: the same for one person in all exports of one system."""
    return hmac.digest(secret, (_PREFIX.format(space=family) + same_ref(ref)).encode(), sha256)


def secret_mark(secret: bytes) -> bytes:
    """By what the state knows the installation's secret again."""
    return hmac.digest(secret, b"dangol secret", sha256)


def storable_ref(ref: str, family: str, secret: bytes) -> str:
    """A customer's ref as it may be kept: itself, or its hash where it is an e-mail address or a phone number."""
    is_harmless = not ref.startswith(STANDS_IN) and without_personal(ref) == ref
    return ref if is_harmless else hash_of(ref, family, secret).hex()[:24]
