"""What the dotted head of a column names, and what to write where a field does not fit into one cell."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from scenarios.file.kinds import ByYear, Choice, Kind, ListOf, MapOf, Record, Shapes, is_year_like

EXAMPLE_YEAR = 2027

_BY_YEAR = re.compile(r"\s*\{?\s*\d{4}\s*:")
_YEAR = re.compile(r"(?<!\d)(\d{4})\s*:")


def address(item: Kind, segments: Sequence[str]) -> tuple[tuple[Any, ...], Kind] | None:
    """Keys and kind of the field that a dotted head names, None where the fields know none that fits a cell."""
    if not segments:
        return ((), item) if _fits_a_cell(item) else None
    for key, kind in _step(item, segments[0]):
        rest = address(kind, segments[1:])
        if rest is not None:
            return (key, *rest[0]), rest[1]
    return None


def group_named(item: Kind, segments: Sequence[str]) -> Kind | None:
    """The group of fields that a dotted head names, None where it names nothing."""
    if not segments:
        return item
    groups = (group_named(kind, segments[1:]) for _, kind in _step(item, segments[0]))
    return next((group for group in groups if group is not None), None)


def _step(kind: Kind, segment: str) -> Iterator[tuple[Any, Kind]]:
    """What `segment` can name inside a value of `kind`, with its key; positions in lists count from 1."""
    if isinstance(kind, Record):
        if segment in kind.by_name:
            yield segment, kind.by_name[segment].kind
    elif isinstance(kind, ByYear):
        if is_year_like(segment):
            yield int(segment), kind.item
    elif isinstance(kind, MapOf):
        if segment and (not isinstance(kind.keys, Choice) or segment in kind.keys.options):
            yield segment, kind.item
    elif isinstance(kind, ListOf):
        is_position = segment.isascii() and segment.isdigit() and len(segment) < 6 and int(segment) >= 1
        if is_position and isinstance(kind.item, (Record, MapOf)):
            yield int(segment) - 1, kind.item
    elif isinstance(kind, Shapes):
        for each in kind.all():
            yield from _step(each, segment)


def _fits_a_cell(kind: Kind) -> bool:
    """Whether one cell can hold the value: a scalar, or a list of scalars."""
    if isinstance(kind, Shapes):
        return kind.scalar is not None or (kind.items is not None and _fits_a_cell(kind.items))
    if isinstance(kind, ListOf):
        return not isinstance(kind.item, (Record, MapOf, ListOf))
    return not isinstance(kind, (Record, MapOf, ByYear))


def columns_inside(head: str, kind: Kind, year: int = EXAMPLE_YEAR) -> list[str]:
    """The heads of the fields inside a group; of amounts by year, one as an example.

    >>> from scenarios.file.kinds import Number
    >>> columns_inside("total", ByYear(Number()))
    ['total.2027', '…']
    """
    return [f"{head}.{name}" if name != "…" else name for name in dict.fromkeys(_heads_inside(kind, year))]


def _heads_inside(kind: Kind, year: int) -> Iterator[str]:
    """What may follow the dot."""
    match kind:
        case Record():
            yield from kind.by_name
        case MapOf(keys=Choice(options=options)):
            for option in options:
                yield from (f"{option}.{name}" for name in _heads_inside(kind.item, year))
        case MapOf():
            yield "NAME"
        case ByYear():
            yield from (str(year), "…")
        case ListOf(item=Record() | MapOf()):
            yield from (f"1.{name}" for name in _heads_inside(kind.item, year))
        case Shapes():
            for each in kind.all():
                yield from _heads_inside(each, year)
        case _:
            return


def holds_years(kind: Kind) -> bool:
    """Whether amounts by year may be stated, each in a column of its own."""
    return isinstance(kind, Shapes) and any(isinstance(each, ByYear) for each in kind.all())


def years_in(cell: Any) -> list[str]:
    """The years of a cell that tries to state amounts by year.

    >>> years_in("2027: 1; 2028: 5"), years_in("5"), years_in("VND 2027")
    (['2027', '2028'], [], [])
    """
    return _YEAR.findall(cell) if isinstance(cell, str) and _BY_YEAR.match(cell) else []
