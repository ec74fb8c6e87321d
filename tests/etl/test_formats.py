"""Workbooks of several sheets, headers of several rows, JSON, Parquet and gzip: the rows come out as a person would have typed them."""

import gzip
import io
import json
import zipfile
from datetime import UTC, date, datetime

import polars as pl
import pytest
import xlsxwriter

from errors import SourceError, UndecidedError
from etl.layout import heading
from etl.limits import OWN, UPLOADED, Limits
from etl.read import files_in, parsed

NPS = ["응답일", "점수"]


def rows_of(export):
    return [row[1:] for row in export.rows.rows()]


def workbook(**sheets):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name.removeprefix("hidden_"))
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
            if name.startswith("hidden_"):
                sheet.hide()
    return out.getvalue()


def test_of_several_sheets_the_one_that_fits_is_read():
    raw = workbook(응답=[NPS, ["2025-03-04", 9]], 코드표=[["코드", "뜻", "비고"], ["A", "b", "c"]], 안내=[["이 파일은"], ["설문입니다"]])
    export = parsed("n.xlsx", raw, fits=lambda headers: "점수" in headers)
    assert (rows_of(export), export.manner.sheet, export.manner.sheets) == ([("2025-03-04", "9")], "응답", ("응답", "코드표", "안내"))
    assert rows_of(parsed("n.xlsx", raw, sheets=("없음", "코드표"))) == [("A", "b", "c")]


def test_two_sheets_that_could_be_meant_are_asked_about():
    raw = workbook(상반기=[NPS, ["2025-03-04", 9]], 하반기=[NPS, ["2025-09-04", 8]], hidden_old=[NPS, ["2024-09-04", 1]])
    with pytest.raises(UndecidedError, match="'상반기', '하반기'") as asked:
        parsed("n.xlsx", raw, fits=lambda headers: "점수" in headers)
    assert (asked.value.asks, asked.value.choices) == ("sheet", ("상반기", "하반기"))
    assert rows_of(parsed("n.xlsx", raw, sheets=("하반기",))) == [("2025-09-04", "8")]


def test_a_sheet_of_notices_beside_the_table_needs_no_choice():
    raw = workbook(안내=[["개인정보가 있으니"], ["조심해 주세요"]], 자료=[["a", "b"], [1, 2]])
    assert rows_of(parsed("n.xlsx", raw)) == [("1", "2")]


@pytest.mark.parametrize(
    ("rows", "first", "depth", "names"),
    [
        ([["a", "b"], ["1", "2"]], 0, 1, ("a", "b")),
        ([["주의하세요", "", ""], ["번호", "이름", "금액"], ["1", "김", "3"]], 1, 1, ("번호", "이름", "금액")),
        (  # SurveyMonkey: the kind of answer under each question, the choices of one question side by side
            [
                ["Respondent ID", "How likely?", "Which channels?", ""],
                ["", "Response", "Phone", "Chat"],
                ["1001", "9", "Phone", ""],
                ["1002", "7", "", "Chat"],
            ],
            0,
            2,
            ("Respondent ID", "How likely?", "Which channels? Phone", "Which channels? Chat"),
        ),
        (  # Qualtrics: codes, questions, ids
            [["Q1", "Q2"], ["How likely?", "Why?"], ['{"ImportId":"QID1"}', '{"ImportId":"QID2"}'], ["9", "good"]],
            0,
            3,
            ("Q1", "Q2"),
        ),
        (  # merged cells above the names
            [
                ["고객", "", "주문", ""],
                ["번호", "이름", "일자", "금액"],
                ["7", "김", "2025-01-02", "1,000"],
                ["8", "이", "2025-01-03", "2,000"],
            ],
            0,
            2,
            ("고객 번호", "고객 이름", "주문 일자", "주문 금액"),
        ),
        # the first row of data holds only words, and lacks its first cell: it stays data
        ([["이름", "의견", ""], ["", "좋아요", "메모"], ["김", "나빠요", ""]], 0, 1, ("이름", "의견", "")),
        ([["name", "city"], ["kim", "seoul"], ["lee", "busan"]], 0, 1, ("name", "city")),
    ],
)
def test_the_header_is_found_in_one_to_three_rows(rows, first, depth, names):
    found = heading(rows)
    assert (found.first, found.rows, found.names) == (first, depth, names)


def test_a_header_of_two_rows_is_read_alike_from_csv_and_excel():
    lines = [["ID", "추천하시겠습니까?", "이유"], ["", "응답", "주관식 응답"], ["7", "9", "좋음"], ["8", "3", "느림"]]
    text = "안내문\n" + "\n".join(",".join(line) for line in lines) + "\n"
    for export in (parsed("s.csv", text.encode("cp949")), parsed("s.xlsx", workbook(s=[["안내문"], *lines]))):
        assert export.headers == ("ID", "추천하시겠습니까?", "이유")
        assert export.rows.rows() == [(4, "7", "9", "좋음"), (5, "8", "3", "느림")]
        assert export.manner.header_line == 3


@pytest.mark.parametrize("limits", [OWN, UPLOADED], ids=["own", "uploaded"])
def test_json_keeps_every_digit_and_flattens_objects(limits: Limits):
    lines = '{"id": 12345678901234567890, "score": 8.50, "customer": {"no": "007"}, "ok": true, "tags": ["a", "가"]}\n\n'
    lines += '{"id": 2, "new": null}\n'
    for text in (lines, "[" + ",".join(line for line in lines.split("\n") if line) + "]"):
        export = parsed("t.json", text.encode(), limits=limits)
        assert export.headers == ("id", "score", "customer.no", "ok", "tags", "new")
        assert rows_of(export)[0] == ("12345678901234567890", "8.50", "007", "true", '["a", "가"]', None)
        assert rows_of(export)[1] == ("2", None, None, None, None, None)
    assert parsed("t.json", lines.encode()).lines.to_list() == [1, 3]


def test_a_table_whose_header_begins_with_a_bracket_is_no_json():
    assert parsed("t.csv", b"[date],[score]\n1,2\n").headers == ("[date]", "[score]")


def test_parquet_comes_out_as_text():
    out = io.BytesIO()
    frame = pl.DataFrame(
        {
            "at": [datetime(2025, 1, 20, 6, 20, tzinfo=UTC)],
            "local": [datetime(2025, 1, 20, 15, 20, 5)],
            "on": [date(2025, 1, 20)],
            "amount": pl.Series(["12.30"]).cast(pl.Decimal(10, 2)),
            "id": [12345678901234567],
            "grade": pl.Series(["골드"], dtype=pl.Categorical),
        }
    )
    frame.write_parquet(out)
    export = parsed("t.parquet", out.getvalue())
    assert rows_of(export) == [
        ("2025-01-20T06:20:00+0000", "2025-01-20 15:20:05", "2025-01-20", "12.30", "12345678901234567", "골드"),
    ]


def test_a_gzip_is_read_and_a_bomb_or_a_cut_one_is_not():
    text = "응답일,점수\n2025-03-04,9\n"
    packed = gzip.compress(text.encode("cp949"))
    assert rows_of(parsed("n.csv.gz", packed)) == [("2025-03-04", "9")]
    assert len(rows_of(parsed("n.xlsx.gz", gzip.compress(workbook(s=[["a", "b"], [1, 2]]))))) == 1
    with pytest.raises(SourceError, match="damaged or cut archive"):
        parsed("n.csv.gz", packed[:-9])
    with pytest.raises(SourceError, match="unpacks to more than 500 MiB or 100 times"):
        parsed("n.csv.gz", gzip.compress(bytes(30_000_000)), limits=UPLOADED)
    with pytest.raises(SourceError, match="an archive in an archive"):
        parsed("n.csv.gz", gzip.compress(packed))


def test_xml_entities_are_refused_before_the_workbook_is_parsed():
    raw, out = workbook(s=[["a", "b"], [1, 2]]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            text = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                text = text.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "boom">]><worksheet', 1)
            new.writestr(info.filename, text)
    with pytest.raises(SourceError, match="damaged or too large"):
        parsed("t.xlsx", out.getvalue())


def test_an_upload_is_read_in_a_child_with_the_same_rows_and_the_same_words():
    text = "안내\n주문번호,금액\n007,1000\n"
    own, uploaded = parsed("o.csv", text.encode("cp949")), parsed("o.csv", text.encode("cp949"), limits=UPLOADED)
    assert own.rows.equals(uploaded.rows) and own.manner == uploaded.manner and own.manner.encoding == "CP949"
    said = []
    for limits in (OWN, UPLOADED):
        with pytest.raises(SourceError) as refused:
            parsed("o.csv", b"a,b\n1,2,3\n", limits=limits)
        said.append((refused.value.ko, refused.value.en))
    assert said[0] == said[1]


def test_the_files_of_a_folder_are_those_that_may_be_tables(tmp_path):
    for name in ("b.CSV", "a.xlsx", "~$a.xlsx", ".hidden.csv", "read.me", "c.jsonl"):
        (tmp_path / name).write_text(json.dumps({}))
    (tmp_path / "sub.csv").mkdir()
    assert [file.name for file in files_in(tmp_path)] == ["a.xlsx", "b.CSV", "c.jsonl"]
    assert files_in(tmp_path / "read.me") == [tmp_path / "read.me"]
    with pytest.raises(SourceError, match="holds no file to load"):
        files_in(tmp_path / "sub.csv")
