"""What the pictures on paper have in common: how matplotlib is asked, a time axis, a value axis, and labels at the right edge.

Axes are drawn as a few lines and texts. Matplotlib's own ticks would take half of the time of a picture.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from threading import Lock
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.ticker import MaxNLocator

from charts import typeface
from charts.palette import Palette
from metrics.period import Grain, Span
from metrics.text import Language
from metrics.unit import Unit

SMALL = 7.5  # points
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "dangol",
    "font.family": typeface.FAMILY,
    "font.size": SMALL,
}
_LOCK = Lock()  # matplotlib's settings belong to the process, and pages are drawn in threads
_INCH = 25.4  # millimetres
_TICK_WIDTH = 17  # millimetres that a period's label needs
LEFT, RIGHT, TOP, BOTTOM = 17, 20, 3, 9  # millimetres beside the axes
_MINUTE_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 7200, 14400, 28800)


def drawn(width: float, height: float, draw: Callable[[Sequence[Axes]], None], panels: int = 1, head: float = 0.0) -> str:
    """A picture of `width` by `height` millimetres as SVG, once `draw` has drawn on its panels. The same drawing gives the same bytes.

    The panels stand one above the other, each with `head` millimetres of room above it.
    """
    with _LOCK, matplotlib.rc_context(_STYLE):
        figure = _blank(width, height, panels, head)
        picture = io.StringIO()
        try:
            draw(figure.axes)
            figure.savefig(picture, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        finally:
            for axes in figure.axes:
                for artist in (*axes.lines, *axes.collections, *axes.texts):
                    artist.remove()
    return picture.getvalue()


@lru_cache(16)
def _blank(width: float, height: float, panels: int, head: float) -> Figure:
    """A figure with empty panels. It is drawn on and emptied again: making its axes takes longer than all that is drawn on them."""
    for file in ("NanumGothic.ttf", "NanumGothicBold.ttf"):
        _known_font(file)
    figure = Figure(figsize=(width / _INCH, height / _INCH))
    high = height / panels - head
    for number in range(panels):
        bottom = height - (number + 1) * (high + head) + BOTTOM
        place = (LEFT / width, bottom / height, 1 - (LEFT + RIGHT) / width, (high - BOTTOM - TOP) / height)
        axes = figure.add_axes(place)
        axes.set_axis_off()
        axes.set_autoscale_on(False)
    return figure


def time_axis(axes: Axes, periods: Sequence[Span], grain: Grain, language: Language, palette: Palette) -> None:
    """The line at the bottom with as many names of periods as have room."""
    axes.set_xlim(-0.4, len(periods) - 0.6)
    width = axes.get_window_extent().width / axes.figure.dpi * _INCH
    places = _ticks(len(periods), max(int(width / _TICK_WIDTH), 2))
    axes.plot([0, 1], [0, 0], color=palette.muted, linewidth=0.6, transform=axes.transAxes, clip_on=False, zorder=2.5)
    for place, label in zip(places, _period_labels([periods[place] for place in places], grain, language), strict=True):
        axes.annotate(
            label,
            xy=(place, 0),
            xycoords=("data", "axes fraction"),
            xytext=(0, -3),
            textcoords="offset points",
            color=palette.muted,
            horizontalalignment="center",
            verticalalignment="top",
            annotation_clip=False,
        )


def value_axis(axes: Axes, values: Sequence[float], unit: Unit, language: Language, currency: str, palette: Palette) -> None:
    """The grid that has all values in view, with four or five round numbers."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    bottom, top = (low - room if unit is Unit.SCORE else max(low - room, 0.0)), high + room
    axes.set_ylim(bottom, top)
    heights = [height for height in _round_numbers(bottom, top, unit) if bottom <= height <= top]
    left, right = axes.get_xlim()
    grid = LineCollection([[(left, y), (right, y)] for y in heights], colors=palette.rule, linewidths=0.6, zorder=0.5)
    axes.add_collection(grid, autolim=False)
    for height in heights:
        axes.annotate(
            unit.show_short(height, language, currency),
            xy=(0, height),
            xycoords=("axes fraction", "data"),
            xytext=(-3, 0),
            textcoords="offset points",
            color=palette.muted,
            horizontalalignment="right",
            verticalalignment="center",
            annotation_clip=False,
        )


def beside(axes: Axes, value: float, label: str, colour: str, weight: int = 400) -> Annotation:
    """A label at the right edge, at the height of a value."""
    return axes.annotate(
        label,
        xy=(1, value),
        xycoords=("axes fraction", "data"),
        xytext=(3, 0),
        textcoords="offset points",
        color=colour,
        fontweight=weight,
        verticalalignment="center",
        annotation_clip=False,
    )


def moved_apart(axes: Axes, labels: Sequence[Annotation]) -> None:
    """Moves labels at the right edge apart where they would cover each other."""
    low, high = axes.get_ylim()
    height = axes.get_window_extent().height * 72 / axes.figure.dpi
    for below, above in pairwise(sorted(labels, key=lambda label: float(label.xy[1]))):
        gap = (float(above.xy[1]) - float(below.xy[1])) / (high - low) * height
        if gap < 10:
            below.set_position((3, -(10 - gap) / 2))
            above.set_position((3, (10 - gap) / 2))


def numbered(axes: Axes, numbers: Mapping[int, int], palette: Palette) -> None:
    """Numbers above some positions, each with a thin line down, that lead to a list beside the picture."""
    low, high = axes.get_ylim()
    lines = [[(place, low), (place, high)] for place in numbers]
    axes.add_collection(LineCollection(lines, colors=palette.muted, linewidths=0.4, linestyles=[(0, (2, 6))], zorder=0.8), autolim=False)
    for place, number in numbers.items():
        axes.annotate(
            str(number),
            xy=(place, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            color=palette.ink,
            fontsize=6,
            horizontalalignment="center",
            verticalalignment="center",
            annotation_clip=False,
            bbox={"boxstyle": "circle,pad=0.25", "facecolor": palette.ground, "edgecolor": palette.muted, "linewidth": 0.6},
        )


def _known_font(file: str) -> None:
    path = str(typeface.folder() / file)
    if all(entry.fname != path for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(path)


def _round_numbers(bottom: float, top: float, unit: Unit) -> list[float]:
    if unit is Unit.MINUTES:
        step = next((step for step in _MINUTE_STEPS if (top - bottom) / step <= 5), _MINUTE_STEPS[-1])
        return [float(step * k) for k in range(int(bottom // step), int(top // step) + 1)]
    return [float(value) for value in MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(bottom, top)]


def _ticks(count: int, most: int) -> list[int]:
    """The positions that get a label: evenly spaced, the last one among them."""
    step = -(-count // most)
    return list(range((count - 1) % step, count, step))


def _period_labels(periods: Sequence[Span], grain: Grain, language: Language) -> list[str]:
    """Short names of periods; the year stands beneath where it changes."""
    labels, year = [], None
    for period in periods:
        this, short = _short_name(period, grain, language)
        labels.append(f"{short}\n{this}" if this != year and short else short or this)
        year = this
    return labels


def _short_name(period: Span, grain: Grain, language: Language) -> tuple[str, str]:
    """The year that people count a period to, and its name within that year: ("2026", "10월")."""
    start = period.start
    year, week, _ = start.isocalendar()
    korean = language == "ko"
    match grain:
        case Grain.DAY:
            return str(start.year), f"{start.month}/{start.day}" if korean else f"{start:%-d %b}"
        case Grain.WEEK:
            return str(year), f"{week}주" if korean else f"W{week}"
        case Grain.MONTH:
            return str(start.year), f"{start.month}월" if korean else f"{start:%b}"
        case Grain.QUARTER:
            return str(start.year), f"{(start.month + 2) // 3}분기" if korean else f"Q{(start.month + 2) // 3}"
        case _:
            return str(start.year), ""
