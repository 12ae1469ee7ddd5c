"""How much is public, private and PPP money: shares by year, and of the whole plan."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from finance.source import Sector
from reports import labels, palette, style
from reports.charts import sources_by_year
from scenarios.language import Language
from scenarios.result import Result

NAME = "public-private-mix"
_FAINT = 0.35
_LEGIBLE = 0.045
"""Shares below this have no room for their figure."""


def title(language: Language) -> str:
    """The chart's title."""
    return language("Public, private and PPP money")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "Shares of the money drawn each year and in the whole plan, by whose money it is. "
        "The figure above a column is the amount."
    )


def nothing(language: Language) -> str:
    """What stands there where no money is drawn."""
    return language("No money is drawn in this plan")


def data(result: Result) -> pd.DataFrame:
    """`year, sector, amount, share`: by year, and with no year for the whole plan."""
    drawn = sources_by_year.data(result)
    yearly = drawn.groupby(["year", "sector"], as_index=False)["amount"].sum()
    whole = yearly.groupby("sector", as_index=False)["amount"].sum().assign(year=pd.NA)
    frame = pd.concat(
        [yearly.astype({"year": "Int64"}), whole.astype({"year": "Int64"})[["year", "sector", "amount"]]]
    )
    total = frame.groupby("year", dropna=False)["amount"].transform("sum")
    order = {sector.value: position for position, sector in enumerate(Sector)}
    frame = frame.assign(
        share=(frame["amount"] / total).where(total > 0, 0.0), order=frame["sector"].map(order)
    )
    return (
        frame.sort_values(["year", "order"], na_position="last").drop(columns="order").reset_index(drop=True)
    )


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """Columns of 100 % by year on the left, one for the plan on the right."""
    fig = make_subplots(
        rows=1, cols=2, column_widths=[0.84, 0.16], shared_yaxes=True, horizontal_spacing=0.04
    )
    years = frame[frame["year"].notna()]
    whole = frame[frame["year"].isna()]
    money = style.unit(result, language)
    digits = style.money_digits(whole["amount"])
    for sector in Sector:
        for column, part in ((1, years), (2, whole)):
            rows = part[part["sector"] == sector.value]
            if rows.empty:
                continue
            fig.add_bar(
                x=[int(year) for year in rows["year"]] if column == 1 else [language("Whole plan")],
                y=rows["share"].tolist(),
                customdata=rows["amount"].tolist(),
                name=labels.sector(sector, language),
                legendgroup=sector.value,
                showlegend=column == 2,
                marker=palette.look_of_sector(sector).marker(_FAINT),
                text=[_inside(share, language) for share in rows["share"]],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                constraintext="none",
                textfont={"color": "white", "size": 13},
                hovertemplate=f"%{{y:.1%}} · %{{customdata:,.{digits}f}} {labels.plain(money)}",
                row=1,
                col=column,
            )
    for column, part in ((1, years), (2, whole)):
        totals = part.groupby("year", dropna=False)["amount"].sum()
        _amounts_above(fig, totals, digits, column, language)
    fig.update_layout(barmode="stack", bargap=0.25, hovermode="x unified")
    style.year_axis(fig, [int(year) for year in years["year"]], row=1, col=1)
    fig.update_yaxes(range=[0, 1.1], tickvals=[0, 0.25, 0.5, 0.75, 1], tickformat=".0%")
    share = language("Share of the money drawn; amounts in {unit}", unit=money)
    fig.update_yaxes(title={"text": share, "standoff": style.SCREEN_STANDOFF}, row=1, col=1)
    return style.dress(fig, result, language, title=title(language), caption=caption(language))


def _inside(share: float, language: Language) -> str:
    return f"<b>{language.percent(share, 0)}</b>" if share >= _LEGIBLE else ""


def _amounts_above(
    fig: go.Figure, totals: "pd.Series[float]", digits: int, column: int, language: Language
) -> None:
    """Write the amount of each column above it."""
    fig.add_scatter(
        x=[int(year) for year in totals.index] if column == 1 else [language("Whole plan")],
        y=[1.0 if total > 0 else 0.0 for total in totals],
        mode="text",
        text=[language.number(total, digits) for total in totals],
        textposition="top center",
        textfont={"size": 13},
        showlegend=False,
        hoverinfo="skip",
        row=1,
        col=column,
    )
