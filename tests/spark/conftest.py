"""A cluster, and the demo company as Polars and as that cluster read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import settings as configuration
from installation import Installation
from metrics.facts import Facts
from store.spark import SparkTables
from tests.spark.cluster import Cluster, running


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers."""
    with running(tmp_path_factory.mktemp("cluster"), workers=2) as made:
        yield made


@pytest.fixture(scope="session")
def on_spark(demo_home: Path, cluster: Cluster) -> Iterator[Installation]:
    """The demo company's installation, with the cluster for its engine."""
    here = Installation.opened(
        configuration.read(home=demo_home, engine="spark", spark_master=cluster.master, spark_options=cluster.options)
    )
    yield here
    here.state.close()


@pytest.fixture(scope="session")
def spark(on_spark: Installation) -> Iterator[SparkTables]:
    """The demo company's tables as the cluster reads them."""
    assert isinstance(on_spark.engine, SparkTables)
    yield on_spark.engine
    on_spark.engine.close()


@pytest.fixture(scope="session")
def spark_facts(on_spark: Installation, spark: SparkTables) -> Facts:
    """The demo company's facts as Spark frames."""
    return on_spark.latest()[1]


@pytest.fixture(scope="session")
def polars_facts(demo_home: Path) -> Iterator[Facts]:
    """The same facts as Polars frames."""
    here = Installation.opened(configuration.read(home=demo_home))
    yield here.latest()[1]
    here.state.close()
