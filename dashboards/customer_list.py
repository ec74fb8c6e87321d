"""The list of customers to look after first, as a file: for those who may see customers, with a reason, and recorded."""

from io import BytesIO

import polars as pl
from babel.numbers import get_currency_precision
from flask import Flask, Response, request, send_file

from access.audit import Event, record
from access.faults import address, fault
from access.reader import current_reader
from access.roles import Right
from dashboards.pages import loyalty, loyalty_words
from dashboards.pages.loyalty_outlook import LIST, SHORTEST_REASON, outlook_of, references
from dashboards.visit import Desk, Visit
from metrics.estimates.outlook import SILENT_DAYS
from reports.export import harmless
from store.state import State

LONGEST_REASON = 200


def register(server: Flask, state: State) -> None:
    """Adds the route. Its rows are those of the session's scope, whatever the address says."""

    def customers() -> Response:
        current_reader().must(Right.CONTACT)
        visit = Desk.of(loyalty.PAGE, {name: request.args.getlist(name) for name in request.args})
        reason = " ".join(request.form.get("reason", "").split())[:LONGEST_REASON]
        if len(reason) < SHORTEST_REASON:
            return fault(400, loyalty_words.NO_REASON)
        if not isinstance(visit, Visit) or not (made := _rows(visit)).height:
            return fault(404, loyalty_words.NO_LIST)
        with state.write() as session:
            record(
                session,
                Event.CUSTOMERS_DOWNLOADED,
                actor=visit.reader.login,
                address=address(request),
                about=f"{visit.snapshot.name} {LIST}{visit.search}",
                count=made.height,
                reason=reason,
            )
        file = made.write_csv(include_bom=True, line_terminator="\r\n").encode()
        named = f"{loyalty_words.LIST_FILE.of(visit.language)} {visit.snapshot.name}.csv"
        return send_file(BytesIO(file), mimetype="text/csv", as_attachment=True, download_name=named)

    server.add_url_rule(LIST, "customers", customers, methods=["POST"])


def _rows(visit: Visit) -> pl.DataFrame:
    """The whole list under its heads; money in the currency's major unit."""
    listed, language = outlook_of(visit).at_risk, visit.language
    refs, scale = references(listed, visit), 10 ** get_currency_precision(visit.house.currency)
    columns = {
        loyalty_words.RANK: list(range(1, len(listed) + 1)),
        loyalty_words.REFERENCE: [harmless(", ".join(refs.get(one.customer_key, []))) for one in listed],
        loyalty_words.ORDERS: [one.orders for one in listed],
        loyalty_words.LAST_ORDER: [one.last_on for one in listed],
        loyalty_words.SILENT.format(days=SILENT_DAYS): [round(one.silent, 4) for one in listed],
        loyalty_words.VALUE: [round(one.value / scale, 2) for one in listed],
        loyalty_words.LOW: [round(one.low / scale, 2) for one in listed],
        loyalty_words.HIGH: [round(one.high / scale, 2) for one in listed],
        loyalty_words.STAKE: [round(one.at_stake / scale, 2) for one in listed],
    }
    return pl.DataFrame({name.of(language): values for name, values in columns.items()})
