"""How sure lenders can be: draws of each vehicle's lowest debt service cover, and the chance of a broken covenant."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from finance.delivery import Mode
from reports import intervals, labels, lines, palette, style
from reports.charts.cover import covenant
from scenarios.language import Language
from scenarios.result import Result

NAME = "risk-of-breach"
SHOWN = 18
"""Vehicles that a page holds: those that break their covenant most often."""
_COLUMNS = ("subject", "id", "mode", "measure", "factor", "statistic", "value")
_NAME_LETTERS = 38


def title(language: Language) -> str:
    """The chart's title."""
    return language("How far debt service cover may fall")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "Bars: where the lowest cover of a vehicle's years falls in all draws. The upright line is the covenant; at "
        "the right how often some year lies below it."
    )


def nothing(language: Language) -> str:
    """What stands there where nothing is uncertain, or nobody owes."""
    return language("No vehicle owes debt whose cover is uncertain")


def data(result: Result) -> pd.DataFrame:
    """`vehicle, mode, covenant, planned, p05 … p95, probability_broken` of the lowest cover, the least sure first."""
    found = lines.frame(result, "risk", _COLUMNS)
    found = found[found["subject"] == "vehicle"]
    statistics = ["planned", *intervals.QUANTILES, "probability_broken"]
    table = found.pivot(index=["id", "mode"], columns="statistic", values="value").reindex(columns=statistics)
    table = table.rename_axis(index=["vehicle", "mode"], columns=None).reset_index()
    table.insert(2, "covenant", [covenant(result, mode) for mode in table["mode"]])
    by = ["probability_broken", "vehicle", "mode"]
    return table.sort_values(by, ascending=[False, True, True]).reset_index(drop=True)


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """One row a vehicle with its covenant."""
    shown = frame.head(SHOWN)
    names = [
        labels.vehicle(vehicle, Mode(mode), result.plan.problem, language)
        for vehicle, mode in zip(shown["vehicle"], shown["mode"], strict=True)
    ]
    named = labels.distinct(names, _NAME_LETTERS)
    fig = make_subplots(rows=1, cols=1)
    place = {"row": 1, "col": 1}
    intervals.draw(fig, place, shown, named, 2, language)
    fig.add_scatter(
        x=shown["covenant"].tolist(),
        y=list(range(len(shown))),
        mode="markers",
        name=language("Covenant"),
        marker={"symbol": "line-ns", "size": 24, "line": {"width": 3, "color": palette.CEILING}},
        hovertemplate="%{x:,.2f}",
        **place,
    )
    chances = [lines.chance(chance, language) for chance in shown["probability_broken"]]
    intervals.column(fig, place, language("Chance of breach"), chances)
    style.amounts_axis(fig, place)
    fig.update_layout(barmode="overlay", showlegend=True, margin={"l": 300, "r": 96})
    return style.dress(
        fig,
        result,
        language,
        title=title(language),
        caption=caption(language),
        note=_note(len(frame), len(shown), language),
        height=200 + intervals.ROW * (len(shown) + 1),
        headroom=20,
    )


def _note(every: int, shown: int, language: Language) -> str:
    note = language("Cash available for debt service over debt service, times")
    if shown < every:
        note += " · " + language("the {shown} of {all} vehicles that are least sure", shown=shown, all=every)
    return note
