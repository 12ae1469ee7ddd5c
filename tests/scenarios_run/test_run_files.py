"""What commands leave besides a plan, and what they do without."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reports.export import ChartExportUnavailable
from scenarios import load
from scenarios.file.workbook import write_workbook
from scenarios.language import HOUSE
from scenarios.status import Exit
from tests.scenarios_run.bundled import LIBRARY
from tests.scenarios_run.calling import Said


@pytest.mark.usefixtures("speak_english")
def test_the_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert "$schema" in json.loads(Said(capsys, "schema").out)


@pytest.mark.usefixtures("speak_english")
def test_a_workbook_goes_out_and_comes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, full = tmp_path / "book.xlsx", tmp_path / "full.xlsx"
    assert Said(capsys, "template", str(book)).exit == Exit.DONE
    filled = book.stat().st_mtime_ns
    again = Said(capsys, "template", str(book))
    assert again.exit == Exit.REFUSED
    assert "exists already" in again.err
    assert book.stat().st_mtime_ns == filled
    assert Said(capsys, "import", str(book), "-o", str(tmp_path / "empty.yaml")).exit == Exit.REFUSED
    assert Said(capsys, "template", str(tmp_path / "no" / "book.xlsx")).exit == Exit.OTHER

    scenario = load(LIBRARY / "two-clusters.yaml")
    write_workbook(scenario.document, full)
    assert Said(capsys, "import", str(full), "-o", str(tmp_path / "full.yaml")).exit == Exit.DONE
    assert load(tmp_path / "full.yaml").problem == scenario.problem
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.xlsx", "full.xlsx", "full.yaml"]


@pytest.mark.usefixtures("speak_english")
def test_charts_are_written_and_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert Said(capsys, "run", "lorie-savage", "--charts", "svg", "--out", str(out)).exit == Exit.DONE
    drawn = {f"charts/{path.name}" for path in (out / "charts").iterdir()}
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert drawn
    assert drawn <= set(manifest["files"])
    assert manifest["seconds"]["charts"] > 0.0


@pytest.mark.usefixtures("speak_english")
def test_a_machine_that_cannot_draw_still_gives_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unable(*_: object) -> None:
        raise ChartExportUnavailable("no browser here")

    monkeypatch.setattr("reports.export.export", unable)
    out = tmp_path / "out"
    said = Said(capsys, "run", "lorie-savage", "--charts", "svg", "--out", str(out))
    assert said.exit == Exit.OTHER
    assert "The charts are missing: no browser here" in said.err
    assert (out / "plan.json").is_file()
    assert not (out / "charts").exists()


def test_headless_runs_do_without_pandas_and_browser() -> None:
    program = (
        "import sys\n"
        "from io import StringIO\n"
        "from scenarios.__main__ import main\n"
        "main(['run', 'lorie-savage', '--lang', 'en'], StringIO())\n"
        "print([m for m in ('pandas', 'plotly', 'streamlit', 'openpyxl') if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_a_check_does_without_the_solver() -> None:
    # rows are built, for contradictions among sound inputs are told without solving: that takes sparse matrices
    program = (
        "import sys\n"
        "from io import StringIO\n"
        "from scenarios.__main__ import main\n"
        "main(['check', 'two-clusters', '--lang', 'en'], StringIO())\n"
        "print([m for m in ('highspy', 'pandas', 'babel') if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
