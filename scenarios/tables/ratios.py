"""ratios.csv: what lenders, owners and the budget office ask of each project, vehicle and debt, and of the plan.

Key: subject, id, mode, source, measure (in the order of `Measure`), year. A measure that does not exist has no row; a
rate or a time that is looked for and not found has one without value, whose `statement` says why.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from finance.horizon import Floats
from scenarios.language import Language
from scenarios.table import ColumnKind, Row, Table
from scenarios.tables.account import Account
from scenarios.tables.appraisal import Finding, Flows, Measure, economic, financial, rate
from scenarios.tables.debts import Debt
from scenarios.tables.rates import every_rate, reported
from scenarios.tables.vehicle_measures import Owed, measures

COLUMNS = {
    "subject": ColumnKind.TEXT,
    "id": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "source": ColumnKind.TEXT,
    "measure": ColumnKind.TEXT,
    "year": ColumnKind.YEAR_OR_NONE,
    "value": ColumnKind.AMOUNT,
    "statement": ColumnKind.TEXT,
}

Key = tuple[str, str | None, str | None, str | None]
"""Subject, id, mode, source."""


def ratios(account: Account, owed: Iterable[Debt], language: Language) -> Table:
    """All measures. Subjects: `debt` (a tranche owed by a vehicle, or without id by the public side), `portfolio`,
    `project` (under a mode) and `vehicle`.
    """
    found: dict[Key, list[Finding]] = {}
    for part in (_debts(owed, language), _returns(account, language), _vehicles(account, language)):
        for key, findings in part:
            found.setdefault(key, []).extend(findings)
    order = {measure: position for position, measure in enumerate(Measure)}
    start = account.columns.problem.horizon.start
    rows: list[Row] = []
    for key in sorted(found, key=lambda key: [part or "" for part in key]):
        for each in sorted(found[key], key=lambda each: (order[each.measure], each.year or 0)):
            year = None if each.year is None else start + each.year
            rows.append((*key, each.measure.value, year, each.value, each.statement))
    return Table(COLUMNS, tuple(rows))


def _debts(owed: Iterable[Debt], language: Language) -> Iterator[tuple[Key, list[Finding]]]:
    """How long a unit of each debt is outstanding."""
    for debt in owed:
        life = debt.average_life
        why = language("Not repaid within the years modelled.") if life is None else None
        key = ("debt", debt.vehicle, debt.mode.value, str(debt.tranche.id))
        yield key, [Finding(Measure.AVERAGE_LIFE, life, statement=why)]


def _returns(account: Account, language: Language) -> Iterator[tuple[Key, list[Finding]]]:
    """Financial and economic measures of every project that is begun, every vehicle of such, and the plan."""
    columns, assumptions = account.columns, account.columns.problem.assumptions
    begun = np.unique(columns.start_option[account.started])
    books = [number for number in account.exact if account.exact_projects[number]]
    keys: list[Key] = [("project", *account.option_key(int(o)), None) for o in begun]
    keys += [("vehicle", columns.vehicles[v][0], columns.vehicles[v][1].value, None) for v in books]
    keys += [("portfolio", None, None, None)] if len(begun) else []

    def gathered(by_option: Floats) -> Floats:
        rows = (by_option[begun], account.by_vehicle(by_option)[books], by_option.sum(axis=0, keepdims=True))
        return reported(np.concatenate(rows)[: len(keys)])

    parts = [
        gathered(by_option)
        for by_option in (
            account.project_flow, account.capital, account.benefit_real, account.capital_real, account.opex_real,
        )
    ]  # fmt: skip
    flows = [Flows(*rows) for rows in zip(*parts, strict=True)]
    real = [each.economic(assumptions.conversion_factor) for each in flows]
    table = np.array([*(each.flow for each in flows), *real]).reshape(-1, columns.years)
    rates = every_rate(table)
    for i, (key, each) in enumerate(zip(keys, flows, strict=True)):
        findings = list(financial(each, assumptions, language))
        if each.flow.any():
            findings.append(rate(Measure.IRR, each.flow, rates[i], language))
        findings += economic(each, assumptions, language)
        if each.benefit_real.any():
            findings.append(rate(Measure.ECONOMIC_IRR, real[i], rates[len(keys) + i], language))
        yield key, findings


def _vehicles(account: Account, language: Language) -> Iterator[tuple[Key, list[Finding]]]:
    """Cover, cost of capital and what owners earn: of every vehicle, and of every project within it."""
    terms = {tranche.id: tranche.terms for tranche in account.columns.tranches}
    asked: list[tuple[Key, Owed]] = []
    for number, vehicle in account.exact.items():
        mode = vehicle.mode.value
        if projects := account.exact_projects[number]:
            asked.append((("vehicle", vehicle.vehicle, mode, None), Owed(vehicle, vehicle.flow, terms)))
            asked += [
                (("project", id_, mode, None), Owed(vehicle, flow, terms)) for id_, flow in projects.items()
            ]
    flows = [reported(line) for _, owed in asked for line in (owed.flow.project_flow, owed.flow.equity_flow)]
    rates = every_rate(np.array(flows).reshape(-1, account.columns.years))
    for i, (key, owed) in enumerate(asked):
        told = [
            rate(measure, flows[j], rates[j], language)
            for measure, j in ((Measure.IRR_AFTER_TAX, 2 * i), (Measure.EQUITY_IRR, 2 * i + 1))
            if flows[j].any()
        ]
        yield key, [*told, *measures(owed, language)]
