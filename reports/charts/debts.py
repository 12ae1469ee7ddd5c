"""What is owed to whom at the end of each year: stacked columns by source, the public side and vehicles apart."""

import pandas as pd
import plotly.graph_objects as go

from reports import labels, palette, panels, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "debt-by-source"
_COLUMNS = ["obligor", "vehicle", "mode", "source", "year"]


def title(language: Language) -> str:
    """The chart's title."""
    return language("Debt outstanding by source")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language("Principal owed at year end, interest that was not paid included, in home money.")


def nothing(language: Language) -> str:
    """What stands there where nobody borrows."""
    return language("Nobody borrows in this plan")


def data(result: Result) -> pd.DataFrame:
    """`obligor, vehicle, mode, source, year, amount`: owed at year end, tranches of a source added up."""
    owner = labels.source_of(result.plan.problem)
    owed = result.debts[result.debts["line"] == "balance"]
    owed = owed.assign(source=[owner[tranche].id for tranche in owed["source"]])
    return owed.groupby(_COLUMNS, as_index=False)["amount"].sum()


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """One panel for each side that owes, over the same years."""
    sources = result.plan.problem.sources
    looks = palette.looks_of_sources(sources)
    heads = {"public": language("Owed by the public side"), "vehicle": language("Owed by vehicles")}
    sides = [side for side in heads if (frame["obligor"] == side).any()]
    fig, places = panels.stack([heads[side] for side in sides], [1.0] * len(sides))
    years = list(range(int(frame["year"].min()), int(frame["year"].max()) + 1))
    unit = style.unit(result, language)
    for side, place in zip(sides, places, strict=True):
        part = frame[frame["obligor"] == side]
        owed = part.pivot_table(index="year", columns="source", values="amount", aggfunc="sum").reindex(years)
        owed = owed.fillna(0.0)
        for source in palette.prominent(sources):
            if source.id in owed:
                panels.bars(
                    fig, place, years, owed[source.id], labels.wrapped(source.name, 60, 1), looks[source.id]
                )
        rest = owed[[source for source in owed if source not in looks]]
        if rest.shape[1]:
            name = labels.other_sources(rest.shape[1], language)
            panels.bars(fig, place, years, rest.sum(axis=1), name, palette.OTHERS)
        style.money_axis(fig, unit, owed.sum(axis=1).max(), **place)
    fig.update_yaxes(nticks=6)
    style.year_axis(fig, years)
    fig.update_layout(barmode="stack", bargap=0.3, hovermode="x unified", showlegend=True)
    height = style.SCREEN_HEIGHT if len(sides) == 1 else 600
    return style.dress(
        fig, result, language, title=title(language), caption=caption(language), height=height, headroom=16
    )
