"""Opening a scenario: one of the library, or a file of the user's own."""

import streamlit as st

from dashboard import state, taking, widgets
from scenarios.language import Language

KINDS = ("yaml", "yml", "xlsx", "csv")


def from_library(language: Language) -> None:
    """The bundled scenarios by title."""
    session = state.session()
    titles = state.library_titles()
    with st.container(border=True):
        st.subheader(language("Open a scenario of the library"), anchor=False)
        names = list(titles)
        open_now = names.index(session.path.name) if session.path.name in titles else 0
        chosen = st.selectbox(
            language("Scenario"), names, index=open_now, format_func=titles.__getitem__, key="library"
        )
        if st.button(language("Open"), icon=":material/folder_open:", key="open"):
            session.open(state.LIBRARY / chosen)
            st.rerun()


def from_upload(language: Language) -> None:
    """The user's own file, with the tables that it names beside it."""
    with st.container(border=True, key=f"upload-{language.code}"):
        st.subheader(language("Open a file of your own"), anchor=False)
        st.caption(
            language(
                "A filled-in workbook, or a scenario in YAML with the tables that it names; at most 20 MB."
            )
        )
        sent = st.file_uploader(
            language("Files"), KINDS, accept_multiple_files=True, key="upload", label_visibility="collapsed"
        )
        taking.template(language)
        names = [file.name for file in sent]
        scenarios = [name for name in names if name.lower().endswith((".yaml", ".yml"))] or names
        if not scenarios:
            return
        chosen = scenarios[0]
        if len(scenarios) > 1:
            chosen = st.selectbox(language("Which of them is the scenario?"), scenarios, key="which")
        if st.button(language("Check and open"), icon=":material/upload_file:", key="open-upload"):
            state.session().open_uploaded({file.name: file.getvalue() for file in sent}, chosen)
            st.rerun()


def refused(language: Language) -> None:
    """Why a file could not be opened."""
    session = state.session()
    if session.refused is None:
        return
    found = session.refused.faults
    st.subheader(language("{name} was not opened", name=session.refused.name), anchor=False)
    count = language.number(len(found), 0)
    st.error(
        language(
            "Faults found: {count}. Mend them in the file and open it again; what was open before is still open.",
            count=count,
        ),
        icon=":material/rule:",
    )
    widgets.fault_table(found, language)
    if st.button(language("Close this list"), icon=":material/close:", key="close-faults"):
        session.refused = None
        st.rerun()
