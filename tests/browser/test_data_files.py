"""Every real file that carries facts is loaded by clicks alone: chosen, looked at, rehearsed, loaded, and found in the ledger.

Of the shop's half a million order lines the first 40,000 are sent; `tests/real` loads all of them. Header files without a row, the
file without a header (CDNOW), the shopping reviews without a date and the public statistics carry no facts: `tests/real` has them.
"""

import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.data_clicks import chosen, counted, loaded, newest, rehearsed, sent
from tests.browser.listening import listening, signed_in
from tests.dashboards.site import served

pytestmark = pytest.mark.browser

LINES = 40_000
WHOLE = {  # rows in the file, and what is accepted of them; the rest are known from `tests/real`
    "zendesk_plum_tickets/tickets.csv": (16_476, 16_476),
    "zendesk_plum_tickets/tickets.xlsx": (16_476, 16_476),
    "olist/orders_export.csv": (5_000, 5_000),
    "olist/reviews_export.csv": (4_988, 4_988),
    "nps_telco_verbatims/nps_verbatims.csv": (2_385, 2_385),
    "kr_reviews/nsmc_reviews.csv": (60_003, None),
    "export_headers/google_forms_en_real_rows.csv": (2, 2),
    "export_headers/google_forms_ko.csv": (2, 2),
    "export_headers/hubspot_contacts_export.csv": (2, 2),
    "export_headers/shopify_customers_export.csv": (1, 1),
    "export_headers/shopify_orders_export.csv": (2, 1),
    "export_headers/surveymonkey_responses_two_row_header.csv": (2, 2),
    "export_headers/typeform_responses.csv": (1, 1),
}
# What only a person can know of some of them.
MONTH_FIRST = {
    "export_headers/google_forms_en_real_rows.csv",
    "export_headers/surveymonkey_responses_two_row_header.csv",
}
CONNECTED = {"export_headers/typeform_responses.csv": ("점수", "Stretch_time")}


@pytest.fixture(scope="module")
def admin(chromium: Browser, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A data admin at a new installation whose currency has cents, as the files' currencies have."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DANGOL_CURRENCY", "USD")
        for site in served(tmp_path_factory.mktemp("files") / "home"):
            with listening(site) as address:
                page = signed_in(chromium, address, "data")
                yield page
                page.context.close()


@pytest.mark.parametrize("file", WHOLE)
def test_a_real_file_is_loaded_by_clicks(admin: Page, shared: Path, file: str) -> None:
    rows, accepted = WHOLE[file]
    sent(admin, shared / file)
    if file in CONNECTED:
        item, header = CONNECTED[file]
        chosen(admin, item, header, header)
    rehearsed(admin, dates="월-일-연" if file in MONTH_FIRST else "")
    rehearsal = counted(admin)
    loaded(admin)
    assert counted(admin) == rehearsal, "the load does what was rehearsed"
    found, taken, rejected, grouped = rehearsal
    assert (found, taken + rejected + grouped) == (rows, rows)
    assert accepted is None or taken == accepted
    row = newest(admin)
    assert Path(file).name in row[1] and row[2:4] == [f"{rows:,}", f"{taken:,}"] and "반영됨" in row[-1]


def test_a_zip_of_order_lines_is_loaded_by_clicks(admin: Page, shared: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(shared / "online_retail/online_retail_2009_2010.zip") as whole, whole.open(whole.namelist()[0]) as lines:
        head = list(islice(lines, LINES + 1))
    cut = tmp_path / "online_retail.zip"
    with zipfile.ZipFile(cut, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("lines.csv", b"".join(head))
    sent(admin, cut)
    rehearsed(admin)
    loaded(admin)
    rows, taken, rejected, grouped = counted(admin)
    invoices = {line.split(b",")[0] for line in head[1:]}
    assert (rows, taken, rejected) == (LINES, len(invoices), 0) and grouped == LINES - len(invoices)
    assert "online_retail.zip" in newest(admin)[1]
