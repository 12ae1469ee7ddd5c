"""Which source pays how much in which year: stacked columns, one colour a source."""

import pandas as pd
import plotly.graph_objects as go

from reports import labels, palette, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "sources-by-year"


def title(language: Language) -> str:
    """The chart's title."""
    return language("Funding by source and year")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language("Money drawn from each source, nominal. The figure above a column is the year's total.")


def nothing(language: Language) -> str:
    """What stands there where no money is drawn."""
    return language("No money is drawn in this plan")


def data(result: Result) -> pd.DataFrame:
    """`year, source, sector, amount`: drawn from each source that is used, tranches added up, every year."""
    frame = result.sources[["year", "source", "drawn"]]
    owner = labels.source_of(result.plan.problem)
    frame = frame.assign(source=[owner[tranche].id for tranche in frame["source"]])
    summed = frame.groupby(["year", "source"], as_index=False)["drawn"].sum()
    used = summed.groupby("source")["drawn"].transform("sum") > 0
    summed = summed[used].rename(columns={"drawn": "amount"})
    sector = {source.id: source.sector.value for source in result.plan.problem.sources}
    summed.insert(2, "sector", [sector[source] for source in summed["source"]])
    return summed.reset_index(drop=True)


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """Stacked columns, public money below, the total of the year above."""
    sources = result.plan.problem.sources
    looks = palette.looks_of_sources(sources)
    money = style.unit(result, language)
    totals = frame.groupby("year")["amount"].sum()
    digits = style.money_digits(totals)
    amount = f"%{{y:,.{digits}f}}"
    fig = go.Figure()
    for source in palette.prominent(sources):
        rows = frame[frame["source"] == source.id]
        if not rows.empty:
            name = labels.wrapped(source.name, 60, 1)
            _columns(fig, rows.set_index("year")["amount"], name, looks[source.id], amount)
    rest = frame[~frame["source"].isin(looks)]
    if not rest.empty:
        name = labels.other_sources(rest["source"].nunique(), language)
        _columns(fig, rest.groupby("year")["amount"].sum(), name, palette.OTHERS, amount)
    fig.add_scatter(
        x=totals.index.tolist(),
        y=totals.tolist(),
        mode="text",
        text=[language.number(total, digits) if total > 0 else "" for total in totals],
        textposition="top center",
        name=language("Total"),
        showlegend=False,
        cliponaxis=False,
        hovertemplate=amount,
    )
    fig.update_layout(barmode="stack", bargap=0.3, hovermode="x unified", showlegend=True)
    style.year_axis(fig, totals.index.tolist())
    style.money_axis(fig, language("Money drawn ({unit})", unit=money), totals.max())
    return style.dress(fig, result, language, title=title(language), caption=caption(language))


def _columns(fig: go.Figure, amounts: "pd.Series[float]", name: str, look: palette.Look, hover: str) -> None:
    """The part of one source, or of a bundle, in every year's column."""
    years, money = amounts.index.tolist(), amounts.tolist()
    fig.add_bar(x=years, y=money, name=name, marker=look.marker(), hovertemplate=hover)
