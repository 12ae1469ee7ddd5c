"""Small panels under headings of their own: where each stands, and the traces that share one legend."""

from collections.abc import Mapping, Sequence
from math import isnan

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from reports import labels, palette, style
from scenarios.language import Language

Place = Mapping[str, int]
"""Where a trace goes: `row` and `col` as Plotly counts them."""

MOST = 12
"""Panels that a page holds."""
_LETTERS = {1: 90, 2: 52, 3: 36}
"""Letters of a heading by panels beside each other."""
PANEL_HEIGHT = 200
_STILL = 0.005
"""What moves by less than this part of the largest amount stands still to the eye."""


def grid(names: Sequence[str], modes: Sequence[str], largest: float) -> tuple[go.Figure, list[Place]]:
    """Panels in rows of at most three, each under its name and mode; `largest`: the amount that its axis must hold.

    On three rows or more a name has one line, and what is too long is cut before the mode.
    """
    across, down = _shape(len(names))
    heads = [
        labels.wrapped(f"{name} ({mode})", _LETTERS[across], 2)
        if down < 3
        else f"{labels.wrapped(name, _LETTERS[across] - len(mode), 1)} ({labels.plain(mode)})"
        for name, mode in zip(names, modes, strict=True)
    ]
    return _under(heads, largest)


def headed(heads: Sequence[str], largest: float) -> tuple[go.Figure, list[Place]]:
    """The same under heads of one text each."""
    across, down = _shape(len(heads))
    return _under([labels.wrapped(head, _LETTERS[across], 2 if down < 3 else 1) for head in heads], largest)


def _shape(count: int) -> tuple[int, int]:
    """Panels beside each other, and rows."""
    across = min(count, 2 if count in (2, 4) else 3)
    return across, -(-count // across)


def _under(heads: Sequence[str], largest: float) -> tuple[go.Figure, list[Place]]:
    across, down = _shape(len(heads))
    gap = min(max(0.17 / across, 0.012 + 0.0078 * len(f"{largest:,.0f}")), 0.7 / across)
    fig = make_subplots(
        rows=down,
        cols=across,
        horizontal_spacing=gap,
        vertical_spacing=(0.36 if down < 3 else 0.42) / max(down, 2),
        subplot_titles=heads,
    )
    fig.update_annotations(font={"size": 13})
    return fig, [{"row": at // across + 1, "col": at % across + 1} for at in range(len(heads))]


def height(places: Sequence[Place]) -> int:
    """The height of a figure with these panels, heads and legend included."""
    down = max(place["row"] for place in places)
    return 190 + PANEL_HEIGHT * down if down > 1 else 460


def stack(heads: Sequence[str], heights: Sequence[float]) -> tuple[go.Figure, list[Place]]:
    """Panels below each other over one axis of years, each under its head at the left."""
    fig = make_subplots(
        rows=len(heads),
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.24 / max(len(heads), 2),
        row_heights=list(heights),
        subplot_titles=list(heads),
    )
    fig.update_annotations(font={"size": 13}, x=0, xanchor="left", align="left")
    return fig, [{"row": at + 1, "col": 1} for at in range(len(heads))]


def bars(
    fig: go.Figure,
    place: Place,
    years: Sequence[int],
    amounts: Sequence[float],
    name: str,
    look: palette.Look,
) -> None:
    """The columns of one line; its name stands in the legend once."""
    fig.add_bar(
        x=list(years),
        y=list(amounts),
        name=name,
        marker=look.marker(),
        legendgroup=name,
        showlegend=is_new(fig, name),
        hovertemplate=f"%{{y:,.{style.money_digits(amounts)}f}}",
        **place,
    )


def limit(
    fig: go.Figure,
    place: Place,
    years: Sequence[int],
    amounts: Sequence[float],
    name: str,
    *,
    dash: str = "solid",
    digits: int | None = None,
) -> None:
    """What is allowed: a line in steps that is on no amount, gaps where nothing limits."""
    fig.add_scatter(
        x=list(years),
        y=[None if isnan(amount) else amount for amount in amounts],  # Plotly breaks a line at None
        mode="lines+markers",
        line={"color": palette.CEILING, "width": 2, "dash": dash, "shape": "hvh"},
        marker={"symbol": "line-ew", "size": 9, "line": {"width": 2, "color": palette.CEILING}},
        name=name,
        legendgroup=name,
        showlegend=is_new(fig, name),
        hovertemplate=f"%{{y:,.{style.money_digits(amounts) if digits is None else digits}f}}",
        **place,
    )


def line(
    fig: go.Figure,
    place: Place,
    years: Sequence[int],
    amounts: Sequence[float],
    name: str,
    look: palette.Look,
    *,
    dash: str = "solid",
    symbol: str = "circle",
    digits: int | None = None,
) -> None:
    """A line with a mark at every year, so that it is told apart without its colour; no mark without a `symbol`."""
    fig.add_scatter(
        x=list(years),
        y=[None if isnan(amount) else amount for amount in amounts],
        mode="lines+markers" if symbol else "lines",
        line={"color": look.colour, "width": 2.5, "dash": dash},
        marker={"symbol": symbol or "circle", "size": 6},
        name=name,
        legendgroup=name,
        showlegend=is_new(fig, name),
        hovertemplate=f"%{{y:,.{style.money_digits(amounts) if digits is None else digits}f}}",
        **place,
    )


def band(
    fig: go.Figure,
    place: Place,
    ends: pd.DataFrame,
    name: str,
    look: palette.Look,
    *,
    digits: int,
) -> None:
    """What lies between `low` and `high` by year, filled; both are told together on hovering."""
    edge = {"color": look.fill(0.85), "width": 1}
    years, high = ends.index.tolist(), ends["high"].tolist()
    fig.add_scatter(x=years, y=high, mode="lines", line=edge, showlegend=False, hoverinfo="skip", **place)
    fig.add_scatter(
        x=years,
        y=ends["low"].tolist(),
        mode="lines",
        line=edge,
        fill="tonexty",
        fillcolor=look.fill(0.3),
        name=name,
        legendgroup=name,
        showlegend=is_new(fig, name),
        customdata=high,
        hovertemplate=f"%{{y:,.{digits}f}} – %{{customdata:,.{digits}f}}",
        **place,
    )


def moving_until(wide: pd.DataFrame, largest: float) -> int:
    """The year after which no column moves by more than a small part of `largest` any more; years are the rows."""
    left = (wide.iloc[-1] - wide).abs() > _STILL * largest
    moving = left.index[left.any(axis=1)]
    end = int(wide.index.max())
    return min(end, int(moving.max()) + 1) if len(moving) else end


def first_and_last(fig: go.Figure, years: Sequence[int], place: Place) -> None:
    """Only the ends of the axis are named where panels are small, with the years between them on hovering."""
    middle = years[len(years) // 2]
    named = [years[0], years[-1]] if len(years) < 8 else [years[0], middle, years[-1]]
    fig.update_xaxes(tickmode="array", tickvals=named, tickformat="d", hoverformat="d", **place)
    fig.update_xaxes(range=[years[0] - 0.7, years[-1] + 0.7], **place)


def left_out(every: int, shown: int, language: Language) -> str:
    """What a page of panels could not hold; nothing where it holds all."""
    if shown == every:
        return ""
    return language("{count} smaller vehicles are not shown", count=every - shown)


def is_new(fig: go.Figure, name: str) -> bool:
    """Whether the legend does not have it yet."""
    return all(trace.name != name for trace in fig.data)
