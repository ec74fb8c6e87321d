"""Who gets what: each recipient's own address, rows and language, read from state when the report is made and again when it is sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import store.users
from errors import UserError
from metrics.text import Language, Text, language
from reports.address import checked_address
from store.schedules import Recipient, Schedule
from store.state import Session
from store.users import User

Teams = tuple[str, ...] | None  # None means all teams


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """A recipient as they are to be reached now. `problem` says why they get nothing; None of most."""

    key: str
    user_id: int | None
    name: str
    address: str
    teams: Teams
    language: Language
    problem: Text | None = None


def addressees(session: Session, schedule: Schedule, owner: User, domains: Collection[str]) -> list[Addressee]:
    """The schedule's recipients, in order."""
    users = {user.id: user for user in store.users.all_users(session)}
    return [_addressee(recipient, schedule, owner, users, domains) for recipient in schedule.recipients]


def owner_of(session: Session, schedule: Schedule) -> User:
    """Who answers for the schedule, whether or not they may still sign in."""
    owner = store.users.by_id(session, schedule.owner_id)
    if owner is None:
        raise LookupError(f"Schedule {schedule.id} has no owner in state.")
    return owner


def common(first: Teams, second: Teams) -> Teams:
    """The teams that both let through, in order."""
    if first is None or second is None:
        return second if first is None else first
    return tuple(team for team in first if team in second)


def within(inner: Teams, outer: Teams) -> bool:
    """Whether whoever may see `outer` may see all of `inner`."""
    return outer is None or (inner is not None and set(inner) <= set(outer))


def groups(people: Sequence[Addressee]) -> dict[tuple[Teams, Language], list[Addressee]]:
    """Those who get the same report, together: it is made once for each scope and language."""
    found: dict[tuple[Teams, Language], list[Addressee]] = {}
    for each in people:
        if each.problem is None:
            found.setdefault((None if each.teams is None else tuple(sorted(each.teams)), each.language), []).append(each)
    return found


def _addressee(recipient: Recipient, schedule: Schedule, owner: User, users: dict[int, User], domains: Collection[str]) -> Addressee:
    user = users.get(recipient.user_id) if recipient.user_id is not None else None
    if user is not None:
        teams, address, name = user.teams, user.email or "", user.name
        spoken = language(user.language, otherwise="ko")
    else:
        teams, address, name = recipient.teams, recipient.address or "", recipient.name or recipient.address or ""
        spoken = language(recipient.language, otherwise="ko")
    seen = common(teams, schedule.teams)
    return Addressee(
        key=recipient.key,
        user_id=recipient.user_id,
        name=name,
        address=address,
        teams=seen,
        language=spoken,
        problem=_problem(user, address, teams, seen, owner, domains, name),
    )


def _problem(user: User | None, address: str, teams: Teams, seen: Teams, owner: User, domains: Collection[str], name: str) -> Text | None:
    if user is not None and not user.is_active:
        return Text(ko=f"{name} 님의 계정이 중지되어 보내지 않았습니다.", en=f"{name} may no longer sign in, so nothing was sent.")
    if user is not None and not address:
        return Text(
            ko=f"{name} 님의 이메일 주소가 등록되어 있지 않습니다. 관리자가 등록해 주세요.",
            en=f"No e-mail address is known for {name}. An administrator can add it.",
        )
    if user is None and not within(teams, owner.teams):
        return Text(
            ko=f"{name}: 예약한 사람이 더 이상 볼 수 없는 팀의 자료라 보내지 않았습니다.",
            en=f"{name}: the schedule's owner may no longer see these teams, so nothing was sent.",
        )
    if seen == ():
        return Text(ko=f"{name} 님이 볼 수 있는 팀이 없습니다.", en=f"There is no team that {name} may see in this report.")
    try:
        checked_address(address, domains)
    except UserError as wrong:
        return Text(ko=wrong.ko, en=wrong.en)
    return None
