"""Three made-up rows below the header row of each real export go all the way to a number that was computed by hand."""

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from etl.dates import DateOrder
from etl.source_file import with_header
from etl.sources import named
from metrics.catalog import metric
from metrics.facts import Responses
from metrics.period import Grain, Span
from metrics.query import Query, measure
from store import loads, snapshots

EVER = Span(date(2000, 1, 1), date(2030, 1, 1))


@dataclass(frozen=True)
class Case:
    """A header file, three rows by header, and what they come to."""

    file: str
    source: str
    rows: tuple[dict[str, str], ...]
    gives: dict[str, float]
    given: dict[str, Any] = field(default_factory=dict)
    currency: str = "KRW"
    encoding: str = "utf-8-sig"
    above: str = ""


def of(**same: str):
    """Rows that have these cells in common."""
    return lambda **own: {**same, **own}


CAFE24 = (
    {
        "주문번호": "20240503-0000011",
        "품목별 주문번호": "20240503-0000011-01",
        "총 결제금액(KRW)": "38,000",
        "주문자 이메일": "a@example.com",
    },
    {
        "주문번호": "20240503-0000011",
        "품목별 주문번호": "20240503-0000011-02",
        "총 결제금액(KRW)": "38,000",
        "주문자 이메일": "a@example.com",
    },
    {
        "주문번호": "20240601-0000012",
        "품목별 주문번호": "20240601-0000012-01",
        "총 결제금액(KRW)": "12,000",
        "주문자 이메일": "A@Example.com",
    },
)

CASES = (
    Case(
        "cafe24_orders_seller_template_27col.csv",
        "cafe24_orders",
        tuple(row | {"결제일시(입금확인일)": "2024-05-03 10:11:12", "쇼핑몰": "한국어 쇼핑몰"} for row in CAFE24),
        {"revenue": 50_000, "order_count": 2, "buyer_count": 1},
    ),
    Case(
        "cafe24_order_labels_seen.csv",
        "cafe24_orders",
        tuple(
            row | {"주문일시": "2024-05-03 10:11:12", "주문 상태": "배송완료", "실제 환불금액": refund}
            for row, refund in zip(CAFE24, ("", "", "2,000"), strict=True)
        ),
        {"revenue": 48_000, "order_count": 2},
    ),
    Case(
        "coupang_wing_배송관리.csv",
        "coupang_orders",
        (
            {
                "주문번호": "7001",
                "주문일": "2024-05-03 10:11:12",
                "결제액": "15,900",
                "취소여부": "N",
                "발주서상태": "배송완료",
                "구매자전화번호": "0502-1-1",
            },
            {
                "주문번호": "7001",
                "주문일": "2024-05-03 10:11:12",
                "결제액": "4,100",
                "취소여부": "Y",
                "발주서상태": "배송완료",
                "구매자전화번호": "0502-1-1",
            },
            {
                "주문번호": "7002",
                "주문일": "2024-05-04 10:11:12",
                "결제액": "9,900",
                "취소여부": "Y",
                "발주서상태": "상품준비중",
                "구매자전화번호": "0502-1-2",
            },
        ),
        {"revenue": 15_900, "order_count": 1},
    ),
    Case(
        "gmarket_orders_legacy.csv",
        "gmarket_orders",
        (
            {
                "주문번호": "1",
                "체결번호": "11",
                "체결일": "2024-05-03",
                "구매자결제금액": "10,000",
                "배송상태": "배송완료",
                "구매자연락처1": "010-0000-0001",
            },
            {
                "주문번호": "1",
                "체결번호": "12",
                "체결일": "2024-05-03",
                "구매자결제금액": "5,000",
                "배송상태": "배송완료",
                "구매자연락처1": "010-0000-0001",
            },
            {
                "주문번호": "2",
                "체결번호": "13",
                "체결일": "2024-05-09",
                "구매자결제금액": "7,000",
                "배송상태": "구매결정",
                "구매자연락처1": "010-0000-0002",
            },
        ),
        {"revenue": 22_000, "order_count": 2, "average_order_value": 11_000},
        encoding="cp949",
    ),
    Case(
        "naver_smartstore_발주발송관리_72col.csv",
        "naver_smartstore_orders",
        (
            {
                "상품주문번호": "91",
                "주문번호": "9",
                "주문상태": "구매확정",
                "결제일": "45415.5",
                "구매자ID": "kim**",
                "최종 상품별 총 주문금액": "30000",
            },
            {
                "상품주문번호": "92",
                "주문번호": "9",
                "주문상태": "취소완료",
                "결제일": "45415.5",
                "구매자ID": "kim**",
                "최종 상품별 총 주문금액": "8000",
            },
            {
                "상품주문번호": "93",
                "주문번호": "8",
                "주문상태": "반품완료",
                "결제일": "45416",
                "구매자ID": "lee**",
                "최종 상품별 총 주문금액": "5000",
            },
        ),
        {"revenue": 30_000, "order_count": 1},
        above="다운로드 받은 파일은 개인정보가 들어 있으니 주의해 주세요.\n",
    ),
    Case(
        "shopify_orders_export.csv",
        "shopify_orders",
        (
            {
                "Name": "#1001",
                "Email": "ann@example.com",
                "Financial Status": "paid",
                "Total": "34.98",
                "Created at": "2024-05-01 23:58:12 +0000",
            },
            {"Name": "#1001", "Lineitem quantity": "1", "Lineitem name": "Mug", "Lineitem price": "10.00"},
            {
                "Name": "#1002",
                "Email": "bob@example.com",
                "Financial Status": "partially_refunded",
                "Total": "20.00",
                "Refunded Amount": "5.00",
                "Created at": "2024-05-02 10:00:00 +0000",
            },
        ),
        {"revenue": 4_998, "order_count": 2},
        currency="USD",
    ),
    Case(
        "shopify_orders_export_doc_variant.csv",
        "shopify_orders",
        (
            {
                "Name": "#1",
                "Email": "a@example.com",
                "Financial Status": "paid",
                "Total": "10.00",
                "Created at": "2024-05-01 10:00:00 +0000",
            },
            {
                "Name": "#2",
                "Email": "a@example.com",
                "Financial Status": "paid",
                "Total": "99.00",
                "Created at": "2024-05-02 10:00:00 +0000",
                "Canceled at": "2024-05-02 11:00:00 +0000",
            },
            {
                "Name": "#3",
                "Email": "a@example.com",
                "Financial Status": "refunded",
                "Total": "5.00",
                "Created at": "2024-05-02 10:00:00 +0000",
            },
        ),
        {"revenue": 1_000, "order_count": 1},
        currency="USD",
    ),
    Case(
        "freshdesk_ticket_export.csv",
        "freshdesk_tickets",
        tuple(
            {
                "Ticket ID": str(at),
                "Created time": "2024-05-01 09:00:00",
                "Resolved time": "2024-05-02 09:00:00",
                "Closed time": "2024-05-02 09:00:00",
                "First response time (in hrs)": took,
                "Resolution time (in hrs)": "24:00:00",
                "Group": "Support",
                "Survey results": survey,
            }
            for at, took, survey in ((1, "00:30:00", "Extremely happy"), (2, "01:10:00", "Neutral"), (3, "100:00:59", ""))
        ),
        {"first_response_time_calendar": 70, "customer_satisfaction": 1 / 2, "resolution_time_calendar": 1440},
    ),
    Case(
        "zammad_ticket_report_xlsx.csv",
        "zammad_tickets",
        tuple(
            {
                "#": number,
                "Group": "상담팀",
                "Create Channel": "web",
                "Customer": "kim@example.com",
                "Created At": "2024-05-01 09:00:00",
                "First Response At": "2024-05-01 09:20:00",
                "First Response In Min": took,
                "Closed At": "2024-05-01 15:00:00",
                "Close In Min": "300",
            }
            for number, took in (("32001", "20"), ("32002", "40"), ("32003", "90"))
        ),
        {"first_response_time": 40, "resolution_time": 300, "matched_ticket_share": 1},
    ),
    Case(
        "zendesk_ticket_csv_export.csv",
        "zendesk_tickets",
        tuple(
            {
                "Id": number,
                "Requester id": "77",
                "Requester email": "a@example.com",
                "Via": "Mail",
                "Group": "Support",
                "Created at": "2024-05-01 09:00:00",
                "Updated at": "2024-05-02 09:00:00",
                "Solved at": "2024-05-02 09:00:00",
                "Satisfaction Score": score,
                "Reopens": "0",
                "First reply time in minutes within business hours": took,
            }
            for number, score, took in (("1", "Good", "10"), ("2", "Bad", "30"), ("3", "Offered", "80"))
        ),
        {"customer_satisfaction": 1 / 2, "first_response_time": 30, "response_rate": 2 / 3},
    ),
    Case(
        "google_forms_ko.csv",
        "google_forms_nps",
        tuple(
            {
                "타임스탬프": f"2024. 5. {day} 오후 1:23:45",
                "전반적인 만족도는 몇 점인가요? (1~5)": csat,
                "추천 의향은 몇 점인가요? (0~10)": nps,
            }
            for day, csat, nps in ((3, "4", "10"), (4, "2", "3"), (5, "5", "9"))
        ),
        {"net_promoter_score": 100 / 3, "customer_satisfaction": 2 / 3},
    ),
    Case(
        "google_forms_en_real_rows.csv",
        "google_forms_ratings",
        tuple(
            {"Timestamp": f"11/{day}/2019 8:51:12", "On a scale of 0-10, how would you rate Sudzilla?": score, "...why?": "made up"}
            for day, score in ((1, "0"), (2, "9"), (3, "6"))
        ),
        {"matched_answer_share": 0},
        given={"dates": DateOrder.MONTH_FIRST},
    ),
    Case(
        "surveymonkey_responses_two_row_header.csv",
        "surveymonkey_nps",
        tuple(
            {
                "Respondent ID": number,
                "Collector ID": "C1",
                "End Date": "01/05/2024 09:14:02 AM",
                "How likely is it that you would recommend us to a friend or colleague?": nps,
                "How satisfied are you with our support?": csat,
            }
            for number, nps, csat in (("1", "9", "Very satisfied"), ("2", "10 - Extremely likely", "4"), ("3", "2", ""))
        ),
        {"net_promoter_score": 100 / 3, "customer_satisfaction": 1},
        given={"dates": DateOrder.MONTH_FIRST},
    ),
    Case(
        "typeform_responses.csv",
        "typeform_nps",
        tuple(
            {"#": number, "Start Date (UTC)": "2018-04-03 09:05:14", "Submit Date (UTC)": "2018-04-03 09:05:40", "Stretch_time": score}
            for number, score in (("a", "10"), ("b", "9"), ("c", "0"))
        ),
        {"net_promoter_score": 100 / 3},
        given={"source": with_header(named("typeform_nps"), Responses.score, "Stretch_time")},
    ),
    Case(
        "hubspot_contacts_export.csv",
        "hubspot_contacts",
        (
            {
                "Record ID": "101",
                "Email": "c@example.com",
                "Create Date": "2024-03-12 09:14",
                "Country/Region": "France",
                "Lead Status": "NEW",
            },
            {"Record ID": "102", "Email": "j@example.com", "Create Date": "3/15/2024 2:30 PM", "Country/Region": "Australia"},
            {"Country/Region": "Korea", "Create Date": "2024-03-12 09:14"},
        ),
        {"rejected_share": 1 / 3},
    ),
    Case(
        "salesforce_account_object_export.csv",
        "salesforce_accounts",
        (
            {"Id": "001A", "CreatedDate": "2024-03-12T09:14:00.000Z", "AccountSource": "Web", "BillingState": "NV"},
            {"Id": "001a", "CreatedDate": "2024-03-13T09:14:00.000Z", "AccountSource": "Phone", "BillingState": "NV"},
            {"Id": "", "CreatedDate": "2024-03-13T09:14:00.000Z", "AccountSource": "Phone"},
        ),
        {"rejected_share": 1 / 3},
    ),
    Case(
        "shopify_customers_export.csv",
        "shopify_customers",
        (
            {"Customer ID": "'6001000000001", "Email": "ana@example.com", "Default Address Province Code": "NV"},
            {"Customer ID": "'6001000000002", "Email": "bo@example.com", "Default Address Province Code": "CA"},
            {"Customer ID": "", "Default Address Province Code": "NV"},
        ),
        {"rejected_share": 1 / 3},
    ),
)


def header_of(shared, case):
    """The header of a real file: its first row or rows, or the labels that it lists."""
    text = (shared / "export_headers" / case.file).read_bytes().decode(case.encoding)
    lines = list(csv.reader(io.StringIO(text)))
    if case.file == "cafe24_order_labels_seen.csv":
        return [[line[0] for line in lines[1:]]]
    return lines[:2] if case.file.startswith("surveymonkey") else lines[:1]


def exported(header, case):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows(header)
    for row in case.rows:
        assert set(row) <= set(header[0]), set(row) - set(header[0])
        writer.writerow([row.get(title, "") for title in header[0]])
    return case.above + out.getvalue()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file.removesuffix(".csv"))
def test_rows_below_a_real_header_become_the_number_that_they_mean(case, shared, installation_of):
    installation = installation_of(currency=case.currency)
    file = installation.write("export.csv", exported(header_of(shared, case), case), case.encoding)
    loaded = installation.load(file, **case.given)
    assert loaded.source == case.source
    assert loaded.accepted + loaded.rejected + loaded.grouped == loaded.rows_in_file == 3
    with installation.state.read() as session:
        snapshot = snapshots.latest(session)
        ledger = loads.ledger(session, snapshot, installation.zone)
    facts = snapshots.open_facts(snapshot, installation.tables, ledger)
    found = {name: measure(Query(metric(name), EVER, Grain.WHOLE, fewest=1), facts).row(0, named=True)["value"] for name in case.gives}
    assert found == pytest.approx(case.gives)


def test_every_header_file_has_a_case(shared):
    assert {case.file for case in CASES} == {file.name for file in (shared / "export_headers").iterdir()}
