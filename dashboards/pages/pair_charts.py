"""The pictures of the page on speed and satisfaction, each with its sentence and its table."""

from collections.abc import Sequence

import dash_mantine_components as dmc
import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

import charts.dose
from charts.crosses import Cross, crosses
from charts.lines import Line, Mark, Picture
from charts.points import points_of
from dashboards.behind import comments_of, records_of
from dashboards.chart import chart, on_both_grounds
from dashboards.pages import pair_words as words
from dashboards.pages.pair_spans import BAND, Spans
from dashboards.panel import folded, panel
from dashboards.tables import Cell, numbers, table
from dashboards.visit import Visit
from dashboards.words import SHOW_RECORDS
from metrics.catalog.service import Service
from metrics.change import Direction, change
from metrics.dose import BANDS
from metrics.pair import Pair, SideAnswers, Verdict
from metrics.pair_trend import PairTrend
from metrics.period import Grain, Span
from metrics.query import KNOWN
from metrics.rated import rated_metrics, satisfaction
from metrics.rated_list import CLOSED, ID, IS_CONTENT, WAIT
from metrics.scorecard import Answer
from metrics.standing import is_speed
from metrics.text import Language, Text
from metrics.unit import Unit
from store.studies import DOSE, PAIR_STRETCHES, RATED

PROSPECT = 10  # times what there is now; more than that is no plan that anybody can act on
LISTED = 12  # tickets behind the numbers
SPEED = next(metric for metric in Service.metrics if is_speed(metric) and metric.beside)  # that the pair is made from


def over_time(visit: Visit, trend: PairTrend, parted: Span | None) -> Component:
    """Both sides, one above the other."""
    language, currency, view = visit.language, visit.house.currency, visit.view
    shown, metrics = Spans.shown(visit), rated_metrics()
    inside = (pl.col("period_start") >= shown.start) & (pl.col("period_end") <= shown.end)
    frames = {side: trend.side(side).filter(inside) for side in ("speed", "satisfaction")}
    lines = {side: Line(metrics[side].label, metrics[side].unit, frame) for side, frame in frames.items()}
    marks = [Mark(parted, Text(ko=_since(parted, view.grain, "ko"), en=_since(parted, view.grain, "en")))] if parted else []
    leads = {point.period: visit.here(view.at(point.period)) for point in points_of(frames["speed"]) if point.value is not None}
    picture = Picture([[lines["speed"]], [lines["satisfaction"]]], view.grain, marks, view.is_running, leads)
    figures = on_both_grounds(lambda palette: picture.drawn(language=language, currency=currency, palette=palette))
    answers = {side: [Answer.of(row) for row in frame.iter_rows(named=True)] for side, frame in frames.items()}
    rows = []
    for speed, content in reversed([*zip(answers["speed"], answers["satisfaction"], strict=True)]):
        verdict = trend.against(speed.period, view.grain.back(speed.period, 1)).verdict
        name = dcc.Link(view.grain.name_of(speed.period, language), href=visit.here(view.at(speed.period)), className="link")
        cells: list[Cell] = [name, *numbers(speed, metrics["speed"], language, currency)[:2]]
        rows.append([*cells, *numbers(content, metrics["satisfaction"], language, currency), _mark(verdict, language)])
    heads = (words.PERIOD, words.SPEED, words.INTERVAL, words.CONTENT, words.INTERVAL, words.SAMPLE, words.VERDICT)
    said = _over_time_said(answers["speed"], answers["satisfaction"], view.grain, language)
    return panel(
        words.OVER_TIME.of(language),
        chart("pair", figures, said=said, language=language, height=440, title=words.OVER_TIME.of(language), leads=True),
        folded(table(heads, rows, language, left=(0, 6)), language),
    )


def dose(visit: Visit, spans: Spans) -> Component:
    """The dose curve of two stretches."""
    language = visit.language
    names = {span: Grain.WHOLE.name_of(span, language) for span in (spans.now, spans.then)}
    curves = {span: visit.studied(DOSE, period=span) for span in (spans.then, spans.now)}
    stretches = [
        charts.dose.Stretch(Text(ko=names[span], en=names[span]), curve)
        for span, curve in curves.items()
        if (curve["state"] == KNOWN).any() or span == spans.now
    ]
    figures = on_both_grounds(lambda palette: charts.dose.dose(stretches, language=language, palette=palette))
    moved = [
        _band_moved(before, after)
        for before, after in zip(*(_answers(curves[span], span) for span in (spans.then, spans.now)), strict=True)
    ]
    rows = [
        [
            dcc.Link(band.label.of(language), href=_of_band(visit, band.name), className="link"),
            *numbers(after, satisfaction(), language, visit.house.currency),
            *numbers(before, satisfaction(), language, visit.house.currency)[::2],
            went.label.of(language),
        ]
        for band, before, after, went in zip(
            BANDS, _answers(curves[spans.then], spans.then), _answers(curves[spans.now], spans.now), moved, strict=True
        )
    ]
    heads = (words.WAITED, words.CONTENT, words.INTERVAL, words.SAMPLE, words.THEN, words.SAMPLE, words.VERDICT)
    legend = html.Div(
        [
            html.Span([html.Span(className="key"), f"{words.NOW.of(language)}: {names[spans.now]}"]),
            html.Span([html.Span(className="key key-then"), f"{words.THEN.of(language)}: {names[spans.then]}"]),
        ],
        className="legend",
    )
    return panel(
        words.DOSE.of(language),
        legend,
        chart("dose", figures, said=_dose_said(moved, language), language=language, height=320, title=words.DOSE.of(language)),
        folded(table(heads, rows, language, left=(0, 6)), language),
    )


def teams(visit: Visit, spans: Spans) -> Component:
    """The teams by speed and satisfaction, over half a year, with where they were before."""
    language, currency = visit.language, visit.house.currency
    answers = visit.studied(PAIR_STRETCHES, spans=(spans.then, spans.now), by=("team",))
    found = [pair for pair in SideAnswers(answers, ("team",)).pairs(spans.now, spans.then) if pair.paired_share.after.n]
    if not found:
        return panel(words.TEAMS.of(language), html.P(words.NO_TEAMS.of(language), className="nothing"))
    metrics = rated_metrics()
    marked = [
        Cross(
            pair.group["team"] or words.NO_TEAM.of(language),
            (pair.speed.before, pair.satisfaction.before),
            (pair.speed.after, pair.satisfaction.after),
            pair.verdict.is_good,
        )
        for pair in found
    ]
    figures = on_both_grounds(
        lambda palette: crosses(marked, metrics["speed"], metrics["satisfaction"], language=language, currency=currency, palette=palette)
    )
    rows = [
        [
            _team_link(pair, visit),
            *numbers(pair.speed.after, pair.speed.metric, language, currency)[:2],
            *numbers(pair.satisfaction.after, pair.satisfaction.metric, language, currency),
            _mark(pair.verdict, language),
        ]
        for pair in found
    ]
    heads = (words.TEAM, words.SPEED, words.INTERVAL, words.CONTENT, words.INTERVAL, words.SAMPLE, words.VERDICT)
    span = words.DOSE_SPAN.format(now=Grain.WHOLE.name_of(spans.now, language), before=Grain.WHOLE.name_of(spans.then, language))
    return panel(
        words.TEAMS.of(language),
        html.P(span.of(language), className="muted small"),
        chart("teams", figures, said=_teams_said(found, language), language=language, height=372, title=words.TEAMS.of(language)),
        folded(table(heads, rows, language, left=(0, 6)), language),
    )


def tickets(visit: Visit) -> Component:
    """Some of the tickets behind the period's numbers."""
    language, chosen = visit.language, visit.own.one(BAND)
    rows = visit.studied(RATED, period=visit.view.period, band=chosen)
    choices = [{"value": "", "label": words.EVERY_WAIT.of(language)}]
    choices += [{"value": band.name, "label": band.label.of(language)} for band in BANDS]
    choice = dmc.Select(
        id={"choose": BAND}, data=choices, value=chosen, allowDeselect=False, size="xs", className="choice-of-wait",
        **{"aria-label": words.BAND.of(language)},
    )  # fmt: skip
    heads = (words.TICKET, words.CLOSED, words.TEAM, words.CATEGORY, words.WAIT, words.RATING)
    cells = [
        [
            row[ID],
            row[CLOSED].isoformat(),
            row["team"] or words.NO_TEAM.of(language),
            row["category"] or "–",
            Unit.MINUTES.show(row[WAIT], language),
            html.Span((words.HAPPY if row[IS_CONTENT] else words.UNHAPPY).of(language), className="good" if row[IS_CONTENT] else "bad"),
        ]
        for row in rows.head(LISTED).iter_rows(named=True)
    ]
    listed = words.BEHIND_SAID.format(period=visit.view.period_name, n=f"{rows.height:,}", shown=f"{len(cells):,}").of(language)
    inside = [html.P(listed, className="summary"), table(heads, cells, language, left=(0, 1, 2, 3, 5))] if cells else [_nothing(language)]
    said = next((href for other in SPEED.beside if (href := comments_of(visit, other))), None)
    ways = ((words.TO_VOICE, said), (SHOW_RECORDS, records_of(visit, SPEED)))
    links = html.Div([dcc.Link(text.of(language), href=href, className="behind") for text, href in ways if href], className="ways-behind")
    return panel(words.BEHIND.of(language), choice, *inside, links, class_name="rows")


def _nothing(language: Language) -> Component:
    return html.P(words.NO_TICKETS.of(language), className="nothing")


def _of_band(visit: Visit, band: str) -> str:
    kept = {name: visit.own.one(name) for name in ("to",) if visit.own.one(name)}
    return visit.of_view(visit.page.path, visit.view, **kept, **{BAND: band})


def _team_link(pair: Pair, visit: Visit) -> Cell:
    team = pair.group["team"]
    if team is None:
        return words.NO_TEAM.of(visit.language)
    return dcc.Link(team, href=visit.here(visit.view.of_teams(team)), className="link")


def _since(parted: Span, grain: Grain, language: Language) -> str:
    return words.PARTED_MARK.format(period=grain.name_of(parted, language)).of(language)


def _mark(verdict: Verdict, language: Language) -> Component:
    return html.Span(verdict.label.of(language), className={True: "good", False: "bad", None: "muted"}[verdict.is_good])


def _answers(curve: pl.DataFrame, span: Span) -> list[Answer]:
    dated = curve.with_columns(period_start=pl.lit(span.start), period_end=pl.lit(span.end))
    return [Answer.of(row) for row in dated.iter_rows(named=True)]


def _band_moved(before: Answer, after: Answer) -> Direction:
    return change(satisfaction(), before.estimate, after.estimate, overlap=False).direction


def _dose_said(moved: Sequence[Direction], language: Language) -> str:
    said = []
    for direction, text in ((Direction.DOWN, words.DOSE_FELL), (Direction.UP, words.DOSE_ROSE)):
        bands = [band.label.of(language) for band, went in zip(BANDS, moved, strict=True) if went is direction]
        if bands:
            said.append(text.format(bands=", ".join(bands)).of(language))
    return " ".join(said) or words.DOSE_SAME.of(language)


def _teams_said(found: Sequence[Pair], language: Language) -> str:
    """How many teams have the verdict that most have, and which."""
    verdicts = [pair.verdict for pair in found]
    most = max(Verdict, key=lambda verdict: (verdicts.count(verdict), verdict.is_good is False))
    own = [pair.group["team"] or words.NO_TEAM.of(language) for pair in found if pair.verdict is most]
    trapped = words.TEAMS_OF.format(count=len(found), of=len(own), verdict=most.label.of(language)).of(language)
    return words.TEAMS_SAID.format(trapped=trapped, teams=", ".join(own)).of(language)


def _over_time_said(speed: Sequence[Answer], content: Sequence[Answer], grain: Grain, language: Language) -> str:
    known = [(one, other) for one, other in zip(speed, content, strict=True) if one.value is not None and other.value is not None]
    if not known:
        return words.NO_TICKETS.of(language)
    (first, first_content), (last, last_content) = known[0], known[-1]
    shown = {
        "first": grain.name_of(first.period, language),
        "last": grain.name_of(last.period, language),
        "speed_first": Unit.MINUTES.show(first.value, language),
        "speed_last": Unit.MINUTES.show(last.value, language),
        "content_first": Unit.SHARE.show(first_content.value, language),
        "content_last": Unit.SHARE.show(last_content.value, language),
    }
    return words.TREND_SAID.format(**shown).of(language)
