"""What came of a run, as plain JSON and back, exactly: the way from the process that solves to the one that shows.

The problem is not written: whoever reads has the scenario. Floats come back bit by bit; infinities are written
as text, because JSON has none. Nothing here can run code, unlike a pickle.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np

from finance.cluster import SegmentId
from finance.delivery import Mode
from finance.horizon import Yearly
from finance.project import ProjectId, VehicleId
from finance.source import TrancheId
from optimizer.endings import Clash, Contradiction, Infeasible, Repair, Stopped, StopReason, Unbounded
from optimizer.plan import Books, Carry, Draw, Family, Kind, Lease, LimitRow, PaidIn, Plan, RowKey, Start
from optimizer.problem import Problem
from optimizer.verify import Check


@dataclass(frozen=True, slots=True)
class Solved:
    """A proven plan, without its tables: they follow from the plan in either language."""

    plan: Plan
    checks: tuple[Check, ...]
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Failed:
    """The run broke off for a reason that is nobody's scenario: its own words, for the log."""

    detail: str


Outcome = Solved | Infeasible | Unbounded | Stopped | Failed


def written(outcome: Outcome) -> dict[str, Any]:
    """The outcome as mappings, lists, numbers and text that `json.dumps` takes."""
    match outcome:
        case Solved(plan, checks, seconds):
            return {
                "ending": "plan",
                "plan": _plan(plan),
                "checks": [[check.name, bool(check.passed), _number(check.worst)] for check in checks],
                "seconds": dict(seconds),
            }
        case Infeasible() as ending:
            return {
                "ending": "infeasible",
                "repairs": _repairs(ending.repairs),
                "alternatives": [_repairs(other) for other in ending.alternatives],
                "by_law": _repairs(ending.by_law),
                "contradictions": [
                    [c.clash.value, _number(c.asked), _maybe(c.possible), list(c.works), c.noun, c.years]
                    for c in ending.contradictions
                ],
                "is_least": ending.is_least,
                "is_divisible": ending.is_divisible,
            }
        case Unbounded(decisions):
            return {"ending": "unbounded", "decisions": [list(decision) for decision in decisions]}
        case Stopped(reason, detail):
            return {"ending": "stopped", "reason": reason.value, "detail": detail}
        case Failed(detail):
            return {"ending": "failed", "detail": detail}


def read(document: Mapping[str, Any], problem: Problem) -> Outcome:
    """The outcome that `written` wrote, for the same problem."""
    match document["ending"]:
        case "plan":
            checks = tuple(Check(name, passed, float(worst)) for name, passed, worst in document["checks"])
            return Solved(_read_plan(document["plan"], problem), checks, document["seconds"])
        case "infeasible":
            return Infeasible(
                _read_repairs(document["repairs"]),
                tuple(_read_repairs(other) for other in document["alternatives"]),
                tuple(_read_contradiction(*parts) for parts in document["contradictions"]),
                _read_repairs(document["by_law"]),
                is_least=document["is_least"],
                is_divisible=document["is_divisible"],
            )
        case "unbounded":
            return Unbounded(tuple(tuple(decision) for decision in document["decisions"]))
        case "stopped":
            return Stopped(StopReason(document["reason"]), document["detail"])
        case "failed":
            return Failed(document["detail"])
        case other:
            raise ValueError(f"no ending is called {other!r}")


def _repairs(repairs: Iterable[Repair]) -> list[list[Any]]:
    return [[list(r.key), _number(r.limit), _number(r.needed)] for r in repairs]


def _read_repairs(rows: list[list[Any]]) -> tuple[Repair, ...]:
    return tuple(Repair(_key(key), float(limit), float(needed)) for key, limit, needed in rows)


def _read_contradiction(
    clash: str, asked: Any, possible: Any, works: list[str], noun: str, years: list[int] | None
) -> Contradiction:
    ids = tuple(ProjectId(work) for work in works)
    between = None if years is None else (years[0], years[1])
    return Contradiction(
        Clash(clash), float(asked), None if possible is None else float(possible), ids, noun, between
    )


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "kind": plan.kind.value,
        "is_optimal": bool(plan.is_optimal),
        "objective": _number(plan.objective),
        "bound": _number(plan.bound),
        "gap": _number(plan.gap),
        "duality": _maybe(plan.duality),
        "goals": [_number(goal) for goal in plan.goals],
        "metrics": {name: _number(amount) for name, amount in plan.metrics.items()},
        "starts": _rows(plan.starts),
        "draws": _rows(plan.draws),
        "leases": _rows(plan.leases),
        "paid_in": _rows(plan.paid_in),
        "carries": _rows(plan.carries),
        "books": [
            [b.vehicle, b.mode.value, *(_yearly(amounts) for amounts in (b.tax, b.cash, b.dividend))]
            for b in plan.books
        ],
        "limits": [
            [list(row.key), *(_number(side) for side in (row.activity, row.lower, row.upper))]
            + [_maybe(side) for side in (row.price, row.holds_from, row.holds_to)]
            for row in plan.limits
        ],
    }


def _read_plan(document: Mapping[str, Any], problem: Problem) -> Plan:
    return Plan(
        problem=problem,
        kind=Kind(document["kind"]),
        is_optimal=document["is_optimal"],
        objective=float(document["objective"]),
        bound=float(document["bound"]),
        gap=float(document["gap"]),
        duality=None if document["duality"] is None else float(document["duality"]),
        goals=tuple(float(goal) for goal in document["goals"]),
        metrics={name: float(amount) for name, amount in document["metrics"].items()},
        starts=tuple(Start(ProjectId(p), Mode(m), year, share) for p, m, year, share in document["starts"]),
        draws=tuple(
            Draw(ProjectId(p), Mode(m), TrancheId(source), year, amount)
            for p, m, source, year, amount in document["draws"]
        ),
        leases=tuple(
            Lease(ProjectId(p), Mode(m), SegmentId(segment), year, hectares)
            for p, m, segment, year, hectares in document["leases"]
        ),
        paid_in=tuple(PaidIn(ProjectId(p), Mode(m), year, sum_) for p, m, year, sum_ in document["paid_in"]),
        books=tuple(
            Books(VehicleId(vehicle), Mode(m), tuple(tax), tuple(cash), tuple(dividend))
            for vehicle, m, tax, cash, dividend in document["books"]
        ),
        carries=tuple(Carry(TrancheId(source), year, amount) for source, year, amount in document["carries"]),
        limits=tuple(_read_limit(*row) for row in document["limits"]),
    )


def _read_limit(key: list[Any], *sides: float | str | None) -> LimitRow:
    activity, lower, upper, *prices = (None if side is None else float(side) for side in sides)
    if activity is None or lower is None or upper is None:
        raise ValueError("a limit row without activity or limits")
    price, holds_from, holds_to = prices
    return LimitRow(_key(key), activity, lower, upper, price, holds_from, holds_to)


def _key(parts: list[Any]) -> RowKey:
    return (Family(parts[0]), *parts[1:])


def _rows(nouns: Iterable[Start | Draw | Lease | PaidIn | Carry]) -> list[list[Any]]:
    return [
        [part.item() if isinstance(part, np.generic) else part for part in astuple(noun)] for noun in nouns
    ]


def _yearly(amounts: Yearly) -> list[float]:
    return [float(amount) for amount in amounts]


def _maybe(amount: float | None) -> float | str | None:
    return None if amount is None else _number(amount)


def _number(amount: float) -> float | str:
    """A finite number as it is; infinities and NaN as text that `float` reads."""
    amount = float(amount)
    return amount if math.isfinite(amount) else str(amount)
