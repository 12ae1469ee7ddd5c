"""infeasible.csv and repairs.csv: what would let a plan exist."""

from collections.abc import Iterator

from optimizer.endings import Infeasible, Repair
from scenarios.diagnosis_words import DiagnosisWords
from scenarios.repairing import as_settings, changes_of
from scenarios.table import Cell, ColumnKind, Row, Table, table
from scenarios.tables.limits import key_and_year

_KEY = {"family": ColumnKind.TEXT, "key": ColumnKind.TEXT, "year": ColumnKind.YEAR_OR_NONE}
_AMOUNTS = {"limit": ColumnKind.AMOUNT, "needed": ColumnKind.AMOUNT, "short_by": ColumnKind.AMOUNT}

COLUMNS = {**_KEY, **_AMOUNTS, "sentence": ColumnKind.TEXT}

REPAIRS_COLUMNS = {
    "repair": ColumnKind.TEXT, **_KEY, **_AMOUNTS, "change": ColumnKind.TEXT, "law": ColumnKind.TEXT,
    "sentence": ColumnKind.TEXT,
}  # fmt: skip

CONTRADICTIONS_COLUMNS = {"clash": ColumnKind.TEXT, "sentence": ColumnKind.TEXT}


def infeasible(ending: Infeasible, words: DiagnosisWords) -> Table:
    """The smallest repair, sorted by key."""
    return table(
        COLUMNS, ((*_cells(repair, words), words.words.repair(repair)) for repair in ending.repairs), key=3
    )


def repairs(ending: Infeasible, words: DiagnosisWords) -> Table:
    """Every repair: `1` is the smallest, `2` and on are the alternatives, `law` is what only another law would allow
    and `kept` what no repair relaxes because a law sets it. `change` is what `--set` takes.
    """
    return table(REPAIRS_COLUMNS, _rows(ending, words), key=4)


def contradictions(ending: Infeasible, words: DiagnosisWords) -> Table:
    """What contradicts what, in words."""
    rows = ((found.clash.value, words.contradiction(found)) for found in ending.contradictions)
    return table(CONTRADICTIONS_COLUMNS, rows, key=2)


def _rows(ending: Infeasible, words: DiagnosisWords) -> Iterator[Row]:
    numbered = enumerate([r for r in (ending.repairs, *ending.alternatives) if r], start=1)
    for number, changes in [*((str(n), r) for n, r in numbered), ("law", ending.by_law)]:
        for repair in changes:
            change = as_settings(changes_of(words.scenario, (repair,)))
            yield (number, *_cells(repair, words), change, None, words.words.repair(repair))
    start = words.scenario.problem.horizon.start
    for key, amount, article, sentence in words.kept():
        yield ("kept", key[0].value, *key_and_year(key, start), amount, None, None, None, article, sentence)


def _cells(repair: Repair, words: DiagnosisWords) -> tuple[Cell, ...]:
    start = words.scenario.problem.horizon.start
    return (
        repair.key[0].value, *key_and_year(repair.key, start), repair.limit, repair.needed, repair.short_by,
    )  # fmt: skip
