"""What became of one file that was loaded, or would become of it: every row counted, in a few lines for the terminal or a file."""

from collections.abc import Sequence
from io import StringIO

from rich.console import Console, Group
from rich.markup import escape

from etl.dry_run import DryRun
from etl.gates import GATES
from etl.load import Loaded
from metrics.period import Grain
from metrics.text import Language, Text
from reports.terminal import effects_table, value_in_words

REPORT_WIDTH = 140
SHOWN_LINES = 3  # of each reason for rejection

WORDS = {
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
}


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
        before, after = (value_in_words(answer, metric, language, "") for answer in (merging.before, merging.after))
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


def _lines(*lines: str) -> Group:
    """Lines as they are: a file's name may look like one of the terminal's colours."""
    return Group(*map(escape, lines))


def _some(lines: Sequence[int], count: int) -> str:
    shown = ", ".join(f"{line:,}" for line in lines[:SHOWN_LINES])
    return f"{shown} …" if count > SHOWN_LINES else shown
