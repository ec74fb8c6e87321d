import dataclasses
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from errors import DangolError, UserError
from metrics.facts import Facts
from metrics.metric import Metric
from metrics.period import Grain
from metrics.query import Scope
from reports.content import Content, Picture
from reports.overview import overview_report
from reports.pdf import TEMPLATES, overview_pdf

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


@pytest.fixture(scope="module")
def pdf(september: Content) -> bytes:
    return overview_pdf(september)


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
    assert len(pages) == len(PdfReader(io.BytesIO(pdf)).pages) == 8
    for number, page in enumerate(pages, 1):
        assert squeezed(page).endswith(squeezed(f"단골 상점 · 2026년 9월 · 스냅샷 S000012 {number} / 8"))


@needs_poppler
def test_what_numbers_mean_is_printed_with_them(september: Content, pdf: bytes, tmp_path: Path) -> None:
    found = squeezed(poppler("pdftotext", pdf, tmp_path, "-raw"))
    for section in september.sections:
        for said in (section.about, section.definition, section.rise_may_mean, section.check_first, section.does_not_prove):
            assert squeezed(said).replace("−", "–") in found


def test_it_is_tagged_and_titled_in_its_language(pdf: bytes, september: Content, report: Report) -> None:
    for content, file, language in ((september, pdf, "ko"), (english := report(language="en"), overview_pdf(english), "en")):
        reader = PdfReader(io.BytesIO(file))
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
        assert root["/Lang"] == language and root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert reader.metadata is not None and reader.metadata.title == content.title
        assert re.search(r"pdfuaid:part(=\"|>)1", root["/Metadata"].get_data().decode())


def test_charts_in_are_charts_out_each_with_its_text(september: Content, pdf: bytes, tags: Callable[..., list[tuple[str, str]]]) -> None:
    charts = [picture for s in september.sections for picture in (s.spark, s.trend, *s.beside_trends) if picture]
    found = [alternative for tag, alternative in tags(PdfReader(io.BytesIO(pdf))) if tag == "/Figure"]
    assert len(charts) == 17
    assert sorted(found) == sorted(chart.alternative for chart in charts)


def test_headings_and_table_heads_are_tagged(september: Content, pdf: bytes, tags: Callable[..., list[tuple[str, str]]]) -> None:
    found = [tag for tag, _ in tags(PdfReader(io.BytesIO(pdf)))]
    assert found.count("/H1") == 1 and found.count("/H2") == 2 + len(september.sections)
    assert found.count("/Table") == 1 + len(september.sections)
    assert found.count("/TH") == 4 + sum(len(section.table.head) for section in september.sections if section.table)


def test_paper_is_a4_upright(pdf: bytes) -> None:
    for page in PdfReader(io.BytesIO(pdf)).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_the_same_content_gives_the_same_bytes(report: Report, pdf: bytes) -> None:
    assert overview_pdf(report()) == pdf


def test_its_date_is_the_snapshots(pdf: bytes) -> None:
    made = PdfReader(io.BytesIO(pdf)).metadata
    assert made is not None and made.creation_date is not None and made.creation_date.isoformat() == "2026-10-14T00:30:00+00:00"


@needs_poppler
def test_markup_in_a_name_is_only_text(report: Report, tmp_path: Path) -> None:
    name = '#panic() *x* $a$ <tag> "q" \\n @ref #sys.inputs'
    found = squeezed(poppler("pdftotext", overview_pdf(report(company=name, teams=[name])), tmp_path))
    assert found.count(squeezed(name)) >= 10


@needs_poppler
def test_what_the_typeface_lacks_becomes_a_box_and_not_an_error(report: Report, tmp_path: Path) -> None:
    found = poppler("pdftotext", overview_pdf(report(company="단골 😀\u200b\u202e 상점✓")), tmp_path)
    assert "단골 □ 상점□" in found


@needs_poppler
def test_a_long_september_name_is_wrapped_and_whole(report: Report, tmp_path: Path) -> None:
    name = "가나다라마바사아자차카타파하" * 12
    pdf = overview_pdf(report(company=name, teams=[name]))
    boxes = poppler("pdftotext", pdf, tmp_path, "-bbox")
    assert max(float(right) for right in re.findall(r'xMax="([\d.]+)"', boxes)) <= 595 - 20 / 25.4 * 72 + 1
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
    found = squeezed(poppler("pdftotext", overview_pdf(content), tmp_path))
    for section in content.sections:
        assert squeezed(section.figures.label) in found and squeezed(section.figures.remark) in found


def test_a_reader_gets_the_report_of_their_own_rows(facts: Facts, overview: tuple[Metric, ...], report: Report, tmp_path: Path) -> None:
    def made(teams: frozenset[str] | None) -> bytes:
        return overview_report(
            facts,
            metrics=overview[:2],
            period=OCTOBER,
            grain=Grain.MONTH,
            company="단골 상점",
            language="ko",
            currency="KRW",
            snapshot_name="S000012",
            published_at=None,
            scope=Scope(teams),
        )

    own, all_of_it = (PdfReader(io.BytesIO(made(teams))).pages[0].extract_text() for teams in (frozenset({"부산"}), None))
    assert "부산" in own and "모든 팀" not in own and "모든 팀" in all_of_it
    counted = [int(re.findall(r"n = ([\d,]+)", page)[0].replace(",", "")) for page in (own, all_of_it)]
    assert counted[0] < counted[1]


def test_a_report_that_takes_too_long_is_stopped(september: Content) -> None:
    with pytest.raises(UserError, match="not made within 0 seconds") as stopped:
        overview_pdf(september, seconds=0)
    assert "중단했습니다" in stopped.value.ko


def test_what_typst_refuses_is_told_with_its_reason(september: Content) -> None:
    broken = dataclasses.replace(september.sections[0], trend=Picture("no picture", "text"))
    with pytest.raises(DangolError, match=r"Typst could not set the report \(exit status 1\).*SVG"):
        overview_pdf(dataclasses.replace(september, sections=(broken,)))


def test_the_templates_lead_nowhere_else() -> None:
    assert [path for path in TEMPLATES.rglob("*") if path.is_symlink()] == []
