"""How long whole works take to prove: the plain programme and the form that the search is given, in one run.

Both go to the same HiGHS with the same gap and seed. *Plain* is what `optimizer.build` writes, with HiGHS as it comes;
*searched* has starts counted up, links between leases, land and services, and branches soon.
"""

import time
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.portfolios import portfolio
from optimizer.build import build
from optimizer.engine import Answer, Engine
from optimizer.matrix import LinearProgram
from optimizer.problem import Problem
from optimizer.whole.cumulated import cumulated
from optimizer.whole.links import links
from optimizer.whole.search import begin
from scenarios import load

LIBRARY = Path(__file__).parents[1] / "scenarios" / "library"
GAP = 0.001
LIMIT = 600.0
"""Seconds that a search may take."""

PORTFOLIO_LIMIT = 60.0


@dataclass(frozen=True)
class Search:
    """One search: its answer and the processor seconds it took."""

    answer: Answer
    seconds: float

    @property
    def gap(self) -> float:
        """Relative gap; infinite without a plan."""
        return abs(self.answer.bound - self.answer.objective) / max(1e-9, abs(self.answer.objective))


def every_work_whole(name: str) -> Problem:
    """A bundled scenario with every work whole and without targets, which whole works cannot hit to the point."""
    problem = load(LIBRARY / f"{name}.yaml").problem
    works = tuple(replace(p, indivisible=True, min_scale=None) for p in problem.projects)
    return replace(problem, projects=works, targets=())


def plain(lp: LinearProgram, limit: float) -> Search:
    """The programme as it is built, HiGHS as it comes."""
    engine = Engine(lp, GAP, limit)
    begun = time.process_time()
    return Search(engine.maximise(lp.goals[0]), time.process_time() - begun)


def searched(lp: LinearProgram, limit: float) -> Search:
    """The form that `optimizer.solve` searches; making it counts."""
    begun = time.process_time()
    form = cumulated(lp, links(lp.columns))
    engine, first = begin(form, GAP, limit)
    return Search(engine.maximise(form.programme.goals[0], first=first), time.process_time() - begun)


def compare(name: str, problem: Problem, limit: float = LIMIT) -> None:
    """Print one line: both searches and how many times sooner the second ended.

    Raises RuntimeError where both proved an optimum and these lie further apart than both gaps allow.
    """
    lp = build(problem)
    ours, theirs = searched(lp, limit), plain(lp, limit)
    apart = abs(ours.answer.objective - theirs.answer.objective)
    if max(ours.gap, theirs.gap) <= GAP and apart > 2.0 * GAP * abs(theirs.answer.objective):
        raise RuntimeError(f"{name}: {ours.answer.objective} and {theirs.answer.objective}")
    print(
        f"{name:34s} {theirs.seconds:9.1f} {theirs.gap:9.4%} {ours.seconds:10.1f} {ours.gap:9.4%} "
        f"{ours.answer.objective:11.3f} {theirs.seconds / ours.seconds:7.1f}",
        flush=True,
    )


def measure(*, smoke: bool = False) -> None:
    """Print processor seconds and gaps of both searches, then the gap of a large portfolio at its time limit."""
    print("whole works                          plain s       gap searched s       gap   objective   times")
    compare("thong-nhat-1", load(LIBRARY / "thong-nhat-1.yaml").problem)
    if smoke:
        return
    compare("two-clusters-whole", load(LIBRARY / "two-clusters-whole.yaml").problem)
    compare("two-clusters, every work whole", every_work_whole("two-clusters-whole"))
    large = portfolio(100)
    works = tuple(replace(p, indivisible=True) for p in large.projects)
    compare("100 works, every one whole", replace(large, projects=works), PORTFOLIO_LIMIT)


if __name__ == "__main__":
    measure()
