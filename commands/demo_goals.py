"""The goals that the demo company has set for its teams, as its leads would have set them while the months went by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import store.goals
from access.audit import Event, record
from access.goals import named
from etl.demo_story import ONLINE_TEAM, TEAMS, ZONE
from installation import Installation
from metrics.answer import Answer
from metrics.catalog import METRICS
from metrics.goal_version import GoalVersion
from metrics.period import Grain, Span
from metrics.proposal import Proposal, Way
from metrics.query import Query
from metrics.terms import Meant
from store.trends import Trends

OWNERS = dict(zip(TEAMS, ("김서연", "정도윤", "최하은", "강민재", "이팀장"), strict=True))
HASTY = tuple(team for team in TEAMS if team != ONLINE_TEAM)  # those who were told to reply within the hour
DECIDED_AT = time(9, 30)  # on the Thursday before the week


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One decision for several teams alike: from which Monday on, what, by when, and why."""

    begins: date
    metric: str
    teams: Sequence[str]
    amount: float
    reason: str
    meant: Meant = Meant.ABSOLUTE
    due: date | None = None
    steps: tuple[tuple[date, float], ...] = ()

    def proposals(self) -> Iterator[Proposal]:
        """What was entered for each of the teams."""
        week = Grain.WEEK.period_of
        for team in self.teams:
            yield Proposal(
                metric=METRICS[self.metric],
                team=team,
                grain=Grain.WEEK,
                begins=week(self.begins),
                amount=self.amount,
                meant=self.meant,
                baseline=Grain.WEEK.back(week(self.begins), 2),
                way=Way.STEPS if self.steps else Way.LINE if self.due else Way.AT_ONCE,
                due=week(self.due) if self.due else None,
                steps=tuple((week(on), amount) for on, amount in self.steps),
                owner=OWNERS[team],
                reason=self.reason,
            )


PLANS = (
    Plan(begins=date(2026, 3, 2), metric="first_response_time", teams=HASTY, amount=90, reason="모든 문의에 한 시간 반 안에 첫 응답"),
    Plan(
        begins=date(2026, 7, 6),
        metric="repurchase_rate",
        teams=(ONLINE_TEAM,),
        amount=55,
        due=date(2026, 12, 21),
        reason="단골 등급 개편으로 재구매 확대",
    ),
    Plan(
        begins=date(2026, 8, 31),
        metric="customer_satisfaction",
        teams=HASTY,
        amount=82,
        due=date(2026, 12, 21),
        steps=((date(2026, 8, 31), 74), (date(2026, 10, 12), 78)),
        reason="복사한 답변을 줄이고 3월 이전 만족도 회복",
    ),
    Plan(
        begins=date(2026, 8, 31),
        metric="customer_satisfaction",
        teams=(ONLINE_TEAM,),
        amount=90,
        due=date(2026, 12, 21),
        steps=((date(2026, 8, 31), 85), (date(2026, 10, 5), 88)),
        reason="상담 품질 유지",
    ),
)


def set_goals(here: Installation, trends: Trends, by: str) -> None:
    """Keeps the plans' goals, each as decided on its day by a login; nothing where any goal was ever set: nobody's are added to."""
    with here.state.read() as session:
        if store.goals.decisions(session):
            return
    decided = [(plan, version) for plan in PLANS for version in _versions(plan, trends, here.settings.currency)]
    with here.state.write() as session:
        for plan, version in decided:
            decision = store.goals.add(session, version, by=by, now=_decided_at(plan))
            record(session, Event.GOAL_SET, actor=by, address="", about=f"goal {decision.id}: {named(version)}")


def _versions(plan: Plan, trends: Trends, currency: str) -> Iterator[GoalVersion]:
    for proposal in plan.proposals():

        def answer(period: Span, of: Proposal = proposal) -> Answer:
            where = {"team": (of.team,)} if of.team else {}
            return Answer.of(trends.measured(Query(of.metric, period, of.grain, where=where)).row(0, named=True))

        yield proposal.version(_decided_at(plan).date(), currency, answer)


def _decided_at(plan: Plan) -> datetime:
    day = plan.begins - timedelta(days=4)
    return datetime.combine(day, DECIDED_AT, ZoneInfo(ZONE)).astimezone(UTC)
