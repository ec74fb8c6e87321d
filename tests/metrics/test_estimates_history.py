"""Orders become histories: occasions counted, ages in a unit that cannot be mistaken."""

from datetime import date

import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from errors import DeclarationError
from metrics.estimates.bgnbd import BgNbd
from metrics.estimates.duration import Days, Horizon, Weeks
from metrics.estimates.history import Histories, Spending, grouped_histories, histories, orders_after, spending
from tests.metrics.estimates_shop import Shop, orders

AS_OF = date(2026, 3, 1)
ROWS = [
    (1, date(2026, 1, 4), 5_000, "delivered"),
    (1, date(2026, 1, 18), 8_000, "paid"),
    (1, date(2026, 1, 18), 4_000, "delivered"),  # the same day: one occasion of 12,000
    (1, date(2026, 2, 1), 20_000, "shipped"),
    (1, date(2026, 2, 8), 99_000, "cancelled"),
    (1, date(2026, 3, 2), 99_000, "delivered"),  # after the day asked for
    (2, date(2026, 2, 1), 7_000, "delivered"),
    (2, date(2026, 2, 15), 0, "delivered"),  # worth nothing: no order
    (2, date(2026, 2, 15), None, "delivered"),
    (3, date(2026, 2, 1), 9_000, "refunded"),
    (4, date(2026, 2, 1), 3_000, "delivered"),
    (None, date(2026, 2, 1), 9_000, "delivered"),
]


def lazy(frame: pl.DataFrame) -> nw.LazyFrame[pl.LazyFrame]:
    return nw.from_native(frame.lazy())


def test_a_history_counts_occasions_after_the_first_and_ages_in_weeks() -> None:
    assert histories(lazy(orders(ROWS)), AS_OF, Weeks).rows.rows() == [
        (1, 2, 4.0, 8.0, 16_000.0, 1),
        (2, 0, 0.0, 4.0, None, 1),
        (4, 0, 0.0, 4.0, None, 1),
    ]


def test_the_day_asked_for_is_counted_in() -> None:
    assert histories(lazy(orders(ROWS)), date(2026, 2, 1), Days).rows.row(0) == (1, 2, 28.0, 28.0, 16_000.0, 1)


def test_equal_histories_are_one_row_with_their_number() -> None:
    grouped = grouped_histories(lazy(orders(ROWS)), AS_OF, Weeks)
    assert sorted(grouped.rows.rows()) == [(0, 0.0, 4.0, None, 2), (2, 4.0, 8.0, 16_000.0, 1)]
    assert (grouped.customers, grouped.repeat_customers) == (3, 1)


def test_grouping_where_the_orders_are_equals_grouping_here() -> None:
    rows = lazy(Shop(400, seed=1).orders())
    there, here = grouped_histories(rows, date(2025, 6, 1), Days).grouped(), histories(rows, date(2025, 6, 1), Days).grouped()
    assert_frame_equal(there.rows, here.rows, rel_tol=1e-12)


def test_spending_is_of_repeat_customers_only() -> None:
    assert spending(lazy(orders(ROWS)), AS_OF).rows.rows() == [(2, 16_000.0, 1)]


def test_spending_written_down_leaves_out_who_did_not_repeat() -> None:
    assert Spending.given([0, 1, 1, 2], [0.0, 5.0, 5.0, 7.0]).rows.rows() == [(1, 5.0, 2), (2, 7.0, 1)]


def test_the_correlation_counts_a_row_as_often_as_its_customers() -> None:
    weighted, repeated = Spending.given([1, 2, 3], [5.0, 9.0, 7.0], [3, 1, 2]), Spending.given([1, 1, 1, 2, 3, 3], [5, 5, 5, 9, 7, 7])
    assert weighted.correlation == pytest.approx(repeated.correlation)
    assert Spending.given([1, 2], [5.0, 5.0]).correlation is None


def test_orders_after_a_cut_are_those_of_customers_won_before() -> None:
    assert orders_after(lazy(orders(ROWS)), date(2026, 1, 10), AS_OF) == (2, 32_000.0)
    assert orders_after(lazy(orders(ROWS)), date(2026, 2, 1), AS_OF) == (0, 0.0)


def test_weeks_become_days_where_it_is_asked() -> None:
    assert Weeks(2).to(Days) == Days(14)
    assert Horizon.of_months(Days, 1).steps[0].count == pytest.approx(30.415)
    assert histories(lazy(orders(ROWS)), AS_OF, Weeks).to(Days).rows["age"].to_list() == [56.0, 28.0, 28.0]


FIT = BgNbd(0.243, 4.414, 0.793, 2.426, Weeks)
ONE = Histories.given(Weeks, repeat_count=[2], age_at_last_order=[30.43], age=[38.86])


@pytest.mark.parametrize(
    "question",
    [
        lambda: FIT.expected_orders(ONE.to(Days), Weeks(39)),
        lambda: FIT.expected_orders(ONE, Days(273)),
        lambda: FIT.expected_orders(ONE, Horizon.of_months(Days)),
        lambda: FIT.probability_alive(ONE.to(Days)),
        lambda: FIT.probability_of_no_purchase(ONE, Days(90)),
        lambda: FIT.expected_orders_of_new(Days(90)),
        lambda: FIT.probability_of_orders_of_new(0, Days(90)),
    ],
)
def test_a_fit_made_in_weeks_cannot_be_asked_in_days(question: object) -> None:
    with pytest.raises(DeclarationError, match=r"made in weeks was given .* in days: convert with \.to\(Weeks\)"):
        question()  # type: ignore[operator]


@pytest.mark.parametrize(("x", "last", "age"), [(-1, 0.0, 5.0), (1, 6.0, 5.0), (1, 0.0, 5.0), (0, 2.0, 5.0), (1, -1.0, 5.0)])
def test_a_history_that_cannot_be_is_refused(x: int, last: float, age: float) -> None:
    with pytest.raises(DeclarationError, match="cannot be"):
        Histories.given(Weeks, repeat_count=[x], age_at_last_order=[last], age=[age])
