"""Downloads: the result folder, its charts, the scenario with its changes."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard import state
from dashboard.downloads import empty_workbook, repair_zip, result_zip, scenario_workbook, scenario_yaml
from optimizer.endings import Infeasible
from scenarios.language import Language

ZIP, YAML = "application/zip", "application/yaml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def template(language: Language) -> None:
    """A workbook to be filled in by whoever has no scenario yet."""
    make = partial(empty_workbook, language)
    _button(
        language("Empty workbook to fill in (Excel)"),
        make,
        "hatang.xlsx",
        EXCEL,
        ":material/table_view:",
        "template",
    )


def downloads(language: Language) -> None:
    """Buttons for what there is; each file is made when its button is pressed."""
    session = state.session()
    reached, result = session.now, state.result_of(session.now, language)
    stem = session.path.stem
    with st.container(border=True):
        st.subheader(language("Download the plan"), anchor=False)
        if result is not None and reached is not None:
            st.caption(
                language("Tables as CSV and the plan as JSON, the same files that the command line writes.")
            )
            with_charts = st.toggle(language("With charts (PNG, PDF); takes some seconds"), key="with-charts")
            make = partial(
                result_zip, result, reached.changes, language, ("png", "pdf") if with_charts else ()
            )
            _button(language("Result folder (ZIP)"), make, f"{stem}.zip", ZIP, ":material/folder_zip:", "zip")
        elif reached is not None and isinstance(reached.outcome, Infeasible):
            make = partial(repair_zip, reached.scenario, reached.outcome, reached.changes, language)
            _button(
                language("Smallest repair (ZIP)"), make, f"{stem}.zip", ZIP, ":material/folder_zip:", "zip"
            )
        else:
            st.caption(language("There is no plan yet. It can be downloaded here as soon as it is made."))
    with st.container(border=True):
        st.subheader(language("Download the scenario"), anchor=False)
        st.caption(language("All tables read in and your changes applied. It can be opened here again."))
        with st.container(horizontal=True):
            book = partial(scenario_workbook, session.scenario, language)
            _button(
                language("Scenario (Excel)"), book, f"{stem}.xlsx", EXCEL, ":material/table_view:", "xlsx"
            )
            text = partial(scenario_yaml, session.scenario)
            _button(language("Scenario (YAML)"), text, f"{stem}.yaml", YAML, ":material/description:", "yaml")


def _button(label: str, make: Callable[[], bytes], name: str, kind: str, icon: str, key: str) -> None:
    """A download whose file is made when its button is pressed."""
    st.download_button(label, make, name, kind, icon=icon, key=key, on_click="ignore")
