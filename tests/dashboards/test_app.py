import json
import logging
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import app as web
from access.paths import TYPEFACES
from errors import SettingsError
from tests.dashboards.site import PASSWORD, Site, served

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("switch", ["DASH_DEBUG", "DASH_MCP_ENABLED", "dash_hot_reload", "DASH_ASSETS_EXTERNAL_PATH"])
def test_a_switch_of_dash_in_the_environment_keeps_the_app_from_starting(switch: str) -> None:
    with pytest.raises(SettingsError, match=switch):
        web.refuse_switches({"PATH": "/bin", switch: "1"})


def test_importing_the_app_does_nothing(tmp_path: Path) -> None:
    code = "import app, os; print(os.listdir('.'))"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_a_new_installation_says_what_to_do_first(new_site: Site) -> None:
    page = new_site.page()
    assert "dangol load" in page.text and "로그아웃" in page.text
    assert new_site.client("boss").get("/ready").status_code == 503
    assert new_site.client("boss").get("/report.pdf").status_code == 404


@pytest.mark.parametrize("path", ["/nowhere", "/a/b/c", "/한글", "/%00", "/not-found"])
def test_an_address_without_a_page_says_so_in_the_readers_language(path: str, site: Site) -> None:
    assert "찾으시는 페이지가 없습니다" in site.page(path=path).text


def test_the_app_is_ready_once_there_is_a_snapshot(site: Site) -> None:
    assert site.app.server.test_client().get("/ready").status_code == 200


@pytest.mark.parametrize("path", ["/", "/report.pdf", "/_dash-layout", "/_dash-dependencies", "/assets/dangol.js"])
def test_nothing_of_the_app_is_open_without_a_session(path: str, site: Site) -> None:
    assert site.app.server.test_client().get(path).status_code in (303, 401)


@pytest.mark.parametrize("path", TYPEFACES)
def test_the_typeface_of_the_sign_in_page_needs_no_session(path: str, site: Site) -> None:
    assert site.app.server.test_client().get(path).status_code == 200


def test_the_policy_of_the_page_allows_its_own_scripts_by_their_hashes_only(site: Site) -> None:
    policy = site.client("boss").get("/").headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src")).split()
    assert scripts[1] == "'self'" and len(scripts) > 2
    assert all(source.startswith("'sha256-") for source in scripts[2:])
    assert all(f"'{hash_}'" in scripts or hash_ in scripts for hash_ in site.app.csp_hashes())


def test_two_installations_in_one_process_show_each_its_own(site: Site, new_site: Site) -> None:
    assert len(site.page().found("card")) == 6
    assert "dangol load" in new_site.page().text


def test_a_fault_is_a_calm_sentence_with_the_number_that_the_log_has(site_of_its_own: Site, caplog: pytest.LogCaptureFixture) -> None:
    site = site_of_its_own
    site.client("boss")
    site.house.answers._opened.cache_clear()
    site.house.answers._scored.cache_clear()
    site.house.answers._measured.cache_clear()
    shutil.rmtree(site.here.settings.home / "facts" / "orders")
    with caplog.at_level(logging.ERROR, "dangol"):
        page = site.page(period="2025-03")
    logged = json.loads(next(record.getMessage() for record in caplog.records if record.name == "dangol"))
    assert logged["reference"] in page.text
    assert "orders" not in page.text and "Traceback" not in page.text


def test_the_page_is_in_the_readers_language_and_ground_from_the_first_byte(site: Site) -> None:
    client = site.client("boss")
    client.set_cookie("dangol-colours", "dark")
    html = client.get("/").text
    client.delete_cookie("dangol-colours")
    assert '<html lang="ko" data-mantine-color-scheme="dark">' in html
    assert "dangol.css" in html and "sign-in.css" not in html


def test_a_forged_colour_cookie_is_ignored(site: Site) -> None:
    client = site.client("boss")
    client.set_cookie("dangol-colours", '"><script>alert(1)</script>')
    html = client.get("/").text
    client.delete_cookie("dangol-colours")
    assert "alert(1)" not in html


def test_the_report_is_named_so_that_every_browser_can_save_it(site: Site) -> None:
    answer = site.client("boss").get("/report.pdf?grain=quarter&period=2026-Q3&lang=ko", buffered=True)
    named = answer.headers["Content-Disposition"]
    assert named.startswith("attachment; filename=") and "filename*=UTF-8''%EB%8B%A8%EA%B3%A8%EC%83%81%ED%9A%8C" in named
    assert "2026-Q3.pdf" in named
    assert answer.data.startswith(b"%PDF-")


def test_the_report_is_the_same_to_the_byte_each_time(site: Site) -> None:
    first, second = (site.client("boss").get("/report.pdf?period=2026-09", buffered=True).data for _ in range(2))
    assert first == second


def test_the_report_shows_moments_in_the_companys_time(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(site.client("boss").get("/report.pdf?lang=en", buffered=True).data)
    printed = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"\d\d:\d\d KST", printed)
    assert "UTC" not in printed


def test_a_week_is_shown_with_its_days(site: Site) -> None:
    assert "19 Oct 2026 to 25 Oct 2026" in site.page(grain="week", period="2026-W43", lang="en").text


def test_a_trend_of_one_period_knows_no_highest_and_no_lowest(site: Site) -> None:
    shown = site.page(path="/trends", grain="year", period="2025", metric="repurchase_rate", lang="en").found("summary")
    assert len(shown) == 1 and re.fullmatch(r"Repurchase rate in 2025: \d+\.\d%\.", shown[0])


def test_serving_a_company_whose_name_is_markup_shows_it_as_text(tmp_path: Path) -> None:
    for site in served(tmp_path / "home", company='<script>alert("x")</script>'):
        assert PASSWORD not in site.page().text
        assert "<script>alert" not in site.client("boss").get("/").text


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_bundles_and_answers_are_sent_in_fewer_bytes_and_bundles_are_kept(encoding: str, site: Site) -> None:
    client, accepted = site.client("boss"), {"Accept-Encoding": encoding}
    html = client.get("/").text
    bundle = next(path for path in re.findall(r'src="([^"]+)"', html) if "dash_mantine_components" in path)
    plain, packed = (client.get(bundle, headers=headers) for headers in ({"Accept-Encoding": "identity"}, accepted))
    assert packed.headers["Content-Encoding"] == encoding
    assert len(packed.data) < len(plain.data) / 2
    assert "immutable" in packed.headers["Cache-Control"] and "Accept-Encoding" in packed.headers["Vary"]
    assert client.get("/_dash-dependencies", headers=accepted).headers["Cache-Control"] == "no-store"
