"""The documentation is held to the code."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from cli import app
from docs.generate import pages
from settings import Settings

ROOT = Path(__file__).parents[1]
READ = ("README.md", "README.ko.md", "CONTRIBUTING.md", "docs/adr/README.md")


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_a_generated_page_is_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == pages()[path], "out of date: run make docs"


@pytest.mark.parametrize("name", READ)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("name", ["README.md", "README.ko.md"])
def test_commands_of_the_readme_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert {"demo", "test"} <= set(re.findall(r"\bmake ([a-z]+)", text)) <= targets
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"\bdangol ([a-z]+)", text))
    assert commands <= named, f"{name} does not name {commands - named}"
    assert named <= commands | {"user"}


def test_every_variable_that_the_documents_name_is_a_setting() -> None:
    known = {f"DANGOL_{name.upper()}" for name in Settings.model_fields}
    for name in READ:
        assert set(re.findall(r"\bDANGOL_[A-Z_]+", (ROOT / name).read_text(encoding="utf-8"))) <= known


def test_every_decision_is_listed() -> None:
    listed = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
    assert [page.name for page in sorted((ROOT / "docs/adr").glob("0*.md")) if page.name not in listed] == []
