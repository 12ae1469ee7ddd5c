"""Downloads: the result folder, its charts, the scenario with its changes."""

from functools import partial

import streamlit as st

from dashboard import state
from dashboard.downloads import repair_zip, result_zip, scenario_yaml
from optimizer.endings import Infeasible
from scenarios.language import Language


def downloads(language: Language) -> None:
    """Buttons for what there is; each file is made when its button is pressed."""
    session = state.session()
    reached, result = session.now, state.result_of(session.now, language)
    stem = session.path.stem
    with st.container(border=True):
        st.subheader(language("Take the plan home"), anchor=False)
        if result is not None and reached is not None:
            st.caption(
                language("Tables as CSV and the plan as JSON, the same files that the command line writes.")
            )
            with_charts = st.toggle(language("With charts (PNG, PDF); takes some seconds"), key="with-charts")
            make = partial(
                result_zip, result, reached.changes, language, ("png", "pdf") if with_charts else ()
            )
            st.download_button(
                language("Result folder (ZIP)"),
                make,
                f"{stem}.zip",
                "application/zip",
                icon=":material/folder_zip:",
                key="zip",
            )
        elif reached is not None and isinstance(reached.outcome, Infeasible):
            make = partial(repair_zip, reached.scenario, reached.outcome, reached.changes, language)
            st.download_button(
                language("Smallest repair (ZIP)"),
                make,
                f"{stem}.zip",
                "application/zip",
                icon=":material/folder_zip:",
                key="zip",
            )
        else:
            st.caption(language("There is no plan yet. It can be downloaded here as soon as it is made."))
    with st.container(border=True):
        st.subheader(language("Take the scenario home"), anchor=False)
        st.caption(
            language(
                "One YAML file with all tables read in and your changes applied. It can be opened here again."
            )
        )
        data = partial(scenario_yaml, session.scenario)
        st.download_button(
            language("Scenario (YAML)"),
            data,
            f"{stem}-changed.yaml",
            "application/yaml",
            icon=":material/description:",
            key="yaml",
        )
