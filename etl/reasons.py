"""Why a row of a file did not become a fact: each reason once, in both languages.

`{column}` is the file's header, `{line}` the other line that the reason speaks of.
"""

from dataclasses import dataclass

import polars as pl

from etl.columns import Faults
from metrics.text import Text

LINES_SHOWN = 5


@dataclass(frozen=True)
class Reason:
    """How many rows were rejected for one reason, and on which lines it was seen first."""

    code: str
    text: Text
    count: int
    first_lines: tuple[int, ...]


REASONS: dict[str, Text] = {
    "missing": Text(ko="꼭 있어야 하는 '{column}' 값이 비어 있습니다.", en="'{column}' is empty, and is needed."),
    "masked": Text(
        ko="'{column}' 값이 가려져 있습니다(•••). 원본 파일의 값을 옮겨 적어 주세요.",
        en="'{column}' is masked (•••). Copy its value from the original file.",
    ),
    "not_a_date": Text(ko="'{column}' 값이 있을 수 있는 날짜가 아닙니다.", en="'{column}' is not a possible date."),
    "improbable_date": Text(
        ko="'{column}' 날짜가 다른 행과 너무 동떨어진 과거이거나 미래입니다.",
        en="'{column}' is a date too far in the past or the future to be right.",
    ),
    "not_a_number": Text(ko="'{column}' 값이 숫자가 아닙니다.", en="'{column}' is not a number."),
    "not_an_integer": Text(ko="'{column}' 값이 정수가 아닙니다.", en="'{column}' is not a whole number."),
    "not_an_amount": Text(ko="'{column}' 값이 금액이 아닙니다.", en="'{column}' is not an amount of money."),
    "too_many_decimals": Text(
        ko="'{column}' 금액의 소수 자릿수가 설정된 통화보다 많습니다.",
        en="'{column}' has more decimals than the configured currency.",
    ),
    "not_yes_or_no": Text(ko="'{column}' 값이 예/아니오가 아닙니다.", en="'{column}' is neither yes nor no."),
    "unknown_value": Text(ko="'{column}' 값이 소스가 아는 값이 아닙니다.", en="'{column}' is none of the values that the source knows."),
    "not_a_score": Text(ko="'{column}' 점수가 숫자가 아닙니다.", en="'{column}' is not a score."),
    "off_scale": Text(ko="'{column}' 점수가 설문 척도를 벗어납니다.", en="'{column}' is off the survey's scale."),
    "answer_without_date": Text(ko="점수는 있는데 '{column}' 응답일이 없습니다.", en="There is a score, but no answer date in '{column}'."),
    "may_be_cut": Text(
        ko="파일이 이 줄 끝의 줄바꿈 없이 끝나 '{column}' 값이 잘렸을 수 있습니다. "
        "다시 내려받거나, 온전한 값이면 끝에 줄바꿈을 넣어 주세요.",
        en="The file ends without a line end here, so '{column}' may be cut. Download it again, or add a line end if the value is whole.",
    ),
    "negative": Text(ko="'{column}' 값이 0보다 작습니다.", en="'{column}' is less than zero."),
    "ends_before_it_starts": Text(ko="'{column}' 시각이 접수 시각보다 빠릅니다.", en="'{column}' is before the ticket was opened."),
    "does_not_fit": Text(ko="'{column}' 값이 데이터 규칙에 맞지 않습니다.", en="'{column}' does not keep the rules of its fact."),
    "another_line_rejected": Text(
        ko="같은 주문의 {line}번째 줄이 거부되어 주문 전체를 불러오지 않았습니다.",
        en="Line {line} of the same order was rejected, so the order is not loaded.",
    ),
    "repeats_line": Text(ko="{line}번째 줄과 똑같은 줄입니다.", en="The same as line {line}."),
    "superseded_by_line": Text(
        ko="같은 번호의 뒤쪽 {line}번째 줄로 대체되었습니다.",
        en="Superseded by line {line}, which has the same id and comes later.",
    ),
}


def reason(code: str, column: str | None = None, line: int | None = None) -> Text:
    """The reason called `code`, said of a column and of another line."""
    return REASONS[code].format(column=column or "", line=line or "")


def reasons(faults: Faults, lines: pl.Series) -> tuple[Reason, ...]:
    """The reasons of a file's rejects, the commonest first."""
    bad = ~faults.good
    kinds = pl.Series([faults.kinds[at][0] for at in faults.kind[bad.to_numpy()]], dtype=pl.String)
    by_code = (
        pl.DataFrame({"code": kinds, "line": lines.filter(bad)})
        .group_by("code", maintain_order=True)
        .agg(pl.len().alias("count"), pl.col("line").head(LINES_SHOWN))
        .sort("count", descending=True, maintain_order=True)
    )
    return tuple(Reason(code, summary(code), count, tuple(first)) for code, count, first in by_code.iter_rows())


def summary(code: str) -> Text:
    """The reason called `code`, said of many rows."""
    return _SUMMARIES[code]


_SUMMARIES: dict[str, Text] = {
    "missing": Text(ko="필수 값 없음", en="needed value is empty"),
    "masked": Text(ko="가려진 값", en="masked value"),
    "not_a_date": Text(ko="날짜가 아님", en="not a date"),
    "improbable_date": Text(ko="동떨어진 날짜", en="improbable date"),
    "not_a_number": Text(ko="숫자가 아님", en="not a number"),
    "not_an_integer": Text(ko="정수가 아님", en="not a whole number"),
    "not_an_amount": Text(ko="금액이 아님", en="not an amount"),
    "too_many_decimals": Text(ko="통화보다 많은 소수 자릿수", en="more decimals than the currency"),
    "not_yes_or_no": Text(ko="예/아니오가 아님", en="neither yes nor no"),
    "unknown_value": Text(ko="모르는 값", en="unknown value"),
    "not_a_score": Text(ko="점수가 아님", en="not a score"),
    "off_scale": Text(ko="척도를 벗어난 점수", en="score off its scale"),
    "answer_without_date": Text(ko="응답일 없는 응답", en="answer without a date"),
    "may_be_cut": Text(ko="잘렸을 수 있는 마지막 줄", en="last line may be cut"),
    "negative": Text(ko="음수", en="negative"),
    "ends_before_it_starts": Text(ko="접수보다 빠른 시각", en="ends before it starts"),
    "does_not_fit": Text(ko="규칙에 맞지 않음", en="does not fit its fact"),
    "another_line_rejected": Text(ko="같은 주문의 다른 줄이 거부됨", en="another line of the order was rejected"),
    "repeats_line": Text(ko="똑같은 줄의 반복", en="repeats an earlier line"),
    "superseded_by_line": Text(ko="뒤쪽 줄로 대체됨", en="superseded by a later line"),
}
