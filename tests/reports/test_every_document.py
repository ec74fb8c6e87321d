"""Every kind of report in both languages, on every sheet at least once: a whole PDF/UA-1 file as far as its own bytes can tell."""

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from itertools import cycle, pairwise
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from metrics.period import Grain
from reports.content import Content
from reports.kind import KINDS, Chapter, Kind
from reports.pdf import printed
from reports.sheet import SHEETS
from tests.reports.test_pdf import squeezed

APP = "https://kpi.dangol.example"
LAST_DAY = date(2026, 9, 27)
EACH_SHEET = cycle(SHEETS)
EVERY_DOCUMENT = [(kind, language, next(EACH_SHEET)) for language in ("ko", "en") for kind in KINDS]
POINTS = {"a4": (595, 842), "letter": (612, 792)}


def tags(node: Any) -> Iterator[Any]:
    """Every element of the tree of tags, in the order in which it is read."""
    if isinstance(node, pikepdf.Array):
        for child in node:  # type: ignore[attr-defined]
            yield from tags(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        yield from tags(node.get("/K", pikepdf.Array()))


def annotations(pdf: pikepdf.Pdf) -> list[Any]:
    return [each for page in pdf.pages for each in page.get("/Annots", pikepdf.Array())]  # type: ignore[attr-defined]


def fonts(pdf: pikepdf.Pdf) -> dict[str, Any]:
    return {
        str(font.BaseFont): font
        for page in pdf.pages
        for font in dict(page.Resources.get("/Font", {})).values()  # type: ignore[call-overload]
    }


@pytest.mark.parametrize(("kind", "language", "sheet"), EVERY_DOCUMENT, ids=lambda value: str(value))
def test_every_document_is_whole_tagged_and_readable(kind: str, language: str, sheet: str, report: Callable[..., Content]) -> None:
    asked: Kind = KINDS[kind]
    period = asked.grain.period_of(LAST_DAY)
    said = report(kind=asked, language=language, sheet=SHEETS[sheet], period=period, grain=asked.grain, address=APP)
    made = printed(said)
    text = squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(made.pdf)).pages))
    assert squeezed(said.heading) in text and all(squeezed(section.figures.label) in text for section in said.sections)
    with pikepdf.open(BytesIO(made.pdf)) as pdf:
        root, found = pdf.Root, list(tags(pdf.Root.StructTreeRoot.K))
        assert len(pdf.pages) == made.pages and (asked.pages is None or made.pages <= asked.pages)
        wide, high = sorted(POINTS[sheet.partition("-")[0]], reverse=SHEETS[sheet].is_landscape)
        assert {(round(page.mediabox[2]), round(page.mediabox[3])) for page in pdf.pages} == {(wide, high)}  # type: ignore[arg-type]
        assert root.MarkInfo.Marked and root.Lang == language and root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1" and metadata["dc:title"] == said.title
        kinds = [str(tag.S) for tag in found]
        figures = [tag for tag, name in zip(found, kinds, strict=True) if name == "/Figure"]
        assert len(figures) == said.pictures == made.charts and all(str(tag.Alt).strip() for tag in figures)
        assert kinds.count("/Title") == 1
        depths = [0, *(int(name[2]) for name in kinds if len(name) == 3 and name.startswith("/H"))]
        assert all(after <= before + 1 for before, after in pairwise(depths))  # no level is skipped
        assert all(font.DescendantFonts[0].FontDescriptor.get("/FontFile2") is not None for font in fonts(pdf).values())
        assert {name.partition("+")[2] for name in fonts(pdf)} == {"NanumGothic", "NanumGothicBold"}
        assert all(font.get("/ToUnicode") is not None for font in fonts(pdf).values())
        links = annotations(pdf)
        assert all("/StructParent" in link and str(link.get("/Contents", "")).strip() for link in links)  # PDF/UA-1, 7.18.5
        outside = [str(link.A.URI) for link in links if link.get("/A", {}).get("/S") == "/URI"]
        assert outside and all(address.startswith(f"{APP}/?") for address in outside)
        details = [address for address in outside if "metric=" in address]
        assert len(details) == (len(said.sections) if Chapter.METRICS in asked.chapters else 0)


def test_each_sheet_is_among_them() -> None:
    assert {sheet for _, _, sheet in EVERY_DOCUMENT} == set(SHEETS) and len(EVERY_DOCUMENT) == 2 * len(KINDS)
    assert {Grain.WEEK, Grain.MONTH} == {kind.grain for kind in KINDS.values()}
