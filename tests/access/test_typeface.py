"""The typeface comes in slices: each character is in one of them, and what every page needs is small."""

import re
from io import BytesIO

import pytest
from flask import Flask
from fontTools.ttLib import TTFont

from access import typeface
from access.paths import FONT_FACES, FONT_SLICE, FONT_SLICES, FONT_WEIGHTS
from charts.typeface import folder

SYLLABLES = {chr(code) for code in range(0xAC00, 0xD7A4)}
RULE = re.compile(r"font-weight:([\d ]+);.*?url\((/assets/fonts/[\w-]+)\?m=\w+\);unicode-range:([^}]+)")


@pytest.fixture(scope="module")
def server() -> Flask:
    made = Flask(__name__, static_folder=None)
    typeface.register(made)
    return made


@pytest.fixture(scope="module")
def rules(server: Flask) -> list[tuple[str, str, set[int]]]:
    """Of each rule: the weight, the address and the characters that it is for."""
    sheet = server.test_client().get(FONT_FACES).text
    return [(weight, address, characters(ranges)) for weight, address, ranges in RULE.findall(sheet)]


def characters(ranges: str) -> set[int]:
    held: set[int] = set()
    for each in ranges.split(","):
        start, _, end = each.removeprefix("U+").partition("-")
        held |= set(range(int(start, 16), int(end or start, 16) + 1))
    return held


@pytest.mark.parametrize(("name", "weight"), FONT_WEIGHTS.items())
def test_a_browser_finds_each_character_in_the_slice_that_its_rule_leads_to(
    name: str, weight: str, server: Flask, rules: list[tuple[str, str, set[int]]]
) -> None:
    with TTFont(folder() / f"{name}.ttf", lazy=True) as font:
        wanted = {code for code in font.getBestCmap() if chr(code) in SYLLABLES or 0x20 <= code < 0x250}
    mine = [(address, held) for each, address, held in rules if each == weight]
    assert len(mine) == len(FONT_SLICES)
    for address, held in reversed(mine):  # as browsers do: the last rule counts
        sent = server.test_client().get(address)
        drawn = set(TTFont(BytesIO(sent.data)).getBestCmap())
        assert wanted & held <= drawn
        wanted -= held
    assert wanted == set()


@pytest.mark.parametrize("name", FONT_WEIGHTS)
def test_what_every_page_needs_is_small(name: str, server: Flask) -> None:
    sent = server.test_client().get(FONT_SLICE.format(name=name, part="words"))
    assert len(sent.data) < 100_000
    assert {ord(syllable) for syllable in "재구매율 목표 미달 설문 응답"} <= set(TTFont(BytesIO(sent.data)).getBestCmap())
    assert len(server.test_client().get(FONT_FACES).data) < 40_000


def test_everyday_korean_needs_no_rare_slice(rules: list[tuple[str, str, set[int]]]) -> None:
    rare, everyday, words = (held for weight, _, held in rules if weight == "400")
    assert {ord(syllable) for syllable in "꽃샘추위에닭갈비를먹었다"} <= words | everyday
    assert ord("뷁") in rare - words - everyday
