"""The fact tables as Apache Spark reads them: on this machine, on a cluster, or behind Spark Connect.

Spark is given the very Parquet files that a snapshot's version names, with the fact's types; the log is read here, by deltalake.
PySpark is an optional part, imported where an installation asks for it.
"""

import re
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import polars as pl
from deltalake import DeltaTable

from errors import SettingsError
from metrics.facts import Fact, name_of
from store.facts import FactTables
from store.files import Folder

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

APPLICATION = "dangol"
CONNECT_PORT = 15002
REACHED_WITHIN = 5.0  # seconds for a cluster's port to answer
WORKS_WITHIN = 60.0  # seconds for a cluster to do a first, empty job
STEP_BACK = 'Or set engine = "polars" in dangol.toml.'

# What makes a number right, whatever else is asked for: moments are UTC, and an overflow is an error.
BINDING = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}

# What an installation's own options may change.
USUAL = {
    "spark.scheduler.mode": "FAIR",  # a reader's short question does not wait for another's long one
    "spark.ui.enabled": "false",  # a web page that shows queries to anyone
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
# Spark's own 200 parts of a shuffle cost three times the work itself where the data are small (60,000 orders on two cores).
SHUFFLES, SHUFFLES_PER_CORE, FEWEST_SHUFFLES = "spark.sql.shuffle.partitions", 2, 4
ALONE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}

# Hadoop's names for the stores that a facts URL can name otherwise.
HADOOP_SCHEMES = {"s3": "s3a"}
# Parts of the Delta protocol by which a version's rows are not just those of its files.
FOREIGN = frozenset({"deletionVectors", "columnMapping"})


class SparkTables:
    """The fact tables of one installation, read by a Spark session."""

    def __init__(self, tables: FactTables, session: "SparkSession") -> None:
        self.tables = tables
        self.session = session

    @classmethod
    def opened(cls, tables: FactTables, master: str, options: Mapping[str, str], works_within: float = WORKS_WITHIN) -> Self:
        """The tables with a session on `master`, which has done a first job.

        Args:
            master: local[*], spark://HOST:PORT, or sc://HOST:PORT for Spark Connect.
            options: Spark's own properties, beside those that are needed for right numbers.
            works_within: seconds to wait for the first job.
        Raises:
            SettingsError: PySpark or Java is missing, or the cluster is away or has no worker for us.
        """
        return cls(tables, _session(master, options, works_within))

    def scan(self, fact: type[Fact], version: int) -> "DataFrame":
        """The rows of one version, read when they are collected, with the fact's columns in its order."""
        uri = f"{self.tables.url}/{name_of(fact)}"
        table = DeltaTable(uri, version=version, storage_options=self.tables.storage_options)
        if foreign := FOREIGN.intersection(table.protocol().reader_features or ()):
            raise SettingsError(
                f"The fact table {uri} uses {', '.join(sorted(foreign))}, so that its files alone are not its rows. Another program "
                f"has changed it. {STEP_BACK}"
            )
        folder = Folder(table, uri, self.tables.storage_options)
        files = [_hadoop_path(folder.root + file.path) for file in folder.files()]
        schema = schema_of(fact)
        return self.session.read.schema(schema).parquet(*files) if files else self.session.createDataFrame([], schema)

    def close(self) -> None:
        """End the session, and with it what runs for it on the cluster."""
        self.session.stop()


def schema_of(fact: type[Fact]) -> "StructType":
    """The fact's columns in Spark's types."""
    from pyspark.sql import types

    named = {
        pl.String: types.StringType,
        pl.Int64: types.LongType,
        pl.Float64: types.DoubleType,
        pl.Boolean: types.BooleanType,
        pl.Date: types.DateType,
        pl.Datetime: types.TimestampType,
    }
    columns = fact.create_empty().schema
    return types.StructType([types.StructField(name, named[dtype.base_type()]()) for name, dtype in columns.items()])


def _session(master: str, options: Mapping[str, str], works_within: float) -> "SparkSession":
    if find_spec("pyspark") is None or find_spec("pyarrow") is None:
        raise SettingsError(f"engine = \"spark\" needs PySpark and PyArrow. Install them: pip install 'dangol[spark]'. {STEP_BACK}")
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    _reach(master)
    is_connect = master.startswith("sc://")
    builder = SparkSession.builder.remote(master) if is_connect else SparkSession.builder.master(master).appName(APPLICATION)
    usual = {} if is_connect else USUAL | (ALONE if master.startswith("local") else {})
    try:
        session = builder.config(map=dict[str, Any](usual | dict(options) | BINDING)).getOrCreate()
    except ImportError as missing:
        raise SettingsError(f"Spark Connect needs more of PySpark. Install it: pip install 'dangol[spark]'. {STEP_BACK}") from missing
    except (PySparkException, Py4JError) as failed:
        said = str(failed).strip().partition("\n")[0]
        raise SettingsError(f"Spark could not be started on {master}: {said} It needs Java 17 or 21. {STEP_BACK}") from failed
    _do_first_job(session, master, works_within)
    if not is_connect and SHUFFLES not in options:
        session.conf.set(SHUFFLES, max(FEWEST_SHUFFLES, SHUFFLES_PER_CORE * session.sparkContext.defaultParallelism))
    return session


def _reach(master: str) -> None:
    """
    Raises:
        SettingsError: nothing answers at any of the master's addresses.
    """
    if master.startswith("local"):
        return
    scheme, _, addresses = master.partition("://")
    refused = []
    for address in addresses.split(","):
        parts = urlsplit(f"{scheme}://{address.partition('/')[0]}")
        try:
            with socket.create_connection((parts.hostname or "", parts.port or CONNECT_PORT), REACHED_WITHIN):
                return
        except OSError as away:
            refused.append(f"{address}: {away}")
    raise SettingsError(
        f"No Spark cluster answers at {master} ({'; '.join(refused)}). Start it, or correct spark_master in dangol.toml; "
        f"docs/growing.md says how. {STEP_BACK}"
    )


def _do_first_job(session: "SparkSession", master: str, works_within: float) -> None:
    """
    Raises:
        SettingsError: the cluster takes the job and does not do it: it has no worker, or none that is free.
    """
    with ThreadPoolExecutor(1) as waiting:
        job = waiting.submit(session.range(1).count)
        try:
            job.result(works_within)
        except TimeoutError as idle:
            session.stop()
            raise SettingsError(
                f"The Spark cluster at {master} has no worker that is free for Dangol: its first job was not done within "
                f"{works_within:g} seconds. Start workers, or ask for less in spark_options. {STEP_BACK}"
            ) from idle


def _hadoop_path(file: str) -> str:
    """A file's path or URL as Hadoop writes it, which takes { } [ ] * ? and \\ for a pattern unless they are escaped."""
    scheme, colon, rest = file.partition("://")
    path, root = (rest, f"{HADOOP_SCHEMES.get(scheme, scheme)}://") if colon else (file, "file://")
    return root + re.sub(r"([{}\[\]*?\\])", r"\\\1", path)
