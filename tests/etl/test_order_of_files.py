"""Which of two files wins: what the rows say, else the later one, and the same file again only when it is asked for."""

import itertools

import pytest

from errors import HeldError
from etl.dates import DateOrder
from etl.parse import amount, choice, moment, ref
from etl.source import From, Source
from etl.sources import named
from etl.undone import undo
from metrics.facts import Orders
from metrics.text import Text

VERSIONED = Source(
    name="versioned",
    label=Text(ko="수정 시각이 있는 주문", en="Orders with a time of change"),
    recognised_by=("no", "changed"),
    into={
        Orders: {
            Orders.order_id: From("no", ref),
            Orders.ordered_at: From("at", moment("%Y-%m-%d %H:%M")),
            Orders.net_revenue: From("amount", amount),
            Orders.status: From("status", choice({"paid": "paid", "refunded": "refunded"})),
        }
    },
    updated=From("changed", moment("%Y-%m-%d %H:%M")),
)
HEADER = "no,at,amount,status,changed\n"
FILES = {
    "monday": "1,2025-03-03 10:00,100,paid,2025-03-03 10:00\n2,2025-03-03 11:00,200,paid,2025-03-03 11:00\n",
    "tuesday": "1,2025-03-03 10:00,100,refunded,2025-03-04 09:00\n3,2025-03-04 08:00,300,paid,2025-03-04 08:00\n",
    "friday": "2,2025-03-03 11:00,250,paid,2025-03-07 09:00\n3,2025-03-04 08:00,300,refunded,2025-03-07 08:00\n",
}


@pytest.mark.parametrize("names", list(itertools.permutations(FILES)), ids=" ".join)
def test_files_whose_rows_say_when_they_changed_end_in_the_same_orders_in_whatever_order(installation, names):
    outdated = 0
    for name in names:
        outdated += installation.load(installation.write(f"{name}.csv", HEADER + FILES[name]), source=VERSIONED).outdated
    found = installation.facts()["orders"].select("order_id", "net_revenue", "status").sort("order_id").rows()
    assert found == [("1", 100, "refunded"), ("2", 250, "paid"), ("3", 300, "refunded")]
    assert outdated == sum(
        names.index(one) > names.index(other) for one, other in (("monday", "tuesday"), ("monday", "friday"), ("tuesday", "friday"))
    )


def test_a_file_loaded_before_changes_nothing_unless_it_is_asked_for_again(installation, rows):
    first = installation.write("a.csv", rows.ORDERS + rows.order("O1", status="결제완료") + rows.order("O9", "2025-03-05 10:00"))
    installation.load(first)
    installation.load(installation.write("b.csv", rows.ORDERS + rows.order("O1", status="환불완료") + rows.order("O9", "2025-03-05 10:00")))
    assert installation.load(first).already
    assert dict(installation.facts()["orders"].select("order_id", "status").iter_rows())["O1"] == "refunded"
    back = installation.load(first, again=True)
    assert (back.already, back.updated) == (False, 1)
    assert dict(installation.facts()["orders"].select("order_id", "status").iter_rows())["O1"] == "paid"
    assert [load.state for load in installation.history()] == ["done", "done", "replaced"]
    undo(installation.state, installation.tables, lambda session, load: None)
    assert [load.state for load in installation.history()] == ["undone", "done", "done"]


def test_the_same_file_read_with_other_dates_is_another_load(installation):
    file = installation.write("nps.csv", "Date,Score\n03/04/2025,9\n05/06/2025,3\n")
    installation.load(file, dates=DateOrder.DAY_FIRST)
    assert installation.load(file, dates=DateOrder.DAY_FIRST).already
    again = installation.load(file, dates=DateOrder.MONTH_FIRST, confirmed=True)
    assert not again.already
    assert sorted(map(str, installation.facts()["responses"]["answered_on"])) == ["2025-03-04", "2025-05-06"]


def test_two_shops_of_one_kind_keep_orders_of_the_same_number_apart(installation, rows):
    installation.load(installation.write("a.csv", rows.ORDERS + rows.order("O1")))
    second = installation.load(installation.write("b.csv", rows.ORDERS + rows.order("O1", amount="100")), instance="2호점")
    assert (second.source, second.inserted) == ("demo_orders@2호점", 2)
    facts = installation.facts()
    assert sorted(facts["orders"]["net_revenue"]) == [100, 32900]
    assert facts["orders"]["customer_key"].n_unique() == 2, "M1 of one shop is nobody's M1 of the other"


def test_a_correction_of_a_tickets_customer_reaches_its_answer(installation, rows):
    installation.load(installation.write("t.csv", rows.TICKETS + rows.ticket("T1", member="M7")))
    installation.load(installation.write("s.csv", rows.SURVEY + rows.answer("R1", "5", survey="만족도", member="", ticket="T1")))
    loaded = installation.load(installation.write("t2.csv", rows.TICKETS + rows.ticket("T1", member="M8")))
    facts = installation.facts()
    assert loaded.completed == 1
    assert facts["responses"]["customer_key"].to_list() == facts["tickets"]["customer_key"].to_list()


def test_mended_rows_clear_their_rejects_and_undoing_brings_them_back(installation, rows):
    bad = installation.load(installation.write("a.csv", rows.ORDERS + rows.order("O1") + rows.order("O2", amount="?") + rows.order("O3")))
    assert bad.rejected == 1
    mended = installation.load(installation.write("b.csv", rows.ORDERS + rows.order("O2", amount="100")), source=named("demo_orders"))
    assert mended.cleared == 1
    assert installation.rejects(bad.load_id)[0].cleared_by == mended.load_id
    undo(installation.state, installation.tables, lambda session, load: None)
    assert installation.rejects(bad.load_id)[0].cleared_by is None


def test_a_held_load_is_no_load_to_judge_the_next_by(installation, rows):
    installation.load(installation.write("a.csv", rows.ORDERS + rows.order("O1")))
    with pytest.raises(HeldError):
        installation.load(installation.write("b.csv", rows.ORDERS + rows.order("O2", "2025-06-01 10:00")))
    with pytest.raises(HeldError, match="to 2025-06-01"):
        installation.load(installation.write("c.csv", rows.ORDERS + rows.order("O3", "2025-06-02 10:00")))
