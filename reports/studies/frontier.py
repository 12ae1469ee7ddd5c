"""The frontier between two metrics: a point for each plan, from the best in one to the best in the other."""

import pandas as pd
import plotly.graph_objects as go

from optimizer.metrics import UNITS
from reports import palette, panels, style
from scenarios.language import Language
from scenarios.studies.study import Study
from scenarios.studies.telling import Telling

NAME = "frontier"
_LINE, _WORSE = palette.Look("#3a7bbf"), palette.Look("#b5451b")
_BEFORE_METRICS, _BETWEEN = "point", 2


def data(study: Study, language: Language) -> pd.DataFrame:
    """`point, first, second, dominated, works_built`, by the first metric."""
    del language  # a point has a number
    if "frontier" not in study.tables:
        return pd.DataFrame({"point": []})
    found = study.tables["frontier"].frame()
    one, other = _metrics(study)
    table = found.rename(columns={one: "first", other: "second"})
    return table[["point", "first", "second", "dominated", "works_built"]].sort_values(["first", "point"])


def _metrics(study: Study) -> tuple[str, str]:
    """The two metrics: the columns after the number of the point."""
    columns = list(study.tables["frontier"].columns)
    at = columns.index(_BEFORE_METRICS) + 1
    one, other = columns[at : at + _BETWEEN]
    return one, other


def draw(frame: pd.DataFrame, study: Study, language: Language) -> go.Figure:
    """A line through the points, each with the number of its works; worse ones are marked."""
    telling = Telling(study.scenario, language)
    one, other = _metrics(study)
    fig, (place,) = panels.stack([""], [1.0])
    told = [
        [
            f"{telling.metric(one)}: {telling.of_metric(one, first)}",
            f"{telling.metric(other)}: {telling.of_metric(other, second)}",
            language("{count} works", count=language.number(works, 0)),
        ]
        for first, second, works in zip(frame["first"], frame["second"], frame["works_built"], strict=True)
    ]
    is_worse = frame["dominated"].astype(bool)
    hover = "%{customdata[0]}<br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"
    best = frame[~is_worse]
    fig.add_scatter(
        x=best["first"].tolist(),
        y=best["second"].tolist(),
        mode="lines+markers",
        name=language("Best plans"),
        line={"color": _LINE.colour, "width": 2.5},
        marker={"size": 10, "symbol": "circle"},
        customdata=[row for row, worse in zip(told, is_worse, strict=True) if not worse],
        hovertemplate=hover,
    )
    if is_worse.any():
        fig.add_scatter(
            x=frame.loc[is_worse, "first"].tolist(),
            y=frame.loc[is_worse, "second"].tolist(),
            mode="markers",
            name=language("Plans that another one beats"),
            marker={"size": 10, "symbol": "x", "color": _WORSE.colour},
            customdata=[row for row, worse in zip(told, is_worse, strict=True) if worse],
            hovertemplate=hover,
        )
    style.money_axis(fig, _axis(other, telling, language), frame["second"].abs().max(), **place)
    low, high = frame["second"].min(), frame["second"].max()
    room = 0.08 * max(high - low, abs(high) * 1e-3)
    fig.update_yaxes(rangemode="normal", range=[low - room, high + room], zeroline=False)
    style.amounts_axis(fig, place)
    fig.update_xaxes(zeroline=False)
    fig.update_layout(showlegend=bool(is_worse.any()), hovermode="closest")
    return style.dress(
        fig,
        study,
        language,
        title=language("{one} against {other}", one=telling.metric(other), other=telling.metric(one).lower()),
        caption=language(
            "Every point is a plan. Along the line nothing more of one is had without giving up some of the other."
        ),
        note=language("Across: {metric}", metric=_axis(one, telling, language)),
    )


def _axis(name: str, telling: Telling, language: Language) -> str:
    """A metric with its unit."""
    words = telling.metric(name)
    scenario = telling.scenario
    goals = {metric for metric, _ in scenario.problem.goals[0]} if name == "objective" else {name}
    if {UNITS.get(metric) for metric in goals} == {"money"}:
        return f"{words} ({language.money_unit(scenario.currency, scenario.unit)})"
    return f"{words} (ha)" if goals == {"hectares"} else words
