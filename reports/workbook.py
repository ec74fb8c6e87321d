"""Answers as an Excel workbook: contents with links, a sheet per metric, and one that says what the numbers mean and where they come from.

Numbers and days are real ones, text is never a formula, and the same answers give the same bytes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from textwrap import shorten
from typing import Any, Self
from zoneinfo import ZoneInfo

import polars as pl
from babel.numbers import get_currency_precision
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from charts.palette import LIGHT
from metrics.facts import DIMENSIONS
from metrics.goal import Goal
from metrics.goal_book import CATALOG_GOALS, GoalBook
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.text import Language, Text
from metrics.unit import Unit
from reports.export import Answered, exported, harmless, header, unit_in_words
from reports.filters import in_words
from reports.inquiry import Inquiry
from reports.words import ALL_TEAMS, NO_GOAL, READING, goal_in_words

FORMATS = {
    Unit.SHARE: "0.0%",
    Unit.SCORE: "+0.0;-0.0;0.0",
    Unit.RATING: "0.00",
    Unit.MINUTES: "#,##0.0",
    Unit.COUNT: "#,##0",
    Unit.RATIO: "#,##0.00",
    Unit.PER_THOUSAND: "#,##0.0",
    Unit.DAYS: "#,##0",
}
COUNTED, SUMMED = "#,##0", "#,##0.00"  # counts, and sums of scores
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
TEAM = "team"
LONGEST_SHEET_NAME = 31
FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
LEFT_OUT = ("metric", "label", "unit")  # the sheet's name and the last sheet say them
WIDTHS = {"period": 16, "first_day": 12, "last_day": 12, "state": 12}
OTHER_WIDTH = 14
WIDE = (24, 48)  # of the last sheet's columns: what is said, and the saying

CONTENTS = Text(ko="차례", en="Contents")
ABOUT = Text(ko="정의와 출처", en="About")
LISTED = {
    "label": Text(ko="지표 (누르면 이동)", en="Metric (click to go there)"),
    "period": Text(ko="마지막 기간", en="Last period"),
    "value": Text(ko="값", en="Value"),
    "goal": Text(ko="목표", en="Goal"),
    "unit": Text(ko="단위", en="Unit"),
    "rows": Text(ko="행 수", en="Rows"),
}
GOAL = Text(ko="목표", en="Goal")
ROWS = {
    "company": Text(ko="회사", en="Company"),
    "span": Text(ko="기간", en="Period"),
    "grain": Text(ko="기간 단위", en="By"),
    "by": Text(ko="나눈 기준", en="Broken down by"),
    "where": Text(ko="조건", en="Filters"),
    "teams": Text(ko="볼 수 있는 팀", en="Teams within the reader's scope"),
    "snapshot": Text(ko="스냅샷", en="Snapshot"),
    "published": Text(ko="자료 반영 시각", en="Published"),
    "until": Text(ko="자료의 마지막 날", en="Last day of the data"),
    "exported": Text(ko="내보낸 시각", en="Exported at"),
    "zone": Text(ko="시간대", en="Time zone"),
}
DEFINED = {
    "label": Text(ko="지표", en="Metric"),
    "definition": Text(ko="계산식과 기간", en="Formula and window"),
    "about": Text(ko="뜻", en="What it is"),
    "unit": Text(ko="단위", en="Unit"),
    "goal": Text(ko="목표", en="Goal"),
    "doubt": Text(ko="95% 구간의 계산 방법", en="How its 95% interval is made"),
    "source": Text(ko="출처", en="Source"),
    "name": Text(ko="지표 ID", en="Metric ID"),
}
NONE = Text(ko="없음", en="none")
STATED = Text(
    ko="'자료 없음'은 관측된 것이 없다는 뜻이며 0이 아닙니다. '표본 부족'은 사람이 드러날 수 있어 값을 표시하지 않았다는 뜻입니다.",
    en="'no data' means that nothing was observed, which is not zero. 'too few' means that the value is withheld, "
    "since it could be traced to a person.",
)


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where exported answers come from: whose they are, the snapshot, what was asked of it, and when. Moments have their zone."""

    company: str
    zone: str
    snapshot: str
    published_at: datetime
    until: date
    exported_at: datetime
    span: Span
    grain: Grain
    by: tuple[str, ...]
    where: Mapping[str, Sequence[str]]
    teams: frozenset[str] | None  # the reader's scope; None for all
    goals: GoalBook = CATALOG_GOALS

    @classmethod
    def of(cls, inquiry: Inquiry, *, company: str, zone: str, exported_at: datetime, goals: GoalBook) -> Self:
        """Where the answers to a question come from."""
        snapshot = inquiry.trends.snapshot
        return cls(
            company=company,
            zone=zone,
            snapshot=snapshot.name,
            published_at=snapshot.published_at,
            until=snapshot.until or inquiry.span.end,
            exported_at=exported_at,
            span=inquiry.span,
            grain=inquiry.grain,
            by=inquiry.by,
            where=inquiry.where,
            teams=inquiry.scope.teams,
            goals=goals,
        )

    def goal(self, metric: Metric, period: Span | None = None, team: str | None = None) -> Goal | None:
        """What is wanted of a period, the last one if not given, of a team or of all whom the answers are about."""
        asked = period or self.grain.periods(self.span)[-1]
        teams = (team,) if team is not None else self.where.get("team") or self.teams
        wanted = self.goals.wanted(metric, self.grain, asked, teams)
        return wanted.goal if wanted else None


def workbook(answers: Sequence[Answered], origin: Origin, language: Language, currency: str) -> bytes:
    """The answers as an xlsx file."""
    made = BytesIO()
    # Text stays text, whatever it looks like.
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(made, safe | {"in_memory": True}) as book:
        # The moment of making would make other bytes of the same answers.
        book.set_properties({"title": origin.company, "created": origin.published_at.astimezone(UTC).replace(tzinfo=None)})
        names = sheet_names([each.metric.label.of(language) for each in answers], CONTENTS.of(language), ABOUT.of(language))
        _contents(book, book.add_worksheet(CONTENTS.of(language)), names, answers, origin, language, currency)
        for name, each in zip(names, answers, strict=True):
            _answers(book, book.add_worksheet(name), each, origin, language, currency)
        _about(book, book.add_worksheet(ABOUT.of(language)), [each.metric for each in answers], origin, language, currency)
    return made.getvalue()


def _contents(
    book: Workbook, sheet: Worksheet, names: Sequence[str], answers: Sequence[Answered], origin: Origin, language: Language, currency: str
) -> None:
    """Whose numbers these are, and a row for each sheet: what its last period came to where it is one number, and what was wanted."""
    title, head = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "bottom": 1})
    link = book.add_format({"font_color": LIGHT.accent, "underline": 1})
    sheet.write_string(0, 0, harmless(origin.company) or ABOUT.of(language), title)
    said = (Grain.WHOLE.name_of(origin.span, language), _whose(origin, language), f"{ROWS['snapshot'].of(language)} {origin.snapshot}")
    sheet.write_string(1, 0, " · ".join(said))
    for column, text in enumerate(LISTED.values()):
        sheet.write_string(3, column, text.of(language), head)
    for row, (name, each) in enumerate(zip(names, answers, strict=True), start=4):
        metric, table = each.metric, exported(each, language, currency)
        last = table.row(-1, named=True) if table.height and not each.by else {}
        goal = origin.goal(metric)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, metric.label.of(language))
        _write(sheet, row, 1, last.get("period"), None)
        _write(sheet, row, 2, last.get("value"), book.add_format({"num_format": _number_format(metric.unit, currency)}))
        _write(sheet, row, 3, goal_in_words(goal, metric, language, currency) if goal else NO_GOAL.of(language), None)
        _write(sheet, row, 4, unit_in_words(metric, language, currency), None)
        _write(sheet, row, 5, table.height, book.add_format({"num_format": COUNTED}))
    sheet.write_url(5 + len(answers), 0, f"internal:'{ABOUT.of(language)}'!A1", link, ABOUT.of(language))
    for column, width in enumerate((34, 18, 14, 22, 24, 8)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(4, 0)


def _answers(book: Workbook, sheet: Worksheet, answered: Answered, origin: Origin, language: Language, currency: str) -> None:
    table = _with_goals(exported(answered, language, currency).drop(LEFT_OUT), answered, origin, currency)
    unit, number = answered.metric.unit, _number_format(answered.metric.unit, currency)
    summed = {Unit.MONEY: number, Unit.RATING: SUMMED}.get(unit, COUNTED)
    shown = {"first_day": DAY, "last_day": DAY, "part": summed, "whole": COUNTED, "n": COUNTED}
    shown |= dict.fromkeys(("value", "low", "high", "goal"), number)
    formats = {name: book.add_format({"num_format": form}) for name, form in shown.items()}
    head = book.add_format({"bold": True, "bottom": 1})
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, GOAL.of(language) if name == "goal" else header(name, language), head)
        sheet.set_column(column, column, WIDTHS.get(name, OTHER_WIDTH))
        for row, cell in enumerate(table[name], start=1):
            _write(sheet, row, column, cell, formats.get(name))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(table.height, 1), table.width - 1)


def _with_goals(table: pl.DataFrame, answered: Answered, origin: Origin, currency: str) -> pl.DataFrame:
    """The table with what was wanted of each row behind its interval; of parts of a team nothing is."""
    if not {TEAM}.issuperset(answered.by):
        return table
    metric = answered.metric
    scale = 10 ** get_currency_precision(currency) if metric.unit is Unit.MONEY else 1
    spans = (Span(start, end) for start, end in answered.frame.select("period_start", "period_end").iter_rows())
    teams = answered.frame[TEAM].to_list() if TEAM in answered.by else [None] * answered.frame.height
    wanted = [origin.goal(metric, span, team) for span, team in zip(spans, teams, strict=True)]
    goals = pl.Series("goal", [goal.value / scale if goal else None for goal in wanted], pl.Float64)
    if goals.null_count() == table.height:
        return table
    return table.insert_column(table.columns.index("high") + 1, goals)


def _whose(origin: Origin, language: Language) -> str:
    """The teams within the reader's scope."""
    return ALL_TEAMS.of(language) if origin.teams is None else harmless(", ".join(sorted(origin.teams))) or NONE.of(language)


def _about(book: Workbook, sheet: Worksheet, metrics: Iterable[Metric], origin: Origin, language: Language, currency: str) -> None:
    bold, head = book.add_format({"bold": True, "valign": "top"}), book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    day, moment = (book.add_format({"num_format": form, "align": "left"}) for form in (DAY, MOMENT))
    none, zone = NONE.of(language), ZoneInfo(origin.zone)
    said = {
        "company": harmless(origin.company) or none,
        "span": Grain.WHOLE.name_of(origin.span, language),
        "grain": origin.grain.label.of(language),
        "by": ", ".join(DIMENSIONS[name].of(language) for name in origin.by) or none,
        "where": in_words(origin.where, language) or none,
        "teams": _whose(origin, language),
        "snapshot": origin.snapshot,
        "published": origin.published_at.astimezone(zone).replace(tzinfo=None),
        "until": Span(date.min, origin.until).last,
        "exported": origin.exported_at.astimezone(zone).replace(tzinfo=None),
        "zone": origin.zone,
    }
    for row, (name, cell) in enumerate(said.items()):
        sheet.write_string(row, 0, ROWS[name].of(language), bold)
        _write(sheet, row, 1, cell, moment if isinstance(cell, datetime) else day if isinstance(cell, date) else wrapped)
    defined = [_definition(metric, origin.goal(metric), language, currency) for metric in metrics]
    top = len(said) + 1
    for column, text in enumerate(DEFINED.values()):
        sheet.write_string(top, column, text.of(language), head)
    for row, cells in enumerate(defined, start=top + 1):
        for column, cell in enumerate(cells):
            _write(sheet, row, column, cell, wrapped)
    for row, text in enumerate((STATED, READING[0]), start=top + len(defined) + 2):
        sheet.write_string(row, 0, text.of(language))
    sheet.set_column(0, 0, WIDE[0])
    sheet.set_column(1, len(DEFINED) - 1, WIDE[1])


def _definition(metric: Metric, goal: Goal | None, language: Language, currency: str) -> tuple[str, ...]:
    """What DEFINED heads, in its order."""
    return (
        metric.label.of(language),
        metric.definition.of(language),
        metric.about.of(language),
        unit_in_words(metric, language, currency),
        goal_in_words(goal, metric, language, currency) if goal else NO_GOAL.of(language),
        metric.formula.doubt.of(language),
        metric.source,
        metric.name,
    )


def _write(sheet: Worksheet, row: int, column: int, cell: Any, format: Format | None) -> None:
    """A cell of its own kind; none at all where there is nothing to say."""
    match cell:
        case None:
            return
        case str():
            sheet.write_string(row, column, cell, format)
        case date():  # and datetime
            sheet.write_datetime(row, column, cell, format)
        case _:
            sheet.write_number(row, column, cell, format)


def _number_format(unit: Unit, currency: str) -> str:
    if unit is Unit.MONEY:
        places = get_currency_precision(currency)
        return "#,##0" + (f".{'0' * places}" if places else "")
    return FORMATS[unit]


def sheet_names(labels: Iterable[str], *taken: str) -> list[str]:
    """The labels as Excel takes them for sheets: short, without its signs, and each once whatever its case."""
    names: list[str] = []
    for label in labels:
        plain = FORBIDDEN_IN_SHEET_NAMES.sub(" ", label)
        name, number = shorten(plain, LONGEST_SHEET_NAME, placeholder=""), 1
        while name.casefold() in {each.casefold() for each in (*names, *taken)}:
            number += 1
            ending = f" {number}"
            name = shorten(plain, LONGEST_SHEET_NAME - len(ending), placeholder="") + ending
        names.append(name)
    return names
