"""Risk: how far the plan may stray, what it depends on, how likely covenants break."""

import streamlit as st

from dashboard import risk_figures, widgets
from scenarios.language import Language


def show(language: Language) -> None:
    """Chances first, then spreads, drivers and covers; without uncertain factors, what to add to the file."""
    st.caption(language("What happens to the plan when things turn out otherwise."))
    result = widgets.plan_or_way_out(language)
    if result is None:
        return
    if not risk_figures.is_stated(result):
        text = language(
            "The scenario does not say what is uncertain. Add a section `risk` to its file, for example the lines "
            "below, and open it again under *Scenario and files*. It changes no decision of the plan."
        )
        st.info(text, icon=":material/casino:")
        st.code(risk_figures.EXAMPLE, language="yaml")
        return
    widgets.figures_row(risk_figures.key_figures(result, language), result, language)
    widgets.chart("risk-of-loss", result, language)
    widgets.chart("risk-drivers", result, language)
    st.subheader(language("Where the spread comes from"), anchor=False)
    widgets.reading_table(risk_figures.factors(result, language))
    widgets.chart("risk-of-breach", result, language)
