"""Inputs that differ between scenarios: what their files state otherwise, by path; nothing is weighed or blamed."""

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from scenarios.deciding import deciding
from scenarios.file.reading import label_of
from scenarios.file.schema import SCENARIO
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
    rows = (
        (".".join(path), *(None if value is _NOT_STATED else written(value) for value in values))
        for path, values in _differing([weighty(each) for each in documents.values()], ())
    )
    return table(dict.fromkeys(("path", *documents), ColumnKind.TEXT), rows, key=1)


def weighty(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of a document can make a plan differ."""
    return {key: value for key, value in deciding(document).items() if key not in ONLY_SAID}


def paths_that_differ(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[Path, ...]:
    """Where two documents differ, section by section in the order of the file format, items as the files list them."""
    order = [field.name for field in SCENARIO.fields]
    paths = (path for path, _ in _differing([weighty(first), weighty(second)], ()))
    return tuple(sorted(paths, key=lambda path: order.index(path[0])))


def taken_over(value: Any, other: Any, path: Path) -> Any:
    """`value` with what stands at `path` as in `other`; not stated there, it is taken out. Items of lists go by name,
    new ones to the end.

    >>> taken_over({"a": 1, "b": [{"id": "x", "c": 1}]}, {"b": [{"id": "x", "c": 2}]}, ("b", "x", "c"))
    {'a': 1, 'b': [{'id': 'x', 'c': 2}]}
    >>> taken_over({"a": {2027: 1, 2028: 2}}, {"a": {2027: 1}}, ("a", "2028"))
    {'a': {2027: 1}}
    """
    if not path:
        return other
    here, there = _named_parts(value), _named_parts(other)
    if path[0] in there:
        key, entry = there[path[0]]
        old = here.get(path[0], (key, None))[1]
        here[path[0]] = (key, entry if len(path) == 1 else taken_over(old, entry, path[1:]))
    else:
        del here[path[0]]
    if isinstance(value, Mapping):
        return dict(here.values())
    return [entry for _, entry in here.values()]


def _named_parts(value: Any) -> dict[str, tuple[Hashable, Any]]:
    """What stands inside a mapping or a list of items: by its name in a path, its key and the entry."""
    if isinstance(value, Mapping):
        return {str(key): (key, entry) for key, entry in value.items()}
    return {name: (name, entry) for name, entry in zip(_labels(value), value, strict=True)}


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
        return dict(zip(_labels(value), value, strict=True))
    return None


def _labels(items: Sequence[Any]) -> list[str]:
    """The names of the items of a list."""
    names = [label_of(items, place) for place in range(len(items))]
    if len(set(names)) < len(names):  # two segments of one name: by position
        return [str(place + 1) for place in range(len(items))]
    return names


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
