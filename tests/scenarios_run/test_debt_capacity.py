"""debt_capacity.csv: by hand, by a loop of its own over the waterfall, and why a vehicle has none."""

from typing import Any

import numpy as np
import pytest

from scenarios import Result, run
from scenarios.loading import from_document
from tests.scenarios_run.bundled import solved

PLANT: dict[str, Any] = {
    "format": 1,
    "title": "One plant, 60 borrowed without interest for 5 years, 26 a year for 10",
    "horizon": {"start": 2027, "years": 11, "invest_years": 1},
    "assumptions": {"discount_rate": 0.0},
    "delivery": {"private": {"dscr": 1.3, "equity_share": 0.2}},
    "sources": [
        {"id": "bank", "sector": "private", "instrument": "loan", "rate": 0, "tenor": 5,
         "min_share": 0.6, "max_share": 0.6},
        {"id": "owners", "sector": "private", "instrument": "equity", "max_share": 0.4},
    ],
    "projects": [
        {"id": "plant", "kind": "power", "capex": 100, "revenue": 26, "modes": ["private"], "committed": True},
    ],
}  # fmt: skip


def told(**changes: Any) -> dict[str, Any]:
    """The plant's row, with values put at paths (`__` for a point)."""
    asked = {path.replace("__", "."): value for path, value in changes.items()}
    result = run(from_document(PLANT, asked))
    assert isinstance(result, Result)
    (row,) = result.debt_capacity.to_dict("records")
    return row


def limits(row: dict[str, Any]) -> list[float]:
    """Capacity by gearing, cover and tenor, and the smallest."""
    return [row[name] for name in ("by_gearing", "by_dscr", "by_tenor", "debt_capacity")]


def test_the_equity_asked_for_holds_debt_down() -> None:
    row = told()
    # 60 owed of 100 raised, of which 80 might be borrowed; 26 / 1.3 = 20 a year for 5 or for 10 years
    assert (row["year"], row["tenor"], row["rate"], row["owed"]) == (2027, 5, 0.0, pytest.approx(60.0))
    assert limits(row) == pytest.approx([80.0, 200.0, 100.0, 80.0])
    assert (row["binds"], row["room"]) == ("gearing", pytest.approx(20.0))
    assert row["sentence"] == "Held by the equity that is asked for."


def test_the_tenor_holds_debt_down_and_without_later_cash_the_cover() -> None:
    dear = {"delivery__private__equity_share": 0, "delivery__private__dscr": 1.625}
    row = told(**dear)
    assert limits(row) == pytest.approx([100.0, 160.0, 80.0, 80.0])
    assert row["binds"] == "tenor"
    row = told(**dear, projects__plant__life=5)
    assert limits(row) == pytest.approx([100.0, 80.0, 80.0, 80.0])
    assert row["binds"] == "dscr"


def test_interest_lowers_what_cash_carries() -> None:
    row = told(sources__bank__rate=0.1, delivery__private__equity_share=0)
    assert row["by_tenor"] == pytest.approx(sum(20.0 / 1.1**t for t in range(1, 6)))
    assert row["by_dscr"] == pytest.approx(sum(20.0 / 1.1**t for t in range(1, 11)))


def test_no_cover_and_cash_below_zero_have_no_capacity() -> None:
    for changes, sentence in (
        ({"delivery__private__dscr": 0}, "The delivery mode asks for no cover."),
        (
            {"projects__plant__overhaul": {"cost": 40, "every": 4}, "delivery__private__dscr": 1},
            "Cash is below zero in 2032: no debt that follows it can be told.",
        ),
    ):
        row = told(**changes)
        assert row["sentence"] == sentence
        assert np.isnan(limits(row)).all()
        assert (row["owed"], row["binds"]) == (pytest.approx(60.0), "")


@pytest.mark.parametrize("name", ["two-clusters", "water-company"])
def test_capacity_is_the_worth_of_the_vehicles_cash(name: str) -> None:
    result = solved(name)
    table, horizon = result.debt_capacity, result.plan.problem.horizon
    whole = result.waterfall[result.waterfall.project == ""]
    owed = result.debts[(result.debts.line == "balance") & (result.debts.obligor == "vehicle")]
    seen = 0
    for row in table.dropna(subset=["debt_capacity"]).itertuples():
        rules = next(rules for mode, rules in result.plan.problem.delivery.items() if mode.value == row.mode)
        own = whole[(whole.vehicle == row.vehicle) & (whole["mode"] == row.mode)]
        lines = own.pivot(index="year", columns="line", values="amount")
        lines = lines.reindex(range(horizon.start, horizon.last + 1)).fillna(0.0)
        held = lines.get("cash", 0.0) + lines.get("dsra", 0.0) + 0.0 * lines.cfads
        worth = 0.0
        for t in range(1, int(row.tenor) + 1):
            year = row.year + t
            cash = lines.cfads[year] + (lines.deposit_interest[year] if "deposit_interest" in lines else 0.0)
            cash += held[row.year] if t == 1 and rules.reserve else 0.0
            worth += max(0.0, cash) / rules.dscr / (1.0 + row.rate) ** t
        assert row.by_tenor == pytest.approx(worth, rel=1e-6)
        mine = owed[(owed.vehicle == row.vehicle) & (owed["mode"] == row.mode) & (owed.year == row.year)]
        assert row.owed == pytest.approx(mine.amount.sum(), rel=1e-6)
        assert row.debt_capacity == min(row.by_gearing, row.by_dscr, row.by_tenor)
        assert row.room == pytest.approx(row.debt_capacity - row.owed, abs=1e-5)
        assert ("More is owed" in row.sentence) == (row.room < 0.0)
        seen += 1
    assert seen >= 1
