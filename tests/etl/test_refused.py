"""Files that cannot be loaded: each ends in one message in both languages that says what to do, and leaves nothing behind."""

import zipfile
from datetime import date

import pytest

from errors import MappingError, SourceError
from etl.dates import DateOrder
from etl.sources import named


def refused(installation, file, said, **given):
    with pytest.raises(SourceError, match=said) as error:
        installation.load(file, **given)
    assert error.value.ko and error.value.en and "\n" not in error.value.ko + error.value.en
    assert installation.is_untouched(), "nothing is half loaded"
    return error.value


def test_bad_files_end_in_one_message_and_leave_nothing(installation, rows):
    whole = rows.ORDERS + "".join(rows.order(f"O{at}") for at in range(20))
    refused(installation, installation.write("empty.csv", ""), "is empty")
    refused(installation, installation.write("wrong.csv", "이름,주소\n홍,서울\n"), "not recognised as any system's export")
    refused(installation, installation.write("header.csv", rows.ORDERS), "a header and no rows")
    refused(installation, installation.write("cut.csv", whole[:-30]), "the last line, 21, is cut")
    picture = installation.folder / "picture.csv"
    picture.write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(3000))
    refused(installation, picture, "is a JPEG file")
    refused(installation, installation.write("o.csv", whole), "no column 'Id'", source=named("zendesk_tickets"))


@pytest.mark.parametrize(("at", "bytes_"), [(46, b"\0.csv"), (6, b"\x64\0")], ids=["no name", "version 10.0"])
def test_a_zip_whose_directory_is_damaged_is_said_to_be(installation, rows, at, bytes_):
    file = installation.folder / "orders.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("o.csv", rows.ORDERS + rows.order("O1"))
    raw = file.read_bytes()
    at += raw.rindex(b"PK\x01\x02")  # its entry in the directory at the end: the version that it needs, and further on its name
    file.write_bytes(raw[:at] + bytes_ + raw[at + len(bytes_) :])
    refused(installation, file, "a damaged or cut archive")


def test_a_renamed_column_is_named_with_what_it_may_be_now(installation, rows):
    file = installation.write("o.csv", (rows.ORDERS + rows.order("O1")).replace("판매채널", "판매 채널명"))
    error = refused(installation, file, "no column '판매채널' in o.csv")
    assert "판매 채널명" in error.ko and "판매 채널명" in error.en


def test_one_score_off_the_scale_is_one_reject_and_a_fifth_is_another_survey(installation):
    header = "응답일,점수\n"
    few = "".join(f"2025-03-{at:02d},{at % 11}\n" for at in range(1, 28))
    many = "".join(f"2025-03-{at:02d},{at}\n" for at in range(1, 28))
    refused(installation, installation.write("many.csv", header + many), "17 of 27 rows|off the survey's scale")
    loaded = installation.load(installation.write("few.csv", header + few + "2025-03-28,11\n"))
    assert (loaded.accepted, loaded.rejected) == (27, 1) and [reason.code for reason in loaded.reasons] == ["off_scale"]


def test_answers_of_one_to_five_are_not_taken_for_nps(installation):
    rows = "".join(f"2025-03-{at % 28 + 1:02d},{at % 5 + 1}\n" for at in range(60))
    refused(installation, installation.write("csat.csv", "응답일,점수\n" + rows), "looks like a survey of 1 to 5")


def test_dates_that_can_be_read_in_two_ways_ask_and_are_then_read_as_told(installation):
    file = installation.write("nps.csv", "Date,Score\n03/04/2025,9\n05/06/2025,3\n")
    error = refused(installation, file, "--dates day-first or --dates month-first")
    assert "--dates" in error.ko
    installation.load(file, dates=DateOrder.DAY_FIRST)
    assert installation.facts()["responses"]["answered_on"].sort().to_list() == [date(2025, 4, 3), date(2025, 6, 5)]


def test_money_of_another_currency_is_refused_whole(installation):
    text = "order_id,customer_unique_id,order_status,order_purchase_timestamp,payment_value\n" + "".join(
        f"o{at},c{at},delivered,6/20/2018 9:46,{at}.33\n" for at in range(5)
    )
    refused(installation, installation.write("olist.csv", text), "more decimals than the currency")


def test_a_refused_file_is_in_the_history_and_loads_once_it_is_mended(installation, rows):
    bad = installation.write("o.csv", rows.ORDERS + rows.order("O1", status="이상함"))
    refused(installation, bad, "does not fit on 1 of 1 rows")
    (failed,) = installation.history()
    assert failed.state == "failed" and failed.message_ko and failed.message_en
    assert installation.load(installation.write("o.csv", rows.ORDERS + rows.order("O1"))).accepted == 1


def test_a_source_that_is_named_wins_over_recognition(installation):
    file = installation.write("n.csv", "응답일,점수,의견\n2025-03-04,9,좋음\n")
    with pytest.raises(MappingError, match="demo_survey"):
        installation.load(file, source=named("demo_survey"))
    assert installation.load(file, source=named("nps")).accepted == 1


@pytest.mark.parametrize("header", ["Date\rx,NPS\n", "D" * 140_000 + ",NPS\n"])
def test_a_header_that_cannot_be_split_is_refused_in_words(installation, header):
    refused(installation, installation.write("n.csv", header + "2025-03-04,9\n"), "cannot be told apart")


@pytest.mark.parametrize(
    ("quantity", "price", "reason"),
    [
        ("1", "9" * 18, "not_an_amount"),
        ("9" * 18, "1", "not_an_integer"),
        ("9" * 15, "9" * 15, "not_an_amount"),
        ("9" * 9, "9" * 13, "not_an_amount"),
    ],
)
def test_an_amount_that_nothing_costs_is_turned_away(installation_of, quantity, price, reason):
    lines = "".join(f"{at},a,1,2025-03-04 10:00:00,2.50,7\n" for at in range(3)) + f"9,a,{quantity},2025-03-04 10:00:00,{price},7\n"
    installation = installation_of(currency="USD")
    loaded = installation.load(installation.write("l.csv", "Invoice,StockCode,Quantity,InvoiceDate,Price,Customer ID\n" + lines))
    assert (loaded.accepted, [each.code for each in loaded.reasons]) == (3, [reason])
    assert installation.facts()["orders"]["net_revenue"].to_list() == [250, 250, 250]


def test_an_amount_too_large_for_its_currency_ends_in_words(installation_of, rows):
    for currency in ("KRW", "USD", "KWD"):
        installation = installation_of(currency=currency)
        text = rows.ORDERS + rows.order("O1", amount="9" * 18) + rows.order("O2", amount="9200000000000000") + rows.order("O3", amount="7")
        loaded = installation.load(installation.write("o.csv", text))
        assert (loaded.accepted, [each.code for each in loaded.reasons]) == (2, ["not_an_amount"])
