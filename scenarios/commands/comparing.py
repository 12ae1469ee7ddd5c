"""`compare`: the plans of several scenarios side by side: metrics, starts and amounts."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from scenarios.commands.console import Console, located, text_table
from scenarios.commands.running import message, parse_changes
from scenarios.documents import PROGRAM, as_json, version
from scenarios.faults import ScenarioError
from scenarios.folder import MANIFEST, FolderError, FolderRefused, check_folder, write_folder
from scenarios.loading import load
from scenarios.pipeline import UnprovenPlan, run
from scenarios.result import Result
from scenarios.scenario import Scenario
from scenarios.status import EXITS, Exit, Status, status
from scenarios.table import Cell, ColumnKind, Row, Table, table

MOVED = 1e-6
"""Shares and amounts that differ by less are the same."""

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
        if arguments.out is not None:
            _write(Path(arguments.out), made, list(scenarios.values()))
    except ScenarioError as error:
        console.tell_plainly(error.text(console.language))
        return Exit.REFUSED
    except FolderError as error:
        console.tell_plainly(error.phrase.spoken(console.language))
        return Exit.REFUSED if isinstance(error, FolderRefused) else Exit.OTHER
    for name in ("plans", "metrics", "starts", "amounts"):
        console.out.write(console.language(_HEADINGS[name]) + "\n" + _printed(made[name], console) + "\n")
    return next((EXITS[word] for word in words.values() if EXITS[word] is not Exit.DONE), Exit.DONE)


_HEADINGS = {
    "plans": "Plans",
    "metrics": "Metrics",
    "starts": "Shares that start; what differs",
    "amounts": "Money drawn; what differs",
}


def _labels(files: list[str]) -> dict[str, str]:
    """A short name for each file: its stem, numbered where stems repeat."""
    labels: dict[str, str] = {}
    for file in files:
        stem = Path(file).stem
        label, number = stem, 2
        while label in labels:
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
    """`plans`, one row each; `metrics`, `starts` and `amounts` with a column for each plan that there is."""
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
    return {
        "plans": Table(PLAN_COLUMNS, tuple(plans)),
        "metrics": _side_by_side({"metric": text}, metrics),
        "starts": _side_by_side(
            {"project": text, "mode": text, "start_year": year},
            {name: _summed(r.tables["projects"], (0, 5, 6), 7) for name, r in results.items()},
            missing=0.0,
        ),
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
    rows = [row for row in shown.rows if shown.columns.keys() & {"metric", "plan"} or _differs(row[texts:])]
    if not rows:
        return language("no difference") + "\n"
    cells = [
        [
            language.number(cell, 3) if isinstance(cell, float) else "" if cell is None else str(cell)
            for cell in row
        ]
        for row in rows
    ]
    return text_table([list(shown.columns), *cells], texts=texts)


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
