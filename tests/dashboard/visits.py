"""A visit to the dashboard without a browser: open a page, wait for the plan, read what it says."""

import time
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.state import NAMES
from scenarios.language import HOUSE, Code

LIBRARY = HOUSE / "scenarios" / "library"
PAGES = ("overview", "works", "money", "project", "public", "risk", "forecast", "law", "limits", "files")


def visit(page: str = "overview", language: Code = "vi") -> AppTest:
    """The page, with the plan made. Which scenario opens first is `dashboard.state.FIRST`."""
    at = AppTest.from_file(str(HOUSE / "app.py"), default_timeout=60)
    at.query_params["language"] = NAMES[language]
    at._page_hash = (
        "" if page == "overview" else calc_hash(page)
    )  # switch_page knows pages that are files only
    at.run()
    return planned(at)


def planned(at: AppTest, seconds: float = 60.0) -> AppTest:
    """The page once no run is under way."""
    until = time.monotonic() + seconds
    while at.session_state["session"].job is not None:
        assert time.monotonic() < until, "the run does not end"
        time.sleep(0.1)
        at.run()
    assert not at.exception, at.exception
    return at


def said(at: AppTest) -> str:
    """All texts of the page."""
    kinds = (
        "title",
        "header",
        "subheader",
        "caption",
        "markdown",
        "success",
        "info",
        "warning",
        "error",
        "metric",
    )
    parts = [
        str(getattr(each, "label", "")) + " " + str(each.value) for kind in kinds for each in at.get(kind)
    ]
    parts += [table.value.to_string() for kind in ("dataframe", "table") for table in at.get(kind)]
    parts += [button.label for button in (*at.button, *at.get("download_button"))]
    return "\n".join(parts)


def written(folder: Path, text: str, name: str = "own.yaml") -> Path:
    """A scenario file of the test's own."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
