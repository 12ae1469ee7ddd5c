"""Rules and law: where the plan breaks the law, what is in force, and whether breaking it would pay."""

import streamlit as st

from dashboard import law_tables, state, widgets
from reports import labels
from reports.charts import CHARTS
from scenarios.language import Language
from scenarios.law.findings import Verdict
from scenarios.law.reading import read_pack
from scenarios.result import Result
from scenarios.scenario import Scenario

NO_PACK = "policy: vietnam\nas_of: 2026-11-23\n"


def show(language: Language) -> None:
    """Warnings first, then each rule's verdict, then the law itself, enforcement and procedures."""
    st.caption(language("What the law says to this plan, with its articles, and how sure that is."))
    scenario = state.session().scenario
    if scenario.policy is None:
        text = language(
            "The scenario names no policy pack, so that nothing is checked against the law. Add the lines below to its "
            "file, and open it again under *Scenario and files*."
        )
        st.info(text, icon=":material/gavel:")
        st.code(NO_PACK, language="yaml")
    result = widgets.plan_or_way_out(language)
    if result is not None and scenario.policy is not None:
        _check(result, language)
    if scenario.policy is not None:
        _law(scenario, language)
    if result is not None:
        _enforcement(result, language)


def _check(result: Result, language: Language) -> None:
    sentences = law_tables.warnings(result, language)
    if sentences:
        st.warning("\n".join(f"- {sentence}" for sentence in sentences), icon=":material/gavel:")
    else:
        st.success(language("No rule that is checked is broken."), icon=":material/verified:")
    counts = law_tables.verdicts(result)
    for verdict, head, is_open in (
        (Verdict.BROKEN, language("Broken"), True),
        (Verdict.UNKNOWN, language("Not known: the scenario does not state what the rule asks about"), True),
        (Verdict.PASSED, language("Kept"), False),
        (Verdict.NOT_APPLICABLE, language("Does not apply here"), False),
    ):
        if verdict in counts:
            with st.expander(f"{head} ({counts[verdict]})", expanded=is_open):
                widgets.reading_table(law_tables.checked(result, verdict, language))


def _law(scenario: Scenario, language: Language) -> None:
    assert scenario.policy is not None
    pack, day = read_pack(scenario.policy), labels.day(scenario.as_of, language)
    st.subheader(
        language("The law on {day} ({pack})", day=day, pack=pack.title.spoken(language)), anchor=False
    )
    if scenario.law:
        widgets.reading_table(law_tables.filled(scenario, language))
    with st.expander(language("All values of the policy pack in force on that day"), icon=":material/table:"):
        widgets.table(law_tables.in_force(scenario, language))


def _enforcement(result: Result, language: Language) -> None:
    if not CHARTS["deterrence"].data(result).empty:
        st.subheader(language("Enforcement"), anchor=False)
        widgets.chart("deterrence", result, language)
    steps = law_tables.procedures(result, language)
    if steps is not None:
        st.subheader(language("Procedures before construction"), anchor=False)
        widgets.reading_table(steps)
