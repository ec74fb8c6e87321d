"""Reading a file: any usual encoding and shape comes out the same, and what is not certain is refused."""

import contextlib
import csv
import io
import zipfile
from dataclasses import replace

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import SourceError
from etl.export import LINE
from etl.limits import OWN, UPLOADED
from etl.read import parsed, read

NARROW = replace(OWN, columns=200)

TABLE = "주문번호,고객 이름,금액\nA1,김하나,1000\nA2,이두리,2000\n"


def cells(export):
    return [row[1:] for row in export.rows.rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_encoding_separator_and_line_end_gives_the_same_rows(encoding, separator, line_end):
    text = TABLE.replace(",", separator).replace("\n", line_end)
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    export = parsed("orders.csv", mark + text.encode(encoding))
    assert export.headers == ("주문번호", "고객 이름", "금액")
    assert cells(export) == [("A1", "김하나", "1000"), ("A2", "이두리", "2000")]
    assert export.lines.to_list() == [2, 3]


def test_zeros_at_the_front_and_long_numbers_stay_as_they_are():
    export = parsed("x.csv", b"id,phone\n00123,01012345678901234567890\n")
    assert cells(export) == [("00123", "01012345678901234567890")]


def test_a_line_number_is_that_of_the_editor_below_titles_blank_lines_and_line_breaks_in_values():
    text = '단골상회 판매 내역\n"기간: 2025-01 ~ 2025-02"\n\n번호,의견,점수\n1,"첫 줄\n둘째 줄",5\n\n2,좋음,4\n,,\n3,"보통",3\n'
    export = parsed("x.csv", text.encode())
    assert export.headers == ("번호", "의견", "점수")
    assert export.lines.to_list() == [5, 8, 10]
    assert export.rows["의견"].to_list() == ["첫 줄\n둘째 줄", "좋음", "보통"]


def test_headers_are_composed_stripped_and_found_whatever_case_and_spacing():
    decomposed = "\u1100\u1169\u1100\u1162\u11a8"  # 고객 as macOS writes it
    export = parsed("x.csv", f"\ufeff {decomposed} ,Created  At\n1,2\n".encode())
    assert export.headers == ("고객", "Created At")
    assert export.find(("created at",)) == "Created At"
    assert export.find(("고 객",)) == "고객"
    assert export.find(("Updated at",)) is None


def test_a_complete_last_line_needs_no_line_end():
    assert cells(parsed("x.csv", b"a,b\n1,2\n3,4"))[-1] == ("3", "4")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n \n", "is empty"),
        (b"a,b,c\n", "a header and no rows"),
        (b"a,b,c", "a header and no rows"),
        (b"a,b,c\n1,2,3\n4,5\n6,7,8\n", "line 3 has 2 fields where the header has 3"),
        (b"a,b,c\n1,2,3\n4,5,6,7\n", "line 3 has 4 fields where the header has 3"),
        (b"a,b,c\n1,2,3\n4,5", "the last line, 3, is cut"),
        (b'a,b,c\n1,2,"x"\n4,5,"cut in the mid', "the quote opened on line 3 is never closed"),
        (b'a,b\n1,5" pipe\n2,6" pipe\n', 'a quote (") inside a value on line 2'),
        (b"a,b,A\n1,2,3\n", "the header 'A' is there twice"),
        (b"a,b\n1,2\n\0,3\n", "line 3 holds a byte that is no text"),
        (b"a,b\n1,2\n\xff\xff,3\n", "line 3 cannot be read as"),
        ("주문,금액\n가,1\n나,2\n".encode()[:-4], "cut|cannot be read as UTF-8"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(2000), "is a JPEG file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "is a PNG file"),
        (b"%PDF-1.7\n", "is a PDF file"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "damaged or too large to be read as Excel"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "an Excel file with a password"),
        (b"PAR1" + bytes(200), "a damaged Parquet file"),
        (b"\x1f\x8b" + bytes(200), "damaged or cut archive"),
        (b'{"a": 1}\n{"a": ', "line 2 is no valid JSON"),
        (b'{"a": 1, "a": 2}\n', "a name twice"),
        (b'[{"a": 1}, 2]\n', "no object of columns and values"),
        ("name,city\nÄgypten,Kairo\n".encode("latin-1"), "cannot be read as"),
        (b"PK\x03\x04" + bytes(100), "damaged or cut archive"),
        (",".join(f"h{i}" for i in range(201)).encode() + b"\n" + b"," * 200 + b"\n", "has 201 columns"),
    ],
)
def test_what_cannot_be_read_for_certain_is_refused_in_both_languages(raw, said):
    with pytest.raises(SourceError, match=said.replace("(", "[(]").replace(")", "[)]")) as refused:
        parsed("orders.csv", raw, limits=NARROW)
    assert refused.value.ko.startswith("orders.csv: ") and refused.value.ko.rstrip().endswith("주세요.")
    assert "\n" not in refused.value.ko + refused.value.en


def test_no_message_holds_a_cell_of_the_file():
    for raw in (
        b'name,mail\n"Kim,secret@example.com\n',
        b"name,mail\nKim,secret@example.com,x\n",
        b'name,mail\nKim"s,secret@example.com\n',
    ):
        with pytest.raises(SourceError) as refused:
            parsed("x.csv", raw)
        assert "secret" not in refused.value.ko + refused.value.en
        assert "Kim" not in refused.value.ko + refused.value.en


def test_damaged_utf8_is_not_taken_for_cp949():
    header, words = "번호,의견\n".encode(), "배송가주문".encode()
    damaged = words[:8] + words[9:]
    assert damaged.decode("cp949") == "諛곗넚媛二쇰Ц"  # what it would load as
    with pytest.raises(SourceError, match=r"line 2 cannot be read as UTF-8\."):
        parsed("x.csv", header + b"1," + damaged + b"\n")


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return out.getvalue()


def test_a_zip_with_one_file_is_read_and_with_two_is_refused():
    assert len(cells(parsed("x.zip", zipped(a=TABLE.encode("cp949"))))) == 2
    with pytest.raises(SourceError, match="holds 2 files"):
        parsed("x.zip", zipped(a=b"a,b\n1,2\n", b=b"a,b\n1,2\n"))
    with pytest.raises(SourceError, match="is a PNG file"):
        parsed("x.zip", zipped(a=b"\x89PNG" + bytes(100)))
    with pytest.raises(SourceError, match="an archive in an archive"):
        parsed("x.zip", zipped(a=zipped(b=b"a,b\n1,2\n")))


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(SourceError, match="unpacks to 200 MiB"):
        parsed("x.zip", zipped(a=bytes(200 * 1024 * 1024)), limits=UPLOADED)


def workbook(sheets):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in rows.items():
                sheet.write_row(at - 1, 0, row)
    return out.getvalue()


def test_an_excel_table_is_found_below_its_titles_and_keeps_excels_row_numbers():
    raw = workbook(
        {
            "표지": {},
            "상담이력": {2: ["단골상회 상담 이력"], 4: ["번호", "회원번호", "점수"], 5: ["A1", 10300555531549, 4.5], 7: ["007", "010", 3]},
        }
    )
    export = parsed("t.xlsx", raw)
    assert export.headers == ("번호", "회원번호", "점수")
    assert export.rows.rows() == [(5, "A1", "10300555531549", "4.5"), (7, "007", "010", "3")]


def test_a_zipped_excel_file_is_read():
    assert len(cells(parsed("t.zip", zipped(a=workbook({"s": {1: ["a", "b"], 2: [1, 2]}}))))) == 1


def test_an_excel_file_without_a_table_or_only_a_header_is_refused():
    with pytest.raises(SourceError, match="no sheet holds a table"):
        parsed("t.xlsx", workbook({"s": {}}))
    with pytest.raises(SourceError, match="a header and no rows"):
        parsed("t.xlsx", workbook({"s": {1: ["a", "b"]}}))


def with_cell_at(ref):
    """A workbook of about a kilobyte that claims a cell far away."""
    raw, out = workbook({"s": {1: ["a", "b"], 2: [1, 2]}}), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(
                info.filename, old.read(info).replace(b'r="B2"', f'r="{ref}"'.encode()).replace(b'"A1:B2"', f'"A1:{ref}"'.encode())
            )
    return out.getvalue()


@pytest.mark.parametrize("ref", ["XFD1048576", "ZZ200000"])
def test_a_hostile_workbook_ends_its_child_and_not_the_program(ref):
    with pytest.raises(SourceError, match=f"has a cell far from its table, {ref}"):
        parsed("t.xlsx", with_cell_at(ref))


def test_a_damaged_or_cut_workbook_is_refused():
    raw = workbook({"s": {1: ["a", "b"], 2: [1, 2]}})
    sheet = raw.index(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml")
    for broken in (raw[: len(raw) // 2], raw[:sheet] + bytes(80) + raw[sheet + 80 :]):
        with pytest.raises(SourceError, match="damaged"):
            parsed("t.xlsx", broken)


def test_a_file_that_is_not_there_or_a_folder_or_too_large_is_refused(tmp_path):
    with pytest.raises(SourceError, match="cannot be opened"):
        read(tmp_path / "nowhere.csv")
    with pytest.raises(SourceError, match="cannot be opened"):
        read(tmp_path)
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    with pytest.raises(SourceError, match="At most 50 MiB"):
        read(large, limits=UPLOADED)


BYTES = "주문번호,일시,금액,비고\r\n" + "".join(f'A{i},2025-01-{i % 28 + 1:02d},{i}000,"메모, {i}"\r\n' for i in range(30))


def test_a_file_cut_anywhere_is_refused_or_gives_no_shortened_value():
    raw = BYTES.encode("utf-8-sig")
    whole = set(parsed("x.csv", raw).rows.drop(LINE).rows())
    outcomes = {"refused": 0, "read": 0}
    for cut in range(60, len(raw)):
        try:
            found = parsed("x.csv", raw[:cut]).rows.drop(LINE).rows()
        except SourceError:
            outcomes["refused"] += 1
        else:
            outcomes["read"] += 1
            assert set(found[:-1]) <= whole
            assert found[-1] in whole or found[-1][-1] is None, "the last cell may be missing, but never shortened"
    assert outcomes["refused"] > 5 * outcomes["read"]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_the_csv_module_writes_is_read_back(data):
    width = data.draw(st.integers(2, 5))
    cell = st.text(st.sampled_from("가나a1 ,;\t|\"\n'-é"), max_size=6)
    rows = data.draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=8))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=data.draw(st.sampled_from(",;\t|")), lineterminator=data.draw(st.sampled_from(["\n", "\r\n"]))).writerows(
        [[f"열{at}" for at in range(width)], *rows]
    )
    wanted = [tuple(c.strip() or None for c in row) for row in rows if any(c.strip() for c in row)]
    raw = out.getvalue().encode(data.draw(st.sampled_from(["utf-8", "utf-16"])))
    if wanted:
        assert cells(parsed("x.csv", raw)) == wanted
    else:
        with pytest.raises(SourceError, match="no rows"):
            parsed("x.csv", raw)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(BYTES) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_flipped_bytes_are_read_or_refused_and_never_crash(flips):
    raw = bytearray(BYTES.encode())
    for at, byte in flips:
        raw[at] = byte
    with contextlib.suppress(SourceError):  # anything else fails the test
        assert parsed("x.csv", bytes(raw)).rows.height > 0


def test_another_separator_in_the_last_line_is_not_taken_for_that_of_the_file():
    rows = [f"{number},b,c" for number in range(40)]
    with pytest.raises(SourceError, match="line 42 has 2 fields where the header has 3"):
        parsed("a.csv", "\n".join(["id,b,c", *rows, "1,2", "1,2", "1,2", "a;b,c,d"]).encode())
