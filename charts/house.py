"""The one look of all charts on the screen."""

from typing import Any

from charts.palette import Palette

Figure = dict[str, Any]  # of Plotly, as JSON has it

FONTS = 'Pretendard, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", NanumGothic, system-ui, sans-serif'


def house(palette: Palette) -> Figure:
    """The layout that a chart starts from; it changes what is its own."""
    muted = {"color": palette.muted}
    return {
        "font": {"family": FONTS, "size": 13, "color": palette.ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 28, "t": 12, "b": 8},
        "autosize": True,
        "showlegend": False,
        "hovermode": "x",
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": palette.ground, "bordercolor": palette.rule, "font": {"color": palette.ink, "family": FONTS}, "align": "left",
        },
        "xaxis": {
            "fixedrange": True, "showgrid": False, "zeroline": False, "linecolor": palette.rule, "automargin": True,
            "tickfont": muted, "ticks": "outside", "tickcolor": palette.rule, "ticklen": 4, "tickangle": 0, "ticklabeloverflow": "allow",
        },
        "yaxis": {
            "fixedrange": True, "gridcolor": palette.rule, "zeroline": False, "automargin": True, "tickfont": muted, "ticklabelstandoff": 6,
        },
        "yaxis2": {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True},
    }  # fmt: skip
