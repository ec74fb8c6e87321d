"""The colours of charts, on light and on dark ground, told apart also by those who see few colours."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Colours of one ground, as #rrggbb."""

    ground: str
    ink: str  # text and axes
    muted: str  # secondary text
    rule: str  # grid lines
    accent: str  # the series
    band: str  # its interval
    goal: str
    good: str
    bad: str
    unsure: str


LIGHT = Palette(
    ground="#ffffff",
    ink="#1b2733",
    muted="#5b6875",
    rule="#e3e8ed",
    accent="#1f5fae",
    band="#c9dcf3",
    goal="#a65a00",
    good="#1a7f4b",
    bad="#b3261e",
    unsure="#5b6875",
)
DARK = Palette(
    ground="#16202b",
    ink="#e8eef4",
    muted="#9fb0c0",
    rule="#2b3947",
    accent="#7db4f5",
    band="#2c4766",
    goal="#f0a94a",
    good="#5ccf92",
    bad="#ff8a80",
    unsure="#9fb0c0",
)
