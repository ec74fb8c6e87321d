"""The same numbers in a terminal: values in, rich tables out."""

from collections.abc import Mapping, Sequence

from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from etl.effect import Effect
from metrics.change import Direction
from metrics.facts import DIMENSIONS
from metrics.goal import Verdict
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.query import KNOWN
from metrics.scorecard import Answer, Score
from metrics.text import Language, Text
from reports.export import Answered
from reports.filters import in_words
from reports.inquiry import Inquiry
from reports.words import DECIDES_CHANGE, DECIDES_GOAL, decided_by
from store.merges import Merge
from store.rejects import Reject

WORDS = {
    "metric": Text(ko="지표", en="Metric"),
    "period": Text(ko="기간", en="Period"),
    "value": Text(ko="값", en="Value"),
    "interval": Text(ko="95% 구간", en="95% interval"),
    "n": Text(ko="건수", en="n"),
    "change": Text(ko="이전 기간 대비", en="Change"),
    "goal": Text(ko="목표", en="Goal"),
    "no_data": Text(ko="데이터 없음", en="no data"),
    "too_few": Text(ko="비공개", en="withheld"),
    "before": Text(ko="현재", en="Now"),
    "after": Text(ko="불러온 뒤", en="After the load"),
    "file": Text(ko="파일", en="File"),
    "line": Text(ko="줄", en="Line"),
    "why": Text(ko="이유", en="Reason"),
    "number": Text(ko="번호", en="No."),
    "by": Text(ko="근거", en="By the same"),
    "on": Text(ko="날짜", en="On"),
    "taken_back": Text(ko="되돌림", en="Taken back"),
    "phone": Text(ko="전화번호", en="phone number"),
    "email": Text(ko="이메일", en="e-mail address"),
    "member": Text(ko="회원번호", en="member number"),
    "load": Text(ko="불러오기", en="Load"),
    "no_rejects": Text(ko="고칠 행이 없습니다.", en="No row waits to be mended."),
    "more_rejects": Text(ko="더 있습니다. --xlsx로 모두 받아 주세요.", en="There are more: write them all with --xlsx."),
}
# What the commands say beside their tables.
TELL = {
    "making": Text(ko="데모 회사의 파일을 만드는 중…", en="Making the demo company's exports…"),
    "report": Text(ko="보고서", en="Report"),
    "address": Text(ko="주소", en="Address"),
    "sign_in": Text(ko="로그인 (아이디 / 비밀번호)", en="Sign in (login / password)"),
    "stop": Text(ko="멈추려면 Ctrl+C를 누르세요.", en="Press Ctrl+C to stop."),
    "nobody": Text(
        ko="아직 로그인할 수 있는 사용자가 없습니다. 다른 터미널에서 'dangol user add 아이디 --role admin'을 실행해 주세요.",
        en="Nobody can sign in yet. In another terminal, run 'dangol user add LOGIN --role admin'.",
    ),
    "port": Text(
        ko="{host}의 {port}번 포트를 열 수 없습니다({reason}). 그 포트를 쓰는 프로그램을 끄거나, DANGOL_PORT나 DANGOL_HOST를 바꿔 주세요.",
        en="Cannot listen on port {port} of {host} ({reason}). Stop the program that uses it, or change DANGOL_PORT or DANGOL_HOST.",
    ),
    "file": Text(
        ko="파일이나 폴더를 쓸 수 없습니다: {file} ({reason}). 경로와 권한, 남은 공간을 확인해 주세요.",
        en="Cannot use {file} ({reason}). Check the path, your rights to it and the free space.",
    ),
    "unexpected": Text(
        ko="예상하지 못한 오류입니다 ({error}). 같은 명령에 --debug를 붙여 자세한 내용을 확인해 주세요.",
        en="Unexpected error ({error}). Run the same command with --debug to see where.",
    ),
    "written": Text(ko="저장했습니다: {file}", en="Written: {file}"),
    "left_out": Text(
        ko="{dimensions} 기준으로 나눌 수 없어 뺀 지표: {metrics}.", en="Left out, since they cannot be cut by {dimensions}: {metrics}."
    ),
    "warming": Text(ko="자주 보는 지표를 미리 계산하는 중", en="Measuring ahead what readers ask first"),
    "not_warm": Text(
        ko="불러오기는 끝났지만 지표를 미리 계산하지 못했습니다. 화면이 처음에는 조금 늦게 열릴 수 있습니다. 원인: {error}",
        en="The load is done, but nothing could be measured ahead; pages take longer when they are first opened. Why: {error}",
    ),
    "undone": Text(
        ko="되돌렸습니다: {file} ({source}). 같은 파일을 다시 불러올 수 있습니다.",
        en="Taken back: {file} ({source}). The same file can be loaded again.",
    ),
    "user": Text(ko="사용자를 추가했습니다: {login} ({role}).", en="User added: {login} ({role})."),
}

ARROWS = {Direction.UP: "▲", Direction.DOWN: "▼"}
COLOURS = {Verdict.MET: "green", Verdict.NOT_MET: "red", Verdict.TOO_EARLY: "yellow"}


def effects_table(found: Sequence[Effect], language: Language, currency: str) -> Table:
    """One row per metric: its value in one period before and after a change of the data."""
    table = _table(language, "metric", "before", "after", title=Grain.MONTH.name_of(found[0].period, language))
    for each in found:
        values = (value_in_words(answer, each.metric, language, currency) for answer in (each.before, each.after))
        table.add_row(each.metric.label.of(language), *values)
    return table


def merges_table(found: Sequence[Merge], language: Language) -> Table:
    """One row per merge of two customers."""
    table = _table(language, "number", "on", "load", "by", "taken_back", title="")
    for each in found:
        undone = f"{each.undone_at:%Y-%m-%d}" if each.undone_at else ""
        table.add_row(str(each.id), f"{each.merged_at:%Y-%m-%d}", str(each.load_id), WORDS[each.handle].of(language), undone)
    return table


def rejects_table(found: Sequence[tuple[str, str, Reject]], most: int, language: Language) -> Table | str:
    """One row per rejected row that waits to be mended."""
    if not found:
        return WORDS["no_rejects"].of(language)
    table = _table(language, "file", "line", "why", title="")
    for _, file, reject in found[:most]:
        table.add_row(escape(file), f"{reject.line:,}", escape(reject.reason_ko if language == "ko" else reject.reason_en))
    if len(found) > most:
        table.caption = WORDS["more_rejects"].of(language)
    return table


Where = Mapping[str, Sequence[str]]


def score_table(
    scores: Sequence[Score], period: Span, grain: Grain, language: Language, currency: str, where: Where | None = None
) -> Table:
    """One row per metric: value, interval, n, change and goal in one period, with what it was filtered by."""
    title = _title(grain.name_of(period, language), where, language)
    table = _table(language, "metric", "value", "interval", "n", "change", "goal", title=title)
    for score in scores:
        unit, answer = score.metric.unit, score.now
        arrow = ARROWS.get(score.change.direction, "")
        told = score.change.direction.label.of(language)
        amount = unit.show_change(score.change.amount, language)
        told = ", ".join([told, *decided_by(DECIDES_CHANGE, score.decides_change, language)])
        change = f"{arrow} {amount}" if arrow else (told if score.change.amount is None else f"{amount} · {told}")
        table.add_row(
            score.metric.label.of(language),
            value_in_words(answer, score.metric, language, currency),
            _interval(answer, score.metric, language, currency),
            f"{answer.n:,}",
            change,
            _goal(score, language, currency),
        )
    return table


def answer_table(answered: Answered, language: Language, currency: str, where: Where | None = None) -> Table:
    """One row per answer of one metric, with what it was filtered by."""
    metric, by = answered.metric, answered.by
    table = _table(language, "period", title=_title(metric.label.of(language), where, language))
    for dimension in by:
        table.add_column(DIMENSIONS[dimension].of(language))
    for name in ("value", "interval", "n"):
        _add_column(table, name, language)
    for row in answered.frame.iter_rows(named=True):
        answer = Answer.of(row)
        table.add_row(
            answered.grain.name_of(answer.period, language),
            *(escape(row[dimension] or "–") for dimension in by),
            value_in_words(answer, metric, language, currency),
            _interval(answer, metric, language, currency),
            f"{answer.n:,}",
        )
    return table


def left_out(inquiry: Inquiry, language: Language) -> str:
    """Which metrics are not shown, and why."""
    cuts = ", ".join(DIMENSIONS[name].of(language) for name in DIMENSIONS if name in (*inquiry.by, *inquiry.where))
    metrics = ", ".join(each.label.of(language) for each in inquiry.left_out)
    return TELL["left_out"].format(dimensions=cuts, metrics=metrics).of(language)


def _title(name: str, where: Where | None, language: Language) -> str:
    """What a table is of. A team's name is text, also where it looks like one of the terminal's colours."""
    return escape(" · ".join(part for part in (name, in_words(where or {}, language)) if part))


def _table(language: Language, *columns: str, title: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE, padding=(0, 1, 0, 0))
    for name in columns:
        _add_column(table, name, language)
    return table


def _add_column(table: Table, name: str, language: Language) -> None:
    is_number = name in ("value", "interval", "n", "before", "after", "line")
    table.add_column(WORDS[name].of(language), justify="right" if is_number else "left", no_wrap=is_number, overflow="fold")


def value_in_words(answer: Answer, metric: Metric, language: Language, currency: str) -> str:
    """A value as a table says it, or why there is none."""
    return metric.unit.show(answer.value, language, currency) if answer.state == KNOWN else WORDS[answer.state].of(language)


def _interval(answer: Answer, metric: Metric, language: Language, currency: str) -> str:
    if answer.low is None or answer.high is None:
        return "–"
    return f"{metric.unit.show(answer.low, language, currency)} – {metric.unit.show(answer.high, language, currency)}"


def _goal(score: Score, language: Language, currency: str) -> str:
    judged = score.judgement
    if judged is None:
        return "–"
    goal = judged.goal
    bound = f"{goal.sign} {score.metric.unit.show(goal.value, language, currency)}"
    if judged.shown_as is None or judged.label is None:
        return bound
    said = ", ".join([judged.label.of(language), *decided_by(DECIDES_GOAL, score.decides_goal, language)])
    return f"{bound} [{COLOURS[judged.shown_as]}]{said}[/]"
