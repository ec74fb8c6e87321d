"""What customers wrote: comments beside the answers that a metric counts, drawn by lot, so that nobody picks them."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import narwhals as nw

from metrics.engine import collect
from metrics.facts import Facts, Responses
from metrics.measure import within
from metrics.metric import Metric
from metrics.period import Span
from metrics.query import EVERYTHING, FEWEST, Scope, visible

DRAWN = 5  # comments


@dataclass(frozen=True)
class Comment:
    """One comment, masked as it was loaded, and the score that it came with."""

    score: float
    text: str


@dataclass(frozen=True)
class Sample:
    """Comments drawn by lot among all that were written; none where so few wrote that they could be known by it."""

    comments: tuple[Comment, ...]
    written: int


def has_comments(metric: Metric) -> bool:
    """Whether the metric counts answers, beside which a customer may have written something."""
    base = metric.formula.measures[-1]
    return base.fact is Responses and base.on is Responses.answered_on


def sample(
    metric: Metric,
    facts: Facts,
    period: Span,
    seed: str,
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
    most: int = DRAWN,
) -> Sample | None:
    """Comments of the answers that the metric counts in a period; None for a metric that counts no answers.

    Whoever asks with the same seed gets the same ones: each has its lot from the seed and its own id, and the lowest are drawn. What
    several wrote in the same words is drawn once.
    """
    if not has_comments(metric):
        return None
    base, text = metric.formula.measures[-1], nw.col(Responses.comment.name)
    rows = within(base.frame(visible(facts, where or {}, scope)), base.on.name, metric.window.window(period))
    ids, score = (Responses.source.name, Responses.response_id.name), Responses.score.name
    found = collect(rows.filter(~text.is_null()).select(*ids, score, text))
    lots = [
        (sha256(f"{seed}\0{source}\0{own}".encode()).digest(), points, said.strip())
        for source, own, points, said in found.iter_rows()
        if said.strip()
    ]
    different: dict[str, Comment] = {}
    for _, points, said in sorted(lots):
        different.setdefault(said, Comment(points, said))
    drawn = [*different.values()][:most] if len(lots) >= FEWEST else []
    return Sample(tuple(drawn), len(lots))
