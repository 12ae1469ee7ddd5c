"""A frontier on one programme that is kept, beside as many cold solves of its points in the same run."""

import time

import numpy as np

from benchmarks.portfolios import portfolio
from optimizer.build import build
from optimizer.engine import Engine, Outcome
from optimizer.metrics import gradient, metric
from optimizer.studies.frontier import linear_frontier

PROJECTS, POINTS = 100, 50
SAMPLE = 5
"""Points that are solved cold: their mean time stands for all."""


def measure(projects: int = PROJECTS, points: int = POINTS, sample: int = SAMPLE) -> None:
    """Print processor seconds of the frontier, those of cold solves, and their ratio."""
    problem = portfolio(projects)
    lp = build(problem)
    thrift, worth = -gradient(lp.columns, metric(lp.columns, "public_money")), lp.goals[0]
    begun = time.process_time()
    found = list(linear_frontier(lp, thrift, worth, points))
    kept = time.process_time() - begun
    cold = []
    for number in np.linspace(0, len(found) - 1, sample).astype(int):
        point = found[number]
        begun = time.process_time()
        engine = Engine(lp, problem.options.gap, problem.options.time_limit)
        engine.add_row(point.first - 1e-6 * abs(point.first), np.inf, thrift)
        answer = engine.maximise(worth)
        cold.append(time.process_time() - begun)
        near = 1e-5 * max(1.0, abs(found[0].second))
        if answer.outcome is not Outcome.OPTIMAL or abs(answer.objective - point.second) > near:
            raise RuntimeError(f"point {number}: {answer.objective} cold, {point.second} kept")
    each = sum(cold) / len(cold)
    print("projects  points  frontier s  cold solve s  all cold s (reckoned)  ratio")
    print(
        f"{projects:8d} {len(found):7d} {kept:11.2f} {each:13.3f} {each * len(found):22.1f} "
        f"{each * len(found) / kept:6.1f}"
    )


if __name__ == "__main__":
    measure()
