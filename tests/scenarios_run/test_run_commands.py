"""The command line: what it prints where, in which language, and the number with which it leaves."""

import json
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from finance.project import ProjectId
from optimizer.endings import Infeasible, Stopped, StopReason, Unbounded
from optimizer.verify import Check
from scenarios import Result, UnprovenPlan
from scenarios.commands import comparing, running
from scenarios.commands.console import Console
from scenarios.language import HOUSE, Code, Language
from scenarios.status import Exit, Status, status
from tests.scenarios_run.bundled import LIBRARY, solved
from tests.scenarios_run.calling import NO_PLAN, WITHOUT_END, Said, call, rows_of


def test_a_plan_leaves_with_0_and_one_message(tmp_path: Path) -> None:
    done = call("run", "two-clusters", "--out", str(tmp_path / "out"))
    assert done.returncode == 0
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "Two clusters, one province: optimal plan, objective 643.979.",
        f"Written to {tmp_path / 'out'}.",
    ]
    assert (tmp_path / "out" / "plan.json").is_file()


def test_json_is_alone_on_standard_output() -> None:
    done = call("run", "lorie-savage-whole", "--json")
    document = json.loads(done.stdout)
    assert done.returncode == 0
    assert (document["status"], document["mode"], document["objective"]) == ("optimal", "milp", 70.0)


def test_without_a_folder_a_summary_is_printed() -> None:
    done = call("run", "lorie-savage")
    assert done.returncode == 0
    assert "investment" in done.stdout
    assert "share" in done.stdout


def test_refused_input_leaves_with_2(tmp_path: Path) -> None:
    done = call("run", "two-clusters", "--set", "horizon.yeers=30", "--out", str(tmp_path / "out"), "--json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "horizon" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_no_plan_leaves_with_3(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = call("run", "scenario-md-example", "--set", NO_PLAN, "--out", str(out), "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["status"] == "infeasible"
    tables = {"infeasible.csv", "repairs.csv", "contradictions.csv"}
    assert {path.name for path in out.iterdir()} == {*tables, "plan.json", "manifest.json"}
    (row,) = rows_of(out / "infeasible.csv")
    assert row["family"] == "target"
    assert float(row["limit"]) - float(row["needed"]) == pytest.approx(float(row["short_by"]))
    assert row["sentence"] in done.stderr


def test_an_endless_objective_leaves_with_4(tmp_path: Path) -> None:
    changes = [part for change in WITHOUT_END for part in ("--set", change)]
    done = call("run", "two-clusters", *changes, "--out", str(tmp_path / "out"))
    assert done.returncode == 4
    assert "ppp_equity/20" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_no_plan_in_time_leaves_with_5(tmp_path: Path) -> None:
    done = call("run", "two-clusters-whole", "--set", "solve.time_limit=0.01", "--out", str(tmp_path / "out"))
    assert done.returncode == 5
    assert "no plan was found within 0.01 s" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("speak_english")
def test_a_plan_at_the_time_limit_is_written_but_no_success(
    whole: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    late = replace(whole, plan=replace(whole.plan, is_optimal=False, gap=0.05))
    monkeypatch.setattr(running, "pipeline_run", lambda *_, **__: late)
    said = Said(capsys, "run", "scenario-md-example", "--out", str(tmp_path / "out"))
    assert said.exit == Exit.OTHER
    assert "the time limit came first" in said.err
    assert "5.000%" in said.err
    written = json.loads((tmp_path / "out" / "plan.json").read_text("utf-8"))
    assert written["status"] == "gap"
    assert written["gap"] == 0.05 > written["gap_asked"]


@pytest.mark.parametrize("is_optimal", [True, False])
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "the best possible is at most 134.825% higher"),
        ("vi", "mức tốt nhất có thể cao hơn không quá 134,825%"),
    ],
)
def test_a_gap_is_said_as_a_share_of_the_plan(
    whole: Result, *, is_optimal: bool, code: Code, words: str
) -> None:
    late = replace(whole, plan=replace(whole.plan, is_optimal=is_optimal, gap=1.34825))
    console = Console(Language(code), StringIO(), StringIO())
    assert words in running.message(late.scenario, late, console)


@pytest.mark.usefixtures("speak_english")
def test_a_plan_that_fails_a_check_is_never_a_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> Result:
        raise UnprovenPlan(
            (Check("cash", passed=False, worst=float("inf")), Check("tax", passed=True, worst=0.0))
        )

    monkeypatch.setattr(running, "pipeline_run", broken)
    said = Said(capsys, "run", "two-clusters", "--out", str(tmp_path / "out"), "--json")
    assert said.exit == Exit.NO_SAFE_PLAN
    assert "failed its independent check: cash." in said.err
    document = json.loads(said.out)
    assert (document["status"], document["objective"], document["metrics"]) == ("unproven", None, {})
    assert list(tmp_path.iterdir()) == []


def test_every_ending_has_a_word(whole: Result) -> None:
    plan = whole.plan
    endings = {
        Status.OPTIMAL: replace(whole, plan=replace(plan, gap=0.0)),
        Status.GAP: replace(whole, plan=replace(plan, gap=0.0009)),
        Status.TIME_LIMIT: replace(whole, plan=replace(plan, is_optimal=False, gap=0.0)),
        Status.INFEASIBLE: Infeasible(()),
        Status.UNBOUNDED: Unbounded(()),
        Status.STOPPED: Stopped(StopReason.TIME_LIMIT, "time"),
        Status.NUMERICAL: Stopped(StopReason.NUMERICAL, "unknown"),
    }
    assert {word: status(ending) for word, ending in endings.items()} == {word: word for word in endings}


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("plan", "two-clusters"),
        ("run",),
        ("run", "two-clusters", "--out"),
        ("run", "two-clusters", "--colour"),
        ("run", "two-clusters", "--charts", "png"),
        ("run", "two-clusters", "--charts", "gif", "--out", "x"),
        ("run", "two-clusters", "--charts", "", "--out", "x"),
        ("run", "two-clusters", "--report", "pdf"),
        ("run", "two-clusters", "--lang", "fr"),
        ("run", "two-clusters", "--set", "title"),
        ("run", "two-clusters", "--set", "title=a", "--set", "title=b"),
        ("run", "no-such-scenario"),
        ("study", "two-clusters", "rules", "--jobs", "many"),
        ("explain", "two-clusters", "nowhere"),
        ("compare", "two-clusters"),
        ("check",),
        ("import", "book.xlsx"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("code", ["en", "vi"])
def test_what_makes_no_sense_leaves_with_2(
    arguments: tuple[str, ...], code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HATANG_LANG", code)
    said = Said(capsys, *arguments)
    assert (said.exit, said.out) == (Exit.REFUSED, "")
    assert len(said.err) > 10


@pytest.mark.usefixtures("speak_english")
def test_later_releases_are_named_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (("run", "two-clusters", "--report", "docx"),):
        said = Said(capsys, *arguments)
        assert said.exit == Exit.REFUSED
        assert "later release" in said.err


def test_a_foreign_folder_is_refused_before_the_solve(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", "utf-8")
    done = call("run", "two-clusters", "--out", str(tmp_path))
    assert done.returncode == 2
    assert "something else than a result" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_language_comes_from_the_option_then_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HATANG_LANG", "vi")
    assert "phương án tối ưu" in Said(capsys, "run", "lorie-savage").err
    assert "optimal plan" in Said(capsys, "run", "lorie-savage", "--lang", "en").err
    assert "cách dùng:" in Said(capsys, "run").err
    monkeypatch.setenv("HATANG_LANG", "en")
    out = tmp_path / "out"
    assert Said(capsys, "run", "lorie-savage", "--lang=vi", "--out", str(out)).exit == Exit.DONE
    assert "giá trị mục tiêu" in (out / "limits.csv").read_text("utf-8")
    monkeypatch.delenv("HATANG_LANG")
    assert "optimal plan" in Said(capsys, "run", "lorie-savage").err


@pytest.mark.parametrize("code", ["en", "vi"])
@pytest.mark.parametrize("arguments", [("run", "two-clusters"), ("compare", "two-clusters", "lorie-savage")])
def test_printed_tables_hold_words_and_no_ids_of_the_files(
    arguments: tuple[str, ...],
    code: Code,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HATANG_LANG", code)
    said = Said(capsys, *arguments)
    assert not {"economic_npv", "public_money", "start_year", "ppp"} & set(said.out.split())
    assert Language(code)("Public money, discounted") in said.out
    assert f"  {Language(code)('public')}  " in said.out
    assert ("public" in said.out.split()) == (code == "en")
    assert (" COMMAND" in Said(capsys, "--help").out) == (code == "en")


def test_a_plan_is_never_called_like_a_head() -> None:
    assert list(comparing._labels(["a/project.yaml", "b/plan.yaml"])) == ["project (2)", "plan (2)"]


def test_the_front_page_lists_every_exit_status() -> None:
    (line,) = (
        line
        for line in (HOUSE / "README.md").read_text("utf-8").splitlines()
        if line.startswith("Exit status:")
    )
    listed = [int(part.split()[0]) for part in line.removeprefix("Exit status:").split(";")]
    assert listed == sorted(Exit)
    page = (HOUSE / "docs" / "results.md").read_text("utf-8")
    assert [int(row[2]) for row in page.splitlines() if row[:2] == "| " and row[2].isdigit()] == listed


def test_a_language_that_nobody_speaks_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HATANG_LANG", "xx")
    said = Said(capsys, "run", "lorie-savage")
    assert (said.exit, said.out) == (Exit.REFUSED, "")
    assert sorted(said.err.splitlines()) == [
        'HATANG_LANG is "xx": state vi | en.',
        'HATANG_LANG là "xx": hãy ghi vi | en.',
    ]
    assert Said(capsys, "check", "lorie-savage", "--lang", "vi").out == "lorie-savage: hợp lệ\n"
    for stated in ("vi_VN.UTF-8", "VI"):
        monkeypatch.setenv("HATANG_LANG", stated)
        assert Said(capsys, "check", "lorie-savage").out == "lorie-savage: hợp lệ\n"
    monkeypatch.setenv("HATANG_LANG", "")
    assert Said(capsys, "check", "lorie-savage").out == "lorie-savage: ok\n"


def test_help_is_on_standard_output() -> None:
    done = call("run", "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("usage:")
    assert done.stderr == ""


def test_check_names_every_fault_or_says_ok(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("format: 1\ntitel: x\nhorizon: {start: 2027, yers: 3}\n", "utf-8")
    done = call("check", "two-clusters", str(broken), "petersen-1")
    assert done.returncode == 2
    assert done.stdout.splitlines() == ["two-clusters: ok", "petersen-1: ok"]
    assert {"titel", "yers"} <= {word.strip('",.:;') for word in done.stderr.split()}


@pytest.mark.usefixtures("speak_english")
def test_check_accepts_the_whole_library(capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted(str(path) for path in LIBRARY.glob("*.yaml"))
    said = Said(capsys, "check", *files)
    assert said.exit == Exit.DONE
    assert said.out.splitlines() == [f"{file}: ok" for file in files]
    # the real clusters break law that their heads name, and rest on law that is not confirmed; nothing else is told
    assert all(
        line.startswith("Law: ") or line.endswith("have it checked.") for line in said.err.splitlines()
    )
    assert "The developer of Yên Hợp is a public unit" in said.err


@pytest.mark.usefixtures("speak_english")
def test_the_linear_programme_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Said(capsys, "run", "lorie-savage", "--lp", str(tmp_path / "model.lp")).exit == Exit.DONE
    text = (tmp_path / "model.lp").read_text("utf-8")
    assert "maximize" in text
    assert text.endswith("end\n")
    assert [path.name for path in tmp_path.iterdir()] == ["model.lp"]
    deeper = tmp_path / "a" / "b" / "model.lp"
    assert Said(capsys, "run", "lorie-savage", "--lp", str(deeper)).exit == Exit.DONE
    assert deeper.read_text("utf-8") == text
    inside_a_file = tmp_path / "model.lp" / "model.lp"
    assert Said(capsys, "run", "lorie-savage", "--lp", str(inside_a_file)).exit == Exit.OTHER


@pytest.mark.usefixtures("speak_english")
def test_changes_are_applied_and_recorded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    change = "sources.provincial_budget.ceiling.2028={times: 2}"
    said = Said(capsys, "run", "two-clusters", "--set", change, "--out", str(out))
    assert said.exit == Exit.DONE, said.err
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["changes"] == {"sources.provincial_budget.ceiling.2028": {"times": 2}}
    ceilings = {(row["source"], row["year"]): row["ceiling"] for row in rows_of(out / "sources.csv")}
    before = solved("two-clusters").sources.set_index(["source", "year"]).ceiling["provincial_budget", 2028]
    assert float(ceilings["provincial_budget", "2028"]) == 2 * before


def test_a_line_of_the_solver_cannot_reach_standard_output() -> None:
    program = (
        "import os, sys\n"
        "from scenarios.commands.console import own_output\n"
        "with own_output() as out:\n"
        "    os.write(1, b'solver chatter\\n'); print('python chatter'); out.write('ours\\n')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    assert done.stdout == "ours\n"
    assert "solver chatter" in done.stderr


@pytest.mark.usefixtures("speak_english")
def test_growing_decisions_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ending = Unbounded(tuple(("start", ProjectId(f"p{i}"), "public", i) for i in range(20)))
    monkeypatch.setattr(running, "pipeline_run", lambda *_, **__: ending)
    said = Said(capsys, "run", "two-clusters")
    assert said.exit == Exit.UNBOUNDED
    assert "- start/p3/public/2030" in said.err
    assert "… and 8 more" in said.err
