"""Every text that a room shows is translated, every translation is used, and the two ask for the same values.

Texts are read from the source with Babel, as arguments of a call to a language. A room takes part once it has a
`locale` folder.
"""

import ast
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
CALLS = {"language": None, "other": None, "say": None, "_": None}
"""Names under which the code holds a language (or its call) when it asks for a text."""


def _catalogues() -> dict[str, list[Path]]:
    """The catalogue files of each room that has any."""
    found: dict[str, list[Path]] = {}
    for path in sorted([*ROOT.glob("*/locale/vi.po"), *ROOT.glob("*/locale/*.vi.po")]):
        found.setdefault(path.parent.parent.name, []).append(path)
    return found


CATALOGUES = _catalogues()


def _messages(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file, locale="vi") if message.id]


@cache
def _translations(room: str) -> dict[str, str]:
    return {str(message.id): str(message.string) for path in CATALOGUES[room] for message in _messages(path)}


def _sources(room: str) -> Iterator[Path]:
    yield from sorted((ROOT / room).rglob("*.py"))
    if room == "dashboard":  # its front door stands at the top of the house
        yield from ROOT.glob("app.py")


@cache
def _asked(room: str) -> frozenset[str]:
    """Texts that the room asks a language for."""
    return frozenset(
        text
        for path in _sources(room)
        for _, text, *_ in extract_from_file("python", path, keywords=CALLS)
        if isinstance(text, str) and text
    )


@cache
def _written(room: str) -> frozenset[str]:
    """All texts written in the room's code, for those that reach a language through a table."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in _sources(room))
    constants = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(text for text in constants if isinstance(text, str))


def _is_written(text: str, room: str) -> bool:
    """Whether the room's code holds the text, in one piece or in two that it joins."""
    written = _written(room)
    return text in written or any(
        text.removeprefix(part) in written for part in written if text.startswith(part)
    )


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_walk_finds_rooms_and_texts() -> None:
    assert "reports" in CATALOGUES
    assert "Schedule of works" in _asked("reports")


@pytest.mark.parametrize("room", CATALOGUES)
def test_every_text_is_translated(room: str) -> None:
    known = {text for name in CATALOGUES for text in _translations(name)}
    assert sorted(_asked(room) - known) == []


@pytest.mark.parametrize("room", CATALOGUES)
def test_every_translation_is_used(room: str) -> None:
    unasked = set(_translations(room)) - _asked(room)
    assert sorted(text for text in unasked if not _is_written(text, room)) == []


@pytest.mark.parametrize("room", CATALOGUES)
def test_translations_ask_for_the_same_values(room: str) -> None:
    wrong = {text: said for text, said in _translations(room).items() if _places(text) != _places(said)}
    assert wrong == {}


@pytest.mark.parametrize("room", CATALOGUES)
def test_no_translation_is_missing_or_doubtful(room: str) -> None:
    messages = [message for path in CATALOGUES[room] for message in _messages(path)]
    assert [message.id for message in messages if not message.string or message.fuzzy] == []


def test_one_text_has_one_translation_in_the_whole_house() -> None:
    said: dict[str, set[str]] = {}
    for room in CATALOGUES:
        for text, translation in _translations(room).items():
            said.setdefault(text, set()).add(translation)
    assert {text: ways for text, ways in said.items() if len(ways) > 1} == {}
