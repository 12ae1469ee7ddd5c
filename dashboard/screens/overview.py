"""Overview: what the plan comes to, and how it moved."""

import streamlit as st

from dashboard import law_tables, state, widgets
from scenarios.language import Language


def show(language: Language) -> None:
    """Key figures first, then money by year and construction over time."""
    session = state.session()
    st.caption(session.scenario.title)
    result = widgets.plan_or_way_out(language)
    if result is None:
        return
    widgets.verdict(result, language)
    notice = law_tables.notice(result, language)
    if notice is not None:
        st.warning(notice, icon=":material/gavel:")
    widgets.metrics(result, state.result_of(session.before, language), language)
    left, right = st.columns(2)
    with left:
        widgets.chart("public-private-mix", result, language)
    with right:
        widgets.chart("investment-and-leases", result, language)
    widgets.chart("sources-by-year", result, language)
