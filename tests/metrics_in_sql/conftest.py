"""The demo company, and one whose rows have gaps, each on both sides."""

from pathlib import Path

import pytest

import settings as configuration
from bench.company import Size, fact_tables, facts_of
from installation import Installation
from tests.metrics.rows import facts_in
from tests.metrics_in_sql.companies import Twice

SMALL = Size(orders=12_000, tickets=6_000, responses=8_000, customers=3_000)


@pytest.fixture(scope="session")
def demo_company(demo_home: Path) -> Twice:
    here = Installation.opened(configuration.read(home=demo_home))
    here.state.close()
    return Twice.of(facts_in(demo_home), here.tables)


@pytest.fixture(scope="session")
def company_with_gaps(tmp_path_factory: pytest.TempPathFactory) -> Twice:
    tables = fact_tables(tmp_path_factory.mktemp("gaps"), SMALL)
    return Twice.of(facts_of(tables), tables)
