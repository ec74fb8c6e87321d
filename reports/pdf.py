"""A report's content set as a PDF/UA-1 file: tagged, vector, with NanumGothic inside."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from charts import typeface
from charts.palette import LIGHT, Palette
from reports.content import Content
from reports.typesetters import TYPESETTERS, Printed

TEMPLATES = Path(__file__).resolve().parent / "templates"
SECONDS = 30  # a report takes less than one; whatever takes this long will not end


def printed(content: Content, palette: Palette = LIGHT, *, seconds: float = SECONDS) -> Printed:
    """The PDF of a report. The same content gives the same bytes.

    Raises:
        UserError: it took longer than `seconds`.
        DangolError: Typst could not set it, or the process ended without a PDF.
    """
    data = _printable(asdict(content)) | {"family": typeface.FAMILY, "bold": typeface.BOLD, "colours": asdict(palette)}
    job = {
        "template": str(TEMPLATES / "report.typ"),
        "root": str(TEMPLATES),
        "data": json.dumps(data, ensure_ascii=False),
        "timestamp": content.published_at or 0,
        "seconds": int(8 * seconds) + 1,  # of CPU: Typst uses several cores at once
    }
    return TYPESETTERS.printed(job, seconds)


def _printable(value: Any) -> Any:
    """The same value with every text in characters that the typeface has."""
    if isinstance(value, str):
        return typeface.printable(value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value
