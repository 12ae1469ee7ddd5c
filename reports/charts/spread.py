"""How far the worth of the plan and of its works may stray: draws of the NPV, and the chance of a loss."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from finance.delivery import Mode
from reports import intervals, labels, lines, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "risk-of-loss"
SHOWN = 18
"""Works that a page holds: those whose worth strays furthest."""
_COLUMNS = ("subject", "id", "mode", "measure", "factor", "statistic", "value")
_NAME_LETTERS = 40


def title(language: Language) -> str:
    """The chart's title."""
    return language("How far the net present value may stray")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "Bars: where the draws of the uncertain factors fall. A bar that reaches below zero may lose money; at the "
        "right how often it does."
    )


def nothing(language: Language) -> str:
    """What stands there where the scenario does not say what is uncertain."""
    return language("The scenario does not say what is uncertain: it has no section “risk”")


def data(result: Result) -> pd.DataFrame:
    """`project, mode, planned, p05 … p95, probability_negative` of the financial NPV; no project = the whole plan.

    The whole plan leads, then works by how often they lose.
    """
    found = lines.frame(result, "risk", _COLUMNS)
    found = found[(found["measure"] == "npv") & (found["factor"] == "") & (found["subject"] != "vehicle")]
    statistics = ["planned", *intervals.QUANTILES, "probability_negative"]
    table = found.pivot(index=["id", "mode"], columns="statistic", values="value").reindex(columns=statistics)
    table = table.rename_axis(index=["project", "mode"], columns=None).reset_index()
    order = table.assign(is_part=table["project"] != "").sort_values(
        ["is_part", "probability_negative", "project", "mode"], ascending=[True, False, True, True]
    )
    return order.drop(columns="is_part").reset_index(drop=True)


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """The whole plan above on a scale of its own, its works below."""
    whole, works = frame[frame["project"] == ""], frame[frame["project"] != ""]
    wide = (works["p95"] - works["p05"]).nlargest(SHOWN).index
    shown = works[works.index.isin(wide)]
    rows = max(len(shown), 1)
    fig = make_subplots(
        rows=2, cols=1, vertical_spacing=0.16 if rows > 6 else 0.24, row_heights=[2.0, rows + 1.0]
    )
    named = labels.distinct(_names(shown, result, language), _NAME_LETTERS)
    for place, part, names in (
        ({"row": 1, "col": 1}, whole, [language("The whole plan")]),
        ({"row": 2, "col": 1}, shown, named),
    ):
        digits = style.money_digits(part[["p05", "p95"]].abs().max())
        intervals.draw(fig, place, part, names, digits, language)
        chances = [lines.chance(chance, language) for chance in part["probability_negative"]]
        intervals.column(fig, place, language("Chance of loss"), chances)
        style.amounts_axis(fig, place)
    fig.update_layout(barmode="overlay", showlegend=True, margin={"l": 300, "r": 96})
    return style.dress(
        fig,
        result,
        language,
        title=title(language),
        caption=caption(language),
        note=_note(len(works), len(shown), result, language),
        height=250 + intervals.ROW * (rows + 3),
        headroom=20,
    )


def _names(shown: pd.DataFrame, result: Result, language: Language) -> list[str]:
    """Works by name; one that is delivered in several modes says in which."""
    called = labels.projects_by_id(result.plan.problem)
    often = shown["project"].duplicated(keep=False)
    return [
        f"{called[project].name} ({labels.short_mode(Mode(mode), language)})"
        if twice
        else called[project].name
        for project, mode, twice in zip(shown["project"], shown["mode"], often, strict=True)
    ]


def _note(every: int, shown: int, result: Result, language: Language) -> str:
    note = language("All amounts in {unit}", unit=style.unit(result, language))
    if shown < every:
        text = language("the {shown} of {all} works whose value strays furthest", shown=shown, all=every)
        note += f" · {text}"
    return note
