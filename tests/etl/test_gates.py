"""Gates: what is unusual about a file holds its load until somebody confirms it, and nothing of it is in the facts."""

from decimal import Decimal

import pytest

from errors import HeldError
from etl.gates import GATES, Control
from etl.parse import moment, ref, score
from etl.source import Constant, Fingerprint, From, Source
from metrics.facts import Responses
from metrics.text import Text


def orders(rows, numbers, when="2025-03-04 14:05", **given):
    return rows.ORDERS + "".join(rows.order(f"O{number}", when=when, **given) for number in numbers)


def held(installation, file, gate, said, **given):
    """The load is held by this gate alone, and loads once it is confirmed."""
    before = installation.facts() if not installation.is_unpublished() else {}
    with pytest.raises(HeldError, match=said) as error:
        installation.load(file, **given)
    assert error.value.ko and "--confirm" in error.value.en
    load = installation.history()[0]
    assert load.state == "held" and [finding["gate"] for finding in load.findings] == [gate]
    now = installation.facts() if before else {}
    assert all(now[name].equals(before[name]) for name in before), "nothing of it is loaded"
    return installation.load(file, confirmed=True, **given)


def test_every_gate_has_a_name_of_its_own_and_a_label_in_both_languages():
    assert len({gate.name for gate in GATES}) == len(GATES)
    assert all(gate.label.ko and gate.label.en for gate in GATES)


def test_a_number_of_rows_far_from_the_habit_is_held(installation, rows):
    for week in range(3):
        installation.load(installation.write(f"{week}.csv", orders(rows, range(week * 40, week * 40 + 40))))
    loaded = held(installation, installation.write("few.csv", orders(rows, range(500, 510))), "row_count", "10, where .* about 40")
    assert loaded.accepted == 10
    assert installation.load(installation.write("usual.csv", orders(rows, range(600, 650)))).accepted == 50


def test_columns_that_came_and_went_are_named(installation, rows):
    installation.load(installation.write("a.csv", orders(rows, range(3))))
    renamed = orders(rows, range(3, 6)).replace("고객명", "이름")
    held(installation, installation.write("b.csv", renamed), "headers", r"gone: '고객명'; new: '이름'")
    installation.load(installation.write("c.csv", orders(rows, range(6, 9)).replace("고객명", "이름")))


def test_days_that_no_file_covers_are_named(installation, rows):
    installation.load(installation.write("a.csv", orders(rows, [1], "2025-03-04 10:00")))
    installation.load(installation.write("b.csv", orders(rows, [2], "2025-03-11 10:00")))
    held(installation, installation.write("c.csv", orders(rows, [3], "2025-04-01 10:00")), "gap", "20 days from 2025-03-12 to 2025-03-31")


def test_scores_that_never_reach_what_they_did_are_held(installation, rows):
    def answers(first, scores):
        return rows.SURVEY + "".join(rows.answer(f"R{first + at}", str(score)) for at, score in enumerate(scores))

    installation.load(installation.write("a.csv", answers(0, [at % 11 for at in range(30)])))
    held(installation, installation.write("b.csv", answers(100, [at % 5 + 1 for at in range(30)])), "scale", "at most 5, where .* reach 10")


def test_an_older_file_that_would_change_newer_rows_is_held_and_one_that_only_adds_is_not(installation, rows):
    installation.load(
        installation.write("new.csv", orders(rows, [1, 2], "2025-03-04 10:00", status="환불완료") + rows.order("O9", "2025-03-08 10:00"))
    )
    installation.load(installation.write("adds.csv", orders(rows, [3], "2025-03-03 10:00")))
    old = installation.write("old.csv", orders(rows, [1, 2], "2025-03-04 10:00", status="배송완료"))
    held(installation, old, "older", "ends on 2025-03-04, an earlier one on 2025-03-08. It would change 2 rows")


def test_an_order_whose_lines_come_in_two_files_is_held(installation_of):
    shop = installation_of("Europe/London", "GBP")
    header = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
    line = "{},A,lamp,1,2010-12-01 08:26:00,2.50,17850.0,UK\n"
    shop.load(shop.write("a.csv", header + line.format(1) * 2 + line.format(2)))
    held(shop, shop.write("b.csv", header + line.format(2) * 3 + line.format(3)), "split_orders", "1 orders were loaded before")
    assert shop.load(shop.write("c.csv", header + line.format(1) * 2 + line.format(4))).unchanged == 1


NAMELESS = Source(
    name="nameless",
    label=Text(ko="번호 없는 설문", en="A survey without ids"),
    recognised_by=("answered", "score"),
    into={
        Responses: {
            Responses.response_id: Fingerprint((From("answered"), From("score"), From("who"))),
            Responses.survey: Constant("nps"),
            Responses.answered_at: From("answered", moment("%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M")),
            Responses.score: From("score", score()),
            Responses.scale_min: Constant(0.0),
            Responses.scale_max: Constant(10.0),
        }
    },
    customer=From("who", ref),
)


def test_the_same_answers_without_ids_written_in_another_way_are_held(installation):
    header = "answered,score,who\n"
    days = range(1, 20)
    installation.load(
        installation.write("a.csv", header + "".join(f"2025-03-{day:02d} 10:00,{day % 11},M{day}\n" for day in days)), source=NAMELESS
    )
    other = installation.write("b.csv", header + "".join(f"{day:02d}/03/2025 10:00,{day % 11},M{day}\n" for day in days))
    held(installation, other, "overlap", "Of 19 rows .* 19 are new", source=NAMELESS)


@pytest.mark.parametrize(
    ("control", "said"),
    [
        (Control(count=4), "expected 4 rows; the file has 3"),
        (Control(total=Decimal(100_000)), r"expected a sum of 100,000; .* 98,700 \(-1,300\)"),
    ],
)
def test_a_control_total_that_differs_holds_and_one_that_fits_does_not(installation, rows, control, said):
    file = installation.write("a.csv", orders(rows, range(3)))
    held(installation, file, "control", said, control=control)
    again = installation.write("b.csv", orders(rows, range(10, 13)))
    assert installation.load(again, control=Control(3, Decimal("98700"))).accepted == 3
