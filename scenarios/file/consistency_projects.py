"""What must agree within a project and among projects."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from finance.project import CLASS_OF_KIND
from scenarios.faults import say, shown
from scenarios.file.consistency_estimate import check_estimate
from scenarios.file.reading import Reading
from scenarios.file.schema import TAGS_OF_METRIC
from scenarios.procedures import delays as delays_of

Document = Mapping[str, Any]
Keys = tuple[Any, ...]

TOLERANCE = 1e-6
"""How far the shares of a profile may miss 1 in their sum."""


def check_projects(reading: Reading, document: Document) -> None:
    """Notes every disagreement within a project and among projects."""
    projects: Sequence[Document] = document.get("projects", ())
    for index, project in enumerate(projects):
        keys = ("projects", index)
        _check_class(reading, project, keys)
        check_estimate(reading, project, keys)
        _check_cost(reading, project, keys)
        _check_start(reading, project, keys, document)
        _check_place(reading, project, keys)
    _check_exclusive(reading, projects)
    _check_vehicles(reading, projects)
    _check_requires(reading, projects)


def _check_class(reading: Reading, project: Document, keys: Keys) -> None:
    """The kind gives the class; a kind of one's own must state it."""
    kind, stated = project.get("kind"), project.get("class")
    if kind is None:
        return
    known = CLASS_OF_KIND.get(kind)
    if known is None and "class" not in reading.root["projects"][keys[-1]]:
        nearest = reading.speller.nearest(kind, CLASS_OF_KIND)
        found = say("the kind {kind}, which is not known, without a class", kind=shown(kind))
        reading.fault_at(
            (*keys, "kind"),
            found,
            say("a known kind ({names}), or any kind with its class", names=", ".join(CLASS_OF_KIND)),
            nearest,
        )
    if known is not None and stated is not None and known.value != stated:
        found = say("the class {stated} for the kind {kind}", stated=stated, kind=kind)
        reading.fault_at((*keys, "class"), found, say("{known}, or no class at all", known=known.value))


def _check_cost(reading: Reading, project: Document, keys: Keys) -> None:
    """Profile, cost by year and indicators."""
    capex, profile = project.get("capex"), project.get("profile")
    if profile is not None and abs(math.fsum(profile) - 1.0) > TOLERANCE:
        found = say("shares that add up to {total}", total=shown(math.fsum(profile)))
        reading.fault_at((*keys, "profile"), found, say("shares that add up to 1"))
    if isinstance(capex, Mapping):
        raw = reading.root["projects"][keys[-1]]
        for name in ("profile", "start"):
            if name in raw:
                found = say("{field} beside a capital cost by year, which fixes it already", field=name)
                reading.fault_at((*keys, name), found, say("one of the two"))
        if capex and not any(capex.values()):
            reading.fault_at(
                (*keys, "capex"),
                say("no money in any year"),
                say("an amount above 0 in some year, or capex: 0"),
            )
    for name in project.get("indicators", {}):
        if name in TAGS_OF_METRIC:
            found = say("the indicator {name}, which is a metric already", name=shown(name))
            reading.fault_at((*keys, "indicators", name), found, say("a name of its own"))


def _check_start(reading: Reading, project: Document, keys: Keys, document: Document) -> None:
    """Earliest not after latest, and construction ends inside the investment years under some mode."""
    start = project.get("start")
    if isinstance(start, Mapping) and start.get("earliest", 0) > start.get("latest", math.inf):
        found = say(
            "earliest {earliest} after latest {latest}", earliest=start["earliest"], latest=start["latest"]
        )
        reading.fault_at(
            (*keys, "start", "earliest"), found, say("an earliest year that is not after the latest")
        )
        return
    works = construction(reading, project)
    if works is None or reading.invest is None:
        return
    modes = project.get("modes", ("public",))
    options = modes if isinstance(modes, Mapping) else {mode: {} for mode in modes}
    waiting = delays_of(document)
    delays = [option.get("delay", waiting.get(mode, 0)) for mode, option in options.items()]
    if not delays or any(works.window(delay) for delay in delays):
        return
    first = reading.invest[0] + works.earliest + min(delays)
    if first > reading.invest[0] + works.latest:
        found = say(
            "a start in {year} at the latest, before any procedure ends ({first})",
            year=reading.invest[0] + works.latest,
            first=first,
        )
    else:
        found = say("{years} years of construction from {first} on", years=works.years, first=first)
    allowed = say("works that end by {last}, the last investment year, in some mode", last=reading.invest[1])
    name = (
        "start" if "start" in project else "capex" if isinstance(project.get("capex"), Mapping) else "profile"
    )
    reading.fault_at((*keys, name), found, allowed)


@dataclass(frozen=True, slots=True)
class Works:
    """When a project can start, as year indices, and how long it is built."""

    earliest: int
    latest: int
    years: int
    invest_years: int

    def window(self, delay: int) -> range:
        """Start years under a mode with `delay`, by the rule of `Project.start_window`."""
        return range(self.earliest + delay, min(self.latest, self.invest_years - self.years) + 1)


def construction(reading: Reading, project: Document) -> Works | None:
    """The works of a project; None where its years are not known."""
    if reading.invest is None or not {"capex", "estimate"} & project.keys():
        return None
    first, last = reading.invest
    invest_years = last - first + 1
    capex = project.get("capex")
    if isinstance(capex, Mapping):
        if not capex:
            return None
        return Works(min(capex) - first, min(capex) - first, max(capex) - min(capex) + 1, invest_years)
    start = project.get("start", {})
    if not isinstance(start, Mapping):
        start = {"earliest": start, "latest": start}
    return Works(
        start.get("earliest", first) - first,
        start.get("latest", last) - first,
        len(project.get("profile", (1,))),
        invest_years,
    )


def _check_place(reading: Reading, project: Document, keys: Keys) -> None:
    """Land and services belong to a cluster; availability is paid to somebody other than the public side."""
    raw = reading.root["projects"][keys[-1]]
    for name in ("provides", "land") if isinstance(raw, Mapping) else ():
        if name in raw and "cluster" not in raw:
            reading.fault_at(
                (*keys, name),
                say("{field} in a project without a cluster", field=name),
                say("a cluster beside it"),
            )
    modes = project.get("modes", {})
    if isinstance(modes, Mapping) and "availability" in modes.get("public", {}):
        found = say("an availability payment to the public side itself")
        reading.fault_at(
            (*keys, "modes", "public", "availability"), found, say("availability only for ppp and private")
        )


def _check_exclusive(reading: Reading, projects: Sequence[Document]) -> None:
    """At most one project of an exclusive group can be committed."""
    committed: dict[str, str] = {}
    for index, project in enumerate(projects):
        group = project.get("exclusive")
        if group is None or not project.get("committed"):
            continue
        if group in committed:
            found = say(
                "a second committed project of the group {group} beside {other}",
                group=shown(group),
                other=shown(committed[group]),
            )
            reading.fault_at(
                ("projects", index, "committed"), found, say("one committed project in an exclusive group")
            )
        committed.setdefault(group, project.get("id", "?"))


def _check_vehicles(reading: Reading, projects: Sequence[Document]) -> None:
    """A vehicle named like a project outside it would mix two sets of books."""
    own = {project.get("id"): project.get("vehicle") for project in projects}
    for index, project in enumerate(projects):
        vehicle = project.get("vehicle")
        if vehicle is not None and vehicle in own and own[vehicle] != vehicle:
            found = say(
                "the vehicle {vehicle}, the id of a project that is not in it", vehicle=shown(vehicle)
            )
            reading.fault_at(
                ("projects", index, "vehicle"),
                found,
                say("a name that is no project's, or that project in it too"),
            )


def _check_requires(reading: Reading, projects: Sequence[Document]) -> None:
    """No circle of requirements: each would wait for the other."""
    index_of = {project.get("id"): index for index, project in enumerate(projects)}
    requires = {project.get("id"): project.get("requires", []) for project in projects}
    for circle in _circles(requires):
        words = " → ".join(str(name) for name in circle)
        reading.fault_at(
            ("projects", index_of[circle[0]], "requires"),
            say(
                "a circle of requirements: {circle}", circle=words if len(words) < 300 else words[:300] + " …"
            ),
            say("requirements without a circle"),
        )


def _circles(requires: Mapping[Any, Sequence[Any]]) -> Iterator[list[Any]]:
    """One circle for each closed loop met in a walk that does not recurse, its first member repeated at the end."""
    done: set[Any] = set()
    for root in requires:
        if root in done:
            continue
        path: list[Any] = [root]
        position = {root: 0}
        waiting = [iter(requires[root])]
        while waiting:
            following = next(waiting[-1], None)
            if following is None:
                waiting.pop()
                finished = path.pop()
                del position[finished]
                done.add(finished)
            elif following in position:
                yield [*path[position[following] :], following]
            elif following in requires and following not in done:
                position[following] = len(path)
                path.append(following)
                waiting.append(iter(requires[following]))
