"""What all reports of one company have in common: its name, its logo and colour, its money and its zone."""

from base64 import b64encode
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from charts.palette import LIGHT, Palette
from errors import SettingsError

LARGEST_LOGO = 500_000  # bytes; it is in every report
LOGO_KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
LEAST_CONTRAST = 4.5  # of small text on white: WCAG 2.2, 1.4.3
TINT = 0.78  # how much white is in the band of an interval


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """A company's letterhead. `address` is where readers open the app, empty where nobody has said; then nothing is linked.

    `logo` is an SVG that holds the picture.
    """

    company: str
    currency: str = "KRW"
    zone: str = "UTC"
    address: str = ""
    logo: str = ""
    palette: Palette = LIGHT

    @classmethod
    def of(cls, *, company: str, currency: str, zone: str, address: str, logo: Path | None, colour: str) -> Self:
        """The letterhead that the settings ask for.

        Raises:
            SettingsError: the logo is no picture that can be printed, or the colour is too pale to be read.
        """
        return cls(
            company=company,
            currency=currency,
            zone=zone,
            address=address,
            logo=_logo(logo) if logo else "",
            palette=coloured(colour) if colour else LIGHT,
        )


def coloured(colour: str) -> Palette:
    """The palette of paper with another accent, and an interval's band in a tint of it.

    Raises:
        SettingsError: text in that colour could not be read.
    """
    ratio = contrast(colour, LIGHT.ground)
    if ratio < LEAST_CONTRAST:
        raise SettingsError(
            f"The colour {colour} is too pale for text on white paper (contrast {ratio:.1f} to 1, needed {LEAST_CONTRAST}). "
            "Set DANGOL_COLOUR to a darker one."
        )
    band = "".join(f"{round(part + (255 - part) * TINT):02x}" for part in bytes.fromhex(colour[1:]))
    return replace(LIGHT, accent=colour, band=f"#{band}")


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21.

    Source:
        WCAG 2.2, "contrast ratio" and "relative luminance".
    """
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _logo(file: Path) -> str:
    try:
        picture = file.read_bytes()
    except OSError as missing:
        raise SettingsError(f"The logo {file} cannot be read: {missing.strerror}. Set DANGOL_LOGO to a PNG or JPEG file.") from missing
    kind = next((kind for start, kind in LOGO_KINDS.items() if picture.startswith(start)), None)
    if kind is None:
        raise SettingsError(f"The logo {file} is neither PNG nor JPEG. Save it as PNG, and set DANGOL_LOGO to that file.")
    if len(picture) > LARGEST_LOGO:
        raise SettingsError(f"The logo {file} has {len(picture):,} bytes; at most {LARGEST_LOGO:,} go into a report. Save it smaller.")
    width, height = _size(picture, kind, file)
    inside = f'<image width="{width}" height="{height}" href="data:{kind};base64,{b64encode(picture).decode()}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">{inside}</svg>'


def _size(picture: bytes, kind: str, file: Path) -> tuple[int, int]:
    """Width and height as the file's own head says."""
    if kind == "image/png":
        width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    else:
        width, height = _jpeg_size(picture)
    if not 0 < width <= 10_000 or not 0 < height <= 10_000:
        raise SettingsError(f"The logo {file} is damaged, or larger than 10,000 pixels. Save it anew as PNG.")
    return width, height


def _jpeg_size(picture: bytes) -> tuple[int, int]:
    """From the first frame's head; nothing where there is none."""
    at = 2
    while at + 9 < len(picture) and picture[at] == 0xFF:
        if picture[at + 1] in (0xC0, 0xC1, 0xC2):
            height, width = (int.from_bytes(picture[at + start : at + start + 2], "big") for start in (5, 7))
            return width, height
        at += 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
    return 0, 0
