"""What an installation makes of its settings."""

from pathlib import Path

import pytest

import settings as configuration
from errors import UnknownMetricError
from installation import Installation


def opened(home: Path, official: dict[str, str]) -> Installation:
    return Installation.opened(configuration.read(home=home, overview=("repurchase_rate", "complaint_rate"), official=official))


def test_the_overview_shows_the_variant_that_is_official(tmp_path: Path) -> None:
    here = opened(tmp_path, {"repurchase_rate": "cohort_repurchase_rate"})
    assert [metric.name for metric in here.overview] == ["cohort_repurchase_rate", "complaint_rate"]


def test_a_metric_is_official_for_its_own_question_only(tmp_path: Path) -> None:
    with pytest.raises(UnknownMetricError, match="repurchase_rate_in_period"):
        _ = opened(tmp_path, {"repurchase_rate": "complaint_rate"}).overview
