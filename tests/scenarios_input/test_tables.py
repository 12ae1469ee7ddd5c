"""Lists in CSV and XLSX tables say the same as lists in the file."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sound_plan import sound

from scenarios import ScenarioError, load
from scenarios.file.yaml_out import dump
from scenarios.loading import from_document

HEAD = (
    "id,name,cluster,kind,capex,profile,modes,modes.ppp.delay,start.earliest,"
    "provides.water,land.area,indivisible,requires\n"
)
ROWS = (
    "road,Đường trục,A,road,90,0.5;0.5,,,,,,TRUE,\n"
    "# a remark,,,,,,,,,,,,\n"
    ",,,,,,,,,,,,\n"
    "works,,A,water_supply,30,,public;ppp,1,2028,1500,,,road\n"
    'land,,A,land_preparation,60,,ppp,,,,12.5,false,"road;works"\n'
)
PROJECTS = [
    {"id": "road", "name": "Đường trục", "cluster": "A", "kind": "road", "capex": 90, "profile": [0.5, 0.5],
     "indivisible": True},
    {"id": "works", "cluster": "A", "kind": "water_supply", "capex": 30, "modes": {"public": {}, "ppp": {"delay": 1}},
     "start": {"earliest": 2028}, "provides": {"water": 1500}, "requires": ["road"]},
    {"id": "land", "cluster": "A", "kind": "land_preparation", "capex": 60, "modes": ["ppp"], "land": {"area": 12.5},
     "indivisible": False, "requires": ["road", "works"]},
]  # fmt: skip


def plan(folder: Path, reference: Any, name: str = "projects") -> Path:
    file = folder / "plan.yaml"
    file.write_text(dump(sound() | {name: reference}), encoding="utf-8")
    return file


def book(file: Path, rows: list[list[Any]], title: str = "Projects") -> None:
    made = openpyxl.Workbook()
    made.create_sheet(title)
    for row in rows:
        made[title].append(row)
    made.save(file)


def faults(file: Path) -> list[Any]:
    with pytest.raises(ScenarioError) as refused:
        load(file)
    return list(refused.value.faults)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_table_says_the_same_as_a_list(tmp_path: Path, separator: str) -> None:
    text = HEAD + ROWS
    if separator != ",":
        text = (
            text.replace("0.5;0.5", '"0.5;0.5"').replace("public;ppp", '"public;ppp"').replace(",", separator)
        )
    (tmp_path / "projects.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    scenario = load(plan(tmp_path, {"table": "projects.csv"}))
    assert scenario.problem == from_document(sound() | {"projects": PROJECTS}).problem
    assert scenario.document["projects"] == PROJECTS
    assert [file.name for file in scenario.files] == ["plan.yaml", "projects.csv"]


def test_an_xlsx_table_says_the_same_as_a_list(tmp_path: Path) -> None:
    def cell(text: str) -> Any:
        try:
            return float(text)
        except ValueError:
            return text or None

    lines = [line.replace('"', "").split(",") for line in (HEAD + ROWS).splitlines()]
    book(tmp_path / "projects.xlsx", [[cell(text) for text in line] for line in lines])
    scenario = load(plan(tmp_path, {"table": "projects.xlsx", "sheet": "Projects"}))
    assert scenario.document["projects"] == PROJECTS


def test_sources_and_targets_may_be_tables(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(
        "id,sector,instrument,ceiling,ceiling.2027,rate,tenor,eligible.modes,tranches.1.rate,tranches.2.rate\n"
        "budget,public,grant,,40,,,,,\nbank,private,loan,60,,,10,private;ppp,0.08,0.1\n",
        encoding="utf-8",
    )
    scenario = load(plan(tmp_path, {"table": "s.csv"}, "sources"))
    assert scenario.document["sources"][0]["ceiling"] == {2027: 40}
    assert scenario.document["sources"][1]["tranches"] == [{"rate": 0.08}, {"rate": 0.1}]
    (tmp_path / "t.csv").write_text(
        "name,metric,where.class,at_least,of.metric\nshare,investment,amenity;institution,0.1,investment\n",
        encoding="utf-8",
    )
    scenario = load(plan(tmp_path, {"table": "t.csv"}, "targets"))
    assert scenario.document["targets"][0]["where"] == {"class": ["amenity", "institution"]}


def test_clusters_and_their_demand_may_be_two_tables(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id,existing.power\nA,2\nB,\n", encoding="utf-8")
    (tmp_path / "d.csv").write_text(
        "cluster,segment,area.2027,area.2031,needs.water\nA,s,0,10,3\nA,t,1,2,\nB,s,0,5,\n", encoding="utf-8"
    )
    scenario = load(plan(tmp_path, {"table": "c.csv", "demand": {"table": "d.csv"}}, "clusters"))
    assert [(c.id, [s.id for s in c.demand]) for c in scenario.problem.clusters] == [
        ("A", ["s", "t"]),
        ("B", ["s"]),
    ]
    (tmp_path / "d.csv").write_text("cluster,segment,area\nC,s,10\n", encoding="utf-8")
    found = faults(plan(tmp_path, {"table": "c.csv", "demand": {"table": "d.csv"}}, "clusters"))
    assert [(fault.file, fault.line, fault.path) for fault in found] == [
        ("d.csv", 2, "clusters.demand.cluster")
    ]


def test_faults_name_sheet_and_row(tmp_path: Path) -> None:
    book(tmp_path / "b.xlsx", [["id", "kind", "capex"], ["road", "road", "a lot"], [17, "road", 5]])
    found = faults(plan(tmp_path, {"table": "b.xlsx", "sheet": "Projects"}))
    assert [(fault.file, fault.sheet, fault.line, fault.path) for fault in found] == [
        ("b.xlsx", "Projects", 2, "projects.road.capex"),
        ("b.xlsx", "Projects", 3, "projects.2.id"),
    ]
    assert "b.xlsx, sheet Projects, row 2" in str(ScenarioError(found))


def test_a_misspelt_sheet_is_named(tmp_path: Path) -> None:
    book(tmp_path / "b.xlsx", [["id"]])
    assert faults(plan(tmp_path, {"table": "b.xlsx", "sheet": "Project"}))[0].nearest == "Projects"


def test_a_formula_without_a_value_is_no_blank(tmp_path: Path) -> None:
    book(tmp_path / "b.xlsx", [["id", "kind", "capex", "opex"], ["road", "road", 90, "=C2/10"]])
    found = faults(plan(tmp_path, {"table": "b.xlsx", "sheet": "Projects"}))
    assert "the formula" in str(ScenarioError(found))


def test_an_error_value_is_refused(tmp_path: Path) -> None:
    book(tmp_path / "b.xlsx", [["id", "kind", "capex", "name"], ["road", "road", 90, "#REF!"]])
    assert "#REF!" in str(ScenarioError(faults(plan(tmp_path, {"table": "b.xlsx", "sheet": "Projects"}))))


@pytest.mark.parametrize(
    "reference",
    [{"table": "/etc/passwd.csv"}, {"table": "../x.csv"}, {"table": "x.csv", "sheet": "S"}, {"tabel": "x.csv"},
     {"sheet": "S"}, {"table": 5}, {"table": "x.xls"}],
)  # fmt: skip
def test_a_table_that_cannot_be_is_refused(tmp_path: Path, reference: Any) -> None:
    (tmp_path / "x.csv").write_text("id,kind,capex\nroad,road,90\n", encoding="utf-8")
    assert len(faults(plan(tmp_path, reference))) == 1 + ("tabel" in reference)


def test_what_a_missing_table_would_have_named_is_not_missed_again(tmp_path: Path) -> None:
    document = sound() | {"projects": {"table": "none.csv"}}
    document["sources"][0]["eligible"] = {"projects": ["road"]}
    file = tmp_path / "plan.yaml"
    file.write_text(dump(document), encoding="utf-8")
    assert len(faults(file)) == 1
    with pytest.raises(ScenarioError) as refused:
        load(file, {"projects.road.capex": 5})
    assert len(refused.value.faults) == 1


def test_one_field_stated_twice_in_a_row_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("id,kind,capex,capex.2027\nroad,road,90,40\n", encoding="utf-8")
    assert "leaves no room" in str(ScenarioError(faults(plan(tmp_path, {"table": "x.csv"}))))


def test_no_file_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert "no readable workbook" in str(ScenarioError(faults(plan(tmp_path, {"table": "x.xlsx"}))))
