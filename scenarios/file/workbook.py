"""The workbook that a scenario can be filled in with: one sheet per list, heads with notes, units and choices."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from finance.project import CLASS_OF_KIND
from scenarios.faults import say
from scenarios.file.kinds import (
    ByYear,
    Choice,
    Field,
    Flag,
    Kind,
    ListOf,
    MapOf,
    Name,
    Number,
    Record,
    Reference,
    Shapes,
    described,
)
from scenarios.file.schema import DEFAULT_OBJECTIVE, LIMITS, SCENARIO
from scenarios.file.schema_items import CLUSTER, MODE, PROJECT, SEGMENT, SOURCE
from scenarios.file.workbook_import import ALL_YEARS, LIST_SHEETS, SETTINGS
from scenarios.language import Code, Language

ROWS = 2_000
"""Rows of a template that offer lists of choices."""

YEARS = 10
SERVICES = ("water", "wastewater", "power", "housing")
"""Services that the columns of an empty template name."""

_LISTS = {*LIST_SHEETS.values(), "limits"}
_CLUSTER = Field("cluster", Reference("cluster"), say("the cluster it belongs to"))
_YEAR = say("year, or `all` for one limit in every year")


@dataclass(slots=True)
class _Sheet:
    """A sheet to be written: its heads in order, their fields, and its rows."""

    name: str
    heads: dict[str, Field | None] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)


def write_template(path: str | Path, code: Code = "en", first_year: int = 2027) -> None:
    """An empty workbook with a sheet for every part of a scenario."""
    write_workbook({"format": 1, "horizon": {"start": first_year}}, path, code)


def write_workbook(document: Mapping[str, Any], path: str | Path, code: Code = "en") -> None:
    """The document as a workbook; `workbook_import.import_workbook` reads the same scenario back."""
    import xlsxwriter

    language = Language(code)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF", "border": 1}),
        "label": book.add_format(
            {"italic": True, "font_color": "#5A6B73", "text_wrap": True, "valign": "top"}
        ),
        "cell": book.add_format({"valign": "top"}),
    }
    choices = _Choices(book)
    _write_settings(book, document, language, formats)
    first_year = document.get("horizon", {}).get("start", 2027)
    for sheet in _sheets(document, first_year):
        _write_sheet(book, sheet, language, formats, choices)
    choices.finish()
    book.close()


def _sheets(document: Mapping[str, Any], first_year: int) -> Iterator[_Sheet]:
    """Every sheet but the settings."""
    years = range(first_year, first_year + YEARS)
    lists: tuple[tuple[str, Record, Sequence[Mapping[str, Any]], tuple[Field, ...]], ...] = (
        ("Sources", SOURCE, [_with_steps(source) for source in document.get("sources", ())], ()),
        ("Clusters", _without(CLUSTER, "demand"), document.get("clusters", ()), ()),
        (
            "Demand",
            SEGMENT,
            [{"cluster": c["id"], **s} for c in document.get("clusters", ()) for s in c.get("demand", ())],
            (_CLUSTER,),
        ),
        ("Projects", PROJECT, document.get("projects", ()), ()),
    )
    for name, record, items, extra in lists:
        yield _listed(name, record, items, extra, years)
    yield _limits(document.get("limits", {}), years)
    target = SCENARIO.by_name["targets"].kind
    if isinstance(target, ListOf) and isinstance(target.item, Record):
        yield _listed("Targets", target.item, document.get("targets", ()), (), years)


def _with_steps(source: Mapping[str, Any]) -> Mapping[str, Any]:
    """A source whose steps state something each: one that takes all from its source states what it takes."""
    steps = source.get("tranches")
    if not steps or all(steps):
        return source
    taken = next(name for name in ("rate", "ceiling", "fee") if name in source or name == "fee")
    return {**source, "tranches": [step or {taken: source.get(taken, 0)} for step in steps]}


def _without(record: Record, name: str) -> Record:
    """A record less one field."""
    return Record(tuple(each for each in record.fields if each.name != name))


def _listed(
    name: str, record: Record, items: Sequence[Mapping[str, Any]], extra: tuple[Field, ...], years: range
) -> _Sheet:
    """A sheet with one row per item; columns that every template has, and those that the items use."""
    whole = Record((*extra, *record.fields))
    sheet = _Sheet(name)
    sheet.rows = [dict(cells_of(whole, item)) for item in items if name != "Clusters" or item]
    if name == "Clusters":
        sheet.rows = [{k: v for k, v in row.items() if not k.startswith("demand.")} for row in sheet.rows]
    used: dict[str, None] = {head: None for row in sheet.rows for head in row}
    heads = [*_usual_heads(whole, years), *used]
    order = {each.name: number for number, each in enumerate(whole.fields)}
    for head in sorted(dict.fromkeys(heads), key=lambda head: order[head.partition(".")[0]]):
        sheet.heads[head] = field_of(whole, head)
    return sheet


def _usual_heads(record: Record, years: range, prefix: str = "") -> Iterator[str]:
    """Heads of an empty template: every field, dotted where it has fields inside."""
    for each in record.fields:
        head = prefix + each.name
        kind = each.kind
        if isinstance(kind, Record):
            yield from _usual_heads(kind, years, f"{head}.")
        elif isinstance(kind, MapOf):
            yield from (
                f"{head}.{service}" for service in SERVICES if head in ("existing", "needs", "provides")
            )
        elif isinstance(kind, ListOf) and isinstance(kind.item, Record):
            yield from (
                f"{head}.{number}.{name}"
                for number in (1, 2)
                for name in ("rate", "ceiling")
                if head == "tranches"
            )
        else:
            yield head
            if isinstance(kind, Shapes):
                if isinstance(kind.mapping, Record) and not prefix:
                    yield from _usual_heads(kind.mapping, years, f"{head}.")
                if head == "ceiling":
                    yield from (f"{head}.{year}" for year in years)
                if head == "modes":
                    for mode in MODE.options[1:]:
                        yield from (
                            f"modes.{mode}.{name}" for name in ("capex_factor", "availability", "delay")
                        )


def field_of(record: Record, head: str) -> Field | None:
    """The field that a dotted head ends in: the innermost one with a name of its own."""
    kind: Kind = record
    found = None
    for segment in head.split("."):
        inner = kind
        if isinstance(kind, Shapes):
            inner = next((each for each in kind.all() if isinstance(each, Record)), kind.mapping or kind)
        if isinstance(inner, Record) and segment in inner.by_name:
            found = inner.by_name[segment]
            kind = found.kind
        elif isinstance(inner, (MapOf, ListOf, ByYear)):
            kind = inner.item
    return found


def cells_of(kind: Kind, value: Any, head: str = "") -> Iterator[tuple[str, Any]]:
    """The cells that state a value: dotted heads for what is inside, `;` between the items of a list."""
    dot = f"{head}." if head else ""
    if isinstance(value, Mapping):
        if head == "modes":
            yield head, ";".join(value)
        for key, entry in value.items():
            yield from cells_of(kind, entry, f"{dot}{key}")
    elif isinstance(value, (list, tuple)):
        if any(isinstance(item, Mapping) for item in value):
            for number, item in enumerate(value, 1):
                yield from cells_of(kind, item, f"{dot}{number}")
        else:
            yield head, ";".join(str(item) for item in value)
    else:
        yield head, value


def _limits(limits: Mapping[str, Any], years: range) -> _Sheet:
    """Limits have a row for every year, and one for limits that hold in all."""
    sheet = _Sheet(
        "Limits", {"year": Field("year", Name(), _YEAR), **{each.name: each for each in LIMITS.fields}}
    )
    named = sorted(
        {year for value in limits.values() if isinstance(value, Mapping) for year in value} | set(years)
    )
    rows: dict[Any, dict[str, Any]] = {year: {"year": year} for year in (ALL_YEARS, *named)}
    for name, value in limits.items():
        for year, amount in value.items() if isinstance(value, Mapping) else ((ALL_YEARS, value),):
            rows[year][name] = amount
    sheet.rows = list(rows.values())
    return sheet


def _write_settings(
    book: Any, document: Mapping[str, Any], language: Language, formats: Mapping[str, Any]
) -> None:
    """The sheet of everything that is no list: one row per field."""
    sheet = book.add_worksheet(SETTINGS)
    other = Language("vi" if language.code == "en" else "en")
    heads = ("field", "value", language("Default"), language("Unit"), language("Meaning"), other("Meaning"))
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, formats["head"])
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 3, 16)
    sheet.set_column(4, 5, 60)
    sheet.freeze_panes(1, 0)
    stated = {
        head: cell
        for key, value in document.items()
        if key not in _LISTS
        for head, cell in cells_of(SCENARIO, value, key)
    }
    for row, head in enumerate(dict.fromkeys([*_usual_settings(), *stated]), 1):
        known = field_of(SCENARIO, head)
        sheet.write_string(row, 0, head)
        _write_cell(sheet, row, 1, stated.get(head), formats["cell"])
        if known is not None:
            sheet.write_string(row, 2, _default(known))
            sheet.write_string(row, 3, language(known.unit) if known.unit else "")
            sheet.write_string(row, 4, known.meaning.spoken(language), formats["label"])
            sheet.write_string(row, 5, known.meaning.spoken(other), formats["label"])
            _validate(sheet, row, row, 1, known.kind, {})


def _usual_settings() -> Iterator[str]:
    """Paths of every setting that has a name of its own."""
    for each in SCENARIO.fields:
        if each.name in _LISTS:
            continue
        if isinstance(each.kind, Record):
            yield from _paths(each.kind, f"{each.name}.")
        elif isinstance(each.kind, MapOf) and isinstance(each.kind.item, Record):
            for mode in MODE.options:
                inner = each.kind.item if mode != "public" else Record(each.kind.item.fields[:2])
                yield from _paths(inner, f"{each.name}.{mode}.")
        elif each.name == "objective":
            yield from (f"objective.{metric}" for metric in DEFAULT_OBJECTIVE)
        else:
            yield each.name


def _paths(record: Record, prefix: str) -> Iterator[str]:
    """Dotted paths of a record's fields."""
    for each in record.fields:
        yield prefix + each.name
        if isinstance(each.kind, Shapes) and isinstance(each.kind.mapping, Record):
            yield from _paths(each.kind.mapping, f"{prefix}{each.name}.")


def _write_sheet(
    book: Any, sheet: _Sheet, language: Language, formats: Mapping[str, Any], choices: "_Choices"
) -> None:
    """One list: heads, a line of meanings that begins with `#`, then the rows."""
    out = book.add_worksheet(sheet.name)
    out.freeze_panes(2, 1)
    out.set_row(1, 62)
    other = Language("vi" if language.code == "en" else "en")
    for column, (head, known) in enumerate(sheet.heads.items()):
        out.write_string(0, column, head, formats["head"])
        out.set_column(column, column, max(13, min(30, len(head) + 2)))
        if known is None:
            continue
        meaning = known.meaning.spoken(language) + (f" [{language(known.unit)}]" if known.unit else "")
        out.write_string(1, column, ("# " if column == 0 else "") + meaning, formats["label"])
        note = [
            known.meaning.spoken(language),
            known.meaning.spoken(other),
            described(known.kind).spoken(language),
        ]
        if _default(known):
            note.append(f"{language('Default')}: {_default(known)}")
        out.write_comment(0, column, "\n".join(note), {"x_scale": 2.2, "y_scale": 1.6})
        _validate(out, 2, ROWS, column, known.kind, choices.ranges)
    for row, cells in enumerate(sheet.rows, 2):
        for column, head in enumerate(sheet.heads):
            _write_cell(out, row, column, cells.get(head), formats["cell"])


def _default(known: Field) -> str:
    """What holds where the field is left empty, as a cell would state it."""
    if known.is_required or known.default is None:
        return ""
    if isinstance(known.default, bool):
        return str(known.default).upper()
    if isinstance(known.default, Mapping):
        return "; ".join(f"{key} {value}" for key, value in known.default.items())
    return (
        ";".join(str(item) for item in known.default)
        if isinstance(known.default, list)
        else str(known.default)
    )


def _write_cell(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    """A cell by the type of its value; text is never taken for a formula or a number."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, str(value), style)


def _validate(sheet: Any, first: int, last: int, column: int, kind: Kind, ranges: Mapping[str, str]) -> None:
    """Choices and ranges that the spreadsheet itself offers and checks."""
    if isinstance(kind, Shapes) and kind.scalar is not None and not isinstance(kind.scalar, Number):
        return
    if isinstance(kind, Shapes):
        kind = kind.scalar or kind
    rule: dict[str, Any]
    if isinstance(kind, Choice):
        rule = {"validate": "list", "source": list(kind.options)}
    elif isinstance(kind, Flag):
        rule = {"validate": "list", "source": ["TRUE", "FALSE"]}
    elif isinstance(kind, Number):
        low, high = kind.low, kind.high
        rule = {
            "validate": "integer" if kind.is_whole else "decimal",
            "criteria": "between",
            "minimum": low,
            "maximum": high,
        }
    elif isinstance(kind, Reference) and kind.to in ranges:
        rule = {"validate": "list", "source": ranges[kind.to], "error_type": "warning"}
    else:
        return
    sheet.data_validation(first, column, last, column, rule)


class _Choices:
    """Lists that are longer than a rule can hold, kept on a sheet of their own that nobody needs to see."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.ranges = {
            "cluster": f"=Clusters!$A$3:$A${ROWS}",
            "kind": f"=Lists!$A$1:$A${len(CLASS_OF_KIND)}",
        }

    def finish(self) -> None:
        """Writes the lists."""
        sheet = self.book.add_worksheet("Lists")
        for row, kind in enumerate(CLASS_OF_KIND):
            sheet.write_string(row, 0, kind)
        sheet.hide()
