"""Each real file, loaded as it is into an installation of its own, once for all tests of its module."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from etl.load import Loaded
from metrics.catalog import metric
from metrics.period import Grain, Span
from metrics.query import Query, measure
from tests.installation import Installation

EVER = Span(date(2000, 1, 1), date(2030, 1, 1))


@dataclass(frozen=True)
class Real:
    """An installation into which real files were loaded, and what each load came to."""

    installation: Installation
    loaded: tuple[Loaded, ...]

    def number(self, name: str, span: Span = EVER) -> dict[str, Any]:
        """A metric over a span: the one row of its answer."""
        return measure(Query(metric(name), span, Grain.WHOLE), self.installation.latest()).row(0, named=True)

    @property
    def is_accounted_for(self) -> bool:
        """Every row of every file is in exactly one place."""
        return all(each.accepted + each.rejected + each.grouped == each.rows_in_file for each in self.loaded)


@pytest.fixture(scope="module")
def load_real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Real]]:
    """Loads files of the shared folder, in order, into a new installation of a zone and currency."""
    with ExitStack() as stack:

        def load(*files: str, zone: str = "Asia/Seoul", currency: str = "KRW") -> Real:
            installation = Installation(tmp_path_factory.mktemp("real"), zone, currency)
            stack.enter_context(closing(installation.state))
            return Real(installation, tuple(installation.load(shared / file) for file in files))

        yield load
