"""One person over all sources: each keyed hash of a customer's ref stands for one customer_key.

Only hashes are kept; the loader makes them with the installation's secret.
"""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl
from sqlalchemy import BigInteger, LargeBinary, String, delete, exists, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.schema import Base, is_postgresql

# SQLite takes at most 32,766 values in a statement, PostgreSQL 65,535.
CHUNK = 10_000
HASH_BYTES = 32
SECRET_OF = "secret of the installation"  # stands where an identity's source stands; no source is called so
NOBODY = 0  # customer keys begin at 1


class IdentityRow(Base):
    __tablename__ = "identities"
    __table_args__ = ({"sqlite_with_rowid": False},)

    source: Mapped[str] = mapped_column(String(100), primary_key=True)
    ref_hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), primary_key=True)
    customer_key: Mapped[int] = mapped_column(BigInteger)


class CustomerKeyRow(Base):
    """The next free customer_key, in the table's only row: a key is never used again, even when its person was erased."""

    __tablename__ = "customer_keys"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    next: Mapped[int] = mapped_column(BigInteger)


def is_secret_of(session: Session, mark: bytes) -> bool:
    """Whether the hashes kept here are of the secret that `mark` is the hash of; the first mark ever asked for is kept.

    Hashes of another secret would make every customer a new one, and no figure would show it.
    """
    kept = session.scalars(select(IdentityRow.ref_hash).where(IdentityRow.source == SECRET_OF)).first()
    if kept is None:
        session.add(IdentityRow(source=SECRET_OF, ref_hash=mark, customer_key=NOBODY))
    return kept is None or kept == mark


def customer_keys(session: Session, source: str, hashes: pl.Series) -> pl.DataFrame:
    """The customer_key of every hash; a hash that is seen for the first time gets a new one, so the session is a write.

    Args:
        source: the family of sources whose refs mean the same people.
        hashes: HMACs of customer refs, repeated or not; null is nobody and is left out.

    Shape:
        out: hash Binary, customer_key Int64; one row per different hash.
    """
    ordered = hashes.drop_nulls().sort().alias("hash")
    wanted = ordered.filter(ordered.ne_missing(ordered.shift()))
    rows = _known(session, source, wanted.to_list()) if _has_any(session, source) else []
    known = pl.DataFrame(rows, schema={"hash": pl.Binary, "customer_key": pl.Int64}, orient="row")
    new = wanted.to_frame().join(known, on="hash", how="anti", maintain_order="left") if rows else wanted.to_frame()
    if new.is_empty():
        return known
    first = _next_free(session, new.height)
    _add_numbered(session, source, new["hash"].to_list(), first)
    return pl.concat([known, new.with_columns(customer_key=pl.int_range(first, first + new.height, dtype=pl.Int64))])


def known_keys(session: Session, source: str, hashes: Iterable[bytes]) -> dict[bytes, int]:
    """The customer_key of those hashes that are known."""
    return dict(_known(session, source, sorted(set(hashes))))


def point(session: Session, source: str, keys: Mapping[bytes, int]) -> None:
    """Keeps hashes that were not known before, each as the customer_key it is given."""
    _add(session, source, list(keys), list(keys.values()))


def keys_of(session: Session, hashes: Sequence[bytes]) -> set[int]:
    """The customer keys that any of these hashes stands for, in whatever source."""
    rows = select(IdentityRow.customer_key).where(IdentityRow.ref_hash.in_(hashes), IdentityRow.customer_key != NOBODY)
    return set(session.scalars(rows))


def families(session: Session) -> list[str]:
    """Every family of sources that customers are known in."""
    return sorted(session.scalars(select(IdentityRow.source).where(IdentityRow.source != SECRET_OF).distinct()))


def forget(session: Session, keys: Iterable[int]) -> list[bytes]:
    """Removes every hash that stands for one of these customer keys; the hashes."""
    gone = delete(IdentityRow).where(IdentityRow.customer_key.in_(set(keys) - {NOBODY})).returning(IdentityRow.ref_hash)
    return list(session.scalars(gone))


# Below, the driver gets plain SQL and plain values: SQLAlchemy's own handling of each value is ten times the work (measured).


def _has_any(session: Session, source: str) -> bool:
    return session.scalar(select(exists().where(IdentityRow.source == source))) is True


def _known(session: Session, source: str, hashes: Sequence[bytes]) -> list[tuple[bytes, int]]:
    connection = session.connection()
    known: list[tuple[bytes, int]] = []
    for at in range(0, len(hashes), CHUNK):
        chunk = hashes[at : at + CHUNK]
        if is_postgresql(session):
            found = connection.exec_driver_sql(
                "SELECT ref_hash, customer_key FROM identities WHERE source = %s AND ref_hash = ANY(%s)", (source, list(chunk))
            )
        else:
            marks = ", ".join("?" * len(chunk))
            found = connection.exec_driver_sql(
                f"SELECT ref_hash, customer_key FROM identities WHERE source = ? AND ref_hash IN ({marks})",  # noqa: S608  only question marks
                (source, *chunk),
            )
        known += [(hash, key) for hash, key in found.all()]
    return known


def _next_free(session: Session, count: int) -> int:
    """The first of `count` customer keys that are ours from now on."""
    taken = update(CustomerKeyRow).values(next=CustomerKeyRow.next + count).returning(CustomerKeyRow.next)
    return session.execute(taken).scalar_one() - count


def _add(session: Session, source: str, hashes: Sequence[bytes], keys: Sequence[int]) -> None:
    if not hashes:
        return
    connection = session.connection()
    if not is_postgresql(session):
        rows = [(source, hash, key) for hash, key in zip(hashes, keys, strict=True)]
        connection.exec_driver_sql("INSERT INTO identities (source, ref_hash, customer_key) VALUES (?, ?, ?)", rows)
        return
    for at in range(0, len(hashes), CHUNK):
        connection.exec_driver_sql(
            "INSERT INTO identities (source, ref_hash, customer_key) SELECT %s, unnest(%s::bytea[]), unnest(%s::bigint[])",
            (source, list(hashes[at : at + CHUNK]), list(keys[at : at + CHUNK])),
        )


def _add_numbered(session: Session, source: str, hashes: Sequence[bytes], first: int) -> None:
    """Keeps hashes that were not known before, with the customer keys from `first` on.

    SQLite gets them in one piece and numbers them itself: a third of the time of a row each, and companies come with millions.
    """
    if is_postgresql(session):
        _add(session, source, hashes, range(first, first + len(hashes)))
        return
    connection = session.connection()
    for at in range(0, len(hashes), CHUNK):
        chunk = hashes[at : at + CHUNK]
        connection.exec_driver_sql(
            "INSERT INTO identities (source, ref_hash, customer_key) "
            "WITH RECURSIVE each(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM each WHERE n + 1 < ?) "
            "SELECT ?, substr(?, n * ? + 1, ?), ? + n FROM each",
            (len(chunk), source, b"".join(chunk), HASH_BYTES, HASH_BYTES, first + at),
        )
