"""What a diagnosis costs beside one solve: portfolios made to ask for too much."""

import time
from dataclasses import replace

from benchmarks.portfolios import portfolio
from optimizer.build import build
from optimizer.diagnose.contradictions import contradictions
from optimizer.diagnose.repair import find_repairs
from optimizer.engine import Engine, Outcome
from optimizer.problem import Measure, Problem, Target

SIZES = (20, 100)


def measure(sizes: tuple[int, ...] = SIZES) -> None:
    """Print one line per case: processor seconds of the solve before anything was asked for, of the contradictions, of
    all repairs with their proofs, how many repairs there are, and repairs over solve.
    """
    print("projects  asked for too much    solve s  contradict s  repairs s  repairs  repairs/solve")
    for size in sizes:
        posed = portfolio(size)
        solving = _solve(posed)
        for name, tight in _tightened(posed).items():
            lp = build(tight)
            begun = time.process_time()
            told = contradictions(lp)
            telling = time.process_time() - begun
            begun = time.process_time()
            found = find_repairs(lp)
            repairing = time.process_time() - begun
            if not found.least:
                raise RuntimeError(f"{name}: no repair beside {len(told)} contradictions")
            print(
                f"{size:8d}  {name:20s} {solving:8.3f} {telling:13.3f} {repairing:10.3f} "
                f"{1 + len(found.others):8d} {repairing / solving:14.2f}"
            )


def _tightened(posed: Problem) -> dict[str, Problem]:
    """A target that nobody can reach, and half of all works committed to the first two years."""
    jobs = Target("jobs", Measure("jobs"), at_least=300.0 * len(posed.projects))
    works = tuple(
        replace(project, committed=number % 2 == 0, latest=1) for number, project in enumerate(posed.projects)
    )
    return {"jobs": replace(posed, targets=(jobs,)), "commitments": replace(posed, projects=works)}


def _solve(posed: Problem) -> float:
    lp = build(posed)
    begun = time.process_time()
    answer = Engine(lp, posed.options.gap, posed.options.time_limit).maximise(lp.goals[0])
    if answer.outcome is not Outcome.OPTIMAL:
        raise RuntimeError(answer.detail)
    return time.process_time() - begun
