"""Plain data that remembers where it was written, so that a fault can name its line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Counts = Literal["line", "row", "change"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Something that was read: a file counted in lines, a table counted in rows, or one change."""

    name: str
    counts: Counts = "line"
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file or a row of a table; no line where the whole is meant."""

    origin: Origin
    line: int | None = None


class Block(dict[Any, Any]):
    """A mapping with the line of each key.

    A key without a line of its own stands where the block stands: all cells of a table's row share one place.
    """

    __slots__ = ("lines", "place")

    def __init__(self, place: Place, entries: Mapping[Any, Any] | None = None) -> None:
        super().__init__(entries or {})
        self.place = place
        self.lines: dict[Any, int | Place] = {}

    def place_of(self, key: Any) -> Place:
        """Where the value of `key` was written."""
        line = self.lines.get(key)
        if line is None:
            return self.place
        return line if isinstance(line, Place) else Place(self.place.origin, line)


class Series(list[Any]):
    """A list with the line of each item; changed items may come from elsewhere."""

    __slots__ = ("lines", "place")

    def __init__(self, place: Place, items: Iterable[Any] = ()) -> None:
        super().__init__(items)
        self.place = place
        self.lines: list[int | Place] = []

    def place_of(self, index: Any) -> Place:
        """Where item `index` was written; the list's own place where that is not known."""
        if not isinstance(index, int) or not 0 <= index < len(self.lines):
            return self.place
        line = self.lines[index]
        return line if isinstance(line, Place) else Place(self.place.origin, line)


def copied(value: Any) -> Any:
    """A copy that shares no container with `value` and keeps its places."""
    if isinstance(value, Block):
        block = Block(value.place, {key: copied(entry) for key, entry in value.items()})
        block.lines = dict(value.lines)
        return block
    if isinstance(value, Series):
        series = Series(value.place, [copied(item) for item in value])
        series.lines = list(value.lines)
        return series
    if isinstance(value, Mapping):
        return {key: copied(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [copied(item) for item in value]
    return value


def plain(value: Any) -> Any:
    """The same data as ordinary dicts and lists, for writing out."""
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


UNREAD: Any = object()
"""Stands in a tree for a list whose table could not be read: its fault is noted, nothing more is said of it."""
