"""The made company's report, and its pages as text."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from metrics.catalog import metric
from metrics.facts import Facts
from metrics.feasts import Feast
from metrics.goal_book import CATALOG_GOALS, GoalBook
from metrics.metric import Metric
from metrics.period import Grain
from metrics.query import Scope
from reports.content import Content, content
from reports.edition import Edition
from reports.findings import findings
from reports.kind import MONTHLY
from reports.letterhead import Letterhead
from reports.workshop import Workshop
from store.answers import KeptAnswers
from store.notes import Note
from store.snapshots import Snapshot
from store.trends import Trends
from tests.made_company import SMALL, UNTIL, facts
from tests.postgres import postgresql
from tests.reports.mailing import Mailing
from tests.reports.smtp_server import PostBox, post_box

__all__ = ["SMALL", "UNTIL", "facts", "postgresql"]

SEPTEMBER = Grain.MONTH.period_of(date(2026, 9, 1))
OCTOBER = Grain.MONTH.period_of(date(2026, 10, 1))
PUBLISHED = datetime(2026, 10, 14, 9, 30, tzinfo=timezone(timedelta(hours=9), "KST"))
OVERVIEW = (
    "repurchase_rate",
    "net_promoter_score",
    "customer_satisfaction",
    "first_response_time",
    "complaint_rate",
    "customer_lifetime_value",
)


@pytest.fixture(scope="session")
def staffed_home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company's data folder with its staff, and with the answers that its reports need. Tests take a copy."""
    mailing = Mailing.of(demo_home, tmp_path_factory.mktemp("staffed"), 25)
    mailing.employ()
    mailing.here.state.close()
    return mailing.here.settings.home


@pytest.fixture
def box() -> Iterator[PostBox]:
    """A mail server that takes everything, until a test makes it unkind."""
    with post_box() as box:
        yield box


@pytest.fixture
def mailing(staffed_home: Path, tmp_path: Path, box: PostBox) -> Iterator[Mailing]:
    """An installation that sends to that server."""
    mailing = Mailing.of(staffed_home, tmp_path, box.port)
    yield mailing
    mailing.here.state.close()


@pytest.fixture(scope="session")
def overview() -> tuple[Metric, ...]:
    """The six metrics of the Overview."""
    return tuple(metric(name) for name in OVERVIEW)


@pytest.fixture(scope="session")
def trends(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Facts], Trends]:
    """The answers of facts as if they had been loaded; those of the made company are kept."""
    kept = KeptAnswers(tmp_path_factory.mktemp("answers"), 50_000_000, {})

    def opened(of: Facts = facts) -> Trends:
        return Trends(Snapshot(12, PUBLISHED, {}, None, of.until), of, kept if of is facts else KeptAnswers.none())

    return opened


@pytest.fixture(scope="session")
def report(facts: Facts, overview: tuple[Metric, ...], trends: Callable[[Facts], Trends]) -> Callable[..., Content]:
    """The content of a report; what is not said is September of the whole company in Korean, with all chapters."""

    def said(
        of: Facts = facts,
        *,
        company: str = "단골 상점",
        teams: Iterable[str] | None = None,
        grain: Grain = Grain.MONTH,
        snapshot_name: str | None = "S000012",
        published_at: datetime | None = PUBLISHED,
        goals: GoalBook = CATALOG_GOALS,
        address: str = "",
        feasts: Sequence[Feast] = (),
        notes: Sequence[Note] = (),
        **more: Any,
    ) -> Content:
        scope = Scope(None if teams is None else frozenset(teams))
        given = {"kind": MONTHLY, "metrics": overview, "period": SEPTEMBER, "language": "ko", "of_grain": grain, "scope": scope}
        edition = Edition(**{**given, **more})
        letterhead = Letterhead(company=company, address=address)
        found = findings(edition, trends(of), Workshop(letterhead, feasts, goals, notes))
        return content(found, edition, letterhead, snapshot_name=snapshot_name, published_at=published_at, until=of.until)

    return said


@pytest.fixture(scope="session")
def september(report: Callable[..., Content]) -> Content:
    """The report of a whole month, in Korean."""
    return report()


@pytest.fixture(scope="session")
def october(report: Callable[..., Content]) -> Content:
    """The report of a month that is not over, in Korean."""
    return report(period=OCTOBER)


def structure(reader: PdfReader) -> list[tuple[str, str]]:
    """Every tag of the document with its alternative text, in order."""
    found: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            walk(node.get("/K", []))

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.fixture(scope="session")
def tags() -> Callable[[PdfReader], list[tuple[str, str]]]:
    return structure
