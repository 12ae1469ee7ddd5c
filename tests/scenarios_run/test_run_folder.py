"""The result folder: whole or not at all, the same bytes twice, and nothing of the user's replaced."""

import json
import os
from pathlib import Path

import pytest

from optimizer.endings import Infeasible, Repair
from optimizer.plan import Family
from scenarios import Result, load, run
from scenarios.folder import (
    FolderError,
    FolderRefused,
    check_folder,
    write_folder,
    write_infeasible,
    write_result,
)
from scenarios.language import Language
from tests.scenarios_run.bundled import LIBRARY, solved

FILES = {
    "plan.json", "manifest.json", "projects.csv", "funding.csv", "sources.csv", "leases.csv", "limits.csv",
    "cashflows.csv", "fiscal.csv", "fiscal_projects.csv", "waterfall.csv", "statements.csv", "debts.csv",
    "debt_capacity.csv", "ratios.csv",
}  # fmt: skip


def test_the_folder_holds_what_the_contract_names(result: Result, tmp_path: Path) -> None:
    write_result(result, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "no draft is left behind"


def test_files_are_utf8_with_line_feeds_and_points(two_clusters: Result, tmp_path: Path) -> None:
    write_result(two_clusters, tmp_path / "out")
    for name, made in two_clusters.tables.items():
        content = (tmp_path / "out" / f"{name}.csv").read_bytes()
        assert content.decode("utf-8") == made.csv()
        assert b"\r" not in content
        assert content.endswith(b"\n")


def test_two_runs_leave_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        again = run(load(LIBRARY / "two-clusters.yaml"))
        assert isinstance(again, Result)
        write_result(again, tmp_path / name)
    for file in FILES - {"manifest.json"}:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file
    first, second = (
        json.loads((tmp_path / name / "manifest.json").read_text("utf-8")) for name in ("a", "b")
    )
    assert first.pop("seconds").keys() == second.pop("seconds").keys()
    assert first == second


def test_plan_json_says_what_the_plan_is(two_clusters: Result, tmp_path: Path) -> None:
    write_result(two_clusters, tmp_path / "out")
    document = json.loads((tmp_path / "out" / "plan.json").read_text("utf-8"))
    plan = two_clusters.plan
    assert document["status"] == "optimal"
    assert document["mode"] == "lp"
    assert document["objective"] == plan.objective
    assert document["bound"] >= document["objective"] - 1e-6
    assert document["metrics"] == dict(plan.metrics)
    assert document["goals"] == list(plan.goals)
    assert all(check["passed"] for check in document["checks"])
    assert document["scenario_sha256"] == two_clusters.scenario.sha256
    assert (document["currency"], document["unit"]) == ("VND", 1e9)


def test_manifest_names_what_went_in(two_clusters: Result, tmp_path: Path) -> None:
    write_result(two_clusters, tmp_path / "out", changes={"title": "x"})
    document = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert [file["name"] for file in document["input_files"]] == ["two-clusters.yaml"]
    assert document["changes"] == {"title": "x"}
    assert document["solver"]["name"] == "HiGHS"
    assert {"solve", "verify", "tables", "write"} <= document["seconds"].keys()
    assert set(document["files"]) == FILES - {"manifest.json"}
    assert document["version"]
    assert document["machine"]["processors"] >= 1


def test_policy_parameters_stand_with_their_reference(tmp_path: Path) -> None:
    scenario = load(LIBRARY / "two-clusters.yaml", {"policy": "vietnam"})
    result = run(scenario)
    assert isinstance(result, Result)
    write_result(result, tmp_path / "out")
    document = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert document["policy"] == "vietnam"
    assert len(document["policy_parameters"]) == len(scenario.parameters)
    assert all(parameter["reference"] for parameter in document["policy_parameters"])


def test_a_result_of_ours_is_replaced(two_clusters: Result, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_result(solved("lorie-savage"), out)
    write_result(two_clusters, out)
    assert json.loads((out / "plan.json").read_text("utf-8"))["title"] == two_clusters.scenario.title
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_is_taken(two_clusters: Result, tmp_path: Path) -> None:
    write_result(two_clusters, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES


def test_folders_above_are_made(two_clusters: Result, tmp_path: Path) -> None:
    write_result(two_clusters, tmp_path / "a" / "b" / "out")
    assert (tmp_path / "a" / "b" / "out" / "plan.json").is_file()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.docx", "mine"),
        ("manifest.json", '{"name": "another program"}'),
        ("manifest.json", '{"program": "another", "files": []}'),
        ("manifest.json", "[]"),
        ("manifest.json", "not json"),
    ],
)
def test_anything_else_is_refused(two_clusters: Result, tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(FolderRefused, match="something else than a result"):
        write_result(two_clusters, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text("utf-8") == content


def test_notes_in_a_result_of_ours_are_kept(two_clusters: Result, tmp_path: Path) -> None:
    write_result(two_clusters, tmp_path / "out")
    (tmp_path / "out" / "charts").mkdir()
    (tmp_path / "out" / "charts" / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(FolderRefused, match=r"charts/notes\.txt"):
        write_result(two_clusters, tmp_path / "out")
    assert (tmp_path / "out" / "charts" / "notes.txt").read_text("utf-8") == "mine"


def test_a_file_is_refused(two_clusters: Result, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(FolderRefused, match="is a file"):
        write_result(two_clusters, tmp_path / "out")


def test_a_failure_half_way_leaves_nothing(two_clusters: Result, tmp_path: Path) -> None:
    class Broken:
        stage = "charts"
        failed = False

        def __call__(self, result: Result, folder: Path) -> None:
            assert (folder / "plan.json").is_file()
            raise RuntimeError("the pen broke")

    with pytest.raises(RuntimeError, match="the pen broke"):
        write_result(two_clusters, tmp_path / "out", writers=[Broken()])
    assert list(tmp_path.iterdir()) == []


def test_a_failure_half_way_leaves_the_earlier_result(two_clusters: Result, tmp_path: Path) -> None:
    write_result(two_clusters, tmp_path / "out")

    def fill(_: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(FolderError, match="No space left"):
        write_folder(tmp_path / "out", fill)
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_rename_that_fails_brings_the_earlier_result_back(
    two_clusters: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_result(two_clusters, tmp_path / "out")
    before = (tmp_path / "out" / "plan.json").read_bytes()
    rename = Path.rename

    def break_on_draft(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", break_on_draft)
    with pytest.raises(FolderError):
        write_result(solved("lorie-savage"), tmp_path / "out")
    assert (tmp_path / "out" / "plan.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_link_keeps_leading_to_the_result(two_clusters: Result, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_result(two_clusters, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "plan.json").is_file()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_without_permission_is_an_error_of_its_own(two_clusters: Result, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(FolderError, match="cannot be written"):
        write_result(two_clusters, tmp_path / "locked" / "out")


def test_writers_add_files_and_seconds(two_clusters: Result, tmp_path: Path) -> None:
    class Pen:
        stage = "charts"
        failed = False

        def __call__(self, result: Result, folder: Path) -> None:
            (folder / "charts").mkdir()
            (folder / "charts" / "mix.svg").write_text(result.scenario.title, "utf-8")

    for _ in range(2):
        write_result(two_clusters, tmp_path / "out", writers=[Pen()])
    document = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert "charts/mix.svg" in document["files"]
    assert document["seconds"]["charts"] >= 0.0


def test_no_plan_leaves_nothing_that_looks_like_one(two_clusters: Result, tmp_path: Path) -> None:
    repairs = (
        Repair((Family.TARGET, "jobs by 2035", "at_least"), 800.0, 612.0),
        Repair((Family.SOURCE_YEAR, "provincial_budget", 1), 40.0, 47.3),
    )
    language = Language("en")
    write_infeasible(two_clusters.scenario, Infeasible(repairs), tmp_path / "out", language=language)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "plan.json",
        "infeasible.csv",
        "repairs.csv",
        "contradictions.csv",
        "manifest.json",
    }
    document = json.loads((tmp_path / "out" / "plan.json").read_text("utf-8"))
    assert document["status"] == "infeasible"
    assert document["objective"] is None
    assert document["metrics"] == {}
    assert (tmp_path / "out" / "infeasible.csv").read_text("utf-8") == (
        "family,key,year,limit,needed,short_by,sentence\n"
        "source_year,provincial_budget,2028,40.0,47.3,7.299999999999997,"
        "Raise the ceiling of Provincial budget in 2028 from VND 40 bn to VND 47.3 bn.\n"
        "target,jobs by 2035/at_least,,800.0,612.0,188.0,Change the target jobs by 2035 from 800 jobs to 612 jobs.\n"
    )


def test_places_that_are_free_pass(tmp_path: Path) -> None:
    check_folder(tmp_path)
    check_folder(tmp_path / "new")
