"""The Overview: the metrics that matter most, the trend of one of them, and how its teams compare."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards import words
from dashboards.cards import cards
from dashboards.page import EVERY_FILTER, Group, Page
from dashboards.reading import explanation
from dashboards.tables import team_table
from dashboards.trend import trend_section
from dashboards.view import View
from dashboards.visit import Visit
from metrics.scorecard import Score
from reports.sentences import movements


def layout(visit: Visit) -> Component:
    """What changed, the cards, and below them the chosen metric."""
    view, currency = visit.view, visit.house.currency
    scores = visit.scores
    chosen = next((score for score in scores if score.metric is view.metric), scores[0])
    return html.Div(
        [
            *_moved(scores, view, currency),
            cards(scores, view, currency),
            html.Div([trend_section(chosen, view, currency), _teams(visit)], className="detail"),
            _reading(visit),
        ]
    )


def _moved(scores: Sequence[Score], view: View, currency: str) -> list[Component]:
    said = movements(scores, view.grain, view.language, currency)
    lines = [html.Li([html.Strong(point.label), " ", point.sentence]) for point in said]
    return [html.Section(html.Ul(lines), className="moved", **{"aria-label": words.MOVED.of(view.language)})] if lines else []


def _teams(visit: Visit) -> Component:
    metric, language = visit.view.metric, visit.view.language
    title = html.H2(words.BY_TEAM.format(metric=metric.label.of(language)).of(language))
    if "team" not in metric.dimensions:
        return html.Section([title, html.P(words.NOT_BY_TEAM.of(language), className="muted")], className="panel")
    return html.Section([title, team_table(visit.by_team, metric, language, visit.house.currency, visit.judge)], className="panel")


def _reading(visit: Visit) -> Component:
    language = visit.view.language
    return html.Section([html.H2(words.READING.of(language)), explanation(visit.view.metric, language)], className="panel reading")


PAGE = Page(path="/", title=words.OVERVIEW, layout=layout, group=Group.NUMBERS, icon="overview", filters=EVERY_FILTER, has_report=True)
