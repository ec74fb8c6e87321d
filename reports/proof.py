"""What a finished PDF holds, read from its own bytes: whether it is whole, its pages, its pictures and its title.

It reads what our own typesetter writes (plain objects, a table of references at the end), and takes anything else for broken.
"""

import re
from dataclasses import dataclass
from html import unescape

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_PAGES = re.compile(rb"/Type\s*/Page\b")
_COUNT = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)|/Count\s+(\d+)[^>]*?/Type\s*/Pages\b")
_FIGURE = re.compile(rb"/S\s*/Figure\b")
_TITLE = re.compile(rb"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", re.DOTALL)


@dataclass(frozen=True)
class Proof:
    """A PDF as it can be read back."""

    is_whole: bool
    pages: int
    pictures: int
    title: str

    @classmethod
    def of(cls, pdf: bytes) -> "Proof":
        """What the file holds."""
        pages = len(_PAGES.findall(pdf))
        counted = {int(first or second) for first, second in _COUNT.findall(pdf)}
        title = _TITLE.search(pdf)
        return cls(
            is_whole=pdf.startswith(b"%PDF-") and _ends_well(pdf) and pages in counted,
            pages=pages,
            pictures=len(_FIGURE.findall(pdf)),
            title=unescape(title[1].decode("utf-8", "replace")) if title else "",
        )


def _ends_well(pdf: bytes) -> bool:
    """Whether the file's end says where its table of references is, and it is there."""
    start = _START.search(pdf[-64:])
    if start is None:
        return False
    at = int(start[1])
    return pdf[at : at + 4] == b"xref" or re.match(rb"\d+ \d+ obj", pdf[at : at + 20]) is not None
