"""A report's content set as a PDF/UA-1 file: tagged, vector, with NanumGothic inside."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from charts import typeface
from charts.palette import LIGHT
from errors import DangolError, UserError
from reports.content import Content

TEMPLATES = Path(__file__).resolve().parent / "templates"
SECONDS = 30  # a report takes less than one; whatever takes this long will not end
_TYPESET = Path(__file__).resolve().with_name("typeset.py")


def overview_pdf(content: Content, *, seconds: int = SECONDS) -> bytes:
    """The PDF of an overview. The same content gives the same bytes.

    Raises:
        UserError: it took longer than `seconds`.
        DangolError: Typst could not set it, or the process ended without a PDF.
    """
    data = _printable(asdict(content)) | {"family": typeface.FAMILY, "bold": typeface.BOLD, "colours": asdict(LIGHT)}
    job = {
        "template": str(TEMPLATES / "overview.typ"),
        "root": str(TEMPLATES),
        "fonts": str(typeface.folder()),
        "data": json.dumps(data, ensure_ascii=False),
        "timestamp": content.published_at or 0,
        "seconds": 8 * seconds + 1,  # of CPU: ends a child whose parent died; Typst uses several cores at once
    }
    try:
        # -I: the child takes nothing from the environment, the working folder or the user's packages.
        done = subprocess.run(
            [sys.executable, "-I", str(_TYPESET)], input=json.dumps(job).encode(), capture_output=True, timeout=seconds, check=False, env={}
        )
    except subprocess.TimeoutExpired as late:
        raise UserError(
            ko=f"보고서를 {seconds}초 안에 만들지 못해 중단했습니다. 기간이나 지표를 줄여 다시 시도해 주세요.",
            en=f"The report was not made within {seconds} seconds and was stopped. Try again with a shorter period or fewer metrics.",
        ) from late
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
        raise DangolError(f"Typst could not set the report (exit status {done.returncode}): {done.stderr.decode(errors='replace')[:4000]}")
    return done.stdout


def _printable(value: Any) -> Any:
    """The same value with every text in characters that the typeface has."""
    if isinstance(value, str):
        return typeface.printable(value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value
