"""The museum of broken files: one fault each, and exactly the message that a reader sees, in both languages."""

from pathlib import Path

import pytest

from scenarios import ScenarioError, load
from scenarios.language import CODES, Code, Language

MUSEUM = Path(__file__).parents[1] / "museum"
CASES = sorted(path for path in MUSEUM.glob("*.yaml") if path.stem != "sound")


def test_the_museum_is_large_enough() -> None:
    assert len(CASES) >= 60


def test_the_sound_plan_that_every_case_breaks_in_one_place_is_sound() -> None:
    assert len(load(MUSEUM / "sound.yaml").problem.projects) == 3


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_broken_file_has_one_fault(case: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        load(case)
    assert len(refused.value.faults) == 1


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_the_message_is_the_golden_one(case: Path, code: Code) -> None:
    with pytest.raises(ScenarioError) as refused:
        load(case)
    golden = (MUSEUM / f"{case.stem}.{code}.txt").read_text(encoding="utf-8")
    assert refused.value.text(Language(code)) + "\n" == golden


def test_no_golden_text_is_left_without_its_file() -> None:
    texts = {path.name.split(".")[0] for path in MUSEUM.glob("*.txt")}
    assert texts == {case.stem for case in CASES}


def test_all_faults_of_a_file_are_reported_together(tmp_path: Path) -> None:
    text = (MUSEUM / "sound.yaml").read_text(encoding="utf-8")
    for right, wrong in (
        ("currency: VND", "currency: vnd"),
        ("requires: [A-road]", "requires: [A-raod]"),
        ("capex: 48", "capex: -48"),
        ("metric: jobs", "metric: job"),
        ("limits:", "limit:"),
    ):
        text = text.replace(right, wrong)
    file = tmp_path / "plan.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(file)
    assert [fault.path for fault in refused.value.faults] == [
        "currency",
        "projects.A-land.requires.1",
        "projects.A-wwtp.capex",
        "limit",
        "targets.jobs by 2031.metric",
    ]
    assert [fault.line for fault in refused.value.faults] == [3, 23, 24, 25, 27]
