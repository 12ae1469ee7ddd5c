"""Cells of an XLSX sheet as rows of plain values; what a workbook can hide is refused by its cell."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from scenarios.faults import Fault, say, shown
from scenarios.file.tree import Origin, Place
from scenarios.file.yaml_text import MAX_ITEMS, Refused

MAX_UNPACKED = 200_000_000
MAX_COLUMNS = 1_000
_ERRORS = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)")


class Book:
    """An opened workbook."""

    def __init__(self, data: bytes, origin: Origin) -> None:
        import openpyxl

        self.origin = origin
        self.data = data
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                unpacked = sum(member.file_size for member in archive.infolist())
                self._formulas = _names_with_formulas(archive) if unpacked <= MAX_UNPACKED else False
            if unpacked > MAX_UNPACKED:
                found = say("a workbook that unpacks to {size} MB", size=unpacked // 1_000_000)
                allowed = say("at most {limit} MB unpacked", limit=MAX_UNPACKED // 1_000_000)
                raise Refused(Fault.at(Place(origin), "", found, allowed))
            with warnings.catch_warnings():
                # It warns of looks that it does not keep (validation, headers); values are what is read here.
                warnings.simplefilter("ignore")
                self.book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        except Refused:
            raise
        except Exception as error:  # openpyxl raises whatever its parsers meet
            found = say("a file that is no readable workbook ({words})", words=type(error).__name__)
            raise Refused(Fault.at(Place(origin), "", found, say("a workbook saved as .xlsx"))) from None

    @property
    def sheets(self) -> list[str]:
        """Names of the sheets with cells."""
        return [sheet.title for sheet in self.book.worksheets]

    def rows(self, title: str) -> Iterator[tuple[int, Sequence[Any]]]:
        """Row numbers and values of a sheet; a formula without a value and an error value are refused."""
        origin = Origin(self.origin.name, "row", title)
        sheet = self.book[title]
        sheet.reset_dimensions()
        formulas = self._unfilled_formulas(title) if self._formulas else {}
        empty = 0
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if len(cells) > MAX_COLUMNS:
                found = say("more than {limit} columns", limit=MAX_COLUMNS)
                raise Refused(
                    Fault.at(
                        Place(origin, number), "", found, say("at most {limit} columns", limit=MAX_COLUMNS)
                    )
                )
            for column, cell in enumerate(cells):
                if cell is None and (number, column) not in formulas:
                    continue
                if cell is None or (isinstance(cell, str) and _ERRORS.fullmatch(cell)):
                    found = say(
                        "the formula {formula} without a value",
                        formula=shown(formulas.get((number, column), "")),
                    )
                    if cell is not None:
                        found = say("the error value {value}", value=cell)
                    allowed = say("a workbook that was calculated and saved")
                    raise Refused(Fault.at(Place(origin, number), _column_name(column), found, allowed))
            if any(cell is not None for cell in cells):
                empty = 0
                yield number, cells
            else:
                empty += 1
                if empty > MAX_ITEMS:
                    return

    def _unfilled_formulas(self, title: str) -> dict[tuple[int, int], str]:
        """Formulas of a sheet by row number and column index."""
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(self.data), read_only=True, data_only=False)
        sheet = book[title]
        sheet.reset_dimensions()
        return {
            (number, column): cell
            for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)
            for column, cell in enumerate(cells)
            if isinstance(cell, str) and cell.startswith("=")
        }


def sheet_rows(
    data: bytes, origin: Origin, sheet: str | None
) -> tuple[Iterator[tuple[int, Sequence[Any]]], str]:
    """Rows of the sheet named, or of the first one, and the sheet's name."""
    from scenarios.faults import Speller

    book = Book(data, origin)
    if not book.sheets:
        raise Refused(
            Fault.at(
                Place(Origin(origin.name)), "", say("a workbook without sheets"), say("a sheet with a table")
            )
        )
    title = book.sheets[0] if sheet is None else sheet
    if title not in book.sheets:
        found = say("no sheet {name}", name=shown(title))
        allowed = say("one of {options}", options=", ".join(book.sheets))
        raise Refused(
            Fault.at(Place(Origin(origin.name)), "", found, allowed, Speller().nearest(title, book.sheets))
        )
    return book.rows(title), title


def _names_with_formulas(archive: zipfile.ZipFile) -> bool:
    """Whether any sheet holds a formula."""
    names = [
        name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")
    ]
    return any(b"<f>" in (text := archive.read(name)) or b"<f " in text for name in names)


def _column_name(index: int) -> str:
    """A, B … AA of a column counted from 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
