"""An installation of its own for each test, and the made company's facts."""

from tests.etl.conftest import installation, installation_of, rows
from tests.made_company import facts

__all__ = ["facts", "installation", "installation_of", "rows"]
