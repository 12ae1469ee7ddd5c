"""Inputs that differ between scenarios: what their files state otherwise, by path; nothing is weighed or blamed."""

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from scenarios.deciding import deciding
from scenarios.file.reading import label_of
from scenarios.table import ColumnKind, Table, table

ONLY_SAID = frozenset({"title", "source"})
"""Top fields that change nothing at all; neither does the name of an item that has an id."""

Path = tuple[str, ...]

_NOT_STATED: Any = object()


def inputs_that_differ(documents: Mapping[str, Mapping[str, Any]]) -> Table:
    """One row for each path at which the documents differ, one column of values for each; empty: not stated.

    Items of lists go by their id. What one document does not state at all is one row, whatever it holds.

    >>> a, b = {"solve": {"gap": 0.01}, "title": "a"}, {"solve": {"gap": 0.02}, "title": "b"}
    >>> inputs_that_differ({"a": a, "b": b}).rows
    (('solve.gap', '0.01', '0.02'),)
    """
    compared = [
        {key: value for key, value in deciding(each).items() if key not in ONLY_SAID}
        for each in documents.values()
    ]
    rows = (
        (".".join(path), *(None if value is _NOT_STATED else written(value) for value in values))
        for path, values in _differing(compared, ())
    )
    return table(dict.fromkeys(("path", *documents), ColumnKind.TEXT), rows, key=1)


def _differing(values: Sequence[Any], path: Path) -> Iterator[tuple[Path, Sequence[Any]]]:
    """The innermost paths at which values differ, and the values."""
    if all(value == values[0] for value in values[1:]):
        return
    parts = [_parts(value) for value in values]
    if any(part is None for part in parts):
        yield path, values
        return
    inside = [part for part in parts if part is not None]
    keys = dict.fromkeys(key for part in inside for key in part)
    for key in keys:
        yield from _differing([part.get(key, _NOT_STATED) for part in inside], (*path, str(key)))


def _parts(value: Any) -> Mapping[Hashable, Any] | None:
    """What stands inside a value by its name in a path; None for one value, a list of plain values among them."""
    if isinstance(value, Mapping):
        return {key: entry for key, entry in value.items() if key != "name" or "id" not in value}
    if isinstance(value, (list, tuple)) and value and all(isinstance(item, Mapping) for item in value):
        names = [label_of(value, place) for place in range(len(value))]
        if len(set(names)) < len(names):  # two segments of one name: by position
            names = [str(place + 1) for place in range(len(value))]
        return dict(zip(names, value, strict=True))
    return None


def written(value: Any) -> str:
    """A value in one line, much as the file writes it.

    >>> written({2027: 40, 2028: [0.5, True]}), written("road")
    ('{2027: 40, 2028: [0.5, true]}', 'road')
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {written(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(written(item) for item in value) + "]"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
