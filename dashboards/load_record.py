"""One load in full: what it counted, why it waits or failed, what it did to the KPIs, its rejected rows, and how to take it back."""

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import data_words
from dashboards import ledger_words as words
from dashboards.ledger import decisions, findings_of, listed, state_mark
from dashboards.ledger_deeds import asking
from dashboards.ledger_desk import LedgerDesk
from dashboards.merge_list import merge_list
from dashboards.panel import panel
from dashboards.tables import table
from dashboards.visit import Desk
from etl.effect import Effect
from etl.reasons import summary
from metrics.metric import Metric
from metrics.period import Grain
from metrics.scorecard import Answer
from metrics.text import Language
from store.loads import Load
from store.rejects import DOUBLE, Reject

LONGEST_VALUE = 40


def load_record(desk: Desk) -> list[Component]:
    """The panels about the load that the address names.

    Raises:
        QueryError: there is none of that number.
    """
    here = LedgerDesk.of(desk)
    load, language = here.load(), desk.language
    parts = [dcc.Link(words.BACK.of(language), href=here.href(), className="way"), _counted(here, load)]
    if not here.sees_all:
        return [*parts, html.P(words.ONLY_ALL_TEAMS.of(language), className="muted")]
    parts += _effect(here, load)
    if load.rejected:
        parts.append(_rejects(here, load))
    if load.id == here.last:
        about = words.UNDO_ABOUT.format(file=load.file_name, accepted=f"{load.accepted or 0:,}").of(language)
        parts.append(panel(words.UNDO_LOAD.of(language), asking("undo", load.id, words.UNDO_ASK, about, desk)))
    elif load.state == "done":
        parts.append(html.P(words.ONLY_LAST.of(language), className="muted small"))
    if here.merges(load)[1]:
        parts.append(panel(words.MERGES.of(language), *merge_list(here, load)))
    return parts


def _counted(here: LedgerDesk, load: Load) -> Component:
    language = here.desk.language
    about = " · ".join((here.source(load.source), here.when(load.started_at), here.who(load)))
    head = html.Div([html.H2(load.file_name), state_mark(here, load)], className="panel-head")
    parts: list[Component] = [head, html.P(about, className="muted")]
    message = load.message_ko if language == "ko" else load.message_en
    if message:
        parts.append(dmc.Alert(message, color="red", variant="light"))
    if load.findings:
        parts.append(findings_of(load, language))
    if here.state_of(load) == "waiting":
        parts += decisions(here, load)
    if load.rows_in_file is not None:
        numbers = {"rows": load.rows_in_file, "accepted": load.accepted, "rejected": load.rejected, "grouped": load.grouped}
        items = [
            html.Div([html.Dt(data_words.COUNTS[name].of(language)), html.Dd(f"{count or 0:,}")])
            for name, count in numbers.items()
            if count or name != "grouped"
        ]
        stored = {name: f"{getattr(load, name) or 0:,}" for name in ("inserted", "updated", "unchanged")}
        parts += [html.Dl(items, className="read-as counts"), html.P(data_words.STORED.format(**stored).of(language), className="muted")]
    if load.outdated:
        parts.append(html.P(words.OUTDATED.format(count=f"{load.outdated:,}").of(language), className="muted"))
    return html.Section(parts, className="panel")


def _effect(here: LedgerDesk, load: Load) -> list[Component]:
    language, found = here.desk.language, here.effect(load)
    if found is None:
        return [html.P(words.NO_EFFECT_KEPT.of(language), className="muted small")]
    if not found:
        return []
    title = words.EFFECT.format(period=Grain.MONTH.name_of(found[0].period, language)).of(language)
    heads = (data_words.METRIC, words.EFFECT_BEFORE, words.EFFECT_AFTER, data_words.CHANGE)
    rows = effect_rows(found, language, here.desk.house.currency)
    return [panel(title, html.P(words.EFFECT_ABOUT.of(language), className="muted"), table(heads, rows, language, left=(0,)))]


def effect_rows(found: tuple[Effect, ...], language: Language, currency: str) -> list[list[str]]:
    """Each metric with its value before and after, and the difference."""

    def shown(answer: Answer, metric: Metric) -> str:
        return metric.unit.show(answer.value, language, currency)

    return [
        [
            each.metric.label.of(language),
            shown(each.before, each.metric),
            shown(each.after, each.metric),
            data_words.SAME.of(language)
            if shown(each.before, each.metric) == shown(each.after, each.metric)
            else each.metric.unit.show_change(each.metric.unit.change(each.before.value, each.after.value), language),
        ]
        for each in found
    ]


def _rejects(here: LedgerDesk, load: Load) -> Component:
    language, reasons, first = here.desk.language, here.reasons(load), here.rejects(load)
    by_reason = [[summary(code).of(language), f"{count:,}", f"{mended:,}" if mended else "–"] for code, count, mended in reasons]
    waiting = sum(count - mended for code, count, mended in reasons if code not in DOUBLE) if load.state in ("done", "replaced") else 0
    parts: list[Component] = [table((data_words.WHY, data_words.COUNT, words.MENDED), by_reason, language, left=(0,))]
    if waiting:
        said = words.DOWNLOAD.format(count=f"{waiting:,}").of(language)
        link = html.A(said, href=f"/data/rejects/{load.id}.xlsx?lang={language}", className="button", id="data-rejects")
        parts += [html.P(words.REJECTS_ABOUT.of(language), className="muted"), html.Div(link, className="buttons")]
    else:
        parts.append(html.P(words.ALL_MENDED.of(language), className="muted"))
    rows = [[f"{each.line:,}", each.reason_ko if language == "ko" else each.reason_en, _values(each)] for each in first]
    shown = listed((data_words.LINE, data_words.WHY, words.VALUES), rows, language)
    parts += [html.H3(words.FIRST_REJECTS.format(count=len(first)).of(language)), shown]
    return panel(words.REJECTS.of(language), *parts)


def _values(reject: Reject) -> Component:
    """The cells of a rejected row that are kept, the one at fault first."""
    cells = sorted(reject.fields.items(), key=lambda cell: cell[0] != reject.column)
    parts: list[Component | str] = []
    for header, value in cells:
        if value is None and header != reject.column:
            continue
        said = f"{header}: {str(value or '–')[:LONGEST_VALUE]}"
        parts += [html.Strong(said) if header == reject.column else said, " · "]
    return html.Span(parts[:-1], className="values")
