import dataclasses
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from metrics.catalog import metric
from metrics.facts import Facts
from metrics.metric import Metric
from metrics.period import Grain
from metrics.text import LANGUAGES
from reports.content import Content, Section

Report = Callable[..., Content]
SMALL = {"team": ("소규모 팀",)}
OCTOBER = Grain.MONTH.period_of(date(2026, 10, 1))
RATE = (metric("complaint_rate"),)


def section(content: Content, name: str) -> Section:
    return next(section for section in content.sections if section.figures.name == name)


def sentences(content: Content) -> dict[str, str]:
    """What is said under each label."""
    said: dict[str, str] = {}
    for point in content.points:
        said[point.label] = f"{said.get(point.label, '')} {point.sentence}".strip()
    return said


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if dataclasses.is_dataclass(value):
        return [text for field in dataclasses.fields(value) if field.name != "svg" for text in texts(getattr(value, field.name))]
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    return [text for item in value for text in texts(item)] if isinstance(value, tuple) else []


def test_a_report_says_the_same_twice(report: Report, september: Content) -> None:
    assert report() == september


def test_the_first_page_tells_what_moved_and_what_was_bought_dearly(september: Content) -> None:
    said = sentences(september)
    assert re.search(r"첫 응답 시간 \(중앙값\)이 .+에서 .+분으로 짧아졌습니다\(-\d.*%, 개선\)", said["1년 전 대비"])
    assert re.search(r"고객 만족도 \(CSAT\)가 .+%에서 .+%로 낮아졌습니다\(-\d.*%p, 악화\)", said["전월 대비"])
    assert "첫 응답 시간 (중앙값)이 좋아진 사이에 고객 만족도 (CSAT)는 나빠졌습니다" in said["주의"]
    assert "순추천지수 (NPS)는 +" in said["목표"] and "목표(+70 이상)를 달성했습니다" in said["목표"]


def test_a_change_is_never_told_by_colour_alone(september: Content) -> None:
    for section_ in september.sections:
        for change in filter(None, (section_.figures.change, section_.figures.year_change)):
            sign = {"good": "▲▼", "bad": "▲▼", "unsure": "◇"}[change.tone]
            assert change.said[0] in sign
            assert ("개선" in change.said) == (change.tone == "good") and ("악화" in change.said) == (change.tone == "bad")


def test_lower_is_better_where_the_metric_says_so(september: Content) -> None:
    year = section(september, "first_response_time").figures.year_change
    assert year is not None and year.said.startswith("▼") and year.tone == "good"


def test_an_unfinished_period_is_said_to_be_running(september: Content, october: Content) -> None:
    content = october
    assert sentences(content)["진행 중"] == (
        "2026년 10월은 아직 끝나지 않았습니다. 2026-10-13까지의 자료이며, 값은 달라질 수 있습니다. 이전 기간도 같은 날까지만 비교했습니다."
    )
    assert {each.figures.remark for each in content.sections} == {"진행 중"}
    assert "진행 중" not in sentences(september)


def test_too_few_few_and_none_are_three_things(report: Report) -> None:
    content = report(where=SMALL)
    few, grey, none = (section(content, name).figures for name in ("net_promoter_score", "customer_satisfaction", "repurchase_rate"))
    assert (few.value, few.n, few.remark) == ("–", "3", "5건 미만이라 표시 안 함")
    assert (grey.value, grey.n, grey.remark, grey.is_grey) == ("100.0%", "12", "표본 적음", True)
    assert (none.value, none.n, none.remark) == ("–", "0", "자료 없음")
    said = sentences(content)["자료"]
    assert "순추천지수 (NPS)는 5건 미만의 자료뿐이라" in said
    assert "재구매율, 첫 응답 시간 (중앙값), 불만율, 고객생애가치 (누적 매출)는 이 기간에 자료가 없거나" in said


def test_without_any_data_there_is_one_sentence_and_no_empty_picture(report: Report) -> None:
    content = report(Facts.empty(), snapshot_name=None, published_at=None)
    assert [point.sentence for point in content.points] == ["이 기간에는 표시할 수 있는 값이 없습니다."]
    assert all(each.trend is each.spark is each.table is None for each in content.sections)
    assert content.snapshot == "없음 (불러온 자료 없음)"


def test_the_table_holds_a_year_and_the_period_itself(september: Content) -> None:
    table = section(september, "complaint_rate").table
    assert table is not None
    assert [row[0] for row in table.rows] == [f"2025년 {m}월" for m in range(9, 13)] + [f"2026년 {m}월" for m in range(1, 10)]
    assert table.head == ("기간", "값", "95% 신뢰구간", "분자", "n (분모)")
    last = table.rows[-1]
    assert last[1] == f"{100 * int(last[3]) / int(last[4]):.1f}%"


def test_a_table_has_remarks_only_where_there_is_something_to_remark(october: Content) -> None:
    running = section(october, "complaint_rate").table
    assert running is not None and running.head[-1] == "" and running.rows[-1][-1] == "진행 중"
    assert {row[-1] for row in running.rows[:-1]} == {""}


def test_the_scope_names_the_teams_that_were_read_and_the_filters(report: Report) -> None:
    assert report(metrics=RATE).scope == "모든 팀"
    assert report(metrics=RATE, teams={"서울", "부산"}).scope == "부산, 서울"
    assert report(metrics=RATE, teams=set()).scope == "볼 수 있는 팀 없음"
    assert report(metrics=RATE, where={"team": ("서울",)}).scope == "팀: 서울"
    assert report(metrics=RATE, where={"channel": ("web",)}).scope == "모든 팀 · 채널: web"


def test_a_filter_that_a_metric_cannot_be_cut_by_is_said_on_its_page(report: Report) -> None:
    content = report(where={"category": ("배송",)})
    assert "문의 유형 기준으로 나눌 수 없어" in section(content, "net_promoter_score").remark
    assert section(content, "first_response_time").remark == ""


def test_every_metric_and_those_beside_it_are_defined_once(september: Content, overview: tuple[Metric, ...]) -> None:
    labels = [definition.label for definition in september.glossary]
    assert sorted(labels) == sorted(set(labels)) and "첫 응답 시간, 느린 10%" in labels
    assert set(labels) == {shown.label.ko for metric in overview for shown in (metric, *metric.beside)}


def test_english_has_no_korean_in_it(report: Report) -> None:
    content = report(language="en", company="Dangol Shop", where={"channel": ("web",)}, period=OCTOBER)
    assert [text for text in texts(content) if re.search("[가-힣]", re.sub("서울|부산|소규모 팀", "", text))] == []


def test_korean_has_no_english_sentence_in_it(report: Report) -> None:
    content = dataclasses.replace(report(where=SMALL, period=OCTOBER), glossary=())  # sources of definitions are cited as published
    assert [text for text in texts(content) if re.search(r"[a-z]{3,} [a-z]{2,}", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("grain", [grain for grain in Grain if grain is not Grain.WHOLE])
def test_every_grain_has_its_words(report: Report, grain: Grain, language: str) -> None:
    content = report(grain=grain, period=grain.period_of(date(2026, 8, 12)), language=language, metrics=RATE)
    assert content.compared_with and content.sections[0].trend is not None and len(content.sections[0].trend.svg) > 1000
