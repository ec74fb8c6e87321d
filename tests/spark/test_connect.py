"""Metrics of every kind behind a real Spark Connect server: the same answer as in process."""

import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import polars as pl
import pytest

import settings as configuration
from installation import Installation
from metrics.catalog import METRICS
from metrics.facts import Facts, values_of
from metrics.metric import Metric
from metrics.query import Query, measure
from store.spark import SparkTables
from tests.spark.cluster import connect_server
from tests.spark.test_every_metric import QUESTIONS, assert_same

ONE_OF_A_KIND = {type(metric.formula): metric for metric in reversed(METRICS.values())}
BY_MONTH, *_ = QUESTIONS


def asked(metric: Metric, until: date | None, teams: list[str]) -> Query:
    assert until is not None
    return BY_MONTH.of(metric, until, tuple(teams))


def answers(home: Path, address: str) -> dict[str, pl.DataFrame]:
    """What Spark Connect answers, by the metric's name."""
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    here = Installation.opened(configuration.read(home=home, engine="spark", spark_master=address))
    facts = here.latest()[1]
    teams = values_of("team", facts)
    found = {metric.name: measure(asked(metric, facts.until, teams), facts) for metric in ONE_OF_A_KIND.values()}
    assert isinstance(here.engine, SparkTables)
    here.engine.close()
    here.state.close()
    return found


@pytest.fixture(scope="module")
def answered(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, pl.DataFrame]]:
    """The answers for the demo company: of a process of their own, since PySpark has one kind of session in each."""
    with (
        connect_server(tmp_path_factory.mktemp("connect")) as address,
        ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as apart,
    ):
        yield apart.submit(answers, demo_home, address).result()


@pytest.mark.parametrize("metric", ONE_OF_A_KIND.values(), ids=lambda metric: metric.name)
def test_spark_connect_answers_as_polars_does(metric: Metric, polars_facts: Facts, answered: dict[str, pl.DataFrame]) -> None:
    here = measure(asked(metric, polars_facts.until, values_of("team", polars_facts)), polars_facts)
    assert_same(metric, answered[metric.name], here)
