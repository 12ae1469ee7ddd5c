"""What is derived from the field table and written out: YAML, workbook, JSON Schema, field reference, catalogue."""

import ast
import json
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from sound_plan import everything, sound

from scenarios import ScenarioError, load
from scenarios.file.format_page import page
from scenarios.file.json_schema import json_schema
from scenarios.file.kinds import Kind, ListOf, MapOf, Record, Shapes
from scenarios.file.schema import CLUSTER_TABLE, SCENARIO, VARIANT
from scenarios.file.tree import Origin, plain
from scenarios.file.workbook import write_template, write_workbook
from scenarios.file.workbook_import import import_workbook, scenario_of_workbook
from scenarios.file.yaml_out import dump
from scenarios.file.yaml_text import read_yaml
from scenarios.loading import from_document

ROOT = Path(__file__).parents[2]
MUSEUM = ROOT / "tests" / "museum"
LIBRARY = sorted((ROOT / "scenarios" / "library").glob("*.yaml"))
by_name = pytest.mark.parametrize("file", LIBRARY, ids=lambda path: path.stem)

VALIDATOR = jsonschema.Draft202012Validator(json_schema())

STRUCTURAL = (
    "unknown-top-key",
    "unknown-project-key",
    "ownership-key",
    "misspelt-delivery-mode",
    "misspelt-limit",
    "missing-title",
    "missing-horizon",
    "missing-capex",
    "wrong-format-version",
    "text-as-number",
    "underscore-number",
    "comma-number",
    "percent-as-text",
    "percent-as-number",
    "yes-as-boolean",
    "negative-capex",
    "blank-limit",
    "number-as-id",
    "id-with-dot",
    "list-for-number",
    "mapping-for-list",
    "lower-case-currency",
    "fraction-of-a-year",
    "unknown-sector",
    "empty-ceiling",
    "weight-of-zero",
    "list-at-top",
    "misspelt-eligible-mode",
)
"""Museum files whose fault a schema can see."""


def read(file: Path) -> Any:
    """A YAML file as JSON sees it: keys are text."""
    return json.loads(json.dumps(plain(read_yaml(file.read_text(encoding="utf-8"), Origin(file.name), []))))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.Draft202012Validator.check_schema(json_schema("vi"))


@by_name
def test_the_schema_accepts_every_bundled_scenario(file: Path) -> None:
    VALIDATOR.validate(read(file))


@pytest.mark.parametrize("name", STRUCTURAL)
def test_the_schema_refuses_what_is_structurally_broken(name: str) -> None:
    assert not VALIDATOR.is_valid(read(MUSEUM / f"{name}.yaml"))


def test_the_schema_accepts_tables_and_variants() -> None:
    VALIDATOR.validate(json.loads(json.dumps(sound() | {"projects": {"table": "p.csv"}})))
    VALIDATOR.validate({"format": 1, "base": "plan.yaml", "changes": {"projects.A.capex": {"times": 2}}})
    assert not VALIDATOR.is_valid({"format": 1, "base": "plan.yaml", "horizon": {}})


@by_name
def test_a_bundled_scenario_survives_yaml_and_workbook(file: Path, tmp_path: Path) -> None:
    scenario = load(file)
    assert plain(read_yaml(dump(scenario.document, "by import"), Origin("x"), [])) == scenario.document
    write_workbook(scenario.document, tmp_path / "book.xlsx")
    again = scenario_of_workbook(tmp_path / "book.xlsx")
    assert again.problem == scenario.problem
    assert again.document == scenario.document
    assert again.sha256 == scenario.sha256
    assert [entry.name for entry in again.files][:1] == ["book.xlsx"]


def test_every_shape_survives_the_workbook(tmp_path: Path) -> None:
    scenario = from_document(everything())
    write_workbook(scenario.document, tmp_path / "book.xlsx", "vi")
    again = scenario_of_workbook(tmp_path / "book.xlsx")
    assert again.document == scenario.document
    assert again.problem == scenario.problem
    assert import_workbook(tmp_path / "book.xlsx") == scenario.document


def test_the_sheets_of_a_workbook_are_tables_too(tmp_path: Path) -> None:
    scenario = from_document(sound())
    write_workbook(scenario.document, tmp_path / "book.xlsx")
    reference = {"projects": {"table": "book.xlsx", "sheet": "Projects"}}
    (tmp_path / "plan.yaml").write_text(dump(sound() | reference), encoding="utf-8")
    assert load(tmp_path / "plan.yaml").problem == scenario.problem


@pytest.mark.parametrize("code", ["en", "vi"])
def test_the_template_names_every_field_and_asks_for_what_is_missing(tmp_path: Path, code: Any) -> None:
    write_template(tmp_path / "t.xlsx", code)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == [
        "Settings",
        "Sources",
        "Clusters",
        "Demand",
        "Projects",
        "Limits",
        "Targets",
        "Lists",
    ]
    heads = {str(cell.value).partition(".")[0] for cell in book["Projects"][1]}
    kind = SCENARIO.by_name["projects"].kind
    assert isinstance(kind, ListOf)
    assert isinstance(kind.item, Record)
    assert heads >= set(kind.item.by_name) - {"indicators"}
    assert book["Projects"]["A1"].comment is not None
    assert str(book["Projects"]["A2"].value).startswith("# ")
    assert len(book["Projects"].data_validations.dataValidation) > 10
    with pytest.raises(ScenarioError) as refused:
        import_workbook(tmp_path / "t.xlsx")
    assert {fault.path for fault in refused.value.faults} == {"horizon.years", "title", "sources", "projects"}


def test_faults_of_a_workbook_name_sheet_and_row(tmp_path: Path) -> None:
    document = from_document(sound()).document
    write_workbook(document, tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    for row in book["Settings"].iter_rows():
        if row[0].value == "unit":
            row[1].value = -1
        if row[0].value == "solve.gap":
            row[0].value = "solv.gap"
            row[1].value = 0.1
    book["Limits"]["B3"].value = "a lot"
    book.create_sheet("Project")
    book.save(tmp_path / "book.xlsx")
    with pytest.raises(ScenarioError) as refused:
        import_workbook(tmp_path / "book.xlsx")
    found = {(fault.sheet, fault.path, fault.nearest) for fault in refused.value.faults}
    assert found == {
        ("Settings", "unit", None),
        ("Settings", "", "solve"),
        ("Limits", "limits.recurrent", None),
        (None, "", "Projects"),
    }
    assert all(fault.line for fault in refused.value.faults if fault.sheet)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(TEXT, PLAIN, min_size=1, max_size=5), TEXT)
def test_yaml_written_is_yaml_read(document: dict[str, Any], comment: str) -> None:
    assert plain(read_yaml(dump(document), Origin("x"), [])) == document


def test_the_field_reference_is_current() -> None:
    current = (ROOT / "docs" / "scenario-format.md").read_text(encoding="utf-8")
    assert current == page(), "run: python -m scenarios.file.format_page > docs/scenario-format.md"


def _texts_in_code() -> set[str]:
    """Texts that the input side hands to the catalogue."""
    texts = {"line {number}", "row {number}"}
    for file in (ROOT / "scenarios").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
            if is_call and isinstance(node.args[0], ast.Constant):
                texts.add(node.args[0].value)
    return texts


def _units(kind: Kind) -> set[str]:
    """Units of all fields inside a kind."""
    if isinstance(kind, Record):
        return {each.unit for each in kind.fields if each.unit}.union(
            *(_units(each.kind) for each in kind.fields)
        )
    if isinstance(kind, (ListOf, MapOf)):
        return _units(kind.item)
    return set().union(*(_units(each) for each in kind.all())) if isinstance(kind, Shapes) else set()


def test_every_text_has_its_vietnamese() -> None:
    known: dict[str, str] = {}
    for file in (ROOT / "scenarios" / "locale").glob("*vi.po"):
        with file.open("rb") as stream:
            known |= {
                str(message.id): str(message.string) for message in read_po(stream, locale="vi") if message.id
            }
    texts = _texts_in_code() | _units(SCENARIO) | _units(VARIANT) | _units(CLUSTER_TABLE)
    assert sorted(text for text in texts if not known.get(text)) == []


def test_no_text_loses_a_place_in_translation() -> None:
    with (ROOT / "scenarios" / "locale" / "vi.po").open("rb") as stream:
        for message in read_po(stream, locale="vi"):
            places = [
                {part.partition("}")[0] for part in str(text).split("{")[1:]}
                for text in (message.id, message.string)
            ]
            assert places[0] == places[1], message.id
