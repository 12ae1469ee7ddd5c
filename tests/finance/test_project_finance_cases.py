"""Published project-finance runs of NREL's System Advisor Model (SAM; BSD-3), reproduced by our own modules.

Conventions of SAM that are not ours by default: CFADS is EBITDA before tax; losses are refunded in their year; one tax
lowers the base of the other; straight line with half a year at either end.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from finance.horizon import Floats
from finance.lending.debt import Loan, repaid
from finance.lending.sizing import sculpted, sized
from finance.rates.returns import internal_rate, npv
from finance.source import DebtTerms, Repayment
from finance.vehicle.depreciation import straight_line
from finance.vehicle.ratios import debt_service_cover, loan_life_cover, project_life_cover
from finance.vehicle.statements import statements
from finance.vehicle.tax import Losses, TaxRules, combined_rate
from finance.vehicle.waterfall import CashRules, Financing, Operation, Waterfall, waterfall

CASES = Path(__file__).parents[1] / "data" / "project_finance"
SINGLE_OWNER = sorted(path.stem for path in CASES.glob("so*.json"))
ENGINE = sorted(path.stem for path in CASES.glob("ssc_*.json"))

EXACT = {"rel": 1e-6, "abs": 1e-6}
RATE = {"rel": 1e-5}
"""SAM's own search for a rate stops early."""


@cache
def case(name: str) -> dict[str, Any]:
    """A published run."""
    found: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def stated(name: str) -> dict[str, Any]:
    """The inputs of a single-owner run: the base and what the run changes."""
    run = case(name)
    flat: dict[str, Any] = {}
    for block in (run["inputs_base"], run["inputs_override"]):
        for fields in block.values():
            flat |= fields
    return flat


def line(name: str, head: str) -> Floats:
    return np.array(case(name)["lines"][head], dtype=np.float64)


def discount_rate(inputs: dict[str, Any]) -> float:
    """(1 + real) (1 + inflation) - 1."""
    return (1 + inputs["real_discount_rate"] / 100) * (1 + inputs["inflation_rate"] / 100) - 1


def owner(name: str) -> Waterfall:
    """A single-owner run from its inputs alone."""
    given = stated(name)
    year = np.arange(given["analysis_period"] + 1)
    on = (year > 0).astype(np.float64)
    age = np.maximum(year - 1, 0)
    energy = 30_000 * 8760 * (1 - given["degradation"][0] / 100) ** age * on
    revenue = energy * given["ppa_price_input"][0] * (1 + given["ppa_escalation"] / 100) ** age
    opex = (
        given["om_capacity"][0] * given["system_capacity"] * (1 + given["inflation_rate"] / 100) ** age * on
    )
    cost = given["total_installed_cost"]
    loan = borrowed(given, revenue - opex, cost)
    equity, capital = np.zeros(len(year)), np.zeros(len(year))
    capital[0], equity[0] = cost, cost - loan.draw[0]
    rate = combined_rate(given["state_tax_rate"][0] / 100, given["federal_tax_rate"][0] / 100)
    return waterfall(
        Operation.of(
            len(year), tariffs=revenue, opex=opex, capital=capital,
            depreciation=straight_line(cost, 20, 1, len(year), half_year=True),
        ),
        Financing.of(len(year), {"term": loan}, equity=equity),
        TaxRules((rate,) * len(year), losses=Losses.REFUNDED),
        CashRules(),
    )  # fmt: skip


def borrowed(given: dict[str, Any], cfads: Floats, cost: float) -> Loan:
    rate, tenor = given["term_int_rate"] / 100, given["term_tenor"]
    if given["debt_option"] == 1:
        most = given["dscr_maximum_debt_fraction"] / 100
        return sized(cfads, cost, rate=rate, tenor=tenor, dscr=given["dscr"], gearing=most).loan
    draws = np.zeros(len(cfads))
    draws[0] = given["debt_percent"] / 100 * cost
    form = Repayment.EQUAL_PRINCIPAL if given["payment_option"] == 1 else Repayment.ANNUITY
    return repaid(draws, DebtTerms(rate, tenor, 0, form))


@pytest.mark.parametrize("name", SINGLE_OWNER)
def test_operation_and_debt_are_those_published(name: str) -> None:
    flow = owner(name)
    debt = flow.debt
    if "cf_debt_balance" not in case(name)["lines"]:  # the unlevered run publishes no debt lines
        assert stated(name)["debt_percent"] == 0.0
        assert not debt.balance.any()
        return
    assert flow.ebitda == pytest.approx(line(name, "cf_ebitda"), **EXACT)
    assert debt.draw[0] == pytest.approx(case(name)["scalars"]["size_of_debt"], **EXACT)
    assert debt.interest == pytest.approx(line(name, "cf_debt_payment_interest"), **EXACT)
    assert debt.principal == pytest.approx(line(name, "cf_debt_payment_principal"), **EXACT)
    assert debt.service == pytest.approx(line(name, "cf_debt_payment_total"), **EXACT)
    assert debt.balance == pytest.approx(line(name, "cf_debt_balance"), rel=1e-6, abs=1e-5)


@pytest.mark.parametrize("name", SINGLE_OWNER)
def test_tax_and_depreciation_are_those_published(name: str) -> None:
    flow = owner(name)
    if "cf_fedtax" in case(name)["lines"]:
        assert flow.operation.depreciation == pytest.approx(line(name, "cf_feddepr_total"), **EXACT)
        # published with the sign of a cash flow
        assert flow.tax.due == pytest.approx(-line(name, "cf_fedtax") - line(name, "cf_statax"), **EXACT)
    else:
        assert not flow.tax.due.any()


@pytest.mark.parametrize("name", SINGLE_OWNER)
def test_equity_flow_and_its_worth_are_those_published(name: str) -> None:
    flow, scalars = owner(name), case(name)["scalars"]
    assert flow.equity_flow == pytest.approx(line(name, "cf_project_return_aftertax"), **EXACT)
    worth = npv(discount_rate(stated(name)), flow.equity_flow)
    assert worth == pytest.approx(scalars["project_return_aftertax_npv"], **EXACT)
    published = scalars["project_return_aftertax_irr"] / 100
    assert internal_rate(flow.equity_flow).single() == pytest.approx(published, **RATE)


@pytest.mark.parametrize("name", SINGLE_OWNER)
def test_cover_is_that_published(name: str) -> None:
    flow, run = owner(name), case(name)
    cover = debt_service_cover(flow.ebitda, flow.debt.service)
    published = line(name, "cf_pretax_dscr") if "cf_pretax_dscr" in run["lines"] else np.zeros(1)
    assert cover.years == tuple(np.flatnonzero(published).tolist())
    assert cover.ratios == pytest.approx(published[published > 0], **EXACT)
    if not cover.years:
        assert cover.minimum is cover.minimum_year is cover.average is None
        return
    derived = run["derived_by_collector"]
    assert cover.minimum == pytest.approx(run["scalars"]["min_dscr"], **EXACT)
    assert cover.average == pytest.approx(derived["dscr_average"], **EXACT)
    life = loan_life_cover(flow.ebitda, flow.debt)
    assert life.ratios == pytest.approx(derived["llcr_by_year_start"][: len(life.ratios)], **EXACT)
    whole = project_life_cover(flow.ebitda, flow.debt)
    assert whole.at(0) == pytest.approx(derived["plcr_at_close_on_ebitda"], **EXACT)


@pytest.mark.parametrize("name", SINGLE_OWNER)
def test_statements_of_published_runs_close(name: str) -> None:
    made = statements(owner(name))
    assert made.difference <= 1e-9 * 120e6
    assert made.balance.debt[-1] == pytest.approx(0.0, abs=1e-6)


def engine_line(name: str, head: str) -> Floats:
    return np.array(case(name)["outputs"][head], dtype=np.float64)


@pytest.mark.parametrize("name", ENGINE)
def test_published_flows_have_the_published_worth_and_rate(name: str) -> None:
    run = case(name)
    flow = engine_line(name, "cf_project_return_aftertax")
    worth = npv(discount_rate(run["inputs"]), flow)
    assert worth == pytest.approx(run["outputs"]["project_return_aftertax_npv"], **EXACT)
    published = run["outputs"]["project_return_aftertax_irr"] / 100
    assert internal_rate(flow).single(guess=published) == pytest.approx(published, **RATE)


@pytest.mark.parametrize("name", ENGINE)
def test_published_cash_for_debt_service_is_sculpted_as_published(name: str) -> None:
    given = case(name)["inputs"]
    flow, rate = engine_line(name, "cf_cash_for_ds"), given["term_int_rate"] / 100
    loan = sculpted(flow, given["dscr"], rate, given["term_tenor"])
    assert loan.draw[0] == pytest.approx(case(name)["outputs"]["size_of_debt"], **EXACT)
    assert loan.interest == pytest.approx(engine_line(name, "cf_debt_payment_interest"), **EXACT)
    assert loan.principal == pytest.approx(engine_line(name, "cf_debt_payment_principal"), **EXACT)
    assert loan.balance == pytest.approx(engine_line(name, "cf_debt_balance"), rel=1e-6, abs=1e-5)


@pytest.mark.parametrize("name", ENGINE)
def test_reserves_and_cash_before_tax_are_those_published(name: str) -> None:
    """Six months of debt service and of operating cost, a repair saved for over 15 years, interest on what is held."""
    run = case(name)
    given, out = run["inputs"], run["outputs"]
    loan = sculpted(
        engine_line(name, "cf_cash_for_ds"), given["dscr"], given["term_int_rate"] / 100, given["term_tenor"]
    )
    years = loan.years
    capital, equity = np.zeros(years), np.zeros(years)
    held = engine_line(name, "cf_reserve_debtservice")[0] + engine_line(name, "cf_reserve_om")[0]
    capital[0], equity[0] = out["cost_installed"] - held, out["cost_installed"] - loan.draw[0]
    repairs = -engine_line(name, "cf_disbursement_equip1")
    flow = waterfall(
        Operation.of(
            years, tariffs=engine_line(name, "cf_total_revenue"), capital=capital, maintenance=repairs,
            opex=engine_line(name, "cf_operating_expenses"),
        ),
        Financing.of(years, {"term": loan}, equity=equity),
        TaxRules((0.0,) * years),
        CashRules(
            dsra=given["dscr_reserve_months"] / 12,
            maintenance_years=given["equip1_reserve_freq"],
            deposit_rate=given["reserves_interest"] / 100,
            kept=tuple(engine_line(name, "cf_reserve_om")),
        ),
    )  # fmt: skip
    assert flow.cfads[1:19] == pytest.approx(engine_line(name, "cf_cash_for_ds")[1:19], **EXACT)
    assert flow.dsra == pytest.approx(engine_line(name, "cf_reserve_debtservice"), **EXACT)
    assert flow.maintenance_reserve == pytest.approx(
        engine_line(name, "cf_reserve_equip1"), rel=1e-6, abs=1e-5
    )
    assert flow.cash == pytest.approx(engine_line(name, "cf_reserve_om"), **EXACT)
    assert flow.deposit_interest == pytest.approx(engine_line(name, "cf_reserve_interest"), **EXACT)
    assert flow.dividends == pytest.approx(engine_line(name, "cf_pretax_cashflow"), **EXACT)
    assert not flow.support.any()
    assert statements(flow).difference <= 1e-9 * out["cost_installed"]
