"""Tables of what holds a plan back, what would let one exist, and what is wrong with a file."""

from collections.abc import Iterable, Mapping

import pandas as pd

from dashboard.tables import Shown, amounts
from finance.horizon import Horizon
from optimizer.endings import Infeasible, Repair
from optimizer.plan import Family, Kind, LimitRow, RowKey
from optimizer.register import entry
from scenarios.diagnosis_words import DiagnosisWords
from scenarios.faults import SHOWN, Fault
from scenarios.language import Language
from scenarios.result import Result
from scenarios.scenario import Scenario
from scenarios.wording import Wording

GROUPS: Mapping[str, tuple[Family, ...]] = {
    "Ceilings and shares of sources": (
        Family.SOURCE_YEAR, Family.SOURCE_TOTAL, Family.SOURCE_FLOOR, Family.MAX_SHARE, Family.MIN_SHARE, Family.MATCH,
    ),
    "Public budget": (Family.RECURRENT, Family.PUBLIC_DEBT, Family.ADMIN_CAPACITY),
    "Targets": (Family.TARGET,),
    "Rules of the delivery modes": (
        Family.STATE_SHARE, Family.EQUITY_SHARE, Family.DSCR, Family.CASH_FLOOR, Family.EQUITY_RETURN,
        Family.LOCK_UP,
    ),
    "Land, tenants and services": (Family.DEMAND, Family.SERVICE, Family.LEASE_SUPPLY, Family.REQUIRES),
}  # fmt: skip
"""The limits that somebody can move, by who that is; sums and balances are nobody's."""

MOST = 8
"""Rows shown of a group; the result folder holds them all."""

UNFELT = 1e-6
"""A price below this is rounding."""


def binding(result: Result, language: Language) -> dict[str, Shown]:
    """Limits with a price by group, the dearest first: one row a limit, in the year in which it is dearest.

    The sentences leave out that prices of whole works hold while the chosen works stay: the screen says it once.
    """
    words = Wording(language, result.plan.problem, result.scenario.currency, result.scenario.unit)
    heads = [
        language("In words, where it is dearest"),
        language("Limit"),
        language("Binds in"),
        language("Shadow price"),
    ]
    price = amounts(language, 2)
    groups = {}
    for title, families in GROUPS.items():
        limits = _priced(result.plan.limits, families)
        rows = [
            (
                words.sentence(row, Kind.LP),
                language(entry(row.family, len(row.key) - 1).title),
                _span(limits[key], result.plan.problem.horizon, language),
                price(row.price),
            )
            for key, row in sorted(((key, _dearest(rows)) for key, rows in limits.items()), key=_by_price)[
                :MOST
            ]
        ]
        if rows:
            groups[language(title)] = Shown(pd.DataFrame(rows, columns=heads), language(title))
    return groups


def _priced(rows: Iterable[LimitRow], families: Iterable[Family]) -> dict[RowKey, list[LimitRow]]:
    """Rows of some families with a price, by their key without the year."""
    wanted = frozenset(families)
    found: dict[RowKey, list[LimitRow]] = {}
    for row in rows:
        if row.family in wanted and row.price is not None and abs(row.price) > UNFELT:
            key = row.key[:-1] if len(row.key) > 1 and isinstance(row.key[-1], int) else row.key
            found.setdefault(key, []).append(row)
    return found


def _weight(row: LimitRow) -> float:
    return abs(row.price or 0.0)


def _dearest(rows: list[LimitRow]) -> LimitRow:
    return max(rows, key=_weight)


def _by_price(limit: tuple[RowKey, LimitRow]) -> float:
    return -_weight(limit[1])


def contradictions(ending: Infeasible, scenario: Scenario, language: Language) -> Shown:
    """What contradicts what, one sentence a row."""
    words, head = DiagnosisWords(scenario, language), language("What contradicts what")
    said = [words.contradiction(found) for found in ending.contradictions]
    return Shown(pd.DataFrame({head: said}), head, wide=(head,))


def repairs(changes: Iterable[Repair], scenario: Scenario, language: Language) -> Shown:
    """A repair, one limit a row, in words."""
    words = Wording(language, scenario.problem, scenario.currency, scenario.unit)
    rows = []
    for repair in changes:
        unit = words.unit_of_input(repair.key)
        told = entry(repair.key[0], len(repair.key) - 1)
        numbers = (words.amount(number, unit) for number in (repair.limit, repair.needed, repair.short_by))
        rows.append((words.repair(repair), language(told.title), *numbers))
    heads = [
        language("What to change"),
        language("Limit"),
        language("Stands at"),
        language("Needed"),
        language("Short by"),
    ]
    return Shown(pd.DataFrame(rows, columns=heads), language("The repair, limit by limit"), wide=(heads[0],))


def faults(found: Iterable[Fault], language: Language) -> Shown:
    """Every fault of a file: where, which field, what was found, what is allowed, what is nearest."""
    rows = [
        (
            fault.where(language),
            fault.path or "–",
            fault.found.spoken(language),
            fault.allowed.spoken(language),
            fault.nearest or "–",
        )
        for fault in list(found)[:SHOWN]
    ]
    heads = [
        language("Where"),
        language("Field"),
        language("Found"),
        language("Allowed"),
        language("Did you mean"),
    ]
    return Shown(pd.DataFrame(rows, columns=heads), language("Faults of the file"))


def _span(rows: list[LimitRow], horizon: Horizon, language: Language) -> str:
    """Years from first to last, or all years."""
    found = [horizon.calendar(row.key[-1]) for row in rows if isinstance(row.key[-1], int)]
    if not found:
        return language("all years")
    first, last = min(found), max(found)
    return str(first) if first == last else f"{first}–{last}"
