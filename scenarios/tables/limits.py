"""limits.csv: every limit, how far it is, what a unit more would bring. Key: family, key, year."""

from optimizer.plan import Plan, RowKey
from scenarios.table import ColumnKind, Row, Table, table
from scenarios.wording import Wording, limit_of, slack_of

COLUMNS = {
    "family": ColumnKind.TEXT,
    "key": ColumnKind.TEXT,
    "year": ColumnKind.YEAR_OR_NONE,
    "activity": ColumnKind.AMOUNT,
    "limit": ColumnKind.AMOUNT,
    "slack": ColumnKind.AMOUNT,
    "binding": ColumnKind.FLAG,
    "price": ColumnKind.AMOUNT,
    "unit": ColumnKind.TEXT,
    "sentence": ColumnKind.TEXT,
}


def limits(plan: Plan, words: Wording) -> Table:
    """All limits of the plan. `unit` is what a row counts: money of the file's unit, share, hectare …"""
    start = plan.problem.horizon.start
    rows: list[Row] = []
    for row in plan.limits:
        key, year = key_and_year(row.key, start)
        rows.append(
            (
                row.family.value, key, year, row.activity, limit_of(row), slack_of(row), row.is_binding,
                row.price, words.unit_of(row.key), words.sentence(row, plan.kind),
            )
        )  # fmt: skip
    return table(COLUMNS, rows, key=3)


def key_and_year(key: RowKey, start: int) -> tuple[str, int | None]:
    """The key's parts joined by `/`, the calendar year apart; None for a limit over all years."""
    parts: tuple[str | int, ...] = key[1:]
    if parts and isinstance(parts[-1], int):
        return "/".join(str(part) for part in parts[:-1]), start + parts[-1]
    return "/".join(str(part) for part in parts), None
