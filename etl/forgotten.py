"""One person forgotten: nothing by which they could be found again is left, and what was counted of them stays counted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex

import polars as pl

from errors import QueryError
from etl.company import Company
from etl.identity import ref_hash, same_handles, same_ref, space_of
from etl.load import LOCK, WAIT_SECONDS
from etl.persons import person
from etl.source import Handle
from metrics.facts import FACTS, Customers, Fact, Responses, name_of
from store import identities, merges, rejects, snapshots
from store.facts import FactTables
from store.state import Session, State


@dataclass(frozen=True)
class Forgotten:
    """What was removed of one person. `number` names the certificate; nothing here names the person.

    `refs` are hashes of refs, phone numbers and addresses; `customers` rows whose ref was replaced by a random one; `comments` texts;
    `files` the data files that held them, of this and of older snapshots. `kept` are orders, contacts and answers that stay, as nobody's.
    """

    number: str
    at: datetime
    snapshot: str
    refs: int
    merges: int
    rejects: int
    customers: int
    comments: int
    files: int
    kept: int


def forget(ref: str, *, state: State, tables: FactTables, company: Company, record: Callable[[Session, Forgotten], None]) -> Forgotten:
    """Forgets the person whom any system knows by a ref: their number there, a phone number or an e-mail address.

    Older snapshots go with them: their files hold what was erased.

    Args:
        record: called in the transaction that does it; the number of `files` is not known yet.
    Raises:
        QueryError: nobody is known by that ref.
        StateError: a load is running.
    """
    with state.lock(LOCK, WAIT_SECONDS):
        with state.read() as session:
            keys, now = _keys(session, ref, company), snapshots.latest(session)
            pointers = merges.pointers(session)
        if not keys or now is None:
            raise QueryError(
                ko="그 번호나 연락처로 알려진 고객이 없습니다. 회원번호, 전화번호, 이메일을 쓰인 그대로 입력해 주세요.",
                en="Nobody is known by that. Give the member number, phone number or e-mail address as it is written in the exports.",
            )
        persons = {person(key, pointers) for key in keys}
        everyone = persons | {key for key in pointers if person(key, pointers) in persons}
        versions = dict(now.versions)
        customers = _rewritten(tables, versions, Customers, persons, pl.col("customer_ref").is_not_null(), _anonymous_customer)
        comments = _rewritten(tables, versions, Responses, persons, pl.col("comment").is_not_null(), _silent_response)
        kept = sum(
            tables.scan(fact, versions[name_of(fact)]).filter(_is_of(persons)).select(pl.len()).collect().item() for fact in FACTS[1:]
        )
        with state.write() as session:
            snapshot = snapshots.amend(session, versions)
            snapshots.purge(session)
            hashes = identities.forget(session, everyone)
            done = Forgotten(
                number=token_hex(4).upper(),
                at=datetime.now(UTC),
                snapshot=snapshot.name,
                refs=len(hashes),
                merges=merges.forget(session, everyone),
                rejects=rejects.forget(session, hashes),
                customers=customers,
                comments=comments,
                files=0,
                kept=kept,
            )
            record(session, done)
        state.compact()
        files = tables.purge(versions)
    return Forgotten(**{**vars(done), "files": files})


def _keys(session: Session, ref: str, company: Company) -> set[int]:
    """The keys that the ref stands for, in whatever system or as whatever handle."""
    spellings = {space_of(handle): same_handles(handle, pl.Series([ref]), company.calendar.country)[0] for handle in Handle}
    hashes = [ref_hash(same_ref(ref), family, company.secret) for family in identities.families(session) if family not in spellings]
    hashes += [ref_hash(spelling, space, company.secret) for space, spelling in spellings.items() if spelling]
    return identities.keys_of(session, hashes)


def _is_of(persons: set[int]) -> pl.Expr:
    return pl.col("customer_key").is_in(sorted(persons))


def _rewritten(
    tables: FactTables,
    versions: dict[str, int],
    fact: type[Fact],
    persons: set[int],
    where: pl.Expr,
    change: Callable[[pl.DataFrame], pl.DataFrame],
) -> int:
    done = tables.rewrite(fact, _is_of(persons) & where, change, versions[name_of(fact)])
    versions[name_of(fact)] = done.version
    return done.updated


def _anonymous_customer(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(customer_ref=pl.Series([f"forgotten-{token_hex(8)}" for _ in range(rows.height)], dtype=pl.String))


def _silent_response(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(comment=pl.lit(None, pl.String))
