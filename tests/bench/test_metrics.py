"""The benchmark runs, and its figures have their names. How fast anything is, no test says."""

import json
import subprocess
import sys
from pathlib import Path

from bench import company
from bench.plain_sql import COUNTED
from bench.sides import PAIRS, PLACES
from bench.table import BEGIN, END

ROOT = Path(__file__).parents[2]


def run(*arguments: str | Path) -> str:
    return subprocess.run([sys.executable, "-m", "bench.metrics", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_the_benchmark_times_every_metric_on_both_sides(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nfigures of last year\n{END}\nafter\n", encoding="utf-8")

    run("--size", "S", "--rounds", "1", "--seconds", "0", "--json", tmp_path / "figures.json", "--table", page)

    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures["metrics"].keys() == set(COUNTED)
    for times in figures["metrics"].values():
        for where in PLACES:
            assert times[f"ratio{where}"] == times[f"seconds{where}"] / times[f"duckdb_seconds{where}"] > 0
        assert times["ratio_served"] == times["seconds"] / times["duckdb_seconds_from_files"]
    for pair in PAIRS:
        assert figures[f"max_ratio{pair}"] >= figures[f"median_ratio{pair}"] > 0
        assert figures[f"repurchase_ratio{pair}"] == figures["metrics"]["repurchase_rate"][f"ratio{pair}"]
    assert figures["in_memory_mb"] > 1 and figures["reading_seconds"] > 0
    assert figures["bgnbd_seconds"] > 0
    assert figures["peak_rss_mb"] > 50

    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("after\n") and "last year" not in text
    assert all(f"| {name} |" in text for name in COUNTED)


def test_a_made_company_is_the_same_wherever_it_is_made(tmp_path: Path) -> None:
    size = company.Size(orders=400, tickets=200, responses=200, customers=100)
    first, second = (company.facts_of(company.fact_tables(tmp_path / where, size)) for where in ("here", "there"))
    for name, frame in first.frames.items():
        assert frame.collect().equals(second.frames[name].collect())
