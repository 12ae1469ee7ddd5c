"""The front door of the dashboard: language, page list, and the frame around every page. `streamlit run app.py`."""

from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import sidebar, state, widgets
from dashboard.screens import (
    files,
    forecast,
    law,
    limits,
    money,
    overview,
    project,
    public,
    risk,
    works,
)
from scenarios.language import CODES

ROOM = Path(__file__).parent / "dashboard"
ICON, STYLE = ROOM / "icon.png", ROOM / "style.css"


def main() -> None:
    """Draws the page that the user is on."""
    language = state.language()
    st.set_page_config("Hatang", str(ICON), layout="wide")
    st.html(STYLE)
    screens = (
        (overview.show, language("Overview"), ":material/dashboard:", "overview"),
        (works.show, language("Works"), ":material/construction:", "works"),
        (money.show, language("Money"), ":material/payments:", "money"),
        (project.show, language("Project"), ":material/fact_check:", "project"),
        (public.show, language("Public finance"), ":material/account_balance:", "public"),
        (risk.show, language("Risk"), ":material/casino:", "risk"),
        (forecast.show, language("Forecast"), ":material/trending_up:", "forecast"),
        (law.show, language("Rules and law"), ":material/gavel:", "law"),
        (limits.show, language("Limits"), ":material/speed:", "limits"),
        (files.show, language("Scenario and files"), ":material/folder_open:", "files"),
    )
    pages = [
        st.Page(partial(show, language), title=title, icon=icon, url_path=path, default=path == "overview")
        for show, title, icon, path in screens
    ]
    page = st.navigation(pages, position="top")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.title(page.title, anchor=False, width="content")
        st.segmented_control(
            language("Language"), CODES, default="vi", format_func=state.NAMES.__getitem__, key="language",
            required=True, label_visibility="collapsed", bind="query-params",
        )  # fmt: skip
    session = state.session()
    session.settle()
    sidebar.show(language)
    if session.job is not None:
        widgets.progress(language.code)
    page.run()


if __name__ == "__main__":
    main()
