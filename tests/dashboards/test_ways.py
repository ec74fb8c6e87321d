"""The ways from a number to what it was counted from: from points, rows and sentences, in the same period and filters."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from etl.demo_story import ONLINE_TEAM
from metrics.catalog import METRICS
from metrics.records import row_sets
from tests.dashboards.site import Shown, Site, nodes_of

VIEW = {"period": "2026-10", "team": ONLINE_TEAM, "lang": "ko"}


def links(page: Shown, class_name: str) -> list[dict[str, Any]]:
    """The properties of the links of a class, in order."""
    return [n["props"] for n in nodes_of(page.tree) if n["type"] == "Link" and class_name in n["props"].get("className", "").split()]


def asked(href: str) -> tuple[str, dict[str, list[str]]]:
    parts = urlsplit(href)
    return parts.path, parse_qs(parts.query)


def points(page: Shown, chart: str) -> list[str | None]:
    """Where the points of a chart lead."""
    figure = page.props(id={"chart": chart, "part": "figures"})["data"]["light"]
    return next(trace["customdata"] for trace in figure["data"] if "customdata" in trace)


def test_a_point_and_a_row_of_a_score_open_the_low_comments_of_that_period_and_team(site: Site) -> None:
    page = site.page(path="/trends", metric="net_promoter_score", **VIEW)
    found = points(page, "trend")
    rows = [each["href"] for each in links(page, "link")]
    assert found == rows[::-1] and len(found) == 24
    path, given = asked(str(found[-6]))
    assert path == "/voice" and given["period"] == ["2026-05"] and given["team"] == [ONLINE_TEAM]
    assert given["survey"] == ["nps"] and given["band"] == ["low"]
    assert site.page(path=path, **given).found("fault") == []


def test_a_point_of_what_is_counted_opens_its_records_of_that_period(site: Site) -> None:
    page = site.page(path="/trends", metric="complaint_rate", **VIEW)
    path, given = asked(str(points(page, "trend")[-6]))
    assert path == "/records" and given["period"] == ["2026-05"] and given["metric"] == ["complaint_rate"]
    shown, trend = site.page(path=path, **given), site.page(path="/trends", **given)
    assert trend.found("number")[0] in shown.text


@pytest.mark.parametrize(
    "name", [name for name, metric in METRICS.items() if not row_sets(metric) and metric.theme.__name__ != "DataQuality"]
)
def test_what_no_records_make_leads_nowhere(name: str, site: Site) -> None:
    page = site.page(path="/trends", metric=name, **VIEW)
    assert "이 숫자의 근거 자료 보기" not in page.text
    assert not any(each["href"].startswith("/records") for each in links(page, "link"))


def test_a_segment_opens_its_own_trend(site: Site) -> None:
    page = site.page(path="/trends", metric="complaint_contacts", by="channel", period="2026-10", lang="ko")
    own = [asked(each["href"]) for each in links(page, "link") if each["href"].startswith("/trends")]
    assert own and all(path == "/trends" and len(given["channel"]) == 1 and "by" not in given for path, given in own)
    assert len({given["channel"][0] for _, given in own}) == len(own)


def test_a_fall_in_a_score_opens_its_comments(site: Site) -> None:
    page = site.page(period="2026-03", lang="ko")
    (way,) = links(page, "way")
    path, given = asked(way["href"])
    assert path == "/voice" and given["survey"] == ["csat"] and given["period"] == ["2026-03"]
    assert "만족도" in next(said for said in page.found("told") if "낮아졌습니다" in said)
    assert links(site.page(period="2026-02", lang="ko"), "way") == []  # then it rose


@pytest.mark.parametrize(("path", "chart"), [("/pair", "pair"), ("/service", "service-first_response_time")])
def test_points_of_other_pages_lead_on(path: str, chart: str, site: Site) -> None:
    found = [one for one in points(site.page(path=path, **VIEW), chart) if one]
    assert found and all(one.startswith(("/pair?", "/records?")) and "team=" in one for one in found)
    where, given = asked(found[0])
    assert site.page(path=where, **given).found("fault") == []


def test_complaints_by_reason_open_the_records_of_that_reason(site: Site) -> None:
    page = site.page(path="/service", period="2026-05", lang="ko")
    hrefs = [asked(each["href"]) for each in links(page, "link") if "category=" in each["href"]]
    (delivery,) = [given for path, given in hrefs if path == "/records" and given["category"] == ["배송"]]
    assert delivery["period"] == ["2026-05"]
    shown = site.page(path="/records", **delivery)
    counted = site.page(path="/trends", metric=delivery["metric"][0], period="2026-05", category="배송").found("number")[0]
    assert shown.found("fault") == [] and counted in shown.text


def test_a_team_lead_is_led_to_no_other_teams_rows(site: Site) -> None:
    for path in ("/", "/trends", "/pair", "/service", "/loyalty"):
        page = site.page("lead", path, period="2026-10")
        hrefs = [node["props"]["href"] for node in nodes_of(page.tree) if "href" in node["props"]]
        assert not any(team in (asked(href)[1].get("team") or []) for href in hrefs for team in ("영남팀", "수도권1팀"))
