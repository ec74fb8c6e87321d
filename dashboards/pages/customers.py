"""The customers behind a number of the page on loyalty, without what names them."""

from zoneinfo import ZoneInfo

from dash import dcc, html
from dash.development.base_component import Component

from dashboards import paths
from dashboards.customer_rows import PARAMETERS, SCORES, Listed, listed
from dashboards.own import Parameter, query
from dashboards.page import PERIOD, Page
from dashboards.pages import loyalty_words as words
from dashboards.pages.records import AT, EARLIER, LATER, MOST, OF_PAGES, PAGE_NUMBER
from dashboards.record_rows import MOST_SHOWN, PER_PAGE, cell
from dashboards.visit import Visit
from metrics.query import FEWEST
from metrics.text import Text
from reports.record_columns import COLUMNS

HEADS = {
    "customer_key": COLUMNS["customer_key"],
    "first_on": words.FIRST_ORDER,
    "last_on": words.LAST_ORDER,
    "order_days": words.ORDERS,
    "revenue": words.REVENUE,
    **dict(zip(SCORES, (words.RECENCY, words.FREQUENCY, words.MONETARY), strict=True)),
}


def layout(visit: Visit) -> Component:
    """What the customers have in common, and each of them by a number."""
    language, found = visit.language, listed(visit)
    back = dcc.Link(words.TO_LOYALTY.of(language), href=visit.href(paths.LOYALTY), className="way")
    if found is None:
        return html.Section([html.P(words.NOBODY_ASKED.of(language), className="nothing"), back], className="panel")
    if found.customers is None:
        return html.Section([html.P(words.NOT_LISTED.format(fewest=FEWEST).of(language), className="nothing"), back], className="panel")
    inside = [
        html.P(html.Strong(found.said.of(language))),
        html.P(words.LISTED.format(n=f"{found.customers.height:,}").of(language), className="muted"),
        *_table(visit, found),
        html.P(words.UNNAMED.of(language), className="summary"),
        back,
    ]
    return html.Section(inside, className="panel")


def _table(visit: Visit, found: Listed) -> list[Component]:
    language, customers = visit.language, found.customers
    assert customers is not None
    pages = -(-min(customers.height, MOST_SHOWN) // PER_PAGE)
    asked = visit.own.one(AT)
    page = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdigit() else 1
    zone, currency = ZoneInfo(visit.house.zone), visit.house.currency
    head = html.Tr([html.Th(HEADS[name].of(language), scope="col") for name in customers.columns])
    body = [
        html.Tr([html.Td(cell(name, value, zone, language, currency)) for name, value in row.items()])
        for row in customers.slice((page - 1) * PER_PAGE, PER_PAGE).iter_rows(named=True)
    ]
    table = html.Table([html.Thead(head), html.Tbody(body)], className="goal-table records")
    more = [html.P(MOST.format(most=f"{MOST_SHOWN:,}").of(language), className="summary")] if customers.height > MOST_SHOWN else []
    return [html.Div(table, className="table-place", tabIndex=0), _pager(visit, page, pages), *more]


def _pager(visit: Visit, page: int, pages: int) -> Component:
    kept = [(name, value) for name, values in visit.own.given for value in values if name != AT]

    def to(other: int, text: Text) -> list[Component]:
        href = f"{visit.page.path}{visit.search}{query([*kept, (AT, str(other))])}"
        return [dcc.Link(text.of(visit.language), href=href, className="way")] if 1 <= other <= pages else []

    said = html.Span(OF_PAGES.format(page=page, pages=pages).of(visit.language), className="muted")
    return html.Div([*to(page - 1, EARLIER), said, *to(page + 1, LATER)], className="pager")


PAGE = Page(
    path=paths.CUSTOMERS,
    title=words.CUSTOMERS,
    layout=layout,
    filters=(PERIOD, "team", "channel"),
    own=(*PARAMETERS, Parameter(AT, PAGE_NUMBER, longest=4)),
)
