"""Plans side by side: what moved, and which inputs and reasons differ."""

from io import StringIO
from pathlib import Path

import pytest

from optimizer.endings import Infeasible, Stopped, StopReason
from scenarios.commands import comparing
from scenarios.commands.console import Console
from scenarios.differences import inputs_that_differ
from scenarios.language import Language
from scenarios.status import Exit
from tests.scenarios_run.bundled import LIBRARY, solved
from tests.scenarios_run.calling import Said, call, rows_of


def test_plans_are_compared(tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ("compare", "two-clusters", "scenario-md-example", str(LIBRARY / "two-clusters.yaml"))
    done = call(*arguments, "--out", str(out))
    assert done.returncode == 0
    assert done.stderr == ""
    assert {p.name for p in out.iterdir()} == {
        "plans.csv", "inputs.csv", "metrics.csv", "starts.csv", "reasons.csv", "amounts.csv", "manifest.json",
    }  # fmt: skip
    tables = {name: rows_of(out / f"{name}.csv") for name in ("plans", "metrics", "starts", "amounts")}
    assert [row["plan"] for row in tables["plans"]] == [
        "two-clusters",
        "scenario-md-example",
        "two-clusters (2)",
    ]
    first = solved("two-clusters")
    metrics = {row["metric"]: row for row in tables["metrics"]}
    assert float(metrics["jobs"]["two-clusters"]) == first.plan.metrics["jobs"]
    assert metrics["jobs"]["two-clusters"] == metrics["jobs"]["two-clusters (2)"]
    assert sum(float(row["two-clusters"]) for row in tables["starts"]) == pytest.approx(
        first.projects.share.sum()
    )
    drawn = sum(float(row["scenario-md-example"]) for row in tables["amounts"])
    assert drawn == pytest.approx(solved("scenario-md-example").funding.amount.sum())
    assert "Jobs" in done.stdout
    assert call(*arguments, "--out", str(out)).returncode == 0, "an earlier comparison is replaced"


@pytest.mark.usefixtures("speak_english")
def test_a_comparison_says_what_was_put_in_otherwise_and_why_works_moved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "base.yaml").write_bytes((LIBRARY / "two-clusters.yaml").read_bytes())
    changes = "{assumptions.discount_rate: 0.15, projects.B-land-2: null, title: Other}"
    (tmp_path / "other.yaml").write_text(f"base: base.yaml\nchanges: {changes}\n", "utf-8")
    out = tmp_path / "out"
    said = Said(
        capsys, "compare", str(tmp_path / "base.yaml"), str(tmp_path / "other.yaml"), "--out", str(out)
    )
    assert said.exit == Exit.DONE, said.err
    inputs = {row["path"]: (row["base"], row["other"]) for row in rows_of(out / "inputs.csv")}
    assert inputs.keys() == {"assumptions.discount_rate", "projects.B-land-2"}
    assert inputs["assumptions.discount_rate"] == ("0.1", "0.15")
    assert inputs["projects.B-land-2"][0].startswith("{id: B-land-2, ")
    assert inputs["projects.B-land-2"][1] == ""
    reasons = {(row["project"], row["plan"]): row["reason"] for row in rows_of(out / "reasons.csv")}
    starts = rows_of(out / "starts.csv")
    moved = {row["project"] for row in starts if abs(float(row["base"]) - float(row["other"])) > 1e-6}
    assert {project for project, _ in reasons} == moved
    projects = solved("two-clusters").projects.drop_duplicates("project").set_index("project")
    assert {project: reasons[project, "base"] for project in moved} == dict(projects.reason[list(moved)])
    assert ("B-land-2", "other") not in reasons
    assert "assumptions.discount_rate  0.1" in said.out


def test_many_inputs_of_one_kind_are_printed_as_one() -> None:
    def document(factor: int) -> dict[str, object]:
        ceiling = {year: factor * year for year in range(2027, 2032)}
        projects = [{"id": f"p{i}", "name": f"P {factor}", "capex": factor * i} for i in range(2, 8)]
        return {"title": str(factor), "sources": [{"id": "s", "ceiling": ceiling}], "projects": projects}

    inputs = inputs_that_differ({"a": document(1), "b": document(2)})
    assert len(inputs.rows) == 11
    console = Console(Language("vi"), StringIO(), StringIO())
    assert comparing._bundled(inputs, console).rows == (
        ("projects.*.capex", "6 giá trị", "6 giá trị"),
        ("sources.s.ceiling.*", "5 giá trị", "5 giá trị"),
    )


@pytest.mark.usefixtures("speak_english")
def test_a_comparison_leaves_with_the_first_ending_that_is_no_plan(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    endings = iter([solved("lorie-savage"), Infeasible(()), Stopped(StopReason.TIME_LIMIT, "")])
    monkeypatch.setattr(comparing, "run", lambda *_, **__: next(endings))
    said = Said(capsys, "compare", "lorie-savage", "lorie-savage-whole", "petersen-1")
    assert said.exit == Exit.INFEASIBLE
    assert "no plan keeps every limit" in said.err
    assert "infeasible" in said.out
