"""`compare --why`: what each input that differs changes, as tables and in words."""

from collections.abc import Mapping

from optimizer.plan import Plan
from scenarios.attribution import MOVED, Joined, Of, Planner, Step, attribute
from scenarios.commands.console import Console
from scenarios.language import Language
from scenarios.pipeline import UnprovenPlan, run
from scenarios.result import Result
from scenarios.scenario import Scenario
from scenarios.status import Status, status
from scenarios.table import ColumnKind, Row, Table, table

ATTRIBUTION_COLUMNS = {
    "plan": ColumnKind.TEXT, "step": ColumnKind.YEAR, "inputs": ColumnKind.TEXT, "of": ColumnKind.TEXT,
    "name": ColumnKind.TEXT, "year": ColumnKind.YEAR_OR_NONE, "change": ColumnKind.AMOUNT,
}  # fmt: skip
WHY_COLUMNS = {
    "plan": ColumnKind.TEXT, "step": ColumnKind.YEAR, "inputs": ColumnKind.TEXT, "joined": ColumnKind.TEXT,
    "sentence": ColumnKind.TEXT,
}  # fmt: skip

SMALL = 1e-3
"""Smaller shares and amounts are in the tables and not in the sentences."""

NAMED = 4
"""Inputs, sources or works that a sentence names."""


def attributed(results: Mapping[str, Result], console: Console) -> dict[str, Table]:
    """`attribution` (every change of every step) and `why` (sentences for each) from the first plan to each other."""
    first, *others = results
    steps = {name: attribute(results[first], results[name], _planner(console)) for name in others}
    numbered = [
        (plan, number, step) for plan, made in steps.items() for number, step in enumerate(made, start=1)
    ]
    changes: list[Row] = [
        (plan, number, _paths(step), of.value, name, year, change)
        for plan, number, step in numbered
        for (of, name, year), change in step.changes.items()
        if abs(change) > MOVED
    ]
    sentences: list[Row] = [
        (plan, number, _paths(step), ", ".join(sorted(step.joined)) or None, sentence(step, console.language))
        for plan, number, step in numbered
    ]
    return {
        "attribution": table(ATTRIBUTION_COLUMNS, changes, key=6),
        "why": table(WHY_COLUMNS, sentences, key=2),
    }


def sentence(step: Step, language: Language) -> str:
    """What the inputs of a step changed, in a few sentences; the largest changes first."""
    inputs = ", ".join(_some([".".join(path) for path in step.paths]))
    total = step.changes[Of.OBJECTIVE, "", None]
    said = [language("{inputs}: objective {change}.", inputs=inputs, change=_plus(total, language))]
    if drawn := _by_name(step, Of.MONEY):
        listed = [_drawn(name, by_year, language) for name, by_year in drawn.items()]
        said.append(language("Money drawn: {listed}.", listed="; ".join(_some(listed))))
    if begun := _by_name(step, Of.START):
        listed = [f"{name} {years}" for name, by in begun.items() if (years := _years(by, language))]
        said.append(language("Starts: {listed}.", listed="; ".join(_some(listed))))
    if not drawn and not begun:
        said.append(language("No money and no start moves."))
    if Joined.INVALID in step.joined:
        said.append(language("Taken over together, because a part of them contradicts the rest of the file."))
    if Joined.NO_PLAN in step.joined:
        said.append(language("Taken over together, because with a part of them there is no plan."))
    return " ".join(said)


def _by_name(step: Step, wanted: Of) -> dict[str, dict[int, float]]:
    """Changes by year of each source or work that changed, those that changed most first."""
    found: dict[str, dict[int, float]] = {}
    for (of, name, year), change in step.changes.items():
        if of is wanted and year is not None and abs(change) > MOVED:
            found.setdefault(name, {})[year] = change
    order = sorted(found, key=lambda name: (-sum(map(abs, found[name].values())), name))
    return {name: found[name] for name in order}


def _drawn(source: str, by_year: Mapping[int, float], language: Language) -> str:
    """How much more or less comes from a source, and what of the rest comes in other years."""
    net = sum(by_year.values())
    moved = 0.5 * (sum(map(abs, by_year.values())) - abs(net))
    if moved <= SMALL * max(1.0, abs(net)):
        return f"{source} {_plus(net, language)}"
    to_other_years = language("{moved} to other years", moved=language.number(moved, 3, fixed=False))
    return f"{source} {_plus(net, language)}, {to_other_years}"


def _years(by_year: Mapping[int, float], language: Language) -> str:
    """`2028 -100%, 2029 +100%`: shares of a work that start in other years."""
    return ", ".join(
        f"{year} {'+' if share > 0.0 else ''}{language.percent(share, 1)}"
        for year, share in by_year.items()
        if abs(share) >= SMALL
    )


def _plus(change: float, language: Language) -> str:
    """A change with its sign."""
    change = 0.0 if abs(change) <= 0.5 * SMALL else change
    return ("+" if change > 0.0 else "±" if change == 0.0 else "") + language.number(change, 3, fixed=False)


def _some(names: list[str]) -> list[str]:
    return [*names[:NAMED], *(["…"] if len(names) > NAMED else [])]


def _paths(step: Step) -> str:
    return "; ".join(".".join(path) for path in step.paths)


def _planner(console: Console) -> Planner:
    """Makes plans on the way; one that is cut by the time limit, or fails its check, is none to rely on."""

    def plan_of(scenario: Scenario) -> Plan | None:
        try:
            ending = run(scenario, progress=console.progress, language=console.language)
        except UnprovenPlan:
            return None
        finally:
            console.end_progress()
        is_sound = isinstance(ending, Result) and status(ending) in (Status.OPTIMAL, Status.GAP)
        return ending.plan if isinstance(ending, Result) and is_sound else None

    return plan_of
