"""`explain`: what every limit is worth, and why a project is in the plan or not."""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from finance.project import ProjectId
from optimizer.explain.case import IN_PLAN, Case, solved_case
from optimizer.explain.effects import StepEffects
from optimizer.explain.exchange import account
from optimizer.explain.project import Explanation, explain_project
from optimizer.plan import RowKey
from scenarios.commands.console import Console, located
from scenarios.commands.running import message, parse_changes
from scenarios.documents import PROGRAM, as_json, version
from scenarios.explaining.prices import COLUMNS as PRICE_COLUMNS
from scenarios.explaining.prices import all_effects, all_prices, price_table
from scenarios.explaining.projects import Line, account_lines, explain_table, lines
from scenarios.explaining.words import Telling
from scenarios.faults import ScenarioError, Speller
from scenarios.folder import MANIFEST, FolderError, FolderRefused, check_folder, write_folder
from scenarios.loading import load
from scenarios.pipeline import UnprovenPlan, tabulated
from scenarios.result import Result
from scenarios.scenario import Scenario
from scenarios.status import EXITS, Exit, Status, status
from scenarios.table import Table
from scenarios.tables.account import Account
from scenarios.tables.reasons import reasons
from scenarios.wording import Wording

EFFECT_SECONDS = 30.0
"""For planning anew with a step more and less of each limit, where works are whole."""


@dataclass(frozen=True)
class Explained:
    """A case ready to be told: the result, its words, and the reason of each project."""

    case: Case
    result: Result
    tell: Telling
    reasons: Mapping[str, str]


def explain(arguments: argparse.Namespace, console: Console) -> Exit:
    """The command `explain`. Its exit status is that of the plan."""
    try:
        if arguments.out is not None:
            check_folder(arguments.out)
        changes = parse_changes(arguments.changes, console)
        if changes is None:
            return Exit.REFUSED
        scenario = load(located(arguments.file), changes)
        if arguments.project is not None and not _is_known(arguments.project, scenario, console):
            return Exit.REFUSED
        explained = _explained(scenario, console)
        if not isinstance(explained, Explained):
            return explained
        made, shown = _told(explained, arguments.project, console)
        if arguments.out is not None:
            _write(Path(arguments.out), made, scenario)
    except ScenarioError as error:
        console.tell_plainly(error.text(console.language))
        return Exit.REFUSED
    except FolderError as error:
        console.tell_plainly(error.phrase.spoken(console.language))
        return Exit.REFUSED if isinstance(error, FolderRefused) else Exit.OTHER
    if arguments.json:
        console.out.write(as_json(_document(scenario, explained, made)))
    else:
        console.out.write(shown)
    console.out.flush()
    console.tell_plainly(message(scenario, explained.result, console))
    if arguments.out is not None:
        console.tell("Written to {folder}.", folder=arguments.out)
    return EXITS[status(explained.result)]


def _is_known(project: str, scenario: Scenario, console: Console) -> bool:
    ids = [str(noun.id) for noun in scenario.problem.projects]
    if project in ids:
        return True
    near = Speller().nearest(project, ids)
    if near is None:
        console.tell("The scenario has no project {project}.", project=project)
    else:
        console.tell(
            "The scenario has no project {project}: did you mean {near}?", project=project, near=near
        )
    return False


def _explained(scenario: Scenario, console: Console) -> Explained | Exit:
    """The proven plan as a case; where there is none, its one message and exit status."""
    from optimizer.verify import verify
    from scenarios.waterfall_checks import waterfall_checks

    case = solved_case(scenario.problem, console.progress)
    console.end_progress()
    if not isinstance(case, Case):
        console.tell_plainly(message(scenario, case, console))
        return EXITS[status(case)]
    checks = (*verify(case.plan), *waterfall_checks(case.plan))
    if not all(check.passed for check in checks):
        text = "{title}: the plan failed its independent check: {checks}."
        console.tell(text, title=scenario.title, checks=str(UnprovenPlan(checks)))
        return EXITS[Status.UNPROVEN]
    result = tabulated(scenario, case.plan, checks, console.language)
    words = Wording(console.language, scenario.problem, scenario.currency, scenario.unit)
    why = reasons(Account.of(case.plan), words)
    by_project = {str(noun.id): text for noun, text in zip(scenario.problem.projects, why, strict=True)}
    return Explained(case, result, Telling(words), by_project)


def _told(explained: Explained, project: str | None, console: Console) -> tuple[dict[str, Table], str]:
    """The tables, and the page for the eye."""
    if project is not None:
        told = {project: _project(explained, ProjectId(project), console)}
        return {"explain": explain_table(told)}, _page_of_project(explained, project, told[project])
    case, tell = explained.case, explained.tell
    found = all_prices(case)
    effects = all_effects(case, found, min(EFFECT_SECONDS, case.problem.options.time_limit))
    prices = price_table(case, found, effects, tell)
    told = {id_: _in_short(explained, number, id_) for number, id_ in enumerate(explained.reasons)}
    page = [console.language("What limits are worth"), *_of_limits(prices, effects, console)]
    page += ["", console.language("Why projects are in the plan or not")]
    for id_, its in told.items():
        page.append(f"- {tell.words.project(id_)} ({id_}): {' '.join(line[-1] for line in its)}")
    return {"prices": prices, "explain": explain_table(told)}, "\n".join(page) + "\n"


def _of_limits(prices: Table, effects: Mapping[RowKey, StepEffects], console: Console) -> list[str]:
    """The sentences of limits that have a price or an effect, and how many were left out."""
    worth = [
        list(PRICE_COLUMNS).index(name) for name in ("price_less", "price_more", "effect_less", "effect_more")
    ]
    told = [f"- {row[-1]}" for row in prices.rows if any(row[i] for i in worth)]
    quiet = len(prices.rows) - len(told)
    if not prices.rows:
        told.append(console.language("No limit that somebody set binds."))
    if quiet:
        text = "{count} limits more are reached, but a little more or less of them would change nothing."
        told.append(console.language(text, count=quiet))
    open_ = sum(not effect.is_answered for effect in effects.values())
    if open_:
        told.append(
            console.language("For {count} limits the time did not suffice to plan anew.", count=open_)
        )
    return told


def _in_short(explained: Explained, number: int, id_: str) -> list[Line]:
    """The reason of a project, and what it lacks at the plan's prices where it is left out."""
    case, tell = explained.case, explained.tell
    share = case.shares[ProjectId(id_)]
    reason: Line = ("reason", "", None, share, "share", explained.reasons[id_])
    if share > IN_PLAN:
        return [reason]
    found = Explanation(ProjectId(id_), share, is_committed=False, account=account(case, number))
    return [reason, *(line for line in account_lines(found, tell) if line[1] == "net")]


def _project(explained: Explained, id_: ProjectId, console: Console) -> list[Line]:
    case = explained.case
    found = explain_project(case, id_, case.problem.options.time_limit)
    console.end_progress()
    return lines(found, explained.reasons[str(id_)], explained.tell)


def _page_of_project(explained: Explained, id_: str, told: list[Line]) -> str:
    """One project for the eye: a line for each thing that is told, under headings."""
    language = explained.tell.language
    share = language.percent(explained.case.shares[ProjectId(id_)], 1)
    name = explained.tell.words.project(id_)
    page = [language("{project}: {share} of it is in the plan.", project=name, share=share)]
    part = ""
    for line in told:
        if line[0] != part and line[0] in _HEADINGS:
            page += ["", language(_HEADINGS[line[0]])]
        part = line[0]
        page.append(f"- {line[-1]}" if part != "reason" else line[-1])
    return "\n".join(page) + "\n"


_HEADINGS = {
    "account": "What it is worth at the plan's prices, for the whole project",
    "missing": "What it lacks",
    "exchange": "What the plan would be otherwise",
    "change": "What would change that",
}


def _document(scenario: Scenario, explained: Explained, made: Mapping[str, Table]) -> dict[str, Any]:
    """The tables as plain data, with what the plan is."""
    return {
        "status": status(explained.result).value,
        "title": scenario.title,
        "scenario_sha256": scenario.sha256,
        "mode": explained.case.plan.kind.value,
        "objective": float(explained.case.plan.objective),
        **{
            name: [dict(zip(content.columns, row, strict=True)) for row in content.rows]
            for name, content in made.items()
        },
    }


def _write(out: Path, made: Mapping[str, Table], scenario: Scenario) -> None:
    """A folder with one CSV per table and a manifest, so that a later explanation may replace it."""

    def fill(folder: Path) -> None:
        for name, content in made.items():
            (folder / f"{name}.csv").write_bytes(content.csv().encode("utf-8"))
        document = {
            "program": PROGRAM, "version": version(),
            "explained": {"title": scenario.title, "scenario_sha256": scenario.sha256},
            "files": sorted(f"{name}.csv" for name in made),
        }  # fmt: skip
        (folder / MANIFEST).write_bytes(as_json(document).encode("utf-8"))

    write_folder(out, fill)
