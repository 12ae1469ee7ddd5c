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
from reports.charts import ceilings, flows, growth, mix, schedule, sources_by_year
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

    def data(self, result: Result) -> pd.DataFrame:
        """The numbers behind the chart, under ids and plain columns."""
        return self.module.data(result)

    def table(self, result: Result, language: Language) -> pd.DataFrame:
        """The numbers behind the chart as people read them: names instead of ids, heads in the language."""
        return headings.read_aloud(self.module.data(result), result, language)

    def figure(self, result: Result, language: Language) -> go.Figure:
        """The chart, or a figure that says in words that there is nothing to draw."""
        module, frame = self.module, self.module.data(result)
        if frame.empty:
            texts = {"title": module.title(language), "caption": module.caption(language)}
            return style.empty(result, language, **texts, message=module.nothing(language))
        return module.draw(frame, result, language)


_MODULES: tuple[Module, ...] = (sources_by_year, flows, schedule, ceilings, mix, growth)
CHARTS: Mapping[str, Chart] = {module.NAME: Chart(module.NAME, module) for module in _MODULES}
"""All charts in the order in which a paper shows them."""


def figures(result: Result, language: Language) -> dict[str, go.Figure]:
    """Every chart of a result by name."""
    return {name: chart.figure(result, language) for name, chart in CHARTS.items()}
