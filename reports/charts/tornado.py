"""What the plan depends on most: its worth and its public cost with one factor at a time turned low and high."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from reports import labels, lines, palette, style
from reports.panels import Place, is_new
from scenarios.language import Language
from scenarios.result import Result

NAME = "risk-drivers"
SHOWN = 10
"""Factors a panel holds: the longest bars."""
_COLUMNS = ("subject", "measure", "factor", "statistic", "value")
_LOW, _HIGH = palette.Look("#5aa9e6"), palette.Look("#b5451b")
_ROW = 32
_UNSEEN = 1e-6
"""A bar shorter than this part of the longest one is rounding."""


def title(language: Language) -> str:
    """The chart's title."""
    return language("What the plan depends on most")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "Each bar leads from one factor at its low value (only one draw in ten is lower) to its high value (only one "
        "in ten is higher), with all others in their middle. The longest bar matters most."
    )


def nothing(language: Language) -> str:
    """What stands there where the scenario does not say what is uncertain."""
    return language("The scenario does not say what is uncertain: it has no section “risk”")


def data(result: Result) -> pd.DataFrame:
    """`measure, factor, at_p10, at_p90`: NPV first, then public cost; in each the longest bar first."""
    found = lines.frame(result, "risk", _COLUMNS)
    found = found[(found["subject"] == "portfolio") & found["statistic"].isin(["at_p10", "at_p90"])]
    table = found.pivot(index=["measure", "factor"], columns="statistic", values="value")
    table = table.reindex(columns=["at_p10", "at_p90"]).rename_axis(columns=None).reset_index()
    table = table.assign(swing=(table["at_p90"] - table["at_p10"]).abs())
    order = ["measure", "swing", "factor"]
    table = table.sort_values(order, ascending=[False, False, True])  # npv stands before fiscal_cost so
    return table.drop(columns="swing").reset_index(drop=True)


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """One panel a measure, its bars from low to high."""
    parts = {measure: _long(frame[frame["measure"] == measure]) for measure in lines.MEASURES}
    parts = {measure: part for measure, part in parts.items() if len(part)}
    rows = [len(part) + 0.5 for part in parts.values()]
    fig = make_subplots(
        rows=len(parts),
        cols=1,
        row_heights=rows,
        vertical_spacing=0.2 if len(parts) > 1 else 0.0,
        subplot_titles=[lines.spoken(measure, language) for measure in parts],
    )
    fig.update_annotations(font={"size": 13}, x=0, xanchor="left")
    for at, part in enumerate(parts.values()):
        _panel(fig, {"row": at + 1, "col": 1}, part, language)
    fig.update_layout(barmode="overlay", showlegend=True, margin={"l": 230, "r": 60})
    return style.dress(
        fig,
        result,
        language,
        title=title(language),
        caption=caption(language),
        note=language("All amounts in {unit}", unit=style.unit(result, language)),
        height=round(230 + _ROW * sum(rows) + 70 * len(parts)),
        headroom=16,
    )


def _long(part: pd.DataFrame) -> pd.DataFrame:
    """The bars that can be seen."""
    swing = (part["at_p90"] - part["at_p10"]).abs()
    return part[swing > _UNSEEN * swing.max()].head(SHOWN)


def _panel(fig: go.Figure, place: Place, part: pd.DataFrame, language: Language) -> None:
    """The bars of one measure: a band, and its two ends in looks of their own."""
    at = list(range(len(part)))
    digits = style.money_digits(part[["at_p10", "at_p90"]].abs().max())
    fig.add_bar(
        orientation="h",
        y=at,
        base=part["at_p10"].tolist(),
        x=(part["at_p90"] - part["at_p10"]).tolist(),
        width=0.5,
        marker={"color": palette.NEUTRAL.fill(0.45), "line": {"width": 0}},
        showlegend=False,
        hoverinfo="skip",
        **place,
    )
    names = [labels.plain(factor) for factor in part["factor"]]
    for column, look, symbol, name in (
        ("at_p10", _LOW, "circle", language("Factor low (P10)")),
        ("at_p90", _HIGH, "diamond", language("Factor high (P90)")),
    ):
        other = part["at_p90" if column == "at_p10" else "at_p10"]
        fig.add_scatter(
            x=part[column].tolist(),
            y=at,
            mode="markers+text",
            text=[language.number(amount, digits) for amount in part[column]],
            textposition=[
                "middle left" if own < end else "middle right"
                for own, end in zip(part[column], other, strict=True)
            ],
            textfont={"size": 12},
            cliponaxis=False,
            name=name,
            legendgroup=name,
            showlegend=is_new(fig, name),
            marker={
                "symbol": symbol,
                "size": 14,
                "color": look.colour,
                "line": {"width": 1, "color": "white"},
            },
            customdata=names,
            hovertemplate=f"%{{customdata}} · {name}: %{{x:,.{digits}f}}<extra></extra>",
            **place,
        )
    style.amounts_axis(fig, place)
    low, high = part[["at_p10", "at_p90"]].min().min(), part[["at_p10", "at_p90"]].max().max()
    room = 0.12 * (high - low)
    fig.update_xaxes(range=[low - room, high + room], **place)
    fig.update_yaxes(
        tickmode="array",
        tickvals=at,
        ticktext=labels.distinct(list(part["factor"]), 28),
        range=[len(part) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
        **place,
    )
