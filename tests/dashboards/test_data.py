"""The Data page takes files from those who may load data, and from nobody else; what they sent is theirs, and goes when it is loaded."""

import io
import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboards.feed import mapped
from dashboards.feed_address import PATH
from dashboards.feeding import SEND
from dashboards.uploads import Uploads
from errors import MappingError, SourceError
from etl import limits
from etl.sources import named
from store import audit, loads
from tests.dashboards.site import OURS, texts_of

NPS = "응답일,점수,의견\n" + "".join(f"2026-10-{day:02d},{day % 11},좋아요 010-1234-{day:04d}\n" for day in range(1, 29))
ORDERS = "주문번호,주문일시,결제금액,고객번호\n" + "".join(f"Q{day},2026-10-0{day} 10:00,1000,M{day}\n" for day in (1, 2, 3))
PLAIN = "거래 코드,언제,얼마\n" + "".join(f"Z{day},2026-10-{day:02d},{day}000\n" for day in range(1, 29))


def sent(site, login, text, name="설문.csv", encoding="utf-8", **headers):
    data = {"file": (io.BytesIO(text.encode(encoding)), name)}
    return site.client(login).post(f"{SEND}?lang=ko", data=data, headers={**OURS, **headers})


def digest_of(answer):
    assert answer.status_code == 200, answer.text
    return parse_qs(urlsplit(json.loads(answer.text)["address"]).query)["file"][0]


def work(site, login, trigger, search, confirmed=None, count=None, total=None):
    """A click on a button of the page, and what has come of it when the work is done."""
    named = [name for name, one in site.app.callback_map.items() if "data-result" in name]
    address = [{"id": "address", "property": "pathname", "value": PATH}, {"id": "address", "property": "search", "value": search}]

    def ask(what, property_, value):
        name = next(name for name in named if [each["id"] for each in site.app.callback_map[name]["inputs"]] == [what])
        outputs = [{"id": "data-result", "property": part.split(".")[-1]} for part in name.strip(".").split("...")[:1]]
        outputs = [dict(zip(("id", "property"), part.rsplit(".", 1), strict=True)) for part in name.strip(".").split("...")]
        state = [{"id": "data-confirm", "property": "checked", "value": confirmed}] if what == "data-load" else []
        if what != "data-tick":
            state += [{"id": f"data-{name}", "property": "value", "value": value} for name, value in (("count", count), ("total", total))]
        body = {
            "output": name,
            "outputs": outputs,
            "inputs": [{"id": what, "property": property_, "value": value}],
            "state": [*state, *address],
            "changedPropIds": [f"{what}.{property_}"],
        }
        return site.post(login, body)

    answer = ask(trigger, "n_clicks", 1)
    for _ in range(200):
        assert answer.status_code == 200, answer.text
        if json.loads(answer.text)["response"].get("data-tick", {}).get("disabled"):
            break
        time.sleep(0.1)
        answer = ask("data-tick", "n_intervals", 1)
    return " ".join(texts_of(json.loads(answer.text)["response"]["data-result"]["children"]))


def test_only_those_who_feed_data_may_send_and_see_the_page(site):
    for login in ("boss", "lead"):
        assert sent(site, login, NPS).status_code == 403
        assert "데이터를 올릴 권한이 없습니다" in site.page(login, PATH).text
    assert sent(site, "data", NPS, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert site.client("data").post(SEND, headers=OURS).status_code == 400
    assert "1. 파일 올리기" in site.page("data", PATH).text


def test_an_upload_is_shown_with_its_encoding_and_real_rows_and_masked(site):
    digest = digest_of(sent(site, "data", NPS, encoding="cp949"))
    text = site.page("data", PATH, file=digest, lang="ko").text
    for said in ("설문.csv", "CP949", "쉼표", "28", "2026-10-01", "좋아요 •••", "'NPS 응답 목록' 파일로 알아보았습니다."):
        assert said in text
    assert "010-1234" not in text
    assert (
        "이 이상 없습니다" not in site.page("boss", PATH, file=digest).text
        and "권한이 없습니다" in site.page("boss", PATH, file=digest).text
    )


def test_what_another_person_sent_is_not_to_be_had(tmp_path):
    uploads = Uploads(tmp_path / "uploads")
    kept = uploads.keep(io.BytesIO(b"a,b\n1,2\n"), "../../etc/passwd\0.csv", "kim")
    assert kept.file.parent.parent == uploads.folder and kept.name == "passwd�.csv"
    assert uploads.find(kept.digest, "kim") == kept
    assert uploads.find(kept.digest, "lee") is None and uploads.find("../" + kept.digest, "kim") is None
    uploads.drop(kept)
    assert uploads.find(kept.digest, "kim") is None and list(uploads.folder.iterdir()) == []


def test_a_file_that_is_too_large_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("dashboards.uploads.UPLOADED", limits.Limits(1_000_000, 1, 1, 1, 1, True))
    uploads = Uploads(tmp_path / "uploads")
    with pytest.raises(SourceError, match="more than"):
        uploads.keep(io.BytesIO(bytes(3_000_000)), "large.csv", "kim")
    assert list(uploads.folder.iterdir()) == []


def test_a_rehearsal_changes_nothing_and_a_load_does_and_forgets_the_file(site_of_its_own):
    site = site_of_its_own
    digest = digest_of(sent(site, "data", NPS))
    search = f"?lang=ko&file={digest}"
    before = site.here.latest()[0].name
    said = work(site, "data", "data-try", search)
    assert "28" in said and "순추천지수" in said and "불러오기" in said
    assert site.here.latest()[0].name == before
    said = work(site, "data", "data-load", search)
    assert "28행을 불러왔습니다" in said
    assert site.here.latest()[0].name != before
    with site.here.state.read() as session:
        newest = loads.history(session, 1)[0]
        actions = [each.action for each in audit.history(session, 20)]
    assert newest.file_name == "설문.csv"
    assert {"uploaded", "loaded"} <= set(actions)
    assert "찾을 수 없습니다" in site.page("data", PATH, file=digest, lang="ko").text
    assert list((site.here.settings.home / "uploads").iterdir()) == []


def test_a_file_that_differs_from_the_senders_own_figures_is_held(site_of_its_own):
    site = site_of_its_own
    digest = digest_of(sent(site, "data", ORDERS, "주문.csv"))
    search, before = f"?lang=ko&file={digest}", site.here.latest()[0].name
    assert "보낸 곳의 숫자와 맞춰 보기" in site.page("data", PATH, file=digest, lang="ko").text
    assert "3,001" in work(site, "data", "data-try", search, count="", total=3001)
    held = work(site, "data", "data-load", search, count=4)
    assert "확인이 필요해서" in held and "4" in held and site.here.latest()[0].name == before
    assert "3행을 불러왔습니다" in work(site, "data", "data-load", search, count=3, total=3000, confirmed=False)


def test_columns_are_connected_by_hand(site):
    digest = digest_of(sent(site, "data", PLAIN, "거래.csv"))
    text = site.page("data", PATH, file=digest, lang="ko").text
    assert "어느 시스템의 파일인지 알 수 없습니다" in text
    chosen = {"kind": "orders", "col-order_id": "거래 코드", "col-ordered_at": "언제", "col-net_revenue": "얼마", "lang": "ko"}
    assert "3. 미리 계산하고 불러오기" in site.page("data", PATH, file=digest, **chosen).text
    search = f"?file={digest}&" + "&".join(f"{name}={value}" for name, value in chosen.items())
    said = work(site, "data", "data-try", search)
    assert "28" in said and "거부된 행이 없습니다" in said
    answer = site.client("data").get(f"/data/mapping.json{search}")
    assert answer.status_code == 200 and '"얼마"' in answer.text


def test_a_header_that_is_not_in_the_file_is_no_mapping():
    with pytest.raises(MappingError):
        mapped(named("orders"), [("net_revenue", "없는 열")], ["주문번호"])


def test_dates_that_can_be_read_in_two_ways_are_asked_about(site):
    digest = digest_of(sent(site, "data", "Date,NPS\n03/04/2026,9\n05/06/2026,3\n"))
    said = work(site, "data", "data-try", f"?lang=ko&file={digest}")
    assert "2026-04-03" in said and "2026-03-04" in said
    said = work(site, "data", "data-try", f"?lang=ko&file={digest}&dates=day-first")
    assert "불러오기" in said


def test_a_new_installation_can_be_fed_from_the_page(new_site):
    assert "1. 파일 올리기" in new_site.page("data", PATH).text
    digest = digest_of(sent(new_site, "data", NPS))
    assert "불러오기" in work(new_site, "data", "data-try", f"?lang=ko&file={digest}")
