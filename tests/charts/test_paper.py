import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from xml.etree import ElementTree

import polars as pl
import pytest

from charts import marks, paper, typeface
from charts.palette import LIGHT
from metrics.catalog import METRICS
from metrics.change import Change, Direction
from metrics.goal_book import Wanted
from metrics.judgement import Judgement
from metrics.pair import Guarded
from metrics.period import Grain
from metrics.scorecard import Answer, Score

SEPTEMBER = Grain.MONTH.period_of(date(2026, 9, 1))


def score(
    values: Sequence[float | None], *, name: str = "repurchase_rate", n: int = 1000, is_running: bool = False, grain: Grain = Grain.MONTH
) -> Score:
    """A score whose trend has these values, each with an interval of ±10 %."""
    last = grain.period_of(SEPTEMBER.start)
    rows = []
    for back, value in zip(reversed(range(len(values))), values, strict=True):
        period = grain.back(last, back)
        low, high = (None, None) if value is None else (0.9 * value, 1.1 * value)
        state = "no_data" if value is None else "known"
        counts = {"part": None, "whole": None, "n": 0 if value is None else n, "state": state}
        rows.append({"period_start": period.start, "period_end": period.end, "value": value, "low": low, "high": high, **counts})
    trend = pl.DataFrame(rows, schema_overrides={"value": pl.Float64, "low": pl.Float64, "high": pl.Float64})
    before, now = (Answer.of(row) for row in trend.tail(2).iter_rows(named=True))
    metric = METRICS[name]
    goals = (metric.goal,) * len(values)
    judged = Judgement(Wanted(metric.goal), Guarded(None, is_held=False)) if metric.goal else None
    return Score(metric, now, before, Change(None, Direction.CANNOT_TELL, None), trend, is_running, (), judgement=judged, goals=goals)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("}text")]


def test_text_stays_text_in_hangul_and_nanumgothic() -> None:
    svg = paper.trend(score([0.45, 0.46, 0.47, 0.48, 0.47, 0.473]), Grain.MONTH, "ko")
    assert {"목표 ≥ 50.0%", "47.3%", "9월", "2026"} <= set(texts(svg))
    assert set(re.findall('font-family: ([^;"]+)', svg)) == {"'NanumGothic'"}


def test_the_same_score_gives_the_same_bytes_also_from_many_threads() -> None:
    given = score([0.45, None, 0.47, 0.48, 0.47, 0.473])
    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda _: paper.trend(given, Grain.MONTH, "ko"), range(8)))
    assert len(set(drawn)) == 1


def test_an_unfinished_period_is_dashed_and_hollow() -> None:
    values = [0.45, 0.46, 0.47, 0.48, 0.47, 0.473]
    over, running = (paper.trend(score(values, is_running=is_running), Grain.MONTH, "ko") for is_running in (False, True))
    series = rf"fill: none; stroke-dasharray: [^\"]*stroke: {LIGHT.accent}"
    hollow = rf"fill: {LIGHT.ground}; stroke: {LIGHT.accent}"
    assert re.search(series, running) and not re.search(series, over)
    firm = rf'<path d="([^"]+)"[^>]*fill: none; stroke: {LIGHT.accent}'
    assert [re.findall(firm, svg)[0].count("L") for svg in (over, running)] == [5, 4]
    assert re.search(hollow, running) and not re.search(hollow, over)


def test_few_answers_are_hollow_and_grey() -> None:
    hollow = f"fill: {LIGHT.ground}; stroke: {LIGHT.muted}"
    assert hollow in paper.trend(score([0.45] * 6, n=29), Grain.MONTH, "ko")
    assert hollow not in paper.trend(score([0.45] * 6, n=30), Grain.MONTH, "ko")


def test_the_goal_line_is_drawn_also_where_it_is_far_off() -> None:
    svg = paper.trend(score([0.10, 0.11, 0.12, 0.11, 0.10, 0.12]), Grain.MONTH, "en")
    heights = [float(y) for y in re.findall(rf'd="M [\d.]+ ([\d.]+) \nL [\d.]+ [\d.]+ \n" [^>]*stroke: {LIGHT.goal}', svg)]
    assert len(heights) == 1 and 0 < heights[0] < 56 / 25.4 * 72
    assert "Goal ≥ 50.0%" in texts(svg)


def test_a_metric_without_a_goal_has_no_goal_line() -> None:
    svg = paper.trend(score([0.8] * 6, name="customer_satisfaction"), Grain.MONTH, "ko")
    assert LIGHT.goal not in svg and not any("목표" in text for text in texts(svg))


def test_an_unknown_period_breaks_the_line() -> None:
    svg = paper.trend(score([0.4, 0.5, None, 0.4, 0.5, 0.45], name="customer_satisfaction"), Grain.MONTH, "ko")
    line = next(path for path in re.findall(r'<path d="([^"]+)"[^>]*fill: none; stroke: ' + LIGHT.accent, svg))
    assert line.count("M") == 2


def test_months_before_the_first_data_are_left_off_but_six_remain() -> None:
    assert len(paper.periods_seen(score([None] * 10 + [0.4] * 8))) == 8
    assert len(paper.periods_seen(score([None] * 10 + [0.4] * 2))) == 6
    assert len(paper.periods_seen(score([None] * 24))) == 6


def test_a_dollar_is_money_and_not_mathematics() -> None:
    svg = paper.trend(score([1_000_000.0 + k for k in range(6)], name="customer_lifetime_value"), Grain.MONTH, "en", "USD")
    assert "US$10,000.05" in texts(svg) or "$10,000.05" in texts(svg)


@pytest.mark.parametrize(("grain", "label"), [(Grain.DAY, "9/1"), (Grain.WEEK, "36주"), (Grain.QUARTER, "3분기"), (Grain.YEAR, "2026")])
def test_periods_are_named_as_people_name_them(grain: Grain, label: str) -> None:
    assert label in texts(paper.trend(score([0.4] * 8, grain=grain), grain, "ko"))


def test_labels_at_the_edge_do_not_cover_each_other() -> None:
    svg = paper.trend(score([0.40, 0.45, 0.48, 0.49, 0.50, 0.501]), Grain.MONTH, "ko")
    places = {
        text: float(y)
        for y, text in re.findall(r'<text [^>]*?(?:translate\([\d.]+ |\by=")([\d.]+)[^>]*>([^<]+)</text>', svg)
        if text in ("목표 ≥ 50.0%", "50.1%")
    }
    assert len(places) == 2 and abs(places["목표 ≥ 50.0%"] - places["50.1%"]) >= 9


def test_a_spark_ends_in_its_last_value_and_says_nothing_where_it_is_unknown() -> None:
    assert marks.spark(score([0.4, 0.5, 0.45])).count("<circle") == 1
    assert marks.spark(score([0.4, 0.5, None])).count("<circle") == 0
    assert marks.spark(score([0.4, None, 0.5, 0.6])).count("<polyline") == 2
    assert "<polyline" not in marks.spark(score([None] * 4))


def test_a_spark_rises_where_the_value_rises() -> None:
    points = re.search(r'points="([^"]+)"', marks.spark(score([0.4, 0.5])))
    assert points is not None
    (_, first), (_, last) = (map(float, point.split(",")) for point in points[1].split())
    assert last < first


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("단골 상점", "단골 상점"),
        ("\u1103\u1161\u11ab\u1100\u1169\u11af", "단골"),
        ("5 − 3", "5 – 3"),
        ("😀", "□"),
        ("a\u200bb\ufe0f\u202e\x00c", "abc"),
        ("a\u00a0b\nc", "a b c"),
    ],
)
def test_what_cannot_be_drawn_becomes_a_box_and_what_cannot_be_seen_goes(text: str, printed: str) -> None:
    assert typeface.printable(text) == printed
