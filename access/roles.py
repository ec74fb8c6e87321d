"""The four kinds of user, and what each may do."""

from enum import Enum
from typing import Self

from metrics.text import Text


class Right(Enum):
    """One thing that not everybody may do; its value names it in a refusal."""

    BROWSE = Text(ko="지표를 볼", en="see figures")
    STEER = Text(ko="목표를 정할", en="set goals")
    SCHEDULE = Text(ko="보고서를 예약할", en="schedule reports")
    FEED = Text(ko="데이터를 올릴", en="load data")
    CONTACT = Text(ko="고객 번호를 볼", en="see which customers these are")
    ADMINISTER = Text(ko="사용자를 관리할", en="manage users")


class Role(Enum):
    """What a user is here for. The value is how state keeps it."""

    label: Text
    rights: frozenset[Right]

    EXECUTIVE = "executive", Text(ko="경영진", en="Executive"), frozenset({Right.BROWSE})
    TEAM_LEAD = "team_lead", Text(ko="팀장", en="Team lead"), frozenset({Right.BROWSE, Right.STEER, Right.SCHEDULE, Right.CONTACT})
    DATA_ADMIN = "data_admin", Text(ko="데이터 담당자", en="Data admin"), frozenset({Right.BROWSE, Right.FEED, Right.SCHEDULE})
    ADMIN = "admin", Text(ko="관리자", en="Administrator"), frozenset(Right)

    def __new__(cls, value: str, label: Text, rights: frozenset[Right]) -> Self:
        role = object.__new__(cls)
        role._value_ = value
        role.label = label
        role.rights = rights
        return role

    def may(self, right: Right) -> bool:
        """Whether this role has the right."""
        return right in self.rights
