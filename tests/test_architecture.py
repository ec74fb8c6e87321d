"""Imports point one way, and each library stays in the room it belongs to."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# A layer may import itself and every layer below it; `app`, `cli` and `installation` start the program.
LAYERS = (("app", "cli", "commands", "installation"), "dashboards", "access", "reports", "charts", "etl", "store", "metrics", "errors")
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in ([layer] if isinstance(layer, str) else layer)}
HOMES = {
    "dash": {"dashboards", "app", "access"},
    "dash_mantine_components": {"dashboards", "app"},
    "dash_ag_grid": {"dashboards"},
    "dash_auth": {"access"},
    "flask": {"access", "app", "dashboards"},
    "plotly": {"charts", "dashboards"},
    "matplotlib": {"charts"},
    "pyspark": {"store"},
    "py4j": {"store"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "deltalake": {"store"},
    "dataframely": {"metrics", "etl", "store"},
    "typst": {"reports"},
    "rich": {"cli", "commands", "reports"},
    "typer": {"cli", "commands"},
    "waitress": {"app"},
    "settings": {"app", "cli", "commands", "installation"},
    "pydantic_settings": {"settings"},
    "holidays": {"metrics"},
    "phonenumbers": {"etl"},
    "scipy": {"metrics"},
    "narwhals": {"metrics"},
}


def sources() -> list[Path]:
    return sorted(
        path
        for name in [*RANK, "settings"]
        for path in ([ROOT / f"{name}.py"] if (ROOT / f"{name}.py").exists() else (ROOT / name).rglob("*.py"))
    )


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield (node.module or "").split(".")[0]


every_file = pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))


@every_file
def test_imports_point_one_way(path: Path) -> None:
    own = room(path)
    if own == "settings":
        assert {name for name in imported(path) if name in RANK} <= {"errors", "metrics"}
        return
    wrong = [name for name in imported(path) if name in RANK and RANK[name] < RANK[own]]
    assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}, which stands to its left"


@every_file
def test_libraries_stay_home(path: Path) -> None:
    strays = [name for name in imported(path) if name in HOMES and room(path) not in HOMES[name]]
    assert not strays, f"{path.relative_to(ROOT)} imports {strays}"


@every_file
def test_nobody_prints_but_the_terminal(path: Path) -> None:
    calls = [
        n
        for n in ast.walk(ast.parse(path.read_text()))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "print"
    ]
    assert not calls or room(path) == "cli"


@every_file
def test_no_error_is_swallowed(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            assert caught not in ("everything", "BaseException"), f"{path}:{node.lineno} catches {caught}"
            assert not all(isinstance(step, ast.Pass) for step in node.body), f"{path}:{node.lineno} swallows {caught}"


@every_file
def test_a_file_stays_readable(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


def test_every_room_is_known() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {path.stem for path in ROOT.glob("*.py")}
    assert rooms - {"tests", "docs", "bench"} == {*RANK, "settings"}
