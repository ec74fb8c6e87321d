"""Real files that are no export of a known system are read rightly and refused with a reason, whatever their encoding."""

import pytest

from errors import MappingError, SourceError
from etl.read import read
from etl.sources import recognise


@pytest.mark.parametrize(
    ("file", "rows", "first", "cell"),
    [
        ("kr_kosis_cp949/crime_in_Seoul_cp949.csv", 31, "관서명", ("살인 발생", "2")),
        ("kr_kosis_cp949/CCTV_in_Seoul_utf8bom.csv", 25, "기관명", None),
        ("kr_kosis_cp949/online_oversea_sale_wide_cp949.csv", 450, "국가(대륙)별", None),
        ("kr_kosis_cp949/online_oversea_sale_long_202210_cp949.csv", 2_772, "국가(대륙)별", None),
        ("kr_reviews/naver_shopping_rating_sample.csv", 216, "rating", None),
    ],
)
def test_korean_files_are_read_whole_and_refused_as_unknown(shared, file, rows, first, cell):
    export = read(shared / file)
    assert (export.rows.height, export.headers[0]) == (rows, first)
    if cell:
        assert export.rows[cell[0]][0] == cell[1]
    assert not any("\ufffd" in header for header in export.headers)
    with pytest.raises(MappingError, match="not recognised"):
        recognise(export.headers, file)


def test_an_old_excel_file_with_a_header_of_three_rows_is_read(shared):
    export = read(shared / "kr_kosis_cp949/population_in_Seoul.xls")
    assert export.headers[:6] == ("기간", "자치구", "세대", "인구 합계 계", "인구 합계 남자", "인구 합계 여자")
    assert export.rows.row(0)[:5] == (4, "2017.1/4", "합계", "4202888", "10197604")
    assert (export.manner.kind, export.manner.header_line) == ("xls", 3)


def test_a_file_without_a_header_is_not_taken_for_an_export(shared):
    export = read(shared / "cdnow/CDNOW_sample.txt")
    with pytest.raises(MappingError, match="not recognised"):
        recognise(export.headers, "CDNOW_sample.txt")


def test_every_header_row_is_read_or_said_to_be_without_rows(shared):
    said = set()
    for file in sorted((shared / "export_headers").iterdir()):
        try:
            assert all(read(file).headers), file.name
        except SourceError as refused:
            said.add(refused.en.removeprefix(file.name).split(".")[0])
    assert said == {" holds a header and no rows"}


def test_the_header_of_a_standard_zendesk_export_is_recognised(shared):
    header = (shared / "export_headers/zendesk_ticket_csv_export.csv").read_text("utf-8-sig").splitlines()[0].split(",")
    assert recognise(header, "export.csv").name == "zendesk_tickets"
