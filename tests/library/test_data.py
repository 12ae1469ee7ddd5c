"""The tables of the library are what its converters make of the published data."""

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from scenarios import load

LIBRARY = Path(__file__).parents[2] / "scenarios" / "library"
CONVERTERS = sorted(file.stem for file in (LIBRARY / "convert").glob("*.py"))


def converter(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, LIBRARY / "convert" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", CONVERTERS)
def test_a_converter_writes_what_is_bundled(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = converter(name)
    (tmp_path / "data").symlink_to(LIBRARY / "data", target_is_directory=True)
    monkeypatch.setattr(module, "LIBRARY", tmp_path)
    module.main()
    written = [file for file in tmp_path.iterdir() if file.is_file()]
    assert written
    for file in written:
        assert file.read_bytes() == (LIBRARY / file.name).read_bytes(), file.name


def test_the_developers_works_cost_what_was_decided() -> None:
    problem = load(LIBRARY / "thong-nhat-1.yaml").problem
    works = [project.capex for project in problem.projects if project.vehicle == "DN hạ tầng Thống Nhất 1"]
    assert sum(works) == pytest.approx(860.008, abs=1e-9)


def test_the_outside_roads_are_short_of_fifty() -> None:
    problem = load(LIBRARY / "thong-nhat-1.yaml").problem
    roads = sum(project.capex for project in problem.projects if project.id in ("duong-ic18", "duong-ql4e"))
    source = next(source for source in problem.sources if source.id == "ns-duong")
    planned = sum(source.tranches[0].ceiling or ())
    assert (roads, planned) == (390, 340)


def test_the_running_lines_need_more_than_the_plan_gives() -> None:
    problem = load(LIBRARY / "lao-cai-clusters.yaml").problem
    running = [
        project for project in problem.projects if project.id.startswith("PB") and project.id <= "PB10"
    ]
    assert len(running) == 10
    assert sum(project.capex for project in running) == pytest.approx(377.474, abs=1e-9)


def test_no_dollar_of_boston_is_lost() -> None:
    problem = load(LIBRARY / "boston-fy25.yaml").problem
    with (LIBRARY / "data" / "boston-fy25-capital-plan.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    spent = sum(float(row["GO_Expended"]) + float(row["Grant_Expended"]) for row in rows)
    whole = sum(float(row["Total_Project_Budget"]) for row in rows)
    assert sum(project.capex for project in problem.projects) * 1e6 == pytest.approx(whole - spent, abs=1e4)
