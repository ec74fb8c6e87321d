"""A load: every row is somewhere, twice is once, later files update, and nothing is ever half loaded."""

import itertools
from datetime import UTC, date, datetime

import polars as pl
import pytest

from etl.demo import write as write_demo
from etl.undone import undo


def counts(loaded):
    return loaded.accepted, loaded.rejected, loaded.grouped


def reasons(loaded):
    return {reason.code: reason.count for reason in loaded.reasons}


def test_every_row_is_accepted_or_rejected_with_its_line_reason_and_column(installation, rows):
    file = installation.write(
        "orders.csv",
        rows.ORDERS
        + rows.order("O1")
        + rows.order("")
        + rows.order("O3", when="2025-02-30 10:00")
        + rows.order("O4", when="0205-03-04 10:00")
        + rows.order("O5", amount="확인필요")
        + rows.order("O6", status="확인중")
        + rows.order("O1")
        + rows.order("O8", amount="12900.5")
        + "".join(rows.order(f"P{at}") for at in range(8)),
        "cp949",
    )
    loaded = installation.load(file)
    assert (loaded.source, loaded.rows_in_file, counts(loaded)) == ("demo_orders", 16, (9, 7, 0))
    assert [(r.line, r.reason_code, r.column) for r in installation.rejects(loaded.load_id)] == [
        (3, "missing", "주문번호"),
        (4, "not_a_date", "주문일시"),
        (5, "improbable_date", "주문일시"),
        (6, "not_an_amount", "결제금액"),
        (7, "unknown_value", "주문상태"),
        (8, "repeats_line", None),
        (9, "too_many_decimals", "결제금액"),
    ]
    repeat = installation.rejects(loaded.load_id)[5]
    assert repeat.reason_ko == "2번째 줄과 똑같은 줄입니다." and repeat.reason_en == "The same as line 2."
    assert sum(reason.count for reason in loaded.reasons) == loaded.rejected
    assert {reason.code: reason.first_lines for reason in loaded.reasons}["not_a_date"] == (4,)


def test_an_order_arrives_with_its_company_local_day_and_whole_won(installation, rows):
    installation.load(installation.write("o.csv", rows.ORDERS + rows.order("O1", when="2025-03-04 00:30", amount='"₩32,900"')))
    order = installation.facts()["orders"].row(0, named=True)
    assert (order["ordered_at"].isoformat(), order["ordered_on"]) == ("2025-03-03T15:30:00+00:00", date(2025, 3, 4))
    assert (order["net_revenue"], order["status"], order["source"]) == (32900, "delivered", "demo_orders")


def test_a_customer_is_known_once_by_what_the_latest_order_says(installation, rows):
    text = (
        rows.order("O1", when="2025-03-05 10:00").replace("골드", "실버")
        + rows.order("O2", when="2025-03-04 10:00")
        + rows.order("O3", member="")
    )
    installation.load(installation.write("o.csv", rows.ORDERS + text))
    facts = installation.facts()
    assert facts["customers"].select("customer_ref", "grade", "region").rows() == [("M1", "실버", "서울")]
    keys = dict(facts["orders"].select("order_id", "customer_key").iter_rows())
    assert keys["O1"] == keys["O2"] == facts["customers"]["customer_key"][0]
    assert keys["O3"] is None


def test_no_name_phone_number_or_ref_is_stored_anywhere(installation, rows):
    installation.load(
        installation.write("o.csv", rows.ORDERS + rows.order("O1", member="hong@example.com") + rows.order("O2") + rows.order(""))
    )
    text = "전화 010-1234-5678, 메일 kim@example.com 입니다"
    answers = (
        rows.SURVEY + rows.answer("R1", "9", comment=f'"{text}"') + rows.answer("R2", "8") + rows.answer("R3", "99", comment="비밀 의견")
    )
    installation.load(installation.write("s.csv", answers + "".join(rows.answer(f"R1{at}", "9") for at in range(5))))
    assert "•••" in installation.facts()["responses"].filter(response_id="R1")["comment"][0]
    installation.state.close()
    (installation.folder / "o.csv").unlink(), (installation.folder / "s.csv").unlink()
    for file in installation.folder.rglob("*"):
        if file.is_file():
            kept = file.read_bytes()
            for secret in ("홍길동", "010-0000-1234", "hong@example.com", "010-1234-5678", "kim@example.com", "비밀 의견"):
                assert secret.encode() not in kept, f"{secret} is in {file.name}"
    frames = installation.facts()
    assert not any("hong@" in str(value) for frame in frames.values() for row in frame.rows() for value in row)


def test_the_fields_of_a_reject_are_those_that_the_source_reads_and_masked(installation, rows):
    text = rows.SURVEY + rows.answer("R1", "11", comment="불만 내용") + "".join(rows.answer(f"S{at}", "9") for at in range(9))
    loaded = installation.load(installation.write("s.csv", text))
    (reject,) = installation.rejects(loaded.load_id)
    assert (reject.reason_code, reject.column) == ("off_scale", "점수")
    assert reject.fields["점수"] == "11" and reject.fields["응답번호"] == "R1"
    assert reject.fields["의견"] == reject.fields["회원번호"] == "•••"


def test_loading_the_same_file_twice_changes_nothing(installation, rows):
    file = installation.write("o.csv", rows.ORDERS + rows.order("O1") + rows.order("O2") + rows.order("O1"))
    first = installation.load(file)
    versions, history = installation.tables.versions(), installation.history()
    again = installation.load(file.rename(file.with_name("under another name.csv")))
    assert not first.already and again.already
    assert (again.load_id, again.snapshot, counts(again)) == (first.load_id, first.snapshot, counts(first))
    assert reasons(again) == reasons(first)
    assert (again.inserted, again.updated, again.unchanged) == (0, 0, 0)
    assert (installation.tables.versions(), installation.history()) == (versions, history)


def test_an_overlapping_file_updates_what_differs_and_leaves_the_rest(installation, rows):
    installation.load(installation.write("a.csv", rows.ORDERS + rows.order("O1") + rows.order("O2")))
    second = installation.load(
        installation.write("b.csv", rows.ORDERS + rows.order("O1") + rows.order("O2", status="환불완료") + rows.order("O3"))
    )
    assert (second.inserted, second.updated, second.unchanged) == (1, 1, 2)  # the unchanged: O1 and the member
    assert dict(installation.facts()["orders"].select("order_id", "status").iter_rows()) == {
        "O1": "delivered",
        "O2": "refunded",
        "O3": "delivered",
    }


def test_of_two_lines_with_one_id_the_last_counts_and_the_first_says_so(installation, rows):
    text = rows.ORDERS + rows.order("O1") + rows.order("O2") + rows.order("O1", status="주문취소") + rows.order("O1", status="이상함")
    loaded = installation.load(installation.write("o.csv", text))
    assert [(r.line, r.reason_code, r.reason_en) for r in installation.rejects(loaded.load_id)] == [
        (2, "superseded_by_line", "Superseded by line 4, which has the same id and comes later."),
        (5, "unknown_value", "'주문상태' is none of the values that the source knows."),
    ]
    assert installation.facts()["orders"].filter(order_id="O1")["status"].to_list() == ["cancelled"]


def test_order_lines_become_orders_and_an_order_with_a_bad_line_is_left_out_whole(installation_of):
    shop = installation_of("Europe/London", "GBP")
    header = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
    lines = (
        "536365,A,lamp,6,2010-12-01 08:26:00,2.55,17850.0,UK\n"
        "536365,B,lantern,3,2010-12-01 08:26:00,3.395,17850.0,UK\n"
        "536366,A,lamp,1,2010-12-01 08:28:00,1.85,,UK\n"
        "536365,B,lantern,3,2010-12-01 08:26:00,3.395,17850.0,UK\n"
        "C536367,A,lamp,-1,2010-12-01 09:00:00,2.55,17850.0,UK\n"
        "536368,A,lamp,1,2010-12-01 09:10:00,2.55,17850.0,UK\n"
        "536368,A,lamp,x,2010-12-01 09:10:00,2.55,17850.0,UK\n"
        "536369,A,lamp,1,2010-12-01 09:10:00,,17850.0,UK\n"
    )
    loaded = shop.load(shop.write("lines.csv", header + lines))
    assert counts(loaded) == (3, 3, 2) and loaded.rows_in_file == 8
    assert [(r.line, r.reason_code) for r in shop.rejects(loaded.load_id)] == [
        (7, "another_line_rejected"),
        (8, "not_an_integer"),
        (9, "missing"),
    ]
    orders = {row["order_id"]: row for row in shop.facts()["orders"].iter_rows(named=True)}
    assert orders["536365"]["net_revenue"] == 3567  # 15.30 + 10.185 + 10.185, rounded once
    assert orders["536366"]["customer_key"] is None
    assert (orders["C536367"]["status"], orders["C536367"]["net_revenue"]) == ("cancelled", -255)
    assert orders["536365"]["customer_key"] == orders["C536367"]["customer_key"]


WHEN = datetime(2025, 3, 4, 5, 5, tzinfo=UTC)
LINKED = ("tickets.csv", "orders.csv", "survey.csv")


@pytest.mark.parametrize("names", list(itertools.permutations(LINKED)), ids=" ".join)
def test_answers_get_customer_team_and_channel_from_their_ticket_or_order_whichever_is_loaded_first(installation, rows, names):
    texts = {
        "tickets.csv": rows.TICKETS + rows.ticket("T1", member="M7") + rows.ticket("T2", member="M8", team="온라인팀"),
        "orders.csv": rows.ORDERS + rows.order("O1", member="M9", team="수도권1팀"),
        "survey.csv": rows.SURVEY
        + rows.answer("R1", "5", survey="만족도", member="", ticket="T1")
        + rows.answer("R2", "9", member="M9", order="O1")
        + rows.answer("R3", "9", member="M1")
        + rows.answer("R4", "5", survey="만족도", member="", ticket="T404"),
    }
    for name in names:
        installation.load(installation.write(name, texts[name]))
    facts = installation.facts()
    answers = {row["response_id"]: row for row in facts["responses"].iter_rows(named=True)}
    tickets = {row["ticket_id"]: row for row in facts["tickets"].iter_rows(named=True)}
    (order,) = facts["orders"].iter_rows(named=True)
    assert (answers["R1"]["customer_key"], answers["R1"]["team"], answers["R1"]["channel"]) == (
        tickets["T1"]["customer_key"],
        "영남팀",
        "전화",
    )
    assert (answers["R2"]["customer_key"], answers["R2"]["team"], answers["R2"]["channel"]) == (order["customer_key"], "수도권1팀", "앱")
    assert answers["R3"]["customer_key"] is not None and answers["R3"]["team"] is None
    assert answers["R4"]["customer_key"] is answers["R4"]["team"] is None


def test_one_member_is_one_customer_in_all_exports_of_the_system_and_another_in_another(installation, rows):
    installation.load(installation.write("o.csv", rows.ORDERS + rows.order("O1", member="M1") + rows.order("O2", member="m1")))
    installation.load(installation.write("t.csv", rows.TICKETS + rows.ticket("T1", member=" M1 ")))
    installation.load(installation.write("n.csv", "응답일,점수,의견,회원번호\n2025-03-04,9,좋음,M1\n"))
    facts = installation.facts()
    members = dict(facts["orders"].select("order_id", "customer_key").iter_rows())
    assert members["O1"] == facts["tickets"]["customer_key"][0] != members["O2"]
    assert facts["responses"]["customer_key"][0] not in (None, *members.values())


def test_business_minutes_are_counted_where_the_export_does_not_bring_them(installation, rows):
    friday_evening_to_monday = rows.ticket("T1", opened="2025-03-07 17:50", answered="2025-03-10 09:20")
    never = rows.ticket("T2", answered="", resolved="")
    early = rows.ticket("T3", opened="2025-03-07 10:00", answered="2025-03-06 10:00")
    loaded = installation.load(installation.write("t.csv", rows.TICKETS + friday_evening_to_monday + never + early + rows.ticket("T4")))
    tickets = {row["ticket_id"]: row for row in installation.facts()["tickets"].iter_rows(named=True)}
    assert (tickets["T1"]["first_response_minutes"], tickets["T1"]["first_response_business_minutes"]) == (3810, 30)
    assert tickets["T2"]["first_response_minutes"] is tickets["T2"]["closed_on"] is tickets["T2"]["resolution_business_minutes"] is None
    assert reasons(loaded) == {"ends_before_it_starts": 1}
    assert installation.rejects(loaded.load_id)[0].column == "첫응답일시"


ZENDESK = (
    "Id,Requester id,Group,Via,Created at,Updated at,Solved at,Satisfaction Score,Reopens,"
    "First reply time in minutes within business hours,First resolution time in minutes,"
    "Full resolution time in minutes,Full resolution time in minutes within business hours\n"
)


def test_a_zendesk_ticket_feeds_its_survey_where_one_was_asked(installation):
    rows = (
        "1,7,Support,Mail,2023-04-08 20:52:00,2023-06-14 16:30:00,2023-05-01 10:00:00,5,1,173,12,13,14\n"
        "2,7,-,Mail,2023-04-08 20:52:00,2023-06-14 16:30:00,2023-05-02 10:00:00,Offered,0,,,,\n"
        "3,8,Support,Mail,2023-04-08 20:52:00,2023-06-14 16:30:00,1900-01-01 00:00:00,,0,,,,\n"
        "4,8,Support,Mail,2023-04-08 20:52:00,2023-06-14 16:30:00,2023-05-03 10:00:00,Bad,0,,,,\n"
        "5,8,Support,Mail,2023-04-08 20:52:00,2023-06-14 16:30:00,2023-05-03 10:00:00,7,0,,,,\n"
        "6,8,Support,Mail,2023-04-08 20:52:00,2023-06-14 16:30:00,2023-05-03 10:00:00,4,0,,,,\n"
        "7,8,Support,Mail,2023-04-08 20:52:00,2023-06-14 16:30:00,2023-05-03 10:00:00,4,0,,,,\n"
        "8,8,Support,Mail,2023-04-08 20:52:00,2023-06-14 16:30:00,2023-05-03 10:00:00,4,0,,,,\n"
    )
    loaded = installation.load(installation.write("tickets.csv", ZENDESK + rows))
    assert counts(loaded) == (7, 1, 0) and reasons(loaded) == {"off_scale": 1}
    facts = installation.facts()
    tickets = {row["ticket_id"]: row for row in facts["tickets"].iter_rows(named=True)}
    answers = {row["response_id"]: row for row in facts["responses"].iter_rows(named=True)}
    assert tickets["3"]["resolved_at"] is tickets["3"]["closed_on"] is tickets["2"]["team"] is tickets["1"]["is_complaint"] is None
    assert sorted(answers) == ["1", "2", "4", "6", "7", "8"]
    assert (answers["1"]["score"], answers["1"]["answered_on"], answers["1"]["team"]) == (5, date(2023, 5, 1), "Support")
    assert answers["2"]["score"] is None and answers["2"]["asked_on"] == date(2023, 5, 2)
    assert answers["4"]["score"] == 1
    assert answers["1"]["customer_key"] == tickets["2"]["customer_key"] != tickets["3"]["customer_key"]


def test_answers_without_an_id_are_the_same_answers_in_the_next_file_and_equal_ones_are_two(installation):
    header, same, other = "응답일,점수,의견\n", "2025-03-04 10:00,9,좋아요\n", "2025-03-05 10:00,3,별로\n"
    first = installation.load(installation.write("a.csv", header + same + same))
    second = installation.load(installation.write("b.csv", header + same + other + same))
    assert (first.inserted, second.inserted, second.unchanged) == (2, 1, 2)


def test_an_undone_load_can_be_loaded_again(installation, rows):
    file = installation.write("o.csv", rows.ORDERS + rows.order("O1"))
    installation.load(installation.write("first.csv", rows.ORDERS + rows.order("O0")))
    installation.load(file)
    undo(installation.state, installation.tables, lambda session, load: None)
    assert installation.facts()["orders"]["order_id"].to_list() == ["O0"]
    again = installation.load(file)
    assert not again.already and again.inserted == 1
    assert sorted(installation.facts()["orders"]["order_id"]) == ["O0", "O1"]


def test_progress_goes_from_nothing_to_all(installation, rows):
    installation.load(installation.write("o.csv", rows.ORDERS + rows.order("O1")))
    stages, shares = zip(*installation.stages, strict=True)
    assert stages == ("read", "check", "write", "publish", "done")
    assert shares[0] == 0 and shares[-1] == 1 and list(shares) == sorted(shares)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_every_encoding_gives_the_same_facts(installation, rows, encoding):
    installation.load(installation.write("o.csv", rows.ORDERS + rows.order("O1", team="호남·충청팀"), encoding))
    order = installation.facts()["orders"].drop("load_id", "own_key", "updated_at").row(0)
    assert order == ("demo_orders", "O1", 1, WHEN, date(2025, 3, 4), 32900, "delivered", "앱", "호남·충청팀", "주방")


def test_the_demo_company_loads_with_every_row_accounted_for(installation, tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    for file in write_demo(folder):
        loaded = installation.load(file)
        assert sum(counts(loaded)) == loaded.rows_in_file
        assert 0.01 < loaded.rejected / loaded.rows_in_file < 0.03
        assert len(installation.rejects(loaded.load_id)) == loaded.rejected
        assert len(loaded.reasons) >= 6
    facts = installation.facts()
    csat = facts["responses"].filter(pl.col("survey") == "csat")
    assert csat["customer_key"].null_count() < 0.05 * csat.height and csat["team"].null_count() < 0.05 * csat.height
    assert facts["tickets"].filter(pl.col("first_response_at").is_not_null())["first_response_business_minutes"].null_count() == 0


@pytest.mark.parametrize(("one", "other"), [("Hong@Example.com", "hong@example.com"), ("010-1234-5678", "０１０-1234-5678"), ("M1", "Ｍ1")])
def test_a_customer_whose_ref_is_spelled_in_two_ways_is_one_customer(installation, rows, one, other):
    text = rows.ORDERS + rows.order("O1", member=one) + rows.order("O2", member=other)
    assert installation.load(installation.write("o.csv", text)).accepted == 2
    facts = installation.facts()
    assert facts["customers"].height == facts["orders"]["customer_key"].n_unique() == 1


def test_no_number_or_address_of_a_person_is_kept_in_a_column_of_words(installation, rows):
    text = rows.ORDERS + rows.order("O1", team="온라인팀 010-9876-5432") + rows.order("O2", team="hong@example.com")
    installation.load(installation.write("o.csv", text))
    assert set(installation.facts()["orders"]["team"]) == {"온라인팀 •••", "•••"}


def test_a_name_that_slipped_into_a_cell_for_numbers_or_dates_is_not_kept(installation, rows):
    whole = "".join(rows.order(f"O{at}") for at in range(5))
    slipped = (
        rows.order("A", amount="을지문덕")
        + rows.order("B", when="kim minji")
        + rows.order("C", when="오후 2:05")
        + rows.order("D", amount="1.5")
    )
    loaded = installation.load(installation.write("o.csv", rows.ORDERS + whole + slipped))
    shown = [(r.fields["결제금액"], r.fields["주문일시"]) for r in installation.rejects(loaded.load_id)]
    assert [amount for amount, _ in shown] == ["•••", "32,900원", "32,900원", "1.5"]
    assert [when for _, when in shown] == ["2025-03-04 14:05", "•••", "오후 2:05", "2025-03-04 14:05"]
