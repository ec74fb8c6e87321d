"""Whether a share left its usual range."""

from datetime import date, timedelta

import polars as pl
import pytest

from errors import DeclarationError, QueryError
from metrics.catalog import metric
from metrics.control_chart import FEWEST_PERIODS, Baseline, Signal, control_chart
from metrics.facts import Facts
from metrics.period import Grain, Span
from metrics.query import KNOWN, TOO_FEW, Query, measure
from metrics.text import LANGUAGES


def answers(*counts: tuple[float | None, float | None], state: str = KNOWN) -> pl.DataFrame:
    weeks = [date(2026, 1, 5) + timedelta(weeks=number) for number in range(len(counts))]
    parts, wholes = zip(*counts, strict=True)
    return pl.DataFrame(
        {"period_start": weeks, "part": parts, "whole": wholes}, schema={"period_start": pl.Date, "part": pl.Float64, "whole": pl.Float64}
    ).with_columns(state=pl.lit(state))


def signals(baseline: Baseline, *counts: tuple[float | None, float | None], state: str = KNOWN) -> list[str | None]:
    return control_chart(answers(*counts, state=state), baseline)["signal"].to_list()


TENTH = Baseline(share=0.1, dispersion=1.0)  # of 100: from 0.01 to 0.19


def test_a_share_beyond_its_limits_is_a_signal_and_one_on_them_is_none() -> None:
    assert signals(TENTH, (20, 100), (19, 100), (1, 100), (0, 100)) == [Signal.UP, Signal.IN_CONTROL, Signal.IN_CONTROL, Signal.DOWN]


def test_a_wider_dispersion_widens_the_limits() -> None:
    assert signals(Baseline(0.1, 1.5), (20, 100)) == [Signal.IN_CONTROL]


def test_a_period_on_too_few_is_not_judged() -> None:
    assert signals(TENTH, (40, 49), (40, 50)) == [None, Signal.UP]


def test_what_is_not_known_is_not_judged() -> None:
    assert signals(TENTH, (None, None), state=TOO_FEW) == [None]


def test_limits_stay_between_nothing_and_all() -> None:
    chart = control_chart(answers((5, 50)), TENTH)
    assert chart["lower"].to_list() == [0.0]
    assert control_chart(answers((45, 50)), Baseline(0.9, 1.0))["upper"].to_list() == [1.0]


def test_a_share_that_never_happened_before_raises_no_alarm_by_itself() -> None:
    never = Baseline.of(answers(*[(0, 2_000)] * FEWEST_PERIODS))
    assert never == Baseline(0.0, 1.0)
    assert signals(never, (1, 2_000)) == [None]


def test_the_baseline_pools_counts_and_does_not_average_shares() -> None:
    assert Baseline.of(answers((90, 100), *[(0, 900)] * (FEWEST_PERIODS - 1))).share == pytest.approx(
        90 / (100 + 900 * (FEWEST_PERIODS - 1))
    )


def test_small_samples_are_left_to_chance_alone() -> None:
    wild = answers(*[(0, 900), (200, 900)] * FEWEST_PERIODS)
    assert Baseline.of(wild).dispersion == 1.0
    assert Baseline.of(wild.with_columns(pl.col("part", "whole") * 2)).dispersion > 5


def test_a_baseline_that_varies_less_than_chance_does_not_narrow_the_limits() -> None:
    assert Baseline.of(answers(*[(200, 2_000)] * FEWEST_PERIODS)).dispersion == 1.0


def test_what_makes_no_baseline_is_refused() -> None:
    with pytest.raises(QueryError, match=f"needs {FEWEST_PERIODS} periods with a known value; there are 9") as few:
        Baseline.of(answers(*[(1, 10)] * 9))
    with pytest.raises(QueryError, match="no share") as rate:
        Baseline.of(answers(*[(11, 10)] * FEWEST_PERIODS))
    assert all(refused.value.message(language) for refused in (few, rate) for language in LANGUAGES)
    once = answers(*[(1, 10)] * FEWEST_PERIODS)
    with pytest.raises(DeclarationError, match="one row per period"):
        Baseline.of(pl.concat([once, once]))


def test_it_reads_the_answers_of_a_metric(facts: Facts) -> None:
    frame = measure(Query(metric("customer_satisfaction"), Span(date(2024, 11, 1), date(2026, 10, 1)), Grain.MONTH), facts)
    chart = control_chart(frame, Baseline.of(frame.head(12)))
    assert chart.columns == [*frame.columns, "centre", "lower", "upper", "signal"]
    assert chart["signal"].to_list()[-3:] == [Signal.DOWN] * 3  # the made company's satisfaction falls
