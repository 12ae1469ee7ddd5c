"""Equal treatment: who owns an investor is written down, and changes nothing.

Every ownership label of the scenario is swapped for another one, whoever has none is given one, and the plan is made
anew; beside it the plan without any label. Every start, draw and lease must be the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from scenarios.faults import say
from scenarios.scenario import Scenario
from scenarios.studies.telling import Telling
from scenarios.studies.variants import NOTHING, Changes, Replan, Variant
from scenarios.studies.works import built
from scenarios.table import ColumnKind, Row, Table, table

Document = Mapping[str, Any]

LABELS = ("domestic", "foreign", "state")
"""Labels that join those of the scenario, so that there is always another one to swap with."""

SWAPPED, REMOVED = "swapped", "removed"
PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a label may stand: `subject` is source, project or cluster (its developer); `now`: None for no label."""

    subject: str
    id: str
    now: str | None
    swapped: str

    @property
    def path(self) -> str:
        """Path of the label in the scenario."""
        inner = "developer.ownership" if self.subject == "cluster" else "ownership"
        return f"{self.subject}s.{self.id}.{inner}"


def places(document: Document) -> tuple[Place, ...]:
    """Every place where a label may stand, in the order of the file, with the label that it is given.

    Labels in alphabetical order, each takes the place of the one before it and the last that of the first; who has
    none is given one, in turn. So nobody keeps his own, and two with one label have one label again.
    """
    found = list(_labels(document))
    words = sorted({*LABELS, *(now for _, _, now in found if now is not None)})
    bare = 0
    made = []
    for subject, id_, now in found:
        if now is None:
            swapped = words[bare % len(words)]
            bare += 1
        else:
            swapped = words[(words.index(now) + 1) % len(words)]
        made.append(Place(subject, id_, now, swapped))
    return tuple(made)


def _labels(document: Document) -> Iterator[tuple[str, str, str | None]]:
    for source in document["sources"]:
        yield "source", source["id"], source.get("ownership")
    for cluster in document.get("clusters", ()):
        yield "cluster", cluster["id"], cluster.get("developer", {}).get("ownership")
    for project in document["projects"]:
        yield "project", project["id"], project.get("ownership")


def relabelled(document: Document) -> tuple[Variant, ...]:
    """The scenario with all labels swapped, and without any."""
    all_ = places(document)
    swapped: dict[str, object] = {place.path: place.swapped for place in all_}
    variants = [Variant(SWAPPED, swapped)]
    removed: Changes = {place.path: None for place in all_ if place.now is not None}
    # a developer of whom nothing but the owner is known leaves nothing behind
    alone = {
        f"clusters.{cluster['id']}.developer"
        for cluster in document.get("clusters", ())
        if set(cluster.get("developer", {})) == {"ownership"}
    }
    removed = {
        (path.removesuffix(".ownership") if path.removesuffix(".ownership") in alone else path): None
        for path in removed
    }
    if removed:
        variants.append(Variant(REMOVED, removed))
    return tuple(variants)


COLUMNS = {
    "variant": ColumnKind.TEXT,
    "subject": ColumnKind.TEXT,
    "id": ColumnKind.TEXT,
    "label_now": ColumnKind.TEXT,
    "label_then": ColumnKind.TEXT,
    "status": ColumnKind.TEXT,
    "rows_compared": ColumnKind.AMOUNT,
    "rows_changed": ColumnKind.AMOUNT,
    "share_before": ColumnKind.AMOUNT,
    "share_after": ColumnKind.AMOUNT,
    "start_before": ColumnKind.AMOUNT,
    "start_after": ColumnKind.AMOUNT,
    "funded_before": ColumnKind.AMOUNT,
    "funded_after": ColumnKind.AMOUNT,
    "hectares_before": ColumnKind.AMOUNT,
    "hectares_after": ColumnKind.AMOUNT,
    "difference": ColumnKind.AMOUNT,
    "unchanged": ColumnKind.FLAG,
    "sentence": ColumnKind.TEXT,
}

Lines = Mapping[tuple[str, ...], float]
"""Amounts of starts, draws and leases by what they are: kind, project, mode, source or segment, year."""


def lines(scenario: Scenario, plan: Replan, subject: str, id_: str) -> dict[tuple[str, ...], float]:
    """Every start (share), draw (money) and lease (hectares) of a plan that concerns a source, a project, a cluster,
    or (`plan`) anything.
    """
    cluster_of = {str(project.id): str(project.cluster) for project in scenario.problem.projects}
    source_of = {str(t.id): str(s.id) for s in scenario.problem.sources for t in s.tranches}
    found: dict[tuple[str, ...], float] = {}

    def note(key: tuple[str, ...], amount: float, source: str | None) -> None:
        own = {"project": key[1], "cluster": cluster_of[key[1]], "source": source, PLAN: id_}[subject]
        if own == id_:
            found[key] = found.get(key, 0.0) + amount

    for start in plan.starts:
        note(("start", start.project, start.mode.value, "", str(start.year)), start.share, None)
    for draw in plan.draws:
        key = ("draw", draw.project, draw.mode.value, draw.source, str(draw.year))
        note(key, draw.amount, source_of[draw.source])
    for lease in plan.leases:
        note(("lease", lease.project, lease.mode.value, lease.segment, str(lease.year)), lease.hectares, None)
    return found


def changed(before: Lines, after: Lines) -> dict[tuple[str, ...], float]:
    """Differences by line, of lines that differ by more than rounding or stand in one plan alone."""
    return {
        key: after.get(key, 0.0) - before.get(key, 0.0)
        for key in sorted({*before, *after})
        if not isclose(before.get(key, 0.0), after.get(key, 0.0), rel_tol=NOTHING, abs_tol=NOTHING)
    }


def equal_treatment_table(
    scenario: Scenario, base: Replan, found: Mapping[str, Replan], telling: Telling
) -> Table:
    """One row for the plan and one for every source, cluster and project, under each relabelling."""
    everyone = (Place(PLAN, "", None, ""), *places(scenario.document))
    rows = [
        _row(scenario, variant, place, base, other, telling)
        for variant, other in found.items()
        for place in everyone
        if variant == SWAPPED or place.subject == PLAN or place.now is not None
    ]
    return table(COLUMNS, rows, key=3)


def _row(
    scenario: Scenario, variant: str, place: Place, base: Replan, other: Replan, telling: Telling
) -> Row:
    before = lines(scenario, base, place.subject, place.id)
    after = lines(scenario, other, place.subject, place.id)
    moved = changed(before, after)
    is_same = other.objective is not None and not moved
    years = [_start(scenario, plan, place) for plan in (base, other)]
    starts: Row = (
        _total(before, "start"), _total(after, "start"), *years,
    )  # fmt: skip
    amounts: Row = tuple(_total(some, kind) for kind in ("draw", "lease") for some in (before, after))
    then = place.swapped if variant == SWAPPED else None
    worst = max((abs(amount) for amount in moved.values()), default=0.0)
    return (
        variant, place.subject, place.id, place.now, then or None, other.status.value,
        float(len({*before, *after})), float(len(moved)), *starts, *amounts, worst, is_same,
        _sentence(variant, place, len({*before, *after}), len(moved), other, telling),
    )  # fmt: skip


def _start(scenario: Scenario, plan: Replan, place: Place) -> float | None:
    """Mean calendar year of a project's start, weighted by shares; None for what does not start."""
    return built(plan.starts, scenario)[place.id].year if place.subject == "project" else None


def _total(some: Lines, kind: str) -> float:
    return float(sum(amount for key, amount in sorted(some.items()) if key[0] == kind))


WITH = {
    SWAPPED: say("With all ownership labels swapped"),
    REMOVED: say("Without any ownership label"),
}


def _sentence(variant: str, place: Place, compared: int, moved: int, other: Replan, telling: Telling) -> str:
    said = telling.language
    values = {
        "how": WITH[variant].spoken(said),
        "who": telling.name(place.subject, place.id),
        "count": said.number(float(compared), 0),
        "moved": said.number(float(moved), 0),
        "now": place.now or said("no label"),
        "then": place.swapped if variant == SWAPPED else said("no label"),
    }
    if other.objective is None:
        return said("{how}, no plan was found to compare with.", **values)
    if place.subject == PLAN:
        text = (
            "{how}, {moved} of {count} starts, draws and leases of the plan are not the same."
            if moved
            else "{how}, the plan is unchanged: all {count} starts, draws and leases are the same."
        )
    else:
        text = (
            "{who} as {then} in place of {now}: {moved} of {count} rows are not the same."
            if moved
            else "{who} as {then} in place of {now}: unchanged, {count} rows compared."
        )
    return said(text, **values)
