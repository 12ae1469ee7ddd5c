"""Value for money as a waterfall: from what public delivery costs to what the contract costs, driver by driver."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from finance.delivery import Mode
from reports import labels, lines, palette, panels, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "value-for-money"
SHOWN = 4
"""Contracts that a page holds: the largest comparators."""
_COLUMNS = ("project", "mode", "part", "item", "amount")
_FIRST, _LAST = "comparator", "contract"
_TOTAL, _DEARER, _CHEAPER = (
    palette.Look("#1f4e8c"),
    palette.Look("#b5451b", "/"),
    palette.Look("#67c2a3", "."),
)
_ROW = 27


def title(language: Language) -> str:
    """The chart's title."""
    return language("Value for money: public delivery against the contract")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "Present values of what the public side pays. From the cost of doing it itself, risks included, each step "
        "leads to the cost of the contract: what it saves, and what it pays instead."
    )


def nothing(language: Language) -> str:
    """What stands there where nothing is compared."""
    return language(
        "The scenario compares no contract with public delivery: it has no section “value_for_money”"
    )


def data(result: Result) -> pd.DataFrame:
    """`project, mode, item, from_pv, to_pv, amount`: each step leads from one cost to the next, in order.

    The first row of a contract is the comparator, the last the contract, both from zero; steps of zero are left out.
    """
    found = lines.frame(result, "value_for_money", _COLUMNS)
    found = found[found["part"] == "bridge"].drop(columns="part")
    is_end = found["item"].isin([_FIRST, _LAST])
    running = (
        found["amount"].where(found["item"] != _LAST, 0.0).groupby([found["project"], found["mode"]]).cumsum()
    )
    ends = found["amount"].where(is_end, running)
    found = found.assign(from_pv=(running - found["amount"]).where(~is_end, 0.0), to_pv=ends)
    size = (
        found["amount"]
        .where(found["item"] == _FIRST)
        .groupby([found["project"], found["mode"]])
        .transform("max")
    )
    found = found.assign(size=size)[is_end | (found["amount"] != 0.0)]
    found = found.sort_values(["size", "project", "mode"], ascending=[False, True, True], kind="stable")
    return found[["project", "mode", "item", "from_pv", "to_pv", "amount"]].reset_index(drop=True)


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """One panel a contract below each other, steps from top to bottom."""
    groups = [(*key, part) for key, part in frame.groupby(["project", "mode"], sort=False)]
    shown = groups[:SHOWN]
    rows = [len(part) for _, _, part in shown]
    names = [_name(project, mode, result, language) for project, mode, _ in shown]
    fig = make_subplots(
        rows=len(shown),
        cols=1,
        row_heights=rows,
        vertical_spacing=0.12 if len(shown) > 1 else 0.0,
        subplot_titles=[labels.wrapped(name, 90, 1) for name in names],
    )
    fig.update_annotations(font={"size": 13}, x=0, xanchor="left")
    for at, (_, _, part) in enumerate(shown):
        _panel(fig, {"row": at + 1, "col": 1}, part, language)
    fig.update_layout(barmode="overlay", showlegend=True, margin={"l": 290, "r": 60}, hovermode="closest")
    note = language("All amounts in {unit}", unit=style.unit(result, language))
    if len(shown) < len(groups):
        note += " · " + language("{count} smaller contracts are not shown", count=len(groups) - len(shown))
    return style.dress(
        fig,
        result,
        language,
        title=title(language),
        caption=caption(language),
        note=note,
        height=round(190 + _ROW * sum(rows) + 60 * len(shown)),
        headroom=16,
    )


def _name(project: str, mode: str, result: Result, language: Language) -> str:
    called = labels.projects_by_id(result.plan.problem)[project].name
    return f"{called} ({labels.short_mode(Mode(mode), language)})"


def _panel(fig: go.Figure, place: panels.Place, part: pd.DataFrame, language: Language) -> None:
    """Bars from cost to cost, a thin line from each end to the next bar, the amount beside each bar."""
    at = list(range(len(part)))
    digits = style.money_digits(part[["from_pv", "to_pv"]].abs().max())
    is_end = part["item"].isin([_FIRST, _LAST])
    kinds = (
        (language("Cost in present value"), _TOTAL, is_end),
        (language("Dearer by the contract"), _DEARER, ~is_end & (part["amount"] > 0)),
        (language("Cheaper by the contract"), _CHEAPER, ~is_end & (part["amount"] < 0)),
    )
    items = [lines.item(item, language) for item in part["item"]]
    signed = [
        _signed(amount, end, digits, language) for amount, end in zip(part["amount"], is_end, strict=True)
    ]
    for name, look, chosen in kinds:
        picked = [row for row in at if chosen.iloc[row]]
        fig.add_bar(
            orientation="h",
            y=picked,
            base=part["from_pv"].iloc[picked].tolist(),
            x=(part["to_pv"] - part["from_pv"]).iloc[picked].tolist(),
            width=0.62,
            name=name,
            legendgroup=name,
            showlegend=panels.is_new(fig, name),
            marker=look.marker(),
            customdata=[[items[row], signed[row]] for row in picked],
            hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
            **place,
        )
    _connectors(fig, place, part)
    right = part[["from_pv", "to_pv"]].max(axis=1)
    fig.add_scatter(
        x=right.tolist(),
        y=at,
        mode="text",
        text=[f" {text}" for text in signed],
        textposition="middle right",
        textfont={"size": 12},
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
        **place,
    )
    style.amounts_axis(fig, place)
    low = min(0.0, part[["from_pv", "to_pv"]].min().min())
    fig.update_xaxes(range=[low * 1.05, low + 1.12 * (right.max() - low)], **place)
    fig.update_yaxes(
        tickmode="array",
        tickvals=at,
        ticktext=items,
        range=[len(part) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
        **place,
    )


def _connectors(fig: go.Figure, place: panels.Place, part: pd.DataFrame) -> None:
    """From the end of each bar down to the next."""
    across: list[float | None] = []
    down: list[float | None] = []
    for row, cost in enumerate(part["to_pv"].iloc[:-1]):
        across += [cost, cost, None]
        down += [row, row + 1, None]
    fig.add_scatter(
        x=across,
        y=down,
        mode="lines",
        line={"color": palette.NEUTRAL.colour, "width": 1},
        showlegend=False,
        hoverinfo="skip",
        **place,
    )


def _signed(amount: float, is_end: bool, digits: int, language: Language) -> str:
    """A cost as it is, a step with its sign."""
    text = language.number(amount, digits)
    return text if is_end or amount < 0 else f"+{text}"
