"""What tenants will ask of each service, year by year, as take-up is forecast."""

import pandas as pd
import plotly.graph_objects as go

from reports import foreseen, lines, palette, panels, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "service-demand"
_COLUMNS = ("cluster", "service", "line", "year", "units")
_BAND, _BASE = palette.Look("#67c2a3"), palette.Look("#1b7f5c")


def title(language: Language) -> str:
    """The chart's title."""
    return language("What tenants will ask of services")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "Take-up as forecast times what a hectare needs, in the unit in which the scenario counts each service. The "
        "band leads from the low to the high forecast."
    )


def nothing(language: Language) -> str:
    """What stands there where no segment is forecast."""
    return language("No take-up is forecast, or nothing is known of what its tenants need")


def data(result: Result) -> pd.DataFrame:
    """`cluster, service, year, low, base, high`, clusters in the order of the file."""
    found = lines.frame(result, "service_demand", _COLUMNS)
    table = found.pivot(index=["cluster", "service", "year"], columns="line", values="units")
    table = table.reindex(columns=["low", "base", "high"]).rename_axis(columns=None).reset_index()
    order = {cluster: at for at, cluster in enumerate(foreseen.clusters(result.plan.problem))}
    by = table["cluster"].map(order)
    return (
        table.assign(at=by).sort_values(["at", "service", "year"]).drop(columns="at").reset_index(drop=True)
    )


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """A panel a service; the clusters of the frame together."""
    summed = frame.groupby(["service", "year"])[["low", "base", "high"]].sum()
    services = list(dict.fromkeys(frame["service"]))[: panels.MOST]
    heads = [foreseen.service(each, language) for each in services]
    fig, places = panels.headed(heads, summed.max().max())
    wide = summed.unstack("service")
    years = range(int(frame["year"].min()), panels.moving_until(wide / wide.max(), 1.0) + 1)
    for each, place in zip(services, places, strict=True):
        part = summed.loc[each].reindex(years)
        _panel(fig, place, part, language)
        style.money_axis(fig, "", part.max().max(), **place)
        fig.update_yaxes(nticks=6, **place)
        panels.first_and_last(fig, list(years), place)
    fig.update_layout(hovermode="x unified", showlegend=True)
    count = frame["cluster"].nunique()
    note = language("{count} clusters together", count=count) if count > 1 else ""
    return style.dress(
        fig,
        result,
        language,
        title=title(language),
        caption=caption(language),
        note=note,
        height=panels.height(places),
        headroom=34,
    )


def _panel(fig: go.Figure, place: panels.Place, part: pd.DataFrame, language: Language) -> None:
    digits = style.money_digits(part.max())
    panels.band(fig, place, part[["low", "high"]], language("Low to high"), _BAND, digits=digits)
    name = language("Forecast, middle")
    panels.line(fig, place, part.index, part["base"], name, _BASE, symbol="", digits=digits)
