"""Why nothing is possible, and what would help."""

from dataclasses import replace

from optimizer.build import build
from optimizer.diagnose.applied import stated
from optimizer.diagnose.contradictions import contradictions
from optimizer.diagnose.reading import law_key
from optimizer.diagnose.repair import find_repairs
from optimizer.endings import Infeasible
from optimizer.matrix import LinearProgram
from optimizer.plan import RowKey
from optimizer.problem import Problem


def diagnose(lp: LinearProgram) -> Infeasible | None:
    """What an infeasible programme ends with; None where there is a plan that needs no change, and so is no infeasible
    programme.

    No repair relaxes what a law sets; where nothing else helps, `by_law` says what would. Whole works for which no
    repair was found in the time are taken as divisible, and the ending says so.
    """
    problem = lp.columns.problem
    kept = kept_by_law(problem)
    found, is_divisible = find_repairs(lp, kept), False
    if found.needs_nothing:
        return None
    if not found.least and lp.is_integer.any():
        projects = tuple(replace(p, indivisible=False, min_scale=None) for p in problem.projects)
        found = find_repairs(build(replace(problem, projects=projects)), kept)
        is_divisible = bool(found.least)
    by_law = () if found.least or not kept else find_repairs(build(replace(problem, laws=()))).least
    return Infeasible(
        found.least,
        found.others,
        contradictions(lp),
        by_law,
        is_least=found.is_least,
        is_divisible=is_divisible,
    )


def kept_by_law(problem: Problem) -> frozenset[RowKey]:
    """Inputs that stand where a law puts them, or beyond: no repair may relax them. One that a scenario states more
    strictly than the law may be relaxed, but no further than the law.
    """
    kept = set()
    for law in problem.laws:
        rules = problem.delivery.get(law.mode)
        if rules is None or getattr(rules, law.rule) is None:
            continue
        key = law_key(law.mode, law.rule)
        now = stated(problem, key[0], key[1:])
        if now >= law.limit if law.rule == "state_share" else now <= law.limit:
            kept.add(key)
    return frozenset(kept)
