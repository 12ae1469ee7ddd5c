"""What each source mobilises: the plan without it, beside the simple leverage ratio.

The leverage ratio counts all private money in the works that a public source pays for, as if none of it would come
otherwise; the counterfactual asks what comes otherwise.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from finance.source import Sector
from scenarios.faults import say
from scenarios.scenario import Scenario
from scenarios.studies.telling import Telling
from scenarios.studies.variants import (
    NOTHING,
    Changes,
    Replan,
    Variant,
    change,
    metric_changes,
    metric_columns,
)
from scenarios.studies.works import Move, works_that_move
from scenarios.table import ColumnKind, Row, Table, table

Document = Mapping[str, Any]

COLUMNS = {
    "source": ColumnKind.TEXT,
    "sector": ColumnKind.TEXT,
    "instrument": ColumnKind.TEXT,
    "status": ColumnKind.TEXT,
    "objective": ColumnKind.AMOUNT,
    "objective_change": ColumnKind.AMOUNT,
    "change_at_least": ColumnKind.AMOUNT,
    "change_at_most": ColumnKind.AMOUNT,
    "drawn": ColumnKind.AMOUNT,
    "private_beside_it": ColumnKind.AMOUNT,
    "leverage": ColumnKind.AMOUNT,
    "private_lost": ColumnKind.AMOUNT,
    "mobilised_per_unit": ColumnKind.AMOUNT,
    "works_lost": ColumnKind.AMOUNT,
}


def without_each_source(scenario: Scenario) -> tuple[Variant, ...]:
    """The scenario without one of its sources, in the order of the file."""
    return tuple(Variant(source["id"], without(source)) for source in scenario.document["sources"])


def without(source: Document) -> Changes:
    """Changes that leave nothing of a source: no money, and nothing that asks for it."""
    path = f"sources.{source['id']}"
    steps = [f"{path}.tranches.{number}" for number, _ in enumerate(source.get("tranches", ()), start=1)]
    nothing: dict[str, object] = {f"{place}.ceiling": 0 for place in steps or [path]}
    asks = {f"{path}.{name}": None for name in ("floor", "min_share") if name in source}
    return nothing | asks


def sources_table(scenario: Scenario, base: Replan, found: Mapping[str, Replan], telling: Telling) -> Table:
    """One row for each source that was taken out."""
    rows = [
        _row(scenario, number, base, found[source.id], telling)
        for number, source in enumerate(scenario.problem.sources)
        if source.id in found
    ]
    return table({**COLUMNS, **metric_columns(base), "sentence": ColumnKind.TEXT}, rows, key=1)


def _row(scenario: Scenario, number: int, base: Replan, without_it: Replan, telling: Telling) -> Row:
    source = scenario.problem.sources[number]
    drawn, beside = money_beside(scenario, base, number)
    # a source that asks for something may do harm; any other can only help
    only = -1 if source.floor is None and source.min_share is None else 0
    is_public = source.sector is Sector.PUBLIC
    head: Row = (source.id, source.sector.value, source.instrument.value, without_it.status.value)
    ratio = beside / drawn if is_public and drawn > 0.0 else None
    leverage: Row = (drawn, beside if is_public else None, ratio)
    name = telling.name("source", source.id)
    sentence = telling.language(
        "Without {source}, {what}", source=name, what=telling.what(base, without_it, may_only=only)
    )
    if without_it.objective is None:
        amounts: Row = (None, None, None, None, *leverage, None, None, None)
        return (*head, *amounts, *metric_changes(base, without_it), sentence + ".")
    moved = change(base, without_it, may_only=only)
    lost = base.metrics["private_money"] - without_it.metrics["private_money"]
    lost = 0.0 if abs(lost) <= NOTHING * max(1.0, base.metrics["private_money"]) else lost
    works = sum(each.move is Move.LOST for each in works_that_move(base, without_it, scenario))
    amounts = (
        without_it.objective, moved.found, moved.least, moved.most, *leverage,
        lost if is_public else None, lost / drawn if is_public and drawn > 0.0 else None, float(works),
    )  # fmt: skip
    sentence += _about_money(lost, telling) if is_public else "."
    return (*head, *amounts, *metric_changes(base, without_it), sentence)


def _about_money(lost: float, telling: Telling) -> str:
    """The end of a sentence: what becomes of private money."""
    if lost > 0.0:
        text = "; {amount} of private money no longer comes (discounted)."
    elif lost < 0.0:
        text = "; {amount} more of private money comes in its place (discounted)."
    else:
        return telling.language("; private money stays the same.")
    return telling.language(text, amount=telling.money(abs(lost)))


def money_beside(scenario: Scenario, plan: Replan, number: int) -> tuple[float, float]:
    """Money drawn from a source, and private money in the works (project and mode) that it pays for.

    `Σ draw / (1 + discount_rate) ** year` of both, so that they compare with the metrics of public and private money.
    """
    problem = scenario.problem
    own = {tranche.id for tranche in problem.sources[number].tranches}
    private = {t.id for s in problem.sources if s.sector is not Sector.PUBLIC for t in s.tranches}
    worth = [(1.0 + problem.assumptions.discount_rate) ** -year for year in range(problem.horizon.years)]
    paid_for = {(draw.project, draw.mode) for draw in plan.draws if draw.source in own}

    def total(tranches: set[Any], *, only: bool) -> float:
        return sum(
            draw.amount * worth[draw.year]
            for draw in plan.draws
            if draw.source in tranches and (not only or (draw.project, draw.mode) in paid_for)
        )

    return total(own, only=False), total(private, only=True)


MOVES = {
    Move.LOST: say("{project} is no longer built."),
    Move.SMALLER: say("{project} is built in a smaller share."),
    Move.LATER: say("{project} starts later."),
    Move.EARLIER: say("{project} starts earlier."),
    Move.LARGER: say("{project} is built in a larger share."),
    Move.NEW: say("{project} is built as well."),
}

WORKS_COLUMNS = {
    "variant": ColumnKind.TEXT,
    "project": ColumnKind.TEXT,
    "move": ColumnKind.TEXT,
    "share_before": ColumnKind.AMOUNT,
    "share_after": ColumnKind.AMOUNT,
    "start_before": ColumnKind.AMOUNT,
    "start_after": ColumnKind.AMOUNT,
    "delay": ColumnKind.AMOUNT,
    "sentence": ColumnKind.TEXT,
}


def works_table(scenario: Scenario, base: Replan, found: Mapping[str, Replan], telling: Telling) -> Table:
    """One row for each work that is not the same without a variant; start years are means, weighted by shares."""

    def rows() -> Iterator[Row]:
        for variant, other in found.items():
            for each in works_that_move(base, other, scenario) if other.objective is not None else ():
                name = telling.name("project", each.project)
                sentence = telling.language(MOVES[each.move].text, project=name)
                yield (
                    variant, each.project, each.move.value, each.before.share, each.after.share,
                    each.before.year, each.after.year, each.delay, sentence,
                )  # fmt: skip

    return table(WORKS_COLUMNS, rows(), key=2)
