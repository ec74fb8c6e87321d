"""What a built package holds: everything that the program imports, and what those modules read."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOT_SHIPPED = {"tests", "bench", "docs", "demo"}


def test_every_module_and_package_of_the_product_is_in_the_wheel() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    modules = {file.name for file in ROOT.glob("*.py")}
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")} - NOT_SHIPPED
    assert modules | packages <= set(built["only-include"])
