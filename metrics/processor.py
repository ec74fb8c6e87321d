"""What NumPy may use of the processor, which it reads from the environment when it is loaded.

On AMD's Zen 4 an instruction that NumPy sorts with under AVX-512, a store of some lanes of a vector, takes over a hundred cycles
(numpy/x86-simd-sort#6). Ten million integers are sorted in 0.64 s there, and with AVX2 in 0.11 s; answers about customers wait for that.
"""

import os
from pathlib import Path

LEFT_ALONE = "NPY_DISABLE_CPU_FEATURES"
AVX512 = "X86_V4 AVX512_ICL"  # NumPy's names
_FAMILY = "25"  # AMD's Zen 3 and Zen 4, of which only the latter has AVX-512


def choose(about: Path = Path("/proc/cpuinfo")) -> None:
    """Lets NumPy, here and in processes that this one starts, sort with AVX2 where that is faster. What the environment says stays."""
    if about.exists() and is_slow_at_avx512(about.read_text(encoding="utf-8")):
        os.environ.setdefault(LEFT_ALONE, AVX512)


def is_slow_at_avx512(processors: str) -> bool:
    """Whether the first of the processors, as Linux tells of them, is a Zen 4."""
    first = processors.partition("\n\n")[0]
    told = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in first.splitlines())}
    return (told.get("vendor_id"), told.get("cpu family")) == ("AuthenticAMD", _FAMILY) and "avx512f" in told.get("flags", "").split()
