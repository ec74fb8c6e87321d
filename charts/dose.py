"""Satisfaction by how long customers waited, of two stretches of time side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from charts.axis import axis_ticks
from charts.house import Figure, house
from charts.palette import Palette
from charts.screen import INTERVAL
from metrics.dose import BANDS, Band
from metrics.query import KNOWN
from metrics.text import Language, Text
from metrics.unit import Unit

APART = 0.12  # how far the two series stand to the left and to the right of their band


@dataclass(frozen=True)
class Stretch:
    """One stretch of time: its name, and the curve as `dose_curve` gives it."""

    name: Text
    curve: pl.DataFrame


def dose(stretches: Sequence[Stretch], *, language: Language, palette: Palette) -> Figure:
    """The curves, the latest last: a point for each band with its interval, joined where bands follow on each other."""
    layout = house(palette)
    del layout["yaxis2"]
    known = [row for stretch in stretches for row in stretch.curve.filter(state=KNOWN).iter_rows(named=True)]
    levels = [row[bound] for row in known for bound in ("low", "high")]
    ticks = axis_ticks(min(levels, default=0.0), min(max(levels, default=1.0), 1.0), Unit.SHARE, "")
    names = [band.label.of(language) for band in BANDS]
    layout["xaxis"] |= {
        "range": [-0.5, len(BANDS) - 0.5],
        "tickvals": [*range(len(BANDS))],
        "ticktext": [_short(band, language) for band in BANDS],
    }
    layout["yaxis"] |= {
        "range": [ticks[0], min(ticks[-1], 1.0)],
        "tickvals": ticks,
        "ticktext": [Unit.SHARE.show_short(tick, language) for tick in ticks],
    }
    looks = [(palette.muted, "circle-open", "5px,4px"), (palette.accent, "circle", "solid")][-len(stretches) :]
    traces = []
    for number, (stretch, (colour, symbol, dash)) in enumerate(zip(stretches, looks, strict=True)):
        rows = [*stretch.curve.iter_rows(named=True)]
        shift = (number - (len(stretches) - 1) / 2) * 2 * APART
        told = [row if row["state"] == KNOWN else None for row in rows]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": stretch.name.of(language),
                "x": [place + shift for place in range(len(rows))],
                "y": [row["value"] if row else None for row in told],
                "error_y": {
                    "type": "data",
                    "symmetric": False,
                    "array": [row["high"] - row["value"] if row else None for row in told],
                    "arrayminus": [row["value"] - row["low"] if row else None for row in told],
                    "color": colour, "thickness": 1.5, "width": 4,
                },
                "line": {"color": colour, "width": 2, "dash": dash},
                "marker": {"color": colour, "size": 9, "symbol": symbol, "line": {"color": colour, "width": 2}},
                "text": [_reading(stretch, names[place], row, language) if row else "" for place, row in enumerate(told)],
                "hovertemplate": "%{text}<extra></extra>",
                "cliponaxis": False,
            }
        )  # fmt: skip
    return {"data": traces, "layout": layout | {"hovermode": "closest", "meta": {"all": True}}}


def _short(band: Band, language: Language) -> str:
    """A band by its bound, short enough to stand under its points: "~30분", "≤ 30 min"."""
    bound = Unit.MINUTES.show(band.upto if band.upto is not None else band.over, language)
    if band.upto is None:
        return f"{bound}~" if language == "ko" else f"> {bound}"
    return f"~{bound}" if language == "ko" else f"≤ {bound}"


def _reading(stretch: Stretch, band: str, row: dict[str, float], language: Language) -> str:
    low, high = (Unit.SHARE.show(row[bound], language) for bound in ("low", "high"))
    value = Unit.SHARE.show(row["value"], language)
    interval = INTERVAL.of(language).format(low=low, high=high)
    return f"<b>{band}</b> · {stretch.name.of(language)}<br><b>{value}</b><br>{interval}<br>n = {row['n']:,}"
