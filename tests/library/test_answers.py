"""The bundled scenarios reach the answers that stand beside them."""

import json
from pathlib import Path
from typing import Any

import pytest

from scenarios import Result, load, run

LIBRARY = Path(__file__).parents[2] / "scenarios" / "library"
SCENARIOS = sorted(file.stem for file in LIBRARY.glob("*.yaml"))


def expected(name: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((LIBRARY / f"{name}.expected.json").read_text(encoding="utf-8"))
    return answer


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_says_what_it_is(name: str) -> None:
    text = (LIBRARY / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.startswith("# ")
    header = text[: text.index("\nformat: 1\n")]
    assert "# Source:" in header
    assert "# How to read it:" in header


@pytest.mark.parametrize("name", SCENARIOS)
def test_an_answer_has_its_five_parts(name: str) -> None:
    answer = expected(name)
    assert set(answer) == {"objective", "tolerance", "status", "metrics", "published"}
    assert answer["published"]["source"]
    assert answer["status"] in ("optimal", "gap")


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_reaches_its_answer(name: str) -> None:
    answer = expected(name)
    result = run(load(LIBRARY / f"{name}.yaml"))
    assert isinstance(result, Result)
    tolerance = answer["tolerance"]
    assert result.plan.objective == pytest.approx(answer["objective"], rel=tolerance, abs=tolerance)
    for metric, amount in answer["metrics"].items():
        assert result.plan.metrics[metric] == pytest.approx(amount, rel=tolerance, abs=tolerance), metric


def test_money_has_the_prices_that_weingartner_printed() -> None:
    published = expected("lorie-savage")["published"]
    result = run(load(LIBRARY / "lorie-savage.yaml"))
    assert isinstance(result, Result)
    sources = result.sources
    for year, price in published["prices"].items():
        row = sources[(sources["source"] == "budget") & (sources["year"] == int(year))]
        assert row["price"].item() == pytest.approx(price, abs=0.0006)
        assert row["price"].item() == pytest.approx(published["more_digits"]["prices"][year], rel=1e-9)
