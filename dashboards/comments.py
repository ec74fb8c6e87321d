"""What customers wrote in the view's period, as one reader may see it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from dashboards import paths
from dashboards.view import View
from dashboards.visit import Visit
from metrics.bands import Band, scored, surveys_of
from metrics.metric import Metric
from metrics.query import visible

BAND = "band"  # of the scores, in an address
PER_PAGE = 20
COLUMNS = ("source", "response_id", "answered_on", "survey", "score", "scale_max", "comment", "channel", "team", "ticket_id")
ORDER = "order"


@dataclass(frozen=True)
class Comment:
    """One comment, and the answer that it belongs to."""

    on: date
    survey: str
    score: float
    scale_max: float
    band: Band
    text: str
    channel: str | None
    team: str | None


@dataclass(frozen=True)
class Comments:
    """The comments of a period: how many answers there are in each band, how many fit, and those of one page."""

    answers: Mapping[Band, int]
    with_comment: Mapping[Band, int]
    found: int
    page: int
    pages: int
    shown: tuple[Comment, ...]


def comments(visit: Visit, band: Band | None, words: str, page: int) -> Comments:
    """The comments that fit, in an order drawn by lot: the same for everybody who looks at this snapshot.

    The lot falls on the answer, not on what it says, so the first page is a fair sample of all that fit.
    """
    view = visit.view
    where = {name: values for name, values in view.where.items() if name in ("team", "channel", "survey")}
    facts = visible(visit.house.answers.facts(visit.snapshot), where, visit.reader.scope)
    answered = scored(facts, view.period, COLUMNS)
    written = answered.filter(pl.col("comment").str.strip_chars().str.len_chars() > 0)
    fitting = written if band is None else written.filter(pl.col("band") == band.value)
    if words:
        fitting = fitting.filter(folded(pl.col("comment")).str.contains(_folded(words), literal=True))
    drawn = fitting.with_columns(pl.concat_str("source", "response_id", separator="\0").hash(seed=visit.snapshot.id).alias(ORDER))
    drawn = drawn.sort(ORDER, "source", "response_id")
    pages = max(1, -(-drawn.height // PER_PAGE))
    page = min(max(page, 1), pages)
    shown = drawn.slice((page - 1) * PER_PAGE, PER_PAGE)
    return Comments(_counts(answered), _counts(written), drawn.height, page, pages, tuple(map(_comment, shown.iter_rows(named=True))))


def voice_of(view: View, metric: Metric, band: Band = Band.LOW) -> str:
    """The address of the comments behind a metric's score in a view: those of its surveys, the low scores unless told otherwise."""
    surveys = surveys_of(metric)
    kept = tuple(each for each in view.filters if each[0] != "survey") + ((("survey", surveys),) if surveys else ())
    return f"{paths.VOICE}{replace(view, filters=kept).search}&{BAND}={band}"


def folded(texts: pl.Expr) -> pl.Expr:
    """Texts as they are compared: whatever their case, and with Hangul in whole syllables."""
    return texts.str.normalize("NFC").str.to_lowercase()


def parted(text: str, words: str) -> list[tuple[str, bool]]:
    """A text cut at what was searched for: each part, and whether it is a hit."""
    text = unicodedata.normalize("NFC", text)
    sought, lowered = _folded(words), text.lower()
    if not sought or len(lowered) != len(text):  # a letter whose small form is longer would shift the cuts
        return [(text, False)]
    parts, start = [], 0
    while (at := lowered.find(sought, start)) >= 0:
        parts += [(text[start:at], False), (text[at : at + len(sought)], True)]
        start = at + len(sought)
    return [part for part in (*parts, (text[start:], False)) if part[0]]


def _folded(words: str) -> str:
    return unicodedata.normalize("NFC", words.strip()).lower()


def _counts(rows: pl.DataFrame) -> dict[Band, int]:
    found = dict(rows.group_by("band").len().iter_rows())
    return {band: found.get(band.value, 0) for band in Band}


def _comment(row: Mapping[str, object]) -> Comment:
    own = {name: row[name] for name in ("survey", "score", "scale_max", "channel", "team")}
    return Comment(on=row["answered_on"], band=Band(row["band"]), text=str(row["comment"]).strip(), **own)  # type: ignore[arg-type]
