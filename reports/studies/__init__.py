"""The charts of a study by its kind: made from its tables, under the names of their files."""

from collections.abc import Callable, Mapping

import pandas as pd
import plotly.graph_objects as go

from reports.studies import changes, frontier, promotion
from scenarios.language import Language
from scenarios.studies.study import Study, StudyKind

Draw = Callable[[pd.DataFrame, Study, Language], go.Figure]
Numbers = Callable[[Study, Language], pd.DataFrame]

CHARTS: Mapping[StudyKind, Mapping[str, tuple[Numbers, Draw]]] = {
    **{kind: {changes.NAME: (changes.data, changes.draw)} for kind in changes.ASKED},
    StudyKind.FRONTIER: {frontier.NAME: (frontier.data, frontier.draw)},
    StudyKind.PROMOTION: {promotion.NAME: (promotion.data, promotion.draw)},
}
"""What is drawn of each kind; the others are read in their tables."""


def figures(study: Study, language: Language) -> dict[str, go.Figure]:
    """Every chart of a study that has something to draw, by name."""
    drawn = {}
    for name, (numbers, draw) in CHARTS.get(study.kind, {}).items():
        frame = numbers(study, language)
        if not frame.empty:
            drawn[name] = draw(frame, study, language)
    return drawn
