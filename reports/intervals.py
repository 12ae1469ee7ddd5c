"""Spreads drawn as bars: where nine draws of ten fall, where eight of ten, the middle, and what was planned."""

from collections.abc import Sequence
from math import isnan

import pandas as pd
import plotly.graph_objects as go

from reports import labels, palette
from reports.panels import Place, is_new
from scenarios.language import Language

QUANTILES = ("p05", "p10", "p50", "p90", "p95")
LOOK = palette.Look("#3a7bbf")
ROW = 30


def draw(
    fig: go.Figure, place: Place, rows: pd.DataFrame, names: Sequence[str], digits: int, language: Language
) -> None:
    """One row a spread, the first on top. `rows`: `planned` and the quantiles; a missing plan has no mark."""
    at = list(range(len(rows)))
    slim = max(0.4, min(1.0, (len(rows) + 3) / 10))  # a bar alone on a page is not a wall
    for low, high, width, opacity, name in (
        ("p05", "p95", 0.24, 0.5, language("5% to 95% of all draws")),
        ("p10", "p90", 0.5, 0.9, language("10% to 90%")),
    ):
        fig.add_bar(
            orientation="h",
            y=at,
            base=rows[low].tolist(),
            x=(rows[high] - rows[low]).tolist(),
            width=width * slim,
            name=name,
            legendgroup=name,
            showlegend=is_new(fig, name),
            marker={"color": LOOK.fill(opacity), "line": {"width": 0}},
            customdata=list(zip(names, rows[low], rows[high], strict=True)),
            hovertemplate=(
                f"%{{customdata[0]}}<br>{name}: %{{customdata[1]:,.{digits}f}} – %{{customdata[2]:,.{digits}f}}"
                "<extra></extra>"
            ),
            **place,
        )
    _marks(fig, place, rows["p50"], names, "circle", language("Middle of all draws"), digits)
    _marks(fig, place, rows["planned"], names, "diamond", language("As planned"), digits)
    fig.update_yaxes(
        tickmode="array",
        tickvals=at,
        ticktext=list(names),
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
        **place,
    )


def _marks(
    fig: go.Figure,
    place: Place,
    values: "pd.Series[float]",
    names: Sequence[str],
    symbol: str,
    name: str,
    digits: int,
) -> None:
    """One mark a row; a rim keeps it apart from the bar and from the ground, light or dark."""
    fill, rim = ("white", LOOK.colour) if symbol == "circle" else ("#f2a33a", "white")
    fig.add_scatter(
        x=[None if isnan(value) else value for value in values],
        y=list(range(len(values))),
        mode="markers",
        name=name,
        legendgroup=name,
        showlegend=is_new(fig, name),
        marker={
            "symbol": symbol,
            "size": 10,
            "color": fill,
            "line": {"width": 2, "color": rim},
        },
        customdata=list(names),
        hovertemplate=f"%{{customdata}}<br>{name}: %{{x:,.{digits}f}}<extra></extra>",
        **place,
    )


def column(fig: go.Figure, place: Place, head: str, texts: Sequence[str]) -> None:
    """Figures at the right edge, one a row, under their head."""
    which = "" if place["row"] == 1 else str(place["row"])
    at_edge = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 12, "showarrow": False}
    at_edge |= {"yref": f"y{which}", "font": {"size": 12}, "align": "left"}
    fig.add_annotation(
        {**at_edge, "text": f"<b>{labels.wrapped(head, 12)}</b>", "y": -0.6, "yanchor": "bottom"}
    )
    for at, text in enumerate(texts):
        fig.add_annotation({**at_edge, "text": labels.plain(text), "y": at, "yanchor": "middle"})
