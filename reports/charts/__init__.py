"""The charts of a result, one module each, and the register that names them.

The name of a chart is the name of its file; the dashboard and the command line read the same register. A chart is
`data`: the numbers, from a result, and `draw`: the figure, from those numbers, so that the two cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd
import plotly.graph_objects as go

from reports import headings, style
from reports.charts import (
    ceilings,
    commitments,
    cost_bridge,
    cover,
    cover_spread,
    debts,
    deterrence,
    flows,
    growth,
    mix,
    project_cash,
    schedule,
    service_demand,
    sources_by_year,
    spread,
    take_up,
    tornado,
    value_bridge,
    vehicle_cash,
)
from scenarios.language import Language
from scenarios.result import Result


class Module(Protocol):
    """What a chart's module holds."""

    NAME: str

    def title(self, language: Language) -> str:
        """The chart's title."""

    def caption(self, language: Language) -> str:
        """How to read the chart."""

    def nothing(self, language: Language) -> str:
        """What stands there where there is nothing to draw."""

    def data(self, result: Result) -> pd.DataFrame:
        """The numbers behind the chart, ids and plain columns; no rows where there is nothing to draw."""

    def draw(self, frame: pd.DataFrame, result: Result, language: Language) -> go.Figure:
        """The figure of these numbers."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart by name."""

    name: str
    module: Module

    def title(self, language: Language) -> str:
        """The chart's title."""
        return self.module.title(language)

    def caption(self, language: Language) -> str:
        """How to read the chart."""
        return self.module.caption(language)

    def data(self, result: Result, **only: str) -> pd.DataFrame:
        """The numbers behind the chart, under ids and plain columns; `only` those rows: `project="road"`."""
        frame = self.module.data(result)
        for column, value in only.items():
            frame = frame[frame[column] == value]
        return frame.reset_index(drop=True)

    def table(self, result: Result, language: Language, **only: str) -> pd.DataFrame:
        """The numbers behind the chart as people read them: names instead of ids, heads in the language."""
        return headings.read_aloud(self.data(result, **only), result, language)

    def figure(self, result: Result, language: Language, **only: str) -> go.Figure:
        """The chart, or a figure that says in words that there is nothing to draw."""
        module, frame = self.module, self.data(result, **only)
        if frame.empty:
            texts = {"title": module.title(language), "caption": module.caption(language)}
            return style.empty(result, language, **texts, message=module.nothing(language))
        return module.draw(frame, result, language)


_MODULES: tuple[Module, ...] = (
    sources_by_year,
    flows,
    schedule,
    ceilings,
    mix,
    growth,
    cover,
    vehicle_cash,
    debts,
    value_bridge,
    commitments,
    spread,
    cover_spread,
    tornado,
    take_up,
    service_demand,
    cost_bridge,
    deterrence,
)
CHARTS: Mapping[str, Chart] = {module.NAME: Chart(module.NAME, module) for module in _MODULES}
"""All charts in the order in which a paper shows them."""

DETAILS: Mapping[str, Chart] = {project_cash.NAME: Chart(project_cash.NAME, project_cash)}
"""Charts of one work or vehicle, which a screen asks for by `only`; a paper on the whole plan has no place for them."""


def figures(result: Result, language: Language) -> dict[str, go.Figure]:
    """Every chart of a result that has something to draw, by name."""
    return {
        name: chart.figure(result, language) for name, chart in CHARTS.items() if not chart.data(result).empty
    }


def left_out(result: Result, language: Language) -> dict[str, str]:
    """Why each of the other charts is not drawn, by name: title and reason in words."""
    return {
        name: f"{chart.title(language)}: {chart.module.nothing(language)}"
        for name, chart in CHARTS.items()
        if chart.data(result).empty
    }
