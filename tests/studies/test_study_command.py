"""`study` on the command line: what it leaves, in which words, and what becomes of one that is cut short."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from scenarios.file.yaml_out import dump
from scenarios.language import HOUSE
from scenarios.status import Exit, Status
from scenarios.studies.carrying_out import Effort, carry_out
from scenarios.studies.making import cost_of_rules, what_sources_bring
from scenarios.studies.study import Completeness
from scenarios.studies.variants import Replan, Variant, replan, varied, without_plan
from tests.scenarios_run.calling import Said, call, rows_of
from tests.studies.small import bundled, ruled

KINDS = {
    "rules": {"rules.csv"},
    "sources": {"sources.csv", "works.csv"},
    "late-money": {"late_money.csv", "cash_hole.csv", "works.csv"},
    "frontier": {"frontier.csv", "works.csv"},
    "alternatives": {"alternatives.csv", "works.csv"},
    "grid": {"grid.csv"},
}
MORE = {
    "frontier": ("--points", "3"),
    "alternatives": ("--count", "3"),
    "grid": ("--vary", "sources.budget.ceiling.1955=40,45"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", ["en", "vi"])
def test_every_kind_leaves_its_tables(
    kind: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HATANG_LANG", code)
    out = tmp_path / "out"
    said = Said(capsys, "study", "lorie-savage", kind, *MORE.get(kind, ()), "--out", str(out))
    assert (said.exit, said.out) == (Exit.DONE, "")
    assert {path.name for path in out.iterdir()} == KINDS[kind] | {"study.json", "manifest.json"}
    document = json.loads((out / "study.json").read_text("utf-8"))
    assert (document["kind"], document["status"], document["missing"]) == (kind, "complete", [])
    assert document["base"]["objective"] == pytest.approx(70.27272727)
    assert {*document["tables"]} == KINDS[kind]
    first = rows_of(out / document["tables"][0])
    assert all(row["sentence"] for row in first)
    assert all(row["sentence"].endswith(".") for row in first)
    again = Said(capsys, "study", "lorie-savage", kind, *MORE.get(kind, ()), "--json")
    assert json.loads(again.out) == document


def test_tables_do_not_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(dump(ruled().document), encoding="utf-8")
    for jobs in ("1", "2"):
        done = call("study", str(file), "sources", "--jobs", jobs, "--out", str(tmp_path / jobs))
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    for name in ("sources.csv", "works.csv", "study.json"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


@pytest.mark.usefixtures("speak_english")
def test_sentences_are_printed_where_no_folder_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "study", "lorie-savage", "sources")
    assert (
        said.out
        == "Without budget, the objective value falls by 70.3 points; private money stays the same.\n"
    )
    assert said.err == "Lorie-Savage 1955 (nine projects, two budgets): all 1 done.\n"


@pytest.mark.usefixtures("speak_english")
def test_without_a_plan_there_is_nothing_to_study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    for kind in KINDS:
        arguments = (
            "study",
            "lorie-savage",
            kind,
            *MORE.get(kind, ()),
            "--set",
            "projects.p5.committed=true",
        )
        said = Said(capsys, *arguments, "--out", str(out), "--json")
        assert said.exit == Exit.INFEASIBLE
        assert "nothing to compare with" in said.err
        document = json.loads(said.out)
        assert (document["status"], document["base"]["status"]) == ("no_plan", "infeasible")
        assert document["done"] == []
        assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("rules", "--points", "3"), "--points belongs to the study frontier, not to rules"),
        (("rules", "--jobs", "none"), "--jobs: none is not a whole number from 1 to 256"),
        (("rules", "--time-limit", "0"), "--time-limit: 0 is not a number above 0"),
        (("frontier", "--points", "1"), "--points: 1 is not a whole number from 2 to 1000"),
        (("frontier", "--between", "jobbs", "value"), "jobbs is not a metric of this scenario"),
        (("alternatives", "--count", "99"), "--count: 99 is not a whole number from 2 to 20"),
        (("alternatives", "--within", "nan"), "--within: nan is not a number above 0 and up to 1"),
        (("montecarlo",), "no section `risk`"),
        (("montecarlo", "--draws", "1"), "--draws: 1 is not a whole number from 100"),
        (("grid",), "A grid needs values"),
        (("grid", "--vary", "sources.budget.ceiling"), "path=value"),
        (("grid", "--vary", "unit="), "a value"),
        (("grid", "--vary", "sources.budgit.ceiling=1,2"), "sources.budget.ceiling"),
        (("grid", "--vary", "horizon.years=-1,3"), "horizon.years"),
        (("everything",), "everything"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, tuple) else "",
)
@pytest.mark.usefixtures("speak_english")
def test_questions_that_make_no_sense_leave_with_2(
    arguments: tuple[str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    said = Said(capsys, "study", "lorie-savage", *arguments, "--out", str(out))
    assert (said.exit, said.out) == (Exit.REFUSED, "")
    assert words in said.err
    assert not out.exists()


def test_a_foreign_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("mine", "utf-8")
    said = Said(capsys, "study", "lorie-savage", "rules", "--out", str(tmp_path))
    assert said.exit == Exit.REFUSED
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_key_press_keeps_what_is_done() -> None:
    def pressed(done: int, asked: int) -> None:
        assert asked == 29
        if done == 4:  # the base and three rules
            raise KeyboardInterrupt

    study = cost_of_rules(ruled(), effort=Effort(told=pressed))
    assert len(study.done) == 3
    assert len(study.missing) == 25
    assert study.completeness is Completeness.INTERRUPTED
    assert study.exit == Exit.NO_SAFE_PLAN == 5
    assert {row[0] for row in study.tables["rules"].rows} == {*study.done}
    whole = cost_of_rules(ruled())
    assert set(study.tables["rules"].rows) <= set(whole.tables["rules"].rows)
    assert study.done + study.missing == whole.done


def test_a_variant_without_a_plan_in_time_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(document: Mapping[str, Any], variant: Variant, _: float | None) -> Replan:
        return (
            without_plan(Status.STOPPED)
            if variant.id == "budget"
            else replan(varied(document, variant.changes))
        )

    monkeypatch.setattr("scenarios.studies.making.planned", late)
    study = what_sources_bring(ruled())
    assert study.missing == ("budget",)
    assert [row[0] for row in study.tables["sources"].rows] == ["bank", "equity", "support"]
    assert (study.completeness, study.exit) == (Completeness.TIME_LIMIT, 5)


def test_no_time_leaves_everything_missing() -> None:
    study = what_sources_bring(bundled("lorie-savage"), effort=Effort(seconds=1e-9))
    assert (study.base, study.tables, study.missing) == (None, {}, ("budget",))
    assert (study.completeness, study.exit) == (Completeness.TIME_LIMIT, 5)


def _slow(item: int, seconds: float | None) -> tuple[int, bool]:
    time.sleep(0.3)
    return item, seconds is not None


def test_time_is_up_in_the_middle() -> None:
    done = carry_out(_slow, range(50), Effort(seconds=1.0))
    assert 1 <= len(done.found) <= 4
    assert (done.interrupted, done.in_time) == (False, False)
    assert done.found[0] == (0, True)


def _waits(item: int, _: float | None) -> int:
    time.sleep(0.0 if item < 2 else 600.0)
    return item


def test_a_process_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenarios.studies.carrying_out.GRACE", 0.5)
    begun = time.monotonic()
    done = carry_out(_waits, range(4), Effort(jobs=2, seconds=15.0))
    assert time.monotonic() - begun < 60.0
    assert (done.found, done.in_time) == ({0: 0, 1: 1}, False)


@pytest.mark.slow
def test_ctrl_c_writes_what_is_done_and_leaves_with_5(tmp_path: Path) -> None:
    out = tmp_path / "out"
    running = subprocess.Popen(
        [sys.executable, "-m", "scenarios", "study", "two-clusters", "rules", "--jobs", "2", "--out", str(out)],
        cwd=HOUSE, env={**os.environ, "HATANG_LANG": "en"}, stderr=subprocess.PIPE, encoding="utf-8",
        start_new_session=True,
    )  # fmt: skip
    time.sleep(14.0)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to every process of the command
    _, err = running.communicate(timeout=60.0)
    assert running.returncode == 5, err
    assert "interrupted. Done:" in err
    assert "Traceback" not in err
    document = json.loads((out / "study.json").read_text("utf-8"))
    told = list(csv.DictReader(StringIO((out / "rules.csv").read_text("utf-8"))))
    assert document["status"] == "interrupted"
    assert {row["path"] for row in told} == set(document["done"]) != set()
    assert document["missing"]
