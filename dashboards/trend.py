"""The way of one metric as a chart, and the same in a sentence."""

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from charts import screen
from charts.earlier import with_earlier
from charts.house import Figure
from charts.palette import Palette
from dashboards import words
from dashboards.chart import chart, on_both_grounds
from dashboards.view import Against, View
from metrics.period import Span
from metrics.query import KNOWN, TOO_FEW
from metrics.scorecard import Answer, Score
from metrics.year_beside import Beside

PLACE = "trend"  # of the chart


def trend_section(
    score: Score,
    view: View,
    currency: str,
    beside: Sequence[Beside] = (),
    above: Sequence[Component] = (),
    below: Sequence[Component] = (),
    numbers: Mapping[Span, int] | None = None,
    leads: Mapping[Span, str] | None = None,
) -> Component:
    """The trend of one metric up to the view's period.

    `beside` gives the year before, `numbers` mark the periods that are remarked on, `leads` where a click on one leads; `above` and
    `below` stand around the chart.
    """
    numbers = numbers or {}
    language = view.language
    title = words.TREND.format(metric=score.metric.label.of(language)).of(language)
    if not (score.trend["state"] == KNOWN).any():
        drawn: list[Component] = [html.P(words.NOTHING_TO_DRAW.of(language), className="nothing")]
    else:
        with_year = view.against is Against.YEAR and any(each.before for each in beside)
        figures = on_both_grounds(lambda palette: _figure(score, view, currency, palette, beside if with_year else (), numbers, leads))
        told, name = summary(score, view, currency, numbers), f"{title} {view.period_name}"
        drawn = [
            _legend(score, view, currency, with_year=with_year),
            chart(PLACE, figures, said=told, language=language, title=name, leads=bool(leads)),
        ]
    return html.Section([html.H2(title), *above, *drawn, *below], className="panel trend")


def _figure(
    score: Score,
    view: View,
    currency: str,
    palette: Palette,
    beside: Sequence[Beside],
    numbers: Mapping[Span, int],
    leads: Mapping[Span, str] | None,
) -> Figure:
    figure = screen.trend(
        score.trend,
        score.metric,
        view.grain,
        language=view.language,
        currency=currency,
        palette=palette,
        is_running=score.is_running,
        goals=score.goals,
        numbers=numbers,
        leads=leads,
    )
    if not beside:
        return figure
    years = {each.now.period.start: each.before.value for each in beside if each.before}
    values = [years.get(start) for start in score.trend["period_start"]]
    name = words.LEGEND_YEAR.of(view.language)
    return with_earlier(figure, values, name=name, metric=score.metric, language=view.language, currency=currency, palette=palette)


def summary(score: Score, view: View, currency: str, numbers: Mapping[Span, int] | None = None) -> str:
    """The trend in a sentence, for those who do not see the chart and those who have no time for it."""
    language, unit, grain = view.language, score.metric.unit, view.grain
    known = [answer for answer in (Answer.of(row) for row in score.trend.iter_rows(named=True)) if answer.value is not None]
    highest, lowest = max(known, key=_level), min(known, key=_level)
    said = words.SUMMARY if len(known) > 1 else words.SUMMARY_OF_ONE
    told = said.format(
        metric=score.metric.label.of(language),
        last=grain.name_of(known[-1].period, language),
        value=unit.show(known[-1].value, language, currency),
        span=f"{grain.name_of(known[0].period, language)} – {grain.name_of(known[-1].period, language)}",
        high_period=grain.name_of(highest.period, language),
        high=unit.show(highest.value, language, currency),
        low_period=grain.name_of(lowest.period, language),
        low=unit.show(lowest.value, language, currency),
    ).of(language)
    if not numbers:
        return told
    places = ", ".join(f"({number}) {grain.name_of(period, language)}" for period, number in numbers.items())
    return f"{told} {words.REMARKED.format(places=places).of(language)}"


def _legend(score: Score, view: View, currency: str, *, with_year: bool) -> Component:
    language, goal = view.language, score.goal
    shown = [("line", words.LEGEND_LINE), ("band", words.LEGEND_BAND)]
    if goal is not None:
        shown.append(("goal", words.GOAL.format(sign=goal.sign, value=score.metric.unit.show(goal.value, language, currency))))
    if with_year:
        shown.append(("year", words.LEGEND_YEAR))
    if score.is_running:
        shown.append(("dashed", words.LEGEND_RUNNING))
    if (score.trend["state"] == TOO_FEW).any():
        shown.append(("few", words.LEGEND_FEW))
    keys = [html.Span([html.Span(className=f"key key-{kind}"), text.of(language)]) for kind, text in shown]
    return html.Div(keys, className="legend")


def _level(answer: Answer) -> float:
    return answer.value or 0.0
