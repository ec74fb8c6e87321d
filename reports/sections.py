"""What a report says of one metric: its figures, the way there, its teams, what stands beside it, what was written, what it means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from charts import marks, paper, paper_pair
from charts.palette import LIGHT, Palette
from metrics.comments import Sample
from metrics.facts import DIMENSIONS
from metrics.metric import Metric
from metrics.pair import DOES_NOT_PROVE
from metrics.pair_trend import PairTrend
from metrics.period import Grain
from metrics.query import FEWEST, NO_DATA
from metrics.scorecard import Answer, Score
from metrics.sentence import pair_in_words
from metrics.text import Language
from reports import words
from reports.edition import TABLE_PERIODS
from reports.figures import VERDICT_TONES, Figures, Picture, Table, figures, interval, periods_table, remark_on
from reports.findings import Findings, TeamAnswer
from reports.remarks import Remark, numbered
from reports.sentences import better_way, trend_in_words

TONES = {True: "good", False: "bad", None: "unsure"}


@dataclass(frozen=True)
class TeamRow:
    """One team: its numbers, how it stands, and its place among the others as a picture."""

    team: str
    value: str
    is_grey: bool
    interval: str
    n: str
    verdict: str
    verdict_tone: str
    mark: Picture | None
    remark: str


@dataclass(frozen=True)
class Pair:
    """Speed beside satisfaction of the same tickets."""

    verdict: str
    tone: str
    sentence: str
    does_not_prove: str
    picture: Picture | None


@dataclass(frozen=True)
class Voices:
    """What customers wrote, and by which rule these comments were chosen."""

    rule: str
    comments: tuple[tuple[str, str], ...]  # score, text


@dataclass(frozen=True)
class Noted:
    """A remark on the trend: the number of its period in the picture, and whose it is where somebody wrote it."""

    number: str
    kind: str
    about: str
    said: str
    whose: str


@dataclass(frozen=True)
class Section:
    """One metric: its figures, the way there, what stands beside it, and what it means."""

    figures: Figures
    about: str
    better: str
    spark: Picture | None
    bullet: Picture | None
    trend: Picture | None
    trend_title: str
    noted: tuple[Noted, ...]
    table: Table | None
    teams: tuple[TeamRow, ...]
    beside: tuple[Figures, ...]
    beside_sparks: tuple[Picture | None, ...]
    pair: Pair | None
    voices: Voices | None
    definition: str
    rise_may_mean: str
    check_first: str
    does_not_prove: str
    remark: str
    link: str

    @property
    def pictures(self) -> int:
        """How many pictures stand on its own pages."""
        own = [self.trend, *(row.mark for row in self.teams), *self.beside_sparks, self.pair and self.pair.picture]
        return sum(picture is not None for picture in own)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How sections are set: in which language and money, by which colours, and how wide a picture may be, in millimetres."""

    grain: Grain
    language: Language
    currency: str
    palette: Palette = LIGHT
    width: float = 174
    height: float = 56
    pair_height: float = 62


def section(score: Score, found: Findings, setting: Setting, where: Mapping[str, tuple[str, ...]], link: str = "") -> Section:
    """The section of one score."""
    metric, answers = score.metric, paper.periods_seen(score)
    grain, language, currency, palette = setting.grain, setting.language, setting.currency, setting.palette
    is_seen = any(answer.state != NO_DATA for answer in answers)
    is_drawn = any(answer.value is not None for answer in answers)
    ignored = [DIMENSIONS[dimension].of(language) for dimension in where if dimension not in metric.dimensions]
    in_words = trend_in_words(score, grain, language, currency)
    told = [remark for remark in found.remarks.get(metric.name, ()) if remark.period in {each.period for each in answers[-TABLE_PERIODS:]}]
    numbers = numbered(told)
    size = {"width": setting.width, "height": setting.height}
    return Section(
        figures=figures(score, grain, language, currency),
        about=metric.about.of(language),
        better=better_way(metric.better).of(language),
        spark=Picture(marks.spark(score, palette=palette), in_words) if is_drawn else None,
        bullet=_bullet(score, setting),
        trend=Picture(paper.trend(score, grain, language, currency, palette=palette, numbers=numbers, **size), in_words)
        if is_drawn
        else None,
        trend_title=_trend_title(score, grain, language),
        noted=tuple(_noted(each, numbers[each.period], language) for each in told) if is_drawn else (),
        table=periods_table(score, answers[-TABLE_PERIODS:], grain, language, currency) if is_seen else None,
        teams=_teams(score, found.teams.get(metric.name, ()), setting),
        beside=tuple(figures(other, grain, language, currency) for other in score.beside),
        beside_sparks=tuple(_spark(other, setting) for other in score.beside),
        pair=_pair(found.pairs[metric.name], score, setting) if metric.name in found.pairs else None,
        voices=_voices(found.samples[metric.name], metric, language) if metric.name in found.samples else None,
        definition=metric.definition.of(language),
        rise_may_mean=metric.rise_may_mean.of(language),
        check_first=metric.check_first.of(language),
        does_not_prove=metric.does_not_prove.of(language),
        remark=words.NOT_FILTERED.of(language).format(dimensions=", ".join(ignored)) if ignored else "",
        link=link,
    )


def _trend_title(score: Score, grain: Grain, language: Language) -> str:
    """What the picture shows and how to read it: "월별 추세 (띠는 95% 신뢰구간)"."""
    legend = [words.BAND, *([words.DASHED] if score.is_running else [])]
    return f"{words.TREND_BY[grain].of(language)} ({', '.join(text.of(language) for text in legend)})"


def _noted(remark: Remark, number: int, language: Language) -> Noted:
    note = remark.note
    whose = " · ".join(filter(None, (note.team, note.author))) if note else ""
    return Noted(str(number), remark.kind.value.of(language), remark.about.of(language), remark.told.of(language), whose)


def _spark(score: Score, setting: Setting) -> Picture | None:
    if all(answer.value is None for answer in paper.periods_seen(score)):
        return None
    said = trend_in_words(score, setting.grain, setting.language, setting.currency)
    return Picture(marks.spark(score, width=30, height=6, palette=setting.palette), said)


def _bullet(score: Score, setting: Setting) -> Picture | None:
    """The value beside its goal; nothing where one of both is missing."""
    if score.goal is None or score.now.value is None:
        return None
    scale = marks.Scale.of([score.now], score.goal.value)
    told = figures(score, setting.grain, setting.language, setting.currency)
    said = words.BULLET.format(label=told.label, value=told.value, interval=told.interval, goal=told.goal).of(setting.language)
    return Picture(marks.whisker(score.now, scale, score.goal.value, palette=setting.palette), said)


def _teams(score: Score, found: Sequence[TeamAnswer], setting: Setting) -> tuple[TeamRow, ...]:
    goals = [each.judged.goal.value for each in found if each.judged]
    scale = marks.Scale.of([each.now for each in found], goals[0] if goals else None)
    return tuple(_team(each, score.metric, scale, setting, is_running=score.is_running) for each in found)


def _team(found: TeamAnswer, metric: Metric, scale: marks.Scale, setting: Setting, *, is_running: bool) -> TeamRow:
    now, judged, language, currency = found.now, found.judged, setting.language, setting.currency
    value, doubt = metric.unit.show(now.value, language, currency), interval(now, metric, language, currency)
    goal = judged.goal.value if judged else None
    said = words.TEAM_MARK.format(team=found.team, value=value, interval=doubt).of(language)
    label = judged.label if judged else None
    return TeamRow(
        team=found.team,
        value=value,
        is_grey=now.is_grey,
        interval=doubt,
        n=f"{now.n:,}",
        verdict=f"{words.VERDICT_SIGNS[judged.shown_as]} {label.of(language)}" if judged and judged.shown_as and label else "",
        verdict_tone=VERDICT_TONES[judged.shown_as] if judged and judged.shown_as else "plain",
        mark=Picture(marks.whisker(now, scale, goal, palette=setting.palette), said) if now.value is not None else None,
        remark=remark_on(now, is_running, language),
    )


def _pair(trend: PairTrend, score: Score, setting: Setting) -> Pair:
    grain, language, period = setting.grain, setting.language, score.now.period
    told = trend.against(period, grain.back(period, 1))
    sides = [[Answer.of(row) for row in trend.side(name).iter_rows(named=True)] for name in ("speed", "satisfaction")]
    first = next((place for place, both in enumerate(zip(*sides, strict=True)) if any(each.value is not None for each in both)), None)
    sentence = pair_in_words(told).of(language)
    picture = None
    if first is not None:
        above, below = ((side.metric, answers[first:]) for side, answers in zip((told.speed, told.satisfaction), sides, strict=True))
        width, height, palette = setting.width, setting.pair_height, setting.palette
        svg = paper_pair.pair(above, below, grain, language, is_running=score.is_running, width=width, height=height, palette=palette)
        picture = Picture(svg, words.PAIR_PICTURE.format(sentence=sentence).of(language))
    return Pair(told.verdict.label.of(language), TONES[told.verdict.is_good], sentence, DOES_NOT_PROVE.of(language), picture)


def _voices(found: Sample, metric: Metric, language: Language) -> Voices | None:
    """The comments with the rule that chose them; where too few wrote, the rule alone; nothing where nobody did."""
    if not found.written:
        return None
    rule = words.DRAWN if found.comments else words.TOO_FEW_WROTE
    told = rule.format(written=f"{found.written:,}", drawn=len(found.comments), fewest=FEWEST).of(language)
    return Voices(told, tuple((words.SCORED.format(score=f"{each.score:g}").of(language), each.text) for each in found.comments))
