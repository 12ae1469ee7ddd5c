"""How well each vehicle's cash covers its debt service, year by year, against its covenant: a panel a vehicle."""

import pandas as pd
import plotly.graph_objects as go

from finance.delivery import DeliveryMode, Mode
from reports import labels, palette, panels, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "debt-service-cover"
_LOOK = palette.Look("#3a7bbf")
_HIGHEST = 4.0
"""Times of debt service that an axis shows at most: what lies above is safe, and would flatten what is not."""


def title(language: Language) -> str:
    """The chart's title."""
    return language("Debt service cover by year")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "Cash available for debt service over debt service due, by vehicle. The red line is the covenant, the ring the "
        "lowest year; an arrow points to a year above the panel."
    )


def nothing(language: Language) -> str:
    """What stands there where no vehicle owes."""
    return language("No vehicle has debt service in this plan")


def data(result: Result) -> pd.DataFrame:
    """`vehicle, mode, year, dscr, lowest, covenant`: the vehicle with most debt service first.

    `lowest` stands in the year of the lowest cover alone.
    """
    found = result.ratios[
        (result.ratios["subject"] == "vehicle") & result.ratios["measure"].isin(["dscr", "min_dscr"])
    ]
    table = found.pivot(index=["id", "mode", "year"], columns="measure", values="value")
    table = table.reindex(columns=["dscr", "min_dscr"]).rename_axis(columns=None)
    table = (
        table.rename_axis(index=["vehicle", "mode", "year"])
        .rename(columns={"min_dscr": "lowest"})
        .reset_index()
    )
    table["covenant"] = [covenant(result, mode) for mode in table["mode"]]
    flow = result.waterfall
    served = flow[(flow["project"] == "") & (flow["line"] == "debt_service")].groupby(["vehicle", "mode"])[
        "amount"
    ]
    size = served.sum().rename("size")
    table = table.join(size, on=["vehicle", "mode"]).astype({"year": "int64"})
    order = table.sort_values(["size", "vehicle", "mode", "year"], ascending=[False, True, True, True])
    return order.drop(columns="size").reset_index(drop=True)


def covenant(result: Result, mode: str) -> float:
    """The cover that lenders ask of a mode; one without rules of its own has the default ones."""
    problem = result.plan.problem
    rules = problem.delivery.get(Mode(mode)) or DeliveryMode(Mode(mode), (0.0,) * problem.horizon.years)
    return rules.dscr


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """Small panels over the same years and the same scale."""
    groups = [(*key, part) for key, part in frame.groupby(["vehicle", "mode"], sort=False)]
    shown = groups[: panels.MOST]
    problem = result.plan.problem
    names = [labels.vehicle_name(vehicle, problem) for vehicle, _, _ in shown]
    modes = [labels.short_mode(Mode(mode), language) for _, mode, _ in shown]
    fig, places = panels.grid(names, modes, 1.0)
    years = list(range(int(frame["year"].min()), int(frame["year"].max()) + 1))
    top = min(max(frame["dscr"].max(), frame["covenant"].max()) * 1.15, _HIGHEST)
    for (_, _, part), place in zip(shown, places, strict=True):
        _panel(fig, place, part.set_index("year").reindex(years), top, language)
        fig.update_yaxes(
            range=[min(0.0, 1.1 * frame["dscr"].min()), top], tickformat=".1f", nticks=6, **place
        )
        panels.first_and_last(fig, years, place)
    fig.update_yaxes(title={"text": language("times"), "standoff": style.SCREEN_STANDOFF}, row=1, col=1)
    fig.update_layout(hovermode="x unified", showlegend=True)
    return style.dress(
        fig,
        result,
        language,
        title=title(language),
        caption=caption(language),
        note=panels.left_out(len(groups), len(shown), language),
        height=panels.height(places),
        headroom=34,
    )


def _panel(fig: go.Figure, place: panels.Place, rows: pd.DataFrame, top: float, language: Language) -> None:
    """The line, its covenant, the lowest year, and arrows where the line leaves the panel."""
    name = language("Debt service cover")
    panels.line(fig, place, rows.index, rows["dscr"], name, _LOOK, digits=2)
    high = rows.index[rows["dscr"] > top]
    if len(high):
        fig.add_scatter(
            x=list(high),
            y=[top * 0.97] * len(high),
            mode="markers",
            marker={"symbol": "arrow-up", "size": 9, "color": _LOOK.colour},
            hoverinfo="skip",
            showlegend=False,
            **place,
        )
    level = [float(rows["covenant"].max())] * len(rows)
    panels.limit(fig, place, rows.index, level, language("Covenant"), digits=2)
    lowest = rows["lowest"].dropna()
    name = language("Lowest year")
    fig.add_scatter(
        x=lowest.index.tolist(),
        y=lowest.tolist(),
        mode="markers",
        marker={"symbol": "circle-open", "size": 14, "color": "#f2a33a", "line": {"width": 3}},
        name=name,
        legendgroup=name,
        showlegend=panels.is_new(fig, name),
        hovertemplate="%{y:,.2f}",
        **place,
    )
    for year, ratio in lowest.items():
        fig.add_annotation(
            text=f"<b>{language.number(ratio, 2)}</b> ({year})",
            x=year,
            y=ratio,
            xanchor=_away_from_the_edge(list(rows.index).index(year), len(rows)),
            yanchor="top",
            yshift=-10,
            showarrow=False,
            font={"size": 12},
            **place,
        )


def _away_from_the_edge(at: int, years: int) -> str:
    """The side of a text by which it hangs at a year."""
    return "left" if at < years / 4 else "right" if at > 3 * years / 4 else "center"
