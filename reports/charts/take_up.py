"""Take-up of land: what the plan counts on against what the past makes likely, segment by segment."""

import pandas as pd
import plotly.graph_objects as go

from reports import foreseen, lines, palette, panels, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "take-up-forecast"
_COLUMNS = ("cluster", "segment", "year", "line", "hectares")
_BAND, _BASE = palette.Look("#5aa9e6"), palette.Look("#3a7bbf")
_PLANNED, _LEASED = palette.Look("#de7440"), palette.Look("#1b7f5c")


def title(language: Language) -> str:
    """The chart's title."""
    return language("Take-up of land: the plan against the forecast")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "Land let so far, in hectares. Four of five futures lie in the band. A plan that runs above the band counts on "
        "tenants whom the past does not promise."
    )


def nothing(language: Language) -> str:
    """What stands there where no segment is forecast."""
    return language("The scenario does not say what take-up is forecast from: no segment has “forecast”")


def data(result: Result) -> pd.DataFrame:
    """`cluster, segment, year, line, hectares`, segments in the order of the file."""
    found = lines.frame(result, "forecast", _COLUMNS)
    order = {key: at for at, key in enumerate(foreseen.segments(result.plan.problem))}
    at = [order[key] for key in zip(found["cluster"], found["segment"], strict=True)]
    return found.assign(at=at).sort_values("at", kind="stable").drop(columns="at").reset_index(drop=True)


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """Small panels over the same years; where there are too many, those with most land."""
    groups = [(*key, part) for key, part in frame.groupby(["cluster", "segment"], sort=False)]
    largest = sorted(range(len(groups)), key=lambda at: -groups[at][2]["hectares"].max())[: panels.MOST]
    shown = [groups[at] for at in sorted(largest)]
    problem = result.plan.problem
    heads = [foreseen.segment_name(cluster, segment, problem) for cluster, segment, _ in shown]
    fig, places = panels.headed(heads, frame["hectares"].max())
    wide = frame.pivot_table(index="year", columns=["cluster", "segment", "line"], values="hectares").ffill()
    end = panels.moving_until(wide, frame["hectares"].max())
    years = range(int(frame["year"].min()), end + 1)
    for (_, _, part), place in zip(shown, places, strict=True):
        table = part.pivot(index="year", columns="line", values="hectares").reindex(years)
        _panel(fig, place, table, language)
        style.money_axis(fig, language("ha") if place["col"] == 1 else "", part["hectares"].max(), **place)
        fig.update_yaxes(nticks=6, **place)
        panels.first_and_last(fig, list(years), place)
    fig.update_layout(hovermode="x unified", showlegend=True)
    note = ""
    if len(shown) < len(groups):
        note = language("{count} segments with less land are not shown", count=len(groups) - len(shown))
    return style.dress(
        fig,
        result,
        language,
        title=title(language),
        caption=caption(language),
        note=note,
        height=panels.height(places),
        headroom=34,
    )


def _panel(fig: go.Figure, place: panels.Place, table: pd.DataFrame, language: Language) -> None:
    """Band, middle, past, plan and leases of one segment."""
    if "leased" in table:
        _let(fig, place, table["leased"].dropna(), language)
    if {"low", "high"} <= set(table):
        ends = table[["low", "high"]].dropna()
        panels.band(fig, place, ends, language("Forecast: 80% band"), _BAND, digits=1)
    for line, look, dash, symbol in (
        ("base", _BASE, "solid", ""),
        ("history", palette.NEUTRAL, "solid", "circle"),
        ("planned", _PLANNED, "dash", "diamond"),
    ):
        if line in table:
            name = foreseen.line(line, language)
            panels.line(fig, place, table.index, table[line], name, look, dash=dash, symbol=symbol, digits=1)


def _let(fig: go.Figure, place: panels.Place, let: "pd.Series[float]", language: Language) -> None:
    """What the plan lets, as ground under all lines."""
    name = foreseen.line("leased", language)
    fig.add_scatter(
        x=let.index.tolist(),
        y=let.tolist(),
        mode="lines",
        line={"color": _LEASED.colour, "width": 1, "dash": "dot"},
        fill="tozeroy",
        fillcolor=_LEASED.fill(0.22),
        name=name,
        legendgroup=name,
        showlegend=panels.is_new(fig, name),
        hovertemplate="%{y:,.1f}",
        **place,
    )
