"""How much of what each source may give is used: one small panel a source."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from reports import labels, palette, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "spending-against-ceilings"
_PARTS = ("drawn", "carried_out", "lapsed")


def title(language: Language) -> str:
    """The chart's title."""
    return language("Spending against ceilings")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "The short line is the year's ceiling. A column above it uses money carried over from the year before; each "
        "panel has its own scale."
    )


def nothing(language: Language) -> str:
    """What stands there where no source may give money."""
    return language("No source has money in this plan")


def data(result: Result) -> pd.DataFrame:
    """`source, year, ceiling, carried_in, drawn, carried_out, lapsed`, tranches added up.

    `ceiling + carried_in = drawn + carried_out + lapsed`. A source without a yearly limit has no `ceiling`.
    Sources that neither give nor may give anything are left out.
    """
    owner = labels.source_of(result.plan.problem)
    amounts = ["ceiling", "carried_in", *_PARTS]
    frame = result.sources[["source", "year", *amounts]]
    frame = frame.assign(source=[owner[tranche].id for tranche in frame["source"]])
    # a sum over tranches of which one has no limit has no limit either
    summed = (
        frame.groupby(["source", "year"])[amounts].agg(lambda column: column.sum(skipna=False)).reset_index()
    )
    used = summed.groupby("source")[["ceiling", "drawn"]].transform("sum").sum(axis=1) > 0
    return summed[used].reset_index(drop=True)


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """Small panels in the order of the sources; every panel stacks to what was there to be used."""
    present = set(frame["source"])
    sources = [source for source in palette.prominent(result.plan.problem.sources) if source.id in present]
    looks = palette.looks_of_sources(result.plan.problem.sources)
    columns = min(len(sources), 3 if len(sources) <= 9 else 4)
    lines = -(-len(sources) // columns)
    width = {1: 70, 2: 52, 3: 36, 4: 28}[columns]
    fig = make_subplots(
        rows=lines,
        cols=columns,
        horizontal_spacing=_gap(frame, columns),
        vertical_spacing=0.36 / max(lines, 2),
        subplot_titles=[labels.wrapped(source.name, width, 2) for source in sources],
    )
    digits = style.money_digits(frame["drawn"])
    years = sorted(set(frame["year"]))
    for at, source in enumerate(sources):
        place = {"row": at // columns + 1, "col": at % columns + 1}
        rows = frame[frame["source"] == source.id]
        _panel(fig, rows, looks[source.id], digits, language, place)
        style.money_axis(fig, "", rows[["ceiling", "drawn"]].max().max(), **place)
        fig.update_yaxes(nticks=4, **place)
        fig.update_xaxes(
            tickmode="array", tickvals=[years[0], years[-1]], tickformat="d", hoverformat="d", **place
        )
    fig.update_annotations(font={"size": 13})
    _legend(fig, language)
    fig.update_layout(barmode="stack", bargap=0.25, hovermode="x unified", showlegend=True)
    left_out = len(present) - len(sources)
    note = language("All amounts in {unit}", unit=style.unit(result, language))
    if left_out:
        note += " · " + language("{count} smaller sources are not shown", count=left_out)
    return style.dress(
        fig,
        result,
        language,
        title=title(language),
        caption=caption(language),
        note=note,
        height=190 + 190 * lines,
        headroom=34,
    )


def _gap(frame: pd.DataFrame, columns: int) -> float:
    """Part of the width between panels: room for the figures of the next panel's axis."""
    letters = len(f"{frame[['ceiling', 'drawn']].max().max():,.0f}")
    return min(max(0.17 / columns, 0.012 + 0.0078 * letters), 0.7 / columns)


def _looks(source: palette.Look) -> dict[str, dict[str, object]]:
    """The markers of the three parts of a panel's columns."""
    return {
        "drawn": source.marker(),
        "carried_out": {
            "color": source.fill(0.25),
            "line": {"width": 0},
            "pattern": {
                "shape": "-",
                "size": 6,
                "solidity": 0.25,
                "bgcolor": source.fill(0.25),
                "fgcolor": source.colour,
            },
        },
        "lapsed": {"color": palette.OTHERS.fill(0.3), "line": {"width": 0}},
    }


def _words(language: Language) -> dict[str, str]:
    return {
        "drawn": language("Drawn"),
        "carried_out": language("Carried to the next year"),
        "lapsed": language("Unused, lapses"),
        "ceiling": language("Ceiling of the year"),
    }


def _panel(
    fig: go.Figure,
    rows: pd.DataFrame,
    look: palette.Look,
    digits: int,
    language: Language,
    place: dict[str, int],
) -> None:
    """The columns of one source and its ceiling."""
    years, words, looks = rows["year"].tolist(), _words(language), _looks(look)
    amount = f"%{{y:,.{digits}f}}"
    for part in _PARTS:
        amounts = rows[part].fillna(0.0).tolist()
        fig.add_bar(
            x=years,
            y=amounts,
            name=words[part],
            marker=looks[part],
            showlegend=False,
            hovertemplate=amount,
            **place,
        )
    if rows["ceiling"].notna().any():
        fig.add_scatter(
            x=years,
            y=rows["ceiling"].where(rows["ceiling"] > 0).tolist(),
            mode="markers",
            marker=_ceiling_mark(),
            name=words["ceiling"],
            showlegend=False,
            hovertemplate=amount,
            **place,
        )


def _ceiling_mark() -> dict[str, object]:
    return {
        "symbol": "line-ew",
        "size": 16,
        "line": {"width": 2.5, "color": palette.CEILING},
        "color": palette.CEILING,
    }


def _legend(fig: go.Figure, language: Language) -> None:
    """One neutral entry for each part, whatever the colours of the panels."""
    words, looks = _words(language), _looks(palette.Look("#5b6570"))
    for part in _PARTS:
        fig.add_bar(x=[None], y=[None], name=words[part], marker=looks[part], hoverinfo="skip", row=1, col=1)
    fig.add_scatter(
        x=[None],
        y=[None],
        mode="markers",
        marker=_ceiling_mark(),
        name=words["ceiling"],
        hoverinfo="skip",
        row=1,
        col=1,
    )
