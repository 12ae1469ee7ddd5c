"""A run in a process of its own: started, watched, cancelled, read. The page stays usable meanwhile."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
import weakref
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from dashboard import worker
from optimizer.endings import Stopped
from optimizer.problem import Problem
from scenarios.language import HOUSE
from scenarios.saved import Failed, Outcome, Solved, read
from scenarios.scenario import Scenario

LAST_WORDS = 2000
"""Characters of a broken run's standard error that are kept."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: seconds since its start, relative gap of the best plan so far (None before the first)."""

    seconds: float
    gap: float | None


class Job:
    """One run. Its process ends with it, with the session that holds it, and with the server."""

    def __init__(self, path: Path, changes: Mapping[str, object], scenario: Scenario) -> None:
        """Starts solving the scenario at `path` with `changes`; `scenario` is the same, already read."""
        self.scenario = scenario
        self._begun = time.monotonic()
        self._folder = folder = Path(tempfile.mkdtemp(prefix="hatang-run-"))
        worker.write(folder / worker.REQUEST, {"path": str(path.resolve()), "changes": dict(changes)})
        with (folder / "stderr.txt").open("wb") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "dashboard.worker", str(folder)],
                cwd=HOUSE,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )
        self._end = weakref.finalize(self, _end, self._process, self._folder)

    @property
    def is_done(self) -> bool:
        """Whether the process has ended, well or not."""
        return self._process.poll() is not None

    def progress(self) -> Progress:
        """How far the run is."""
        gap = None
        file = self._folder / worker.PROGRESS
        if file.exists():
            gap = json.loads(file.read_text(encoding="utf-8"))["gap"]
        return Progress(time.monotonic() - self._begun, gap)

    def outcome(self) -> Outcome:
        """What came of a run that is done."""
        file = self._folder / worker.OUTCOME
        if file.exists():
            found = read(json.loads(file.read_text(encoding="utf-8")), self._problem)
        else:
            words = (self._folder / "stderr.txt").read_text(encoding="utf-8", errors="replace")[-LAST_WORDS:]
            found = Failed(words or f"exit status {self._process.returncode}")
        self._end()
        return found

    def cancel(self) -> None:
        """Ends the process and leaves nothing behind."""
        self._end()

    @property
    def _problem(self) -> Problem:
        return self.scenario.problem


def _end(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()
    if process.stdin is not None:
        process.stdin.close()
    shutil.rmtree(folder, ignore_errors=True)


class Memory:
    """Outcomes by the hash of their scenario, the latest `size`: the same question is solved once for all users.

    Only what repeats is kept: a run that was stopped by the clock, or broke, is asked again.
    """

    def __init__(self, size: int = 64) -> None:
        self._size = size
        self._kept: OrderedDict[str, Outcome] = OrderedDict()
        self._lock = Lock()

    def get(self, scenario: Scenario) -> Outcome | None:
        """The outcome of that scenario, if it is still known."""
        with self._lock:
            found = self._kept.get(scenario.sha256)
            if found is not None:
                self._kept.move_to_end(scenario.sha256)
            return found

    def put(self, scenario: Scenario, outcome: Outcome) -> None:
        """Remembers an outcome."""
        if isinstance(outcome, (Failed, Stopped)) or (
            isinstance(outcome, Solved) and not outcome.plan.is_optimal
        ):
            return
        with self._lock:
            self._kept[scenario.sha256] = outcome
            self._kept.move_to_end(scenario.sha256)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
