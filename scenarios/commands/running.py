"""`run`: one scenario, solved, proven, written, and told in one message."""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from optimizer.endings import Infeasible, Stopped, Unbounded
from scenarios.commands.arguments import CHART_FORMATS
from scenarios.commands.console import Console, located, text_table
from scenarios.diagnosis_words import DiagnosisWords
from scenarios.documents import as_json, plan_document
from scenarios.faults import ScenarioError
from scenarios.file.variants import parse_set
from scenarios.folder import FolderError, FolderRefused, Writer, check_folder, write_infeasible, write_result
from scenarios.language import Language
from scenarios.loading import load
from scenarios.pipeline import UnprovenPlan
from scenarios.pipeline import run as pipeline_run
from scenarios.result import Result
from scenarios.scenario import Scenario
from scenarios.status import EXITS, Exit, Status, status
from scenarios.wording import METRICS, MODES, spoken

SHOWN = 12
"""Growing decisions that a message names."""

_HEADS = ("project", "mode", "start", "share")

ChartWriter = Callable[[Sequence[str], Console], Writer]
"""Makes what writes charts in some formats; handed in by the front door, which alone may know the charts."""


def run(arguments: argparse.Namespace, console: Console, chart_writer: ChartWriter) -> Exit:
    """The command `run`."""
    try:
        writers = _writers(arguments, console, chart_writer)
        if writers is None:
            return Exit.REFUSED
        if arguments.out is not None:
            check_folder(arguments.out)
        begin = time.perf_counter()
        changes = parse_changes(arguments.changes, console)
        if changes is None:
            return Exit.REFUSED
        scenario = load(located(arguments.file), changes)
        seconds = {"load": time.perf_counter() - begin}
        if arguments.lp is not None:
            _write_lp(scenario, Path(arguments.lp))
        return _solve(arguments, console, scenario, changes, seconds, writers)
    except ScenarioError as error:
        console.tell_plainly(error.text(console.language))
        return Exit.REFUSED
    except FolderError as error:
        console.tell_plainly(error.phrase.spoken(console.language))
        return Exit.REFUSED if isinstance(error, FolderRefused) else Exit.OTHER


def parse_changes(texts: Sequence[str], console: Console) -> dict[str, object] | None:
    """Paths and values of all `--set`; None, and a message, where one path is set twice."""
    changes: dict[str, object] = {}
    for text in texts:
        path, value = parse_set(text)
        if path in changes:
            console.tell("--set names {path} twice.", path=path)
            return None
        changes[path] = value
    return changes


def _writers(
    arguments: argparse.Namespace, console: Console, chart_writer: ChartWriter
) -> list[Writer] | None:
    """What else writes into the folder; None, and a message, where the options make no sense."""
    if arguments.report is not None:
        console.tell("--report arrives in a later release.")
        return None
    formats = chart_formats(arguments, console)
    if formats is None:
        return None
    return [chart_writer(formats, console)] if formats else []


def chart_formats(arguments: argparse.Namespace, console: Console) -> list[str] | None:
    """Formats of `--charts`, none where it is not stated; None, and a message, where it makes no sense."""
    if arguments.charts is None:
        return []
    formats = [word.strip() for word in arguments.charts.split(",")]
    strange = [word for word in formats if word not in CHART_FORMATS]
    if strange:
        text = "--charts: {found} is not one of {choices}."
        console.tell(text, found=strange[0] or '""', choices=", ".join(CHART_FORMATS))
        return None
    if arguments.out is None:
        console.tell("--charts needs --out: charts are written into the result folder.")
        return None
    return list(dict.fromkeys(formats))


def _solve(
    arguments: argparse.Namespace,
    console: Console,
    scenario: Scenario,
    changes: dict[str, object],
    seconds: dict[str, float],
    writers: list[Writer],
) -> Exit:
    """Solve, write, print and tell."""
    begin = time.perf_counter()
    try:
        ending = pipeline_run(scenario, progress=console.progress, language=console.language, seconds=seconds)
    except UnprovenPlan as unproven:
        console.end_progress()
        if arguments.json:
            console.out.write(as_json(plan_document(scenario, Status.UNPROVEN, checks=unproven.checks)))
        failed = ", ".join(check.name for check in unproven.checks if not check.passed)
        console.tell(
            "{title}: the plan failed its independent check: {checks}.", title=scenario.title, checks=failed
        )
        return EXITS[Status.UNPROVEN]
    console.end_progress()
    seconds["run"] = time.perf_counter() - begin
    word = status(ending)
    if arguments.out is not None and isinstance(ending, Result):
        write_result(ending, arguments.out, writers=writers, changes=changes)
    if arguments.out is not None and isinstance(ending, Infeasible):
        language = console.language
        write_infeasible(scenario, ending, arguments.out, language=language, seconds=seconds, changes=changes)
    plan, checks = (ending.plan, ending.checks) if isinstance(ending, Result) else (None, ())
    if arguments.json:
        console.out.write(as_json(plan_document(scenario, word, plan, checks)))
    elif isinstance(ending, Result) and arguments.out is None:
        console.out.write(summary(ending, console))
    console.out.flush()
    console.tell_plainly(message(scenario, ending, console))
    _tell_law(scenario, ending, console)
    if arguments.conflict and isinstance(ending, Infeasible):
        console.tell_plainly(conflict_message(scenario, console.language))
    if arguments.out is not None and isinstance(ending, (Result, Infeasible)):
        console.tell("Written to {folder}.", folder=arguments.out)
    if EXITS[word] is Exit.DONE and any(writer.failed for writer in writers):
        return Exit.OTHER
    return EXITS[word]


def _tell_law(
    scenario: Scenario, ending: Result | Infeasible | Unbounded | Stopped, console: Console
) -> None:
    """Breaches of the law and values to be checked, where the scenario names a policy pack."""
    if scenario.policy is None:
        return
    from scenarios.law.legality import legality
    from scenarios.law.warnings import law_warnings

    findings = legality(scenario, ending.plan if isinstance(ending, Result) else None)
    lines = list(law_warnings(scenario, findings, console.language))
    if lines:
        console.tell_plainly(_cut(lines[:SHOWN], len(lines), console))


def message(scenario: Scenario, ending: Result | Infeasible | Unbounded | Stopped, console: Console) -> str:
    """The one message of an ending."""
    language = console.language
    title = scenario.title
    match ending:
        case Result():
            plan, asked = ending.plan, language.percent(scenario.problem.options.gap, 3)
            text = {
                Status.OPTIMAL: "{title}: optimal plan, objective {objective}.",
                # the gap is a share of this plan's objective, so it says how much higher the best may be
                Status.GAP: "{title}: plan with objective {objective}; the best possible is at most {gap} higher.",
                Status.TIME_LIMIT: "{title}: the time limit came first. The plan found has objective {objective}; "
                "the best possible is at most {gap} higher; {asked} was asked for.",
            }[status(ending)]
            objective, gap = language.number(plan.objective, 3, fixed=False), language.percent(plan.gap, 3)
            return language(text, title=title, objective=objective, gap=gap, asked=asked)
        case Infeasible():
            return DiagnosisWords(scenario, language).message(ending)
        case Unbounded(decisions):
            text = (
                "{title}: the objective grows without end; some money or benefit has no limit. What can grow:"
            )
            start = scenario.problem.horizon.start
            shown = [
                "/".join(str(part + start if isinstance(part, int) else part) for part in decision)
                for decision in decisions[:SHOWN]
            ]
            lines = [language(text, title=title), *(f"- {key}" for key in shown)]
            return _cut(lines, len(decisions), console)
        case Stopped() if status(ending) is Status.STOPPED:
            limit = language.number(scenario.problem.options.time_limit, 3, fixed=False)
            return language("{title}: no plan was found within {seconds} s.", title=title, seconds=limit)
        case Stopped(detail=detail):
            return language(
                "{title}: the solver found no safe answer ({detail}).", title=title, detail=detail
            )


def conflict_message(scenario: Scenario, language: Language) -> str:
    """The conflicting set in words, or why there is none to name."""
    from optimizer.build import build
    from optimizer.diagnose.conflict import find_conflict

    seconds = scenario.problem.options.time_limit
    found = find_conflict(build(scenario.problem), seconds)
    if found is None:
        text = "No conflicting set was found: works of any share would have a plan, or the time limit came first."
        return language(text)
    return DiagnosisWords(scenario, language).conflict(found)


def _cut(lines: list[str], count: int, console: Console) -> str:
    if count > SHOWN:
        lines.append(console.language("… and {count} more", count=count - SHOWN))
    return "\n".join(lines)


def summary(result: Result, console: Console) -> str:
    """Metrics and starts for the eye; files have all digits."""
    language = console.language
    metrics = [
        [spoken(language, METRICS, name), language.number(amount, 3)]
        for name, amount in result.plan.metrics.items()
    ]
    starts = [
        [str(row[0]), spoken(language, MODES, str(row[5])), str(row[6]), language.percent(float(row[7]), 1)]
        for row in result.tables["projects"].rows
        if row[5] is not None and row[7] is not None
    ]
    heads = [language(head) for head in _HEADS]
    return text_table(metrics) + "\n" + text_table([heads, *starts], texts=2)


def _write_lp(scenario: Scenario, path: Path) -> None:
    """The linear programme as text, whole or not at all."""
    from optimizer.build import build
    from optimizer.lp_text import write_lp
    from scenarios.faults import say

    draft = path.with_name(f".{path.name}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with draft.open("w", encoding="utf-8", newline="\n") as file:
                write_lp(build(scenario.problem), file)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        text = "The file {file} cannot be written: {words}."
        raise FolderError(say(text, file=str(path), words=error.strerror or str(error))) from None
