"""Checks a tree against the field table and returns it as plain, normal data.

Normal: numbers that are whole are ints, year keys are ints, a mapping left empty is `{}`; nothing is added.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from scenarios.faults import Fault, Phrase, ScenarioError, Speller, say, shown
from scenarios.file.kinds import (
    REQUIRED,
    ByYear,
    Choice,
    Day,
    Flag,
    Kind,
    ListOf,
    MapOf,
    Name,
    Number,
    Record,
    Reference,
    Shapes,
    Text,
    Year,
    beyond,
    described,
    is_year_like,
    normal_number,
)
from scenarios.file.tree import UNREAD, Block, Place, Series

MAX_FAULTS = 10_000
BAD: Any = object()
"""Stands for a value that was refused; its fault is noted."""

_FORBIDDEN_IN_NAMES = re.compile(r"[./;\x00-\x1f\x7f\x85\u2028\u2029]")


@dataclass(slots=True)
class Reading:
    """One pass over a tree: where it is, the years and names known, the faults so far."""

    root: Any
    place: Place
    faults: list[Fault]
    known: Mapping[str, Collection[str] | None] = field(default_factory=dict)
    years: tuple[int, int] | None = None
    invest: tuple[int, int] | None = None
    speller: Speller = field(default_factory=Speller)
    trail: list[tuple[Any, Any, str]] = field(default_factory=list)

    @contextmanager
    def inside(self, container: Any, key: Any, label: str) -> Iterator[None]:
        """Faults noted inside belong to `container[key]`."""
        self.trail.append((container, key, label))
        try:
            yield
        finally:
            self.trail.pop()

    def path(self) -> str:
        """Path of the value being read."""
        return ".".join(label for _, _, label in self.trail)

    def here(self) -> Place:
        """Place of the value being read: the innermost that is known."""
        for container, key, _ in reversed(self.trail):
            if isinstance(container, (Block, Series)):
                return container.place_of(key)
        return self.place

    def fault(self, found: Phrase, allowed: Phrase, nearest: str | None = None) -> Any:
        """Notes a fault of the value being read; returns `BAD`."""
        self.faults.append(Fault.at(self.here(), self.path(), found, allowed, nearest))
        if len(self.faults) >= MAX_FAULTS:
            raise ScenarioError(self.faults)  # a flood: nobody reads on
        return BAD

    def fault_at(
        self, keys: Sequence[Any], found: Phrase, allowed: Phrase, nearest: str | None = None
    ) -> None:
        """Notes a fault of the value reached from the root by `keys`, or of the nearest mapping that is there."""
        kept, self.trail = self.trail, []
        value = self.root
        for key in keys:
            self.trail.append((value, key, label_of(value, key)))
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                value = None
        self.fault(found, allowed, nearest)
        self.trail = kept

    def described(self, kind: Kind) -> Phrase:
        """What is allowed there, in words."""
        return described(kind, self.years, self.invest)

    def read(self, kind: Kind, value: Any) -> Any:
        """The value as normal data, or `BAD` with its fault noted."""
        return _READERS[type(kind)](self, kind, value)


def label_of(container: Any, key: Any) -> str:
    """How a path names `container[key]`: items of lists by id, name or segment, else by position from 1."""
    if isinstance(container, (list, tuple)) and isinstance(key, int):
        item = container[key] if key < len(container) else None
        if isinstance(item, Mapping):
            for name in ("id", "name", "segment"):
                if isinstance(item.get(name), str):
                    return str(item[name])
        return str(key + 1)
    return str(key)


def _wrong(reading: Reading, kind: Kind, value: Any) -> Any:
    """Notes a value of the wrong shape or type."""
    nearest = None
    if value is None:
        found = say("nothing after the colon")
    elif isinstance(value, Mapping):
        found = say("a mapping")
    elif isinstance(value, (list, tuple)):
        found = say("a list")
    elif isinstance(value, bool):
        found = say("{value}", value=shown(value))
    elif isinstance(value, (int, float)):
        found = say("the number {value}", value=shown(value))
        if isinstance(kind, (Text, Name, Reference)) and abs(value) < 1e15:
            nearest = f'"{value}"'
    else:
        found = say("the text {value}", value=shown(value))
        nearest = _meant(kind, str(value))
    return reading.fault(found, reading.described(kind), nearest)


def _meant(kind: Kind, text: str) -> str | None:
    """The number or boolean that a text was surely meant to be."""
    options = kind.all() if isinstance(kind, Shapes) else (kind,)
    if any(isinstance(option, Flag) for option in options):
        return {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(text.lower())
    if not any(isinstance(option, (Number, Year)) for option in options):
        return None
    text = text.strip()
    if re.fullmatch(r"-?[0-9]+(_[0-9]{3})+", text):
        return text.replace("_", "")
    if re.fullmatch(r"-?[0-9]+,[0-9]{1,2}", text):
        return text.replace(",", ".")
    if re.fullmatch(r"[0-9]{1,3}([.,][0-9]{1,2})?\s?%", text):
        return f"{float(text.rstrip('% ').replace(',', '.')) / 100:.6g}"
    return None


def _text(reading: Reading, kind: Text, value: Any) -> Any:
    if not isinstance(value, str):
        return _wrong(reading, kind, value)
    if not value.strip():
        return reading.fault(say("an empty text"), reading.described(kind))
    if len(value) > kind.longest:
        found = say("a text of {length} characters", length=len(value))
        return reading.fault(found, say("at most {limit} characters", limit=kind.longest))
    if kind.pattern is not None and re.fullmatch(kind.pattern, value) is None:
        return _wrong(reading, kind, value)
    return value.strip()


def _name(reading: Reading, kind: Name, value: Any) -> Any:
    if not isinstance(value, str):
        return _wrong(reading, kind, value)
    if not is_name(value):
        return _wrong(reading, kind, value)
    return value


def is_name(text: str) -> bool:
    """Whether a text can be an id."""
    return (
        0 < len(text) <= 200
        and text == text.strip()
        and not text.startswith("#")
        and _FORBIDDEN_IN_NAMES.search(text) is None
    )


def _reference(reading: Reading, kind: Reference, value: Any) -> Any:
    if not isinstance(value, str):
        return _wrong(reading, kind, value)
    known = reading.known.get(kind.to)
    if known is None or value in known:
        return value
    nearest = reading.speller.nearest(value, known)
    return reading.fault(
        say("{value}, which is not known", value=shown(value)), reading.described(kind), nearest
    )


def _choice(reading: Reading, kind: Choice, value: Any) -> Any:
    if isinstance(value, str):
        if value in kind.options:
            return value
        nearest = reading.speller.nearest(value, kind.options)
        return reading.fault(
            say("{value}, which is not known", value=shown(value)), reading.described(kind), nearest
        )
    return _wrong(reading, kind, value)


def _flag(reading: Reading, kind: Flag, value: Any) -> Any:
    return value if isinstance(value, bool) else _wrong(reading, kind, value)


def _number(reading: Reading, kind: Number, value: Any) -> Any:
    if type(value) is not int and type(value) is not float:
        return _wrong(reading, kind, value)
    if isinstance(value, float) and not math.isfinite(value):
        return reading.fault(say("{value}, not a finite number", value=shown(value)), reading.described(kind))
    if (
        value < kind.low
        or value > kind.high
        or (kind.open_low and value == kind.low)
        or (kind.open_high and value == kind.high)
        or (kind.not_zero and value == 0)
        or (kind.is_whole and value != int(value))
    ):
        return reading.fault(
            say("the number {value}", value=shown(value)), beyond(kind, value) or reading.described(kind)
        )
    return normal_number(value)


def _day(reading: Reading, kind: Day, value: Any) -> Any:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is None:
        return _wrong(reading, kind, value)
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return _wrong(reading, kind, value)


def _year(reading: Reading, kind: Year, value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is not int:
        return _wrong(reading, kind, value)
    span = reading.invest if kind.to_invest else reading.years
    if span is not None and not span[0] <= value <= span[1]:
        return reading.fault(say("the year {year}", year=shown(value)), reading.described(kind))
    return value


def _by_year(reading: Reading, kind: ByYear, value: Any) -> Any:
    if not isinstance(value, Mapping):
        return _wrong(reading, kind, value)
    if not value:
        return reading.fault(say("an empty mapping"), reading.described(kind))
    span = reading.invest if kind.to_invest else reading.years
    amounts = {}
    for key, amount in value.items():
        with reading.inside(value, key, str(key)):
            if not is_year_like(key):
                reading.fault(say("the key {key}", key=shown(key)), reading.described(kind))
                continue
            year = int(key)
            if span is not None and not span[0] <= year <= span[1]:
                reading.fault(say("the year {year}", year=year), reading.described(Year(kind.to_invest)))
            elif year in amounts:
                reading.fault(say("the year {year} a second time", year=year), say("each key once"))
            else:
                amounts[year] = reading.read(kind.item, amount)
    if kind.every and span is not None:
        missing = [year for year in range(span[0], span[1] + 1) if year not in amounts]
        if missing and len(amounts) == len(value):
            found = say("no amount for {year} and {count} years in all", year=missing[0], count=len(missing))
            return reading.fault(found, reading.described(kind))
    return {year: amount for year, amount in amounts.items() if amount is not BAD}


def _list(reading: Reading, kind: ListOf, value: Any) -> Any:
    if not isinstance(value, (list, tuple)):
        return _wrong(reading, kind, value)
    if len(value) < kind.fewest:
        return reading.fault(say("an empty list"), reading.described(kind))
    items = []
    seen: dict[Any, int] = {}
    trail, item_reader = reading.trail, _READERS[type(kind.item)]
    for index, item in enumerate(value):
        trail.append((value, index, label_of(value, index)))
        read = item_reader(reading, kind.item, item)
        identity = read.get(kind.known_by) if kind.known_by and isinstance(read, dict) else read
        if (kind.known_by or kind.unique) and isinstance(identity, str):
            if identity in seen:
                found = say(
                    "{value} a second time (first as item {number})",
                    value=shown(identity),
                    number=seen[identity],
                )
                reading.fault(found, say("each one once"))
            seen.setdefault(identity, index + 1)
        trail.pop()
        if read is BAD and isinstance(kind.item, Record):
            read = {}  # keeps positions in step with the tree
        if read is not BAD:
            items.append(read)
    return items


def _map(reading: Reading, kind: MapOf, value: Any) -> Any:
    if not isinstance(value, Mapping):
        return _wrong(reading, kind, value)
    if len(value) < kind.fewest:
        return reading.fault(say("an empty mapping"), reading.described(kind))
    read = {}
    for key, item in value.items():
        with reading.inside(value, key, str(key)):
            name = reading.read(kind.keys, key)
            entry = reading.read(kind.item, item)
            if name is not BAD and entry is not BAD:
                read[name] = entry
    return read


def _record(reading: Reading, kind: Record, value: Any) -> Any:
    if value is None and kind.may_be_empty:
        return {}
    if not isinstance(value, Mapping):
        return _wrong(reading, kind, value)
    fields = kind.by_name
    read = {}
    trail = reading.trail
    for key, entry in value.items():
        known = fields.get(key)
        trail.append((value, key, str(key)))
        if entry is UNREAD:
            pass
        elif known is None:
            _unknown_key(reading, kind, value, key)
        else:
            result = _READERS[type(known.kind)](reading, known.kind, entry)
            # An optional group left empty says nothing: the same as not stated.
            if result is not BAD and (result or known.is_required or not isinstance(result, (dict, list))):
                read[key] = result
        trail.pop()
    for each in kind.fields:
        if each.default is REQUIRED and each.name not in value:
            trail.append((value, None, each.name))
            reading.fault(say("nothing stated"), reading.described(each.kind))
            trail.pop()
    return read


def _unknown_key(reading: Reading, kind: Record, value: Mapping[Any, Any], key: Any) -> Any:
    """Notes a key that the record does not have, with the nearest one that is still free."""
    fields = kind.by_name
    if key == "ownership":  # it stands beside what it describes: anywhere else a rule would turn on it
        alike = say("the same rules for every investor: ownership is recorded for information only")
        return reading.fault(say("a rule that asks who owns an investor"), alike)
    free = [name for name in fields if name not in value]
    nearest = reading.speller.nearest(key, free) or reading.speller.nearest(key, fields)
    allowed = say("the keys {names}", names=", ".join(fields))
    return reading.fault(say("the unknown key {key}", key=shown(key)), allowed, nearest)


def _shapes(reading: Reading, kind: Shapes, value: Any) -> Any:
    chosen = kind.for_value(value)
    if chosen is None or value is None:
        return _wrong(reading, kind, value)
    read = reading.read(chosen, value)
    if isinstance(read, list) and len(read) == 1 and kind.items is not None:
        # One value and a list of one are two spellings of the same.
        return read[0] if kind.items.item in (kind.scalar, kind.mapping) else read
    return read


_READERS: dict[type, Any] = {
    Text: _text,
    Name: _name,
    Reference: _reference,
    Choice: _choice,
    Flag: _flag,
    Number: _number,
    Day: _day,
    Year: _year,
    ByYear: _by_year,
    ListOf: _list,
    MapOf: _map,
    Record: _record,
    Shapes: _shapes,
}
