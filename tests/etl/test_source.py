"""Sources: a wrong declaration breaks when the program starts, and a file finds the source it comes from."""

import pytest

from errors import DeclarationError, MappingError
from etl import parse, source_file
from etl.reasons import REASONS, summary
from etl.source import Constant, From, Grouped, Handle, Like, Source
from etl.sources import SOURCES, named, recognise
from etl.sources.nps import NPS
from metrics.facts import Customers, Orders, Responses, Tickets
from metrics.text import Text

LABEL = Text(ko="시험", en="Test")
NEEDED = {Orders.order_id: From("no"), Orders.ordered_at: From("at", parse.any_moment), Orders.status: Constant("paid")}


def declared(into, **given):
    return Source(name="test", label=LABEL, recognised_by=("no",), into=into, **given)


@pytest.mark.parametrize(
    ("into", "given", "said"),
    [
        ({Orders: {**NEEDED, Tickets.ticket_id: From("x")}}, {}, "'ticket_id' is no column of orders"),
        ({Orders: {**NEEDED, "statuss": From("x")}}, {}, "'statuss' is no column of orders. Did you mean 'status'"),
        ({Orders: {**NEEDED, Orders.customer_key: From("x")}}, {}, "which the loader sets"),
        ({Orders: {Orders.order_id: From("no"), Orders.status: Constant("paid")}}, {}, "must map 'ordered_at'"),
        ({Orders: {Orders.ordered_at: From("at"), Orders.status: Constant("paid")}}, {}, "must map 'order_id'"),
        ({Orders: NEEDED, Customers: {}}, {}, "which column names the customer"),
        ({Orders: NEEDED}, {"only_where": {Responses: From("x")}}, "no further fact"),
        ({Orders: NEEDED}, {"lines": Grouped(by=Orders.order_id, total=(Orders.net_revenue,))}, "not mapped"),
        ({Orders: NEEDED}, {"links": {Customers: "other"}}, "cannot be linked"),
        ({Orders: NEEDED}, {"known_by": {Handle.PHONE: From("phone")}}, "reads phone as a ref"),
        ({}, {}, "needs `recognised_by` and `into`"),
    ],
)
def test_a_wrong_declaration_is_refused(into, given, said):
    with pytest.raises(DeclarationError, match=said):
        declared(into, **given)


def test_every_source_has_its_own_name_and_says_what_it_is_in_both_languages():
    assert len({source.name for source in SOURCES}) == len(SOURCES)
    assert all(source.label.ko and source.label.en for source in SOURCES)


def test_a_second_shop_of_a_kind_has_ids_customers_and_links_of_its_own():
    for source in SOURCES:
        second = source.of("2호점")
        assert second.name == f"{source.name}@2호점" and second.family == f"{source.family}@2호점"
        assert set(second.links.values()) == {f"{name}@2호점" for name in source.links.values()}
        assert source.of("") is source


def test_every_link_names_a_source_of_that_fact():
    for source in SOURCES:
        for fact, name in source.links.items():
            assert fact in named(name).facts
            assert named(name).family == source.family


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_source_is_recognised_by_the_headers_that_it_reads(source):
    headers = [cell.header for cell in source.cells()] + [shown(each) for each in source.recognised_by]
    assert recognise(dict.fromkeys(headers), "x.csv") is source
    assert recognise([f" {header.upper()} " for header in headers], "x.csv") is source


def test_an_nps_file_is_recognised_by_its_korean_headers():
    assert recognise(("응답일", "점수", "의견"), "x.csv").name == "nps"


def test_a_file_that_no_source_knows_is_refused_with_its_headers_and_the_known_sources():
    with pytest.raises(MappingError) as refused:
        recognise(("이름", "전화번호"), "주소록.csv")
    for said in (refused.value.ko, refused.value.en):
        assert "주소록.csv" in said and "'이름', '전화번호'" in said and "zendesk_tickets" in said and "--source" in said


def test_an_unknown_source_name_is_refused_with_the_known_ones():
    with pytest.raises(MappingError, match=r"no source 'cafe24'\. Known sources: zendesk_tickets"):
        named("cafe24")


def test_every_reason_is_said_of_one_row_and_of_many():
    assert all(summary(code) for code in REASONS)


def shown(wanted):
    """A header by which a source is recognised: the usual spelling, or the first words of a question."""
    if isinstance(wanted, Like):
        return wanted.pattern.split("|")[0].replace(r"\b", "")
    return wanted if isinstance(wanted, str) else wanted[0]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_source_is_the_same_after_a_trip_through_its_file(source):
    again = source_file.read(source_file.written(source))
    assert source_file.written(again) == source_file.written(source)
    assert [cell.spellings for cell in again.cells()] == [cell.spellings for cell in source.cells()]
    assert [(cell.parser.name, cell.parser.reason, cell.parser.options) for cell in again.cells()] == [
        (cell.parser.name, cell.parser.reason, cell.parser.options) for cell in source.cells()
    ]
    assert (again.facts, again.lines, again.links, again.recognised_by) == (source.facts, source.lines, source.links, source.recognised_by)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.replace('"dangol_source": 1', '"dangol_source": 9'),
        lambda told: told.replace("responses.score", "responses.scroe"),
        lambda told: told.replace('"parser": "score"', '"parser": "scroe"'),
        lambda told: told.replace('"as": "column"', '"as": "eval"'),
        lambda told: told[:-20],
        lambda _: "[1, 2]",
        lambda _: "[" * 100_000,
    ],
)
def test_a_file_that_is_no_source_is_refused_in_both_languages(change):
    with pytest.raises(MappingError) as refused:
        source_file.read(change(source_file.written(NPS)), "mine.json")
    assert refused.value.ko.startswith("mine.json: ") and refused.value.en.startswith("mine.json ")


def test_changed_headers_are_said_and_their_order_does_not_matter():
    before, now = ("응답일", "점수", "이유", "메모"), ("이 유", "응답일", "점 수2", "부서")
    assert [text.en for text in source_file.header_changes(before, now)] == [
        "The column '점수' is gone.",
        "The column '메모' is gone.",
        "The column '점 수2' is new.",
        "The column '부서' is new.",
    ]
    assert [text.ko for text in source_file.header_changes(before, now, NPS)] == ["'점수' 열이 없어졌습니다."]
    assert source_file.header_changes(before, tuple(reversed(before))) == ()


def test_a_source_is_named_or_read_from_a_file(tmp_path):
    kept = tmp_path / "mine.json"
    kept.write_text(source_file.written(NPS), encoding="utf-8")
    assert source_file.named_or_kept(str(kept)).name == "nps" and source_file.named_or_kept("nps") is NPS
    with pytest.raises(MappingError, match="cannot be read"):
        source_file.named_or_kept(str(tmp_path / "nowhere.json"))
