"""How long building the programme takes beside HiGHS' own solve, at growing numbers of projects."""

import time
from statistics import median

from benchmarks.portfolios import portfolio
from optimizer.build import build
from optimizer.engine import Engine, Outcome

SIZES = (20, 100, 500)


def measure(sizes: tuple[int, ...] = SIZES) -> None:
    """Print one line per size: rows, columns, coefficients, seconds of both and their ratio."""
    print("projects     rows  columns  coefficients    build s    solve s  build/solve")
    for size in sizes:
        problem = portfolio(size)
        build(problem)
        seconds = []
        for _ in range(5):
            begun = time.perf_counter()
            lp = build(problem)
            seconds.append(time.perf_counter() - begun)
        engine = Engine(lp, problem.options.gap, problem.options.time_limit)
        begun = time.perf_counter()
        answer = engine.maximise(lp.goals[0])
        solving = time.perf_counter() - begun
        if answer.outcome is not Outcome.OPTIMAL:
            raise RuntimeError(f"{size} projects: {answer.detail}")
        rows, columns = lp.matrix.shape
        print(
            f"{size:8d} {rows:8d} {columns:8d} {lp.matrix.nnz:13d} {median(seconds):10.4f} {solving:10.3f} "
            f"{median(seconds) / solving:12.4f}"
        )
