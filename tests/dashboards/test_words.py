from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import pytest

import dashboards
from dashboards import words
from metrics.query import EVERYTHING
from metrics.text import Text
from tests.dashboards.site import Site

ROOT = Path(__file__).parents[2]
SAME_IN_BOTH = {"BRAND"}


def modules() -> list[ModuleType]:
    """All of `dashboards`: a page's words stand beside the page."""
    return [import_module(found.name) for found in walk_packages(dashboards.__path__, "dashboards.") if not found.ispkg]


def texts() -> list[tuple[str, Text]]:
    found: dict[str, Text] = {}
    for module in modules():
        for name, value in vars(module).items():
            inside = value.items() if isinstance(value, dict) else [("", value)]
            found |= {f"{name}[{key}]" if key else name: text for key, text in inside if isinstance(text, Text)}
    return list(found.items())


@pytest.mark.parametrize(("name", "text"), texts())
def test_every_word_is_korean_in_korean_and_english_in_english(name: str, text: Text, hangul: Callable[[str], bool]) -> None:
    if name not in SAME_IN_BOTH and any(letter.isalpha() for letter in text.en.replace("{", "").split("}")[-1]):
        assert hangul(text.ko) or "{" in text.ko, text
        assert not hangul(text.en), text


@pytest.mark.parametrize(("name", "text"), texts())
def test_both_languages_have_as_many_blanks_to_fill(name: str, text: Text) -> None:
    """Not always of the same names: a Korean word comes with its particle."""

    def blanks(said: str) -> set[str]:
        return {part.split("}")[0] for part in said.split("{")[1:]}

    assert len(blanks(text.ko)) == len(blanks(text.en)), name


@pytest.mark.parametrize("grain", ["week", "month", "quarter", "year"])
def test_an_english_page_has_no_korean_but_names(grain: str, site: Site, hangul: Callable[[str], bool]) -> None:
    shown = site.page(grain=grain, lang="en").text
    answers = site.house.answers
    snapshot = answers.snapshot()
    assert snapshot is not None
    values = [value for values in answers.values(snapshot, EVERYTHING).values() for value in values]
    for name in ("단골상회", "Dangol 단골", "한국어", "김대표", " 김 ", *answers.teams(snapshot, EVERYTHING), *values):
        shown = shown.replace(name, "")
    assert not hangul(shown), [word for word in shown.split() if hangul(word)]


def test_no_word_is_kept_that_no_screen_says() -> None:
    code = "".join(path.read_text() for path in Path(words.__file__).parent.rglob("*.py")) + (ROOT / "app.py").read_text()
    assert [name for name in vars(words) if name.isupper() and f"words.{name}" not in code] == ["DIMENSIONS"]
