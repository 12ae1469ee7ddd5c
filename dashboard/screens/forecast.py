"""Forecast: how fast land will be let, against what the plan counts on, and what tenants will ask for."""

import streamlit as st

from dashboard import forecast_tables, widgets
from scenarios.language import Language


def show(language: Language) -> None:
    """Take-up first, then how good its methods were on the past, then services."""
    st.caption(language("How fast land will be let, and whether the plan counts on more."))
    result = widgets.plan_or_way_out(language)
    if result is None:
        return
    if not forecast_tables.is_stated(result):
        text = language(
            "The scenario does not say what take-up is forecast from. Add `forecast` to a group of tenants, for "
            "example as below, and open the file again under *Scenario and files*."
        )
        st.info(text, icon=":material/trending_up:")
        st.code(forecast_tables.EXAMPLE, language="yaml")
        return
    widgets.chart("take-up-forecast", result, language)
    st.subheader(language("How good each method was on the past"), anchor=False)
    widgets.reading_table(forecast_tables.methods(result, language))
    st.subheader(language("Services"), anchor=False)
    clusters = forecast_tables.clusters(result)
    only = None
    if len(clusters) > 1:
        only = st.selectbox(
            language("Cluster"), clusters, index=None, format_func=clusters.__getitem__, key="forecast_cluster",
            placeholder=language("all clusters together"),
        )  # fmt: skip
    if only is None:
        widgets.chart("service-demand", result, language)
    else:
        widgets.chart("service-demand", result, language, cluster=only)
