"""`study` with equal-treatment, reform, promotion and environment: tables, languages, processes and refusals."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from scenarios.commands.arguments import STUDIES
from scenarios.file.yaml_out import dump
from scenarios.status import Exit
from scenarios.studies.study import StudyKind
from tests.scenarios_run.calling import Said, call, rows_of
from tests.studies.small import ruled

KINDS = {
    "equal-treatment": {"equal_treatment.csv"},
    "reform": {"reform.csv", "works.csv"},
    "promotion": {"promotion.csv", "scarcity.csv"},
    "environment": {"environment.csv", "untreated.csv", "works.csv"},
}
REFUSED = {
    "reform": "Nothing to reform",
    "promotion": "no demand for land",
    "environment": "no section `enforcement`",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    document: dict[str, Any] = deepcopy(dict(ruled().document))
    document["enforcement"] = {"inspections": 1, "detection": 0.5, "fine": 0.2}
    document["sources"][0]["ownership"] = "state"
    path = tmp_path / "small.yaml"
    path.write_text(dump(document), encoding="utf-8")
    return path


def test_every_kind_can_be_asked_for() -> None:
    assert {kind.value for kind in StudyKind} == set(STUDIES)


@pytest.mark.parametrize("kind", KINDS)
def test_each_leaves_its_tables(
    kind: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoken = {}
    for code in ("en", "vi"):
        monkeypatch.setenv("HATANG_LANG", code)
        out = tmp_path / code
        said = Said(capsys, "study", str(file), kind, "--out", str(out))
        assert (said.exit, said.out) == (Exit.DONE, "")
        assert {path.name for path in out.iterdir()} == KINDS[kind] | {"study.json", "manifest.json"}
        document = json.loads((out / "study.json").read_text("utf-8"))
        assert (document["kind"], document["status"], document["missing"]) == (kind, "complete", [])
        rows = rows_of(out / document["tables"][0])
        assert rows
        assert all(str(row["sentence"]).endswith(".") for row in rows)
        spoken[code] = [row.pop("sentence") for row in rows], rows
    assert spoken["en"][1] == spoken["vi"][1]
    assert not set(spoken["en"][0]) & set(spoken["vi"][0])


@pytest.mark.parametrize("kind", ["reform", "environment"])
def test_tables_do_not_depend_on_the_number_of_processes(kind: str, file: Path, tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        done = call("study", str(file), kind, "--jobs", jobs, "--out", str(tmp_path / jobs))
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    for name in (*KINDS[kind], "study.json"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.usefixtures("speak_english")
def test_a_question_that_makes_no_sense_leaves_with_2(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "study", "lorie-savage", kind)
    assert (said.exit, said.out) == (Exit.REFUSED, "")
    assert REFUSED[kind] in said.err


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("speak_english")
def test_without_a_plan_there_is_nothing_to_study(
    kind: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    wants = ("sources.support.floor=31", "sources.support.total=40", "sources.support.ceiling=1")
    changes = [part for want in wants for part in ("--set", want)]
    said = Said(capsys, "study", str(file), kind, *changes, "--out", str(out))
    assert said.exit == Exit.INFEASIBLE, said.err
    assert not out.exists()
