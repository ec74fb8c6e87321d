"""The made company's report, and its pages as text."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from metrics.catalog import metric
from metrics.facts import Facts
from metrics.metric import Metric
from metrics.period import Grain
from metrics.scorecard import scorecard
from reports.content import Content, content
from tests.made_company import SMALL, UNTIL, facts
from tests.reports.mailing import Mailing
from tests.reports.smtp_server import PostBox, post_box

__all__ = ["SMALL", "UNTIL", "facts"]

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
def report(facts: Facts, overview: tuple[Metric, ...]) -> Callable[..., Content]:
    """The content of a report; what is not said is September of the whole company in Korean."""

    def said(of: Facts = facts, *, metrics: tuple[Metric, ...] = overview, **more: Any) -> Content:
        period, grain, where = more.pop("period", SEPTEMBER), more.pop("grain", Grain.MONTH), more.pop("where", None)
        given = {"company": "단골 상점", "teams": None, "language": "ko", "currency": "KRW", "snapshot_name": "S000012"}
        scores = scorecard(metrics, of, period, grain, where=where)
        fixed = {"period": period, "grain": grain, "where": where, "until": of.until, "published_at": PUBLISHED}
        return content(scores, **{**given, **fixed, **more})

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
