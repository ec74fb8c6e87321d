"""What stands along the axes of a chart: round numbers in the metric's unit, and short names of periods."""

from math import ceil, floor, log10

from babel.numbers import get_currency_precision

from metrics.period import Grain, Span
from metrics.text import Language
from metrics.unit import Unit

TICKS = 5
MINUTE_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1440)
DAY_MINUTES = 1440


def axis_ticks(low: float, high: float, unit: Unit, currency: str) -> list[float]:
    """Round numbers from at or under `low` to at or over `high`, about `TICKS` apart."""
    scale = {Unit.SHARE: 0.01, Unit.MONEY: float(10 ** get_currency_precision(currency))}.get(unit, 1.0)
    rough = max((high - low) / scale / TICKS, 1e-9)
    if unit is Unit.MINUTES:
        step = next((float(step) for step in MINUTE_STEPS if step >= rough), DAY_MINUTES * _round_step(rough / DAY_MINUTES))
    else:
        step = _round_step(rough)
    if unit is Unit.COUNT:
        step = max(step, 1.0)
    first, last = floor(low / scale / step + 1e-9), ceil(high / scale / step - 1e-9)
    return [place * step * scale for place in range(first, max(last, first + 1) + 1)]


def short_name(period: Span, grain: Grain, language: Language, *, with_year: bool) -> str:
    """The period's name under an axis."""
    start = period.start
    match grain:
        case Grain.MONTH | Grain.WEEK | Grain.DAY:
            day = "" if grain is Grain.MONTH else f" {start.day}일" if language == "ko" else f"{start.day} "
            name = f"{start.month}월{day}" if language == "ko" else f"{day}{start:%b}"
        case Grain.QUARTER:
            quarter = (start.month + 2) // 3
            name = f"{quarter}분기" if language == "ko" else f"Q{quarter}"
        case _:
            return grain.name_of(period, language)
    return f"{name}<br><b>{start.year}</b>" if with_year else name


def _round_step(rough: float) -> float:
    """1, 2 or 5 times a power of ten, at least `rough`."""
    size: float = 10.0 ** floor(log10(rough))
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough * (1 - 1e-9))
