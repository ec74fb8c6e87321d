"""What a change comes to, as a sentence or two made by rules: the same numbers in Korean and in English."""

from metrics.change import Change, Direction
from metrics.drivers import Contributor, Drivers, contributors
from metrics.facts import DIMENSIONS
from metrics.metric import Metric
from metrics.pair import Pair, Side
from metrics.particles import with_particle
from metrics.scorecard import Answer
from metrics.text import LANGUAGES, Language, Text
from metrics.unit import Unit

_NOTHING = Text(ko="{topic} 비교할 값이 없습니다.", en="{label} has nothing to be compared with.")
_UNCHANGED = Text(ko="{topic} {now} 그대로입니다.", en="{label} stayed at {now}.")
_BY_CHANCE = Text(
    ko="{topic} {before}에서 {now} 달라졌지만({amount}), 우연으로도 설명할 수 있는 차이입니다.",
    en="{label} went from {before} to {now} ({amount}), which chance alone may explain.",
)
_OVERLAPPING = Text(
    ko="{topic} {before}에서 {now} 달라졌습니다({amount}). 두 기간이 겹쳐 우연인지는 검정하지 않았습니다.",
    en="{label} went from {before} to {now} ({amount}). The two windows share days, so chance was not tested.",
)
_MOVED = {
    (True, Direction.UP): Text(
        ko="{topic} {before}에서 {now} 길어졌습니다({amount}).", en="{label} rose from {before} to {now} ({amount})."
    ),
    (True, Direction.DOWN): Text(
        ko="{topic} {before}에서 {now} 짧아졌습니다({amount}).", en="{label} fell from {before} to {now} ({amount})."
    ),
    (False, Direction.UP): Text(
        ko="{topic} {before}에서 {now} 높아졌습니다({amount}).", en="{label} rose from {before} to {now} ({amount})."
    ),
    (False, Direction.DOWN): Text(
        ko="{topic} {before}에서 {now} 낮아졌습니다({amount}).", en="{label} fell from {before} to {now} ({amount})."
    ),
}
_LARGEST = Text(ko="가장 큰 몫은 {largest}입니다.", en="Largest share: {largest}.")
_LARGEST_AGAINST = Text(ko="가장 큰 몫은 {largest}이고, {other} 반대로 움직였습니다.", en="Largest share: {largest}; against it: {other}.")
_BY_MIX = Text(
    ko="다만 값 자체보다 {dimension}별 비중이 달라진 영향이 더 큽니다.",
    en="More of the change comes from the mix by {dimension} than from the values themselves.",
)
_NOT_DIVISIBLE = Text(
    ko="여러 {dimension}에 걸친 고객이 많아 {dimension}별 몫으로 나눌 수 없습니다.",
    en="Too many customers belong to more than one {dimension} to divide the change by {dimension}.",
)
_NOT_BY_RATED_ALONE = Text(ko="평가받은 문의만 보고 판단하지 마세요.", en="Do not judge by the rated tickets alone.")
_APART = {
    True: Text(
        ko="평가받은 문의({own})는 응답한 문의 전체({all})보다 빨리 응답받은 문의입니다.",
        en="The rated tickets ({own}) were answered sooner than all answered ones ({all}).",
    ),
    False: Text(
        ko="평가받은 문의({own})는 응답한 문의 전체({all})보다 늦게 응답받은 문의입니다.",
        en="The rated tickets ({own}) were answered later than all answered ones ({all}).",
    ),
}
COUNTS_AGAINST = 0.5  # a segment that went the other way is told where it weighs at least this much of the largest


def moved_in_words(metric: Metric, before: Answer, after: Answer, change: Change, currency: str = "KRW") -> Text:
    """How a metric changed: "불만율은 3.2%에서 4.2%로 높아졌습니다(+1.0%p)."

    A change that chance may explain, or that was not tested, is said to be so, and is called neither rise nor fall.
    """
    template = _template(metric, before, after, change)

    def said(language: Language) -> str:
        label = metric.label.of(language)
        earlier, later = (metric.unit.show(answer.value, language, currency) for answer in (before, after))
        return template.of(language).format(
            label=label,
            topic=with_particle(label, "은/는"),
            before=earlier,
            now=with_particle(later, "으로/로") if language == "ko" else later,
            amount=metric.unit.show_change(change.amount, language),
        )

    return Text(ko=said("ko"), en=said("en"))


def drivers_in_words(moved: Drivers, currency: str = "KRW") -> Text:
    """How a metric changed, and which segment had the largest share in it.

    No segment is named where chance may explain the change: a share of nothing is nothing.
    """
    return _joined(moved_in_words(moved.metric, moved.before, moved.after, moved.change, currency), *_why(moved))


def why_in_words(moved: Drivers) -> Text | None:
    """Which segment had the largest share in a change; None where that explains nothing."""
    told = _why(moved)
    return _joined(*told) if told else None


def pair_in_words(both: Pair) -> Text:
    """How the speed and the satisfaction of the same tickets changed, and where these tickets do not stand for all.

    The verdict has its own words.
    """
    told = [_side_in_words(both.speed), _side_in_words(both.satisfaction)]
    if both.is_contradicted:
        told += [_side_in_words(both.all_speed), _NOT_BY_RATED_ALONE]
    elif both.stands_apart:
        told.append(_apart(both.speed, both.all_speed))
    return _joined(*told)


def _side_in_words(side: Side) -> Text:
    return moved_in_words(side.metric, side.before, side.after, side.change)


def _apart(own: Side, of_all: Side) -> Text:
    is_sooner = (own.after.value or 0) < (of_all.after.value or 0)

    def said(language: Language) -> str:
        shown = [side.metric.unit.show(side.after.value, language) for side in (own, of_all)]
        return _APART[is_sooner].of(language).format(own=shown[0], all=shown[1])

    return Text(ko=said("ko"), en=said("en"))


def _template(metric: Metric, before: Answer, after: Answer, change: Change) -> Text:
    if before.value is None or after.value is None:
        return _NOTHING
    if change.direction in (Direction.UP, Direction.DOWN):
        return _MOVED[metric.unit is Unit.MINUTES, change.direction]
    if metric.unit.show(before.value, "en") == metric.unit.show(after.value, "en"):
        return _UNCHANGED
    return _OVERLAPPING if change.direction is Direction.OVERLAPS else _BY_CHANCE


def _why(moved: Drivers) -> list[Text]:
    """The sentences on the segments; none where there is nothing to explain."""
    amount, ranked = moved.amount, contributors(moved, most=moved.segments.height)
    if not amount or moved.residual is None or moved.change.amount is None or moved.change.direction is Direction.CANNOT_TELL:
        return []
    along, against = ([each for each in ranked if each.contribution * sign > 0] for sign in (amount, -amount))
    if not along:
        return []
    largest, dimension = along[0], DIMENSIONS[moved.dimension]
    dimension = Text(ko=dimension.ko, en=dimension.en.lower())
    if abs(moved.residual) > abs(largest.contribution):
        return [_by(_NOT_DIVISIBLE, dimension)]
    is_crossed = bool(against) and abs(against[0].contribution) >= COUNTS_AGAINST * abs(largest.contribution)
    first = (
        _against(largest, against[0], moved)
        if is_crossed
        else Text(ko=_LARGEST.ko.format(largest=_share(largest, moved, "ko")), en=_LARGEST.en.format(largest=_share(largest, moved, "en")))
    )
    is_mix = abs(moved.mix) > abs(moved.within) and moved.mix * amount > 0
    return [first, _by(_BY_MIX, dimension)] if is_mix else [first]


def _against(largest: Contributor, other: Contributor, moved: Drivers) -> Text:
    ko, en = ({"largest": _share(largest, moved, language), "other": _share(other, moved, language)} for language in LANGUAGES)
    ko["other"] = with_particle(ko["other"], "은/는")
    return Text(ko=_LARGEST_AGAINST.ko.format(**ko), en=_LARGEST_AGAINST.en.format(**en))


def _share(contributor: Contributor, moved: Drivers, language: Language) -> str:
    """A segment and its contribution as the metric's changes are told: "온라인팀(+0.6%p)"."""
    unit, before = moved.metric.unit, moved.before.value
    amount = contributor.contribution / before if unit.is_relative and before else contributor.contribution
    return f"{contributor.label.of(language)}{'' if language == 'ko' else ' '}({unit.show_change(amount, language)})"


def _by(text: Text, dimension: Text) -> Text:
    return Text(ko=text.ko.format(dimension=dimension.ko), en=text.en.format(dimension=dimension.en))


def _joined(*texts: Text) -> Text:
    return Text(ko=" ".join(text.ko for text in texts), en=" ".join(text.en for text in texts))
