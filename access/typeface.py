"""NanumGothic for the browsers of readers who have no Korean typeface: from the installed package, never from outside.

A file of it holds 18,000 characters in 4.6 MB, so it is cut into slices, of which a browser fetches those that a page has characters of.
"""

import re
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from flask import Flask, Response
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from access.paths import FONT_FACES, FONT_SLICE, FONT_SLICES, FONT_WEIGHTS
from charts.typeface import FAMILY, folder  # late in `charts.house.FONTS`, so nobody fetches it who has another one

RARE, EVERYDAY, WORDS = FONT_SLICES
SPEAKING = ("access", "charts", "dashboards", "etl", "metrics", "reports")  # the packages whose words are shown
LETTERS = (*range(0x20, 0x250), *range(0x2000, 0x2600), *range(0x3000, 0x3030))  # Latin, punctuation, signs
RARE_RANGE = "U+3030-fdff,U+ff00-ffef"  # in short, since a list of them is longer than all the rest; without emoji, which it has none of
EDITORS_LEFTOVERS = ["TSI0", "TSI1", "TSI2", "TSI3", "TSI5", "TSIB", "TSIC", "TSID", "TSIJ", "TSIP", "TSIS", "TSIV", "DSIG"]


def register(server: Flask) -> None:
    """Adds the addresses of the stylesheet and of the slices."""

    def faces() -> Response:
        return Response(_faces(), content_type="text/css; charset=utf-8")

    def cut(name: str, part: str) -> Response:
        return Response(_cut(name, part), content_type="font/ttf" if part == RARE else "font/woff2")

    server.add_url_rule(FONT_FACES, "font-faces", faces, methods=["GET"])
    for name in FONT_WEIGHTS:
        for part in FONT_SLICES:
            address = FONT_SLICE.format(name=name, part=part)
            server.add_url_rule(address, f"{name}-{part}", cut, methods=["GET"], defaults={"name": name, "part": part})


def stylesheet_address() -> str:
    """Where the typeface is declared. The address changes with what it says, so that browsers may keep it for good."""
    return f"{FONT_FACES}?m={_mark()}"


def warm() -> None:
    """Cuts the slices that every page needs; it takes two seconds."""
    for name in FONT_WEIGHTS:
        _cut(name, WORDS)


@cache
def _slices() -> dict[str, list[int]]:
    """The characters of each slice: those of our own words, the rest of everyday Korean, and before them all others.

    Everyday Korean is what EUC-KR knows: 2,350 of the 11,172 syllables.
    """
    root = Path(__file__).parents[1]
    spoken = (file.read_text(encoding="utf-8") for package in SPEAKING for file in (root / package).rglob("*.py"))
    words = {*LETTERS, *(ord(syllable) for source in spoken for syllable in re.findall("[가-힣]", source))}
    everyday = {ord(bytes((row, cell)).decode("euc_kr")) for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF)}
    with TTFont(_file("NanumGothic"), lazy=True) as font:
        known = font.getBestCmap().keys()
    parts = (known - everyday - words, (known & everyday) - words, known & words)
    return dict(zip(FONT_SLICES, map(sorted, parts), strict=True))


@cache
def _faces() -> str:
    """A rule for each slice of each weight. Of those that are for a character the last one counts."""
    return "".join(
        f"@font-face{{font-family:{FAMILY};font-weight:{weight};font-display:swap;"
        f'src:local("{name}"),url({FONT_SLICE.format(name=name, part=part)}?m={_mark()});'
        f"unicode-range:{RARE_RANGE if part == RARE else _ranges(held)}}}"
        for name, weight in FONT_WEIGHTS.items()
        for part, held in _slices().items()
    )


@cache
def _cut(name: str, part: str) -> bytes:
    """A slice as a file for browsers. Their screens need no hinting, and Chromium refuses a typeface with an empty table."""
    options = Options(hinting=False, layout_features=[], name_IDs=[], notdef_outline=True)
    options.drop_tables += EDITORS_LEFTOVERS
    cutter, made = Subsetter(options), BytesIO()
    with TTFont(_file(name), lazy=True) as font:
        cutter.populate(unicodes=_slices()[part])
        cutter.subset(font)
        font.flavor = None if part == RARE else "woff2"  # which takes twenty seconds for so many
        font.save(made, reorderTables=None)
    return made.getvalue()


@cache
def _mark() -> str:
    """Changes with the slices and with the files that they are cut from."""
    files = [_file(name).stat().st_size for name in FONT_WEIGHTS]
    return sha256(repr((files, _slices())).encode()).hexdigest()[:12]


def _file(name: str) -> Path:
    return folder() / f"{name}.ttf"


def _ranges(characters: list[int]) -> str:
    """[0x41, 0x42, 0x44] -> "U+41-42,U+44" """
    starts = [code for code, before in zip(characters, [None, *characters], strict=False) if before is None or code != before + 1]
    ends = [code for code, after in zip(characters, [*characters[1:], None], strict=True) if after is None or code != after - 1]
    return ",".join(f"U+{start:x}" if start == end else f"U+{start:x}-{end:x}" for start, end in zip(starts, ends, strict=True))
