"""The same numbers in a terminal: values in, rich tables out."""

from collections.abc import Mapping, Sequence
from io import StringIO

from rich.box import SIMPLE
from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table

from etl.dry_run import DryRun
from etl.effect import Effect
from etl.gates import GATES
from etl.load import Loaded
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

REPORT_WIDTH = 140
SHOWN_LINES = 3  # of each reason for rejection

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
    "already": Text(ko="이미 불러온 파일입니다. 바뀐 것이 없습니다.", en="Loaded before. Nothing changed."),
    "rows": Text(
        ko="{file} ({source}): 전체 {rows:,}행 = 반영 {accepted:,} + 제외 {rejected:,} + 묶음 {grouped:,}",
        en="{file} ({source}): {rows:,} rows = {accepted:,} accepted + {rejected:,} rejected + {grouped:,} grouped",
    ),
    "stored": Text(
        ko="새로 저장 {inserted:,}, 갱신 {updated:,}, 그대로 {unchanged:,}, 스냅샷 {snapshot}",
        en="{inserted:,} new, {updated:,} updated, {unchanged:,} unchanged, snapshot {snapshot}",
    ),
    "reason": Text(ko="제외 {count:,}행: {reason} (줄 {lines})", en="{count:,} rejected: {reason} (line {lines})"),
    "outdated": Text(
        ko="더 새로운 값이 이미 있어 그대로 둔 행 {count:,}", en="{count:,} rows left as they were: what is loaded of them is newer"
    ),
    "completed": Text(ko="고객이나 팀이 새로 연결된 응답 {count:,}", en="{count:,} earlier answers got their customer or team"),
    "recounted": Text(
        ko="영업시간이 바뀌어 다시 계산한 상담 {count:,}", en="{count:,} contacts counted again, since the business hours were changed"
    ),
    "cleared": Text(ko="앞서 제외되었다가 이번에 반영된 행 {count:,}", en="{count:,} rows that were rejected before are in now"),
    "merges": Text(
        ko="같은 사람으로 확인되어 합친 고객 {count:,}명 (먼저 불러온 {rows:,}행의 고객이 바뀜)",
        en="{count:,} customers found to be one with another ({rows:,} rows loaded before changed their customer)",
    ),
    "merging": Text(ko="통합의 영향: {period} {metric} {before} → {after}", en="What merging did: {metric} in {period} {before} → {after}"),
    "shared": Text(
        ko="여러 고객이 함께 쓰는 연락처 {count:,}개는 통합에 쓰지 않았습니다.",
        en="{count:,} phone numbers or addresses that several customers share were not used to merge.",
    ),
    "dry_run": Text(ko="미리 보기입니다. 아무것도 저장하지 않았습니다.", en="A dry run: nothing was stored."),
    "would_store": Text(
        ko="새로 저장될 행 {inserted:,}, 갱신 {updated:,}, 그대로 {unchanged:,}",
        en="{inserted:,} new, {updated:,} updated, {unchanged:,} unchanged",
    ),
    "would_hold": Text(ko="확인이 필요합니다({gate}): {text}", en="To be confirmed ({gate}): {text}"),
    "was_loaded": Text(
        ko="이미 불러온 파일입니다. 불러와도 바뀌지 않습니다.", en="This file was loaded before. Loading it changes nothing."
    ),
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


def load_summary(file: str, loaded: Loaded, language: Language) -> Group:
    """What became of one file: every row counted, and the reasons of those rejected."""
    rows = WORDS["rows"].format(
        file=file,
        source=loaded.source,
        rows=loaded.rows_in_file,
        accepted=loaded.accepted,
        rejected=loaded.rejected,
        grouped=loaded.grouped,
    )
    if loaded.already:
        return _lines(rows.of(language), f"  {WORDS['already'].of(language)}")
    stored = WORDS["stored"].format(inserted=loaded.inserted, updated=loaded.updated, unchanged=loaded.unchanged, snapshot=loaded.snapshot)
    reasons = [
        WORDS["reason"].of(language).format(count=each.count, reason=each.text.of(language), lines=_some(each.first_lines, each.count))
        for each in loaded.reasons
    ]
    return _lines(rows.of(language), *(f"  {line}" for line in (stored.of(language), *reasons, *_besides(loaded, language))))


def load_report(file: str, loaded: Loaded, language: Language) -> str:
    """The same as plain text, for a file beside the one that was loaded."""
    page = StringIO()
    Console(file=page, width=REPORT_WIDTH, color_system=None).print(load_summary(file, loaded, language))
    return page.getvalue().rstrip()


def _besides(loaded: Loaded, language: Language) -> list[str]:
    """What a load did beside its own rows."""
    said = [
        WORDS[name].format(count=count)
        for name, count in (
            ("outdated", loaded.outdated),
            ("completed", loaded.completed),
            ("recounted", loaded.recounted),
            ("cleared", loaded.cleared),
        )
        if count
    ]
    if loaded.merges:
        said.append(WORDS["merges"].format(count=loaded.merges, rows=loaded.merged))
    told = [each.of(language) for each in said]
    if loaded.merging is not None:
        metric, merging = loaded.merging.metric, loaded.merging
        before, after = (_value(answer, metric, language, "") for answer in (merging.before, merging.after))
        period = Grain.MONTH.name_of(merging.period, language)
        told.append(WORDS["merging"].format(period=period, metric=metric.label.of(language), before=before, after=after).of(language))
    if loaded.shared:
        told.append(WORDS["shared"].format(count=loaded.shared).of(language))
    return told


def dry_run_summary(found: DryRun, language: Language, currency: str) -> Group:
    """What loading a file would come to: its rows, what would hold it, and the KPIs now and after."""
    rows = WORDS["rows"].format(
        file=found.file,
        source=found.source,
        rows=found.rows_in_file,
        accepted=found.accepted,
        rejected=found.rejected,
        grouped=found.grouped,
    )
    intake = found.intake
    stored = WORDS["would_store"].format(inserted=intake.inserted, updated=intake.updated, unchanged=intake.unchanged)
    reasons = [
        WORDS["reason"].of(language).format(count=each.count, reason=each.text.of(language), lines=_some(each.first_lines, each.count))
        for each in found.reasons
    ]
    labels = {gate.name: gate.label for gate in GATES}
    held = [
        WORDS["would_hold"].of(language).format(gate=labels[each.gate].of(language), text=each.text.of(language)) for each in found.findings
    ]
    known = [WORDS["was_loaded"].of(language)] if found.before else []
    lines = _lines(
        WORDS["dry_run"].of(language), rows.of(language), *(f"  {line}" for line in (*known, stored.of(language), *reasons, *held))
    )
    return Group(lines, effects_table(found.effects, language, currency)) if found.effects else lines


def effects_table(found: Sequence[Effect], language: Language, currency: str) -> Table:
    """One row per metric: its value in one period before and after a change of the data."""
    table = _table(language, "metric", "before", "after", title=Grain.MONTH.name_of(found[0].period, language))
    for each in found:
        values = (_value(answer, each.metric, language, currency) for answer in (each.before, each.after))
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
            _value(answer, score.metric, language, currency),
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
            _value(answer, metric, language, currency),
            _interval(answer, metric, language, currency),
            f"{answer.n:,}",
        )
    return table


def left_out(inquiry: Inquiry, language: Language) -> str:
    """Which metrics are not shown, and why."""
    cuts = ", ".join(DIMENSIONS[name].of(language) for name in DIMENSIONS if name in (*inquiry.by, *inquiry.where))
    metrics = ", ".join(each.label.of(language) for each in inquiry.left_out)
    return TELL["left_out"].format(dimensions=cuts, metrics=metrics).of(language)


def _lines(*lines: str) -> Group:
    """Lines as they are: a file's name may look like one of the terminal's colours."""
    return Group(*map(escape, lines))


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


def _value(answer: Answer, metric: Metric, language: Language, currency: str) -> str:
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


def _some(lines: Sequence[int], count: int) -> str:
    shown = ", ".join(f"{line:,}" for line in lines[:SHOWN_LINES])
    return f"{shown} …" if count > SHOWN_LINES else shown
