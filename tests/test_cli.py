"""The commands as a person runs them: real processes on a real data folder."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_series_equal
from rich.console import Console

import settings as configuration
from installation import Installation
from metrics.catalog import METRICS
from metrics.facts import Facts
from metrics.period import Grain
from metrics.query import Query, measure
from reports.export import Answered
from reports.terminal import answer_table

ROOT = Path(__file__).parents[1]


def dangol(home: Path, *words: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("DANGOL_")}
    environment = own | {"DANGOL_HOME": str(home), "DANGOL_LANGUAGE": "en", "COLUMNS": "200"} | variables
    command = [sys.executable, "-c", "import cli; cli.main()", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True, timeout=120, check=False)


def answers(home: Path, *words: str) -> list[dict[str, Any]]:
    done = dangol(home, "kpi", "--json", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def rows_of(home: Path, fact: str) -> pl.DataFrame:
    """A fact of a data folder, as the latest snapshot has it."""
    here = Installation.opened(configuration.read(home=home))
    _, facts = here.latest()
    here.state.close()
    return facts.frames[fact].collect()


def test_kpi_prints_the_six_of_the_last_full_month(demo_home: Path) -> None:
    done = dangol(demo_home, "kpi")
    assert done.returncode == 0, done.stderr
    assert "Oct 2026" in done.stdout
    for label in ("Repurchase rate", "NPS", "CSAT", "First response time", "Complaint rate", "Customer lifetime value"):
        assert label in done.stdout


def test_json_has_exactly_the_promised_fields(demo_home: Path) -> None:
    [answer] = answers(demo_home, "--metric", "net_promoter_score")
    assert list(answer) == ["metric", "period_start", "period_end", "value", "low", "high", "part", "whole", "n", "state"]
    assert (answer["metric"], answer["period_start"], answer["period_end"], answer["state"]) == (
        "net_promoter_score",
        "2026-10-01",
        "2026-11-01",
        "known",
    )


def test_a_span_a_grain_and_a_dimension_can_be_asked(demo_home: Path) -> None:
    got = answers(
        demo_home, "--metric", "complaint_rate", "--from", "2026-01-01", "--to", "2026-07-01", "--grain", "quarter", "--by", "team"
    )
    assert {answer["period_start"] for answer in got} == {"2026-01-01", "2026-04-01"}
    assert len({answer["team"] for answer in got}) == 5
    assert len(got) == 10


def test_the_parts_of_teams_add_up_to_the_whole(demo_home: Path) -> None:
    span = ("--metric", "complaint_rate", "--from", "2026-01-01", "--to", "2026-07-01", "--grain", "whole")
    [whole] = answers(demo_home, *span)
    teams = answers(demo_home, *span, "--by", "team")
    assert sum(team["part"] for team in teams) == whole["part"]
    assert sum(team["whole"] for team in teams) == whole["whole"]


def test_an_unknown_metric_is_one_line_and_a_failure(demo_home: Path) -> None:
    done = dangol(demo_home, "kpi", "--metric", "repurchase_ratio")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("There is no metric 'repurchase_ratio'. Did you mean 'repurchase_rate'?")
    assert len(done.stderr.splitlines()) == 1


def test_debug_shows_the_traceback(demo_home: Path) -> None:
    done = dangol(demo_home, "--debug", "kpi", "--metric", "repurchase_ratio")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_a_new_folder_says_what_to_do_first(tmp_path: Path) -> None:
    done = dangol(tmp_path / "new", "kpi")
    assert (done.returncode, done.stderr) == (1, "Nothing has been loaded yet. Start with 'dangol load FILE...'.\n")


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    done = dangol(tmp_path, "kpi", DANGOL_ZONE="Asia/Soul")
    assert done.returncode == 1
    assert "zone" in done.stderr
    assert "Traceback" not in done.stderr


def test_filters_of_a_dimension_are_alternatives_and_dimensions_hold_together(demo_home: Path) -> None:
    asked = ("--metric", "first_response_time", "--from", "2026-01-01", "--to", "2026-07-01", "--grain", "whole")
    tickets = rows_of(demo_home, "tickets").filter(pl.col("opened_on").is_between(date(2026, 1, 1), date(2026, 6, 30)))
    rows = tickets.filter(pl.col("team").is_in(["영남팀", "온라인팀"]) & (pl.col("channel") == "전화"))
    [answer] = answers(demo_home, *asked, "--where", "team=영남팀", "--where", "team=온라인팀", "--where", "channel=전화")
    minutes = rows["first_response_business_minutes"].drop_nulls()
    assert (answer["n"], answer["value"]) == (minutes.len(), minutes.median())
    by_team = answers(demo_home, *asked, "--where", "channel=전화", "--by", "team", "--by", "channel")
    assert {row["channel"] for row in by_team} == {"전화"} and len(by_team) == 5
    assert sum(row["n"] for row in by_team if row["team"] in ("영남팀", "온라인팀")) == answer["n"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--where", "team=온라인"), "There is no team '온라인'. Did you mean '온라인팀'?"),
        (("--json", "--csv", "-"), "Choose one of --json, --csv and --xlsx."),
        (("--xlsx", "no/such/folder.xlsx"), "Cannot use no/such/folder.xlsx"),
    ],
)
def test_what_cannot_be_had_is_one_line_and_a_failure(demo_home: Path, words: tuple[str, ...], said: str) -> None:
    done = dangol(demo_home, "kpi", *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(said) and len(done.stderr.splitlines()) == 1


def test_a_table_says_what_it_was_filtered_by_and_what_was_left_out(demo_home: Path) -> None:
    done = dangol(demo_home, "kpi", "--where", "channel=전화", "--language", "ko")
    assert done.returncode == 0
    assert "2026년 10월 · 채널: 전화" in done.stdout and "불만율" not in done.stdout
    assert done.stderr.startswith("채널 기준으로 나눌 수 없어 뺀 지표: ") and "불만율" in done.stderr


def test_csv_and_xlsx_hold_the_answers_of_json(demo_home: Path, tmp_path: Path) -> None:
    asked = ("--metric", "complaint_rate", "--metric", "first_response_time", "--from", "2026-01-01", "--to", "2026-04-01", "--by", "team")
    right = pl.DataFrame(answers(demo_home, *asked), infer_schema_length=None)
    for words in (("--csv", str(tmp_path / "kpi.csv")), ("--xlsx", str(tmp_path / "kpi.xlsx"))):
        done = dangol(demo_home, "kpi", *asked, *words)
        assert (done.returncode, done.stdout) == (0, f"Written: {words[1]}\n"), done.stderr
    assert (tmp_path / "kpi.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    csv = pl.read_csv(tmp_path / "kpi.csv", try_parse_dates=True)
    sheets = pl.concat(pl.read_excel(tmp_path / "kpi.xlsx", sheet_id=[2, 3]).values(), how="diagonal_relaxed")
    for table in (csv, sheets):
        assert table["First day"].cast(pl.String).to_list() == right["period_start"].to_list()
        for title, name in (("Team", "team"), ("n", "n")):
            assert table[title].to_list() == right[name].to_list()
        for title, name in (("Value", "value"), ("95% low", "low"), ("95% high", "high"), ("Part", "part"), ("Whole", "whole")):
            assert_series_equal(table[title].cast(pl.Float64), right[name], check_names=False, rel_tol=1e-14)


def test_csv_on_standard_output_is_nothing_but_the_file(demo_home: Path, tmp_path: Path) -> None:
    words = ("--metric", "complaint_rate", "--csv")
    dangol(demo_home, "kpi", *words, str(tmp_path / "kpi.csv"))
    assert dangol(demo_home, "kpi", *words, "-").stdout.encode() == (tmp_path / "kpi.csv").read_bytes().replace(b"\r\n", b"\n")


def test_a_team_named_like_a_colour_is_shown_as_it_is(tmp_path: Path) -> None:
    frame = measure(Query(METRICS["complaint_rate"], Grain.MONTH.period_of(date(2026, 1, 1))), Facts.empty())
    named = frame.with_columns(pl.lit("[red]A[/]").alias("team"))
    table = answer_table(Answered(METRICS["complaint_rate"], Grain.MONTH, ("team",), named), "ko", "KRW", {"team": ("[/x]",)})
    console = Console(width=120, file=StringIO())
    console.print(table)
    assert isinstance(console.file, StringIO)
    assert "[red]A[/]" in console.file.getvalue() and "팀: [/x]" in console.file.getvalue()


def test_a_load_measures_ahead_what_readers_ask_first(demo_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(demo_home, home, ignore=shutil.ignore_patterns("answers"))
    done = dangol(home, "load", *map(str, (home / "exports").glob("*.csv")))
    assert done.returncode == 0 and "Nothing changed" in done.stdout and done.stderr == ""
    before = {file.name for file in (home / "answers").iterdir()}
    assert len(before) > 100
    assert dangol(home, "kpi").returncode == 0
    assert {file.name for file in (home / "answers").iterdir()} == before


def test_a_load_is_done_also_where_nothing_can_be_measured_ahead(tmp_path: Path) -> None:
    (tmp_path / "nps.csv").write_text("응답일,점수,의견\n" + "2026-01-02,9,\n" * 6, encoding="utf-8")
    done = dangol(tmp_path / "home", "load", str(tmp_path / "nps.csv"), DANGOL_OVERVIEW='["no_such_metric"]')
    assert done.returncode == 0
    assert "accepted" in done.stdout
    assert done.stderr.startswith("The load is done, but nothing could be measured ahead;")
    assert "Why: There is no metric 'no_such_metric'." in done.stderr and len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("language", ["ko", "en"])
def test_report_writes_a_pdf(demo_home: Path, tmp_path: Path, language: str) -> None:
    done = dangol(demo_home, "report", str(tmp_path / "out.pdf"), "--language", language)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")


def test_a_file_loads_once_and_one_bad_file_does_not_stop_the_next(tmp_path: Path) -> None:
    good, bad = tmp_path / "nps.csv", tmp_path / "photo.csv"
    rows = "".join(f"2026-01-{day:02},{day},\n" for day in range(1, 12))  # the last one is off the scale
    good.write_text(f"응답일,점수,의견\n{rows}", encoding="utf-8")
    bad.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)))
    home = tmp_path / "home"
    first = dangol(home, "load", str(bad), str(good))
    assert first.returncode == 1
    assert "photo.csv" in first.stderr
    assert "Traceback" not in first.stderr
    assert re.search(r"nps\.csv \(nps\): 11 rows = 10 accepted \+ 1 rejected \+ 0 grouped", first.stdout)
    again = dangol(home, "load", str(good))
    assert again.returncode == 0
    assert "Nothing changed" in again.stdout


def test_a_user_is_added_once_with_a_password_from_standard_input(tmp_path: Path) -> None:
    words = ("user", "add", "kim", "--name", "김관리", "--role", "admin")
    added = dangol(tmp_path, *words, stdin="blue kettle on the 7th hill\n")
    assert (added.returncode, added.stdout.strip()) == (0, "User added: kim (Administrator).")
    again = dangol(tmp_path, *words, stdin="blue kettle on the 7th hill\n")
    assert again.returncode == 1
    assert "Traceback" not in again.stderr


def test_a_weak_password_is_refused(tmp_path: Path) -> None:
    done = dangol(tmp_path, "user", "add", "kim", "--name", "Kim", stdin="12345\n")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_report_of_a_team_that_is_not_there_is_refused(demo_home: Path, tmp_path: Path) -> None:
    done = dangol(demo_home, "report", str(tmp_path / "out.pdf"), "--team", "온라인")
    assert done.returncode == 1
    assert done.stderr.startswith("There is no team '온라인'. Did you mean '온라인팀'? The data have: ")
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize(("language", "said"), [("en", "Check the path"), ("ko", "경로와 권한")])
def test_a_path_that_cannot_be_used_is_named_with_what_to_do(demo_home: Path, tmp_path: Path, language: str, said: str) -> None:
    path = tmp_path / "no such folder" / "out.pdf"
    done = dangol(demo_home, "report", str(path), DANGOL_LANGUAGE=language)
    assert done.returncode == 1
    assert str(path) in done.stderr and said in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_data_folder_that_is_a_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    done = dangol(tmp_path / "home", "kpi")
    assert done.returncode == 1
    assert str(tmp_path / "home") in done.stderr and "Check the path" in done.stderr


def test_nothing_but_the_message_is_written_where_no_terminal_shows_a_bar(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    done = dangol(tmp_path / "home", "load", str(tmp_path / "empty.csv"))
    assert done.stderr == "empty.csv is empty. Download it again from its system.\n"


def test_serve_says_where_it_is_and_that_nobody_can_sign_in_and_stops_when_told(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {name: value for name, value in os.environ.items() if not name.startswith("DANGOL_")}
    environment = own | {"DANGOL_HOME": str(tmp_path), "DANGOL_LANGUAGE": "en", "DANGOL_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", "import cli; cli.main()", "serve"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        said = [served.stdout.readline() for _ in range(3)]
        served.send_signal(signal.SIGINT)
        _, complaint = served.communicate(timeout=60)
    assert said[0].startswith("Nobody can sign in yet.")
    assert said[1] == f"Address: http://127.0.0.1:{port}/\n"
    assert "Traceback" not in complaint


def test_a_port_that_is_taken_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = dangol(tmp_path, "serve", DANGOL_PORT=port)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Cannot listen on port {port} of 127.0.0.1") and "DANGOL_PORT" in done.stderr
    assert len(done.stderr.splitlines()) == 1
