"""The glossary: what each number means, how it is counted, and what it does not say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import paths, words
from dashboards.own import Parameter, chooser
from dashboards.page import Group, Page
from dashboards.reading import explanation
from dashboards.visit import Desk, Visit
from metrics.catalog import CATALOG, METRICS
from metrics.facts import DIMENSIONS, Fact, name_of
from metrics.metric import Metric, Theme
from metrics.text import Language, Text
from reports.words import goal_in_words

TITLE = Text(ko="용어집", en="Glossary")
SEARCH = Text(ko="지표 찾기", en="Find a metric")
FOUND = Text(ko="{count}개 지표", en="{count} metrics")
NOTHING_FOUND = Text(ko="'{asked}'에 맞는 지표가 없습니다.", en="No metric fits '{asked}'.")
SHOW = Text(ko="추이 보기", en="Show its trend")
INTERVAL = Text(ko="95% 구간의 계산 방법", en="How its 95% interval is made")
GOAL = Text(ko="기본 목표", en="Default goal")
NO_GOAL = Text(ko="없음", en="none")
CUTS = Text(ko="나눠 볼 수 있는 기준", en="Can be split by")
VARIANT = Text(ko="같은 것을 달리 세는 지표", en="The same, counted in another way")
BESIDE = Text(ko="함께 보는 지표", en="Always seen beside it")
CHANGED = Text(ko="정의가 바뀐 때", en="Changed definition")
EXAMPLE = Text(ko="계산 예", en="Worked example")
EXAMPLE_GIVES = Text(ko="{span} 동안 아래 자료가 있으면 {value}입니다.", en="With the rows below, for {span}, it is {value}.")
ROWS = Text(ko="{fact} {count}건", en="{fact}, {count} rows")
MOST_ROWS = 12  # of an example; more show nothing that these do not
ASKED = Parameter("q", Text(ko="찾는 말", en="search"), longest=40)


def layout(desk: Desk) -> Component:
    """Every metric of the catalog that fits what is looked for, theme by theme."""
    language, asked = desk.language, desk.own.one(ASKED.name)
    found = [(theme, [metric for metric in theme.metrics if _fits(metric, asked)]) for theme in CATALOG]
    found = [(theme, metrics) for theme, metrics in found if metrics]
    count = sum(len(metrics) for _, metrics in found)
    said = FOUND.format(count=count) if count else NOTHING_FOUND.format(asked=asked)
    search = dmc.TextInput(
        id=chooser(ASKED.name), value=asked, placeholder=SEARCH.of(language), debounce=400, **{"aria-label": SEARCH.of(language)}
    )
    status = html.P(said.of(language), className="muted", role="status")
    themes = html.Nav(
        [search, status, *(_contents(theme, metrics, language) for theme, metrics in found)],
        className="glossary-themes",
        **{"aria-label": TITLE.of(language)},
    )
    return html.Div(
        [themes, html.Div([_theme(theme, metrics, desk) for theme, metrics in found], className="entries")], className="glossary"
    )


def _fits(metric: Metric, asked: str) -> bool:
    said = " ".join((metric.name, *(text for both in (metric.label, metric.about, metric.definition) for text in (both.ko, both.en))))
    return asked.casefold() in said.casefold()


def _contents(theme: type[Theme], metrics: Sequence[Metric], language: Language) -> Component:
    links = [html.Li(html.A(metric.label.of(language), href=f"#{metric.name}")) for metric in metrics]
    return html.Div([html.Strong(theme.label.of(language)), html.Ul(links)])


def _theme(theme: type[Theme], metrics: Sequence[Metric], desk: Desk) -> Component:
    language = desk.language
    heading = html.Div([html.H2(theme.label.of(language)), html.P(theme.question.of(language), className="theme-question")])
    return html.Section([heading, *(_entry(metric, desk) for metric in metrics)], className="entries")


def _entry(metric: Metric, desk: Desk) -> Component:
    language, currency = desk.language, desk.house.currency
    trend: list[Component] = []
    if isinstance(desk, Visit):  # without data there is no trend to lead to
        trend.append(dcc.Link(SHOW.of(language), href=desk.of_view(paths.TRENDS, desk.view.of_metric(metric)), className="behind"))
    title = html.H3([metric.label.of(language), html.Code(metric.name), *trend])
    more = [html.Div([html.Dt(name.of(language)), html.Dd(said)]) for name, said in _more(metric, language, currency)]
    return html.Article(
        [title, explanation(metric, language), html.Dl(more, className="more-about"), _example(metric, language, currency)],
        id=metric.name,
        className="panel entry",
    )


def _more(metric: Metric, language: Language, currency: str) -> Iterator[tuple[Text, str]]:
    yield INTERVAL, metric.formula.doubt.of(language)
    yield GOAL, goal_in_words(metric.goal, metric, language, currency) if metric.goal else NO_GOAL.of(language)
    if cuts := [text.of(language) for name, text in DIMENSIONS.items() if name in metric.dimensions]:
        yield CUTS, ", ".join(cuts)
    if others := [other.label.of(language) for other in METRICS.values() if other.family is metric.family and other is not metric]:
        yield VARIANT, ", ".join(others)
    if metric.beside:
        yield BESIDE, ", ".join(other.label.of(language) for other in metric.beside)
    for change in metric.changed:
        yield CHANGED, f"{change.on.isoformat()}: {change.what.of(language)}"


def _example(metric: Metric, language: Language, currency: str) -> Component:
    """The worked example with its rows: it is the very one that the metric is tested by."""
    example = metric.example
    value, span = metric.unit.show(example.gives, language, currency), f"{example.span.start} – {example.span.last}"
    tables = [_rows(fact, rows, language) for fact, rows in example.given.items() if rows]
    panel = [html.P(EXAMPLE_GIVES.format(span=span, value=value).of(language)), *tables]
    item = dmc.AccordionItem([dmc.AccordionControl(EXAMPLE.of(language)), dmc.AccordionPanel(panel)], value="example")
    return dmc.Accordion([item], variant="filled", className="fold", order=4)


def _rows(fact: type[Fact], rows: Sequence[Mapping[str, Any]], language: Language) -> Component:
    names = list(dict.fromkeys(name for row in rows for name in row))
    body = [[_cell(row.get(name)) for name in names] for row in rows[:MOST_ROWS]]
    caption = ROWS.of(language).format(fact=words.FACTS[name_of(fact)].of(language), count=len(rows))
    # As data, since a component for each of 3,000 cells takes longer than the rest of the page.
    table = dmc.Table(data={"caption": caption, "head": names, "body": body}, captionSide="top", className="example")
    return html.Div(table, className="table-place", tabIndex=0, role="region", **{"aria-label": caption})


def _cell(value: object) -> str:
    return "–" if value is None else str(value)


PAGE = Page(path=paths.GLOSSARY, title=TITLE, layout=layout, group=Group.HELP, icon="glossary", filters=(), own=(ASKED,), needs_data=False)
