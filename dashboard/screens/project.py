"""Project: one work, why it is in or out, what it earns and owes, and what a contract costs the public side."""

import streamlit as st

from dashboard import one_work, public_tables, widgets
from finance.delivery import Mode
from reports import labels
from reports.charts import CHARTS
from scenarios.language import Language
from scenarios.result import Result


def show(language: Language) -> None:
    """The reason first, then figures, cash flow, the vehicle's books, ratios, and value for money where it is PPP."""
    st.caption(language("One work: why it is in the plan or not, what it earns, what it owes."))
    result = widgets.plan_or_way_out(language)
    if result is None:
        return
    names = one_work.names(result)
    project = st.selectbox(language("Work"), names, format_func=names.__getitem__, key="work")
    is_built = one_work.is_built(result, project)
    for reason in one_work.reasons(result, project):
        if is_built:
            st.success(reason, icon=":material/check_circle:")
        else:
            st.info(reason, icon=":material/do_not_disturb_on:")
    if not is_built:
        return
    widgets.figures_row(one_work.key_figures(result, project, language), result, language)
    if not CHARTS["cost-from-norms"].data(result, project=project).empty:
        widgets.chart("cost-from-norms", result, language, project=project)
    widgets.chart("project-cash-flow", result, language, project=project)
    _books(project, result, language)
    st.subheader(language("Ratios"), anchor=False)
    widgets.reading_table(one_work.ratios(result, project, language))
    _contract(project, result, language)


def _books(project: str, result: Result, language: Language) -> None:
    """Cash, debt and cover of each vehicle that holds the work."""
    vehicles = one_work.vehicles(result, project)
    if not vehicles:
        text = language(
            "The public side keeps the books of this work: what it owes stands under *Public finance*."
        )
        st.info(text, icon=":material/account_balance:")
    for vehicle, mode in vehicles:
        st.subheader(labels.vehicle(vehicle, Mode(mode), result.plan.problem, language), anchor=False)
        widgets.chart("cash-of-vehicles", result, language, vehicle=vehicle, mode=mode)
        left, right = st.columns(2)
        with left:
            widgets.chart("debt-by-source", result, language, obligor="vehicle", vehicle=vehicle, mode=mode)
        with right:
            widgets.chart("debt-service-cover", result, language, vehicle=vehicle, mode=mode)
        if (carried := one_work.debt_carried(result, vehicle, mode, language)) is not None:
            widgets.reading_table(carried)


def _contract(project: str, result: Result, language: Language) -> None:
    """Value for money and what the contract may cost, where the scenario says something of it."""
    terms = public_tables.contracts(result, project, language)
    is_compared = not CHARTS["value-for-money"].data(result, project=project).empty
    if is_compared or terms is not None:
        st.subheader(language("The contract"), anchor=False)
    if is_compared:
        for sentence in public_tables.value_sentences(result, project):
            st.markdown(f"- {sentence}")
        widgets.chart("value-for-money", result, language, project=project)
    if terms is not None:
        widgets.reading_table(terms)
