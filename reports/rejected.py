"""Rejected rows as an Excel workbook: a sheet per source, to be mended and loaded again."""

from collections.abc import Sequence
from io import BytesIO

from xlsxwriter import Workbook

from metrics.text import Language, Text
from reports.export import harmless
from reports.workbook import sheet_names
from store.rejects import Reject

WORDS = {
    "file": Text(ko="파일", en="File"),
    "line": Text(ko="줄", en="Line"),
    "reason": Text(ko="제외된 이유", en="Why it was rejected"),
}
WIDTHS = (24, 8, 60)
OTHER_WIDTH = 18
NONE = Text(ko="고칠 행이 없습니다.", en="No row waits to be mended.")


def rejects_workbook(found: Sequence[tuple[str, str, Reject]], language: Language) -> bytes:
    """The rows that wait to be mended: file, line and reason, then the columns as the source names them."""
    made = BytesIO()
    workbook = Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = workbook.add_format({"bold": True, "bottom": 1})
    sources = list(dict.fromkeys(source for source, _, _ in found))
    for source, name in zip(sources, sheet_names(sources, ""), strict=True):
        mine = [(file, reject) for of, file, reject in found if of == source]
        headers = list(dict.fromkeys(header for _, reject in mine for header in reject.fields))
        sheet = workbook.add_worksheet(name)
        sheet.freeze_panes(1, len(WIDTHS))
        for at, header in enumerate([*(word.of(language) for word in WORDS.values()), *map(harmless, headers)]):
            sheet.set_column(at, at, WIDTHS[at] if at < len(WIDTHS) else OTHER_WIDTH)
            sheet.write_string(0, at, header, bold)
        for row, (file, reject) in enumerate(mine, start=1):
            sheet.write_string(row, 0, harmless(file))
            sheet.write_number(row, 1, reject.line)
            sheet.write_string(row, 2, harmless(reject.reason_ko if language == "ko" else reject.reason_en))
            for at, header in enumerate(headers, start=len(WIDTHS)):
                sheet.write_string(row, at, harmless(str(reject.fields.get(header) or "")))
    if not found:
        workbook.add_worksheet().write_string(0, 0, NONE.of(language))
    workbook.close()
    return made.getvalue()
