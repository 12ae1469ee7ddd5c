"""What the public side pays and owes year by year, against what it may: capital, recurrent spending, debt."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from reports import lines, palette, panels, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "public-commitments"

PANELS: Mapping[str, tuple[str, ...]] = {
    "capital": ("public_spending", "public_loans_drawn"),
    "recurrent": (
        "availability_payments",
        "public_operation_net",
        "public_debt_service",
        "expected_guarantees",
        "contract_monitoring",
        "expected_revenue_shared",
        "existing_debt_service",
    ),
    "debt": ("public_debt_stock", "existing_debt"),
}
"""The columns of each panel, lowest first: the plan's own part, then what was there before."""
INCOME = frozenset({"expected_revenue_shared"})
"""Lines that the table holds as magnitudes, and the chart below zero."""
LIMITS: Mapping[str, tuple[str, str]] = {
    "recurrent": ("recurrent_limit", "recurrent_ceiling"),
    "debt": ("public_debt_limit", "debt_ceiling"),
}
"""What the plan's own part has to keep, and what own revenue allows for everything."""
CONTINGENT = ("contingent_liabilities", "ppp_debt_stock")
"""What the public side may come to owe: the first that the table has."""
_DEEPEST = 1.5
"""Income is drawn to this many times what is spent at most."""
_ABOVE = 1.4
"""A limit is drawn to this many times what it limits; where it lies higher it leaves the panel."""
_ALL_LIMITS = tuple(line for pair in LIMITS.values() for line in pair)
_ALL = (*(line for shown in PANELS.values() for line in shown), *_ALL_LIMITS, *CONTINGENT)


def title(language: Language) -> str:
    """The chart's title."""
    return language("Public commitments")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "Above: money for construction. Middle: what comes back every year; columns below zero are income, the dots "
        "are the sum. Below: what the public side owes at year end."
    )


def nothing(language: Language) -> str:
    """What stands there where the public side has no part in the plan."""
    return language("The public side neither pays nor owes anything in this plan")


def data(result: Result) -> pd.DataFrame:
    """`year, line, amount` of every line that the chart shows; no rows where there are limits alone."""
    return _drawable(result.fiscal)


def without(result: Result, project: str) -> pd.DataFrame:
    """The same for the plan without one project: its own amounts are taken out of every line, limits stay."""
    own = result.fiscal_projects
    own = own[own["project"] == project].groupby(["year", "line"], as_index=False)["amount"].sum()
    rest = pd.concat([result.fiscal, own.assign(amount=-own["amount"])])
    return _drawable(rest.groupby(["year", "line"], as_index=False, sort=False)["amount"].sum())


def _drawable(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame[frame["line"].isin(_ALL)]
    is_limit = frame["line"].isin(_ALL_LIMITS)
    return frame.reset_index(drop=True) if (frame.loc[~is_limit, "amount"].abs() > 0).any() else frame[:0]


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """Three panels over one axis of years."""
    return _drawn(_by_line(frame, result), None, result, language)


def draw_without(project: str, result: Result, language: Language) -> go.Figure:
    """The plan without one project as columns; dotted lines say where the whole plan stands.

    Both are drawn where the plan without it commits nobody to anything any more.
    """
    whole = _by_line(data(result), result)
    rest = _by_line(without(result, project), result).reindex(index=whole.index, columns=whole.columns)
    amounts = [line for line in rest if line not in _ALL_LIMITS]
    return _drawn(rest.fillna(dict.fromkeys(amounts, 0.0)), whole, result, language)


def _by_line(frame: pd.DataFrame, result: Result) -> pd.DataFrame:
    """Years by line, until nothing moves any more: 0 where a line has no amount, nothing where it has no limit."""
    moving = frame.loc[~frame["line"].isin(_ALL_LIMITS) & (frame["amount"].abs() > 0), "year"]
    last = int(moving.max()) if len(moving) else result.plan.problem.horizon.start
    years = pd.RangeIndex(result.plan.problem.horizon.start, last + 1, name="year")
    table = frame.pivot_table(index="year", columns="line", values="amount", aggfunc="sum").reindex(years)
    return table.fillna({line: 0.0 for line in table if line not in _ALL_LIMITS})


def _drawn(table: pd.DataFrame, whole: pd.DataFrame | None, result: Result, language: Language) -> go.Figure:
    unit = style.unit(result, language)
    heads = (language("Construction"), language("Every year"), language("Owed at year end"))
    fig, places = panels.stack(heads, (0.28, 0.38, 0.34))
    for panel, place in zip(PANELS, places, strict=True):
        columns = _columns(table, panel)
        for line, amounts in columns.items():
            if amounts.abs().max() > 0:
                name = lines.spoken(str(line), language)
                panels.bars(fig, place, table.index, amounts, name, palette.LINES[str(line)])
        _over_the_columns(fig, panel, table, place, language)
        if whole is not None:
            name, look = language("The whole plan"), palette.NEUTRAL
            summed = _columns(whole, panel).sum(axis=1)
            panels.line(fig, place, whole.index, summed, name, look, dash="dot", symbol="")
        style.money_axis(fig, unit, table.abs().max().max(), **place)
        _ends(fig, panel, table, place, language)
    fig.update_yaxes(nticks=5)
    style.year_axis(fig, table.index.tolist())
    fig.update_xaxes(range=[table.index[0] - 0.7, table.index[-1] + 0.7])
    fig.update_layout(barmode="relative", bargap=0.3, hovermode="x unified", showlegend=True)
    texts = {"title": title(language), "caption": caption(language)}
    return style.dress(fig, result, language, **texts, height=720, headroom=16)


def _columns(table: pd.DataFrame, panel: str) -> pd.DataFrame:
    """The lines of a panel with their signs; their sum is what the panel is about."""
    shown = [line for line in PANELS[panel] if line in table]
    return table[shown] * [-1.0 if line in INCOME else 1.0 for line in shown]


def _over_the_columns(
    fig: go.Figure, panel: str, table: pd.DataFrame, place: panels.Place, language: Language
) -> None:
    """Sum, contingent debt and limits of a panel, where it has them."""
    if panel == "recurrent":
        summed = _columns(table, panel).sum(axis=1)
        panels.line(fig, place, table.index, summed, language("Every year, together"), palette.NEUTRAL)
    line = next((line for line in CONTINGENT if line in table), None)
    if panel == "debt" and line is not None:
        name, look = lines.spoken(line, language), palette.LINES[line]
        owed = table[line].where(table[line] > 0)
        panels.line(fig, place, table.index, owed, name, look, dash="dash", symbol="diamond")
    names = (language("Limit of the plan"), language("Ceiling from own revenue"))
    for line, name, dash in zip(LIMITS.get(panel, ()), names, ("solid", "dash"), strict=False):
        if line in table and table[line].notna().any():
            panels.limit(fig, place, table.index, table[line], name, dash=dash)


def _ends(fig: go.Figure, panel: str, table: pd.DataFrame, place: panels.Place, language: Language) -> None:
    """Ends the axis of a panel with limits where a far limit, or income, would flatten what is spent or owed.

    Income that goes on below the end is written into its column.
    """
    limits = table[[line for line in LIMITS.get(panel, ()) if line in table]]
    columns = _columns(table, panel)
    others = table[[line for line in CONTINGENT if line in table][: panel == "debt"]]
    highest = max(columns.clip(lower=0).sum(axis=1).max(), others.max().max() if others.shape[1] else 0.0)
    deepest = columns.clip(upper=0).sum(axis=1)
    if panel not in LIMITS or highest <= 0:
        return
    top = highest
    for line in limits:
        if limits[line].notna().any():
            top = max(top, min(limits[line].max(), max(_ABOVE * highest, limits[line].min())))
    end = max(1.1 * deepest.min(), -0.8 * _DEEPEST * top)
    fig.update_yaxes(range=[end, 1.1 * top], **place)
    digits = style.money_digits(deepest)
    for year, amount in deepest[deepest < end].items():
        fig.add_annotation(
            text=f"← {language.number(amount, digits)}",
            x=year,
            y=end,
            yanchor="bottom",
            yshift=2,
            textangle=-90,
            showarrow=False,
            font={"size": 11, "color": palette.INK},
            **place,
        )
