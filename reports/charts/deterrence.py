"""Whether it pays to treat wastewater: what treating costs a year, and what not treating costs as it is enforced."""

import pandas as pd
import plotly.graph_objects as go

from reports import intervals, labels, lines, palette, panels, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "deterrence"
SHOWN = 12
"""Plants that a page holds: those that cost most."""
_COLUMNS = (
    "project",
    "complying",
    "breaking",
    "inspections",
    "inspections_needed",
    "fine",
    "fine_needed",
)
_TREATING, _BREAKING = palette.Look("#1f4e8c"), palette.Look("#f2a33a", "/")
_ROW = 54


def title(language: Language) -> str:
    """The chart's title."""
    return language("Does it pay to treat wastewater?")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "Amounts of one year. Where the lower bar is the shorter one, whoever does not treat is better off. At the "
        "right: inspections a year from which treating pays, and those of today."
    )


def nothing(language: Language) -> str:
    """What stands there where nothing is said of enforcement."""
    return language("The scenario does not say how treatment is enforced: it has no section “enforcement”")


def data(result: Result) -> pd.DataFrame:
    """`project, complying, breaking, inspections, inspections_needed, fine, fine_needed`, the dearest plant first.

    What is needed is empty where no number of inspections, or no fine, would do.
    """
    found = lines.frame(result, "deterrence", _COLUMNS)
    return found.sort_values(["complying", "project"], ascending=[False, True]).reset_index(drop=True)


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """Two bars a plant."""
    shown = frame.head(SHOWN)
    fig, (place,) = panels.stack([""], [1.0])
    at = list(range(len(shown)))
    called = labels.projects_by_id(result.plan.problem)
    names = [called[project].name for project in shown["project"]]
    largest = shown[["complying", "breaking"]].max().max()
    digits = style.money_digits([largest]) or 1
    for column, look, shift, name in (
        ("complying", _TREATING, -0.17, language("Treating")),
        ("breaking", _BREAKING, 0.17, language("Not treating, as it is enforced")),
    ):
        amounts = shown[column].tolist()
        fig.add_bar(
            orientation="h",
            y=[row + shift for row in at],
            x=amounts,
            width=0.3,
            name=name,
            marker=look.marker(),
            text=[language.number(amount, digits) for amount in amounts],
            textposition="outside",
            textangle=0,
            cliponaxis=False,
            customdata=[labels.plain(each) for each in names],
            hovertemplate=f"%{{customdata}}<br>{name}: %{{x:,.{digits}f}}<extra></extra>",
        )
    needed = [
        _needed(need, now, language)
        for need, now in zip(shown["inspections_needed"], shown["inspections"], strict=True)
    ]
    intervals.column(fig, place, language("Inspections a year"), needed)
    style.amounts_axis(fig, place)
    low = min(0.0, shown[["complying", "breaking"]].min().min())
    fig.update_xaxes(range=[1.1 * low, 1.12 * largest])
    fig.update_yaxes(
        tickmode="array",
        tickvals=at,
        ticktext=[labels.wrapped(each, 34, 2) for each in names],
        range=[len(shown) - 0.5, -0.7],
        showgrid=False,
        zeroline=False,
    )
    fig.update_layout(barmode="overlay", showlegend=True, margin={"l": 260, "r": 150})
    note = language("All amounts in {unit}", unit=style.unit(result, language))
    if len(shown) < len(frame):
        note += " · " + language("{count} smaller plants are not shown", count=len(frame) - len(shown))
    texts = {"title": title(language), "caption": caption(language), "note": note}
    return style.dress(fig, result, language, **texts, height=240 + _ROW * len(shown), headroom=24)


def _needed(needed: float, now: float, language: Language) -> str:
    today = language.number(now, 2, fixed=False)
    if pd.isna(needed):
        return language("none would do (today {now})", now=today)
    return language("from {needed} (today {now})", needed=language.number(needed, 1), now=today)
