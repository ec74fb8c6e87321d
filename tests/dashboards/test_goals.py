"""The goal pages: what each reader sees of the week, what may be entered, and what a forged form cannot do."""

from datetime import date
from typing import Any

import pytest

import store.audit
import store.goals
from access.goals import decide
from dashboards.goal_entry import FIELDS
from etl.demo_story import ONLINE_TEAM, TEAMS
from metrics.catalog import METRICS
from metrics.goal import Comparison
from metrics.goal_version import GoalVersion
from metrics.period import Grain
from metrics.query import EVERYTHING, Query, measure
from metrics.ramp import Line
from metrics.terms import Meant, Terms
from tests.dashboards.site import Shown, Site, nodes_of, texts_of
from tests.metrics.goals import version

WEEK = {"grain": "week", "period": "2026-W43"}
MONDAY = date(2026, 10, 19)
ENTERED = {
    "kind": "set",
    "begins": "2026-W45",
    "amount": 60,
    "strict": "no",
    "meant": "absolute",
    "baseline": "2026-W43",
    "way": "at_once",
    "due": None,
    "step1": None,
    "amount1": "",
    "step2": None,
    "amount2": "",
    "owner": "이팀장",
    "reason": "연말 재구매 확대",
}


def outputs_of(site: Site, first: str, trigger: str) -> str:
    """The name under which Dash knows the form's callback that gives `first` when `trigger` is clicked."""
    named = [name for name, one in site.app.callback_map.items() if first in name and any(i["id"] == trigger for i in one["inputs"])]
    assert len(named) == 1, named
    return named[0]


def send(site: Site, login: str, button: str, *, team: str | None = None, metric: str = "repurchase_rate", **changed: Any) -> Any:
    """What the form sends when a button is clicked, from the address of that goal."""
    output = outputs_of(site, "goal-modal.opened", button)
    parts = [part.rsplit(".", 1) for part in output.strip(".").split("...")]
    values = ENTERED | changed
    search = f"?grain=week&metric={metric}" + (f"&for={team}" if team else "")
    place = [{"id": "address", "property": "pathname", "value": "/goal"}, {"id": "address", "property": "search", "value": search}]
    body = {
        "output": output,
        "outputs": [{"id": id, "property": name} for id, name in parts],
        "inputs": [{"id": button, "property": "n_clicks", "value": 1}],
        "state": [*({"id": f"goal-{name}", "property": "value", "value": values[name]} for name in FIELDS), *place],
        "changedPropIds": [f"{button}.n_clicks"],
    }
    return site.post(login, body)


def decided(site: Site) -> list[store.goals.Decision]:
    with site.here.state.read() as session:
        return store.goals.decisions(session)


def goal_of(metric: str, amount: float, team: str | None, comparison: Comparison = Comparison.AT_LEAST, **more: Any) -> GoalVersion:
    terms = Terms(comparison=comparison, amount=amount, meant=Meant.ABSOLUTE, **more)
    return version(terms, MONDAY, Grain.WEEK, metric=metric, team=team)


def cells(page: Shown) -> list[list[str]]:
    """The rows of the boards, cell by cell."""
    rows = [node for node in nodes_of(page.tree) if node["type"] == "Tr"]
    return [[" ".join(texts_of(cell)) for cell in row["props"]["children"]] for row in rows if isinstance(row["props"]["children"], list)]


def test_the_week_of_each_team_stands_against_its_goal_with_the_number_measured_from_its_rows(site_of_its_own: Site) -> None:
    site = site_of_its_own
    decide(site.here.state, goal_of("customer_satisfaction", 0.6, TEAMS[0]))
    answers = site.house.answers
    week = Grain.WEEK.period_of(MONDAY)
    facts = answers.facts(answers.snapshot())
    satisfaction = METRICS["customer_satisfaction"]
    frame = measure(Query(satisfaction, week, Grain.WEEK, where={"team": (TEAMS[0],)}, scope=EVERYTHING), facts)
    row = next(row for row in cells(site.page("boss", "/goals", **WEEK)) if row[0] == TEAMS[0] and "60.0% 이상" in row[2])
    assert row[1].startswith(satisfaction.unit.show(frame["value"][0], "ko"))


def test_a_team_lead_sees_the_own_team_and_no_other(site_of_its_own: Site) -> None:
    site = site_of_its_own
    for team in TEAMS:
        decide(site.here.state, goal_of("customer_satisfaction", 0.6, team))
    page = site.page("lead", "/goals", **WEEK)
    assert ONLINE_TEAM in page.text
    assert not any(team in page.answer.text or team in page.text for team in TEAMS if team != ONLINE_TEAM)
    for other in (TEAMS[0], "없는 팀"):  # refused alike, so that nobody learns which there are
        told = site.page("lead", "/goal", **WEEK, **{"for": other})
        assert "이 팀의 목표는 볼 수 없습니다" in told.text and "goal-amount" not in told.answer.text


def test_the_teams_goals_are_rolled_up_by_what_was_counted(site_of_its_own: Site) -> None:
    site = site_of_its_own
    for number, team in enumerate(TEAMS):
        decide(site.here.state, goal_of("customer_satisfaction", 0.5 + 0.05 * number, team))
    answers, week = site.house.answers, Grain.WEEK.period_of(MONDAY)
    query = Query(METRICS["customer_satisfaction"], week, Grain.WEEK, by=("team",))
    parts = measure(query, answers.facts(answers.snapshot()))
    known = {row["team"]: row for row in parts.iter_rows(named=True) if row["team"] in TEAMS and row["state"] == "known"}
    value = sum(row["part"] for row in known.values()) / sum(row["whole"] for row in known.values())
    wanted = sum((0.5 + 0.05 * TEAMS.index(team)) * row["whole"] for team, row in known.items()) / sum(
        row["whole"] for row in known.values()
    )
    together = next(row for row in cells(site.page("boss", "/goals", **WEEK)) if "개 팀 합계" in row[0])
    assert f"{100 * value:.1f}%" in together[1] and f"{100 * wanted:.1f}% 이상" in together[2]
    assert "개 팀 합계" not in site.page("lead", "/goals", **WEEK).text


def test_a_goal_with_a_deadline_tells_its_pace(site_of_its_own: Site) -> None:
    site = site_of_its_own
    decide(site.here.state, goal_of("customer_satisfaction", 0.95, ONLINE_TEAM, deadline=date(2026, 12, 27), ramp=Line(start=0.5)))
    row = next(row for row in cells(site.page("lead", "/goals", **WEEK)) if row[0] == "고객만족도 (CSAT)" or "만족" in row[0])
    assert "2026년 52주에" in row[4] and "예상" in row[4]


def test_a_team_lead_sets_next_weeks_goal_after_seeing_what_it_says(site_of_its_own: Site) -> None:
    site = site_of_its_own
    shown = send(site, "lead", "goal-save")
    assert '"opened":true' in shown.text.replace(" ", "") and decided(site) == []
    kept = send(site, "lead", "goal-confirm")
    assert kept.get_json()["response"]["address"]["href"].startswith("/goal?grain=week")
    (decision,) = decided(site)
    assert (decision.decided_by, decision.version.team, decision.version.begins_on) == ("lead", ONLINE_TEAM, date(2026, 11, 2))
    assert decision.version.terms is not None and decision.version.terms.amount == pytest.approx(0.6)
    with site.here.state.read() as session:
        assert [each.action for each in store.audit.history(session, 1)] == ["goal-set"]
    assert "2026년 45주부터 60.0% 이상" in site.page("lead", "/goals", **WEEK).text
    page = site.page("lead", "/goal", **WEEK, metric="repurchase_rate")
    assert "연말 재구매 확대" in page.text and "이력" in page.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"amount": ""}, "목표값을 숫자로"),
        ({"amount": 160}, "이를 수 없습니다"),
        ({"reason": "  "}, "책임자와 이유"),
        ({"owner": None}, "책임자와 이유"),
        ({"begins": "2026-W40"}, "언제부터인지"),
        ({"meant": "points", "baseline": None}, "기준 기간을 골라"),
        ({"way": "line", "due": None}, "기한을 정해"),
        ({"way": "line", "due": "2026-W44"}, "기한을 늦춰"),
        ({"way": "steps", "due": "2026-W50"}, "단계를 하나 이상"),
        ({"meant": "free"}, "읽을 수 없습니다"),
        ({"amount": {"a": 1}}, "목표값을 숫자로"),
    ],
    ids=str,
)
def test_what_makes_no_goal_is_said_in_a_sentence_and_not_kept(changed: dict[str, Any], said: str, site: Site) -> None:
    before = len(decided(site))
    for button in ("goal-save", "goal-confirm"):
        told = send(site, "lead", button, **changed)
        assert (
            told.status_code == 200
            and said in told.get_json()["response"]["goal-fault"]["children"]["props"]["children"][0]["props"]["children"]
        )
    assert len(decided(site)) == before


def test_points_and_per_cent_of_the_frozen_baseline_are_two_goals(site_of_its_own: Site) -> None:
    site = site_of_its_own
    for meant in ("points", "percent"):
        assert send(site, "lead", "goal-confirm", meant=meant, amount=5).status_code == 200
    points, percent = (each.version.terms for each in decided(site))
    assert points is not None and percent is not None and points.baseline is not None
    base = points.baseline.value
    assert points.final == pytest.approx(base + 0.05) and percent.final == pytest.approx(base * 1.05)
    assert points.baseline == percent.baseline and points.baseline.period == Grain.WEEK.period_of(MONDAY)


def test_another_teams_goal_and_the_companys_cannot_be_set_by_a_forged_form(site_of_its_own: Site) -> None:
    site = site_of_its_own
    for login, team in (("lead", TEAMS[0]), ("boss", ONLINE_TEAM), ("boss", None), ("data", None)):
        for button in ("goal-save", "goal-confirm"):
            told = send(site, login, button, team=team)
            assert told.status_code == 200 and "없습니다" in str(told.get_json()["response"]["goal-fault"])
    assert decided(site) == []
    with site.here.state.read() as session:
        refused = [each.actor for each in store.audit.history(session, 20) if each.action == "refused"]
    assert sorted(refused) == ["boss", "boss", "data", "lead"]  # asking to see what it says is refused, too, but tries nothing


def test_a_goal_is_ended_and_set_again_and_past_weeks_stay_as_they_were(site_of_its_own: Site) -> None:
    site = site_of_its_own
    decide(site.here.state, goal_of("repurchase_rate", 0.45, ONLINE_TEAM))
    send(site, "lead", "goal-confirm", kind="end")
    assert [each.version.terms is None for each in decided(site)] == [False, True]
    page = site.page("lead", "/goals", **WEEK)
    assert "45.0% 이상" in page.text and "2026년 45주부터 목표 없음" in page.text
    again = site.page("lead", "/goal", **WEEK, metric="repurchase_rate", again="1")
    assert again.props(id="goal-amount")["value"] == pytest.approx(45)
