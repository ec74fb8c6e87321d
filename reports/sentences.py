"""What the numbers say, in sentences: what moved, what can be said of the goals, what cannot be told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from charts.paper import periods_seen
from metrics.change import Direction
from metrics.comparison import Comparison, feast_moved, with_last_period, with_last_year
from metrics.goal import Verdict
from metrics.metric import Better, Metric
from metrics.particles import with_particle
from metrics.period import Grain, Span
from metrics.query import FEWEST, NO_DATA, TOO_FEW
from metrics.scorecard import Score
from metrics.text import Language, Text
from metrics.unit import Unit
from reports.words import COMPARED_WITH, YEAR_AGO, goal_in_words, in_sentence


@dataclass(frozen=True)
class Point:
    """One thing to know: a word that says of what kind it is, and the sentence."""

    label: str
    sentence: str


HEADLINES = 3
Why = Callable[[Score, Comparison, Language], str]  # what moved a score against an earlier one, in a sentence; empty where nobody knows

_GOALS = Text(ko="목표", en="Goals")
_WARNING = Text(ko="주의", en="Take care")
_UNCLEAR = Text(ko="판단 보류", en="Cannot be told")
_MISSING = Text(ko="자료", en="Data")
_RUNNING = Text(ko="진행 중", en="Still running")
_FEAST = Text(ko="명절", en="Holidays")

_NOTHING = Text(ko="이 기간에는 표시할 수 있는 값이 없습니다.", en="No value can be shown for this period.")
_NO_DATA_FOR = Text(
    ko="{metrics} 이 기간에 자료가 없거나, 계산에 필요한 기간만큼 쌓이지 않았습니다.",
    en="{metrics}: no data in this period, or not yet as much as the calculation looks back on.",
)
_TOO_FEW_FOR = Text(
    ko="{metrics} {fewest}건 미만의 자료뿐이라 값을 표시하지 않습니다.",
    en="{metrics}: fewer than {fewest}, so no value is shown.",
)
_CANNOT_TELL = Text(
    ko="{metrics}의 변화는 아직 우연과 구분할 수 없습니다.",
    en="The change of {metrics} cannot be told from chance yet.",
)
_STILL_RUNNING = Text(
    ko="{period} 아직 끝나지 않았습니다. {last}까지의 자료이며, 값은 달라질 수 있습니다. 이전 기간도 같은 날까지만 비교했습니다.",
    en="{period} is not over: these are the numbers up to {last}, and they may still change. Earlier ones are compared to the same day.",
)
_NO_MOVE = Text(
    ko="우연으로 보기 어려운 변화가 확인된 지표는 없습니다.",
    en="No metric changed by more than chance may explain.",
)


def points(
    scores: Sequence[Score],
    period: Span,
    grain: Grain,
    until: date | None,
    language: Language,
    currency: str,
    *,
    moves: Sequence[Point] | None = None,
) -> list[Point]:
    """The few sentences of the first page. `moves` are said of what changed, where somebody knows more of it than the scores."""
    if all(score.now.value is None for score in scores):
        return [Point(_MISSING.of(language), _NOTHING.of(language))]
    said: list[Point] = []

    def say(label: Text, sentence: str) -> None:
        if sentence:
            said.append(Point(label.of(language), sentence))

    if until is not None and period.start < until < period.end:
        name, last = grain.name_of(period, language), until - timedelta(days=1)
        named = with_particle(name, "은/는") if language == "ko" else name
        say(_RUNNING, _STILL_RUNNING.of(language).format(period=named, last=last.isoformat()))
    said += [] if moves is None else moves
    say(_GOALS, _goals(scores, language, currency))
    said += movements(scores, grain, language, currency) if moves is None else _remarks(scores, grain, language)
    if any(score.change.direction in (Direction.UP, Direction.DOWN) for score in scores):
        unclear = [score for score in scores if score.change.direction is Direction.CANNOT_TELL]
        say(_UNCLEAR, _sentence(_CANNOT_TELL, unclear, language, particle=None))
    missing = [
        _sentence(_NO_DATA_FOR, [score for score in scores if score.now.state == NO_DATA], language),
        _sentence(_TOO_FEW_FOR, [score for score in scores if score.now.state == TOO_FEW], language),
        *_lagging(scores, period, until, language),
    ]
    say(_MISSING, " ".join(filter(None, missing)))
    return said


def movements(scores: Sequence[Score], grain: Grain, language: Language, currency: str) -> list[Point]:
    """What changed by more than chance, since the period before and since a year ago, and what got better at another's cost."""
    said = []
    for base, compared in _compared(grain).items():
        told = [(score, compared(score)) for score in scores]
        moves = [_move(score, to, language, currency) for score, to in told if to and to.change.direction in (Direction.UP, Direction.DOWN)]
        if moves or any(to and to.change.direction is Direction.CANNOT_TELL for _, to in told):
            said.append(Point(base.of(language), " ".join(moves) or _NO_MOVE.of(language)))
    return said + _remarks(scores, grain, language)


def headlines(scores: Sequence[Score], grain: Grain, language: Language, currency: str, why: Why) -> list[Point]:
    """The three changes to know first, each with what moved it: what got worse before what got better, the latest before the year's.

    A metric has one of them, and what chance may explain has none.
    """
    first: dict[Metric, tuple[Score, Text, Comparison]] = {}
    for base, compared in _compared(grain).items():
        for score in scores:
            to = compared(score)
            if to is not None and to.change.direction in (Direction.UP, Direction.DOWN):
                first.setdefault(score.metric, (score, base, to))
    ranked = sorted(first.values(), key=lambda each: each[2].change.is_good is not False)
    told = [
        Point(base.of(language), " ".join(filter(None, [_move(score, to, language, currency), why(score, to, language)])))
        for score, base, to in ranked[:HEADLINES]
    ]
    can_be_told = any(score.change.direction is not Direction.UNKNOWN for score in scores)
    return told or ([Point(COMPARED_WITH[grain].of(language), _NO_MOVE.of(language))] if can_be_told else [])


def _remarks(scores: Sequence[Score], grain: Grain, language: Language) -> list[Point]:
    """What must be known of the changes: feasts that moved, and what got better at another's cost."""
    moved = [Point(_FEAST.of(language), why.of(language)) for why in dict.fromkeys(map(feast_moved, scores)) if why]
    return moved + [Point(_WARNING.of(language), warning) for warning in warnings(scores, grain, language)]


def warnings(scores: Sequence[Score], grain: Grain, language: Language) -> list[str]:
    """Which metric got better while one that belongs beside it got worse."""
    said = []
    for score in scores:
        for other in score.beside:
            for base, compared in _compared(grain).items():
                own, its = compared(score), compared(other)
                if own and its and own.change.is_good is True and its.change.is_good is False:
                    said.append(_bought_dearly(score, other, base, language))
                    break
    return said


def _compared(grain: Grain) -> dict[Text, Callable[[Score], Comparison | None]]:
    return {COMPARED_WITH[grain]: with_last_period, YEAR_AGO: with_last_year}


def trend_in_words(score: Score, grain: Grain, language: Language, currency: str) -> str:
    """The trend for those who cannot see its picture: first, last, lowest and highest value, and the goal."""
    known = [(answer.value, answer.period) for answer in periods_seen(score) if answer.value is not None]
    label, metric = score.metric.label.of(language), score.metric
    if not known:
        return f"{label}: {_NOTHING.of(language)}"

    def told(pair: tuple[float, Span]) -> str:
        value, period = pair
        return f"{metric.unit.show(value, language, currency)} ({grain.name_of(period, language)})"

    least, most = min(known, key=lambda pair: pair[0]), max(known, key=lambda pair: pair[0])
    words = Text(
        ko="{label} 추세: 처음 {first}, 마지막 {last}, 가장 낮은 값 {least}, 가장 높은 값 {most}.",
        en="{label}, trend: first {first}, last {last}, lowest {least}, highest {most}.",
    )
    said = words.of(language).format(label=label, first=told(known[0]), last=told(known[-1]), least=told(least), most=told(most))
    if score.goal is None:
        return said
    goal = Text(ko=" 목표 {goal}.", en=" Goal: {goal}.").of(language)
    return said + goal.format(goal=goal_in_words(score.goal, metric, language, currency))


_HELD = Text(
    ko="목표({goal})에 들었지만, 같은 문의의 만족도가 떨어져 달성으로 보지 않습니다",
    en="keeps its goal of {goal}, but it is not counted as met while the satisfaction of the same tickets is down",
)


def _goals(scores: Iterable[Score], language: Language, currency: str) -> str:
    """Every goal with what can be said of it."""
    said = {
        Verdict.MET: Text(ko="목표({goal})를 달성했습니다", en="met its goal of {goal}"),
        Verdict.NOT_MET: Text(ko="목표({goal})에 미치지 못했습니다", en="missed its goal of {goal}"),
        Verdict.TOO_EARLY: Text(ko="목표({goal})를 달성했는지 아직 말할 수 없습니다", en="may or may not have met its goal of {goal}"),
    }
    sentences = []
    for score in scores:
        judged = score.judgement
        if judged is None or judged.verdict is None:
            continue
        goal = goal_in_words(judged.goal, score.metric, language, currency)
        value = score.metric.unit.show(score.now.value, language, currency)
        label = score.metric.label.of(language)
        start = f"{with_particle(label, '은/는')} {with_particle(value, '으로/로')}" if language == "ko" else f"{label} ({value})"
        told = _HELD if judged.guarded.is_held else said[judged.verdict]
        sentences.append(f"{start} {told.of(language).format(goal=goal)}.")
    return " ".join(sentences)


def _lagging(scores: Iterable[Score], period: Span, until: date | None, language: Language) -> list[str]:
    """Which metrics have data of a part of the period only, though other exports reach further."""
    ends: dict[date, list[Score]] = {}
    for score in scores:
        if until is not None and score.until is not None and period.start < score.until < min(until, period.end):
            ends.setdefault(score.until, []).append(score)
    said = []
    for end, behind in ends.items():
        last = (end - timedelta(days=1)).isoformat()
        text = Text(ko=f"{{metrics}} {last}까지의 자료만 있습니다.", en=f"{{metrics}}: data up to {last} only.")
        said.append(_sentence(text, behind, language))
    return said


def _move(score: Score, compared: Comparison, language: Language, currency: str) -> str:
    unit, change = score.metric.unit, compared.change
    rose = change.direction is Direction.UP
    before, now = (unit.show(answer.value, language, currency) for answer in (compared.before, compared.now))
    amount, label = unit.show_change(change.amount, language), score.metric.label.of(language)
    days = f", {compared.days.of(language)}" if compared.days else ""
    if language == "ko":
        went = {(True, True): "길어졌습니다", (True, False): "짧아졌습니다", (False, True): "높아졌습니다", (False, False): "낮아졌습니다"}
        judged = {True: ", 개선", False: ", 악화", None: ""}[change.is_good]
        start = f"{with_particle(label, '이/가')} {before}에서 {with_particle(now, '으로/로')}"
        return f"{start} {went[unit is Unit.MINUTES, rose]}({amount}{judged}{days})."
    judged = {True: ", better", False: ", worse", None: ""}[change.is_good]
    return f"{label} {'rose' if rose else 'fell'} from {before} to {now} ({amount}{judged}{days})."


def _bought_dearly(score: Score, other: Score, base: Text, language: Language) -> str:
    """A metric got better, compared with `base`, while one that belongs beside it got worse."""
    if language == "ko":
        better, worse = with_particle(score.metric.label.ko, "이/가"), with_particle(other.metric.label.ko, "은/는")
        return f"{base.ko} {better} 좋아진 사이에 {worse} 나빠졌습니다. 한쪽만 보고 판단하지 마세요."
    better, worse = (in_sentence(each.metric.label, "en") for each in (score, other))
    return f"{base.en}, {better} got better while {worse} got worse. Do not judge by one of them alone."


def better_way(metric_better: Better) -> Text:
    """Which way is good, in words."""
    return {
        Better.HIGHER: Text(ko="높을수록 좋음", en="higher is better"),
        Better.LOWER: Text(ko="낮을수록 좋음", en="lower is better"),
        Better.NEITHER: Text(ko="높고 낮음만으로 판단하지 않음", en="good neither high nor low by itself"),
    }[metric_better]


def _sentence(text: Text, scores: Sequence[Score], language: Language, particle: str | None = "은/는") -> str:
    """A sentence about several metrics; nothing where there are none."""
    if not scores:
        return ""
    labels = [score.metric.label.of(language) for score in scores]
    if language == "ko":
        names = ", ".join(labels)
        return text.ko.format(metrics=with_particle(names, particle) if particle else names, fewest=FEWEST)
    inside = "of {metrics}" in text.en
    first, *others = [in_sentence(score.metric.label, "en") if inside or place else labels[place] for place, score in enumerate(scores)]
    names = f"{', '.join([first, *others[:-1]])} and {others[-1]}" if others else first
    return text.en.format(metrics=names, fewest=FEWEST)
