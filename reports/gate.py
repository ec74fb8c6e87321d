"""What must hold before a report is sent. If one check fails, nobody gets the report: it is held, and its owner is told why."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from metrics.beginning import FIRST_KNOWN
from metrics.calendar import BusinessCalendar
from metrics.catalog import metric
from metrics.facts import Fact, Facts, Orders, Responses, Tickets
from metrics.period import Grain, Span
from metrics.text import Text
from metrics.volume import events_in
from reports.made import Made
from reports.recipe import Recipe
from reports.words import ALL_TEAMS
from store.loads import Load
from store.runs import Reason

FEWEST_TO_COMPARE = 50  # of fewer events a period, any swing is plausible
LEAST, MOST = 0.25, 4.0  # of the usual number; beyond, a file is missing or was loaded twice
EARLIER_PERIODS = 6
FACT_LABELS: dict[type[Fact], Text] = {
    Orders: Text(ko="주문", en="orders"),
    Tickets: Text(ko="문의", en="tickets"),
    Responses: Text(ko="설문 응답", en="survey answers"),
}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a report is judged by: its recipe, the data, the loads that are not done, and every version of it as it was made."""

    recipe: Recipe
    needed_until: date
    facts: Facts
    open_loads: Sequence[Load]
    made: Sequence[Made]
    calendar: BusinessCalendar
    stale_after: int  # working days without an event

    @property
    def needed(self) -> list[type[Fact]]:
        """The facts with events that its metrics are made from."""
        return [fact for fact in FIRST_KNOWN if any(fact in metric.formula.facts for metric in self.recipe.measured)]


@dataclass(frozen=True)
class Check:
    """One thing that must hold. `failing` says what does not, a sentence each."""

    name: str
    label: Text
    failing: Callable[[Evidence], Iterator[Text]]


def _stale(evidence: Evidence) -> Iterator[Text]:
    for fact in evidence.needed:
        label, end = FACT_LABELS[fact], evidence.facts.ends.get(fact)
        if end is None:
            yield Text(
                ko=f"{label.ko} 데이터가 없습니다. 파일을 불러와 주세요.",
                en=f"There are no {label.en}. Load their export.",
            )
            continue
        silent = (end + timedelta(days=passed) for passed in range((evidence.needed_until - end).days))
        worked = sum(evidence.calendar.is_working_day(day) for day in silent)
        if worked > evidence.stale_after:
            last, wanted = end - timedelta(days=1), evidence.needed_until - timedelta(days=1)
            yield Text(
                ko=f"{label.ko} 데이터가 {last}까지만 있습니다. 이 보고서에는 {wanted}까지 필요합니다. 최신 파일을 불러와 주세요.",
                en=f"The {label.en} end on {last}; this report needs them up to {wanted}. Load the latest export.",
            )


def _unfinished(evidence: Evidence) -> Iterator[Text]:
    for load in evidence.open_loads:
        yield Text(
            ko=f"'{load.file_name}' 파일을 불러오는 일이 끝나지 않았습니다. 끝내거나 취소해 주세요.",
            en=f"Loading '{load.file_name}' has not been finished. Finish or cancel it.",
        )


def _implausible(evidence: Evidence) -> Iterator[Text]:
    grain, period = evidence.recipe.grain, evidence.recipe.period
    spans = [period, *_earlier(grain, period)]
    if evidence.needed_until < period.end:  # the month is not over: as many days of the earlier ones
        spans = [Span(span.start, min(span.end, span.start + (evidence.needed_until - period.start))) for span in spans]
    for fact in evidence.needed:
        now, *before = events_in(fact, evidence.facts, spans)
        known = [count for count in before if count]
        usual = median(known) if known else 0
        if usual >= FEWEST_TO_COMPARE and not LEAST * usual <= now <= MOST * usual:
            label = FACT_LABELS[fact]
            yield Text(
                ko=f"이 기간의 {label.ko} 건수는 {now:,}건으로, 평소({usual:,.0f}건)와 크게 다릅니다. "
                "빠지거나 겹친 파일이 없는지 확인해 주세요.",
                en=f"There are {now:,} {label.en} in this period where {usual:,.0f} are usual. "
                "Check whether a file is missing or loaded twice.",
            )


def _uncomputed(evidence: Evidence) -> Iterator[Text]:
    if not evidence.made:
        return
    for name in sorted(set.intersection(*(set(made.without_data) for made in evidence.made))):
        label = metric(name).label
        yield Text(ko=f"'{label.ko}' 지표를 계산할 자료가 없습니다.", en=f"There is nothing to compute '{label.en}' from.")


def _blank(evidence: Evidence) -> Iterator[Text]:
    for made in evidence.made:
        if made.sections == len(made.without_data):
            yield Text(
                ko=f"{whose(made).ko}: 값이 하나도 없는 빈 보고서입니다.",
                en=f"{whose(made).en}: the report is blank, without a single value.",
            )


def _lost_charts(evidence: Evidence) -> Iterator[Text]:
    for made in evidence.made:
        found = made.proof.pictures
        if found != made.pictures:
            yield Text(
                ko=f"{whose(made).ko}: 차트 {made.pictures}개 가운데 {found}개만 PDF에 들어 있습니다.",
                en=f"{whose(made).en}: the PDF holds {found} of {made.pictures} charts.",
            )


def _broken(evidence: Evidence) -> Iterator[Text]:
    for made in evidence.made:
        proof = made.proof
        if not proof.is_whole or proof.title != made.title or proof.pages != made.pages:
            yield Text(
                ko=f"{whose(made).ko}: PDF가 온전하지 않습니다({made.pages}쪽 가운데 {proof.pages}쪽).",
                en=f"{whose(made).en}: the PDF is not whole ({proof.pages} of {made.pages} pages).",
            )


def whose(made: Made) -> Text:
    """The teams that a report is about, in the language of whoever is told of it, which need not be the report's."""
    return ALL_TEAMS if made.teams is None else Text(ko=", ".join(made.teams), en=", ".join(made.teams))


CHECKS: tuple[Check, ...] = (
    Check("fresh", Text(ko="자료의 최신성", en="Freshness"), _stale),
    Check("loaded", Text(ko="진행 중인 불러오기", en="Unfinished loads"), _unfinished),
    Check("plausible", Text(ko="건수", en="Number of rows"), _implausible),
    Check("computed", Text(ko="지표 계산", en="Computed metrics"), _uncomputed),
    Check("blank", Text(ko="내용", en="Content"), _blank),
    Check("charts", Text(ko="차트", en="Charts"), _lost_charts),
    Check("whole", Text(ko="PDF", en="PDF"), _broken),
)
# What cannot be released: there would be nothing to send, nobody to send it to, or not what was asked for.
NEVER_SENT = frozenset({"recipients", "made", "charts", "whole"})
# What follows from data that are not there, and need not be said besides.
_CAUSES, _EFFECTS = frozenset({"fresh", "loaded"}), frozenset({"plausible", "computed"})


def reasons(evidence: Evidence) -> list[Reason]:
    """Every check that fails, in words; nothing where the report may be sent."""
    found = [Reason(check.name, said.ko, said.en) for check in CHECKS for said in check.failing(evidence)]
    is_explained = not _CAUSES.isdisjoint(reason.check for reason in found)
    return [reason for reason in found if not (is_explained and reason.check in _EFFECTS)]


def check_label(name: str) -> Text:
    """What a check is called; also those that come before the report is there."""
    return next((check.label for check in CHECKS if check.name == name), OTHERS.get(name, MADE))


MADE = Text(ko="보고서 만들기", en="Making the report")
OTHERS = {"made": MADE, "recipients": Text(ko="받는 사람", en="Recipients")}


def _earlier(grain: Grain, period: Span) -> list[Span]:
    return [grain.back(period, count) for count in range(1, EARLIER_PERIODS + 1)]
