"""Limits: what holds the plan back, and what it would bring to move it."""

import streamlit as st

from dashboard import limit_tables, widgets
from optimizer.plan import Kind
from scenarios.language import Language


def show(language: Language) -> None:
    """Binding limits, the dearest first."""
    st.caption(
        language(
            "What holds the plan back, and what one unit more of each limit would add to the objective."
        ),
    )
    result = widgets.plan_or_way_out(language)
    if result is None:
        return
    if result.plan.kind is Kind.MILP:
        st.info(
            language(
                "Works that are built whole have no prices of their own: these hold while the chosen works stay."
            ),
            icon=":material/info:",
        )
    groups = limit_tables.binding(result, language)
    if not groups:
        text = language("No limit holds this plan back: more money or land would not change it.")
        st.info(text, icon=":material/check_circle:")
    for title, shown in groups.items():
        st.subheader(title, anchor=False)
        widgets.reading_table(shown)
