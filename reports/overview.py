"""The report of the Overview page: from facts to a PDF."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from metrics.facts import Facts
from metrics.feasts import Feast
from metrics.goal_book import CATALOG_GOALS, GoalBook
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.query import EVERYTHING, Scope, measure
from metrics.scorecard import Measured, scorecard
from metrics.text import Language
from reports.content import content
from reports.pdf import overview_pdf


def overview_report(
    facts: Facts,
    *,
    metrics: Iterable[Metric],
    period: Span,
    grain: Grain,
    company: str,
    language: Language,
    currency: str,
    snapshot_name: str | None,
    published_at: datetime | None,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
    feasts: Sequence[Feast] = (),
    measured: Measured = measure,
    goals: GoalBook = CATALOG_GOALS,
) -> bytes:
    """The Overview as an A4 PDF, of one snapshot and within the reader's scope.

    `snapshot_name` and `published_at` are the snapshot's, None where nothing has been loaded yet. Whether the period is over is read
    off `facts.until`.
    """
    scores = scorecard(metrics, facts, period, grain, where=where, scope=scope, feasts=feasts, measured=measured, goals=goals)
    return overview_pdf(
        content(
            scores,
            company=company,
            period=period,
            grain=grain,
            teams=scope.teams,
            language=language,
            snapshot_name=snapshot_name,
            published_at=published_at,
            until=facts.until,
            currency=currency,
            where=where,
        )
    )
