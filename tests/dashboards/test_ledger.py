"""The Data page's ledger: what was loaded by whom, what it did, what waits, and how it is taken back; for those who may load data only."""

import io
from datetime import date

import polars as pl
import pytest

from access.people import add_user
from access.roles import Role
from dashboards import ledger_words as words
from dashboards.feed_address import PATH
from etl.demo_story import ONLINE_TEAM
from metrics.period import Grain
from metrics.query import Query, measure
from metrics.scorecard import last_full_period
from store import audit, loads, merges, snapshots
from tests.dashboards.site import OURS, PASSWORD
from tests.dashboards.test_data import digest_of, sent, work

NPS = "응답일,점수,고객번호,의견\n" + "".join(f"2026-10-{day:02d},{day % 11},C{day},좋아요\n" for day in range(1, 29))
WITH_PHONE = "주문번호,주문일시,고객번호,결제금액,휴대폰"
ROUTES = ("/data/undo/1", "/data/drop/1", "/data/unmerge/1")


def history(site):
    with site.here.state.read() as session:
        return loads.history(session, 50)


def posted(site, login, address, **form):
    return site.client(login).post(address, data=form, headers=OURS)


def loaded(site, text, name="설문.csv", confirmed=None, **asked):
    digest = digest_of(sent(site, "data", text, name))
    search = f"?lang=ko&file={digest}" + "".join(f"&{key}={value}" for key, value in asked.items())
    work(site, "data", "data-try", search)
    return work(site, "data", "data-load", search, confirmed)


def orders(*lines, header="주문번호,주문일시,고객번호,결제금액"):
    return header + "\n" + "".join(line + "\n" for line in lines)


def test_every_load_is_listed_newest_first_with_its_counts(site):
    rows = site.page("data", PATH, lang="ko").table("listed")[1:]
    kept = history(site)
    assert [row[1].split(" ")[0] for row in rows] == [load.file_name for load in kept]
    assert [row[2:5] for row in rows] == [[f"{n:,}" for n in (x.rows_in_file, x.accepted, x.rejected)] for x in kept]
    assert [row[-1] for row in rows] == ["반영됨   되돌리기", "반영됨", "반영됨"]


def test_each_source_says_how_much_of_it_has_its_customer_and_how_fresh_it_is(site):
    said = site.page("data", PATH, lang="en").found("standings")[0]
    facts = {name: frame.collect() for name, frame in site.here.latest()[1].frames.items()}
    tickets, orders = facts["tickets"], facts["orders"]
    known = int(1000 * tickets["customer_key"].is_not_null().mean()) / 1000
    assert f"{known:.1%} of {tickets.height:,} tickets matched to a customer." in said.replace(" %", "%")
    assert f"of {orders.height:,} orders" in said
    assert f"Data up to {max(orders['ordered_on']):%Y-%m-%d}, last loaded on" in said


def test_a_load_in_full_tells_its_effect_as_measured_by_hand(site):
    last = history(site)[0]
    rows = site.page("data", PATH, load=last.id, lang="en").table("numbers")[1:]
    with site.here.state.read() as session:
        made = snapshots.made_by(session, last.id)
        base = snapshots.find(session, made.base_id)
    period = last_full_period(Grain.MONTH, made.until)
    for metric, row in zip(site.here.overview, rows, strict=False):
        sides = []
        for snapshot in (base, made):
            answer = measure(Query(metric, period, Grain.MONTH), snapshots.open_facts(snapshot, site.here.tables))
            sides.append(metric.unit.show(answer.row(0, named=True)["value"] if answer.height else None, "en", "KRW"))
        assert [row[0], *row[1:3]] == [metric.label.en, *sides]


def test_nobody_else_may_see_or_do_anything_here(site):
    for login in ("boss", "lead"):
        for address in ROUTES:
            assert posted(site, login, address, reason="왜냐하면").status_code == 403
        assert site.client(login).get("/data/rejects/1.xlsx").status_code == 403
        said = site.page(login, PATH, load=1).text
        assert "권한이 없습니다" in said and "받아들임" not in said
    for address in ROUTES:
        assert site.client("data").post(address, data={"reason": "why"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_who_sees_some_teams_only_gets_counts_and_no_rows(site_of_its_own):
    site = site_of_its_own
    add_user(site.here.state, "part", "박일부", Role.DATA_ADMIN, (ONLINE_TEAM,), PASSWORD, "단골상회")
    load = max(history(site), key=lambda each: each.rejected)
    said = site.page("part", PATH, load=load.id, lang="ko").text
    assert f"{load.rejected:,}" in said and "모든 팀을 볼 수 있는 담당자에게만" in said
    assert "처음 " not in said and "되돌리기" not in said and "지표에 준 영향" not in said
    listed = site.page("part", PATH, lang="ko").text
    assert "하나로 합친 고객" not in listed and "연결되었습니다" not in listed
    for address in ROUTES:
        assert posted(site, "part", address, reason="왜냐하면").status_code == 403
    assert site.client("part").get(f"/data/rejects/{load.id}.xlsx").status_code == 403


def test_the_last_load_is_taken_back_with_a_reason_and_no_other(new_site):
    site = new_site
    loaded(site, NPS)
    said = loaded(site, NPS.replace("2026-10-", "2026-11-"), confirmed=True)
    assert "28행을 불러왔습니다" in said and words.SEE_RECORD.ko in said
    last, before = history(site)
    assert (last.loaded_by, before.loaded_by) == ("data", "data") and "한데이터" in site.page("data", PATH, lang="ko").text
    assert words.YES_UNDO.ko in site.page("data", PATH, load=last.id, lang="ko").text
    assert words.ONLY_LAST.ko in site.page("data", PATH, load=before.id, lang="ko").text
    assert posted(site, "data", f"/data/undo/{last.id}", reason=" ").status_code == 409
    assert posted(site, "data", f"/data/undo/{before.id}", reason="잘못 올림").status_code == 409
    assert history(site)[0].state == "done"
    answer = posted(site, "data", f"/data/undo/{last.id}?lang=ko", reason="잘못 올림")
    assert (answer.status_code, answer.location) == (303, f"{PATH}?lang=ko&done=undo")
    assert words.DONE["undo"].ko in site.page("data", PATH, lang="ko", done="undo").text
    assert [each.state for each in history(site)[:2]] == ["undone", "done"]
    with site.here.state.read() as session:
        noted = next(each for each in audit.history(session, 5) if each.action == "load-undone")
    assert (noted.actor, noted.reason) == ("data", "잘못 올림")
    assert posted(site, "data", f"/data/undo/{last.id}", reason="다시 한번").status_code == 409, "a second click takes nothing else back"


def test_a_held_file_says_why_and_is_looked_at_again_or_dropped(new_site):
    site = new_site
    loaded(site, NPS)
    late = NPS.replace("2026-10-", "2027-01-")
    assert "확인이 필요해서" in loaded(site, late, "늦은 설문.csv")
    shown = site.page("data", PATH, lang="ko")
    assert words.HELD.ko in shown.text and "데이터가 비어 있습니다" in shown.text and words.LOOK_AND_LOAD.ko in shown.text
    held = history(site)[0]
    assert held.state == "held"
    search = next(each for each in shown.found(["panel", "attention"][1]) if each)
    assert "늦은 설문.csv" in search
    assert "미리 계산하고 불러오기" in site.page("data", PATH, file=held.sha256, lang="ko").text
    assert posted(site, "data", f"/data/drop/{held.id}").status_code == 303
    assert posted(site, "data", f"/data/drop/{held.id}").status_code == 409
    text = site.page("data", PATH, lang="ko").text
    assert words.HELD.ko not in text and words.STATES["dropped"].ko in text
    assert "찾을 수 없습니다" in site.page("data", PATH, file=held.sha256, lang="ko").text, "what is dropped is not kept"
    assert "28행을 불러왔습니다" in loaded(site, late, "늦은 설문.csv", confirmed=True)
    assert words.HELD.ko not in site.page("data", PATH, lang="ko").text


def test_a_file_that_was_held_and_then_confirmed_waits_no_more(new_site):
    site = new_site
    loaded(site, NPS)
    late = NPS.replace("2026-10-", "2027-01-")
    loaded(site, late)
    loaded(site, late, confirmed=True)
    text = site.page("data", PATH, lang="ko").text
    assert words.HELD.ko not in text and words.STATES["held"].ko in text


def test_rejected_rows_are_taken_along_as_excel_and_cleared_once_mended(new_site):
    site = new_site
    good = [f"O{day},2026-10-{day:02d} 10:00,C{day},{day}000" for day in range(1, 20)]
    loaded(site, orders(*good, "O90,2026-10-05 10:00,C1,많이", "O91,언젠가,C2,5000", good[0]), "주문.csv")
    first = history(site)[0]
    assert (first.accepted, first.rejected) == (19, 3)
    shown = site.page("data", PATH, load=first.id, lang="ko")
    assert shown.found("numbers")[1].split(" 이미 고침 ")[1] == "날짜가 아님 1 – 금액이 아님 1 – 똑같은 줄의 반복 1 –"
    assert "고칠 행 2개를 엑셀로 내려받기" in shown.text and "고칠 행이 2개 있습니다." in site.page("data", PATH, lang="ko").text
    answer = site.client("data").get(f"/data/rejects/{first.id}.xlsx?lang=ko")
    sheet = pl.read_excel(io.BytesIO(answer.data))
    assert sheet["줄"].to_list() == [21, 22] and sheet["고객번호"].to_list() == ["•••", "•••"]
    with site.here.state.read() as session:
        noted = audit.history(session, 1)[0]
    assert (noted.action, noted.object_, noted.count) == ("rejects-downloaded", f"load {first.id}", 2)

    mended = sheet.with_columns(pl.Series("결제금액", ["9000", "5000"]), pl.Series("주문일시", ["2026-10-05 10:00", "2026-10-06 10:00"]))
    workbook = io.BytesIO()
    mended.write_excel(workbook)
    said = loaded_bytes(site, workbook.getvalue(), confirmed=True)
    assert "가려진 값" in said, "a mask would be one customer for all of them"
    named = mended.with_columns(pl.Series("고객번호", ["C1", "C2"]))
    workbook = io.BytesIO()
    named.write_excel(workbook)
    assert "2행을 불러왔습니다" in loaded_bytes(site, workbook.getvalue(), confirmed=True)
    shown = site.page("data", PATH, load=first.id, lang="ko")
    assert words.ALL_MENDED.ko in shown.text and "엑셀로 내려받기" not in shown.text
    assert "고칠 행이 없습니다." in site.page("data", PATH, lang="ko").text


def loaded_bytes(site, raw, confirmed):
    data = {"file": (io.BytesIO(raw), "고친 행.xlsx")}
    digest = digest_of(site.client("data").post("/data/upload?lang=ko", data=data, headers=OURS))
    search = f"?lang=ko&file={digest}"
    work(site, "data", "data-try", search)
    return work(site, "data", "data-load", search, confirmed)


def test_a_merge_says_why_and_is_taken_back(new_site):
    site = new_site
    loaded(
        site,
        orders("O1,2026-10-01 10:00,A1,1000,010-1234-5678", header=WITH_PHONE),
        "하나.csv",
        kind="orders",
    )
    more = orders("O2,2026-10-02 10:00,B7,1000,010 1234 5678", header=WITH_PHONE)
    loaded(site, more, "둘.csv", confirmed=True, kind="orders")
    with site.here.state.read() as session:
        (merge,) = merges.history(session, 5)
    text = site.page("data", PATH, load=merge.load_id, lang="ko").text
    assert "전화번호가 같습니다." in text and "1건과 1건" in text
    assert posted(site, "data", f"/data/unmerge/{merge.id}", reason="부부가 함께 씀").status_code == 303
    assert posted(site, "data", f"/data/unmerge/{merge.id}", reason="부부가 함께 씀").status_code == 409
    assert "에 되돌림" in site.page("data", PATH, lang="ko").text
    facts = site.here.latest()[1].frames["orders"].collect()
    assert facts["customer_key"].n_unique() == 2


def test_the_order_of_dates_is_answered_once_for_a_source(new_site):
    asked = "Date,NPS\n" + "".join(f"0{day}/04/2026,{day}\n" for day in range(1, 9))
    site = new_site
    assert "2026-01-04" in work(site, "data", "data-try", f"?lang=ko&file={digest_of(sent(site, 'data', asked))}")
    assert "8행을 불러왔습니다" in loaded(site, asked, "하나.csv", dates="day-first")
    assert "8행을 불러왔습니다" in loaded(site, asked.replace("/04/", "/05/"), "둘.csv", confirmed=True)
    days = site.here.latest()[1].frames["responses"].collect()["answered_on"]
    assert (days.min(), days.max()) == (date(2026, 4, 1), date(2026, 5, 8))
    # What a column says itself is stronger than what was said of an earlier one.
    clear = "Date,NPS\n" + "".join(f"06/{day}/2026,{day % 10}\n" for day in range(10, 29))
    assert "19행을 불러왔습니다" in loaded(site, clear, "셋.csv", confirmed=True)
    assert site.here.latest()[1].frames["responses"].collect()["answered_on"].max() == date(2026, 6, 28)


def test_before_the_first_load_the_page_says_where_to_begin(new_site):
    text = new_site.page("data", PATH, lang="ko").text
    assert words.NOTHING_LOADED.ko in text and words.MERGES.ko not in text


@pytest.mark.parametrize("asked", ["0", "x", "999999999999", "-1"])
def test_a_load_that_is_not_there_is_said_to_be_missing(site, asked):
    assert words.NO_LOAD.ko in site.page("data", PATH, load=asked, lang="ko").text
