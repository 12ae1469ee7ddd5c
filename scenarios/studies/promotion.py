"""Whom to court first: what one more hectare of each group of tenants is worth, and what scarce land and services are.

The optimiser lets serviced land to what is worth most, by rules that are the same for every tenant; who owns a tenant
is not known here. Beside the plan's own prices each worth is found by planning anew with one hectare more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from finance.cluster import Cluster, Segment
from optimizer.plan import Family
from scenarios.faults import say
from scenarios.promotion import score, worth_of_score
from scenarios.scenario import Scenario
from scenarios.studies.study import StudyRefused
from scenarios.studies.telling import Telling
from scenarios.studies.variants import Changes, Replan, Variant, change
from scenarios.table import ColumnKind, Row, Table, table
from scenarios.wording import SERVICES


class Scarce(StrEnum):
    """What tenants need and may lack."""

    DEMAND = "demand"
    LAND = "land"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class OneMore:
    """One hectare of demand or land more, or one unit of a service, in every year.

    `id`: segment, project or service.
    """

    what: Scarce
    cluster: str
    id: str
    changes: Changes

    @property
    def variant(self) -> Variant:
        """The scenario with it."""
        return Variant(f"{self.what.value}/{self.cluster}/{self.id}", self.changes)


UNSCORED = Variant("without_scores", {"promotion.worth_of_score": 0})
"""The plan if the scores decided nothing: asked where they do decide something."""


def one_more_of_each(scenario: Scenario) -> tuple[OneMore, ...]:
    """One more of everything that lets land in a cluster with tenants. Raises StudyRefused without tenants."""
    found = tuple(_demand(scenario))
    if not found:
        raise StudyRefused(say("The scenario has no demand for land: state the tenants of its clusters."))
    return (*found, *_land(scenario), *_services(scenario))


def variants_of(scenario: Scenario, asked: tuple[OneMore, ...]) -> tuple[Variant, ...]:
    """What is to be planned."""
    unscored = (UNSCORED,) if worth_of_score(scenario.document) > 0.0 else ()
    return (*(each.variant for each in asked), *unscored)


def _demand(scenario: Scenario) -> Iterator[OneMore]:
    """One hectare more from the first year on, on top of the take-up that the plan is made for."""
    horizon = scenario.problem.horizon
    stated = scenario.document.get("clusters", ())
    for cluster, entry in zip(scenario.problem.clusters, stated, strict=True):
        for segment, own in zip(cluster.demand, entry.get("demand", ()), strict=True):
            path = f"clusters.{cluster.id}.demand.{segment.id}"
            by_year = {horizon.calendar(t): area + 1.0 for t, area in enumerate(segment.take_up)}
            changes: dict[str, object] = {f"{path}.area": by_year}
            if (
                "forecast" in own
            ):  # it may stand in place of an area: what the plan takes from it is in the area now
                changes[f"{path}.forecast"] = None
            yield OneMore(Scarce.DEMAND, cluster.id, segment.id, changes)


def _land(scenario: Scenario) -> Iterator[OneMore]:
    homes = {cluster.id for cluster in scenario.problem.clusters if cluster.demand}
    for project in scenario.problem.projects:
        if project.land is not None and project.cluster in homes:
            changes = {f"projects.{project.id}.land.area": {"plus": 1}}
            yield OneMore(Scarce.LAND, str(project.cluster), project.id, changes)


def _services(scenario: Scenario) -> Iterator[OneMore]:
    for cluster in scenario.problem.clusters:
        for service in sorted({name for segment in cluster.demand for name in segment.needs}):
            existing = {str(name): amount for name, amount in cluster.existing.items()}
            more = existing | {str(service): existing.get(str(service), 0.0) + 1.0}
            yield OneMore(Scarce.SERVICE, cluster.id, service, {f"clusters.{cluster.id}.existing": more})


def price_of(scenario: Scenario, base: Replan, each: OneMore) -> float:
    """What the plan's prices say that one more of it in every year is worth: `Σ price[t]`, for land times the share
    of the work that is finished, because only that prepares it.
    """
    if each.what is Scarce.DEMAND:
        return sum((price for _, price in _prices(base, Family.DEMAND, each.cluster, each.id)), 0.0)
    if each.what is Scarce.SERVICE:
        return sum((price for _, price in _prices(base, Family.SERVICE, each.cluster, each.id)), 0.0)
    (project,) = (p for p in scenario.problem.projects if p.id == each.id)
    prepared = [
        price * start.share
        for start in base.starts
        if start.project == each.id
        for year, price in _prices(base, Family.LEASE_SUPPLY, each.id, start.mode.value)
        if year >= start.year + len(project.profile)
    ]
    return sum(prepared, 0.0)


def _prices(base: Replan, *head: str) -> list[tuple[int, float]]:
    """Prices by year index of the rows whose key begins so."""
    return sorted((int(key[-1]), price) for key, price in base.prices.items() if tuple(key)[:-1] == head)


COLUMNS = {
    "cluster": ColumnKind.TEXT,
    "segment": ColumnKind.TEXT,
    "rank": ColumnKind.YEAR_OR_NONE,
    "score": ColumnKind.AMOUNT,
    "demand": ColumnKind.AMOUNT,
    "hectares": ColumnKind.AMOUNT,
    "hectares_without_scores": ColumnKind.AMOUNT,
    "price_says": ColumnKind.AMOUNT,
    "worth": ColumnKind.AMOUNT,
    "worth_at_least": ColumnKind.AMOUNT,
    "worth_at_most": ColumnKind.AMOUNT,
    "status": ColumnKind.TEXT,
    "sentence": ColumnKind.TEXT,
}

SCARCITY_COLUMNS = {
    "cluster": ColumnKind.TEXT,
    "what": ColumnKind.TEXT,
    "id": ColumnKind.TEXT,
    "price_says": ColumnKind.AMOUNT,
    "worth": ColumnKind.AMOUNT,
    "worth_at_least": ColumnKind.AMOUNT,
    "worth_at_most": ColumnKind.AMOUNT,
    "status": ColumnKind.TEXT,
    "sentence": ColumnKind.TEXT,
}


def promotion_table(
    scenario: Scenario,
    asked: tuple[OneMore, ...],
    base: Replan,
    found: Mapping[str, Replan],
    telling: Telling,
) -> Table:
    """One row for each group of tenants of a cluster that was planned anew with one hectare more."""
    ranks = _ranks(scenario, asked, base, found)
    rows: list[Row] = []
    for each in asked:
        if each.what is not Scarce.DEMAND or each.variant.id not in found:
            continue
        cluster, segment = _segment(scenario, each)
        own = _score(scenario, each)
        other, rank = found[each.variant.id], ranks.get(each.variant.id)
        let = hectares(scenario, base, cluster, segment)
        unscored = found.get(UNSCORED.id)
        bare = (
            None
            if unscored is None or unscored.objective is None
            else hectares(scenario, unscored, cluster, segment)
        )
        rows.append(
            (
                each.cluster, each.id, rank, own, segment.take_up[-1], let, bare,
                price_of(scenario, base, each), *_worth(base, other), other.status.value,
                _sentence(each, rank, let, base, other, telling),
            )
        )  # fmt: skip
    return table(COLUMNS, rows, key=2)


def scarcity_table(
    scenario: Scenario,
    asked: tuple[OneMore, ...],
    base: Replan,
    found: Mapping[str, Replan],
    telling: Telling,
) -> Table:
    """One row for the land of every work that prepares any, and one for every service of every cluster."""
    rows: list[Row] = []
    for each in asked:
        if each.what is Scarce.DEMAND or each.variant.id not in found:
            continue
        other = found[each.variant.id]
        rows.append(
            (
                each.cluster, each.what.value, each.id, price_of(scenario, base, each), *_worth(base, other),
                other.status.value, _scarce_sentence(each, base, other, telling),
            )
        )  # fmt: skip
    return table(SCARCITY_COLUMNS, rows, key=3)


def hectares(scenario: Scenario, plan: Replan, cluster: Cluster, segment: Segment) -> float:
    """Land let to a segment of a cluster over all years."""
    own = {project.id for project in scenario.problem.projects if project.cluster == cluster.id}
    return float(
        sum(lease.hectares for lease in plan.leases if lease.segment == segment.id and lease.project in own)
    )


def _segment(scenario: Scenario, each: OneMore) -> tuple[Cluster, Segment]:
    (cluster,) = (c for c in scenario.problem.clusters if c.id == each.cluster)
    (segment,) = (s for s in cluster.demand if s.id == each.id)
    return cluster, segment


def _score(scenario: Scenario, each: OneMore) -> float | None:
    (entry,) = (
        segment
        for cluster in scenario.document["clusters"]
        if cluster["id"] == each.cluster
        for segment in cluster["demand"]
        if segment["segment"] == each.id
    )
    return score(scenario.document, entry)


def _ranks(
    scenario: Scenario, asked: tuple[OneMore, ...], base: Replan, found: Mapping[str, Replan]
) -> dict[str, int]:
    """Places from 1 by the worth of a hectare, then by score; those that are equal in both share a place."""
    told = {}
    for each in asked:
        other = found.get(each.variant.id)
        if each.what is Scarce.DEMAND and other is not None and other.objective is not None:
            told[each.variant.id] = (-change(base, other, may_only=1).found, -(_score(scenario, each) or 0.0))
    order = sorted(told.values())
    return {id_: order.index(merit) + 1 for id_, merit in told.items()}


def _worth(base: Replan, other: Replan) -> Row:
    if other.objective is None:
        return (None, None, None)
    moved = change(base, other, may_only=1)
    return (moved.found, moved.least, moved.most)


def _sentence(
    each: OneMore, rank: int | None, let: float, base: Replan, other: Replan, telling: Telling
) -> str:
    said = telling.language
    return said(
        "{segment} in {cluster}: the plan lets {hectares} ha; with one hectare more of demand, {what}."
        if rank is None
        else "{segment} in {cluster}: the plan lets {hectares} ha; with one hectare more of demand, {what}; "
        "to be courted in place {rank}.",
        segment=each.id, cluster=telling.name("cluster", each.cluster), hectares=said.number(let, 1),
        what=telling.what(base, other, may_only=1), rank=rank,
    )  # fmt: skip


def _scarce_sentence(each: OneMore, base: Replan, other: Replan, telling: Telling) -> str:
    said = telling.language
    what = telling.what(base, other, may_only=1)
    cluster = telling.name("cluster", each.cluster)
    if each.what is Scarce.LAND:
        text = "With one hectare more on {project}, {what}."
        return said(text, project=telling.name("project", each.id), what=what)
    service = said(SERVICES[each.id]) if each.id in SERVICES else each.id
    return said(
        "With one unit more of {service} in {cluster}, {what}.", service=service, cluster=cluster, what=what
    )
