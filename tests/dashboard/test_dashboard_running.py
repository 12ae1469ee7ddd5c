"""What crosses from the process that solves to the one that shows is the same on both sides."""

import json
import time
from pathlib import Path

import pytest
from small_scenarios import NO_PLAN, SMALL
from visits import LIBRARY, written

from dashboard.running import Job, Memory
from optimizer.endings import Infeasible, Stopped, StopReason, Unbounded
from scenarios import load, run
from scenarios.language import Language
from scenarios.saved import Failed, Solved, read
from scenarios.saved import written as as_json
from scenarios.tables import tables


def through_text(outcome, scenario):
    return read(json.loads(json.dumps(as_json(outcome), allow_nan=False)), scenario.problem)


@pytest.mark.parametrize("name", ["two-clusters", "petersen-1"])
def test_a_plan_comes_back_bit_by_bit(name: str) -> None:
    scenario = load(LIBRARY / f"{name}.yaml")
    result = run(scenario)
    solved = Solved(result.plan, result.checks, result.seconds)
    again = through_text(solved, scenario)
    assert again == solved
    language = Language("vi")
    made = [tables(each.plan, "VND", 1e9, language) for each in (solved, again)]
    assert {name: table.csv() for name, table in made[0].items()} == {
        name: table.csv() for name, table in made[1].items()
    }


@pytest.mark.parametrize(
    "ending",
    [
        Unbounded((("lease", "land", "private", "electronics", 3),)),
        Stopped(StopReason.TIME_LIMIT, "no plan"),
        Failed("words"),
        Infeasible(()),
    ],
)
def test_other_endings_come_back(ending, tmp_path: Path) -> None:
    assert through_text(ending, load(written(tmp_path, SMALL))) == ending


def test_a_repair_comes_back(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, NO_PLAN))
    ending = run(scenario)
    assert isinstance(ending, Infeasible)
    assert ending.repairs
    assert through_text(ending, scenario) == ending


def test_a_job_solves_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = written(tmp_path, SMALL)
    scenario = load(path, {"assumptions.discount_rate": 0.07})
    job = Job(path, {"assumptions.discount_rate": 0.07}, scenario)
    outcome = ended(job)
    assert isinstance(outcome, Solved)
    assert outcome.plan.objective == pytest.approx(run(scenario).plan.objective)


def test_a_job_that_breaks_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, SMALL)
    job = Job(path, {"assumptions.no_such_rate": 0.07}, load(path))
    outcome = ended(job)
    assert isinstance(outcome, Failed)
    assert "no_such_rate" in outcome.detail


def test_a_cancelled_job_leaves_nothing_behind(tmp_path: Path) -> None:
    path = written(tmp_path, SMALL)
    job = Job(path, {}, load(path))
    folder = job._folder
    assert folder.is_dir()
    assert job.progress().gap is None
    job.cancel()
    assert job.is_done
    assert not folder.exists()


def test_memory_keeps_the_latest_and_only_what_repeats(tmp_path: Path) -> None:
    memory = Memory(size=2)
    first, second, third = (
        load(written(tmp_path, SMALL), {"assumptions.discount_rate": r}) for r in (0.01, 0.02, 0.03)
    )
    memory.put(first, Infeasible(()))
    memory.put(second, Infeasible(()))
    assert memory.get(first) == Infeasible(())
    memory.put(third, Infeasible(()))
    assert memory.get(second) is None
    memory.put(second, Stopped(StopReason.TIME_LIMIT, ""))
    assert memory.get(second) is None


def ended(job: Job, seconds: float = 60.0):
    until = time.monotonic() + seconds
    while not job.is_done:
        assert time.monotonic() < until
        time.sleep(0.05)
    return job.outcome()
