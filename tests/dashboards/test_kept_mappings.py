"""A mapping made on screen is kept, recognises the next file, goes out as a file and comes back from one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dashboards import data_words as words
from dashboards import ledger_words
from dashboards.feed_address import PATH
from store import audit, kept_sources
from tests.dashboards.site import OURS
from tests.dashboards.test_data import PLAIN, digest_of, sent, work
from tests.dashboards.test_ledger import history

CHOSEN = {"kind": "orders", "col-order_id": "거래 코드", "col-ordered_at": "언제", "col-net_revenue": "얼마", "lang": "ko"}
NAMED = "우리 매장 거래"
ROOT = Path(__file__).parents[2]


def kept_in(site):
    with site.here.state.read() as session:
        return kept_sources.all_kept(session)


def kept(site, text=PLAIN, title=NAMED):
    digest = digest_of(sent(site, "data", text, "거래.csv"))
    search = "&".join(f"{name}={value}" for name, value in CHOSEN.items())
    answer = site.client("data").post(f"/data/mapping/keep?file={digest}&{search}", data={"title": title}, headers=OURS)
    return digest, answer


def test_a_kept_mapping_reads_its_file_and_recognises_the_next_one(new_site):
    site = new_site
    digest, answer = kept(site)
    assert answer.status_code == 303 and "kind=%EC%9A%B0%EB%A6%AC" in answer.location and "col-" not in answer.location
    search = "?" + answer.location.partition("?")[2]
    assert "28행을 불러왔습니다" in work(site, "data", "data-load", search)
    assert history(site)[0].source == "우리_매장_거래"
    page = site.page("data", PATH, lang="ko").text
    assert words.KEPT.ko in page and page.count(NAMED) == 3, "in the ledger, the standings and the list"
    later = PLAIN.replace("2026-10-", "2026-11-").replace("Z", "Y")
    digest = digest_of(sent(site, "data", later, "11월.csv"))
    assert f"'{NAMED}' 파일로 알아보았습니다." in site.page("data", PATH, file=digest, lang="ko").text
    assert "28행을 불러왔습니다" in work(site, "data", "data-load", f"?lang=ko&file={digest}")
    with site.here.state.read() as session:
        assert "mapping-kept" in [each.action for each in audit.history(session, 10)]


def test_headers_that_changed_since_then_stop_the_load_and_are_named(new_site):
    site = new_site
    _, answer = kept(site)
    work(site, "data", "data-load", "?" + answer.location.partition("?")[2])
    more = "\n".join(
        f"{line},서울" if at else f"{line},지점" for at, line in enumerate(PLAIN.strip().replace("2026-10", "2026-11").split("\n"))
    )
    said = work(site, "data", "data-load", f"?lang=ko&file={digest_of(sent(site, 'data', more))}")
    assert "새로 생긴 열: '지점'" in said and history(site)[0].state == "held"
    renamed = PLAIN.replace("얼마", "결제액")
    search = f"?lang=ko&kind=우리_매장_거래&file={digest_of(sent(site, 'data', renamed))}"
    assert "'얼마' 열이 없습니다" in work(site, "data", "data-load", search)


def test_a_mapping_goes_out_as_a_file_and_comes_back_from_it(new_site):
    site = new_site
    kept(site)
    (one,) = kept_in(site)
    file = site.client("data").get(f"/data/mapping/{one.id}.json")
    assert file.status_code == 200 and json.loads(file.text)["label"]["ko"] == NAMED
    assert site.client("data").post(f"/data/forget-mapping/{one.id}", headers=OURS).status_code == 303
    assert kept_in(site) == [] and words.KEPT.ko not in site.page("data", PATH, lang="ko").text
    assert site.client("data").post(f"/data/forget-mapping/{one.id}", headers=OURS).status_code == 409
    back = sent(site, "data", file.text, "우리 매장.json")
    assert json.loads(back.text)["address"] == f"{PATH}?lang=ko&done=keep"
    assert [each.definition for each in kept_in(site)] == [one.definition]
    assert ledger_words.DONE["keep"].ko in site.page("data", PATH, lang="ko", done="keep").text
    digest = digest_of(sent(site, "data", PLAIN))
    assert f"'{NAMED}' 파일로 알아보았습니다." in site.page("data", PATH, file=digest, lang="ko").text


@pytest.mark.parametrize(
    "change", [{"into": [{"orders.password": {"as": "column", "header": "x"}}]}, {"customer": {"as": "column", "header": "x", "like": "("}}]
)
def test_a_file_that_is_no_sound_mapping_is_refused_and_keeps_nothing(new_site, change):
    kept(new_site)
    (one,) = kept_in(new_site)
    answer = sent(new_site, "data", json.dumps(json.loads(one.definition) | change, ensure_ascii=False), "x.json")
    assert answer.status_code == 400 and "소스 정의로 읽을 수 없습니다" in json.loads(answer.text)["error"]
    assert kept_in(new_site) == [one]


@pytest.mark.parametrize("title", ["", "!!", "orders", "가" * 61])
def test_a_name_that_is_none_or_taken_is_refused(new_site, title):
    assert kept(new_site, title=title)[1].status_code == 409 and kept_in(new_site) == []


def test_nobody_else_keeps_reads_or_drops_a_mapping(new_site):
    kept(new_site)
    (one,) = kept_in(new_site)
    for login in ("boss", "lead"):
        client = new_site.client(login)
        assert client.post("/data/mapping/keep?file=x", data={"title": "내 것"}, headers=OURS).status_code == 403
        assert client.get(f"/data/mapping/{one.id}.json").status_code == 403
        assert client.post(f"/data/forget-mapping/{one.id}", headers=OURS).status_code == 403
    assert kept_in(new_site) == [one]


def test_the_command_line_knows_a_kept_mapping_by_its_headers_and_by_its_name(new_site, tmp_path):
    kept(new_site)
    here, file = new_site.here, tmp_path / "거래.csv"
    file.write_text(PLAIN, encoding="utf-8")
    from etl.load import load

    assert load(file, state=here.state, tables=here.tables, company=here.company).source == "우리_매장_거래"


def test_a_typeform_export_is_loaded_by_the_command_line_once_its_question_was_connected(new_site, shared):
    file, home = shared / "export_headers/typeform_responses.csv", new_site.here.settings.home
    command = [sys.executable, "-c", "import cli; cli.main()", "load", str(file)]

    def loaded():
        env = {**os.environ, "DANGOL_HOME": str(home), "DANGOL_LANGUAGE": "en"}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120)
        return done.returncode, done.stdout + done.stderr

    status, said = loaded()
    assert status == 1 and "no column" in said
    digest = digest_of(sent(new_site, "data", file.read_text(encoding="utf-8"), file.name))
    search = f"?lang=ko&file={digest}&kind=typeform_nps&col-score=Stretch_time"
    kept = new_site.client("data").post(f"/data/mapping/keep{search}", data={"title": "운동 설문"}, headers=OURS)
    assert kept.status_code == 303, kept.text
    status, said = loaded()
    assert status == 0 and "1 row" in said and "1 accepted" in said, said
