"""What has been built and let so far: two panels over one year axis."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from reports import palette, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "investment-and-leases"
_VISIBLE = 0.002
"""A year's change below this part of the total cannot be seen."""
_AFTER_LAST_MOVE = 2
"""Years shown after the last change."""
_BUILT, _LET = palette.Look("#5f7590"), palette.Look("#1b7f5c")


def title(language: Language) -> str:
    """The chart's title."""
    return language("Investment and leased land so far")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "Above: capital cost of all works, nominal. Below: hectares leased, and what tenants are expected to take up."
    )


def nothing(language: Language) -> str:
    """What stands there where nothing is built."""
    return language("Nothing is built in this plan")


def data(result: Result) -> pd.DataFrame:
    """`year, investment, leased, expected`, each added up from the first year; empty where nothing is built.

    `expected`: forecast take-up of all tenants, missing where the scenario has no demand.
    """
    problem = result.plan.problem
    capital = result.cashflows[result.cashflows["line"] == "capital_cost"]
    if capital.empty:
        return pd.DataFrame({"year": [], "investment": [], "leased": [], "expected": []})
    years = pd.RangeIndex(problem.horizon.start, problem.horizon.last + 1, name="year")
    spent = capital.groupby("year")["amount"].sum().reindex(years, fill_value=0.0)
    let = result.leases.groupby("year")["hectares"].sum().reindex(years, fill_value=0.0)
    forecasts = [segment.take_up for cluster in problem.clusters for segment in cluster.demand]
    expected = np.sum(forecasts, axis=0) if forecasts else np.nan
    frame = pd.DataFrame(
        {"investment": spent.cumsum(), "leased": let.cumsum(), "expected": expected}, index=years
    )
    return frame.reset_index()


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """Cumulative investment above, hectares leased below, until nothing moves any more."""
    yearly = frame.set_index("year").diff().fillna(0.0)
    moves = (yearly > _VISIBLE * frame.drop(columns="year").max()).any(axis=1)
    last = frame["year"].iloc[0] if not moves.any() else moves[moves].index[-1]
    frame = frame[frame["year"] <= last + _AFTER_LAST_MOVE]
    fig = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.1)
    years = frame["year"].tolist()
    money = style.unit(result, language)
    _area(fig, 1, years, frame["investment"].tolist(), _BUILT, language("Investment"), language)
    style.money_axis(
        fig, language("Investment ({unit})", unit=money), frame["investment"].max(), row=1, col=1
    )
    style.money_axis(fig, language("Leased (ha)"), frame["leased"].max(), row=2, col=1)
    if frame["expected"].notna().all():
        fig.add_scatter(
            x=years,
            y=frame["expected"].tolist(),
            mode="lines",
            name=language("Expected take-up"),
            legendrank=1001,
            line={"color": "#8a5a3a", "dash": "dot", "width": 2.5},
            hovertemplate="%{y:,.1f}",
            row=2,
            col=1,
        )
    if frame["leased"].max() > 0:
        _area(fig, 2, years, frame["leased"].tolist(), _LET, language("Leased land"), language)
    else:
        _no_leases(fig, years, language)
    style.year_axis(fig, years)
    fig.update_xaxes(range=[years[0] - 0.4, years[-1] + 0.2])
    fig.update_layout(hovermode="x unified", showlegend=True, margin={"r": 84})
    return style.dress(fig, result, language, title=title(language), caption=caption(language), height=560)


def _area(
    fig: go.Figure,
    row: int,
    years: list[int],
    amounts: list[float],
    look: palette.Look,
    name: str,
    language: Language,
) -> None:
    """A filled line that ends in its last figure."""
    digits = style.money_digits(amounts)
    fig.add_scatter(
        x=years,
        y=amounts,
        mode="lines+markers",
        name=name,
        line={"color": look.colour, "width": 3},
        marker={"size": 5},
        fill="tozeroy",
        fillcolor=look.fill(0.18),
        hovertemplate=f"%{{y:,.{digits}f}}",
        row=row,
        col=1,
    )
    fig.add_annotation(
        text=f"<b>{language.number(amounts[-1], digits)}</b>",
        x=years[-1],
        y=amounts[-1],
        xanchor="left",
        xshift=8,
        showarrow=False,
        row=row,
        col=1,
    )


def _no_leases(fig: go.Figure, years: list[int], language: Language) -> None:
    """A lower panel that says in words why it shows nothing."""
    fig.add_scatter(
        x=years,
        y=[0.0] * len(years),
        mode="lines",
        line={"color": _LET.colour, "width": 3},
        showlegend=False,
        hoverinfo="skip",
        row=2,
        col=1,
    )
    fig.update_yaxes(showticklabels=False, showgrid=False, row=2, col=1)
    fig.add_annotation(
        text=language("No leases in this plan"),
        x=0.5,
        y=0.5,
        xref="x2 domain",
        yref="y2 domain",
        showarrow=False,
        font={"size": 16},
    )
