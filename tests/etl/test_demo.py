"""Are the demo company's exports the files that are promised?"""

import re
import zipfile
from datetime import timedelta

import polars as pl
import pytest

from etl import demo, demo_story
from etl.demo_comments import Goods
from etl.demo_dirt import ORDER_FAULTS, SURVEY_FAULTS, TICKET_FAULTS
from etl.demo_story import END, FIRST_DAY, TEAMS
from tests.etl.demo_exports import OTHER_SEED, Exports, covered, moment


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> Exports:
    return Exports.of(tmp_path_factory.getbasetemp(), demo.SEED)


@pytest.fixture(scope="module")
def other(tmp_path_factory) -> Exports:
    """The same company with other luck."""
    return Exports.of(tmp_path_factory.getbasetemp(), OTHER_SEED)


@pytest.fixture(params=["exports", "other"], ids=["as delivered", "another seed"])
def company(request) -> Exports:
    return request.getfixturevalue(request.param)


def test_writing_again_gives_the_same_bytes(exports, other, tmp_path):
    again = demo.write(tmp_path / "new" / "folder")
    assert [path.name for path in again] == [demo.ORDERS_FILE, demo.TICKETS_FILE, demo.SURVEY_FILE]
    for path in again:
        assert path.read_bytes() == (exports.folder / path.name).read_bytes(), path.name
        assert path.read_bytes() != (other.folder / path.name).read_bytes(), path.name


def test_orders_are_a_cp949_csv_of_windows(exports):
    content = (exports.folder / demo.ORDERS_FILE).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert content.count(b"\n") == content.count(b"\r\n") == exports.raw_orders.height + 1
    assert content.decode("cp949").splitlines()[0] == (
        "주문번호,주문일시,회원번호,고객명,휴대폰,회원등급,지역,결제금액,주문상태,판매채널,담당팀,상품분류"
    )


def test_tickets_are_a_sheet_with_a_title_and_an_empty_row_above_the_header(exports):
    with zipfile.ZipFile(exports.folder / demo.TICKETS_FILE) as book:
        rows = re.findall(r'<row r="(\d+)"', book.read("xl/worksheets/sheet1.xml").decode()[:20_000])
    assert rows[:3] == ["1", "3", "4"]
    title = pl.read_excel(exports.folder / demo.TICKETS_FILE, has_header=False, infer_schema_length=0)[0, 0]
    assert title == "단골상회 상담 이력 (2024-11 ~ 2026-10)"
    assert exports.raw_tickets.columns[:6] == ["상담번호", "접수일시", "첫응답일시", "완료일시", "회원번호", "문의유형"]
    assert exports.raw_tickets.columns[6:] == ["불만여부", "접수채널", "담당팀", "상담원", "재문의횟수"]


def test_answers_are_a_utf8_csv_with_bom(exports):
    content = (exports.folder / demo.SURVEY_FILE).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content[3:].decode("utf-8").splitlines()[0] == "응답번호,설문,발송일,응답일시,회원번호,상담번호,주문번호,점수,의견"


def test_the_files_are_as_large_as_promised(company):
    found = {
        "customers": company.raw_orders["회원번호"].n_unique(),
        "orders": company.raw_orders.height,
        "tickets": company.raw_tickets.height,
        "answers": company.raw_survey["점수"].count(),
    }
    promised = {
        "customers": demo_story.CUSTOMERS,
        "orders": demo_story.ORDERS,
        "tickets": demo_story.TICKETS,
        "answers": demo_story.ANSWERS,
    }
    assert found == pytest.approx(promised, rel=0.03)
    for rows in (company.orders, company.tickets, company.survey):
        assert rows["on"].min() < FIRST_DAY + timedelta(days=7)
        assert rows["on"].max() == END - timedelta(days=1)


def test_about_two_percent_of_the_rows_of_each_file_are_wrong_in_every_promised_way(company):
    unanswered = company.raw_survey["점수"].is_null() & company.raw_survey["응답일시"].is_null()
    no_number = company.raw_survey["응답번호"].is_null()
    silent = company.raw_survey.filter(unanswered & ~no_number).unique()
    clean = [
        (company.raw_orders, company.orders.height, ORDER_FAULTS),
        (company.raw_tickets, company.tickets.height, TICKET_FAULTS),
        (company.raw_survey, company.survey.height + silent.height, SURVEY_FAULTS),
    ]
    for raw, good, faults in clean:
        assert 0.015 <= 1 - good / raw.height <= 0.025
        each = raw.height * 0.02 / len(faults)
        assert raw.height - raw.unique().height == pytest.approx(each, rel=0.05)
        for fault in faults:
            for value in fault.instead:
                if isinstance(value, str) and value:
                    assert raw.filter(pl.col(fault.column) == value).height == pytest.approx(each / len(fault.instead), rel=0.1), fault
    for raw, number, at in (
        (company.raw_orders, "주문번호", "주문일시"),
        (company.raw_tickets, "상담번호", "접수일시"),
        (company.raw_survey, "응답번호", "응답일시"),
    ):
        assert raw[number].null_count() > 50
        years = raw[at].drop_nulls().str.extract(r"^(\d{4})-").drop_nulls().cast(pl.Int64)
        assert (years < 1900).any()
        assert (years > 2030).any()
    reply_before_receipt = moment("첫응답일시") < moment("접수일시")
    assert company.raw_tickets.filter(reply_before_receipt & covered("접수일시")).height > 50
    assert company.raw_survey.filter(pl.col("점수").is_not_null() & pl.col("응답일시").is_null()).height > 50


def test_every_event_belongs_to_one_of_five_teams_and_every_answer_to_an_event(exports):
    assert set(exports.raw_orders["담당팀"]) == set(exports.raw_tickets["담당팀"]) == set(TEAMS)
    for survey, names, empty, known in (
        ("NPS", ["회원번호", "주문번호"], ["상담번호"], exports.orders),
        ("만족도", ["상담번호"], ["회원번호", "주문번호"], exports.tickets),
    ):
        rows = exports.raw_survey.filter(설문=survey)
        assert all(rows[name].null_count() == 0 for name in names)
        assert all(rows[name].count() == 0 for name in empty)
        # The events with a dirty row of their own are missed.
        assert rows[names[-1]].is_in(known[names[-1]].implode()).mean() > 0.97


def test_nobody_answers_before_being_asked_or_buys_after_the_end(exports):
    assert exports.survey.filter(pl.col("on") < pl.col("발송일").str.to_date()).is_empty()
    assert exports.tickets.filter(moment("완료일시") < moment("첫응답일시")).is_empty()
    waiting = exports.tickets.filter(pl.col("첫응답일시").is_null())
    assert 50 < waiting.height < 300


def test_no_name_number_or_address_can_be_a_real_ones(exports):
    phones = exports.raw_orders.select("회원번호", "휴대폰").unique()
    assert phones["휴대폰"].str.contains(r"^010-000\d-\d{4}$").all()
    assert phones["휴대폰"].n_unique() == phones["회원번호"].n_unique() == phones.height
    comments = exports.raw_survey["의견"].drop_nulls()
    digits = comments.str.replace_all("-", "").str.extract_all(r"\d{4,}").explode(empty_as_null=False)
    assert digits.filter(digits.str.len_chars() > 4).str.starts_with("0100000").all()
    assert comments.filter(comments.str.contains("@")).str.contains("@example.com", literal=True).all()
    assert comments.str.contains("@|010").sum() > 50


def test_a_noun_takes_the_particle_of_its_last_sound():
    assert f"{Goods('이불'):을/를}, {Goods('도마'):을/를}, {Goods('이불')}" == "이불을, 도마를, 이불"
