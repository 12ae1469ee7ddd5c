"""A grid: every combination of some values, each planned anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from scenarios.differences import written
from scenarios.faults import say
from scenarios.studies.study import StudyRefused
from scenarios.studies.telling import Telling
from scenarios.studies.variants import Replan, Variant, change
from scenarios.table import ColumnKind, Row, Table, table

MOST = 10_000
"""Variants of one grid: beyond, a result is a flood."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A path, and the values that it takes in turn."""

    path: str
    values: tuple[object, ...]


def combinations(axes: Sequence[Axis]) -> tuple[Variant, ...]:
    """Every combination of values, the last axis fastest. Raises StudyRefused for no axis, one twice, or a flood."""
    paths = [axis.path for axis in axes]
    if not paths:
        raise StudyRefused(say("A grid needs values: --vary path=value,value"))
    for path in paths:
        if paths.count(path) > 1:
            raise StudyRefused(say("--vary names {path} twice.", path=path))
    count = prod(len(axis.values) for axis in axes)
    if count > MOST:
        raise StudyRefused(say("A grid of {count} variants: at most {most}.", count=count, most=MOST))
    return tuple(
        Variant(label(paths, values), dict(zip(paths, values, strict=True)))
        for values in product(*(axis.values for axis in axes))
    )


def label(paths: Sequence[str], values: Sequence[object]) -> str:
    """A variant's name: its changes as `--set` takes them, joined by `; `."""
    return "; ".join(f"{path}={written(value)}" for path, value in zip(paths, values, strict=True))


def grid_table(
    axes: Sequence[Axis],
    variants: Sequence[Variant],
    base: Replan,
    found: Mapping[str, Replan],
    telling: Telling,
) -> Table:
    """One row for each combination that was planned, in the order of the grid."""
    columns = {
        "number": ColumnKind.YEAR,
        # by their last letters no path ends, so that a path never meets another head
        **{f"{axis.path}=": ColumnKind.TEXT for axis in axes},
        "status": ColumnKind.TEXT,
        "objective": ColumnKind.AMOUNT,
        "bound": ColumnKind.AMOUNT,
        "objective_change": ColumnKind.AMOUNT,
        **dict.fromkeys(base.metrics, ColumnKind.AMOUNT),
        "sentence": ColumnKind.TEXT,
    }
    rows: list[Row] = []
    for number, variant in enumerate(variants, start=1):
        if variant.id not in found:
            continue
        plan = found[variant.id]
        values = tuple(written(value) for value in variant.changes.values())
        what = telling.what(base, plan)
        sentence = telling.language("With {changes}, {what}.", changes=variant.id, what=what)
        moved = change(base, plan).found if plan.objective is not None else None
        metrics = tuple(plan.metrics.get(name) for name in base.metrics)
        amounts: Row = (plan.objective, plan.bound, moved, *metrics)
        rows.append((number, *values, plan.status.value, *amounts, sentence))
    return table(columns, rows, key=1)
