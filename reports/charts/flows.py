"""Whose money goes into which work: bands from sources on the left to projects on the right."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from reports import labels, palette, style
from scenarios.language import Language
from scenarios.result import Result

NAME = "sources-to-projects"
SHOWN = 16
"""Projects that have a place of their own; the rest is bundled."""
_WRAPPED_AT_MOST = 10
"""Sources beside which there is room for two lines."""
_GAP = 0.03
_LEFT, _RIGHT = 270, 330


def title(language: Language) -> str:
    """The chart's title."""
    return language("Whose money goes where")


def caption(language: Language) -> str:
    """How to read the chart."""
    return language("Money drawn over all years, nominal: sources on the left, works on the right.")


def nothing(language: Language) -> str:
    """What stands there where no money is drawn."""
    return language("No money is drawn in this plan")


def data(result: Result) -> pd.DataFrame:
    """`source, project, amount`: all years, tranches and modes added up, largest project first."""
    owner = labels.source_of(result.plan.problem)
    frame = result.funding[["source", "project", "amount"]]
    frame = frame.assign(source=[owner[tranche].id for tranche in frame["source"]])
    summed = frame.groupby(["source", "project"], as_index=False)["amount"].sum()
    size = summed.groupby("project")["amount"].transform("sum")
    return (
        summed.assign(size=size)
        .sort_values(["size", "project", "amount"], ascending=[False, True, False])
        .drop(columns="size")
        .reset_index(drop=True)
    )


@dataclass(frozen=True)
class _Side:
    """The nodes of one side from top to bottom, with what flows through each."""

    ids: list[str]
    names: list[str]
    amounts: list[float]
    colours: list[str]

    def middles(self, used: float) -> list[float]:
        """Where each node stands, 0 = top, if all nodes together fill `used` of the height."""
        total = sum(self.amounts)
        gap = (1.0 - used) / (len(self.ids) - 1) if len(self.ids) > 1 else 0.0
        top = 0.0 if len(self.ids) > 1 else (1.0 - used) / 2
        middles = []
        for amount in self.amounts:
            height = used * amount / total
            middles.append(top + height / 2)
            top += height + gap
        return middles


def draw(frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
    """Bands as wide as the money, small works bundled into one."""
    looks = palette.looks_of_sources(result.plan.problem.sources)
    frame = frame.assign(
        source=frame["source"].where(frame["source"].isin(looks), ""),
        project=frame["project"].where(frame["project"].isin(_large_projects(frame)), ""),
    )
    flows = frame.groupby(["source", "project"], as_index=False)["amount"].sum()
    left, right = _sources(flows, result, language), _projects(flows, result, language)
    used = 1.0 - _GAP * (max(len(left.ids), len(right.ids), 2) - 1)
    position = {("source", name): i for i, name in enumerate(left.ids)}
    position |= {("project", name): len(left.ids) + i for i, name in enumerate(right.ids)}
    left_y, right_y = left.middles(used), right.middles(used)
    digits = style.money_digits(flows["amount"])
    amount = f"%{{value:,.{digits}f}} {labels.plain(style.unit(result, language))}<extra></extra>"
    origin = [position["source", source] for source in flows["source"]]
    fig = go.Figure(
        go.Sankey(
            arrangement="fixed",
            node={
                "x": [0.001] * len(left.ids) + [0.999] * len(right.ids),
                "y": [min(max(y, 0.001), 0.999) for y in (*left_y, *right_y)],
                "thickness": 16,
                "color": left.colours + right.colours,
                "customdata": left.names + right.names,
                "hovertemplate": f"%{{customdata}}<br>{amount}",
                "line": {"width": 0},
            },
            link={
                "source": origin,
                "target": [position["project", project] for project in flows["project"]],
                "value": flows["amount"].tolist(),
                "color": [_band(left.colours[at]) for at in origin],
                "hovertemplate": f"%{{source.customdata}} → %{{target.customdata}}<br>{amount}",
            },
        )
    )
    written = [
        *_written(left, left_y, digits, language, "right"),
        *_written(right, right_y, digits, language, "left"),
    ]
    fig.update_layout(margin={"l": _LEFT, "r": _RIGHT}, showlegend=False, annotations=written)
    style.dress(
        fig,
        result,
        language,
        title=title(language),
        caption=caption(language),
        height=620,
        note=language("All amounts in {unit}", unit=style.unit(result, language)),
    )
    # Plotly scales the nodes so that they fill the height less their pads
    fig.update_traces(node_pad=_GAP * style.plot_height(fig))
    return fig


def _band(colour: str) -> str:
    return palette.Look(colour).fill(0.45)


def _large_projects(frame: pd.DataFrame) -> set[str]:
    """The projects that have a place of their own: all, or the largest where they are too many."""
    size = frame.groupby("project")["amount"].sum()
    return set(size.index if len(size) <= SHOWN else size.nlargest(SHOWN - 1).index)


def _sources(flows: pd.DataFrame, result: Result, language: Language) -> _Side:
    """Sources by sector, then as the scenario lists them; the bundle last."""
    looks = palette.looks_of_sources(result.plan.problem.sources)
    size = flows.groupby("source")["amount"].sum()
    own = [source for source in palette.prominent(result.plan.problem.sources) if source.id in size.index]
    lines = 2 if len(own) <= _WRAPPED_AT_MOST else 1
    ids = [str(source.id) for source in own]
    names = [labels.wrapped(source.name, 32 if lines > 1 else 36, lines) for source in own]
    colours = [looks[source.id].colour for source in own]
    if "" in size.index:
        count = data(result)["source"].nunique() - len(own)
        ids, names = [*ids, ""], [*names, labels.other_sources(count, language)]
        colours = [*colours, palette.OTHERS.colour]
    return _Side(ids, names, [float(size[name]) for name in ids], colours)


def _projects(flows: pd.DataFrame, result: Result, language: Language) -> _Side:
    """Projects in the order of the sources that pay for them, so that bands cross little; the bundle last."""
    works = labels.projects_by_id(result.plan.problem)
    order = {str(source.id): at for at, source in enumerate(palette.prominent(result.plan.problem.sources))}
    size = flows.groupby("project")["amount"].sum()
    rank = flows["source"].map(order).fillna(len(order)) * flows["amount"]
    height = rank.groupby(flows["project"]).sum() / size
    ids = sorted((name for name in size.index if name), key=lambda name: (height[name], -size[name], name))
    names = labels.distinct([works[name].name for name in ids], 40)
    if "" in size.index:
        count = result.funding["project"].nunique() - len(ids)
        ids, names = [*ids, ""], [*names, language("{count} other works", count=language.number(count, 0))]
    colours = ["#77818c" if name else palette.OTHERS.colour for name in ids]
    return _Side(ids, names, [float(size[name]) for name in ids], colours)


def _written(
    side: _Side, middles: list[float], digits: int, language: Language, anchor: str
) -> list[dict[str, object]]:
    """Names and amounts beside the nodes, outside the bands; `anchor` is the side of the text that is near."""
    place = {
        "x": 1.0 if anchor == "left" else 0.0,
        "xref": "paper",
        "xanchor": anchor,
        "xshift": 8 if anchor == "left" else -8,
        "align": anchor,
        "yref": "paper",
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": 12},
    }
    return [
        {**place, "y": 1.0 - middle, "text": f"{name} · <b>{language.number(amount, digits)}</b>"}
        for name, amount, middle in zip(side.names, side.amounts, middles, strict=True)
    ]
