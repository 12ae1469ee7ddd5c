"""The house style: what every chart shares on screen, and what it gains on paper.

On screen Streamlit's theme gives fonts, grid and background, light or dark, so figures carry none. On paper
`for_paper` adds them, together with the caption and the line that says which scenario the chart comes from.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import plotly.graph_objects as go

from reports import labels
from reports.palette import INK
from scenarios.language import Language
from scenarios.scenario import Scenario

PAPER_WIDTH, PAPER_HEIGHT = 1123, 794
"""A4 landscape at 96 dots an inch: a PDF page of 842 x 595 points."""
SCREEN_HEIGHT = 460
SCREEN_STANDOFF = 24
"""From tick labels to the axis title: Streamlit's theme moves the labels outwards."""

_PAPER_FONT = "Lato, 'DejaVu Sans', 'Liberation Sans', sans-serif"
_PAPER_EDGE = 44
_LETTER, _LEGEND_KEY, _LEGEND_ROW = 6.9, 46, 23
_BELOW_AXIS = 44
_JOINED = re.compile("(?<=[tf])(?=[tfijlíìỉĩị])")
_GREY, _GRID = "#5b6570", "#e3e7eb"


class OfScenario(Protocol):
    """What comes of a scenario and can be drawn: a result, a study."""

    @property
    def scenario(self) -> Scenario:
        """Where its title, unit and day come from."""


def money_digits(amounts: Iterable[float]) -> int:
    """Decimals that amounts of this size need: none from ten thousand on, three where all are below one."""
    largest = max((abs(amount) for amount in amounts), default=0.0)
    return 0 if largest >= 1e4 else 1 if largest >= 1 else 3


def unit(result: OfScenario, language: Language) -> str:
    """The money unit of a result, as axes and heads name it."""
    return language.money_unit(result.scenario.currency, result.scenario.unit)


def dress(
    fig: go.Figure,
    result: OfScenario,
    language: Language,
    *,
    title: str,
    caption: str,
    note: str = "",
    height: int = SCREEN_HEIGHT,
    headroom: int = 0,
) -> go.Figure:
    """Give a figure its title, number formats, legend and the texts that paper needs; the figure comes back.

    `caption` says how to read the chart (paper shows it, the dashboard has its own place for it); `note` says
    what was left out and is shown everywhere. `headroom`: dots above the plot that its own heads need.
    """
    wide = _margin(fig, "l") > _PAPER_EDGE * 3
    top = (78 if note else 56) + headroom
    fig.update_layout(
        title={
            "text": title,
            "x": 0,
            "xref": "container" if wide else "paper",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 10},
            "subtitle": {"text": note, "font": {"size": 13}},
        },
        separators=",." if language.code == "vi" else ".,",
        height=height,
        margin={
            "t": top,
            "b": 20 if fig.layout.showlegend is False else _BELOW_AXIS + 30,
            "l": _margin(fig, "l") or 84,
        },
        legend={"orientation": "h", "x": 0, "xanchor": "left", "yanchor": "top", "traceorder": "normal"},
        meta={
            "caption": caption,
            "note": note,
            "source_line": labels.source_line(result.scenario, language),
            "headroom": headroom,
        },
    )
    fig.layout.legend.y = -_BELOW_AXIS / plot_height(fig)
    return fig


def empty(result: OfScenario, language: Language, *, title: str, caption: str, message: str) -> go.Figure:
    """A figure that says in words that there is nothing to draw."""
    fig = go.Figure()
    fig.add_annotation(
        text=message, x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False, font={"size": 18}
    )
    fig.update_xaxes(visible=False)
    fig.update_yaxes(visible=False)
    return dress(fig, result, language, title=title, caption=caption, height=240)


def year_axis(fig: go.Figure, years: Sequence[int], **where: int) -> None:
    """Whole years on the x axis, as many labels as fit."""
    span = max(years) - min(years) + 1
    step = next((step for step in (1, 2, 5) if span <= 13 * step), 10)
    first = min(years) if step <= 2 else -(-min(years) // step) * step
    fig.update_xaxes(tickmode="linear", tick0=first, dtick=step, tickformat="d", hoverformat="d", **where)


def money_axis(fig: go.Figure, title: str, largest: float, **where: int) -> None:
    """Amounts up to `largest` on the y axis, written out in full with the language's separators."""
    needed = round(58 + _LETTER * 1.1 * len(f"{largest:,.0f}"))
    fig.update_layout(margin={"l": max(_margin(fig, "l"), needed, 84)})
    fig.update_yaxes(
        title={"text": title, "standoff": SCREEN_STANDOFF},
        separatethousands=True,
        exponentformat="none",
        rangemode="tozero",
        automargin=True,
        **where,
    )


def amounts_axis(fig: go.Figure, place: Mapping[str, int]) -> None:
    """Amounts on the x axis of a panel, written out in full; the line at zero tells gain from loss."""
    fig.update_xaxes(
        separatethousands=True, exponentformat="none", showgrid=True, zeroline=True, zerolinewidth=2, **place
    )


def for_paper(fig: go.Figure) -> go.Figure:
    """A copy of a figure made ready for a page: light, A4 landscape, with its caption and source line."""
    paper = go.Figure(fig)
    meta = fig.layout.meta or {}
    left, right = max(100, _margin(fig, "l")), max(_PAPER_EDGE, _margin(fig, "r"))
    subtitle = [*_lines(meta.get("caption", "")), *_lines(meta.get("note", ""))]
    rows = _legend_rows(fig, PAPER_WIDTH - left - right)
    top = 76 + 19 * len(subtitle) + meta.get("headroom", 0)
    bottom = _BELOW_AXIS + _LEGEND_ROW * rows + 46
    paper.update_layout(
        template=_paper_template(),
        width=PAPER_WIDTH,
        height=PAPER_HEIGHT,
        margin={"l": left, "r": right, "t": top, "b": bottom, "autoexpand": False},
        title={
            "x": _PAPER_EDGE / PAPER_WIDTH,
            "xref": "container",
            "pad": {"t": 26},
            "font": {"size": 23},
            "subtitle": {"text": "<br>".join(subtitle), "font": {"size": 14, "color": _GREY}},
        },
        legend={"y": -_BELOW_AXIS / (PAPER_HEIGHT - top - bottom), "font": {"size": 13}},
    )
    paper.update_yaxes(title_standoff=8)
    stretch = plot_height(paper) / plot_height(fig)
    for trace in paper.select_traces({"type": "sankey"}):
        trace.node.pad *= stretch
    paper.add_annotation(
        text=meta.get("source_line", ""),
        x=0,
        xref="paper",
        xanchor="left",
        xshift=_PAPER_EDGE - left,
        y=0,
        yref="paper",
        yanchor="bottom",
        yshift=14 - bottom,
        showarrow=False,
        align="left",
        font={"size": 11, "color": _GREY},
    )
    _keep_letters_apart(paper)
    return paper


def _keep_letters_apart(paper: go.Figure) -> None:
    """Breaks the joint letters of the paper's font: in a PDF they are no letters, and nobody finds "tiền" again."""
    title = paper.layout.title
    title.text, title.subtitle.text = _apart(title.text), _apart(title.subtitle.text)
    for note in paper.layout.annotations:
        note.text = _apart(note.text)
    for trace in paper.data:
        if trace.name:
            trace.name = _apart(trace.name)
    for axis in (*paper.select_xaxes(), *paper.select_yaxes()):
        if axis.ticktext is not None:
            axis.ticktext = [_apart(str(text)) for text in axis.ticktext]


def _apart(text: str | None) -> str | None:
    """The text with nothing, as a tag, between letters that the font would join.

    >>> _apart("Dòng tiền")
    'Dòng t<i></i>iền'
    """
    return None if text is None else _JOINED.sub("<i></i>", text)


def plot_height(fig: go.Figure) -> int:
    """Dots between the upper and the lower margin of a dressed figure."""
    return int(fig.layout.height) - _margin(fig, "t") - _margin(fig, "b")


def _margin(fig: go.Figure, side: str) -> int:
    """A margin the chart asked for, 0 where it did not."""
    return int(fig.layout.margin[side] or 0)


def _lines(text: str) -> list[str]:
    """A text broken to the width of the page."""
    return labels.wrapped(text, 150, 3).split("<br>") if text else []


def _legend_rows(fig: go.Figure, width: int) -> int:
    """Rows that the legend will take, from the length of its entries; Plotly puts them into equal columns."""
    if fig.layout.showlegend is False:
        return 0
    names = {trace.name for trace in fig.data if trace.name and trace.showlegend is not False}
    sizes = [len(name) * _LETTER + _LEGEND_KEY for name in names]
    if sum(sizes) <= width:
        return 1 if len(sizes) > 0 else 0
    columns = max(1, int(width // max(sizes)))
    return -(-len(sizes) // columns)


def _paper_template() -> go.layout.Template:
    axis = {
        "gridcolor": _GRID,
        "linecolor": "#9aa4ae",
        "zerolinecolor": "#9aa4ae",
        "ticks": "",
        "title": {"font": {"size": 14}},
        "tickfont": {"size": 13},
    }
    return go.layout.Template(
        layout={
            "paper_bgcolor": "white",
            "plot_bgcolor": "white",
            "font": {"family": _PAPER_FONT, "size": 14, "color": INK},
            "xaxis": {**axis, "showgrid": False, "showline": True},
            "yaxis": axis,
        }
    )
