"""From a problem to a plan, or to the ending that explains why there is none."""

from dataclasses import replace

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats
from optimizer.build import build
from optimizer.columns import Decision
from optimizer.diagnose.diagnosis import diagnose
from optimizer.endings import Ending, Stopped, StopReason, Unbounded
from optimizer.engine import Answer, Engine, Outcome, Progress
from optimizer.matrix import LinearProgram
from optimizer.plan import Kind, Plan
from optimizer.problem import Problem
from optimizer.read_off import read_off
from optimizer.solution import Solution
from optimizer.whole.cumulated import Cumulated, cumulated
from optimizer.whole.links import links
from optimizer.whole.search import begin

GOAL_TOLERANCE = 1e-6
"""Relative: how much of an earlier goal a later one may cost."""

RANGING_ROWS = 30_000
"""Ranges of prices are computed up to this many rows; beyond, they cost more than the solve."""


def solve(problem: Problem, progress: Progress | None = None) -> Plan | Ending:
    """The best plan of a problem.

    Goals are maximised one after the other, each within `GOAL_TOLERANCE` of the optimum of those before it.
    A plan found at the time limit is a plan with its gap, never called optimal.
    """
    lp = build(problem)
    ending = solve_programme(lp, progress)
    return read_off(ending) if isinstance(ending, Solution) else ending


def solve_programme(lp: LinearProgram, progress: Progress | None = None) -> Solution | Ending:
    """Solve: first which works are whole, where that is asked for; then everything else, with prices.

    The solver's presolve calls some programmes infeasible that are not. The diagnosis finds out, because it then finds
    a plan that needs no change; such a programme is solved once more, without presolve.
    """
    found = _attempt(lp, progress, presolve=True)
    if found is None:
        found = _attempt(lp, progress, presolve=False)
    return Stopped(StopReason.NUMERICAL, "no plan is found, and yet there is one") if found is None else found


def _attempt(lp: LinearProgram, progress: Progress | None, *, presolve: bool) -> Solution | Ending | None:
    """The solution or the ending; None where the solver's "infeasible" is refuted."""
    options = lp.columns.problem.options
    whole = np.flatnonzero(lp.is_integer)
    bound, is_optimal = np.inf, True
    chosen = np.empty(0)
    if len(whole):
        form = cumulated(lp, links(lp.columns))
        answers = _one_after_the_other(form, progress, presolve=presolve)
        if not isinstance(answers, list):
            return _ending(lp, answers)
        bound = answers[0].bound
        is_optimal = [answer.outcome for answer in answers] == [Outcome.OPTIMAL] * len(lp.goals)
        chosen = form.decisions(answers[-1].values)[whole]
    engine = Engine(lp, options.gap, options.time_limit)
    engine.presolve(on=presolve)
    if len(whole):
        engine.fix_whole(whole, np.round(chosen))
    return _price(engine, lp, Kind.MILP if len(whole) else Kind.LP, bound, is_optimal=is_optimal)


def _one_after_the_other(
    form: Cumulated, progress: Progress | None, *, presolve: bool
) -> list[Answer] | Answer:
    """Answers to all goals in order, or the one that ended the search."""
    lp = form.programme
    options = lp.columns.problem.options
    engine, first = begin(form, options.gap, options.time_limit, presolve=presolve)
    answers: list[Answer] = []
    for number, costs in enumerate(lp.goals):
        answer = engine.maximise(costs, progress, first if number == 0 else None)
        if answer.outcome not in (Outcome.OPTIMAL, Outcome.TIME_LIMIT_WITH_PLAN):
            if not answers or answer.outcome is not Outcome.TIME_LIMIT:
                return answer
            break
        answers.append(answer)
        _keep(engine, costs, answer.values)
    return answers


def _keep(engine: Engine, costs: Floats, values: Floats) -> None:
    """Hold a goal at what it reached, less its tolerance."""
    reached = float(costs @ values)
    engine.add_row(reached - GOAL_TOLERANCE * max(1.0, abs(reached)), np.inf, costs)


def _price(
    engine: Engine, lp: LinearProgram, kind: Kind, bound: float, *, is_optimal: bool
) -> Solution | Ending | None:
    """Solve the linear programme that remains, goal by goal; prices are those of the first."""
    values = np.empty(0)
    duals = None
    priced = values
    for number, costs in enumerate(lp.goals):
        answer = engine.maximise(costs)
        if answer.outcome is not Outcome.OPTIMAL:
            if kind is Kind.MILP and answer.outcome is Outcome.INFEASIBLE:
                return Stopped(StopReason.NUMERICAL, "the whole works found do not bear rounding")
            if number == 0 or answer.outcome is not Outcome.TIME_LIMIT:
                return _ending(lp, answer)
            is_optimal = False
            break
        values = answer.values
        if duals is None:
            duals = engine.duals(ranging=len(lp.row_lower) <= RANGING_ROWS)
            priced = values
            bound = answer.objective if kind is Kind.LP else max(bound, answer.objective)
        if number + 1 < len(lp.goals):
            _keep(engine, costs, values)
    if duals is None:
        raise RuntimeError("a problem has at least one goal")
    tidied = engine.tidy(_least_money(lp))
    values = values if tidied is None else tidied
    goals = tuple(float(costs @ values) for costs in lp.goals)
    return Solution(lp, kind, is_optimal, values, goals, bound, duals, priced)


def _growing(lp: LinearProgram) -> Indices:
    """Decisions that grow without end; whole decisions are bounded, so the rest of the programme tells."""
    divisible = replace(lp, is_integer=np.zeros_like(lp.is_integer))
    engine = Engine(divisible, lp.columns.problem.options.gap, lp.columns.problem.options.time_limit)
    for costs in lp.goals:
        if engine.maximise(costs).outcome is Outcome.UNBOUNDED:
            return engine.growing_columns()
    return np.empty(0, dtype=np.int64)


def _least_money(lp: LinearProgram) -> Floats:
    """Of plans worth the same the one that moves least money: equity that is drawn only to be paid out again costs
    no goal anything, and tells a reader nothing true.
    """
    costs = np.zeros(lp.matrix.shape[1])
    costs[lp.columns.block(Decision.FUND)] = -1.0
    return costs


def _ending(lp: LinearProgram, answer: Answer) -> Ending | None:
    """What an answer that is no plan means; None where it says "infeasible" and is refuted."""
    match answer.outcome:
        case Outcome.INFEASIBLE:
            return diagnose(lp)
        case Outcome.UNBOUNDED:
            return Unbounded(tuple(lp.columns.key(int(j)) for j in _growing(lp)))
        case Outcome.TIME_LIMIT:
            return Stopped(StopReason.TIME_LIMIT, answer.detail)
        case _:
            return Stopped(StopReason.NUMERICAL, answer.detail)
