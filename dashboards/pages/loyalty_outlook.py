"""What may be expected of the customers, with the card of the model that expects it, and the customers to look after first."""

from dash import dcc, html
from dash.development.base_component import Component

from access.roles import Right
from dashboards.pages import loyalty_words as words
from dashboards.panel import panel, range_bar
from dashboards.tables import Cell, table
from dashboards.visit import Visit
from metrics.estimates.gate import NotEnoughData
from metrics.estimates.group_value import GroupValue
from metrics.estimates.model_card import ModelCard
from metrics.estimates.outlook import COHORT, EARLIER, GRADE, SILENT_DAYS, AtRisk, Outlook, customer_refs, read
from metrics.period import Grain
from metrics.text import Language
from metrics.unit import Unit
from store.studies import OUTLOOK

LIST = "/loyalty/customers.csv"
SHOWN = 20  # customers on the page; the list that can be downloaded has them all
SHORTEST_REASON = 5


def outlook(visit: Visit) -> Component:
    """The groups, the card and the customers; or why nothing can be estimated."""
    told = outlook_of(visit)
    language = visit.language
    chip = html.Span(words.ESTIMATE.of(language), className="chip")
    if told.missing is not None or told.card is None or told.as_of is None:
        reason = told.missing.reason if told.missing else words.NO_LIST
        return panel(words.OUTLOOK.of(language), chip, html.P(reason.of(language), className="nothing"))
    day = Grain.DAY.name_of(Grain.DAY.period_of(told.as_of), language)
    groups = {by: told.of(by) for by in (COHORT, GRADE)}
    tables = [
        html.Div([html.H3(title.of(language)), _groups(groups[by], by, visit)])
        for by, title in ((COHORT, words.BY_COHORT), (GRADE, words.BY_GRADE))
        if groups[by]
    ]
    return html.Div(
        [
            panel(
                words.OUTLOOK.of(language),
                html.P([chip, " ", words.OUTLOOK_AS_OF.format(day=day).of(language)], className="muted small"),
                html.P(_said(told, visit), className="summary"),
                html.Div(tables, className="halves"),
                _card(told.card, visit),
                class_name="outlook",
            ),
            _at_risk(told, visit),
        ],
        className="stack",
    )


def outlook_of(visit: Visit) -> Outlook:
    """What is expected of the customers whose orders the reader may see."""
    return read(visit.studied(OUTLOOK))


def _groups(groups: list[GroupValue], by: str, visit: Visit) -> Component:
    language = visit.language
    most = max(group.high or group.value for group in groups)
    in_order = sorted(groups, key=lambda group: group.group == EARLIER, reverse=True) if by == COHORT else _by_value(groups)
    rows: list[list[Cell]] = [
        [
            _name(group, by, language),
            f"{group.customers:,}",
            _money(group.to_date, visit),
            html.Span(
                [
                    _money(group.value, visit),
                    html.Span(_range(group, visit), className="muted small below"),
                    range_bar(group.low, group.value, group.high or most, most),
                ]
            ),
            _money(group.value * group.customers, visit, is_short=True),
        ]
        for group in in_order
    ]
    return table((words.GROUP, words.COUNT, words.TO_DATE, words.EXPECTED, words.ALTOGETHER), rows, language, left=(0,))


def _by_value(groups: list[GroupValue]) -> list[GroupValue]:
    return sorted(groups, key=lambda group: -group.value)


def _name(group: GroupValue, by: str, language: Language) -> str:
    if by == GRADE:
        return group.group or words.NO_GRADE.of(language)
    if group.group is None or group.group == EARLIER:
        return words.EARLIER_COHORT.of(language)
    year, quarter = group.group.split("-Q")
    return f"{year}년 {quarter}분기" if language == "ko" else f"Q{quarter} {year}"


def _range(group: GroupValue, visit: Visit) -> str:
    high = _money(group.high, visit) if group.high is not None else "∞"
    return f"{_money(group.low, visit)} ~ {high}"


def _money(amount: float, visit: Visit, *, is_short: bool = False) -> str:
    show = Unit.MONEY.show_short if is_short else Unit.MONEY.show
    return show(amount, visit.language, visit.house.currency)


def _said(told: Outlook, visit: Visit) -> str:
    groups = told.of(GRADE) or told.of(COHORT)
    by = GRADE if told.of(GRADE) else COHORT
    top = max(groups, key=lambda group: group.value)
    shown = {
        "n": f"{sum(group.customers for group in groups):,}",
        "total": _money(sum(group.value * group.customers for group in groups), visit, is_short=True),
        "top": _name(top, by, visit.language),
        "value": _money(top.value, visit),
    }
    return words.OUTLOOK_SAID.format(**shown).of(visit.language)


def _card(card: ModelCard, visit: Visit) -> Component:
    language = visit.language
    made = words.CARD_MADE.format(customers=f"{card.customers:,}", repeat=f"{card.repeat_customers:,}", days=f"{card.days_observed:,}")
    said: list[Component] = [html.P(made.of(language))]
    held = card.hold_out
    if not isinstance(held, NotEnoughData):
        shown: dict[str, object] = {"days": held.days}
        for name, predicted, actual, unit in (
            ("orders", held.predicted_orders, float(held.actual_orders), Unit.COUNT),
            ("value", held.predicted_value, held.actual_value, Unit.MONEY),
        ):
            write = unit.show if unit is Unit.COUNT else unit.show_short
            numbers = {"": predicted.value, "_low": predicted.low, "_high": predicted.high, "_actual": actual}
            shown |= {
                f"{name}{end}": "∞" if number is None else write(number, language, visit.house.currency) for end, number in numbers.items()
            }
        said.append(html.P(words.CARD_HELD.format(**shown).of(language)))
        if held.passed:
            said.append(html.P(["✓ ", words.PASSED.of(language)], className="good"))
    said += [html.P(["⚠ ", warning.of(language)], className="warning") for warning in card.warnings]
    parameters = ", ".join(
        f"{one.name} {one.value:.3g} ({'–' if one.standard_error is None else f'{one.standard_error:.2g}'})" for one in card.parameters
    )
    said.append(html.P(f"{words.PARAMETERS.of(language)}: {parameters}", className="muted small"))
    return html.Div([html.H3(words.CARD.of(language)), *said], className="model-card")


def _at_risk(told: Outlook, visit: Visit) -> Component:
    language, may_see = visit.language, visit.reader.role.may(Right.CONTACT)
    shown = told.at_risk[:SHOWN]
    refs = references(shown, visit) if may_see else {}
    rows: list[list[Cell]] = [
        [
            f"{rank}",
            ", ".join(refs.get(one.customer_key, ["–"])) if may_see else html.Span(words.HIDDEN.of(language), className="muted"),
            f"{one.orders:,}",
            one.last_on.isoformat(),
            Unit.SHARE.show(one.silent, language),
            f"{_money(one.value, visit)} ({_money(one.low, visit, is_short=True)} ~ {_money(one.high, visit, is_short=True)})",
            _money(one.at_stake, visit),
        ]
        for rank, one in enumerate(shown, start=1)
    ]
    silent = words.SILENT.format(days=SILENT_DAYS)
    heads = (words.RANK, words.REFERENCE, words.ORDERS, words.LAST_ORDER, silent, words.VALUE, words.STAKE)
    said = words.AT_RISK_SAID.format(
        days=SILENT_DAYS,
        shown=len(shown),
        all=f"{len(told.at_risk):,}",
        value=_money(sum(one.value for one in told.at_risk), visit, is_short=True),
        stake=_money(sum(one.at_stake for one in told.at_risk), visit, is_short=True),
    )
    inside = [html.P(said.of(language), className="summary"), table(heads, rows, language, left=(0, 1, 3))]
    inside.append(_download(visit) if may_see else html.P(words.HIDDEN_WHY.of(language), className="muted small"))
    return panel(words.AT_RISK.of(language), *inside, class_name="rows")


def _download(visit: Visit) -> Component:
    """A form and no link: what leaves the house is asked for with a reason, and recorded."""
    language = visit.language
    reason = dcc.Input(
        name="reason",
        id="loyalty-reason",
        type="text",
        required=True,
        minLength=SHORTEST_REASON,
        maxLength=200,
        placeholder=words.REASON_HINT.of(language),
        className="reason",
    )
    return html.Form(
        [
            html.Label([words.REASON.of(language), reason], className="reason-label"),
            html.Button(words.DOWNLOAD.of(language), type="submit", className="report"),
            html.Span(words.RECORDED.of(language), className="muted small"),
        ],
        action=LIST + visit.search,
        method="post",
        className="download-form",
    )


def references(some: tuple[AtRisk, ...], visit: Visit) -> dict[int, list[str]]:
    """The CRM's references of customers, who all ordered within the reader's scope."""
    return customer_refs(visit.house.answers.facts(visit.snapshot), [one.customer_key for one in some])
