"""The typeface of everything on paper: NanumGothic, from files that are installed with the program."""

import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from matplotlib.ft2font import FT2Font

from errors import SettingsError

FAMILY = "NanumGothic"
BOLD = 600  # NanumGothicBold calls itself semibold; 700 would be ExtraBold, too black beside Regular

# Where the typeface lacks a character, its nearest relative.
_NEAR = str.maketrans({"−": "–", "\u00a0": " ", "\t": " ", "\n": " "})
_LACKING = "□"


@cache
def folder() -> Path:
    """The folder of the typeface's files. The package is looked up, not imported: importing it changes matplotlib's settings."""
    package = find_spec("koreanize_matplotlib")
    places = package.submodule_search_locations if package else None
    if not places:
        raise SettingsError("The typeface NanumGothic is missing. Install the locked requirements again: koreanize-matplotlib brings it.")
    return Path(places[0]).resolve() / "fonts"


@cache
def _characters() -> frozenset[str]:
    """The characters that both weights in use can draw."""
    files = (folder() / "NanumGothic.ttf", folder() / "NanumGothicBold.ttf")
    return frozenset.intersection(*(frozenset(map(chr, FT2Font(file).get_charmap())) for file in files))


def printable(text: str) -> str:
    """The text in characters that the typeface has: others become □, invisible ones go.

    A PDF/UA file may not hold a character that cannot be drawn: one emoji in a team's name would cost the whole report.
    """
    return _lacking().sub(_shown, unicodedata.normalize("NFC", text).translate(_NEAR))


@cache
def _lacking() -> re.Pattern[str]:
    """What the typeface cannot draw, or what cannot be seen. Most texts have none of it, and a picture is a long text."""
    drawn = (c for c in _characters() if unicodedata.category(c)[0] != "C" and c not in _INVISIBLE)
    return re.compile(f"[^{''.join(map(re.escape, sorted(drawn)))}]")


def _shown(found: re.Match[str]) -> str:
    character = found[0]
    return "" if unicodedata.category(character)[0] == "C" or character in _INVISIBLE else _LACKING


_INVISIBLE = frozenset(map(chr, (0x034F, 0x115F, 0x1160, 0x3164, *range(0xFE00, 0xFE10))))  # fillers and variation selectors
