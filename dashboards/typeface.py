"""NanumGothic for the browsers of readers who have no Korean typeface: from the installed package, never from outside."""

from functools import cache
from io import BytesIO

from flask import Flask, Response
from fontTools.ttLib import TTFont

from charts.typeface import folder

FAMILY = "NanumGothic"  # late in `charts.screen.FONTS`, so nobody downloads it who has another one
WEIGHTS = {"NanumGothic": "400", "NanumGothicBold": "600 900"}
HINTING_SOURCES = ("TSI0", "TSI1", "TSI2", "TSI3", "TSI5", "TSIB", "TSIC", "TSID", "TSIJ", "TSIP", "TSIS", "TSIV")


def font_faces() -> str:
    """The typeface as CSS. The size in the address changes with the file, so that browsers may keep it for good."""
    return "".join(
        f'@font-face{{font-family:{FAMILY};font-weight:{weight};font-display:swap;src:local("{name}"),url({_address(name)})}}'
        for name, weight in WEIGHTS.items()
    )


def register(server: Flask) -> None:
    """Adds the files' addresses."""

    def font(name: str) -> Response:
        return Response(_for_browsers(name), content_type="font/ttf")

    for name in WEIGHTS:
        server.add_url_rule(f"/assets/fonts/{name}.ttf", name, font, methods=["GET"], defaults={"name": name})


@cache
def _for_browsers(name: str) -> bytes:
    """The file without the editor's leftovers: Chromium refuses a typeface with an empty table."""
    mended = BytesIO()
    with TTFont(folder() / f"{name}.ttf", lazy=True) as font:
        for table in HINTING_SOURCES:
            if table in font:
                del font[table]
        font.save(mended, reorderTables=None)
    return mended.getvalue()


def _address(name: str) -> str:
    return f"/assets/fonts/{name}.ttf?m={(folder() / name).with_suffix('.ttf').stat().st_size}"
