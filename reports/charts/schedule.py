"""When each work is built and when it runs: bars over the years, coloured by who delivers it."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from finance.delivery import Mode
from reports import labels, palette, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "schedule"
SHOWN = 24
"""Rows that a page holds: the most expensive works."""
_NAME_LETTERS = 42
_ROW = 24
_GRID = "rgba(128,136,144,0.3)"
_AFTER_LAST_WORK = 6
"""Years shown after the last work is finished."""
_WHOLE = 0.995
"""A share from here on reads 100 %: the whole work."""


def title(language: Language) -> str:
    """The chart's title."""
    return language("Schedule of works")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "Dark: years of construction. Light: years of operation. A percentage is the share of the work that is "
        "built, where that is not all of it."
    )


def nothing(language: Language) -> str:
    """What stands there where nothing is built."""
    return language("Nothing is built in this plan")


def data(result: Result) -> pd.DataFrame:
    """`project, mode, share, start_year, ready_year, end_year, capex_nominal` of each start, earliest first.

    Construction lasts from `start_year` to the year before `ready_year`, operation to the year before `end_year`.
    """
    after = result.plan.problem.horizon.last + 1
    works = labels.projects_by_id(result.plan.problem)
    columns = ["project", "mode", "share", "start_year", "capex_nominal"]
    frame = result.projects.loc[result.projects["share"] > 0, columns].astype({"start_year": "int64"})
    built = [works[project] for project in frame["project"]]
    ready = [year + len(work.profile) for year, work in zip(frame["start_year"], built, strict=True)]
    end = [
        after if work.life is None else min(year + work.life, after)
        for year, work in zip(ready, built, strict=True)
    ]
    frame.insert(4, "ready_year", ready)
    frame.insert(5, "end_year", end)
    by = ["start_year", "ready_year", "capex_nominal", "project", "mode"]
    return frame.sort_values(by, ascending=[True, True, False, True, True]).reset_index(drop=True)


@dataclass(frozen=True)
class _Row:
    """A work under one mode: its name as written, its starts and what they cost together."""

    mode: Mode
    name: str
    starts: pd.DataFrame
    cost: float


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """The most expensive works, earliest first, with their cost at the right edge."""
    every = _rows(frame, result, language)
    dearest = sorted(range(len(every)), key=lambda at: -every[at].cost)[:SHOWN]
    rows = [every[at] for at in sorted(dearest)]
    first = min(int(row.starts["start_year"].min()) for row in rows)
    ready = max(int(row.starts["ready_year"].max()) for row in rows)
    last = min(ready + _AFTER_LAST_WORK, result.plan.problem.horizon.last + 1)
    fig = go.Figure()
    for mode in Mode:
        chosen = {at: row for at, row in enumerate(rows) if row.mode is mode}
        if chosen:
            _operation(fig, mode, chosen, language)
            _construction(fig, mode, chosen, language)
    _costs(fig, rows, result, language)
    fig.update_layout(barmode="overlay", bargap=0.35, hovermode="closest", margin={"l": 330, "r": 92})
    fig.update_layout(showlegend=True)
    fig.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(rows))),
        ticktext=[row.name for row in rows],
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
    )
    _calendar(fig, first, last)
    return style.dress(
        fig,
        result,
        language,
        title=title(language),
        caption=caption(language),
        height=150 + _ROW * len(rows),
        note=_note(every, rows, result, language),
    )


def _rows(frame: pd.DataFrame, result: Result, language: Language) -> list[_Row]:
    """A row for each work and mode, in the order of their first starts."""
    works = labels.projects_by_id(result.plan.problem)
    groups = [(*key, starts) for key, starts in frame.groupby(["project", "mode"], sort=False)]
    names = labels.distinct([works[project].name for project, _, _ in groups], _NAME_LETTERS)
    rows = []
    for name, (_, mode, starts) in zip(names, groups, strict=True):
        share = starts["share"].sum()
        part = "" if share >= _WHOLE else f" ({language.percent(share, 0)})"
        rows.append(_Row(Mode(mode), name + part, starts, float(starts["capex_nominal"].sum())))
    return rows


def _operation(fig: go.Figure, mode: Mode, rows: dict[int, _Row], language: Language) -> None:
    """A light bar from the first year in which a part of the work runs to the last."""
    begin = [int(row.starts["ready_year"].min()) for row in rows.values()]
    end = [int(row.starts["end_year"].max()) for row in rows.values()]
    pale = {"color": palette.Look(palette.look_of_mode(mode).colour).fill(0.25), "line": {"width": 0}}
    names = [row.name for row in rows.values()]
    _bars(fig, list(rows), begin, end, pale, mode, language("operation"), 2, names, language)


def _construction(fig: go.Figure, mode: Mode, rows: dict[int, _Row], language: Language) -> None:
    """A dark bar for each start, with its share where the work is begun in parts."""
    at, begin, end, names, shares = [], [], [], [], []
    for position, row in rows.items():
        for start in row.starts.itertuples():
            at.append(position)
            begin.append(int(start.start_year))
            end.append(int(start.ready_year))
            names.append(row.name)
            shares.append(
                language.percent(float(start.share), 0) if 0.005 <= float(start.share) < _WHOLE else ""
            )
    look = palette.look_of_mode(mode)
    marker = {"color": look.colour, "line": {"width": 1.5, "color": "white"}}
    _bars(fig, at, begin, end, marker, mode, language("construction"), 1, names, language)
    fig.data[-1].update(
        text=shares,
        textposition="inside",
        insidetextanchor="start",
        textangle=0,
        constraintext="none",
        textfont={"color": "white", "size": 11},
    )


def _bars(
    fig: go.Figure,
    at: list[int],
    begin: list[int],
    end: list[int],
    marker: dict[str, object],
    mode: Mode,
    phase: str,
    rank: int,
    names: list[str],
    language: Language,
) -> None:
    """One bar in row `at` from the first day of `begin` to the last day before `end`; `rank` in the legend."""
    fig.add_bar(
        orientation="h",
        y=at,
        base=begin,
        x=[until - since for since, until in zip(begin, end, strict=True)],
        name=f"{labels.mode(mode, language)}: {phase}",
        legendrank=1000 + 10 * list(Mode).index(mode) + rank,
        marker=marker,
        customdata=[
            [name, phase, since, until - 1] for name, since, until in zip(names, begin, end, strict=True)
        ],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}: %{customdata[2]:d}–%{customdata[3]:d}<extra></extra>",
    )


def _calendar(fig: go.Figure, first: int, last: int) -> None:
    """Years named in their middle, lines at their ends."""
    step = next((step for step in (1, 2, 5) if last - first <= 14 * step), 10)
    named = list(range(first, last, step))
    fig.update_xaxes(
        range=[first, last],
        tickvals=[year + 0.5 for year in named],
        ticktext=[str(year) for year in named],
        showgrid=False,
        minor={
            "tickvals": list(range(first, last + 1, step)),
            "showgrid": True,
            "ticks": "",
            "gridcolor": _GRID,
        },
    )


def _costs(fig: go.Figure, rows: list[_Row], result: Result, language: Language) -> None:
    """The column of costs at the right edge, under the unit."""
    digits = style.money_digits(row.cost for row in rows)
    texts = [language.number(row.cost, digits) for row in rows]
    head = f"<b>{labels.plain(style.unit(result, language))}</b>"
    place = {"x": 1, "xref": "paper", "xanchor": "right", "xshift": 80, "yref": "y", "showarrow": False}
    annotations = [
        {**place, "text": text, "y": at, "yanchor": "middle", "font": {"size": 12}}
        for at, text in enumerate(texts)
    ]
    annotations.append({**place, "text": head, "y": -0.6, "yanchor": "bottom", "font": {"size": 12}})
    fig.update_layout(annotations=annotations)


def _note(every: list[_Row], rows: list[_Row], result: Result, language: Language) -> str:
    """How many works the page could not hold, and what they cost together."""
    if len(rows) == len(every):
        return ""
    rest = sum(row.cost for row in every) - sum(row.cost for row in rows)
    return language(
        "The {shown} most expensive of {all} works; those not shown cost {cost} together",
        shown=len(rows),
        all=len(every),
        cost=language.money(rest, result.scenario.currency, result.scenario.unit),
    )
