"""What counts as the same answer."""

from datetime import date

import polars as pl
import pytest

from bench.agreement import disagreements

ROW = {"period_start": date(2026, 1, 1), "team": None, "value": 0.5, "part": 1.0, "whole": 2.0, "n": 2}


def ours(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([{**ROW, "state": "known", **row} for row in rows], schema_overrides={"team": pl.String})


def theirs(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([{**ROW, **row} for row in rows], schema=pl.Schema(ours({}).drop("state").schema))


def test_equal_answers_agree_whatever_their_order() -> None:
    two = {"team": "1팀"}
    assert disagreements(ours({}, two), theirs(two, {}), ["team"]).is_empty()


def test_what_has_no_value_tells_nothing() -> None:
    assert disagreements(ours({"state": "no_data", "value": None}), theirs({"value": None, "n": 0}), ["team"]).is_empty()


@pytest.mark.parametrize("changed", [{"value": 0.5 + 1e-8}, {"part": 2.0}, {"whole": None}, {"n": 3}, {"value": None}, {"team": "1팀"}])
def test_one_number_or_row_that_differs_is_found(changed: dict[str, object]) -> None:
    assert disagreements(ours({}), theirs(changed), ["team"]).height >= 1
    assert disagreements(ours({}), theirs({}, {"team": "2팀"}), ["team"]).height == 1
    assert disagreements(ours({}, {"team": "2팀"}), theirs({}), ["team"]).height == 1
