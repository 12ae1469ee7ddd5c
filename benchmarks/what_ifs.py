"""A thousand what-ifs on the ceilings of sources: one programme that is kept, beside cold solves in the same run."""

import time

import numpy as np

from benchmarks.portfolios import portfolio
from optimizer.build import build
from optimizer.engine import Engine
from optimizer.matrix import LinearProgram
from optimizer.plan import Family
from optimizer.studies.what_ifs import what_ifs

PROJECTS, QUESTIONS = 20, 1000
SAMPLE = 10
"""Questions that are solved cold, too: their mean time stands for all."""


def questions(lp: LinearProgram, count: int, seed: int = 1) -> list[dict[int, tuple[float, float]]]:
    """Ceilings of a source in all its years, lower or higher by up to 30 %, by row."""
    draw = np.random.default_rng(seed)
    ceilings: dict[str, list[int]] = {}
    for row, key in enumerate(lp.row_keys()):
        if key[0] is Family.SOURCE_YEAR:
            ceilings.setdefault(str(key[1]), []).append(row)
    names = sorted(ceilings)
    asked = []
    for _ in range(count):
        rows, factor = ceilings[names[draw.integers(len(names))]], draw.uniform(0.7, 1.3)
        asked.append({row: (float(lp.row_lower[row]), float(lp.row_upper[row] * factor)) for row in rows})
    return asked


def measure(projects: int = PROJECTS, count: int = QUESTIONS, sample: int = SAMPLE) -> None:
    """Print processor seconds of all what-ifs, those of cold solves, and their ratio."""
    problem = portfolio(projects)
    lp = build(problem)
    asked = questions(lp, count)
    begun, clock = time.process_time(), time.perf_counter()
    answers = what_ifs(lp, asked)
    spent, elapsed = time.process_time() - begun, time.perf_counter() - clock
    cold = []
    for number in np.linspace(0, count - 1, sample).astype(int):
        begun = time.process_time()
        engine = Engine(lp, problem.options.gap, problem.options.time_limit)
        rows = np.array(list(asked[number]))
        limits = np.array(list(asked[number].values()))
        engine.limit_rows(rows, limits[:, 0], limits[:, 1])
        objective = engine.maximise(lp.goals[0]).objective
        cold.append(time.process_time() - begun)
        if abs(objective - answers[number]) > 1e-6 * max(1.0, abs(objective)):
            raise RuntimeError(f"question {number}: {objective} cold, {answers[number]} kept")
    each = sum(cold) / len(cold)
    print("projects  what-ifs  kept s  (by the clock)  cold solve s  all cold s (reckoned)  ratio")
    print(
        f"{projects:8d} {count:9d} {spent:7.2f} {elapsed:15.2f} {each:13.3f} {each * count:22.1f} "
        f"{each * count / spent:6.1f}"
    )


if __name__ == "__main__":
    measure()
