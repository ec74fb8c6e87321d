"""NumPy sorts with AVX2 where AVX-512 is slow, and is told so before it is loaded."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from metrics.processor import AVX512, LEFT_ALONE, choose, is_slow_at_avx512

ROOT = Path(__file__).parents[2]
TOLD = """processor	: 0
vendor_id	: {vendor}
cpu family	: {family}
model		: 17
flags		: fpu vme sse2 avx2 {more}

processor	: 1
vendor_id	: AuthenticAMD
cpu family	: 25
flags		: fpu vme sse2 avx2 avx512f
"""


def told(vendor: str = "AuthenticAMD", family: str = "25", more: str = "avx512f avx512dq") -> str:
    return TOLD.format(vendor=vendor, family=family, more=more)


def test_zen_4_is_known_by_its_family_and_its_avx512() -> None:
    assert is_slow_at_avx512(told())
    assert not is_slow_at_avx512(told(more=""))  # Zen 3
    assert not is_slow_at_avx512(told(family="26"))  # Zen 5
    assert not is_slow_at_avx512(told(vendor="GenuineIntel", family="6"))
    assert not is_slow_at_avx512("")


def test_what_the_environment_says_already_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = tmp_path / "cpuinfo"
    about.write_text(told())
    monkeypatch.setenv(LEFT_ALONE, "AVX512_SPR")
    choose(about)
    assert os.environ[LEFT_ALONE] == "AVX512_SPR"

    monkeypatch.delenv(LEFT_ALONE)
    choose(tmp_path / "nowhere")
    assert LEFT_ALONE not in os.environ
    choose(about)
    assert os.environ[LEFT_ALONE] == AVX512


@pytest.mark.parametrize("module", ["cli", "app", "etl.confined", "reports.maker"])
def test_each_program_chooses_before_it_loads_numpy(module: str) -> None:
    program = f"import json, sys, {module}; print(json.dumps([*sys.modules]))"
    asked = [sys.executable, "-c", program]
    loaded = json.loads(subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    assert loaded.index("metrics.processor") < loaded.index("numpy")
