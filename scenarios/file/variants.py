"""Changes of a scenario by path: `projects.A-wwtp.capex: {times: 1.2}`, `targets.amenity share: null`."""

import math
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from scenarios.costing.estimate import estimate
from scenarios.faults import Fault, Phrase, Speller, say, shown
from scenarios.file.kinds import (
    ByYear,
    Choice,
    Field,
    Kind,
    ListOf,
    MapOf,
    Name,
    Record,
    Shapes,
    is_year_like,
)
from scenarios.file.schema import SCENARIO
from scenarios.file.tree import UNREAD, Block, Origin, Place, Series, copied
from scenarios.file.yaml_text import Refused, read_yaml
from scenarios.law.filling import law_of
from scenarios.law.reading import pack_names, read_pack

Change = tuple[str, Any, Place]
"""Path, new value, and where the change was stated."""

RELATIVE = frozenset({"times", "plus"})


def parse_set(text: str) -> tuple[str, object]:
    """Path and value of a `--set path=value`; the value is YAML.

    >>> parse_set("projects.A-wwtp.capex={times: 1.2}")
    ('projects.A-wwtp.capex', {'times': 1.2})
    >>> parse_set("targets.amenity share=null")
    ('targets.amenity share', None)
    """
    from scenarios.faults import ScenarioError

    path, sign, value = text.partition("=")
    path = path.strip()
    place = Place(Origin(path or text, "change"))
    if not sign or not path:
        raise ScenarioError([Fault.at(place, "", say("{value}", value=shown(text)), say("path=value"))])
    if not value.strip():
        raise ScenarioError([Fault.at(place, "", say("nothing after ="), say("a value, or null to remove"))])
    faults: list[Fault] = []
    try:
        tree = read_yaml(value, place.origin, faults)
    except Refused as refused:
        faults.append(refused.fault)
    if faults:
        raise ScenarioError(faults)
    return path, tree


class Missed(Exception):
    """A path that hits nothing: what was found, what is allowed, and the nearest path."""

    def __init__(self, found: Phrase, allowed: Phrase, nearest: str | None = None) -> None:
        self.found, self.allowed, self.nearest = found, allowed, nearest
        super().__init__(found)


def apply_changes(tree: Block, changes: Iterable[Change], faults: list[Fault]) -> None:
    """Applies changes to `tree` one after the other; those that hit nothing are noted in `faults`."""
    speller = Speller()
    for path, value, place in changes:
        if tree.get(path.partition(".")[0]) is UNREAD:
            continue  # its table could not be read: that fault is noted, and nothing is known of its items
        try:
            _Step(tree, path, value, place, speller).apply()
        except Missed as missed:
            faults.append(Fault.at(place, path, missed.found, missed.allowed, missed.nearest))


class _Step:
    """One change on its way down the tree."""

    def __init__(self, tree: Block, path: str, value: Any, place: Place, speller: Speller) -> None:
        self.tree, self.path, self.value, self.place, self.speller = tree, path, value, place, speller
        self.segments = path.split(".")

    def apply(self) -> None:
        holder: Any = self.tree
        kind: Kind = SCENARIO
        for depth, segment in enumerate(self.segments[:-1]):
            key, inner, field = self.child(holder, kind, segment, depth)
            holder = self.entered(holder, key, inner, field, depth)
            kind = _of_shape(inner, holder)
        key, inner, field = self.child(holder, kind, self.segments[-1], len(self.segments) - 1)
        if self.value is None:
            self.remove(holder, key)
        elif isinstance(self.value, Mapping) and self.value and set(self.value) <= RELATIVE:
            self.put(holder, key, self.changed(_get(holder, key), field))
        else:
            self.put(holder, key, grafted(self.value, self.place))

    def missed(self, depth: int, names: Collection[object], allowed: Phrase | None = None) -> Missed:
        """The path breaks at segment `depth`, where `names` are possible."""
        listed = [str(name) for name in names]
        nearest = self.speller.nearest(self.segments[depth], listed)
        whole = None
        if nearest is not None:
            whole = ".".join([*self.segments[:depth], nearest, *self.segments[depth + 1 :]])
        if allowed is None:
            some = ", ".join(listed[:12]) + (", …" if len(listed) > 12 else "")
            allowed = say("one of {options}", options=some) if listed else say("a path that is in the file")
        found = say("a path that hits nothing at {segment}", segment=shown(self.segments[depth]))
        return Missed(found, allowed, whole)

    def child(self, holder: Any, kind: Kind, segment: str, depth: int) -> tuple[Any, Kind, Field | None]:
        """Key and kind of what `segment` names in `holder`; the key may be one that is not stated yet."""
        if isinstance(kind, Record) and isinstance(holder, Block):
            field = kind.by_name.get(segment)
            if field is None:
                raise self.missed(depth, kind.by_name)
            return segment, field.kind, field
        if isinstance(kind, ByYear) and isinstance(holder, Block):
            if not is_year_like(segment):
                raise self.missed(depth, holder, say("a year"))
            # Keys may be written as numbers or, in JSON, as text.
            return segment if segment in holder else int(segment), kind.item, None
        if isinstance(kind, MapOf) and isinstance(holder, Block):
            if segment not in holder and isinstance(kind.keys, Name):
                raise self.missed(depth, holder)
            if isinstance(kind.keys, Choice) and segment not in kind.keys.options:
                raise self.missed(depth, kind.keys.options)
            return segment, kind.item, None
        if isinstance(kind, ListOf) and isinstance(holder, Series):
            return self.item(holder, kind, segment, depth), kind.item, None
        raise self.missed(depth, ())

    def item(self, holder: Series, kind: ListOf, segment: str, depth: int) -> int:
        """Index of the item that `segment` names: by its id, or by its position from 1 where items have none."""
        if kind.known_by is not None:
            names = [item.get(kind.known_by) if isinstance(item, Mapping) else None for item in holder]
            if segment in names:
                return names.index(segment)
            raise self.missed(depth, [name for name in names if isinstance(name, str)])
        if segment.isascii() and segment.isdigit() and 1 <= int(segment[:9]) <= len(holder):
            return int(segment) - 1
        allowed = say("a position from 1 to {count}", count=len(holder))
        raise self.missed(depth, range(1, len(holder) + 1), allowed)

    def entered(self, holder: Any, key: Any, kind: Kind, field: Field | None, depth: int) -> Any:
        """The container at `key`; where nothing is stated it starts from the field's default."""
        inner = _get(holder, key)
        following = self.segments[depth + 1]
        if inner is None:
            default = None if field is None else field.default
            start = default if isinstance(default, (dict, list)) else {}
            inner = grafted(start, self.place)
            self.put(holder, key, inner)
        if isinstance(inner, Series) and isinstance(kind, Shapes) and isinstance(kind.mapping, MapOf):
            keys = kind.mapping.keys
            if isinstance(keys, Choice) and following in keys.options:
                # `modes: [public, ppp]` and `modes.ppp.delay`: the list becomes a mapping that says the same.
                inner = Block(inner.place, {name: Block(inner.place) for name in inner})
                self.put(holder, key, inner)
        if not isinstance(inner, (Block, Series)):
            whole = ".".join(self.segments[: depth + 1])
            found = say("{path}, which is one value in the file", path=whole)
            raise Missed(found, say("a change of {path} as a whole", path=whole), whole)
        return inner

    def put(self, holder: Any, key: Any, value: Any) -> None:
        """Sets a value and remembers that the change stated it."""
        if isinstance(holder, Series):
            holder[key] = value
            if key < len(holder.lines):
                holder.lines[key] = self.place
        else:
            holder[key] = value
            holder.lines[key] = self.place

    def remove(self, holder: Any, key: Any) -> None:
        """Removes what is there."""
        if isinstance(holder, Series):
            del holder[key]
            if key < len(holder.lines):
                del holder.lines[key]
        elif key in holder:
            del holder[key]
            holder.lines.pop(key, None)
        else:
            raise self.missed(len(self.segments) - 1, holder)

    def changed(self, old: Any, field: Field | None) -> Any:
        """The old value `times` and `plus`; of a mapping by year, each amount."""
        times, plus = (self.value.get(name, neutral) for name, neutral in (("times", 1), ("plus", 0)))
        for operand in (times, plus):
            if not _is_number(operand):
                raise Missed(
                    say("{value}, not a finite number", value=shown(operand)),
                    say("a number to multiply by or to add"),
                )
        if old is None:
            old = _open_value(self.tree, self.path, field)
        if _is_number(old):
            return old * times + plus
        if isinstance(old, Mapping) and old and all(_is_number(amount) for amount in old.values()):
            block = grafted(old, self.place)
            block.update({key: amount * times + plus for key, amount in old.items()})
            return block
        found = (
            say("{value}, which cannot be multiplied or added to", value=shown(old))
            if old
            else say("nothing stated")
        )
        raise Missed(
            found, say("{{times}} or {{plus}} on a number, or on numbers by year: {path}", path=self.path)
        )


def grafted(value: Any, place: Place) -> Any:
    """Plain data as a tree whose every part stands at `place`; parts with places of their own keep them."""
    if isinstance(value, (Block, Series)):
        return copied(value)
    if isinstance(value, Mapping):
        return Block(place, {key: grafted(entry, place) for key, entry in value.items()})
    if isinstance(value, (list, tuple)):
        return Series(place, [grafted(item, place) for item in value])
    item = getattr(value, "item", None)  # a numpy number is the Python number it holds
    return item() if callable(item) else value


def _of_shape(kind: Kind, value: Any) -> Kind:
    """The kind that a value has, where its shape decides."""
    if isinstance(kind, Shapes):
        if isinstance(value, Block) and not value:
            return kind.mapping or kind.by_year or kind
        return kind.for_value(value) or kind
    return kind


def _get(holder: Any, key: Any) -> Any:
    """What stands at `key`, None where nothing does."""
    if isinstance(holder, Series):
        return holder[key]
    return holder.get(key)


def _is_number(value: Any) -> bool:
    """Whether a value is a finite number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _open_value(tree: Block, path: str, field: Field | None) -> Any:
    """What holds for a field that is not stated: the policy's value in force, else the field's default."""
    policy, horizon = tree.get("policy"), tree.get("horizon")
    if isinstance(policy, str) and policy in pack_names() and isinstance(horizon, Mapping):
        try:
            as_of = date.fromisoformat(str(tree.get("as_of", f"{horizon.get('start')}-01-01")))
        except ValueError:
            return None
        for at in law_of(tree, read_pack(policy), as_of):
            if at.path == path:
                return at.value
    default = _estimated(tree, path) if field is None or field.default is None else field.default
    return default if _is_number(default) else None


def _estimated(tree: Block, path: str) -> float | None:
    """What the norms say where a path names the capital cost of a project that leaves it to its estimate."""
    holder, _, rest = path.partition(".")
    name, _, last = rest.rpartition(".")
    projects = tree.get(holder)
    if (holder, last) != ("projects", "capex") or not isinstance(projects, (list, tuple)):
        return None
    for project in projects:
        if isinstance(project, Mapping) and project.get("id") == name and "estimate" in project:
            try:
                return estimate(project, float(tree.get("unit", 1))).total
            except (AttributeError, KeyError, TypeError, ValueError):
                return None  # the estimate itself is at fault, and is told so when it is read
    return None
