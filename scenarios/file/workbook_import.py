"""A filled workbook to a document: sheet by sheet, every fault by its sheet and row."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scenarios.faults import Fault, ScenarioError, say, shown
from scenarios.file.input_folder import InputFolder
from scenarios.file.kinds import ListOf, Record
from scenarios.file.reading import Reading
from scenarios.file.schema import LIMITS, SCENARIO
from scenarios.file.schema_items import SEGMENT
from scenarios.file.sheets import attach_demand, blocks, cell_address, put_cell
from scenarios.file.tree import Block, Origin, Place
from scenarios.file.workbook_cells import Book
from scenarios.file.yaml_text import Refused, scalar
from scenarios.loading import scenario_of
from scenarios.scenario import Scenario

SETTINGS = "Settings"
LIST_SHEETS = {"Sources": "sources", "Clusters": "clusters", "Projects": "projects", "Targets": "targets"}
ALL_YEARS = "all"


def import_workbook(path: str | Path) -> dict[str, Any]:
    """The document that a workbook states; raises `ScenarioError` with every fault by sheet and row."""
    return dict(scenario_of_workbook(path).document)


def scenario_of_workbook(path: str | Path) -> Scenario:
    """The scenario that a workbook states."""
    path = Path(path)
    folder = InputFolder(path.resolve().parent)
    faults: list[Fault] = []
    origin = Origin(folder.name_of(path), "row")
    try:
        tree = _tree(Book(folder.read(path), origin), origin, faults)
    except Refused as refused:
        raise ScenarioError([*faults, refused.fault]) from None
    return scenario_of(tree, origin, None, faults, tuple(folder.files.values()))


def _tree(book: Book, origin: Origin, faults: list[Fault]) -> Block:
    """The tree that the sheets state together."""
    place = Place(origin)
    tree = Block(place)
    reading = Reading(tree, place, faults)
    known = (SETTINGS, *LIST_SHEETS, "Demand", "Limits", "Lists")
    for title in book.sheets:
        if title not in known:
            nearest = reading.speller.nearest(title, known)
            allowed = say("one of {options}", options=", ".join(known[:-1]))
            faults.append(
                Fault.at(place, "", say("the unknown sheet {name}", name=shown(title)), allowed, nearest)
            )
    if SETTINGS in book.sheets:
        _settings(book, tree, reading)
    for title, name in LIST_SHEETS.items():
        if title in book.sheets:
            with reading.inside(tree, name, name):
                series = blocks(book.rows(title), _item(name), reading, Origin(origin.name, "row", title))
            if series:
                tree[name] = series
    if "Demand" in book.sheets:
        with reading.inside(tree, "demand", "clusters.demand"):
            rows = blocks(
                book.rows("Demand"), SEGMENT, reading, Origin(origin.name, "row", "Demand"), "cluster"
            )
        attach_demand(tree.get("clusters", []), rows, reading)
    if "Limits" in book.sheets:
        _limits(book, tree, reading)
    return tree


def _item(name: str) -> Record:
    """The record of a list's items; clusters get their demand from a sheet of its own."""
    kind = SCENARIO.by_name[name].kind
    assert isinstance(kind, ListOf)
    assert isinstance(kind.item, Record)
    return kind.item


def _settings(book: Book, tree: Block, reading: Reading) -> None:
    """Rows of field and value."""
    origin = Origin(reading.place.origin.name, "row", SETTINGS)
    for number, cells in book.rows(SETTINGS):
        place = Place(origin, number)
        head, value = (cells[index] if index < len(cells) else None for index in (0, 1))
        if number == 1 or value is None or (isinstance(value, str) and not value.strip()):
            continue
        column = cell_address(SCENARIO, str(head).strip()) if head is not None else None
        if column is None or column.keys[0] in LIST_SHEETS.values():
            nearest = reading.speller.nearest(head, SCENARIO.by_name)
            found = say("the unknown field {head}", head=shown(head if head is not None else ""))
            reading.faults.append(Fault.at(place, "", found, say("a field of the settings, dotted"), nearest))
            continue
        put_cell(tree, column, value, reading, place)


def _limits(book: Book, tree: Block, reading: Reading) -> None:
    """Rows of year and limits; the row `all` holds for every year."""
    origin = Origin(reading.place.origin.name, "row", "Limits")
    heads: Sequence[Any] = ()
    for number, cells in book.rows("Limits"):
        place = Place(origin, number)
        if number == 1:
            heads = [str(cell).strip() if cell is not None else "" for cell in cells]
            for head in heads[1:]:
                if head and head not in LIMITS.by_name:
                    nearest = reading.speller.nearest(head, LIMITS.by_name)
                    allowed = say("the keys {names}", names=", ".join(LIMITS.by_name))
                    fault = Fault.at(
                        place, "limits", say("the unknown column {head}", head=shown(head)), allowed, nearest
                    )
                    reading.faults.append(fault)
            continue
        if not cells or (isinstance(cells[0], str) and cells[0].startswith("#")):
            continue
        for head, cell in list(zip(heads, cells, strict=False))[1:]:
            if head in LIMITS.by_name and cell is not None:
                _limit(tree, reading, place, head, cells[0], cell)


def _limit(tree: Block, reading: Reading, place: Place, name: str, year: Any, cell: Any) -> None:
    """One amount of a limit, for a year or for all."""
    limits = tree.setdefault("limits", Block(place))
    amount = scalar(cell.strip()) if isinstance(cell, str) else cell
    if isinstance(year, str) and year.strip().lower() == ALL_YEARS:
        if name in limits:
            reading.faults.append(
                Fault.at(
                    place, f"limits.{name}", say("{name} a second time", name=name), say("each one once")
                )
            )
        limits[name] = amount
        limits.lines[name] = place
        return
    by_year = limits.setdefault(name, Block(place))
    if not isinstance(by_year, Block):
        found = say("an amount for a year beside one for all years")
        reading.faults.append(Fault.at(place, f"limits.{name}", found, say("one of the two")))
        return
    if year in by_year:
        reading.faults.append(
            Fault.at(
                place, f"limits.{name}", say("the year {year} a second time", year=year), say("each key once")
            )
        )
    by_year[year if year is not None else ""] = amount
    by_year.lines[year if year is not None else ""] = place
