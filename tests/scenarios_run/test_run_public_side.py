"""The public side of a solved plan: sums that close, what the optimiser grants, contracts over draws, the purse."""

from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from finance.delivery import Depreciation, Mode
from finance.horizon import Floats
from finance.project import Overhaul
from finance.uncertainty.normal import normal_quantile
from scenarios import Result, run
from scenarios.deciding import deciding
from scenarios.folder import write_result
from scenarios.language import Language
from scenarios.loading import from_document
from scenarios.pipeline import tabulated
from scenarios.tables.affordability import COLUMNS as AFFORDABILITY
from scenarios.tables.affordability import MEASURES as WEIGHTS
from scenarios.tables.contracts import COLUMNS as CONTRACTS
from scenarios.tables.contracts import MEASURES
from scenarios.tables.value_for_money import COLUMNS as VALUE
from scenarios.tables.viability import COLUMNS as VIABILITY
from tests.scenarios_run.bundled import solved

NAME = "ppp-wastewater"
OWN = {
    "value_for_money": VALUE,
    "contracts": CONTRACTS,
    "viability": VIABILITY,
    "affordability": AFFORDABILITY,
}
HOUSE = Path(__file__).parents[2]
T = np.arange(25)
DISCOUNT = 1.08**-T


def varied(**changes: Any) -> Result:
    """The bundled plan with changes by path; dots are written as two underscores."""
    document = deepcopy(dict(solved(NAME).scenario.document))
    result = run(from_document(document, {path.replace("__", "."): value for path, value in changes.items()}))
    assert isinstance(result, Result)
    return result


def value(result: Result) -> dict[tuple[str, str], float]:
    """Amounts of value_for_money.csv by part and item."""
    return {(str(row[2]), str(row[3])): float(row[5] or 0.0) for row in result.tables["value_for_money"].rows}


def measured(result: Result, measure: str, cause: str = "") -> Floats:
    """A measure of contracts.csv by year."""
    frame = result.tables["contracts"].frame()
    rows = frame[(frame.measure == measure) & (frame.cause == cause) & frame.year.notna()]
    out = np.zeros(25)
    out[rows.year.to_numpy(dtype=np.int64) - 2027] = rows.amount
    return out


def worth(result: Result, measure: str) -> float:
    """The present value of a measure of contracts.csv."""
    frame = result.tables["contracts"].frame()
    return float(frame[(frame.measure == measure) & frame.year.isna()].amount.item())


def line(result: Result, name: str) -> Floats:
    """A line of fiscal.csv by year."""
    rows = result.fiscal[result.fiscal.line == name]
    out = np.zeros(25)
    out[rows.year.to_numpy() - 2027] = rows.amount
    return out


@cache
def planned_revenue() -> Floats:
    """Revenue of the plant as the file states it: 22 a year after a ramp, dearer by 3 % a year."""
    ramp = np.array([0.0, 0.5, 0.8, *[1.0] * 22])
    return np.asarray(22.0 * ramp * 1.03**T)


# the plan itself


def test_the_plan_is_the_one_without_the_public_side() -> None:
    result = solved(NAME)
    plain = run(from_document(deciding(result.scenario.document)))
    assert isinstance(plain, Result)
    assert plain.plan.objective == result.plan.objective
    assert not OWN.keys() & plain.tables.keys()
    for name, table in plain.tables.items():
        if name not in ("fiscal", "fiscal_projects", "legality"):
            assert table.csv() == result.tables[name].csv(), name
    told = result.fiscal[result.fiscal.line.isin(plain.fiscal.line.unique())]
    assert told.reset_index(drop=True).equals(plain.fiscal)


def test_a_file_without_the_public_side_is_what_it_was() -> None:
    result = solved("two-clusters")
    assert not result.scenario.public_side.is_stated
    assert not OWN.keys() & result.tables.keys()


# value for money


def test_the_bridge_leads_from_the_comparator_to_the_contract() -> None:
    found = value(solved(NAME))
    steps = [amount for (part, item), amount in found.items() if part == "bridge"]
    assert steps[0] == found["comparator", "total"]
    assert steps[-1] == found["contract", "total"]
    assert sum(steps[:-1]) == pytest.approx(steps[-1], rel=1e-12)
    assert found["result", "value"] == pytest.approx(steps[0] - steps[-1], rel=1e-12)


@pytest.mark.parametrize("part", ["comparator", "contract"])
def test_items_sum_to_their_total(part: str) -> None:
    items = [amount for (own, _), amount in value(solved(NAME)).items() if own == part]
    assert sum(items[:-1]) == pytest.approx(items[-1], rel=1e-12)


def test_the_comparator_by_hand() -> None:
    found = value(solved(NAME))
    running = T >= 1
    assert found["comparator", "capital"] == pytest.approx(200.0)
    assert found["comparator", "operating"] == pytest.approx(float((9.0 * 1.03**T * running) @ DISCOUNT))
    assert found["comparator", "third_party_revenue"] == pytest.approx(-float(planned_revenue() @ DISCOUNT))
    assert found["comparator", "insurance"] == pytest.approx(float((0.003 * 200.0 * running) @ DISCOUNT))
    # mean overrun of construction cost 0.65 / 3, nine tenths of it moved; of the ground 0.3 * 0.15, half of it
    capital = 200.0 * (0.9 * 0.65 / 3 + 0.5 * 0.3 * 0.15)
    operating = found["comparator", "operating"] * 0.4 / 3
    revenue = -found["comparator", "third_party_revenue"] * 0.5 / 3 * 0.6
    assert found["comparator", "transferable_risk"] == pytest.approx(capital + operating + revenue)


def test_the_contract_by_hand() -> None:
    result = solved(NAME)
    found = value(result)
    grant = result.funding[result.funding.source == "budget"].amount.sum()
    assert found["contract", "state_capital"] == pytest.approx(grant)
    assert found["contract", "availability"] == pytest.approx(float(6.0 * (T >= 1) @ DISCOUNT))
    assert found["contract", "monitoring"] == pytest.approx(float(0.6 * 1.03**T @ DISCOUNT))
    assert found["contract", "revenue_shared"] == pytest.approx(-worth(result, "shared_to_public_expected"))
    support = worth(result, "guarantee_expected") + worth(result, "shared_to_operator_expected")
    assert found["contract", "guarantees"] == pytest.approx(support)


def test_public_delivery_takes_the_factors_of_the_public_mode() -> None:
    both = {"public": {"capex_factor": 1.1, "opex_factor": 1.2}, "ppp": {"availability": 6}}
    own = varied(
        projects__plant__modes=both,
        value_for_money={"confidence": 0.95},
        sources__budget__eligible={"modes": ["ppp"]},
    )
    stated = varied(
        projects__plant__modes=both,
        value_for_money={"public_capex_factor": 1, "public_opex_factor": 1},
        sources__budget__eligible={"modes": ["ppp"]},
    )
    for item, factor in (("capital", 1.1), ("operating", 1.2)):
        assert value(own)["comparator", item] == pytest.approx(factor * value(stated)["comparator", item])


def test_without_risks_the_comparator_has_none_and_says_so() -> None:
    result = varied(value_for_money={"discount_rate": 0.08})
    found = value(result)
    assert found["comparator", "transferable_risk"] == found["comparator", "retained_risk"] == 0.0
    assert ("result", "break_even_share") not in found
    sentence = next(row[-1] for row in result.tables["value_for_money"].rows if row[3] == "value")
    assert str(sentence).startswith("No risk is stated")


def test_projects_of_one_vehicle_share_its_tax_by_capital_cost() -> None:
    scenario = solved("water-company").scenario
    document = {**scenario.document, "value_for_money": {"discount_rate": 0.0}}
    result = run(from_document(document))
    assert isinstance(result, Result)
    frame = result.tables["value_for_money"].frame()
    taxes = frame[(frame.part == "comparator") & (frame.item == "taxes")].set_index("project").amount
    cost = result.projects.set_index("project").capex_nominal
    assert len(taxes) == 3
    paid = result.cashflows[result.cashflows.line == "tax"].amount.sum()
    assert paid > 1.0
    assert taxes.to_numpy() == pytest.approx(paid * (cost[taxes.index] / cost[taxes.index].sum()).to_numpy())


def test_at_the_break_even_share_value_for_money_is_nothing() -> None:
    even = value(solved(NAME))["result", "break_even_share"]
    assert 0.0 < even < 1.0
    risks = solved(NAME).scenario.document["value_for_money"]["risks"]
    moved = [{**risk, "transferred": even * risk["transferred"]} for risk in risks]
    found = value(varied(value_for_money__risks=moved))
    # what no longer moves stays with the public side, under the contract too
    assert found["result", "value"] == pytest.approx(0.0, abs=1e-9)


def test_vietnamese_tables_say_the_same_figures() -> None:
    result = solved(NAME)
    other = tabulated(result.scenario, result.plan, result.checks, Language("vi"))
    for name, columns in OWN.items():
        texts = {position for position, head in enumerate(columns) if head == "sentence"}
        pairs = zip(result.tables[name].rows, other.tables[name].rows, strict=True)
        for english, vietnamese in pairs:
            for position, (one, two) in enumerate(zip(english, vietnamese, strict=True)):
                assert (one is None) == (two is None)
                assert one is None or (one == two) is (position not in texts), (name, one, two)


# viability


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"delivery__ppp__dscr": 1.6},
        {"delivery__ppp__reserve": False, "delivery__ppp__dscr": 1.4},
        {"delivery__ppp__equity_return": 0.18},
        {"delivery__ppp__dsra": 0.5},
        {"projects__plant__ramp": [0.1, 0.3, 0.6, 1]},
        {"sources__bank__fee": 0.02},
    ],
    ids=str,
)
def test_the_gap_is_what_the_optimiser_grants(changes: dict[str, Any]) -> None:
    [row] = varied(**changes).tables["viability"].rows
    needed, granted, difference = (float(cell or 0.0) for cell in row[2:5])
    assert granted > 1.0
    assert needed == pytest.approx(granted, rel=1e-6)
    assert difference == pytest.approx(granted - needed, abs=1e-9)


@pytest.mark.parametrize(
    "rules",
    [
        {"lock_up": 1.4, "maintenance_years": 8},
        {"maintenance_years": 4},
        {"working_capital_days": 60.0},
        {"depreciation": Depreciation.DECLINING_BALANCE},
    ],
    ids=str,
)
def test_the_gap_keeps_every_rule_of_cash(rules: dict[str, Any]) -> None:
    scenario = solved(NAME).scenario
    plant, *others = scenario.problem.projects
    problem = replace(
        scenario.problem,
        projects=(replace(plant, overhaul=Overhaul(every=8, cost=30.0)), *others),
        delivery={Mode.PPP: replace(scenario.problem.delivery[Mode.PPP], **rules)},
    )
    result = run(replace(scenario, problem=problem))
    assert isinstance(result, Result)
    [row] = result.tables["viability"].rows
    assert float(row[2] or 0.0) == pytest.approx(float(row[3] or 0.0), rel=1e-6)


def test_over_several_years_the_plan_may_choose_whose_money_comes_first() -> None:
    [row] = varied(projects__plant__profile=[0.4, 0.6]).tables["viability"].rows
    assert float(row[2] or 0.0) == pytest.approx(float(row[3] or 0.0), rel=0.01)


def test_a_plant_that_pays_for_itself_needs_no_grant() -> None:
    [row] = varied(projects__plant__revenue=40).tables["viability"].rows
    assert row[2] == row[3] == 0.0
    assert row[-2:] == ("nothing", "The vehicle pays for itself: no grant is needed.")


# contracts over draws


def _over_revenue(paid: Any) -> float:
    """Mean of what is paid for a unit of planned revenue: lognormal, mean 1, deviation 0.25, by its quantiles."""
    spread = np.sqrt(np.log1p(0.25**2))
    chances = (np.arange(20000) + 0.5) / 20000
    found: float = np.mean(paid(np.exp(spread * normal_quantile(chances) - spread**2 / 2)))
    return found


def test_the_guarantee_costs_what_its_terms_say() -> None:
    plan = planned_revenue()
    expected = [
        _over_revenue(lambda x, p=p: np.minimum(8.0, 0.8 * np.maximum(0.0, 0.75 * p - p * x))) for p in plan
    ]
    result = solved(NAME)
    assert measured(result, "guarantee_expected") == pytest.approx(np.array(expected), rel=0.01, abs=1e-9)
    assert worth(result, "guarantee_expected") == pytest.approx(
        float(measured(result, "guarantee_expected") @ DISCOUNT)
    )
    assert worth(result, "guarantee_confident") > worth(result, "guarantee_expected")
    assert measured(result, "guaranteed_revenue") == pytest.approx(0.75 * plan)
    assert measured(result, "planned_revenue") == pytest.approx(plan)


@pytest.mark.parametrize("confidence", [0.95, 0.9])
def test_the_confident_cost_is_that_of_a_year_as_bad(confidence: float) -> None:
    spread, plan = np.sqrt(np.log1p(0.25**2)), planned_revenue()
    bad = float(np.exp(spread * normal_quantile([1.0 - confidence])[0] - spread**2 / 2))
    expected = np.minimum(8.0, 0.8 * np.maximum(0.0, 0.75 * plan - bad * plan))
    result = varied(value_for_money__confidence=confidence)
    assert measured(result, "guarantee_confident") == pytest.approx(expected, rel=0.02, abs=1e-9)
    # one draw holds for all years, so the whole contract is as bad as each of its years
    assert worth(result, "guarantee_confident") == pytest.approx(float(expected @ DISCOUNT), rel=0.02)


def test_sharing_begins_where_the_guarantee_ends() -> None:
    gain = _over_revenue(lambda x: np.where(x > 1.2, 0.5 * (x - 1.0), 0.0))
    loss = _over_revenue(
        lambda x: np.where(
            x + 0.8 * np.maximum(0.0, 0.75 - x) < 0.8, 0.5 * (1.0 - x - 0.8 * np.maximum(0.0, 0.75 - x)), 0.0
        )
    )
    result = varied(projects__plant__modes__ppp__contract__guarantee={"floor": 0.75, "cover": 0.8})
    assert measured(result, "shared_to_public_expected") == pytest.approx(gain * planned_revenue(), rel=0.01)
    assert measured(result, "shared_to_operator_expected") == pytest.approx(
        loss * planned_revenue(), rel=0.01
    )


def test_a_deviation_of_the_contract_is_the_same_as_a_factor() -> None:
    document = deepcopy(dict(solved(NAME).scenario.document))
    del document["risk"]
    document["projects"][0]["modes"]["ppp"]["contract"]["revenue_deviation"] = 0.25
    own = run(from_document(document))
    assert isinstance(own, Result)
    for measure in ("guarantee_expected", "shared_to_public_expected", "shared_to_operator_expected"):
        assert worth(own, measure) == pytest.approx(worth(solved(NAME), measure), rel=0.02)


def test_half_a_plant_has_half_a_contract() -> None:
    half = {
        "name": "half",
        "metric": "projects",
        "where": {"project": "plant"},
        "at_least": 0.5,
        "at_most": 0.5,
    }
    result = varied(projects__plant__committed=False, targets=[half])
    for measure in ("guarantee_expected", "monitoring", "planned_revenue", "shared_to_public_expected"):
        assert measured(result, measure) == pytest.approx(0.5 * measured(solved(NAME), measure), abs=1e-9)


def test_an_early_end_pays_debt_and_equity_by_cause() -> None:
    result = solved(NAME)
    cash = result.cashflows[result.cashflows.project == "plant"]
    wide = cash.pivot_table(index="year", columns="line", values="amount", fill_value=0.0)
    wide = wide.reindex(range(2027, 2052), fill_value=0.0)
    debt = line(result, "ppp_debt_stock")
    outstanding, left = [], 0.0
    for paid_in, received in zip(wide.drawn_equity, wide.dividends, strict=True):
        left = max(0.0, 1.1 * left + paid_in - received)
        outstanding.append(left)
    equity = np.array(outstanding)
    for cause, paid in (
        ("investor_default", 0.8 * debt),
        ("public_default", debt + equity + 5.0),
        ("force_majeure", debt + 0.5 * equity),
    ):
        due = np.maximum(0.0, paid - wide.cash.to_numpy())
        assert measured(result, "termination", cause) == pytest.approx(due, abs=1e-6), cause
    dearest = np.max(
        [measured(result, "termination", c) for c in ("public_default", "force_majeure")], axis=0
    )
    assert line(result, "contingent_liabilities") == pytest.approx(dearest, abs=1e-6)


def test_a_contract_lives_while_the_public_side_pays_for_it() -> None:
    document = deepcopy(dict(solved(NAME).scenario.document))
    plant = document["projects"][0]
    plant |= {"revenue": 0, "opex": 0, "life": 15}
    terms = plant["modes"]["ppp"]["contract"]
    plant["modes"] = {
        "ppp": {"availability": 25, "contract": {"monitoring": 0.6, "termination": terms["termination"]}}
    }
    result = run(from_document(document))
    assert isinstance(result, Result)
    assert measured(result, "monitoring") == pytest.approx(0.6 * 1.03**T * (T <= 15))
    assert not measured(result, "termination", "public_default")[16:].any()
    assert measured(result, "public_to_operator")[1:16] == pytest.approx(25.0)


def test_what_the_sides_pay_each_other() -> None:
    result = solved(NAME)
    grant = result.funding[result.funding.source == "budget"].amount.sum()
    support = measured(result, "guarantee_expected") + measured(result, "shared_to_operator_expected")
    due = 6.0 * (T >= 1) + support + np.where(T == 0, grant, 0.0)
    assert measured(result, "public_to_operator") == pytest.approx(due)
    assert measured(result, "operator_to_public") == pytest.approx(
        measured(result, "shared_to_public_expected")
    )


# the purse


def test_fiscal_lines_close() -> None:
    result = solved(NAME)
    revenue = np.array([420.0, 440.0, *(465.0 * 1.05 ** np.arange(23))])
    assert line(result, "own_revenue") == pytest.approx(revenue)
    assert line(result, "debt_ceiling") == pytest.approx(0.8 * revenue)
    assert line(result, "recurrent_ceiling") == pytest.approx(0.12 * revenue)
    stock = line(result, "public_debt_stock") + line(result, "existing_debt")
    assert line(result, "debt_room") == pytest.approx(0.8 * revenue - stock)
    committed = line(result, "recurrent") + line(result, "expected_guarantees")
    committed += line(result, "contract_monitoring") - line(result, "expected_revenue_shared")
    assert line(result, "recurrent_commitments") == pytest.approx(
        committed + line(result, "existing_debt_service")
    )


def test_the_ceiling_is_that_of_the_province_and_named_with_its_article() -> None:
    result = varied(public_finance__province="own_means")
    assert line(result, "debt_ceiling") == pytest.approx(1.2 * line(result, "own_revenue"))
    named = {parameter.path: parameter for parameter in solved(NAME).scenario.parameters}
    assert named["public_finance.debt_ceiling"].value == 0.8
    assert "art. 7.6" in named["public_finance.debt_ceiling"].reference
    assert named["projects.plant.modes.ppp.contract.sharing.public_share"].value == 0.5
    stated = varied(public_finance__debt_ceiling=0.5)
    assert line(stated, "debt_ceiling") == pytest.approx(0.5 * line(stated, "own_revenue"))
    assert "public_finance.debt_ceiling" not in {each.path for each in stated.scenario.parameters}


def test_every_broken_year_is_a_finding() -> None:
    result = solved(NAME)
    frame = result.tables["affordability"].frame()
    broken = frame[frame.measure == "debt_above_ceiling"].set_index("year").amount
    room = line(result, "debt_room")
    assert list(broken.index) == [2027 + t for t in np.flatnonzero(room < 0.0)] == [2027, 2028]
    assert broken.to_numpy(dtype=float) == pytest.approx(-room[room < 0.0])
    assert "art. 7.6" in frame[frame.measure == "debt_above_ceiling"].sentence.iloc[0]
    above = frame[frame.measure == "recurrent_above_ceiling"].set_index("year").amount
    over = line(result, "recurrent_commitments") - line(result, "recurrent_ceiling")
    assert above.to_numpy(dtype=float) == pytest.approx(over[over > 0.0])


def test_with_and_without_each_project_adds_up() -> None:
    result = solved(NAME)
    frame = result.tables["affordability"].frame()
    own = result.fiscal_projects
    revenue, total = line(result, "own_revenue"), line(result, "recurrent_commitments")
    signs = {
        "recurrent": 1,
        "expected_guarantees": 1,
        "contract_monitoring": 1,
        "expected_revenue_shared": -1,
    }
    for project in ("plant", "sewer"):
        mine = np.zeros(25)
        for name, sign in signs.items():
            rows = own[(own.project == project) & (own.line == name)]
            mine[rows.year.to_numpy() - 2027] += sign * rows.amount
        told = frame[frame.project == project].set_index("measure").amount
        assert told["recurrent_peak_without"] == pytest.approx(float(((total - mine) / revenue).max()))
        assert told["recurrent_mean_without"] == pytest.approx(float(((total - mine) / revenue).mean()))
        assert told["recurrent_own_peak"] == pytest.approx(float((mine / revenue).max()))


def test_a_peak_of_nothing_has_no_year() -> None:
    frame = solved(NAME).tables["affordability"].frame()
    peaks = frame[frame.measure.str.contains("peak")]
    assert (peaks.year.isna() == (peaks.amount == 0.0)).all()
    (none,) = peaks[(peaks.project == "plant") & (peaks.measure == "contingent_peak_without")].itertuples()
    assert none.amount == 0.0


# the folder


def test_the_folder_holds_the_tables(tmp_path: Path) -> None:
    write_result(solved(NAME), tmp_path / "out")
    for name in OWN:
        assert (tmp_path / "out" / f"{name}.csv").read_text("utf-8") == solved(NAME).tables[name].csv()
    manifest = (tmp_path / "out" / "manifest.json").read_text("utf-8")
    assert "State Budget Law 89/2025/QH15" in manifest


def test_rows_are_unique_and_measures_known() -> None:
    for name, key in (("contracts", 5), ("affordability", 3), ("viability", 2), ("value_for_money", 4)):
        rows = [row[:key] for row in solved(NAME).tables[name].rows]
        assert len(rows) == len(set(rows)), name
    assert {row[2] for row in solved(NAME).tables["contracts"].rows} <= set(MEASURES)
    assert {row[1] for row in solved(NAME).tables["affordability"].rows} == set(WEIGHTS)


def test_the_page_names_the_same_columns_and_measures() -> None:
    page = (HOUSE / "docs" / "public-side.md").read_text("utf-8")
    rows = [
        row.strip("| ").split(" | ") for row in page.splitlines() if row.startswith("| `") and ".csv" in row
    ]
    written = {name.strip("`").removesuffix(".csv"): columns for name, _, columns in rows}
    assert written == {name: ", ".join(columns) for name, columns in OWN.items()}
    for measure in (*MEASURES, *WEIGHTS):
        assert f"`{measure}`" in page, measure
