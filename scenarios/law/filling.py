"""What a pack fills in where a scenario leaves a field open, and what the scenario says otherwise than the law."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scenarios.law.pack import Facts, Filling, LegalParameter, LegalValue, Pack

PUBLIC = "public"

FACTS_OF_CLUSTER = {"area": "area", "commune": "commune", "type": "cluster_type", "terrain": "terrain"}
"""Fields of a cluster that conditions of a pack may ask about, and what they call them."""


@dataclass(frozen=True, slots=True)
class LawAt:
    """A legal value at a field of the scenario: the field's path, the parameter, and its value in force.

    `stated`: what the scenario itself says there, None where the law filled the field.
    """

    path: str
    legal: LegalParameter
    in_force: LegalValue
    stated: float | None = None

    @property
    def value(self) -> float:
        """The law's number."""
        return self.in_force.number

    @property
    def is_override(self) -> bool:
        """Whether the scenario says something else than the law."""
        return self.stated is not None and self.stated != self.value


def law_of(document: Mapping[str, Any], pack: Pack, day: date) -> tuple[LawAt, ...]:
    """The law of each fillable field that this scenario uses, in the order of their paths; stated fields too.

    Rules of a delivery mode are looked up only where a project may use the mode. Where clusters differ, the strictest
    value counts; where the law turns on what the scenario does not say, there is none.
    """
    found = []
    for legal in pack:
        for filling in legal.fills:
            if not _is_used(filling.mode, document):
                continue
            value = _strictest(legal, filling, list(_facts_of_mode(document, filling.mode)), day)
            if value is not None:
                found.append(LawAt(filling.path, legal, value, _stated(document, filling.path)))
    return tuple(sorted(found, key=lambda at: at.path))


def fill(document: Mapping[str, Any], law: tuple[LawAt, ...]) -> dict[str, Any]:
    """The document with the fields that it leaves open filled by the law; what it states is kept."""
    filled = dict(document)
    for name in ("assumptions", "delivery"):
        filled[name] = copy.deepcopy(document.get(name, {}))
    for at in law:
        *containers, name = at.path.split(".")
        holder = filled
        for container in containers:
            holder = holder.setdefault(container, {})
        # years are whole numbers in the file
        holder.setdefault(name, int(at.value) if at.value >= 1.0 and at.value.is_integer() else at.value)
    return filled


def facts_of(cluster: Mapping[str, Any]) -> dict[str, str | float]:
    """What a cluster of the file says about itself, in the words of the pack."""
    return {
        fact: cluster[name]
        for name, fact in FACTS_OF_CLUSTER.items()
        if isinstance(cluster.get(name), (str, int, float))
    }


def _is_used(mode: str | None, document: Mapping[str, Any]) -> bool:
    return mode is None or any(mode in _modes(project) for project in _entries(document, "projects"))


def _facts_of_mode(document: Mapping[str, Any], mode: str | None) -> Iterator[Facts]:
    """Facts of every cluster in which a project may use the mode; nothing known of a project without a cluster."""
    clusters = {cluster.get("id"): facts_of(cluster) for cluster in _entries(document, "clusters")}
    if mode is None:
        yield {}
        return
    homes = {project.get("cluster") for project in _entries(document, "projects") if mode in _modes(project)}
    for home in sorted(homes, key=str):
        yield clusters.get(home, {})


def _strictest(legal: LegalParameter, filling: Filling, places: list[Facts], day: date) -> LegalValue | None:
    """The value that keeps the law in every place; None where it is not known for one of them."""
    values = [legal.value(day, facts) for facts in places]
    known = [value for value in values if value is not None]
    if not known or len(known) < len(values):
        return None
    if filling.strictest is None:
        return known[0]
    choose = max if filling.strictest == "highest" else min
    return choose(known, key=lambda value: value.number)


def _stated(document: Mapping[str, Any], path: str) -> float | None:
    """The number that a document states at a path; a yearly one at its first year."""
    holder: Any = document
    for name in path.split("."):
        holder = holder.get(name) if isinstance(holder, Mapping) else None
    if isinstance(holder, Mapping) and holder:
        holder = holder[min(holder)]
    return float(holder) if isinstance(holder, (int, float)) else None


def _entries(document: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The items of a list of the file; the file may not have been checked yet."""
    items = document.get(name)
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, (list, tuple)) else []


def _modes(project: Mapping[str, Any]) -> tuple[str, ...]:
    stated = project.get("modes")
    return tuple(map(str, stated)) if isinstance(stated, (list, tuple, Mapping)) else (PUBLIC,)
