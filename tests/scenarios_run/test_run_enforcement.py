"""deterrence.csv: whether treating wastewater pays, by plant, with the fine that the law knows on the day."""

from pathlib import Path
from typing import Any

import pytest

from finance.lending.schedule import annuity_factor
from scenarios.faults import ScenarioError
from scenarios.language import CODES, Code, Language
from scenarios.loading import load
from scenarios.pipeline import run
from scenarios.result import Result

LEGAL = Path(__file__).parents[1] / "law_museum" / "legal.yaml"
TERMS = {"inspections": 0.5, "detection": 0.8, "suspension": {"chance": 0.1, "loss_per_month": 2}}


def _run(code: Code = "en", enforcement: object = TERMS, **changes: Any) -> Result:
    result = run(
        load(LEGAL, {"projects.plant.revenue": 3, "enforcement": enforcement} | changes),
        language=Language(code),
    )
    assert isinstance(result, Result)
    return result


def test_a_plant_is_weighed_against_the_fine_of_the_law() -> None:
    row = _run().tables["deterrence"].frame().set_index("project").loc["plant"]
    assert row["fine"] == 1.0  # one billion dong, the highest for organisations
    assert row["complying"] == pytest.approx(60.0 * annuity_factor(0.1, 20) - 3.0)
    # a finding costs the fine and, one time in ten, six months of two billion
    assert row["breaking"] == pytest.approx(0.5 * 0.8 * (1.0 + 0.1 * 6 * 2.0))
    assert row["inspections_needed"] == pytest.approx(row["complying"] / (0.8 * 2.2))
    assert row["fine_needed"] == pytest.approx(row["complying"] / 0.4 - 1.2)
    assert not row["pays"]


def test_at_the_inspections_needed_treating_pays() -> None:
    needed = float(_run().tables["deterrence"].frame()["inspections_needed"].item())
    more = _run(enforcement=TERMS | {"inspections": needed * 1.001})
    assert more.tables["deterrence"].frame()["pays"].item()
    fewer = _run(enforcement=TERMS | {"inspections": needed * 0.999})
    assert not fewer.tables["deterrence"].frame()["pays"].item()


@pytest.mark.parametrize("code", CODES)
def test_the_sentence_says_what_it_would_take(code: Code) -> None:
    frame = _run(code).tables["deterrence"].frame()
    sentence = frame["sentence"].item()
    assert Language(code).number(float(frame["inspections_needed"].item())) in sentence
    assert ("không xử lý" if code == "vi" else "not treating pays") in sentence
    assert "45/2022" in frame["reference"].item()


def test_without_findings_nothing_deters() -> None:
    frame = _run(enforcement={"inspections": 4, "detection": 0}).tables["deterrence"].frame()
    assert frame["breaking"].item() == 0.0
    assert "no fine changes that" in frame["sentence"].item()
    assert frame["fine_needed"].isna().item()


def test_land_with_a_plant_in_it_is_no_plant() -> None:
    """What the whole of a cluster costs is not what treating costs; a drain that treats is judged."""
    provided = {"projects.land.provides": {"wastewater": 100}, "projects.road.provides": {"wastewater": 1}}
    frame = _run(**provided).tables["deterrence"].frame()
    assert list(frame["project"]) == ["plant", "road"]


def test_a_scenario_that_states_no_enforcement_has_no_table() -> None:
    result = run(load(LEGAL))
    assert isinstance(result, Result)
    assert "deterrence" not in result.tables


def test_a_fine_must_come_from_somewhere() -> None:
    with pytest.raises(ScenarioError, match="a fine, or a policy pack that knows it"):
        load(LEGAL, {"policy": None, "public_finance": None, "enforcement": TERMS})
