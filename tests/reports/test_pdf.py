import dataclasses
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from errors import DangolError, UserError
from metrics.facts import Facts
from metrics.metric import Metric
from metrics.period import Grain
from reports.content import Content, Picture
from reports.pdf import TEMPLATES, printed

Report = Callable[..., Content]
OCTOBER = Grain.MONTH.period_of(date(2026, 10, 1))
needs_poppler = pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler-utils is not installed")


def poppler(tool: str, pdf: bytes, folder: Path, *options: str) -> str:
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    return subprocess.run([tool, *options, file, *(["-"] if tool == "pdftotext" else [])], capture_output=True, check=True).stdout.decode()


def squeezed(text: str) -> str:
    """Text without its white space: lines are broken where the page wants it."""
    return re.sub(r"\s+", "", text)


def pdf_of(content: Content) -> bytes:
    return printed(content).pdf


@pytest.fixture(scope="module")
def pdf(september: Content) -> bytes:
    return pdf_of(september)


@pytest.fixture(scope="module")
def text(pdf: bytes, tmp_path_factory: pytest.TempPathFactory) -> str:
    return poppler("pdftotext", pdf, tmp_path_factory.mktemp("text"), "-layout")


@needs_poppler
def test_all_fonts_are_nanumgothic_and_inside_the_file(pdf: bytes, tmp_path: Path) -> None:
    rows = poppler("pdffonts", pdf, tmp_path).splitlines()[2:]
    assert len(rows) == 2
    for row in rows:
        assert re.match(r"[A-Z]{6}\+NanumGothic", row) and re.search(r"Identity-H +yes yes yes ", row), row


@needs_poppler
def test_the_text_comes_back_in_hangul(september: Content, text: str) -> None:
    found = squeezed(text)
    for point in september.points:
        assert squeezed(point.sentence) in found
    for section in september.sections:
        figures = section.figures
        assert all(squeezed(said) in found for said in (figures.label, figures.value, figures.interval, figures.change.said))
    for said in ("S000012", "2026-10-13", "2026-09-01 ~ 2026-09-30", "2026-10-14 09:30 KST", "모든 팀"):
        assert squeezed(said) in found


@needs_poppler
def test_every_row_of_every_table_is_printed(september: Content, text: str) -> None:
    lines = [squeezed(line) for line in text.splitlines()]
    for section in september.sections:
        assert section.table is not None
        for row in section.table.rows:
            assert any(squeezed("".join(row)) in line for line in lines), row


@needs_poppler
def test_pages_are_numbered_and_name_company_period_and_snapshot(pdf: bytes, tmp_path: Path) -> None:
    pages = poppler("pdftotext", pdf, tmp_path, "-layout").split("\f")[:-1]
    assert len(pages) == len(PdfReader(io.BytesIO(pdf)).pages) > 8
    for number, page in enumerate(pages, 1):
        assert squeezed(page).endswith(squeezed(f"2026년 9월 경영 보고서 · 단골 상점 · 스냅샷 S000012 {number} / {len(pages)}"))


@needs_poppler
def test_what_numbers_mean_is_printed_with_them(september: Content, pdf: bytes, tmp_path: Path) -> None:
    found = squeezed(poppler("pdftotext", pdf, tmp_path, "-raw"))
    for section in september.sections:
        for said in (section.about, section.definition, section.rise_may_mean, section.check_first, section.does_not_prove):
            assert squeezed(said).replace("−", "–") in found


def test_it_is_tagged_and_titled_in_its_language(pdf: bytes, september: Content, report: Report) -> None:
    for content, file, language in ((september, pdf, "ko"), (english := report(language="en"), pdf_of(english), "en")):
        reader = PdfReader(io.BytesIO(file))
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
        assert root["/Lang"] == language and root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert reader.metadata is not None and reader.metadata.title == content.title
        assert re.search(r"pdfuaid:part(=\"|>)1", root["/Metadata"].get_data().decode())


def alternatives(value: Any) -> list[str]:
    """The texts of all pictures in a value."""
    if isinstance(value, Picture):
        return [value.alternative]
    if dataclasses.is_dataclass(value):
        return [text for field in dataclasses.fields(value) for text in alternatives(getattr(value, field.name))]
    return [text for item in value for text in alternatives(item)] if isinstance(value, tuple) else []


def test_charts_in_are_charts_out_each_with_its_text(september: Content, tags: Callable[..., list[tuple[str, str]]]) -> None:
    made = printed(september)
    found = [alternative for tag, alternative in tags(PdfReader(io.BytesIO(made.pdf))) if tag == "/Figure"]
    unused = [section.bullet.alternative for section in september.sections if section.bullet]  # the scorecard's
    assert made.charts == september.pictures == len(found) > 20
    assert sorted(found + unused) == sorted(alternatives(september))


def test_headings_and_table_heads_are_tagged(september: Content, pdf: bytes, tags: Callable[..., list[tuple[str, str]]]) -> None:
    found = [tag for tag, _ in tags(PdfReader(io.BytesIO(pdf)))]
    tables = [table for section in september.sections for table in (section.table, section.teams, section.beside) if table]
    assert found.count("/Title") == 1 and found.count("/H1") == 4 + len(september.sections)
    assert found.count("/Table") == len(tables) + len(september.weeks) + 4
    assert found.count("/TH") > 4 * len(tables)


def test_the_outline_leads_to_every_section(september: Content, pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert titles == ["요약", *(section.figures.label for section in september.sections), "팀별 주간 목표", "데이터 품질", "지표의 정의"]


def test_paper_is_a4_upright(pdf: bytes) -> None:
    for page in PdfReader(io.BytesIO(pdf)).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_the_same_content_gives_the_same_bytes(report: Report, pdf: bytes) -> None:
    assert pdf_of(report()) == pdf


def test_its_date_is_the_snapshots(pdf: bytes) -> None:
    made = PdfReader(io.BytesIO(pdf)).metadata
    assert made is not None and made.creation_date is not None and made.creation_date.isoformat() == "2026-10-14T00:30:00+00:00"


@needs_poppler
def test_markup_in_a_name_is_only_text(report: Report, tmp_path: Path) -> None:
    name = '#panic() *x* $a$ <tag> "q" \\n @ref #sys.inputs'
    found = squeezed(poppler("pdftotext", pdf_of(report(company=name, teams=[name])), tmp_path))
    assert found.count(squeezed(name)) >= 10


@needs_poppler
def test_what_the_typeface_lacks_becomes_a_box_and_not_an_error(report: Report, tmp_path: Path) -> None:
    found = poppler("pdftotext", pdf_of(report(company="단골 😀\u200b\u202e 상점✓")), tmp_path)
    assert "단골 □ 상점□" in found


@needs_poppler
def test_a_long_september_name_is_wrapped_and_whole(report: Report, tmp_path: Path) -> None:
    name = "가나다라마바사아자차카타파하" * 12
    pdf = pdf_of(report(company=name, teams=[name]))
    boxes = poppler("pdftotext", pdf, tmp_path, "-bbox")
    assert max(float(right) for right in re.findall(r'xMax="([\d.]+)"', boxes)) <= 595 - 18 / 25.4 * 72 + 1
    assert squeezed(poppler("pdftotext", pdf, tmp_path)).count(name) >= 2


@needs_poppler
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("state", ["empty", "small team", "running", "nobody's rows"])
def test_every_state_renders(report: Report, facts: Facts, tmp_path: Path, state: str, language: str) -> None:
    content = {
        "empty": lambda: report(Facts.empty(), language=language, snapshot_name=None, published_at=None, company=""),
        "small team": lambda: report(where={"team": ("소규모 팀",)}, language=language),
        "running": lambda: report(period=OCTOBER, language=language),
        "nobody's rows": lambda: report(where={"team": ("없음",)}, language=language, teams=()),
    }[state]()
    found = squeezed(poppler("pdftotext", pdf_of(content), tmp_path))
    for section in content.sections:
        assert squeezed(section.figures.label) in found and squeezed(section.figures.remark) in found


def test_a_reader_gets_the_report_of_their_own_rows(report: Report, overview: tuple[Metric, ...]) -> None:
    own, all_of_it = (report(metrics=overview[:2], period=OCTOBER, teams=teams) for teams in ({"부산"}, None))
    texts = ["".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(content))).pages) for content in (own, all_of_it)]
    assert "서울" not in texts[0] and "서울" in texts[1] and "모든 팀" in texts[1]
    counted = [int(content.sections[0].figures.n.replace(",", "")) for content in (own, all_of_it)]
    assert counted[0] < counted[1]


def test_a_report_that_takes_too_long_is_stopped(september: Content) -> None:
    with pytest.raises(UserError, match="not made within 0 seconds") as stopped:
        printed(september, seconds=0)
    assert "중단했습니다" in stopped.value.ko


def test_what_typst_refuses_is_told_with_its_reason(september: Content) -> None:
    broken = dataclasses.replace(september.sections[0], trend=Picture("no picture", "text"))
    with pytest.raises(DangolError, match=r"(?s)Typst could not set the report.*SVG"):
        pdf_of(dataclasses.replace(september, sections=(broken,)))


def test_the_templates_lead_nowhere_else() -> None:
    assert [path for path in TEMPLATES.rglob("*") if path.is_symlink()] == []
