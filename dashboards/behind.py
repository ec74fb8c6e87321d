"""Where a number leads: to what was said by those who gave it, or else to the records that it was counted from."""

from dashboards import paths
from dashboards.comments import voice_of
from dashboards.visit import Visit
from metrics.bands import surveys_of
from metrics.metric import Metric
from metrics.period import Span
from metrics.records import row_sets


def comments_of(visit: Visit, metric: Metric, period: Span | None = None) -> str | None:
    """The address of the comments behind a score in a period, the low scores first; None of what counts no answers."""
    if not surveys_of(metric) or not visit.may_open(paths.VOICE):
        return None
    return voice_of(visit.view.at(period or visit.view.period), metric)


def records_of(visit: Visit, metric: Metric, period: Span | None = None) -> str | None:
    """The address of the records behind a number in a period; None of what no records of a period make."""
    if not row_sets(metric) or not visit.may_open(paths.RECORDS):
        return None
    return visit.of_view(paths.RECORDS, visit.view.at(period or visit.view.period).of_metric(metric))


def behind(visit: Visit, metric: Metric, period: Span) -> str | None:
    """Where a click on a point leads: to the comments of a score, to the records of any other number."""
    return comments_of(visit, metric, period) or records_of(visit, metric, period)
