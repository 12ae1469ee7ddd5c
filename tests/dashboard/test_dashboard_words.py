"""Every text of the dashboard speaks both languages."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from dashboard import words
from dashboard.assumptions import offered
from dashboard.limit_tables import GROUPS
from scenarios import load
from scenarios.language import HOUSE, Language

SAME = {"PPP"}
"""Texts that are the same in both languages."""


def spoken_in(file: Path) -> set[str]:
    """The literal texts that a module hands to `language(…)`."""
    calls = [
        node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id == "language"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def texts() -> list[str]:
    files = [HOUSE / "app.py", *sorted((HOUSE / "dashboard").rglob("*.py"))]
    found = {text for file in files for text in spoken_in(file)} | set(GROUPS)
    found |= {text for mapping in words.EVERY for text in mapping.values()}
    for assumption in offered(load(HOUSE / "scenarios" / "library" / "two-clusters.yaml")):
        if assumption.group != "ceilings":
            found |= {assumption.label, assumption.note} - {""}
    return sorted(found)


def test_the_walk_finds_texts() -> None:
    assert "Total investment" in texts()


@pytest.mark.parametrize("text", texts())
def test_every_text_is_translated_with_the_same_places(text: str) -> None:
    translated = Language("vi")(text)
    assert translated != text or text in SAME, "no Vietnamese text in dashboard/locale/vi.po"
    places = [{name for _, name, _, _ in Formatter().parse(said) if name} for said in (text, translated)]
    assert places[0] == places[1]
