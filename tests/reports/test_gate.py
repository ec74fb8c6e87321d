"""The checks before sending: whatever is wrong, nobody gets the report, its owner is told why, and can decide."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

import store.loads
import store.snapshots
from access import people, scheduling
from errors import AccessError, UserError
from metrics.calendar import BusinessCalendar
from metrics.catalog import METRICS
from metrics.facts import Facts
from metrics.period import Grain
from reports import gate
from reports.made import Made, make
from reports.preparation import Period, recipe_of
from reports.proof import Proof
from store.runs import RunState
from store.schedules import Recipient
from tests.reports.mailing import ONLINE, Mailing, addresses
from tests.reports.smtp_server import PostBox

NOVEMBER = Grain.MONTH.period_of(date(2026, 11, 1))
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-18:00")


def notice(box: PostBox) -> str:
    """What the owner was told."""
    (message,) = box.to("admin@dangol.example")
    assert message["Subject"].startswith("[보류]")
    return str(message.get_body(("plain",)).get_content())


def test_a_stale_source_holds_the_report_and_its_owner_is_told_which(mailing: Mailing, box: PostBox) -> None:
    run = mailing.due(mailing.schedule(recipients=addresses(["a"])), NOVEMBER)
    mailing.work()
    assert mailing.run(run).state == "held" and mailing.deliveries(run) == []
    assert {reason.check for reason in mailing.run(run).reasons} >= {"fresh"}
    assert "주문 데이터가 2026-10-31까지만 있습니다. 이 보고서에는 2026-11-30까지 필요합니다." in notice(box)
    assert {message["To"] for _, message in box.messages()} == {"박관리 <admin@dangol.example>"}


def test_a_load_that_is_not_done_holds_it_until_it_is(mailing: Mailing, box: PostBox) -> None:
    with mailing.here.state.write() as session:
        load = store.loads.begin(session, "demo_orders", "판매내역.csv", "0" * 64, 1)
    run = mailing.due(mailing.schedule(recipients=addresses(["a"])))
    mailing.work()
    assert mailing.run(run).state == "held" and "'판매내역.csv'" in notice(box)
    with mailing.here.state.write() as session:
        store.loads.fail(session, load.id, "취소", "cancelled")
    scheduling.decide_run(mailing.office, run, RunState.DUE, mailing.actor())
    mailing.work()
    assert mailing.states(run) == {"a@dangol.example": "sent"}


def test_a_metric_that_fails_holds_it_and_it_cannot_be_released(mailing: Mailing, box: PostBox, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("not for readers")

    run = mailing.due(mailing.schedule(metrics=("repurchase_rate",), recipients=addresses(["a"])))
    with monkeypatch.context() as failing:
        failing.setattr(type(METRICS["repurchase_rate"].formula), "compute", broken)
        failing.setattr("reports.preparation.Trends.measured", lambda trends, query, facts=None: broken(), raising=False)
        mailing.work()
        assert [reason.check for reason in mailing.run(run).reasons] == ["made"]
        assert "오류 번호" in notice(box) and "ZeroDivision" not in notice(box)
        scheduling.decide_run(mailing.office, run, RunState.DUE, mailing.actor(), is_released=True)
        mailing.work()
        assert mailing.run(run).state == "held"
    scheduling.decide_run(mailing.office, run, RunState.DUE, mailing.actor())
    mailing.work()
    assert mailing.states(run) == {"a@dangol.example": "sent"}


def test_a_metric_that_is_no_longer_in_the_catalog_is_named(mailing: Mailing, box: PostBox) -> None:
    run = mailing.due(mailing.schedule(recipients=addresses(["a"])))
    with mailing.here.state.engine.begin() as connection:
        connection.exec_driver_sql("""UPDATE schedules SET metrics = '["complaint_rte"]'""")
    mailing.work()
    assert "'complaint_rte'" in notice(box) and mailing.run(run).state == "held"


def test_nothing_loaded_is_held_too(mailing: Mailing, box: PostBox) -> None:
    run = mailing.due(mailing.schedule(recipients=addresses(["a"])))
    with mailing.here.state.write() as session:
        store.snapshots.publish(session, {}, None, None)
    mailing.work()
    assert mailing.run(run).state == "held" and not box.to("a@dangol.example")


def test_a_held_report_is_checked_again_when_newer_data_are_published_and_its_owner_is_not_told_the_same_twice(
    mailing: Mailing, box: PostBox
) -> None:
    run = mailing.due(mailing.schedule(recipients=addresses(["a"])), NOVEMBER)
    mailing.work()
    with mailing.here.state.write() as session:
        latest = store.snapshots.latest(session)
        assert latest is not None
        newer = store.snapshots.publish(session, latest.versions, latest.load_id, latest.until)
    mailing.work()
    held = mailing.run(run)
    assert (held.state, held.times_held, held.snapshot_id) == ("held", 2, newer.id)
    assert len(box.to("admin@dangol.example")) == 1


def test_its_owner_can_send_it_as_it_is_or_skip_it_and_nobody_else_can(mailing: Mailing, box: PostBox) -> None:
    schedule = mailing.schedule(recipients=addresses(["a"]))
    first, second = mailing.due(schedule, NOVEMBER), mailing.due(schedule, Grain.MONTH.period_of(date(2026, 12, 1)))
    mailing.work()
    with pytest.raises(AccessError):
        scheduling.decide_run(mailing.office, first, RunState.DUE, mailing.actor("lead"), is_released=True)
    scheduling.decide_run(mailing.office, second, RunState.SKIPPED, mailing.actor(), "not needed")
    with pytest.raises(UserError, match="decided already"):
        scheduling.decide_run(mailing.office, second, RunState.DUE, mailing.actor())
    mailing.work()
    assert [mailing.run(run).state for run in (first, second)] == ["held", "skipped"]
    assert not box.to("a@dangol.example")
    scheduling.decide_run(mailing.office, first, RunState.DUE, mailing.actor(), "agreed", is_released=True)
    mailing.work()
    assert [mailing.run(run).state for run in (first, second)] == ["done", "skipped"]
    assert len(box.to("a@dangol.example")) == 1


@pytest.fixture(scope="module")
def made(staffed_home: object) -> Iterator[tuple[gate.Evidence, Made]]:
    """A sound report of October, with what it is judged by."""
    mailing = Mailing.opened(staffed_home, 25)  # type: ignore[arg-type]
    trends = mailing.office.trends()
    schedule = type("Asked", (), {"kind": "chosen", "metrics": ("complaint_rate",), "cadence": "monthly", "paper": "a4"})()
    schedule.attaches_workbook = False
    recipe = recipe_of(mailing.office, schedule, Period("2026-10", date(2026, 10, 1), date(2026, 11, 1)), trends)
    sound = make(recipe, trends, mailing.office.workshop())
    evidence = gate.Evidence(
        recipe=recipe,
        needed_until=date(2026, 11, 1),
        facts=trends.scanned,
        open_loads=(),
        made=(sound,),
        calendar=BusinessCalendar.of("Asia/Seoul", WEEK, "KR"),
        stale_after=2,
    )
    yield evidence, sound
    mailing.here.state.close()


def failed(evidence: gate.Evidence) -> set[str]:
    return {reason.check for reason in gate.reasons(evidence)}


def test_a_sound_report_passes(made: tuple[gate.Evidence, Made]) -> None:
    assert gate.reasons(made[0]) == []


def test_a_lost_chart_a_cut_file_a_wrong_title_and_a_blank_report_are_found(made: tuple[gate.Evidence, Made]) -> None:
    evidence, sound = made
    assert failed(replace(evidence, made=[replace(sound, pictures=sound.pictures + 1)])) == {"charts"}
    assert "whole" in failed(replace(evidence, made=[replace(sound, proof=Proof.of(sound.pdf[: len(sound.pdf) // 2]))]))
    assert failed(replace(evidence, made=[replace(sound, title="다른 제목")])) == {"whole"}
    assert failed(replace(evidence, made=[replace(sound, without_data=("complaint_rate",))])) == {"computed", "blank"}
    assert failed(replace(evidence, made=[sound, replace(sound, without_data=("complaint_rate",))])) == {"blank"}


@pytest.mark.parametrize("share", [0.1, 5])
def test_far_fewer_or_far_more_rows_than_usual_are_found(made: tuple[gate.Evidence, Made], share: float) -> None:
    evidence, _ = made
    orders = evidence.facts.frames["orders"].collect()
    in_october = pl.col("ordered_on") >= date(2026, 10, 1)
    october = orders.filter(in_october)
    changed = pl.concat([october] * int(share)) if share > 1 else october.gather_every(int(1 / share))
    frames = {**evidence.facts.frames, "orders": pl.concat([orders.filter(~in_october), changed]).lazy()}
    assert failed(replace(evidence, facts=Facts(frames, until=evidence.facts.until))) == {"plausible"}


@pytest.mark.parametrize(("days", "is_stale"), [(2, False), (6, True)])
def test_a_fact_may_end_a_few_working_days_early(made: tuple[gate.Evidence, Made], days: int, is_stale: bool) -> None:
    evidence, _ = made
    orders = evidence.facts.frames["orders"].filter(pl.col("ordered_on") < date(2026, 11, 1) - timedelta(days=days))
    frames = {**evidence.facts.frames, "orders": orders}
    assert ("fresh" in failed(replace(evidence, facts=Facts(frames, until=evidence.facts.until)))) is is_stale


def test_reasons_name_the_teams_in_the_readers_language(made: tuple[gate.Evidence, Made]) -> None:
    evidence, sound = made
    blank = [replace(sound, without_data=("complaint_rate",)), replace(sound, teams=(ONLINE,), without_data=("complaint_rate",))]
    (first, second) = [each for each in gate.reasons(replace(evidence, made=[sound, *blank])) if each.check == "blank"]
    assert first.en.startswith("All teams: ") and first.ko.startswith("모든 팀: ")
    assert second.en.startswith(f"{ONLINE}: ")


def test_every_check_has_a_name_of_its_own_and_words() -> None:
    assert len({check.name for check in gate.CHECKS}) == len(gate.CHECKS)
    assert all(gate.check_label(check.name).ko for check in gate.CHECKS)


def test_nobody_can_schedule_what_they_may_not_see(mailing: Mailing) -> None:
    for given in (
        {"teams": ("영남팀",)},
        {"recipients": addresses(["a"], ("영남팀",))},
        {"recipients": addresses(["a"], None)},
    ):
        sound = {"recipients": addresses(["a"], (ONLINE,))}
        with pytest.raises(AccessError):
            scheduling.add(mailing.office, mailing.plan(**sound | given), mailing.actor("lead"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "\n"}, "name"),
        ({"kind": "poster"}, "kind"),
        ({"metrics": ()}, "metrics"),
        ({"metrics": ("nps",)}, "no metric"),
        ({"at": "25:00"}, "time"),
        ({"zone": "Asia/Pyongchang"}, "zone"),
        ({"day": 32}, "day"),
        ({"recipients": ()}, "recipient"),
        ({"recipients": (Recipient(address="thief@evil.example", teams=(ONLINE,)),)}, "domain"),
        ({"recipients": (Recipient(user_id=10_000),)}, "not a user"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_a_plan_that_cannot_be_kept_is_refused_with_what_to_mend(mailing: Mailing, given: dict[str, object], said: str) -> None:
    with pytest.raises(UserError, match=f"(?i){said}"):
        scheduling.add(mailing.office, mailing.plan(**given), mailing.actor())


def test_a_disabled_user_cannot_be_added(mailing: Mailing) -> None:
    people.disable(mailing.here.state, "lead")
    with pytest.raises(UserError, match="may no longer sign in"):
        scheduling.add(mailing.office, mailing.plan(recipients=(Recipient(user_id=mailing.user_id("lead")),)), mailing.actor())


def test_a_proof_reads_pages_pictures_and_title_from_the_bytes(made: tuple[gate.Evidence, Made]) -> None:
    proof = Proof.of(made[1].pdf)
    assert (proof.is_whole, proof.title, proof.pictures) == (True, made[1].title, made[1].pictures)
    assert proof.pages > made[1].sections
    assert not Proof.of(b"").is_whole and not Proof.of(b"%PDF-1.7 nothing").is_whole
