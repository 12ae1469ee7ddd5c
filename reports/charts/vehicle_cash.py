"""What becomes of each vehicle's cash: debt service first, then the reserve, then dividends; a panel a vehicle."""

import pandas as pd
import plotly.graph_objects as go

from finance.delivery import Mode
from reports import labels, lines, palette, panels, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "cash-of-vehicles"
USES = ("debt_service", "dsra_change", "dividends", "cash_change", "construction_net")
"""Where the cash goes, in the order in which it is paid."""
_BUILDING = {"capital": 1.0, "fees": 1.0, "equity": -1.0, "grants": -1.0, "debt_drawn": -1.0, "support": -1.0}
_EARNED = {"cfads": 1.0, "deposit_interest": 1.0}


def title(language: Language) -> str:
    """The chart's title."""
    return language("What becomes of each vehicle's cash")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "The line is the cash available for debt service. The columns are what it pays for; below zero stands what is "
        "taken from reserves, from cash kept, or from money drawn. Together they are the line."
    )


def nothing(language: Language) -> str:
    """What stands there where no vehicle keeps books."""
    return language("No vehicle has cash of its own in this plan")


def data(result: Result) -> pd.DataFrame:
    """`vehicle, mode, year, line, amount` with `cfads` (interest on deposits too) and its uses, which add up to it.

    `construction_net`: capital cost and fees less all money drawn, below zero where more is drawn than is built.
    The vehicle with most cash or debt first.
    """
    flow = result.waterfall
    flow = flow[flow["project"] == ""].drop(columns="project")
    parts = [
        *(flow[flow["line"] == line] for line in USES[:-1]),
        _summed(flow, _EARNED, "cfads"),
        _summed(flow, _BUILDING, "construction_net"),
    ]
    table = pd.concat(parts)
    table = table[table["amount"].abs() > 0]
    size = table.assign(size=table["amount"].abs()).groupby(["vehicle", "mode"])["size"].sum()
    order = {line: at for at, line in enumerate(("cfads", *USES))}
    table = table.join(size, on=["vehicle", "mode"]).assign(order=table["line"].map(order))
    by = ["size", "vehicle", "mode", "year", "order"]
    table = table.sort_values(by, ascending=[False, True, True, True, True])
    return table.drop(columns=["size", "order"]).reset_index(drop=True)


def _summed(flow: pd.DataFrame, signs: dict[str, float], line: str) -> pd.DataFrame:
    """Lines with their signs, added up under a new name."""
    part = flow[flow["line"].isin(signs)]
    part = part.assign(amount=part["amount"] * part["line"].map(signs).astype("float64"))
    return part.groupby(["vehicle", "mode", "year"], as_index=False)["amount"].sum().assign(line=line)


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """Small panels over the same years; each has a scale of its own."""
    groups = [(*key, part) for key, part in frame.groupby(["vehicle", "mode"], sort=False)]
    shown = groups[: panels.MOST]
    problem = result.plan.problem
    names = [labels.vehicle_name(vehicle, problem) for vehicle, _, _ in shown]
    modes = [labels.short_mode(Mode(mode), language) for _, mode, _ in shown]
    fig, places = panels.grid(names, modes, frame["amount"].abs().max())
    years = list(range(int(frame["year"].min()), int(frame["year"].max()) + 1))
    for (_, _, part), place in zip(shown, places, strict=True):
        table = part.pivot(index="year", columns="line", values="amount").reindex(years).fillna(0.0)
        for line in USES:
            if line in table:
                panels.bars(fig, place, years, table[line], lines.spoken(line, language), palette.LINES[line])
        if "cfads" in table:
            name = lines.spoken("cfads", language)
            panels.line(fig, place, years, table["cfads"], name, palette.NEUTRAL)
        style.money_axis(fig, "", part["amount"].abs().max(), **place)
        fig.update_yaxes(nticks=6, **place)
        panels.first_and_last(fig, years, place)
    fig.update_layout(barmode="relative", bargap=0.2, hovermode="x unified", showlegend=True)
    note = language("All amounts in {unit}", unit=style.unit(result, language))
    rest = panels.left_out(len(groups), len(shown), language)
    return style.dress(
        fig,
        result,
        language,
        title=title(language),
        caption=caption(language),
        note=f"{note} · {rest}" if rest else note,
        height=panels.height(places),
        headroom=34,
    )
