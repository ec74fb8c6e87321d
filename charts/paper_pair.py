"""Speed beside satisfaction on paper: one panel above the other over the same periods, since two scales on one axis mislead."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from charts import typeface
from charts.palette import LIGHT, Palette
from charts.paper import band, extent, line
from charts.paper_axes import beside, drawn, time_axis, value_axis
from metrics.metric import Metric
from metrics.period import Grain
from metrics.scorecard import Answer
from metrics.text import Language

NAME = 3.0  # millimetres above each panel, for its name
Series = tuple[Metric, list[Answer]]


def pair(
    above: Series,
    below: Series,
    grain: Grain,
    language: Language,
    *,
    is_running: bool = False,
    width: float = 170,
    height: float = 62,
    palette: Palette = LIGHT,
) -> str:
    """Two series of the same periods as SVG, `width` by `height` millimetres, each under its name."""

    def draw(panels: Sequence[Axes]) -> None:
        for axes, (metric, answers) in zip(panels, (above, below), strict=True):
            time_axis(axes, [answer.period for answer in answers], grain, language, palette)
            value_axis(axes, extent(answers), metric.unit, language, "KRW", palette)
            band(axes, answers, palette)
            line(axes, answers, is_running, palette)
            axes.text(0, 1.04, metric.label.of(language), transform=axes.transAxes, color=palette.ink, fontweight=typeface.BOLD)
            last = answers[-1]
            if last.value is not None:
                beside(axes, last.value, metric.unit.show(last.value, language), palette.accent, weight=typeface.BOLD)

    return drawn(width, height, draw, panels=2, head=NAME)
