"""Money: whose money pays for what, and what one unit more of each source would be worth."""

import streamlit as st

from dashboard import tables, widgets
from scenarios.language import Language


def show(language: Language) -> None:
    """Sources with their prices, who pays for which work, and one source year by year."""
    st.caption(
        language("Where the money comes from, what it pays for, and what one unit more would be worth."),
    )
    result = widgets.plan_or_way_out(language)
    if result is None:
        return
    widgets.chart("sources-to-projects", result, language)
    st.subheader(language("Sources"), anchor=False)
    widgets.reading_table(tables.sources(result, language))
    st.caption(
        language(
            "The price of a source is what one unit more in that year would add to the objective, in base-year money."
        )
    )
    widgets.chart("spending-against-ceilings", result, language)
    st.subheader(language("One source by year"), anchor=False)
    names = {source.id: source.name for source in result.plan.problem.sources}
    chosen = st.selectbox(language("Source"), names, format_func=names.__getitem__, key="source")
    widgets.reading_table(tables.source_years(result, chosen, language))
    st.subheader(language("Who pays for which work"), anchor=False)
    widgets.reading_table(tables.funding(result, language))
