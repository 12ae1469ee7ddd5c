"""What one work costs and earns by year: construction and operation below zero, income above, the sum as a line."""

import pandas as pd
import plotly.graph_objects as go

from reports import lines, palette, panels, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "project-cash-flow"
IN = ("revenue", "lease_revenue", "availability")
OUT = ("capital_cost", "opex")


def title(language: Language) -> str:
    """The chart's title."""
    return language("Cash flow before tax and financing")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language("Income above zero, construction and operation below, nominal. The line is what remains.")


def nothing(language: Language) -> str:
    """What stands there where the work is not built."""
    return language("The work is not built in this plan")


def data(result: Result) -> pd.DataFrame:
    """`project, year, line, amount`: positive magnitudes, modes added up, and `net = Σ in - Σ out`."""
    flow = result.cashflows[result.cashflows["line"].isin([*IN, *OUT])]
    flow = flow.groupby(["project", "year", "line"], as_index=False)["amount"].sum()
    signed = flow["amount"].where(flow["line"].isin(IN), -flow["amount"])
    net = (
        flow.assign(amount=signed, line="net")
        .groupby(["project", "year", "line"], as_index=False)["amount"]
        .sum()
    )
    order = {line: at for at, line in enumerate((*IN, *OUT, "net"))}
    table = pd.concat([flow, net])
    table = table.assign(order=table["line"].map(order)).sort_values(["project", "year", "order"])
    return table.drop(columns="order").reset_index(drop=True)


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """Columns by line over the years in which the works of the frame move money."""
    table = frame.pivot_table(index="year", columns="line", values="amount", aggfunc="sum")
    years = list(range(int(table.index.min()), int(table.index.max()) + 1))
    table = table.reindex(years).fillna(0.0)
    fig, (place,) = panels.stack([""], [1.0])
    for line in (*IN, *OUT):
        if line in table:
            amounts = table[line] if line in IN else -table[line]
            panels.bars(fig, place, years, amounts, lines.spoken(line, language), palette.LINES[line])
    panels.line(fig, place, years, table["net"], lines.spoken("net", language), palette.NEUTRAL)
    money = language("Amount ({unit})", unit=style.unit(result, language))
    style.money_axis(fig, money, table.abs().max().max(), **place)
    style.year_axis(fig, years)
    fig.update_xaxes(range=[years[0] - 0.7, years[-1] + 0.7])
    fig.update_layout(barmode="relative", bargap=0.3, hovermode="x unified", showlegend=True)
    return style.dress(fig, result, language, title=title(language), caption=caption(language))
