"""Works: what is built, when, by whom and why."""

import streamlit as st

from dashboard import tables, widgets
from scenarios.language import Language


def show(language: Language) -> None:
    """The schedule, then every work of the scenario."""
    st.caption(language("What is built, when, under which delivery mode, and why."))
    result = widgets.plan_or_way_out(language)
    if result is None:
        return
    widgets.table(tables.works(result, language))
    widgets.chart("schedule", result, language)
