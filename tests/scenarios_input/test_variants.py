"""Changes by path, from a file, from Python and from the command line."""

from pathlib import Path
from typing import Any

import pytest
from sound_plan import sound

from scenarios import ScenarioError, load
from scenarios.file.json_schema import json_schema
from scenarios.file.variants import parse_set
from scenarios.file.yaml_out import dump
from scenarios.loading import from_document


def changed(changes: dict[str, Any], **top: Any) -> Any:
    return from_document(sound() | top, changes).document


def test_a_value_is_replaced() -> None:
    assert changed({"projects.road.capex": 95})["projects"][0]["capex"] == 95


def test_a_number_is_multiplied_and_added_to() -> None:
    assert changed({"projects.road.capex": {"times": 1.5}})["projects"][0]["capex"] == 135
    assert changed({"projects.road.capex": {"plus": -10}})["projects"][0]["capex"] == 80
    assert changed({"projects.road.capex": {"times": 2, "plus": 1}})["projects"][0]["capex"] == 181


def test_amounts_by_year_are_multiplied_each() -> None:
    document = changed({"sources.budget.ceiling": {"times": 2}})
    assert document["sources"][0]["ceiling"] == {2027: 80, 2029: 40}


def test_a_year_is_set_added_and_removed() -> None:
    assert changed({"sources.budget.ceiling.2028": 80})["sources"][0]["ceiling"] == {
        2027: 40,
        2029: 20,
        2028: 80,
    }
    assert changed({"sources.budget.ceiling.2029": None})["sources"][0]["ceiling"] == {2027: 40}


def test_items_and_fields_are_removed() -> None:
    targets = [{"name": "amenity share", "metric": "jobs", "at_least": 1}]
    assert "targets" not in changed({"targets.amenity share": None}, targets=targets)
    assert [p["id"] for p in changed({"projects.plant": None})["projects"]] == ["road"]
    assert "modes" not in changed({"projects.plant.modes": None})["projects"][1]


def test_a_field_that_is_not_stated_starts_from_its_default() -> None:
    assert changed({"assumptions.discount_rate": {"plus": 0.01}})["assumptions"][
        "discount_rate"
    ] == pytest.approx(0.11)
    assert changed({"projects.road.modes.ppp.delay": 1})["projects"][0]["modes"] == {
        "public": {},
        "ppp": {"delay": 1},
    }
    assert changed({"objective.jobs": 3})["objective"] == {"economic_npv": 1, "cost_of_funds": -1, "jobs": 3}
    assert changed({"limits.public_debt": 100})["limits"] == {"public_debt": 100}
    assert changed({"delivery.private.dscr": 1.3})["delivery"] == {"private": {"dscr": 1.3}}


def test_a_relative_change_starts_from_the_policy_in_force() -> None:
    document = changed({"delivery.private.state_share": {"plus": 0.1}}, policy="vietnam")
    assert document["delivery"]["private"]["state_share"] == pytest.approx(0.4)


def test_listed_modes_become_a_mapping_where_one_gets_a_rule() -> None:
    document = changed({"projects.plant.modes.private.delay": 1})
    assert document["projects"][1]["modes"] == {"public": {}, "private": {"delay": 1}}


def test_tranches_go_by_position() -> None:
    document = sound()
    document["sources"][1]["tranches"] = [{"rate": 0.08}, {"rate": 0.1}]
    made = from_document(document, {"sources.bank.tranches.2.rate": 0.12})
    assert [step["rate"] for step in made.document["sources"][1]["tranches"]] == [0.08, 0.12]


@pytest.mark.parametrize("head", ["", "format: 1\n"], ids=["left out", "stated"])
def test_a_variant_may_leave_its_format_to_its_base(tmp_path: Path, head: str) -> None:
    (tmp_path / "base.yaml").write_text(dump(sound()), encoding="utf-8")
    text = head + "base: base.yaml\nchanges: {projects.road.capex: 95}\n"
    (tmp_path / "variant.yaml").write_text(text, encoding="utf-8")
    assert load(tmp_path / "variant.yaml").document["projects"][0]["capex"] == 95
    variant = json_schema()["then"]
    assert (variant["required"], variant["properties"]["format"]["default"]) == (["base", "changes"], 1)


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("projects.raod.capex", "projects.road.capex"),
        ("projects.road.capx", "projects.road.capex"),
        ("project.road.capex", "projects.road.capex"),
        ("sources.bugdet.total", "sources.budget.total"),
        ("clusters.A.demand.s.needs.watr", "clusters.A.demand.s.needs.water"),
        ("delivery.privat.dscr", "delivery.private.dscr"),
    ],
)
def test_a_path_that_hits_nothing_names_the_nearest(path: str, nearest: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        changed({path: 1})
    assert [fault.nearest for fault in refused.value.faults] == [nearest]
    assert refused.value.faults[0].counts == "change"


@pytest.mark.parametrize(
    "changes",
    [
        {"": 1}, {"projects": {"plus": 1}}, {"projects.road": {"times": 2}}, {"projects.road.life": {"times": 2}},
        {"projects.road.life": None}, {"projects.new": {"id": "new"}}, {"sources.bank.tranches.1.rate": 0.1},
        {"sources.bank.rate.2027": 0.1}, {"projects.road.capex": {"times": "2"}}, {"projects..capex": 1},
        {"targets.none": None}, {"projects.road.capex": {"times": float("nan")}}, {"horizon.start": None},
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError):
        changed(changes)


def test_several_changes_report_all_their_faults() -> None:
    with pytest.raises(ScenarioError) as refused:
        changed({"projects.raod.capex": 1, "projects.road.capex": -1, "title": 5})
    assert {fault.path for fault in refused.value.faults} == {
        "projects.raod.capex",
        "projects.road.capex",
        "title",
    }
    assert all("change " in str(ScenarioError([fault])) for fault in refused.value.faults)


def test_changes_leave_the_document_of_the_caller_alone() -> None:
    document = sound()
    from_document(document, {"projects.road.capex": 1})
    assert document == sound()


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("projects.A-wwtp.capex=48", ("projects.A-wwtp.capex", 48)),
        ("a.b={times: 1.2}", ("a.b", {"times": 1.2})),
        ("targets.amenity share=null", ("targets.amenity share", None)),
        ("title=a = b", ("title", "a = b")),
        ("x=[1, 2]", ("x", [1, 2])),
    ],
)
def test_set_is_path_and_yaml(text: str, change: tuple[str, object]) -> None:
    assert parse_set(text) == change


@pytest.mark.parametrize("text", ["projects.A.capex", "=5", "a=", "a={b", "a=!!python/name:os.system x"])
def test_a_set_that_is_no_change_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError):
        parse_set(text)


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_variant_builds_on_a_variant(tmp_path: Path) -> None:
    write(tmp_path, "plan.yaml", dump(sound()))
    write(tmp_path, "dear.yaml", "format: 1\nbase: plan.yaml\nchanges: {projects.road.capex: {times: 2}}\n")
    last = write(
        tmp_path,
        "dearer.yaml",
        "format: 1\nbase: dear.yaml\ntitle: Dearer\nchanges: {projects.road.capex: {plus: 1}}\n",
    )
    scenario = load(last, {"projects.road.capex": {"plus": 1}})
    assert scenario.title == "Dearer"
    assert scenario.problem.projects[0].capex == 182
    assert [file.name for file in scenario.files] == ["dearer.yaml", "dear.yaml", "plan.yaml"]


def test_a_fault_of_a_changed_value_is_named_where_it_was_changed(tmp_path: Path) -> None:
    write(tmp_path, "plan.yaml", dump(sound()))
    variant = write(
        tmp_path,
        "wrong.yaml",
        "format: 1\nbase: plan.yaml\nchanges:\n  projects.road.requires:\n    - plant\n    - plnt\n",
    )
    with pytest.raises(ScenarioError) as refused:
        load(variant)
    assert [(fault.file, fault.line, fault.nearest) for fault in refused.value.faults] == [
        ("wrong.yaml", 6, "plant")
    ]


@pytest.mark.parametrize("base", ["../plan.yaml", "/etc/passwd", "a/../../plan.yaml"])
def test_a_base_outside_the_folder_is_refused(tmp_path: Path, base: str) -> None:
    (tmp_path / "inner").mkdir()
    write(tmp_path, "plan.yaml", dump(sound()))
    variant = write(tmp_path / "inner", "variant.yaml", f"format: 1\nbase: {base}\nchanges: {{title: x}}\n")
    with pytest.raises(ScenarioError, match="a file in this folder or below"):
        load(variant)


def test_bases_that_go_in_a_circle_are_refused(tmp_path: Path) -> None:
    one = write(tmp_path, "one.yaml", "format: 1\nbase: two.yaml\nchanges: {title: x}\n")
    write(tmp_path, "two.yaml", "format: 1\nbase: one.yaml\nchanges: {title: x}\n")
    with pytest.raises(ScenarioError, match="a circle of bases"):
        load(one)


def test_tables_of_the_base_are_changed_by_id(tmp_path: Path) -> None:
    document = sound() | {"projects": {"table": "projects.csv"}}
    write(tmp_path, "projects.csv", "id,kind,capex\nroad,road,90\n")
    write(tmp_path, "plan.yaml", dump(document))
    variant = write(tmp_path, "v.yaml", "format: 1\nbase: plan.yaml\nchanges: {projects.road.capex: 91}\n")
    assert load(variant).problem.projects[0].capex == 91
