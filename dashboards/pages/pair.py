"""Speed and satisfaction: whether faster replies came with happier customers, in one sentence and in four pictures."""

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.own import Parameter, chooser
from dashboards.page import PERIOD, Group, Page
from dashboards.pages import pair_charts as charts
from dashboards.pages import pair_words as words
from dashboards.pages.pair_spans import AGAINST, BAND, Spans
from dashboards.paired import FILTERS, trend_of
from dashboards.visit import Visit
from metrics.change import Change, Direction
from metrics.decisive import about
from metrics.dose import BANDS
from metrics.pair import DOES_NOT_PROVE, Pair, Side
from metrics.sentence import pair_in_words
from metrics.text import Language

BASE = Parameter(AGAINST, words.AGAINST, values=("year", "before"))
WAIT = Parameter(BAND, words.BAND, values=tuple(band.name for band in BANDS))


def layout(visit: Visit) -> Component:
    """The verdict, and below it how it came about."""
    spans = Spans.of(visit)
    trend = trend_of(visit)
    pair = trend.against(visit.view.period, spans.before)
    if pair.speed.after.value is None and pair.satisfaction.after.value is None:
        return html.Div(
            [_base(visit, spans), html.Section(html.P(words.NOTHING.of(visit.language), className="nothing"), className="panel")]
        )
    parted = trend.parted(pair.verdict, visit.view.period)
    return html.Div(
        [
            _verdict(visit, spans, pair, trend.against(parted, visit.view.grain.back(parted, 1)) if parted else None),
            html.Div([charts.over_time(visit, trend, parted), charts.teams(visit, spans)], className="halves"),
            html.Div([charts.dose(visit, spans), charts.tickets(visit)], className="halves"),
        ],
        className="stack",
    )


def _verdict(visit: Visit, spans: Spans, pair: Pair, parted: Pair | None) -> Component:
    language, grain = visit.language, visit.view.grain
    tone = {True: "good", False: "bad", None: "unsure"}[pair.verdict.is_good]
    period, before = (grain.name_of(span, language) for span in (pair.period, pair.before))
    said = [html.P(pair_in_words(pair).of(language))]
    if parted is not None:
        said.append(html.P(_parted(parted, visit), className="since"))
    said += [html.P(line, className="muted") for line in (*_would_tell(pair, language), *_paired(pair, language))]
    said.append(html.P(DOES_NOT_PROVE.of(language), className="muted"))
    return html.Section(
        [
            html.Div(
                [html.Span(words.COMPARED.format(period=period, before=before).of(language)), _base(visit, spans)], className="kicker"
            ),
            html.H2(pair.verdict.label.of(language), className=f"big-verdict {tone}"),
            html.Div([_side(side, language) for side in (pair.speed, pair.satisfaction)], className="sides"),
            html.Div(said, className="said"),
        ],
        className=f"panel verdict-panel is-{tone}",
    )


def _base(visit: Visit, spans: Spans) -> Component:
    language = visit.language
    choices = [{"value": value, "label": text.of(language)} for value, text in (("year", words.YEAR), ("before", words.BEFORE))]
    return dmc.SegmentedControl(
        id=chooser(AGAINST), data=choices, value=spans.base, size="xs", attributes={"root": {"aria-label": words.AGAINST.of(language)}}
    )


def _side(side: Side, language: Language) -> Component:
    unit = side.metric.unit
    tone = {True: "good", False: "bad", None: "unsure"}[side.change.is_good]
    now, then = (unit.show(answer.value, language) for answer in (side.after, side.before))
    bounds = [unit.show(bound, language) for bound in (side.after.low, side.after.high)]
    return html.Div(
        [
            html.Div(side.metric.label.of(language), className="side-name"),
            html.Div(
                [html.Span(then, className="then"), html.Span(" → ", **{"aria-hidden": "true"}), html.Strong(now)], className="side-value"
            ),
            html.Div([html.Strong(_moved(side.change, unit.show_change(side.change.amount, language), language), className=tone)]),
            html.Div(f"{words.INTERVAL.of(language)} {bounds[0]} ~ {bounds[1]} · n {side.after.n:,}", className="sample"),
        ],
        className="side-card",
    )


def _moved(change: Change, amount: str, language: Language) -> str:
    is_told = change.direction in (Direction.UP, Direction.DOWN)
    return f"{words.SIGNS[change.direction]} {amount}" + ("" if is_told else f" · {change.direction.label.of(language)}")


def _parted(parted: Pair, visit: Visit) -> str:
    speed, content, language = parted.speed, parted.satisfaction, visit.language
    shown = {
        name: side.metric.unit.show(answer.value, language)
        for name, side, answer in (
            ("speed_before", speed, speed.before),
            ("speed", speed, speed.after),
            ("content_before", content, content.before),
            ("content", content, content.after),
        )
    }
    return words.PARTED.format(period=visit.view.grain.name_of(parted.period, language), **shown).of(language)


def _would_tell(pair: Pair, language: Language) -> Sequence[str]:
    """How many would tell what cannot be told, of each side."""
    return [
        words.WOULD_TELL.format(side=side.metric.label.of(language), n=f"{about(side.decides):,}").of(language)
        for side in (pair.speed, pair.satisfaction)
        if side.decides is not None and side.decides <= charts.PROSPECT * max(side.after.n, side.before.n)
    ]


def _paired(pair: Pair, language: Language) -> Sequence[str]:
    answer = pair.paired_share.after
    if answer.value is None or answer.part is None:
        return []
    share = pair.paired_share.metric.unit.show(answer.value, language)
    return [words.PAIRED.format(share=share, part=f"{answer.part:,.0f}").of(language)]


PAGE = Page(
    path="/pair",
    title=words.TITLE,
    layout=layout,
    group=Group.NUMBERS,
    icon="pair",
    filters=(PERIOD, *FILTERS),
    own=(BASE, WAIT),
)
