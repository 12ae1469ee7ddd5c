"""Public finance: what the plan commits the public side to, with and without one work, against what it may."""

import streamlit as st

from dashboard import public_tables, tables, widgets
from reports.charts import commitments
from scenarios.language import Language
from scenarios.result import Result


def show(language: Language) -> None:
    """Commitments by year, broken ceilings in words, then sums, own revenue, debt, contracts and grants."""
    st.caption(
        language("What the plan commits the public side to for decades, and whether its ceilings allow that.")
    )
    result = widgets.plan_or_way_out(language)
    if result is None:
        return
    names = {project.id: project.name for project in result.plan.problem.projects}
    own = [project for project in names if project in set(result.fiscal_projects["project"])]
    chosen = st.selectbox(
        language("Show the plan without"), own, index=None, format_func=names.__getitem__, key="without",
        placeholder=language("nothing: the whole plan"),
    )  # fmt: skip
    sentences = public_tables.warnings(result, chosen)
    if sentences:
        st.warning("\n".join(f"- {sentence}" for sentence in sentences), icon=":material/warning:")
    if chosen is None:
        widgets.chart("public-commitments", result, language)
    else:
        rest = commitments.without(result, chosen)
        widgets.drawn(
            commitments.NAME,
            commitments.draw_without(chosen, result, language),
            f"{commitments.caption(language)} {language('Dotted: the whole plan.')}",
            tables.of_frame(rest, commitments.title(language), result, language),
            language,
            title=commitments.title(language),
            about={"without": chosen},
        )
    st.subheader(language("Line by line"), anchor=False)
    widgets.reading_table(public_tables.commitments(result, chosen, language))
    _own_revenue(chosen, result, language)
    widgets.chart("debt-by-source", result, language)
    _contracts(result, language)


def _own_revenue(project: str | None, result: Result, language: Language) -> None:
    st.subheader(language("Against own revenue"), anchor=False)
    shown = public_tables.affordability(result, project, language)
    if shown is None:
        text = language(
            "The scenario does not say what the public side earns. Add the section `public_finance` to its file to see "
            "commitments and debt as shares of own revenue."
        )
        st.info(text, icon=":material/info:")
    else:
        widgets.reading_table(shown)


def _contracts(result: Result, language: Language) -> None:
    st.subheader(language("Contracts and grants"), anchor=False)
    contracts, grants = (
        public_tables.contracts(result, None, language),
        public_tables.viability(result, language),
    )
    if contracts is not None:
        widgets.reading_table(contracts)
    else:
        text = language(
            "The scenario states no contracts. Add `contract` to a delivery mode of a work to see guarantees, shared "
            "revenue and what an early end would cost."
        )
        st.info(text, icon=":material/info:")
    if grants is not None:
        widgets.reading_table(grants)
