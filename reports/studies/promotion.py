"""What one hectare more is worth, by group of tenants: whom to court first."""

import pandas as pd
import plotly.graph_objects as go

from reports import foreseen, labels, palette, panels, style
from scenarios.language import Language
from scenarios.studies.study import Study
from scenarios.studies.telling import Telling

NAME = "worth-of-a-hectare"
SHOWN = 18
"""Groups that a page holds: those that are worth most."""
_WORTH, _PRICE = palette.Look("#1b7f5c"), palette.Look("#f2a33a")
_ROW = 34
_UNSEEN = 1e-6


def data(study: Study, language: Language) -> pd.DataFrame:
    """`cluster, segment, worth, at_least, at_most, price_says, hectares`, the most worth first."""
    del language  # names come with the figure
    columns = ["cluster", "segment", "worth", "at_least", "at_most", "price_says", "hectares"]
    if "promotion" not in study.tables:
        return pd.DataFrame({column: [] for column in columns})
    found = study.tables["promotion"].frame().dropna(subset=["worth"])
    found = found.rename(columns={"worth_at_least": "at_least", "worth_at_most": "at_most"})
    order = ["worth", "cluster", "segment"]
    return found.sort_values(order, ascending=[False, True, True])[columns].reset_index(drop=True)


def draw(frame: pd.DataFrame, study: Study, language: Language) -> go.Figure:
    """A bar a group, whiskers where the plans are proven within a gap only, a mark where prices say something else."""
    shown = frame.head(SHOWN)
    problem, telling = study.scenario.problem, Telling(study.scenario, language)
    at = list(range(len(shown)))
    names = [
        foreseen.segment_name(cluster, segment, problem)
        for cluster, segment in zip(shown["cluster"], shown["segment"], strict=True)
    ]
    worth = [telling.worth(amount) for amount in shown["worth"]]
    fig, (place,) = panels.stack([""], [1.0])
    fig.add_bar(
        orientation="h",
        y=at,
        x=shown["worth"].tolist(),
        width=0.6,
        name=language("Worth of one hectare more"),
        marker=_WORTH.marker(),
        error_x=_whiskers(shown),
        customdata=[
            [labels.plain(name), amount, language.number(let, 1)]
            for name, amount, let in zip(names, worth, shown["hectares"], strict=True)
        ],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<br>"
        + language("let by the plan: {hectares} ha", hectares="%{customdata[2]}")
        + "<extra></extra>",
    )
    differs = (shown["price_says"] - shown["worth"]).abs() > _UNSEEN * shown["worth"].abs().max()
    shown = shown.assign(marked=shown["price_says"].where(differs))
    if differs.any():
        _mark_prices(fig, shown, language)
    ends = pd.concat([shown["worth"], shown["at_most"], shown["marked"]])
    _write_amounts(fig, shown, worth)
    style.amounts_axis(fig, place)
    high, low = max(ends.max(), _UNSEEN), min(0.0, ends.min(), shown["at_least"].min())
    fig.update_xaxes(range=[1.05 * low, high + 0.25 * (high - low)])
    fig.update_yaxes(
        tickmode="array",
        tickvals=at,
        ticktext=[labels.wrapped(name, 44, 2) for name in names],
        range=[len(shown) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
    )
    fig.update_layout(showlegend=True, margin={"l": 320, "r": 60})
    note = language("Change of the objective value with one hectare of demand more")
    if len(shown) < len(frame):
        note += " · " + language("{count} groups that are worth less are not shown", count=len(frame) - SHOWN)
    return style.dress(
        fig,
        study,
        language,
        title=language("Whom to court: what one hectare more is worth"),
        caption=language(
            "A hectare that the plan would not let, for lack of land, services or money, is worth nothing."
        ),
        note=note,
        height=220 + _ROW * max(len(shown), 3),
    )


def _whiskers(shown: pd.DataFrame) -> dict[str, object]:
    """From what is proven at least to what is proven at most."""
    return {
        "type": "data",
        "symmetric": False,
        "array": (shown["at_most"] - shown["worth"]).clip(lower=0.0).fillna(0.0).tolist(),
        "arrayminus": (shown["worth"] - shown["at_least"]).clip(lower=0.0).fillna(0.0).tolist(),
        "color": palette.NEUTRAL.colour,
        "visible": bool((shown["at_most"] - shown["at_least"]).abs().gt(_UNSEEN).any()),
    }


def _mark_prices(fig: go.Figure, shown: pd.DataFrame, language: Language) -> None:
    """A diamond where the plan's prices say something else than the plan made anew."""
    fig.add_scatter(
        x=shown["marked"].tolist(),
        y=list(range(len(shown))),
        mode="markers",
        name=language("At the plan's prices"),
        marker={
            "symbol": "diamond",
            "size": 11,
            "color": _PRICE.colour,
            "line": {"width": 1, "color": "white"},
        },
        hovertemplate="%{x:,.2f}<extra></extra>",
    )


def _write_amounts(fig: go.Figure, shown: pd.DataFrame, worth: list[str]) -> None:
    """Each amount in words, behind whatever of its row reaches farthest."""
    ends = shown[["worth", "at_most", "marked"]].max(axis=1).clip(lower=0.0)
    for row, (text, end) in enumerate(zip(worth, ends, strict=True)):
        fig.add_annotation(
            text=labels.plain(text),
            x=end,
            y=row,
            xanchor="left",
            xshift=12,
            showarrow=False,
            font={"size": 12},
        )
