"""`study`: many variants of one scenario, planned anew; what is done is kept, whatever ends it."""

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from scenarios.commands.console import Console, located
from scenarios.commands.running import chart_formats, parse_changes
from scenarios.documents import as_json, manifest
from scenarios.faults import ScenarioError, say
from scenarios.file.schema_risk import FEWEST_DRAWS, MOST_DRAWS
from scenarios.file.variants import parse_set
from scenarios.folder import MANIFEST, FolderError, FolderRefused, check_folder, write_folder
from scenarios.loading import load
from scenarios.pipeline import UnprovenPlan
from scenarios.scenario import Scenario
from scenarios.status import Exit, Status
from scenarios.studies import choosing, making, programme
from scenarios.studies.carrying_out import Effort
from scenarios.studies.frontier import MOST_POINTS, sides
from scenarios.studies.grid import Axis
from scenarios.studies.study import Completeness, Study, StudyKind, StudyRefused, study_document

SHOWN = 12
"""Missing items that a message names."""

_OWN = {
    "between": StudyKind.FRONTIER, "points": StudyKind.FRONTIER, "count": StudyKind.ALTERNATIVES,
    "within": StudyKind.ALTERNATIVES, "draws": StudyKind.MONTECARLO, "vary": StudyKind.GRID,
}  # fmt: skip
"""Options that belong to one kind of study."""


class StudyWriter(Protocol):
    """Adds charts to the folder of a study; `failed` tells afterwards that they are missing."""

    failed: bool

    def of_study(self, study: Study, folder: Path) -> None:
        """Write into `folder`; a failure that should not cost the study is noted, not raised."""


ChartWriter = Callable[[Sequence[str], Console], StudyWriter]
"""Makes what writes charts in some formats; handed in by the front door, which alone may know the charts."""


def study(arguments: argparse.Namespace, console: Console, chart_writer: ChartWriter) -> Exit:
    """The command `study`."""
    try:
        _refuse_strange(arguments)
        formats = chart_formats(arguments, console)
        if formats is None:
            return Exit.REFUSED
        writer = chart_writer(formats, console) if formats else None
        effort = _effort(arguments, console)
        if arguments.out is not None:
            check_folder(arguments.out)
        changes = parse_changes(arguments.changes, console)
        if changes is None:
            return Exit.REFUSED
        begin = time.perf_counter()
        scenario = load(located(arguments.file), changes)
        try:
            found = _ASKED[StudyKind(arguments.kind)](
                arguments, scenario, console, _as_wanted(effort, scenario)
            )
        finally:
            console.end_progress()
        if arguments.out is not None and found.tables:
            _write(found, Path(arguments.out), changes, time.perf_counter() - begin, writer)
        told = _say(arguments, console, found)
        return Exit.OTHER if told is Exit.DONE and writer is not None and writer.failed else told
    except StudyRefused as refused:
        console.tell_plainly(refused.phrase.spoken(console.language))
        return Exit.REFUSED
    except UnprovenPlan:
        console.tell("A plan of the study failed its independent check: nothing of it is shown.")
        return Exit.NO_SAFE_PLAN
    except ScenarioError as error:
        console.tell_plainly(error.text(console.language))
        return Exit.REFUSED
    except FolderError as error:
        console.tell_plainly(error.phrase.spoken(console.language))
        return Exit.REFUSED if isinstance(error, FolderRefused) else Exit.OTHER


def _refuse_strange(arguments: argparse.Namespace) -> None:
    for name, kind in _OWN.items():
        if getattr(arguments, name) is not None and arguments.kind != kind:
            text = "--{name} belongs to the study {kind}, not to {found}."
            raise StudyRefused(say(text, name=name, kind=kind.value, found=arguments.kind))


def _effort(arguments: argparse.Namespace, console: Console) -> Effort:
    """Processes and time, as asked for."""
    jobs = whole_number("--jobs", arguments.jobs, 1, 256)
    seconds = None
    if arguments.time_limit is not None:
        seconds = number("--time-limit", arguments.time_limit, 0.0, 1e9)
    return Effort(jobs, seconds, _progress(console))


def _as_wanted(effort: Effort, scenario: Scenario) -> Effort:
    """Long solves run in a process of their own, so that a key press ends them at once."""
    is_long = any(project.indivisible or project.min_scale for project in scenario.problem.projects)
    return Effort(effort.jobs, effort.seconds, effort.told, is_long)


def whole_number(name: str, text: str, low: int, high: int) -> int:
    """The value of an option that counts something. Raises StudyRefused."""
    if not (text.isascii() and text.isdigit() and low <= int(text[:9]) <= high):
        said = "{name}: {found} is not a whole number from {low} to {high}."
        raise StudyRefused(say(said, name=name, found=text or '""', low=low, high=high))
    return int(text)


def number(name: str, text: str, low: float, high: float) -> float:
    """The value of an option above `low` and up to `high`. Raises StudyRefused."""
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not low < found <= high:
        said = "{name}: {found} is not a number above {low} and up to {high}."
        raise StudyRefused(say(said, name=name, found=text or '""', low=f"{low:g}", high=f"{high:g}"))
    return found


def _progress(console: Console) -> Callable[[int, int], None]:
    """One line on a terminal that is written over and over; nothing elsewhere."""

    def told(done: int, asked: int) -> None:
        if console.err.isatty():
            said = console.language("{done} of {asked} done", done=done, asked=asked)
            console.err.write(f"\r{said:<40}")
            console.err.flush()

    return told


def axis(text: str) -> Axis:
    """A path and its values, as `--vary path=value,value` states them; the values are YAML. Raises ScenarioError."""
    path, sign, values = text.partition("=")
    path, listed = parse_set(f"{path}{sign}[{values}]" if values.strip() else text)
    if not isinstance(listed, (list, tuple)):
        raise StudyRefused(say("--vary: {found} is not a list of values.", found=values))
    return Axis(path, tuple(listed))


_Asked = Callable[[argparse.Namespace, Scenario, Console, Effort], Study]

_ASKED: Mapping[StudyKind, _Asked] = {
    StudyKind.RULES: lambda _, s, c, e: making.cost_of_rules(s, language=c.language, effort=e),
    StudyKind.SOURCES: lambda _, s, c, e: making.what_sources_bring(s, language=c.language, effort=e),
    StudyKind.LATE_MONEY: lambda _, s, c, e: making.late_money(s, language=c.language, effort=e),
    StudyKind.EQUAL_TREATMENT: lambda _, s, c, e: programme.equal_treatment(s, language=c.language, effort=e),
    StudyKind.REFORM: lambda _, s, c, e: programme.reform(s, language=c.language, effort=e),
    StudyKind.PROMOTION: lambda _, s, c, e: programme.promotion(s, language=c.language, effort=e),
    StudyKind.ENVIRONMENT: lambda _, s, c, e: programme.environment(s, language=c.language, effort=e),
    StudyKind.GRID: lambda a, s, c, e: making.grid(
        s, [axis(text) for text in a.vary or ()], language=c.language, effort=e
    ),
    StudyKind.FRONTIER: lambda a, s, c, e: choosing.frontier(
        s, sides(a.between, s), whole_number("--points", a.points or "11", 2, MOST_POINTS),
        language=c.language, effort=e,
    ),
    StudyKind.ALTERNATIVES: lambda a, s, c, e: choosing.alternatives(
        s, whole_number("--count", a.count or "8", 2, 20), number("--within", a.within or "0.01", 0.0, 1.0),
        language=c.language, effort=e,
    ),
    StudyKind.MONTECARLO: lambda a, s, c, e: choosing.montecarlo(
        s, None if a.draws is None else whole_number("--draws", a.draws, FEWEST_DRAWS, MOST_DRAWS),
        language=c.language, effort=e,
    ),
}  # fmt: skip


def _say(arguments: argparse.Namespace, console: Console, found: Study) -> Exit:
    """Print and tell how it ended."""
    if arguments.json:
        console.out.write(as_json(study_document(found)))
    elif arguments.out is None and found.tables:
        first = next(iter(found.tables.values()))
        place = list(first.columns).index("sentence")
        console.out.writelines(f"{row[place]}\n" for row in first.rows)
    console.out.flush()
    title, base = found.scenario.title, found.base
    if base is not None and base.objective is None:
        text = {
            Status.INFEASIBLE: "{title}: no plan keeps every limit, so that there is nothing to compare with; "
            "`run` names the smallest repair.",
            Status.UNBOUNDED: "{title}: the objective grows without end, so that there is nothing to compare with.",
        }.get(base.status, "{title}: no plan was found, so that there is nothing to compare with.")
        console.tell(text, title=title)
        return found.exit
    if found.completeness is not Completeness.COMPLETE:
        missing = ", ".join(found.missing[:SHOWN]) + (", …" if len(found.missing) > SHOWN else "")
        text = (
            "{title}: interrupted. Done: {done} of {asked}; missing: {missing}."
            if found.completeness is Completeness.INTERRUPTED
            else "{title}: the time limit came first. Done: {done} of {asked}; missing: {missing}."
        )
        asked = len(found.done) + len(found.missing)
        console.tell(text, title=title, done=len(found.done), asked=asked, missing=missing)
    else:
        console.tell("{title}: all {asked} done.", title=title, asked=len(found.done))
    if arguments.out is not None and found.tables:
        console.tell("Written to {folder}.", folder=arguments.out)
    return found.exit


def _write(
    found: Study, out: Path, changes: Mapping[str, object], seconds: float, writer: StudyWriter | None
) -> None:
    """The folder of a study: its tables, `study.json`, a manifest, and charts where they are asked for."""
    word = found.base.status if found.base is not None else Status.STOPPED

    def fill(folder: Path) -> None:
        contents = {f"{name}.csv": table.csv() for name, table in found.tables.items()}
        contents["study.json"] = as_json(study_document(found))
        for name, text in contents.items():
            (folder / name).write_bytes(text.encode("utf-8"))
        if writer is not None:
            writer.of_study(found, folder)
        # last, because it lists every file: what it does not list, no later run may replace
        files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()]
        listed = as_json(manifest(found.scenario, word, files, {"study": seconds}, changes))
        (folder / MANIFEST).write_bytes(listed.encode("utf-8"))

    write_folder(out, fill)
