"""Scenario and files: open a scenario, take results home."""

import streamlit as st

from dashboard import opening, taking
from scenarios.language import Language


def show(language: Language) -> None:
    """Opening on the left, downloads on the right; a refused file shows its faults below."""
    st.caption(language("Open another scenario, and download the plan."))
    left, right = st.columns(2, gap="large")
    with left:
        opening.from_library(language)
        opening.from_upload(language)
    with right:
        taking.downloads(language)
    opening.refused(language)
