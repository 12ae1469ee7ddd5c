"""estimates.csv: what works should cost by official unit costs, only where the scenario states quantities.

Key: project, number (lines in the order of the estimate, then total and what the scenario states instead).
"""

from collections.abc import Iterator, Mapping, Sequence

from scenarios.costing.estimate import Estimate, Line, Part
from scenarios.costing.norm import NormBook, norm_book
from scenarios.faults import Phrase, say
from scenarios.language import Language
from scenarios.table import ColumnKind, Row, Table, table

COLUMNS = {
    "project": ColumnKind.TEXT,
    "number": ColumnKind.YEAR,
    "part": ColumnKind.TEXT,
    "name": ColumnKind.TEXT,
    "code": ColumnKind.TEXT,
    "quantity": ColumnKind.AMOUNT,
    "unit": ColumnKind.TEXT,
    "unit_cost": ColumnKind.AMOUNT,
    "factor": ColumnKind.AMOUNT,
    "amount": ColumnKind.AMOUNT,
    "source": ColumnKind.TEXT,
}

TOTAL, STATED = "total", "stated"

PARTS: Mapping[str, Phrase] = {
    Part.CLEARANCE: say("Compensation and land clearance"),
    Part.CONTINGENCY: say("Contingency"),
    Part.INTEREST: say("Interest during construction"),
    TOTAL: say("Total by norms"),
    STATED: say("Stated in the scenario"),
}
"""What the lines are called that have no name of their own."""


def estimates(found: Sequence[Estimate], language: Language) -> Table:
    """The lines of every estimate, its total, and what the scenario states with a word where that is far off."""
    book = norm_book()
    rows = [row for each in found for row in _rows(each, book, language)]
    return table(COLUMNS, rows, key=2)


def _rows(each: Estimate, book: NormBook, language: Language) -> Iterator[Row]:
    for number, line in enumerate(each.lines, 1):
        yield _row(each.project, number, line, book, language)
    at = len(each.lines) + 1
    yield _sum(each.project, at, TOTAL, each.total, None, language)
    if each.stated is None:
        return
    words = None
    if each.is_far and each.difference is not None:
        share = ("+" if each.difference > 0.0 else "") + language.percent(each.difference)
        words = language("{share} off the estimate: give the reason.", share=share)
    yield _sum(each.project, at + 1, STATED, each.stated, words, language)


def _row(project: str, number: int, line: Line, book: NormBook, language: Language) -> Row:
    name, source, code, unit = line.name, None, None, None
    if line.part in PARTS:
        name = PARTS[line.part].spoken(language)
    if line.norm is not None:
        name, code, unit = line.norm.title.spoken(language), line.norm.code, line.norm.unit
        source = language("{book}, table {table}", book=book.title.spoken(language), table=line.norm.table)
    return (
        project, number, line.part.value, name, code, line.quantity, unit, line.unit_cost, line.factor,
        line.amount, source,
    )  # fmt: skip


def _sum(project: str, number: int, part: str, amount: float, words: str | None, language: Language) -> Row:
    return (project, number, part, PARTS[part].spoken(language), None, None, None, None, None, amount, words)
