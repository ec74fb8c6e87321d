"""Answers in CSV and Excel: the same numbers, with their types, without what is withheld, and nothing that a spreadsheet would compute."""

import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from polars.testing import assert_series_equal

from metrics.catalog import METRICS
from metrics.facts import Facts
from metrics.goal import Comparison
from metrics.goal_book import GoalBook
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.query import NUMBERS, Query, measure
from metrics.text import LANGUAGES, Language
from metrics.unit import Unit
from reports import export, workbook
from reports.export import Answered, csv, exported, header
from reports.workbook import Origin
from tests.made_company import UNTIL
from tests.metrics.goals import terms, version

SPAN = Span(date(2026, 1, 1), date(2026, 10, 1))
EVERY_METRIC = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
NAMES = ("value", "low", "high", "part", "whole")


def answered(metric: Metric, facts: Facts, *by: str, grain: Grain = Grain.MONTH) -> Answered:
    return Answered(metric, grain, by, measure(Query(metric, SPAN, grain, by=by), facts))


def origin(**changed: object) -> Origin:
    usual = {
        "company": "=단골상회",
        "zone": "Asia/Seoul",
        "snapshot": "S000012",
        "published_at": datetime(2026, 10, 14, 20, 30, tzinfo=UTC),
        "until": UNTIL,
        "exported_at": datetime(2026, 10, 15, 1, 0, tzinfo=UTC),
        "span": SPAN,
        "grain": Grain.MONTH,
        "by": ("team",),
        "where": {"team": ("서울", "부산")},
        "teams": None,
    }
    return Origin(**(usual | changed))  # type: ignore[arg-type]


def sheet(made: bytes, number: int, has_header: bool = True) -> pl.DataFrame:
    """The sheet of a metric, or the last one; the contents stand before them."""
    return pl.read_excel(made, sheet_id=number + 1, has_header=has_header, raise_if_empty=False)


def test_every_unit_is_named_and_has_its_number_format() -> None:
    assert set(export.UNITS) == set(Unit) == {*workbook.FORMATS, Unit.MONEY}


@EVERY_METRIC
@pytest.mark.parametrize("language", LANGUAGES)
def test_csv_holds_what_was_measured_in_the_right_types(metric: Metric, language: Language, facts: Facts) -> None:
    asked = answered(metric, facts, *({"team"} & metric.dimensions))
    made = csv([asked], language, "KRW")
    assert made.startswith(b"\xef\xbb\xbf") and made.count(b"\r\n") == asked.frame.height + 1
    read = pl.read_csv(made, try_parse_dates=True)
    assert read.columns == [header(name, language) for name in exported(asked, language, "KRW").columns]
    first, last = read[header("first_day", language)], read[header("last_day", language)]
    assert first.to_list() == asked.frame["period_start"].to_list()
    assert last.to_list() == [day - timedelta(days=1) for day in asked.frame["period_end"]]
    for name in (*NAMES, "n"):
        column = read[header(name, language)]
        assert column.null_count() == column.len() or column.dtype.is_numeric()
        assert column.cast(pl.Float64).to_list() == asked.frame[name].cast(pl.Float64).to_list()


@EVERY_METRIC
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_holds_what_was_measured_in_the_right_types(metric: Metric, language: Language, facts: Facts) -> None:
    asked = answered(metric, facts, *({"team"} & metric.dimensions))
    made = workbook.workbook([asked], origin(), language, "KRW")
    read = sheet(made, 1)
    assert read.height == asked.frame.height
    assert not read.height or read.schema[header("first_day", language)] == read.schema[header("last_day", language)] == pl.Date
    assert read[header("first_day", language)].to_list() == asked.frame["period_start"].to_list()
    for name in (*NAMES, "n"):
        column = read[header(name, language)].cast(pl.Float64)
        assert_series_equal(column, asked.frame[name].cast(pl.Float64), check_names=False, rel_tol=1e-14)
    about = sheet(made, 2, False)
    said = " ".join(str(cell) for column in about for cell in column if cell is not None)
    for text in (
        metric.label.of(language),
        metric.definition.of(language),
        metric.source,
        metric.name,
        "S000012",
        "서울, 부산",
        "Asia/Seoul",
    ):
        assert text in said
    assert "2026-10-15 10:00:00" in said and "2026-10-15 05:30:00" in said and str(date(2026, 10, 13)) in said  # in the company's time


def withheld(facts: Facts) -> Answered:
    asked = answered(METRICS["net_promoter_score"], facts, "team")
    few = asked.frame.filter(pl.col("state") == "too_few")
    assert few.height > 0 and few["n"].min() > 0
    return Answered(asked.metric, asked.grain, asked.by, few)


def test_what_is_withheld_is_in_no_file(facts: Facts) -> None:
    few = withheld(facts)
    read = pl.read_csv(csv([few], "en", "KRW"))
    assert set(read["State"]) == {"too few"}
    cells = sheet(workbook.workbook([few], origin(), "en", "KRW"), 1)
    for name in NAMES:
        title = header(name, "en")
        assert read[title].null_count() == cells[title].null_count() == few.frame.height


def test_text_that_a_spreadsheet_would_compute_is_only_text(facts: Facts) -> None:
    evil = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", 'a","=1', "서울", None, "a=1"]
    base = answered(METRICS["complaint_rate"], facts).frame.head(1)
    frame = pl.concat([base.with_columns(pl.lit(team, pl.String).alias("team")) for team in evil])
    frame = frame.select("period_start", "period_end", "team", *NUMBERS)
    asked = Answered(METRICS["complaint_rate"], Grain.MONTH, ("team",), frame)
    safe = ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'\r=1", "'＝1+1", 'a","=1', "서울", None, "a=1"]
    assert pl.read_csv(csv([asked], "en", "KRW"))["Team"].to_list() == safe
    made = workbook.workbook([asked], origin(), "en", "KRW")
    assert [cell and cell.replace("\r\n", "\r") for cell in sheet(made, 1)["Team"].to_list()] == safe
    parts = zipfile.ZipFile(BytesIO(made))
    assert not [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet") and b"<f>" in parts.read(name)]
    assert "'=단골상회" in str(sheet(made, 2, False).to_dict(as_series=False))


def test_negative_numbers_stay_numbers(facts: Facts) -> None:
    asked = answered(METRICS["net_promoter_score"], facts)
    frame = asked.frame.with_columns(-pl.col("value").abs() - 1)
    assert pl.read_csv(csv([Answered(asked.metric, asked.grain, (), frame)], "en", "KRW"))["Value"].max() < 0  # type: ignore[operator]


@pytest.mark.parametrize(("currency", "scale"), [("KRW", 1), ("USD", 100), ("KWD", 1000)])
def test_money_is_in_major_units_and_agrees_with_its_parts(currency: str, scale: int, facts: Facts) -> None:
    money = [metric for metric in METRICS.values() if metric.unit is Unit.MONEY]
    assert money
    for metric in money:
        asked = answered(metric, facts)
        table = exported(asked, "en", currency)
        assert set(table["unit"]) == {currency}
        assert table["value"].to_list() == pytest.approx((asked.frame["value"] / scale).to_list(), rel=1e-12)
        known = table.drop_nulls(["part", "whole"])
        by_parts = (known["value"] - known["part"] / known["whole"]).abs().max()
        assert by_parts is None or by_parts < 1e-6


def test_several_metrics_stand_in_one_csv_and_on_a_sheet_each(facts: Facts) -> None:
    asked = [answered(metric, facts) for metric in METRICS.values()]
    read = pl.read_csv(csv(asked, "en", "KRW"))
    assert read["Metric ID"].unique(maintain_order=True).to_list() == list(METRICS)
    names = fastexcel.read_excel(workbook.workbook(asked, origin(), "ko", "KRW")).sheet_names
    assert len(names) == len(METRICS) + 2 and (names[0], names[-1]) == ("차례", "정의와 출처")
    assert all(0 < len(name) <= 31 for name in names)


@pytest.mark.parametrize(("language", "goal"), [("ko", "5.0% 이하"), ("en", "5.0% or less")])
def test_contents_lead_to_every_sheet_and_say_its_last_number_and_its_goal(language: Language, goal: str, facts: Facts) -> None:
    asked = [answered(METRICS[name], facts) for name in ("complaint_rate", "customer_lifetime_value")]
    made = workbook.workbook(asked, origin(by=(), where={}), language, "KRW")
    rows = pl.read_excel(made, sheet_id=1, has_header=False).rows()
    listed = [row for row in rows if row[0] in [each.metric.label.of(language) for each in asked]]
    assert [float(row[2]) for row in listed] == pytest.approx([each.frame["value"][-1] for each in asked])
    assert listed[0][3] == goal and [int(row[5]) for row in listed] == [each.frame.height for each in asked]
    contents = zipfile.ZipFile(BytesIO(made)).read("xl/worksheets/sheet1.xml").decode()
    names = fastexcel.read_excel(made).sheet_names
    assert re.findall(r"location=\"'(.*?)'!A1\"", contents) == names[1:]


def test_each_row_has_the_goal_of_its_own_team_and_period(facts: Facts) -> None:
    wanted = terms(0.01, comparison=Comparison.AT_MOST)
    own = GoalBook((version(wanted, SPAN.start, Grain.MONTH, metric="complaint_rate", team="서울"),))
    read = sheet(workbook.workbook([answered(METRICS["complaint_rate"], facts, "team")], origin(goals=own), "ko", "KRW"), 1)
    assert {(team, goal) for team, goal in read.select("팀", "목표").iter_rows()} == {("서울", 0.01), ("부산", 0.05)}
    metric, part = next((metric, part) for metric in METRICS.values() if metric.goal for part in sorted(metric.dimensions - {"team"}))
    assert "목표" not in sheet(workbook.workbook([answered(metric, facts, part)], origin(), "ko", "KRW"), 1).columns


def test_sheets_of_long_and_equal_names_are_told_apart() -> None:
    names = workbook.sheet_names(["A [very] long/label: " + "x " * 40, "Same", "same", "About", "'quoted'"], "About")
    assert len({name.casefold() for name in names}) == 5 and "About" not in names
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_the_same_answers_are_the_same_bytes(facts: Facts) -> None:
    asked = [answered(METRICS["complaint_rate"], facts, "team")]
    first, second = (workbook.workbook(asked, origin(), "ko", "KRW") for _ in range(2))
    assert first == second
    assert first != workbook.workbook(asked, origin(snapshot="S000013"), "ko", "KRW")


def test_the_header_stays_in_sight_and_numbers_are_shown_in_their_unit(facts: Facts, tmp_path: Path) -> None:
    asked = [answered(METRICS[name], facts) for name in ("complaint_rate", "customer_lifetime_value")]
    parts = zipfile.ZipFile(BytesIO(workbook.workbook(asked, origin(), "en", "USD")))
    assert b'state="frozen"' in parts.read("xl/worksheets/sheet2.xml")
    styles = parts.read("xl/styles.xml").decode()
    for form in ("0.0%", "yyyy\\-mm\\-dd"):
        assert form in styles or form.replace("\\", "") in styles
    assert b"<dcterms:created" in parts.read("docProps/core.xml") and b"2026-10-14T20:30:00Z" in parts.read("docProps/core.xml")


def test_answers_without_a_row_are_an_empty_table(facts: Facts) -> None:
    asked = answered(METRICS["complaint_rate"], Facts.empty(), "team")
    assert asked.frame.is_empty()
    assert pl.read_csv(csv([asked], "ko", "KRW")).is_empty()
    assert sheet(workbook.workbook([asked], origin(), "ko", "KRW"), 1).is_empty()
