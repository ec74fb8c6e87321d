"""What an installation makes of its settings."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

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


def test_programs_that_start_together_share_one_secret(tmp_path: Path) -> None:
    for attempt in range(30):
        home, together = tmp_path / str(attempt), Barrier(8)

        def secret_key(home: Path = home, together: Barrier = together) -> bytes:
            together.wait()
            return configuration.read(home=home).secret_key()

        with ThreadPoolExecutor(8) as pool:
            keys = {each.result() for each in [pool.submit(secret_key) for _ in range(8)]}
        assert keys == {(home / "secret").read_bytes()}
        assert [file.name for file in home.iterdir()] == ["secret"]
        assert (home / "secret").stat().st_mode & 0o777 == 0o600
