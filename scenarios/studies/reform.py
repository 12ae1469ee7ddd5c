"""What reform is worth: shorter procedures, institutions, administrative capacity, each as a difference of optima."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

from finance.project import ProjectClass
from optimizer.plan import Family
from scenarios.faults import Phrase, say
from scenarios.procedures import Counted, procedures
from scenarios.scenario import Scenario
from scenarios.studies.study import StudyRefused
from scenarios.studies.telling import Telling
from scenarios.studies.variants import Changes, Replan, Variant, change, metric_changes, metric_columns
from scenarios.studies.works import MOVED, Move, works_that_move
from scenarios.table import ColumnKind, Row, Table, table

Document = Mapping[str, Any]

SHORTER = 0.3
MORE = 0.25


class Lever(StrEnum):
    """What a reform takes hold of."""

    PROCEDURES = "procedures"
    INSTITUTION = "institution"
    CAPACITY = "capacity"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class Reform:
    """One reform, or what there is taken away. `may_only`: 1 where it can only help, -1 where it can only cost.

    `more`: administrative capacity added by year index, where that is what it does.
    """

    id: str
    lever: Lever
    phrase: Phrase
    changes: Changes
    may_only: int
    more: tuple[float, ...] | None = None

    @property
    def variant(self) -> Variant:
        """The scenario with it."""
        return Variant(self.id, self.changes)


def reforms(scenario: Scenario) -> tuple[Reform, ...]:
    """Every reform that the scenario has a lever for. Raises StudyRefused where it has none."""
    found = (*_procedures(scenario.document), *_institutions(scenario), *_capacity(scenario))
    if not found:
        text = "Nothing to reform: no procedures, no institutions and no limit of administrative capacity are stated."
        raise StudyRefused(say(text))
    return (*found, *_together(found))


def _procedures(document: Document) -> Iterator[Reform]:
    """The time by law kept, and steps shorter than they are by 30 % and gone altogether."""
    entry = document.get("procedures")
    if entry is None:
        return
    if entry.get("counted", Counted.ACTUAL.value) == Counted.ACTUAL.value:
        by_law = procedures({"procedures": {**entry, "counted": Counted.STATUTORY.value}})
        now = procedures(document)
        # steps may be faster than the law asks for: then its time is no relief
        only = 1 if all(by_law[mode].delay <= now[mode].delay for mode in now) else 0
        changes = {"procedures.counted": Counted.STATUTORY.value}
        yield Reform("statutory_time", Lever.PROCEDURES, say("the time by law kept"), changes, only)
    kept = 1.0 - float(entry.get("shortened_by", 0.0))
    for id_, share, phrase in (
        ("shorter", SHORTER, say("procedures 30 % shorter")),
        ("no_procedures", 1.0, say("no time lost to procedures")),
    ):
        shortened = round(1.0 - kept * (1.0 - share), 12)
        yield Reform(id_, Lever.PROCEDURES, phrase, {"procedures.shortened_by": shortened}, 1)


def _institutions(scenario: Scenario) -> Iterator[Reform]:
    """Every work that is an institution: built for sure, and not built."""
    document = scenario.document
    for project, stated in zip(scenario.problem.projects, document["projects"], strict=True):
        if project.project_class is not ProjectClass.INSTITUTION:
            continue
        path = f"projects.{project.id}.committed"
        if not project.committed:
            phrase = say("{project} built for sure", project=project.name)
            yield Reform(f"with/{project.id}", Lever.INSTITUTION, phrase, {path: True}, -1)
        never: dict[str, object] = {"targets": [*document.get("targets", ()), _never(project.id)]}
        if stated.get("committed"):
            never[path] = False
        phrase = say("{project} not built", project=project.name)
        yield Reform(
            f"without/{project.id}", Lever.INSTITUTION, phrase, never, 0 if project.committed else -1
        )


def _never(project: str) -> dict[str, object]:
    """A target that leaves a work out and everything else, its dependants too, as it is stated."""
    return {"name": f"without {project}", "metric": "projects", "where": {"project": project}, "at_most": 0}


def _capacity(scenario: Scenario) -> Iterator[Reform]:
    """Administrative capacity one point and a quarter larger, in every year that has a limit."""
    limit = scenario.problem.limits.admin_capacity
    if limit is None:
        return
    path = "limits.admin_capacity"
    one = tuple(1.0 if isfinite(amount) else 0.0 for amount in limit)
    quarter = tuple(MORE * amount if isfinite(amount) else 0.0 for amount in limit)
    yield Reform(
        "capacity_one_more", Lever.CAPACITY, say("one point more of administrative capacity a year"),
        {path: {"plus": 1}}, 1, one,
    )  # fmt: skip
    yield Reform(
        "capacity_quarter_more", Lever.CAPACITY, say("a quarter more administrative capacity"),
        {path: {"times": 1.0 + MORE}}, 1, quarter,
    )  # fmt: skip


def _together(found: tuple[Reform, ...]) -> Iterator[Reform]:
    """Procedures shorter, all institutions built and a quarter more capacity, as far as there are: reforms help or get
    in each other's way, so that their values do not add up.
    """
    chosen = [
        each
        for each in found
        if each.id in ("shorter", "capacity_quarter_more") or each.id.startswith("with/")
    ]
    if len(chosen) > 1:
        changes = {path: value for each in chosen for path, value in each.changes.items()}
        only = 0 if any(each.may_only < 0 for each in chosen) else 1
        yield Reform("together", Lever.TOGETHER, say("all these reforms together"), changes, only)


COLUMNS = {
    "reform": ColumnKind.TEXT,
    "lever": ColumnKind.TEXT,
    "status": ColumnKind.TEXT,
    "objective": ColumnKind.AMOUNT,
    "objective_change": ColumnKind.AMOUNT,
    "change_at_least": ColumnKind.AMOUNT,
    "change_at_most": ColumnKind.AMOUNT,
    "price_says": ColumnKind.AMOUNT,
    "works_gained": ColumnKind.AMOUNT,
    "works_lost": ColumnKind.AMOUNT,
    "works_earlier": ColumnKind.AMOUNT,
    "works_later": ColumnKind.AMOUNT,
    "years_earlier": ColumnKind.AMOUNT,
}


def reform_table(
    scenario: Scenario,
    asked: tuple[Reform, ...],
    base: Replan,
    found: Mapping[str, Replan],
    telling: Telling,
) -> Table:
    """One row for each reform that was planned anew."""
    rows = [_row(scenario, reform, base, found[reform.id], telling) for reform in asked if reform.id in found]
    return table({**COLUMNS, **metric_columns(base), "sentence": ColumnKind.TEXT}, rows, key=1)


def price_says(base: Replan, more: tuple[float, ...]) -> float:
    """What the prices of the plan promise for more administrative capacity: `Σ price[t] * more[t]`."""
    prices = [(int(key[-1]), price) for key, price in base.prices.items() if key[0] is Family.ADMIN_CAPACITY]
    return sum((price * more[year] for year, price in sorted(prices)), 0.0)


def _row(scenario: Scenario, reform: Reform, base: Replan, other: Replan, telling: Telling) -> Row:
    what = telling.what(base, other, may_only=reform.may_only)
    promised = None if reform.more is None else price_says(base, reform.more)
    head: Row = (reform.id, reform.lever.value, other.status.value)
    said = telling.language
    if other.objective is None:
        sentence = said("With {reform}, {what}.", reform=reform.phrase.spoken(said), what=what)
        empty: Row = (None,) * 4
        none: Row = (None,) * 5
        return (*head, *empty, promised, *none, *metric_changes(base, other), sentence)
    moved = change(base, other, may_only=reform.may_only)
    works = list(works_that_move(base, other, scenario))
    delays = [each.delay for each in works if each.delay is not None and abs(each.delay) > MOVED]
    counts = [
        sum(each.move is Move.NEW for each in works),
        sum(each.move is Move.LOST for each in works),
        sum(delay < 0.0 for delay in delays),
        sum(delay > 0.0 for delay in delays),
    ]
    # what is earlier less what is later, so that a work that makes room for another counts, too
    earlier = -sum(delays) + 0.0
    text = (
        "With {reform}, {what}; works gained: {gained}, lost: {lost}, earlier: {earlier}, later: {later}."
        if promised is None
        else "With {reform}, {what} (its price says {price}); works gained: {gained}, lost: {lost}, "
        "earlier: {earlier}, later: {later}."
    )
    gained, lost, early, late = (said.number(float(count), 0) for count in counts)
    sentence = said(
        text, reform=reform.phrase.spoken(said), what=what, gained=gained, lost=lost, earlier=early, later=late,
        price="" if promised is None else telling.worth(promised),
    )  # fmt: skip
    amounts: Row = (other.objective, moved.found, moved.least, moved.most, promised)
    return (*head, *amounts, *(float(n) for n in counts), earlier, *metric_changes(base, other), sentence)
