import io
import struct
from pathlib import Path

import pytest
from matplotlib import pyplot

from charts.palette import LIGHT
from errors import SettingsError
from reports.letterhead import LARGEST_LOGO, Letterhead, coloured, contrast


def letterhead(logo: Path | None = None, colour: str = "") -> Letterhead:
    return Letterhead.of(company="단골상회", currency="KRW", zone="Asia/Seoul", address="", logo=logo, colour=colour)


def picture(kind: str) -> bytes:
    made = io.BytesIO()
    pyplot.imsave(made, [[0.1, 0.9, 0.4], [0.2, 0.3, 0.8]], format=kind)
    return made.getvalue()


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ffffff", "#ffffff", 1.0)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01) == contrast(other, one)


def test_a_colour_too_pale_to_be_read_is_refused_with_its_contrast() -> None:
    with pytest.raises(SettingsError, match=r"#ffcc00 is too pale.*contrast 1\.5 to 1, needed 4\.5.*DANGOL_COLOUR"):
        letterhead(colour="#ffcc00")


def test_a_companys_colour_takes_the_place_of_the_accent_and_tints_the_band() -> None:
    palette = coloured("#7a1f5c")
    assert (palette.accent, palette.goal, palette.bad) == ("#7a1f5c", LIGHT.goal, LIGHT.bad)
    assert palette.band == "#e2ced b".replace(" ", "") and contrast(palette.band, "#ffffff") < 1.6


def test_without_a_colour_and_logo_it_is_dangols_own() -> None:
    assert (letterhead().palette, letterhead().logo) == (LIGHT, "")


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_a_logo_keeps_its_proportions(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "logo"
    file.write_bytes(picture(kind))
    assert 'viewBox="0 0 3 2"' in letterhead(file).logo and f"data:image/{kind};base64," in letterhead(file).logo


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither PNG nor JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(LARGEST_LOGO), "at most 500,000"),
        (b"\x89PNG\r\n\x1a\n" + bytes(8) + struct.pack(">II", 0, 5), "damaged"),
        (b"\xff\xd8\xff\xe0\x00\x04ab", "damaged"),
    ],
)
def test_what_cannot_be_printed_as_a_logo_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "logo"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=said):
        letterhead(file)


def test_a_logo_that_is_not_there_is_said_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read: No such file.*DANGOL_LOGO"):
        letterhead(tmp_path / "none.png")
