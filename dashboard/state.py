"""What one user has open: a scenario, the plan of it, the plan before, a run under way, a file that was refused."""

import re
import shutil
import tempfile
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from dashboard.running import Job, Memory
from scenarios import ScenarioError, load
from scenarios.faults import Fault
from scenarios.file.workbook_import import import_workbook
from scenarios.file.yaml_out import dump
from scenarios.language import CODES, HOUSE, Code, Language
from scenarios.pipeline import tabulated
from scenarios.result import Result
from scenarios.saved import Outcome, Solved
from scenarios.scenario import Scenario
from scenarios.table import Table

LIBRARY = HOUSE / "scenarios" / "library"
FIRST = LIBRARY / "thong-nhat-1.yaml"
HOUR = 3600

NAMES: Mapping[Code, str] = {"vi": "Tiếng Việt", "en": "English"}
"""The languages by their own names."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What came of a scenario."""

    scenario: Scenario
    changes: Mapping[str, object]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be opened, with every fault."""

    name: str
    faults: tuple[Fault, ...]


@dataclass(eq=False)
class Session:
    """One user's work. `path` and `base`: the file that is open, as it stands; `scenario`: with `changes`."""

    path: Path
    base: Scenario
    scenario: Scenario
    changes: dict[str, object] = field(default_factory=dict)
    now: Reached | None = None
    before: Reached | None = None
    job: Job | None = None
    refused: Refused | None = None

    def open(self, path: Path) -> None:
        """Opens another file and starts planning it. Raises ScenarioError, and then nothing has changed."""
        base = load(path)
        self.path, self.base, self.refused = path, base, None
        self.now = self.before = None
        self._plan(base, {})

    def open_uploaded(self, files: Mapping[str, bytes], chosen: str) -> None:
        """Opens `chosen` of some uploaded files; a refusal is kept to be shown, beside what is open already."""
        folder = Path(tempfile.mkdtemp(prefix="hatang-upload-"))
        # kept as long as the session: the file is read again with every change
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        for name, data in files.items():
            (folder / safe_name(name)).write_bytes(data)
        try:
            self.open(_as_yaml(folder / safe_name(chosen)))
        except ScenarioError as error:
            self.refused = Refused(chosen, error.faults)

    def change(self, changes: Mapping[str, object]) -> None:
        """Plans the open file with other assumptions. Raises ScenarioError, and then nothing has changed."""
        self._plan(load(self.path, changes), changes)

    def settle(self) -> None:
        """Takes what a run that is done has left."""
        if self.job is not None and self.job.is_done:
            job, self.job = self.job, None
            outcome = job.outcome()
            memory().put(job.scenario, outcome)
            self._reach(Reached(job.scenario, self.changes, outcome))

    def cancel(self) -> None:
        """Ends the run under way; the plan before it stays, with its assumptions."""
        if self.job is not None:
            self.job.cancel()
            self.job = None
        if self.now is not None:
            self.scenario, self.changes = self.now.scenario, dict(self.now.changes)

    def _plan(self, scenario: Scenario, changes: Mapping[str, object]) -> None:
        if self.job is not None:
            self.job.cancel()
            self.job = None
        self.scenario, self.changes = scenario, dict(changes)
        known = memory().get(scenario)
        if known is None:
            self.job = Job(self.path, changes, scenario)
        else:
            self._reach(Reached(scenario, self.changes, known))

    def _reach(self, reached: Reached) -> None:
        if (
            self.now is not None
            and isinstance(self.now.outcome, Solved)
            and self.now.scenario.sha256 != reached.scenario.sha256
        ):
            self.before = self.now
        self.now = reached


def _as_yaml(path: Path) -> Path:
    """The scenario file of an upload: itself, or what a workbook states, written beside it."""
    if path.suffix.lower() != ".xlsx":
        return path
    beside = path.with_suffix(".yaml")
    beside.write_text(dump(import_workbook(path)), encoding="utf-8")
    return beside


def session() -> Session:
    """This user's session; on the first visit it opens the first scenario."""
    if "session" not in st.session_state:
        base = load(FIRST)
        begun = Session(FIRST, base, base)
        st.session_state["session"] = begun
        begun.change({})
    found: Session = st.session_state["session"]
    return found


def language() -> Language:
    """The language that this user reads: as switched, else as the address says, else Vietnamese."""
    code = st.session_state.get("language")
    if code is None:
        asked = st.query_params.get("language")
        code = next((code for code in CODES if NAMES[code] == asked), CODES[0])
    return Language(code)


def result_of(reached: Reached | None, spoken: Language) -> Result | None:
    """The result of a plan with its tables in a language; None where there is no plan."""
    if reached is None or not isinstance(reached.outcome, Solved):
        return None
    solved = reached.outcome
    made = _tables(reached.scenario.sha256, spoken.code, solved, reached.scenario)
    return Result(reached.scenario, solved.plan, solved.checks, made, solved.seconds)


@st.cache_resource(ttl=HOUR, max_entries=64, show_spinner=False)
def _tables(sha256: str, code: str, _solved: Solved, _scenario: Scenario) -> dict[str, Table]:
    """Tables by the scenario's hash: equal scenarios have equal tables, whoever asks."""
    del sha256  # the key of the cache
    language = Language("en" if code == "en" else "vi")
    return dict(tabulated(_scenario, _solved.plan, _solved.checks, language).tables)


@st.cache_resource(show_spinner=False)
def memory() -> Memory:
    """What was solved before, for all users of this server."""
    return Memory()


@st.cache_data(ttl=HOUR, max_entries=4, show_spinner=False)
def library(stamps: tuple[tuple[str, float], ...]) -> dict[str, str]:
    """Titles of the bundled scenarios by file name; `stamps` are their names and dates."""
    return {name: load(LIBRARY / name).title for name, _ in stamps}


def library_titles() -> dict[str, str]:
    """Titles of the bundled scenarios by file name: the first scenario and its variants lead."""
    files = sorted(LIBRARY.glob("*.yaml"), key=lambda file: (not file.stem.startswith(FIRST.stem), file.name))
    return library(tuple((file.name, file.stat().st_mtime) for file in files))


def safe_name(name: str) -> str:
    """A file name without folders or signs that a file system could read as something else."""
    plain = re.sub(r"[^\w.() -]", "_", Path(name.replace("\\", "/")).name)
    return plain.lstrip(".")[-120:] or "file"
