"""Lists that people keep in a spreadsheet: CSV and XLSX tables in place of a list.

The first row holds field names, dotted for fields inside fields (`start.earliest`, `ceiling.2027`, `modes.ppp.delay`,
`tranches.1.rate`). An empty cell states nothing. Lists in a cell are split by `;`. A row whose first cell begins with
`#` is a comment.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from scenarios.faults import Fault, say, shown
from scenarios.file.column_heads import (
    EXAMPLE_YEAR,
    address,
    columns_inside,
    group_named,
    holds_years,
    years_in,
)
from scenarios.file.input_folder import InputFolder
from scenarios.file.kinds import (
    Choice,
    Day,
    Kind,
    ListOf,
    Name,
    Record,
    Reference,
    Shapes,
    Text,
    is_year_like,
)
from scenarios.file.reading import BAD, Reading
from scenarios.file.schema import SCENARIO, TABLES
from scenarios.file.schema_items import SEGMENT
from scenarios.file.tree import UNREAD, Block, Origin, Place, Series
from scenarios.file.yaml_text import MAX_ITEMS, MAX_NODES, Refused, decoded, scalar

MAX_COLUMNS = 1_000

Rows = Iterable[tuple[int, Sequence[Any]]]
"""Row number (the first row of the file is 1) and the cells."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the keys from the row to its field, and how a cell becomes a value."""

    head: str
    number: int
    keys: tuple[Any, ...]
    value_of: Callable[[Any], Any]
    holds_years: bool = False


def read_tables(tree: Block, path: Path, folder: InputFolder, faults: list[Fault]) -> None:
    """Puts the rows of every table that `tree` names in its place; a table that cannot be read becomes `UNREAD`."""
    reading = Reading(tree, tree.place, faults)
    for name in TABLES:
        reference = tree.get(name)
        if not isinstance(reference, Block):
            continue
        item = _item_of(name)
        with reading.inside(tree, name, name):
            stated = reading.read(TABLES[name], reference)
            if stated is BAD or "table" not in stated:
                tree[name] = UNREAD
                continue
            rows = _rows_of(stated, item, reading, reference, path, folder)
            if rows is not None and "demand" in stated:
                with reading.inside(reference, "demand", "demand"):
                    demand = _rows_of(
                        stated["demand"], SEGMENT, reading, reference["demand"], path, folder, "cluster"
                    )
                attach_demand(rows, demand or Series(rows.place), reading)
        tree[name] = UNREAD if rows is None else rows


def _item_of(name: str) -> Record:
    """Kind of the rows of a top list."""
    kind = SCENARIO.by_name[name].kind
    assert isinstance(kind, ListOf)
    assert isinstance(kind.item, Record)
    return kind.item


def attach_demand(clusters: Series, rows: Series, reading: Reading) -> None:
    """Hands each segment of a demand table to the cluster that its column `cluster` names."""
    by_id = {cluster["id"]: cluster for cluster in clusters if isinstance(cluster.get("id"), str)}
    for row in rows:
        owner = row.pop("cluster", None)
        cluster = by_id.get(owner) if isinstance(owner, str) else None
        if cluster is None:
            found = say("{value}, which is not known", value=shown(owner)) if owner else say("nothing stated")
            nearest = reading.speller.nearest(owner, by_id)
            allowed = say("the id of a cluster")
            reading.faults.append(Fault.at(row.place, "clusters.demand.cluster", found, allowed, nearest))
            continue
        cluster.setdefault("demand", Series(row.place)).append(row)


def cell_address(item: Record, head: str) -> Column | None:
    """The column that a dotted head names, None where the fields of `item` know none that fits a cell."""
    plan = address(item, head.split("."))
    return None if plan is None else Column(head, 0, plan[0], _converter(plan[1]), holds_years(plan[1]))


def _rows_of(
    stated: dict[str, Any],
    item: Record,
    reading: Reading,
    reference: Block,
    path: Path,
    folder: InputFolder,
    extra: str | None = None,
) -> Series | None:
    """The rows of one table as blocks; None, with a fault noted, where the file cannot be read."""
    table, sheet = stated["table"], stated.get("sheet")
    with reading.inside(reference, "table", "table"):
        target = folder.inside(path, table)
        if target is None:
            reading.fault(say("the file {name}", name=shown(table)), say("a file in this folder or below"))
            return None
        suffix = target.suffix.lower()
        if suffix not in (".csv", ".xlsx"):
            reading.fault(say("the file {name}", name=shown(table)), say("a .csv or .xlsx file"))
            return None
        if suffix == ".csv" and sheet is not None:
            reading.fault(say("a sheet of a CSV file"), say("a sheet only with an .xlsx file"))
            return None
        try:
            data = folder.read(target)
            origin = Origin(folder.name_of(target), "row", sheet)
            if suffix == ".csv":
                return blocks(csv_rows(decoded(data, origin), origin), item, reading, origin, extra)
            from scenarios.file.workbook_cells import sheet_rows

            rows, title = sheet_rows(data, origin, sheet)
            return blocks(rows, item, reading, Origin(origin.name, "row", title), extra)
        except Refused as refused:
            fault = refused.fault
            if fault.file == folder.name_of(target) and fault.line is None:
                # A table that is not there is looked for where the scenario names it.
                reading.fault(
                    say("the file {name}: {found}", name=shown(table), found=fault.found),
                    fault.allowed,
                    fault.nearest,
                )
            else:
                reading.faults.append(fault)
            return None


def csv_rows(text: str, origin: Origin) -> Rows:
    """Rows of a CSV text; the separator is `;` or a tab where the head has no comma."""
    head = text[: text.find("\n") + 1] or text
    separator = "," if "," in head else ";" if ";" in head else "\t" if "\t" in head else ","
    number = 0
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1
        ):
            yield number, cells
    except csv.Error as error:
        found = say("a row that cannot be read ({words})", words=str(error))
        raise Refused(Fault.at(Place(origin, number + 1), "", found, say("correct CSV"))) from None


def blocks(rows: Rows, item: Record, reading: Reading, origin: Origin, extra: str | None = None) -> Series:
    """One block per row, fields nested by the dotted heads of the first row.

    `extra`: one more column of text beside the fields of `item`.
    """
    series = Series(Place(origin, 1))
    columns: list[Column] | None = None
    count = 0
    for number, cells in rows:
        if columns is None:
            columns = _columns(cells, item, reading, Place(origin, number), extra)
            continue
        first = cells[0] if cells else None
        if isinstance(first, str) and first.startswith("#"):
            continue
        place = Place(origin, number)
        block = _block(cells, columns, reading, place)
        if block is None:
            continue
        count += sum(1 for cell in cells if cell not in (None, ""))
        if len(series) >= MAX_ITEMS:
            found = say("a list of more than {limit} items", limit=MAX_ITEMS)
            raise Refused(
                Fault.at(place, "", found, say("at most {limit} items in one list", limit=MAX_ITEMS))
            )
        if count > MAX_NODES:
            found = say(
                "more than {limit} values, aliases counted as often as they are used", limit=MAX_NODES
            )
            raise Refused(
                Fault.at(place, "", found, say("at most {limit} values in one file", limit=MAX_NODES))
            )
        series.append(block)
        series.lines.append(place)
    if columns is None:
        raise Refused(
            Fault.at(
                Place(origin), "", say("an empty file"), say("a row of field names, then one row per item")
            )
        )
    return series


def _columns(
    heads: Sequence[Any], item: Record, reading: Reading, place: Place, extra: str | None
) -> list[Column]:
    """The columns that a head row names, outer fields before inner ones and list positions in order."""
    columns: dict[str, Column] = {}
    unknown: list[Column] = []
    if len(heads) > MAX_COLUMNS:
        found = say("more than {limit} columns", limit=MAX_COLUMNS)
        raise Refused(Fault.at(place, "", found, say("at most {limit} columns", limit=MAX_COLUMNS)))
    for number, cell in enumerate(heads):
        head = str(cell).strip() if cell is not None else ""
        if not head:
            continue
        path = ".".join(label for _, _, label in reading.trail if label != "table")
        if head in columns:
            fault = Fault.at(
                place, path, say("the column {head} a second time", head=shown(head)), say("each column once")
            )
            reading.faults.append(fault)
            unknown.append(Column(head, number, (head,), lambda _: UNREAD))
            continue
        plan = ((head,), Text()) if head == extra else address(item, head.split("."))
        if plan is None:
            names = [*item.by_name, *([extra] if extra else [])]
            first, dot, rest = head.partition(".")
            field = first if first in names else reading.speller.nearest(first, names)
            nearest = None if field is None or field == first else field + dot + rest
            # What the column was meant to state is not missed a second time in every row.
            unknown.append(Column(head, number, (field or head,), lambda _: UNREAD))
            found = say("the unknown column {head}", head=shown(head))
            allowed = say("the fields {names}, with dots for fields inside fields", names=", ".join(names))
            group = group_named(item, head.split("."))
            if group is not None:
                inside = columns_inside(head, group, _first_year(reading))
                found = say("the column {head}, a group of fields that no cell can hold", head=shown(head))
                allowed = say("a column for each: {columns}", columns=", ".join(inside))
            reading.faults.append(Fault.at(place, path, found, allowed, nearest))
            continue
        columns[head] = Column(head, number, plan[0], _converter(plan[1]), holds_years(plan[1]))
    return sorted(
        [*unknown, *columns.values()],
        key=lambda column: ([key for key in column.keys if isinstance(key, int)], len(column.keys)),
    )


def _first_year(reading: Reading) -> int:
    """The first year of the horizon, for an example; where it is not stated well, any."""
    horizon = reading.root.get("horizon")
    start = horizon.get("start") if isinstance(horizon, Block) else None
    return start if is_year_like(start) and isinstance(start, int) else EXAMPLE_YEAR


def _converter(kind: Kind) -> Callable[[Any], Any]:
    """How a cell becomes a value of `kind`: text columns keep text, others read numbers and true/false."""
    if isinstance(kind, (Text, Name, Reference, Choice, Day)):
        return lambda cell: cell.strip() if isinstance(cell, str) else cell
    if isinstance(kind, ListOf):
        convert = _converter(kind.item)
        return lambda cell: [convert(part) for part in cell.split(";")] if isinstance(cell, str) else [cell]
    if isinstance(kind, Shapes):
        items = None if kind.items is None else _converter(kind.items)
        single = items if kind.scalar is None else _converter(kind.scalar)
        assert single is not None
        return lambda cell: (
            items(cell) if items is not None and isinstance(cell, str) and ";" in cell else single(cell)
        )
    return lambda cell: scalar(cell.strip()) if isinstance(cell, str) else cell


def _block(cells: Sequence[Any], columns: list[Column], reading: Reading, place: Place) -> Block | None:
    """One row as nested blocks, None where it is empty."""
    block: Block | None = None
    known = set()
    for column in columns:
        known.add(column.number)
        cell = cells[column.number] if column.number < len(cells) else None
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            continue
        if block is None:
            block = Block(place)
        put_cell(block, column, cell, reading, place)
    for number, cell in enumerate(cells):
        if number not in known and cell not in (None, "") and str(cell).strip() and number >= 0:
            _stray(cell, number, reading, place)
            break
    return block


def _stray(cell: Any, number: int, reading: Reading, place: Place) -> None:
    """Notes a filled cell in a column without a name."""
    path = ".".join(label for _, _, label in reading.trail if label != "table")
    found = say("{value} in column {number}, which has no field name", value=shown(cell), number=number + 1)
    reading.faults.append(Fault.at(place, path, found, say("a field name at the top of each column")))


def put_cell(block: Block, column: Column, cell: Any, reading: Reading, place: Place) -> None:
    """Puts the value of a cell below `block` by the keys of its column."""
    value = column.value_of(cell)
    years = years_in(cell) if column.holds_years else []
    if years:
        label = str(block.get("id", block.get("name", place.line)))
        heads = ", ".join(f"{column.head}.{year}" for year in years)
        fault = Fault.at(
            place,
            ".".join([*(part for _, _, part in reading.trail if part != "table"), label, column.head]),
            say("amounts by year in one cell, {value}", value=shown(cell)),
            say("one number, or a column for each year: {columns}", columns=heads),
        )
        reading.faults.append(fault)
        value = UNREAD
    if isinstance(value, list):
        value = Series(place, value)
    holder: Any = block
    for key, following in pairwise(column.keys):
        inner = _entered(holder, key, following, place)
        if inner is UNREAD:
            return
        if inner is None:
            label = str(block.get("id", block.get("name", place.line)))
            found = say("{head} beside a value that leaves no room for it", head=shown(column.head))
            reading.faults.append(
                Fault.at(place, f"{label}.{column.head}", found, say("one way of stating the field"))
            )
            return
        holder = inner
    holder[column.keys[-1]] = value
    if isinstance(holder, Block) and holder.place != place:
        holder.lines[column.keys[-1]] = place


def _entered(holder: Any, key: Any, following: Any, place: Place) -> Any:
    """The container at `holder[key]`, made where there is none; None where something else stands there."""
    if isinstance(holder, Series):
        if key == len(holder):
            holder.append(Block(place))
        return holder[key] if key < len(holder) else None
    inner = holder.get(key)
    if inner is None:
        is_position = isinstance(following, int) and following < 1000
        inner = holder[key] = Series(place) if is_position else Block(place)
    elif isinstance(inner, Series) and isinstance(following, str):
        # `modes` lists the modes, `modes.ppp.delay` adds to one of them.
        if following not in inner:
            return None
        inner = holder[key] = Block(place, {name: Block(place) for name in inner})
    return inner if isinstance(inner, (Block, Series)) or inner is UNREAD else None
