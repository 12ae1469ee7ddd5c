"""`compare`: the plans of several scenarios side by side: what differs in them, what moved, and why."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from scenarios.commands.attributing import attributed
from scenarios.commands.console import Console, located, text_table
from scenarios.commands.running import message, parse_changes
from scenarios.differences import inputs_that_differ
from scenarios.documents import PROGRAM, as_json, version
from scenarios.faults import ScenarioError
from scenarios.file.kinds import is_year_like
from scenarios.folder import MANIFEST, FolderError, FolderRefused, check_folder, write_folder
from scenarios.language import Language
from scenarios.loading import load
from scenarios.pipeline import UnprovenPlan, run
from scenarios.result import Result
from scenarios.scenario import Scenario
from scenarios.status import EXITS, Exit, Status, status
from scenarios.table import Cell, ColumnKind, Row, Table, table
from scenarios.wording import METRICS, MODES, spoken

MOVED = 1e-6
"""Shares and amounts that differ by less are the same."""

BUNDLED = 3
"""More inputs of one kind than these are printed as one line."""

WIDEST = 40
"""Signs of an input's value that are printed."""

Amounts = dict[tuple[Cell, ...], float]
"""A plan's amounts by key."""

PLAN_COLUMNS = {
    "plan": ColumnKind.TEXT,
    "title": ColumnKind.TEXT,
    "status": ColumnKind.TEXT,
    "objective": ColumnKind.AMOUNT,
    "gap": ColumnKind.AMOUNT,
    "scenario_sha256": ColumnKind.TEXT,
}


def compare(arguments: argparse.Namespace, console: Console) -> Exit:
    """The command `compare`. Its exit status is that of the first plan that is not there as asked for."""
    if len(arguments.files) < 2:
        console.tell("compare needs two or more files.")
        return Exit.REFUSED
    try:
        if arguments.out is not None:
            check_folder(arguments.out)
        changes = parse_changes(arguments.changes, console)
        if changes is None:
            return Exit.REFUSED
        # all files first: a fault in the last one should not cost the time of the others
        names = _labels(arguments.files)
        scenarios = {name: load(located(file), changes) for name, file in names.items()}
        results, words = _results(scenarios, console)
        made = tables(scenarios, results, words)
        if arguments.why:
            made |= _why(names, results, console)
        if arguments.out is not None:
            _write(Path(arguments.out), made, list(scenarios.values()))
    except ScenarioError as error:
        console.tell_plainly(error.text(console.language))
        return Exit.REFUSED
    except FolderError as error:
        console.tell_plainly(error.phrase.spoken(console.language))
        return Exit.REFUSED if isinstance(error, FolderRefused) else Exit.OTHER
    shown = {**made, "inputs": _bundled(made["inputs"], console)}
    for name, heading in _HEADINGS.items():
        console.out.write(console.language(heading) + "\n" + _printed(shown[name], console) + "\n")
    if "why" in made:
        console.out.write(_reasoned(made["why"], console) + "\n")
    return next((EXITS[word] for word in words.values() if EXITS[word] is not Exit.DONE), Exit.DONE)


def _why(names: Mapping[str, str], results: Mapping[str, Result], console: Console) -> dict[str, Table]:
    """The tables of `--why`; none, and a message, where there is no first plan or no other."""
    if next(iter(names)) not in results or len(results) < 2:
        console.tell("--why needs the first plan and another: there is nothing to attribute.")
        return {}
    return attributed(results, console)


def _reasoned(why: Table, console: Console) -> str:
    """What each input changes, one numbered line a step."""
    heading = console.language("What each input changes, one after the other, from the first plan on")
    lines = [f"{plan} {number}. {sentence}" for plan, number, _, _, sentence in why.rows]
    return "\n".join([heading, *(lines or [console.language("no difference")])])


_HEADINGS = {
    "plans": "Plans",
    "inputs": "Inputs that differ",
    "metrics": "Metrics",
    "starts": "Shares that start; what differs",
    "reasons": "Projects whose start, mode or share differs; why, as each plan says",
    "amounts": "Money drawn; what differs",
}


_HEADS: Mapping[str, str] = {
    "plan": "plan", "title": "title", "status": "status", "objective": "objective", "gap": "gap",
    "metric": "metric", "project": "project", "mode": "mode", "start_year": "start", "source": "source",
    "year": "year", "path": "path", "reason": "reason",
}  # fmt: skip
"""Catalogue texts of the heads; a plan is never called by one of these words."""

_STATUSES: Mapping[str, str] = {
    Status.OPTIMAL: "optimal",
    Status.GAP: "within the gap asked for",
    Status.TIME_LIMIT: "cut by the time limit",
    Status.INFEASIBLE: "infeasible",
    Status.UNBOUNDED: "unbounded",
    Status.STOPPED: "stopped before any plan",
    Status.NUMERICAL: "not numerically safe",
    Status.UNPROVEN: "failed its check",
}

_WORDS: Mapping[str, Mapping[str, str]] = {"metric": METRICS, "mode": MODES, "status": _STATUSES}
"""Catalogue texts of the cells of a column."""


def _labels(files: list[str]) -> dict[str, str]:
    """A short name for each file: its stem, numbered where stems repeat or are heads of their own."""
    labels: dict[str, str] = {}
    for file in files:
        stem = Path(file).stem
        label, number = stem, 2
        while label in labels or label in _HEADS:
            label, number = f"{stem} ({number})", number + 1
        labels[label] = file
    return labels


def _results(
    scenarios: Mapping[str, Scenario], console: Console
) -> tuple[dict[str, Result], dict[str, Status]]:
    """The plans that there are, and how each run ended; every other ending is told."""
    results: dict[str, Result] = {}
    words: dict[str, Status] = {}
    for name, scenario in scenarios.items():
        try:
            ending = run(scenario, progress=console.progress, language=console.language)
        except UnprovenPlan:
            words[name] = Status.UNPROVEN
            console.tell("{title}: the plan failed its independent check.", title=scenario.title)
            continue
        finally:
            console.end_progress()
        words[name] = status(ending)
        if isinstance(ending, Result):
            results[name] = ending
        if words[name] not in (Status.OPTIMAL, Status.GAP):
            console.tell_plainly(message(scenario, ending, console))
    return results, words


def tables(
    scenarios: Mapping[str, Scenario], results: Mapping[str, Result], words: Mapping[str, Status]
) -> dict[str, Table]:
    """What `compare` shows and writes.

    `plans`, one row each; `inputs` that differ, with a column for each scenario; `metrics`, `starts` and `amounts`
    with a column for each plan that there is; `reasons` of the projects whose starts differ, as each plan gives them.
    """
    plans: list[Row] = []
    for name, scenario in scenarios.items():
        plan = results[name].plan if name in results else None
        figures = (None, None) if plan is None else (float(plan.objective), float(plan.gap))
        plans.append((name, scenario.title, words[name].value, *figures, scenario.sha256))
    metrics: dict[str, Amounts] = {
        name: {(metric,): float(amount) for metric, amount in result.plan.metrics.items()}
        for name, result in results.items()
    }
    text, year = ColumnKind.TEXT, ColumnKind.YEAR
    starts = _side_by_side(
        {"project": text, "mode": text, "start_year": year},
        {name: _summed(r.tables["projects"], (0, 5, 6), 7) for name, r in results.items()},
        missing=0.0,
    )
    moved = {row[0] for row in starts.rows if _differs(row[3:])}
    return {
        "plans": Table(PLAN_COLUMNS, tuple(plans)),
        "inputs": inputs_that_differ({name: scenario.document for name, scenario in scenarios.items()}),
        "metrics": _side_by_side({"metric": text}, metrics),
        "starts": starts,
        "reasons": _reasons({name: result.tables["projects"] for name, result in results.items()}, moved),
        "amounts": _side_by_side(
            {"source": text, "year": year},
            {name: _summed(r.tables["funding"], (2, 5), 6) for name, r in results.items()},
            missing=0.0,
        ),
    }


def _summed(source: Table, key: tuple[int, ...], amount: int) -> Amounts:
    """Sums of a column by key; rows with an empty key (projects left out) do not count."""
    out: Amounts = {}
    for row in source.rows:
        where, found = tuple(row[i] for i in key), row[amount]
        if None not in where and isinstance(found, float):
            out[where] = out.get(where, 0.0) + found
    return out


def _reasons(projects: Mapping[str, Table], moved: set[Cell]) -> Table:
    """Why the projects in `moved` are in each plan or not, in the words of that plan alone."""
    columns = dict.fromkeys(("project", "plan", "reason"), ColumnKind.TEXT)
    said = {
        (row[0], plan, row[list(made.columns).index("reason")])
        for plan, made in projects.items()
        for row in made.rows
        if row[0] in moved
    }
    return table(columns, said, key=2)


def _bundled(inputs: Table, console: Console) -> Table:
    """Inputs for the eye: those that differ in an item or a year alone in one line, long values cut."""
    alike: dict[tuple[str, ...], list[Row]] = {}
    for row in inputs.rows:
        alike.setdefault(tuple(_kind_of_input(str(row[0]))), []).append(row)
    rows: list[Row] = []
    for kind, group in alike.items():
        if len(group) <= BUNDLED:
            rows += (
                (row[0], *(None if cell is None else _cut(str(cell)) for cell in row[1:])) for row in group
            )
            continue
        parts = zip(kind, *(str(row[0]).split(".") for row in group), strict=True)
        path = ".".join(own[0] if len(set(own)) == 1 else part for part, *own in parts)
        stated = [sum(cell is not None for cell in cells) for cells in list(zip(*group, strict=True))[1:]]
        rows.append((path, *(console.language("{count} values", count=count) for count in stated)))
    return Table(inputs.columns, tuple(rows))


def _kind_of_input(path: str) -> Iterator[str]:
    """The parts of a path with `*` for the id of an item and for a year."""
    parts = path.split(".")
    for place, part in enumerate(parts):
        is_item = place == 1 and parts[0] in ("sources", "clusters", "projects", "targets")
        is_segment = place == 3 and parts[0] == "clusters" and parts[2] == "demand"
        yield "*" if is_item or is_segment or is_year_like(part) else part


def _cut(value: str) -> str:
    return value if len(value) <= WIDEST else value[: WIDEST - 1] + "…"


def _side_by_side(
    key: Mapping[str, ColumnKind], amounts: Mapping[str, Amounts], missing: float | None = None
) -> Table:
    """One row per key that any plan has, one column per plan."""
    columns = {**key, **dict.fromkeys(amounts, ColumnKind.AMOUNT)}
    keys = dict.fromkeys(where for of_plan in amounts.values() for where in of_plan)
    rows = ((*where, *(of_plan.get(where, missing) for of_plan in amounts.values())) for where in keys)
    return table(columns, rows, key=len(key))


def _printed(shown: Table, console: Console) -> str:
    """A table for the eye: rows whose amounts are all the same are left out of starts and amounts."""
    language = console.language
    texts = sum(kind is not ColumnKind.AMOUNT for kind in shown.columns.values())
    is_whole = bool(shown.columns.keys() & {"metric", "plan", "path"})
    rows = [row for row in shown.rows if is_whole or _differs(row[texts:])]
    if not rows:
        return language("no difference") + "\n"
    heads = [spoken(language, _HEADS, head) for head in shown.columns]
    cells = [
        [_said(cell, _WORDS.get(head, {}), language) for head, cell in zip(shown.columns, row, strict=True)]
        for row in rows
    ]
    return text_table([heads, *cells], texts=texts)


def _said(cell: Cell, words: Mapping[str, str], language: Language) -> str:
    """A cell for the eye."""
    if isinstance(cell, float):
        return language.number(cell, 3)
    return "" if cell is None else spoken(language, words, str(cell))


def _differs(amounts: Row) -> bool:
    known = [amount for amount in amounts if isinstance(amount, float)]
    return len(known) < len(amounts) or max(known, default=0.0) - min(known, default=0.0) > MOVED


def _write(out: Path, made: Mapping[str, Table], scenarios: list[Scenario]) -> None:
    """A folder with one CSV per table and a manifest, so that a later comparison may replace it."""

    def fill(folder: Path) -> None:
        for name, content in made.items():
            (folder / f"{name}.csv").write_bytes(content.csv().encode("utf-8"))
        document = {
            "program": PROGRAM,
            "version": version(),
            "compared": [{"title": s.title, "scenario_sha256": s.sha256} for s in scenarios],
            "files": sorted(f"{name}.csv" for name in made),
        }
        (folder / MANIFEST).write_bytes(as_json(document).encode("utf-8"))

    write_folder(out, fill)
