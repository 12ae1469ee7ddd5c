"""Late money: each source a year late, or a fifth lower, and the plan made anew in time to adapt to it.

Beside it the hole in the plan as it stands: money that it counts on in a year and that does not come in that year.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from finance.source import FundingSource
from scenarios.faults import say
from scenarios.scenario import Scenario
from scenarios.studies.telling import Telling
from scenarios.studies.variants import (
    Changes,
    Replan,
    Variant,
    change,
    metric_changes,
    metric_columns,
    varied,
)
from scenarios.studies.works import MOVED, Move, works_that_move
from scenarios.table import ColumnKind, Row, Table, table

Document = Mapping[str, Any]

LESS = 0.8

HOLE = 1e-6
"""Amounts of the file's unit that are smaller are no hole."""


class Stress(StrEnum):
    """How a source lets the plan down."""

    LATE = "one_year_late"
    LESS = "fifth_less"


@dataclass(frozen=True, slots=True)
class LateSource:
    """A source under a stress. No changes: it has no limit that could move."""

    source: str
    stress: Stress
    changes: Changes

    @property
    def variant(self) -> Variant:
        """The scenario with this source let down."""
        return Variant(f"{self.source}/{self.stress.value}", self.changes)


def late_sources(scenario: Scenario) -> tuple[LateSource, ...]:
    """Every source under every stress, in the order of the file.

    One year late: ceilings by year move a year on, a level ceiling begins in the second year, a source with nothing
    but a total begins in the second year too; what would come after the last year is lost. A fifth less: ceilings,
    total and floor times 0.8, for what does not come need not be drawn. So a stress of a source that does harm,
    because it must be drawn, can raise the objective.
    """
    return tuple(
        LateSource(source["id"], stress, dict(_changes(source, stress, scenario)))
        for source in scenario.document["sources"]
        for stress in Stress
    )


def _changes(source: Document, stress: Stress, scenario: Scenario) -> Iterator[tuple[str, object]]:
    """Changes by path that let one source down."""
    path = f"sources.{source['id']}"
    steps = [(path, source)]
    steps += [(f"{path}.tranches.{n}", step) for n, step in enumerate(source.get("tranches", ()), 1)]
    ceilings = [(f"{place}.ceiling", step["ceiling"]) for place, step in steps if "ceiling" in step]
    if stress is Stress.LESS:
        amounts = [place for place, _ in ceilings]
        amounts += [f"{path}.{name}" for name in ("total", "floor") if name in source]
        yield from ((place, {"times": LESS}) for place in amounts)
        return
    if not ceilings and "total" in source:
        ceilings = [(f"{path}.ceiling", source["total"])]
    horizon = scenario.problem.horizon
    for place, ceiling in ceilings:
        by_year = (
            {year + 1: amount for year, amount in ceiling.items()}
            if isinstance(ceiling, Mapping)
            else dict.fromkeys(range(horizon.start + 1, horizon.last + 1), ceiling)
        )
        inside = {year: amount for year, amount in sorted(by_year.items()) if year <= horizon.last}
        yield place, inside or 0


COLUMNS = {
    "source": ColumnKind.TEXT,
    "stress": ColumnKind.TEXT,
    "status": ColumnKind.TEXT,
    "objective": ColumnKind.AMOUNT,
    "objective_change": ColumnKind.AMOUNT,
    "change_at_least": ColumnKind.AMOUNT,
    "change_at_most": ColumnKind.AMOUNT,
    "works_lost": ColumnKind.AMOUNT,
    "works_smaller": ColumnKind.AMOUNT,
    "works_later": ColumnKind.AMOUNT,
    "longest_delay": ColumnKind.AMOUNT,
    "hole": ColumnKind.AMOUNT,
}

STRESSES = {
    Stress.LATE: say("a year late"),
    Stress.LESS: say("a fifth lower"),
}


def late_money_table(
    scenario: Scenario, base: Replan, found: Mapping[str, Replan], telling: Telling
) -> Table:
    """One row for each source and stress that was planned anew, and for each that has nothing to move."""
    rows = [
        _row(scenario, late, base, found[late.variant.id], telling)
        for late in late_sources(scenario)
        if late.variant.id in found
    ]
    return table({**COLUMNS, **metric_columns(base), "sentence": ColumnKind.TEXT}, rows, key=2)


def _row(scenario: Scenario, late: LateSource, base: Replan, other: Replan, telling: Telling) -> Row:
    source, how = telling.name("source", late.source), STRESSES[late.stress].spoken(telling.language)
    head: Row = (late.source, late.stress.value, other.status.value)
    hole = sum(missing for _, _, _, missing in holes(scenario, late, base))
    only = _only(scenario, late)
    what = telling.what(base, other, may_only=only)
    if other.objective is None:
        sentence = telling.language("With {source} {how}, {what}.", source=source, how=how, what=what)
        nothing: Row = (None,) * 8
        return (*head, *nothing, hole, *metric_changes(base, other), sentence)
    moved = change(base, other, may_only=only)
    works = list(works_that_move(base, other, scenario))
    later = [each for each in works if each.delay is not None and each.delay > MOVED]
    counts = [
        float(len(some))
        for some in (
            [each for each in works if each.move is Move.LOST],
            [each for each in works if each.move is Move.SMALLER],
            later,
        )
    ]
    longest = max((each.delay or 0.0 for each in later), default=0.0)
    text = (
        "With {source} {how}, {what}; works no longer built: {lost}, smaller: {smaller}, later: {later}."
        if late.changes
        else "{source} has no limit that could move: {what}."
    )
    said = [telling.language.number(count, 0) for count in counts]
    sentence = telling.language(
        text, source=source, how=how, what=what, lost=said[0], smaller=said[1], later=said[2]
    )
    amounts: Row = (other.objective, moved.found, moved.least, moved.most, *counts, longest, hole)
    return (*head, *amounts, *metric_changes(base, other), sentence)


def _only(scenario: Scenario, late: LateSource) -> int:
    """-1 where the stress can only cost: less of a source that need not be drawn. What is late may come in a better
    year.
    """
    (source,) = (each for each in scenario.problem.sources if each.id == late.source)
    return -1 if late.stress is Stress.LESS and source.floor is None else 0


Hole = tuple[int, float, float, float]
"""Year index, money planned, money that comes, and what is missing."""


def holes(scenario: Scenario, late: LateSource, plan: Replan) -> Iterator[Hole]:
    """Years in which the plan draws from a source, and what of it comes under the stress.

    For each tranche: `comes[t] = min(planned[t], ceiling[t] + carry_over * unused[t-1], total left)`, with the ceilings
    and the total of the stress; `unused` is what stays of a year's ceiling after what comes is drawn. Money that
    is missing in one year is not drawn later instead: the hole is that of the plan as it stands.
    """
    stressed = varied(scenario.document, late.changes)
    (source,) = (each for each in stressed.problem.sources if each.id == late.source)
    planned = _planned(source, plan, stressed.problem.horizon.years)
    unused = {tranche.id: 0.0 for tranche in source.tranches}
    left = source.total if source.total is not None else float("inf")
    for year in range(stressed.problem.horizon.years):
        wanted = sum(planned[tranche.id][year] for tranche in source.tranches)
        if wanted <= HOLE and all(tranche.ceiling is None for tranche in source.tranches):
            continue
        comes = 0.0
        for tranche in source.tranches:
            there = float("inf") if tranche.ceiling is None else tranche.ceiling[year]
            there += tranche.carry_over * unused[tranche.id]
            drawn = min(planned[tranche.id][year], there, max(0.0, left))
            unused[tranche.id] = 0.0 if tranche.ceiling is None else there - drawn
            left -= drawn
            comes += drawn
        if wanted > HOLE:
            missing = wanted - comes
            yield year, wanted, comes, missing if missing > HOLE else 0.0


def _planned(source: FundingSource, plan: Replan, years: int) -> dict[str, list[float]]:
    planned: dict[str, list[float]] = {tranche.id: [0.0] * years for tranche in source.tranches}
    for draw in plan.draws:
        if draw.source in planned:
            planned[draw.source][draw.year] += draw.amount
    return planned


HOLE_COLUMNS = {
    "source": ColumnKind.TEXT,
    "stress": ColumnKind.TEXT,
    "year": ColumnKind.YEAR,
    "planned": ColumnKind.AMOUNT,
    "comes": ColumnKind.AMOUNT,
    "hole": ColumnKind.AMOUNT,
    "sentence": ColumnKind.TEXT,
}


def holes_table(scenario: Scenario, base: Replan, telling: Telling) -> Table:
    """One row for each year in which the plan draws from a source, under each stress that can be."""

    def rows() -> Iterator[Row]:
        for late in late_sources(scenario):
            source, how = telling.name("source", late.source), STRESSES[late.stress].spoken(telling.language)
            for index, planned, comes, missing in holes(scenario, late, base) if late.changes else ():
                year = scenario.problem.horizon.calendar(index)
                text = (
                    "With {source} {how}, the plan lacks {amount} in {year}."
                    if missing > 0.0
                    else "With {source} {how}, the plan has its money in {year}."
                )
                values = {"source": source, "how": how, "amount": telling.money(missing), "year": str(year)}
                sentence = telling.language(text, **values)
                yield late.source, late.stress.value, year, planned, comes, missing, sentence

    return table(HOLE_COLUMNS, rows(), key=3)
