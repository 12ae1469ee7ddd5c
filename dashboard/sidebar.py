"""The sidebar: which scenario is open, and the assumptions that can be changed."""

import streamlit as st

from dashboard import state
from dashboard.assumptions import Assumption, changes_of, entered_of, offered, read_aloud
from dashboard.limit_tables import faults
from dashboard.numbers import NotANumber, parsed
from scenarios import ScenarioError
from scenarios.language import Language


def show(language: Language) -> None:
    """Draws the sidebar; on submit the plan is made again."""
    session = state.session()
    with st.sidebar:
        st.markdown(f"**{session.base.title}**")
        st.caption(session.path.name)
        _form(session, language)
        if session.changes:
            st.caption(language("Changed against the file:"))
            st.markdown(
                "\n".join(f"- {line}" for line in read_aloud(session.base, session.changes, language))
            )
            if st.button(language("Back to the file's assumptions"), icon=":material/undo:", key="reset"):
                session.change({})
                st.rerun()


def _form(session: state.Session, language: Language) -> None:
    stated = entered_of(session.base, session.changes)
    typed: dict[str, str] = {}
    groups: dict[str, list[Assumption]] = {"rates": [], "ceilings": [], "solving": []}
    for assumption in offered(session.base):
        groups[assumption.group].append(assumption)
    with st.form("assumptions", border=False):
        st.subheader(language("Assumptions"), anchor=False)
        for assumption in groups["rates"]:
            typed[assumption.path] = _input(assumption, stated, language)
        if groups["ceilings"]:
            with st.expander(
                language("Ceilings of sources (% of the file's)"), icon=":material/account_balance:"
            ):
                for assumption in groups["ceilings"]:
                    typed[assumption.path] = _input(assumption, stated, language)
        with st.expander(language("How to solve"), icon=":material/tune:"):
            for assumption in groups["solving"]:
                typed[assumption.path] = _input(assumption, stated, language)
        label = language("Make the plan again") if session.now is not None else language("Make the plan")
        sent = st.form_submit_button(label, type="primary", width="stretch", icon=":material/play_arrow:")
    if sent:
        _submit(session, typed, language)


def _input(assumption: Assumption, stated: dict[str, float], language: Language) -> str:
    """One number as text, because Streamlit's number fields write points in every language."""
    label = assumption.label if assumption.group == "ceilings" else language(assumption.label)
    shown = language.number(stated[assumption.path], 4, fixed=False)
    session = state.session()
    key = f"{assumption.path}|{language.code}|{session.scenario.sha256[:12]}"
    return st.text_input(label, shown, key=key, help=language(assumption.note) if assumption.note else None)


def _submit(session: state.Session, typed: dict[str, str], language: Language) -> None:
    entered: dict[str, float] = {}
    wrong: list[str] = []
    for assumption in offered(session.base):
        name = assumption.label if assumption.group == "ceilings" else language(assumption.label)
        try:
            entered[assumption.path] = parsed(
                typed[assumption.path], language, assumption.lowest, assumption.highest
            )
        except NotANumber as allowed:
            found = typed[assumption.path]
            wrong.append(
                language(
                    "{name}: found “{found}”, allowed is {allowed}.", name=name, found=found, allowed=allowed
                )
            )
    if wrong:
        st.error("\n\n".join(wrong))
        return
    try:
        session.change(changes_of(session.base, entered))
    except ScenarioError as error:
        st.error(language("These assumptions cannot be used:"))
        st.table(faults(error.faults, language).frame)
        return
    st.rerun()
