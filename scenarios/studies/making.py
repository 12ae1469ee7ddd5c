"""From a question to a study: the base and its variants are planned, and what comes of them is put in tables."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from scenarios.language import Language
from scenarios.scenario import Scenario
from scenarios.status import Status
from scenarios.studies.carrying_out import Effort, carry_out
from scenarios.studies.grid import Axis, combinations, grid_table
from scenarios.studies.late_money import holes_table, late_money_table, late_sources
from scenarios.studies.rules import rules_of, rules_table
from scenarios.studies.sources import sources_table, without_each_source, works_table
from scenarios.studies.study import Completeness, Study, StudyKind
from scenarios.studies.telling import Telling
from scenarios.studies.variants import Replan, Variant, replan, varied
from scenarios.table import Table

ENGLISH = Language("en")

ALONE = Effort()
"""One process, as long as it takes."""

BASE = Variant("", {})
"""The scenario as it stands, planned before its variants."""

Tables = Callable[[Replan, Mapping[str, Replan]], Mapping[str, Table]]
"""From the base and the plans by variant to the tables of a study."""

Planning = Callable[[Mapping[str, Any], Variant, "float | None"], Replan]
"""Plans a variant of a document in so many seconds at most."""


def cost_of_rules(scenario: Scenario, *, language: Language = ENGLISH, effort: Effort = ALONE) -> Study:
    """The plan without each rule that the scenario declares. Table `rules`."""
    rules, telling = rules_of(scenario), Telling(scenario, language)

    def made(base: Replan, found: Mapping[str, Replan]) -> Mapping[str, Table]:
        return {"rules": rules_table(rules, base, found, telling)}

    return of_variants(StudyKind.RULES, scenario, [rule.variant for rule in rules], made, effort)


def what_sources_bring(scenario: Scenario, *, language: Language = ENGLISH, effort: Effort = ALONE) -> Study:
    """The plan without each source. Tables `sources` and `works`, the works that move."""
    telling = Telling(scenario, language)

    def made(base: Replan, found: Mapping[str, Replan]) -> Mapping[str, Table]:
        return {
            "sources": sources_table(scenario, base, found, telling),
            "works": works_table(scenario, base, found, telling),
        }

    return of_variants(StudyKind.SOURCES, scenario, without_each_source(scenario), made, effort)


def late_money(scenario: Scenario, *, language: Language = ENGLISH, effort: Effort = ALONE) -> Study:
    """The plan with each source a year late, and a fifth lower. Tables `late_money`, `cash_hole` and `works`."""
    telling = Telling(scenario, language)

    def made(base: Replan, found: Mapping[str, Replan]) -> Mapping[str, Table]:
        return {
            "late_money": late_money_table(scenario, base, found, telling),
            "cash_hole": holes_table(scenario, base, telling),
            "works": works_table(scenario, base, found, telling),
        }

    variants = [late.variant for late in late_sources(scenario)]
    return of_variants(StudyKind.LATE_MONEY, scenario, variants, made, effort)


def grid(
    scenario: Scenario, axes: Sequence[Axis], *, language: Language = ENGLISH, effort: Effort = ALONE
) -> Study:
    """Every combination of values. Table `grid`.

    Raises StudyRefused where there is nothing to vary, ScenarioError for a value that the scenario does not take.
    """
    variants, telling = combinations(axes), Telling(scenario, language)

    def made(base: Replan, found: Mapping[str, Replan]) -> Mapping[str, Table]:
        return {"grid": grid_table(axes, variants, base, found, telling)}

    asked = {"vary": [{"path": axis.path, "values": list(axis.values)} for axis in axes]}
    return of_variants(StudyKind.GRID, scenario, variants, made, effort, asked)


def of_variants(
    kind: StudyKind,
    scenario: Scenario,
    variants: Sequence[Variant],
    made: Tables,
    effort: Effort,
    question: Mapping[str, Any] | None = None,
    task: Planning | None = None,
) -> Study:
    """Plan the base and all variants, and put what came of it in tables. `task`: plans one; not stated: `planned`."""
    for variant in variants:  # a change that the scenario does not take is told before anything is planned
        varied(scenario.document, variant.changes)
    items = [BASE, *variants]
    done = carry_out(partial(task or planned, dict(scenario.document)), items, effort, _base_has_plan)
    base = done.found.get(0)
    # a variant that ran out of time before any plan is not answered
    found = {
        variant.id: done.found[place]
        for place, variant in enumerate(items)
        if place and place in done.found and done.found[place].status is not Status.STOPPED
    }
    is_planned = base is not None and base.objective is not None
    return Study(
        kind=kind,
        scenario=scenario,
        base=base,
        tables=made(base, found) if base is not None and is_planned else {},
        done=tuple(found) if is_planned else (),
        missing=tuple(variant.id for variant in variants if variant.id not in found),
        completeness=Completeness.NO_PLAN
        if base is not None and not is_planned
        else completeness(done.interrupted, is_whole=len(found) == len(variants)),
        question=question or {},
    )


def planned(document: Mapping[str, Any], variant: Variant, seconds: float | None) -> Replan:
    """A variant, planned in so many seconds at most."""
    return replan(varied(document, variant.changes, seconds))


def _base_has_plan(position: int, found: Replan) -> bool:
    """Without a plan to compare with there is nothing to study."""
    return position != 0 or found.objective is not None


def completeness(interrupted: bool, *, is_whole: bool) -> Completeness:
    """Whether all is there, and what came first where it is not."""
    if is_whole:
        return Completeness.COMPLETE
    return Completeness.INTERRUPTED if interrupted else Completeness.TIME_LIMIT
