"""The sheet that a report is printed on."""

from dataclasses import dataclass
from enum import StrEnum

from metrics.text import Text


class Paper(StrEnum):
    """A size of paper."""

    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True)
class Sheet:
    """Paper and how it lies."""

    paper: Paper = Paper.A4
    is_landscape: bool = False

    @property
    def label(self) -> Text:
        name = {Paper.A4: "A4", Paper.LETTER: "Letter"}[self.paper]
        ko, en = ("가로", "landscape") if self.is_landscape else ("세로", "portrait")
        return Text(ko=f"{name} {ko}", en=f"{name} {en}")

    @property
    def name(self) -> str:
        """Its name in a setting, an address or the archive: "a4", "letter-landscape"."""
        return f"{self.paper}-landscape" if self.is_landscape else str(self.paper)

    @property
    def width(self) -> float:
        """Millimetres between the margins."""
        across = {Paper.A4: (210.0, 297.0), Paper.LETTER: (215.9, 279.4)}[self.paper][self.is_landscape]
        return across - 2 * MARGIN


MARGIN = 18.0  # millimetres at the left and at the right
SHEETS: dict[str, Sheet] = {sheet.name: sheet for paper in Paper for sheet in (Sheet(paper), Sheet(paper, is_landscape=True))}
