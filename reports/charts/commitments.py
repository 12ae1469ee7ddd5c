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
    "recurrent": ("availability_payments", "public_operation_net", "public_debt_service"),
    "debt": ("public_debt_stock",),
}
"""The columns of each panel, lowest first; in each they add up to what its limit is about."""
LIMITS: Mapping[str, str] = {"recurrent": "recurrent_limit", "debt": "public_debt_limit"}
_DEEPEST = 1.5
"""Income is drawn to this many times what is spent at most."""
_SUM, _CONTINGENT = "recurrent", "ppp_debt_stock"
_ALL = (*(line for shown in PANELS.values() for line in shown), *LIMITS.values(), _SUM, _CONTINGENT)


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
    is_limit = frame["line"].isin(LIMITS.values())
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
    amounts = [line for line in rest if line not in LIMITS.values()]
    return _drawn(rest.fillna(dict.fromkeys(amounts, 0.0)), whole, result, language)


def _by_line(frame: pd.DataFrame, result: Result) -> pd.DataFrame:
    """Years by line, until nothing moves any more: 0 where a line has no amount, nothing where it has no limit."""
    limits = list(LIMITS.values())
    moving = frame.loc[~frame["line"].isin(limits) & (frame["amount"].abs() > 0), "year"]
    last = int(moving.max()) if len(moving) else result.plan.problem.horizon.start
    years = pd.RangeIndex(result.plan.problem.horizon.start, last + 1, name="year")
    table = frame.pivot_table(index="year", columns="line", values="amount", aggfunc="sum").reindex(years)
    return table.fillna({line: 0.0 for line in table if line not in limits})


def _drawn(table: pd.DataFrame, whole: pd.DataFrame | None, result: Result, language: Language) -> go.Figure:
    unit = style.unit(result, language)
    heads = (language("Construction"), language("Every year"), language("Owed at year end"))
    fig, places = panels.stack(heads, (0.28, 0.38, 0.34))
    for (panel, shown), place in zip(PANELS.items(), places, strict=True):
        for line in shown:
            if line in table and table[line].abs().max() > 0:
                panels.bars(
                    fig, place, table.index, table[line], lines.spoken(line, language), palette.LINES[line]
                )
        _over_the_columns(fig, panel, table, place, language)
        if whole is not None:
            name, look = language("The whole plan"), palette.NEUTRAL
            summed = _sum(whole, panel)
            panels.line(fig, place, whole.index, summed, name, look, dash="dot", symbol="circle-open")
        style.money_axis(fig, unit, table.abs().max().max(), **place)
        if panel == "recurrent":
            _cut_income(fig, table, place, language)
    fig.update_yaxes(nticks=5)
    style.year_axis(fig, table.index.tolist())
    fig.update_layout(barmode="relative", bargap=0.3, hovermode="x unified", showlegend=True)
    return style.dress(
        fig, result, language, title=title(language), caption=caption(language), height=720, headroom=16
    )


def _over_the_columns(
    fig: go.Figure, panel: str, table: pd.DataFrame, place: panels.Place, language: Language
) -> None:
    """Sum, contingent debt and limit of a panel, where it has them."""
    if panel == "recurrent" and _SUM in table:
        name = lines.spoken(_SUM, language)
        panels.line(fig, place, table.index, table[_SUM], name, palette.NEUTRAL)
    if panel == "debt" and _CONTINGENT in table:
        name, look = lines.spoken(_CONTINGENT, language), palette.LINES[_CONTINGENT]
        owed = table[_CONTINGENT].where(table[_CONTINGENT] > 0)
        panels.line(fig, place, table.index, owed, name, look, dash="dash", symbol="diamond")
    line = LIMITS.get(panel)
    if line in table and table[line].notna().any():
        panels.limit(fig, place, table.index, table[line], language("Limit"))


def _cut_income(fig: go.Figure, table: pd.DataFrame, place: panels.Place, language: Language) -> None:
    """Ends the axis where income would make spending too small to read, and writes the years that go on."""
    shown = [line for line in PANELS["recurrent"] if line in table]
    limits = table.get(LIMITS["recurrent"], pd.Series(dtype=float))
    highest = max(table[shown].clip(lower=0).sum(axis=1).max(), limits.max() if limits.notna().any() else 0.0)
    deepest = table[shown].clip(upper=0).sum(axis=1)
    if highest <= 0 or -deepest.min() <= _DEEPEST * highest:
        return
    end = -0.8 * _DEEPEST * highest
    fig.update_yaxes(range=[end, 1.1 * highest], **place)
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


def _sum(table: pd.DataFrame, panel: str) -> "pd.Series[float]":
    return table[[line for line in PANELS[panel] if line in table]].sum(axis=1)
