"""The p chart of Montgomery (2013), table 7.1, and the p' chart of Mohammed, Panesar, Laney & Wilson (2013) as qicharts2 draws it."""

from datetime import date, timedelta

import polars as pl
import pytest

from metrics.control_chart import Baseline, Signal, control_chart
from metrics.query import KNOWN

# Montgomery, Introduction to Statistical Quality Control, 7th ed., example 7.1; also NIST/SEMATECH e-Handbook 6.3.3.2:
# nonconforming units in 30 samples of 50.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]

# Mohammed, Panesar, Laney & Wilson (2013), "Statistical process control charts for attribute data involving very large sample
# sizes", BMJ Quality & Safety 22: emergency attendances of 20 weeks, and those seen within four hours. The data set
# `nhs_accidents` of the R package qicharts2 0.8.1; the limits are what its `qic(chart = "pp")` gives.
SEEN = [266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320]
SEEN += [267923, 271478, 255353, 256820, 261835, 259144, 255910, 260863, 264465, 260989]
CAME = [280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529]
CAME += [279618, 283932, 266629, 268091, 276803, 271578, 266005, 273520, 278574, 273772]


def answers(parts: list[int], wholes: list[int]) -> pl.DataFrame:
    weeks = [date(2026, 1, 5) + timedelta(weeks=number) for number in range(len(parts))]
    return pl.DataFrame(
        {"period_start": weeks, "part": [float(p) for p in parts], "whole": [float(w) for w in wholes]},
    ).with_columns(state=pl.lit(KNOWN))


def test_the_orange_juice_cans_have_the_published_limits_and_two_samples_out_of_control() -> None:
    frame = answers(CANS, [50] * 30)
    chart = control_chart(frame, Baseline.of(frame))
    assert chart["centre"][0] == pytest.approx(0.2313, abs=5e-5)
    assert chart["lower"][0] == pytest.approx(0.0524, abs=5e-5)
    assert chart["upper"][0] == pytest.approx(0.4102, abs=5e-5)
    out = chart.with_row_index("sample", offset=1).filter(signal=Signal.UP)
    assert out["sample"].to_list() == [15, 23]
    assert chart.filter(signal=Signal.DOWN).is_empty()


def test_very_large_samples_have_laneys_limits() -> None:
    frame = answers(SEEN, CAME)
    chart = control_chart(frame, Baseline.of(frame))
    assert chart["centre"][0] == pytest.approx(0.95289971134419116, abs=1e-14)
    assert chart["lower"].gather([0, 1, 16]).to_list() == pytest.approx([0.9401296441775141, 0.94004641862513627, 0.93978766173624928])
    assert chart["upper"].gather([0, 1, 16]).to_list() == pytest.approx([0.96566977851086822, 0.96575300406324605, 0.96601176095213304])
    assert set(chart["signal"]) == {Signal.IN_CONTROL}


def test_limits_of_a_frozen_baseline_do_not_move_with_later_weeks() -> None:
    frame = answers(SEEN, CAME)
    chart = control_chart(frame, Baseline.of(frame.head(10)))
    assert chart["centre"][0] == pytest.approx(0.95105964383277042, abs=1e-14)
    assert chart["lower"].gather([0, 19]).to_list() == pytest.approx([0.93866469138900677, 0.93851458643658869])
    assert chart["upper"].gather([0, 16]).to_list() == pytest.approx([0.96345459627653407, 0.96378653314426965])


def test_without_allowing_for_it_nearly_every_week_would_be_out_of_control() -> None:
    frame = answers(SEEN, CAME)
    plain = control_chart(frame, Baseline(Baseline.of(frame).share, dispersion=1.0))
    assert plain["lower"][0] == pytest.approx(0.95169956464601502)  # qicharts2's p chart
    assert plain.filter(signal=Signal.IN_CONTROL).height == 4
