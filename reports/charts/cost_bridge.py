"""Capital cost as a waterfall: from the official unit cost, item by item, to the whole and to what is stated."""

from math import floor, log10

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from reports import foreseen, labels, lines, palette, panels, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "cost-from-norms"
SHOWN = 4
"""Estimates that a page holds at most: the dearest works."""
MOST_ROWS = 22
"""Steps that a page holds, whatever the number of works."""
_COLUMNS = ("project", "number", "part", "name", "quantity", "unit", "amount")
_TOTAL, _STATED, _REST = "total", "stated", "rest"
_ENDS = (_TOTAL, _STATED)
_NORM, _WHOLE, _ADDED = palette.Look("#5aa9e6"), palette.Look("#1f4e8c"), palette.Look("#f2a33a", "/")
_OPEN = palette.Look("#9aa1a9", "x")
_ROW = 27
_UNSEEN = 1e-9


def title(language: Language) -> str:
    """The chart's title."""
    return language("Capital cost: from official unit costs to the whole")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language(
        "Official unit costs leave out land clearance, contingency, interest and more. Each step adds one of them; the "
        "dark bars are the sum, and what the scenario states instead. Amounts per unit of the first unit cost."
    )


def nothing(language: Language) -> str:
    """What stands there where no work is estimated."""
    return language("No work is estimated by official unit costs: none has the field “estimate”")


def data(result: Result) -> pd.DataFrame:
    """`project, part, name, from_amount, to_amount, amount, per_unit, of_unit`, from one sum to the next.

    `total` and `stated` lead from zero; between them stands `rest`, what the estimate does not explain. `per_unit`:
    amount over the quantity of the first norm, counted in `of_unit`. The dearest work first.
    """
    found = lines.frame(result, "estimates", _COLUMNS)
    parts = [_bridge(part) for _, part in found.groupby("project", sort=False)]
    columns = ["project", "part", "name", "from_amount", "to_amount", "amount", "per_unit", "of_unit"]
    if not parts:
        return pd.DataFrame({column: [] for column in columns})
    table = pd.concat(parts)
    size = table["amount"].where(table["part"] == _TOTAL).groupby(table["project"]).transform("max")
    table = table.assign(size=size).sort_values(["size", "project"], ascending=[False, True], kind="stable")
    return table[columns].reset_index(drop=True)


def _bridge(part: pd.DataFrame) -> pd.DataFrame:
    """The steps of one work in order, with what is not explained before what is stated."""
    steps = part.sort_values("number")[["project", "part", "name", "amount"]]
    total = steps.loc[steps["part"] == _TOTAL, "amount"].item()
    stated = steps.loc[steps["part"] == _STATED, "amount"]
    if len(stated) and abs(stated.item() - total) > _UNSEEN * abs(total):
        rest = steps.tail(1).assign(part=_REST, name="", amount=stated.item() - total)
        steps = pd.concat([steps[:-1], rest, steps[-1:]])
    is_end = steps["part"].isin(_ENDS)
    running = steps["amount"].where(~is_end, 0.0).cumsum()
    steps = steps.assign(
        from_amount=(running - steps["amount"]).where(~is_end, 0.0),
        to_amount=running.where(~is_end, steps["amount"]),
    )
    norm = part[part["part"] == "norm"].iloc[0]
    per_unit = steps["amount"] / norm["quantity"] if norm["quantity"] > 0 else float("nan")
    return steps.assign(per_unit=per_unit, of_unit=norm["unit"])


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """One panel a work below each other, steps from top to bottom."""
    groups = [part for _, part in frame.groupby("project", sort=False)]
    total = pd.Series([len(part) for part in groups]).cumsum()
    shown = groups[: max(1, min(SHOWN, int((total <= MOST_ROWS).sum())))]
    rows = [len(part) for part in shown]
    fig = make_subplots(
        rows=len(shown),
        cols=1,
        row_heights=rows,
        vertical_spacing=0.12 if len(shown) > 1 else 0.0,
        subplot_titles=[labels.wrapped(_head(part, result, language), 110, 1) for part in shown],
    )
    fig.update_annotations(font={"size": 13}, x=0, xanchor="left")
    for at, part in enumerate(shown):
        _panel(fig, {"row": at + 1, "col": 1}, part, language)
    fig.update_layout(barmode="overlay", showlegend=True, margin={"l": 300, "r": 130}, hovermode="closest")
    note = language("In brackets the whole amount, in {unit}", unit=style.unit(result, language))
    if len(shown) < len(groups):
        note += " · " + language("{count} smaller works are not shown", count=len(groups) - len(shown))
    return style.dress(
        fig,
        result,
        language,
        title=title(language),
        caption=caption(language),
        note=note,
        height=round(210 + _ROW * sum(rows) + 60 * len(shown)),
        headroom=16,
    )


def _head(part: pd.DataFrame, result: Result, language: Language) -> str:
    """The work, and in what its panel counts."""
    name = labels.projects_by_id(result.plan.problem)[part["project"].iloc[0]].name
    unit = style.unit(result, language)
    if part["per_unit"].isna().any():
        return f"{name}: {unit}"
    of_unit = foreseen.norm_unit(part["of_unit"].iloc[0], language)
    return language("{work}: {unit} per {of_unit}", work=name, unit=unit, of_unit=of_unit)


def _panel(fig: go.Figure, place: panels.Place, part: pd.DataFrame, language: Language) -> None:
    """Bars from sum to sum, the amount per unit beside each, the whole amount in brackets."""
    at = list(range(len(part)))
    is_whole = part["per_unit"].isna().any()
    scale = 1.0 if is_whole else (part["per_unit"] / part["amount"]).dropna().iloc[0]
    begin, end, step = (part[column] * scale for column in ("from_amount", "to_amount", "amount"))
    digits = _digits(end.max())
    whole_digits = style.money_digits(part["amount"])
    is_end = part["part"].isin(_ENDS)
    texts = []
    for each, whole, before in zip(step, part["amount"], begin, strict=True):
        sign = "+" if before > 0 and each > 0 else ""
        text = sign + language.number(each, digits)
        texts.append(text if is_whole else f"{text}  ({language.number(whole, whole_digits)})")
    called = [
        foreseen.cost_part(kind, name, language)
        for kind, name in zip(part["part"], part["name"], strict=True)
    ]
    for name, look, chosen in (
        (language("Official unit costs"), _NORM, part["part"] == "norm"),
        (language("What they leave out"), _ADDED, ~is_end & ~part["part"].isin(["norm", _REST])),
        (language(foreseen.COST_PARTS[_REST]), _OPEN, part["part"] == _REST),
        (language("Together"), _WHOLE, is_end),
    ):
        picked = [row for row in at if chosen.iloc[row]]
        fig.add_bar(
            orientation="h",
            y=picked,
            base=begin.iloc[picked].tolist(),
            x=(end - begin).iloc[picked].tolist(),
            width=0.62,
            name=name,
            legendgroup=name,
            showlegend=bool(picked) and panels.is_new(fig, name),
            marker=look.marker(),
            customdata=[[called[row], texts[row]] for row in picked],
            hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
            **place,
        )
    right = pd.concat([begin, end], axis=1).max(axis=1)
    fig.add_scatter(
        x=right.tolist(),
        y=at,
        mode="text",
        text=[f" {text}" for text in texts],
        textposition="middle right",
        textfont={"size": 12},
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
        **place,
    )
    style.amounts_axis(fig, place)
    fig.update_xaxes(range=[min(0.0, begin.min()), 1.04 * right.max()], **place)
    fig.update_yaxes(
        tickmode="array",
        tickvals=at,
        ticktext=labels.distinct(called, 38),
        range=[len(part) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
        **place,
    )


def _digits(largest: float) -> int:
    """Decimals with which the largest amount has four figures.

    >>> [_digits(amount) for amount in (1234.0, 11.47, 0.0398)]
    [0, 2, 5]
    """
    return max(0, 3 - floor(log10(largest))) if largest > 0 else 0
