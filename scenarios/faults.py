"""Faults of a scenario file: where, what was found, what is allowed, and the nearest right spelling."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from scenarios.file.tree import Counts, Place
from scenarios.language import Language

SHOWN = 200
"""Faults written out by `ScenarioError.text`; the rest are counted."""


@runtime_checkable
class Spoken(Protocol):
    """What knows how it is said in either language."""

    def spoken(self, language: Language) -> str:
        """Its words."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text of the catalogue with the values for its `{places}`, spoken in either language later."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def about(self, values: Mapping[str, object]) -> "Phrase":
        """The same text with these values."""
        return Phrase(self.text, values)

    def spoken(self, language: Language) -> str:
        """The phrase in `language`; values that can be spoken are spoken too."""
        values = {
            name: value.spoken(language) if isinstance(value, Spoken) else value
            for name, value in self.values.items()
        }
        return language(self.text, **values)


def say(text: str, /, **values: object) -> Phrase:
    """A phrase to be translated when it is shown; `text` stands in the catalogue."""
    return Phrase(text, values)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in the input.

    `line` counts lines of a YAML file, rows of a table (the head is row 1), and is None for a change or for
    a file as a whole; `counts` says which. `path` addresses the field, items of lists by their id.
    """

    file: str
    line: int | None
    path: str
    found: Phrase
    allowed: Phrase
    nearest: str | None = None
    sheet: str | None = None
    counts: Counts = "line"

    @classmethod
    def at(
        cls, place: Place, path: str, found: Phrase, allowed: Phrase, nearest: str | None = None
    ) -> "Fault":
        """A fault at a place that was read."""
        origin = place.origin
        return cls(origin.name, place.line, path, found, allowed, nearest, origin.sheet, origin.counts)

    def where(self, language: Language) -> str:
        """File, sheet and line in words."""
        if self.counts == "change":
            return language("change {name}", name=self.file)
        words = [self.file]
        if self.sheet is not None:
            words.append(language("sheet {name}", name=self.sheet))
        if self.line is not None:
            text = "row {number}" if self.counts == "row" else "line {number}"
            words.append(language(text, number=self.line))
        return ", ".join(words)

    def message(self, language: Language) -> str:
        """One line for the reader: where, what was found, what is allowed, the nearest right spelling."""
        said = language(
            "{where}: {found}; allowed: {allowed}.",
            where=self.where(language) + (f": {self.path}" if self.path else ""),
            found=self.found.spoken(language),
            allowed=self.allowed.spoken(language),
        )
        if self.nearest is not None:
            said += " " + language("Did you mean {nearest}?", nearest=self.nearest)
        return said


class ScenarioError(ValueError):
    """The input was refused. `faults` holds every fault found, in the order of the files."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def text(self, language: Language) -> str:
        """All faults, one a line."""
        lines = [fault.message(language) for fault in self.faults[:SHOWN]]
        if len(self.faults) > SHOWN:
            lines.append(language("… and {count} more faults", count=len(self.faults) - SHOWN))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text(Language("en"))


def shown(value: object) -> str:
    """A value as the file writes it, shortened: text in quotes, numbers as they are."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return {"nan": ".nan", "inf": ".inf", "-inf": "-.inf"}.get(str(value), f"{value:.12g}")
    if isinstance(value, int):
        return (
            str(value)
            if abs(value) < 10**30
            else f"{'-' if value < 0 else ''}1e{value.bit_length() * 0.30103:.0f}"
        )
    text = str(value)
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:61])
    return '"' + (text if len(text) <= 60 else text[:57] + "…") + '"'


class Speller:
    """Finds the nearest right spelling, cheaply enough for a file full of faults.

    Short lists are compared one by one within a budget; long ones through an index of the names with one letter
    left out, which finds a letter missing, added, changed or two letters swapped.
    """

    def __init__(self, budget: int = 20_000) -> None:
        self.budget = budget
        self._indexes: dict[int, tuple[Collection[object], dict[str, str]]] = {}

    def nearest(self, word: object, options: Collection[object], cutoff: float = 0.6) -> str | None:
        """The option closest to `word`, or None where none is close or the budget is spent."""
        if not isinstance(word, str) or len(word) > 60:
            return None
        if len(options) > 200:
            index = self._index(options)
            hits = (index.get(variant) for variant in _one_letter_out(_folded(word)))
            return next((hit for hit in hits if hit is not None), None)
        self.budget -= len(options)
        if self.budget < 0:
            return None
        folded = {_folded(name): name for name in sorted(map(str, options), reverse=True)}
        close = difflib.get_close_matches(_folded(word), list(folded), n=1, cutoff=cutoff)
        return folded[close[0]] if close else None

    def _index(self, options: Collection[object]) -> dict[str, str]:
        """Names of a long list by themselves and by their spellings with one letter left out."""
        # The list is kept beside its index, so that its id cannot be given to another list meanwhile.
        kept = self._indexes.get(id(options))
        if kept is not None:
            return kept[1]
        index: dict[str, str] = {}
        for name in sorted(map(str, options)):
            for variant in _one_letter_out(_folded(name)) if len(name) <= 60 else ():
                index.setdefault(variant, name)
        self._indexes[id(options)] = (options, index)
        return index


def _folded(word: str) -> str:
    """A spelling without what is mistaken most: capitals, blanks and hyphens."""
    return word.casefold().replace("-", "_").replace(" ", "_")


def _one_letter_out(word: str) -> list[str]:
    """The word itself and the word with each letter left out."""
    return [word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]
