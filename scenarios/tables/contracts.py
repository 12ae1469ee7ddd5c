"""contracts.csv: what each contract may cost the public side, only where the scenario states contracts.

Key: project, mode, measure, cause, year. Years that are empty: present values of the whole contract. `unit` says what
`amount` counts: money or share.
"""

from collections.abc import Iterator

from finance.horizon import Floats
from finance.partnership.guarantee import GuaranteeCost
from scenarios.partnership.contracts import ContractAccount, Contracts
from scenarios.table import ColumnKind, Row, Table, table
from scenarios.tables.account import REPORTED

COLUMNS = {
    "project": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "measure": ColumnKind.TEXT,
    "cause": ColumnKind.TEXT,
    "year": ColumnKind.YEAR_OR_NONE,
    "unit": ColumnKind.TEXT,
    "amount": ColumnKind.AMOUNT,
}

MEASURES = (
    "planned_revenue",
    "public_to_operator",
    "operator_to_public",
    "guaranteed_revenue",
    "guarantee_expected",
    "guarantee_confident",
    "guarantee_chance",
    "shared_to_public_expected",
    "shared_to_public_confident",
    "shared_to_public_chance",
    "shared_to_operator_expected",
    "shared_to_operator_confident",
    "shared_to_operator_chance",
    "monitoring",
    "termination",
)
"""What is told. `public_to_operator`, `operator_to_public`: all that the plan and the terms are expected to make the
sides pay each other: state capital, availability payments and support one way, shared revenue the other. `_confident`:
not exceeded with the scenario's confidence, by each year for itself, or by the whole contract in its present value;
`_chance`: how likely anything is paid in a year."""

Cells = tuple[str, str | None, int | None, str, float]
"""Measure, cause, year index, unit, amount."""


def contracts(found: Contracts) -> Table:
    """Every amount above 0, and present values also where they are 0."""
    start = found.account.columns.problem.horizon.start
    rows: list[Row] = [
        (entry.project, entry.mode, measure, cause, None if year is None else start + year, unit, amount)
        for entry in found.entries
        for measure, cause, year, unit, amount in _cells(entry)
    ]
    return table(COLUMNS, rows, key=5)


def _cells(entry: ContractAccount) -> Iterator[Cells]:
    yield from _years("planned_revenue", entry.flows.users_to_operator)
    yield from _years("public_to_operator", entry.flows.public_to_operator)
    yield from _years("operator_to_public", entry.flows.operator_to_public)
    yield from _years("monitoring", entry.monitoring)
    if entry.guaranteed is not None:
        yield from _years("guaranteed_revenue", entry.guaranteed)
    for name, cost in (
        ("guarantee", entry.guarantee),
        ("shared_to_public", entry.to_public),
        ("shared_to_operator", entry.to_operator),
    ):
        if cost is not None:
            yield from _cost(name, cost)
    for cause, paid in (entry.early_end or {}).items():
        yield from _years("termination", paid, cause.value)


def _cost(name: str, cost: GuaranteeCost) -> Iterator[Cells]:
    yield f"{name}_expected", None, None, "money", cost.expected_pv
    yield f"{name}_confident", None, None, "money", cost.confident_pv
    yield from _years(f"{name}_expected", cost.expected)
    yield from _years(f"{name}_confident", cost.confident)
    for year, chance in enumerate(cost.chance_called):
        if chance > 0.0:
            yield f"{name}_chance", None, year, "share", float(chance)


def _years(measure: str, amounts: Floats, cause: str | None = None) -> Iterator[Cells]:
    for year, amount in enumerate(amounts):
        if amount >= REPORTED:
            yield measure, cause, year, "money", float(amount)
