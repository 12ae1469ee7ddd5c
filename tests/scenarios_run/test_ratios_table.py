"""ratios.csv: every measure against other tables, against its own definition, or by hand; and why one is missing."""

import numpy as np
import pandas as pd
import pytest

from finance import irr_roots, npv
from finance.delivery import Mode
from finance.horizon import Floats, discount_factors
from finance.lending.debt import average_life, repaid
from finance.source import DebtTerms
from scenarios import Result, load, run
from scenarios.language import HOUSE, Language
from scenarios.pipeline import tabulated
from scenarios.tables.account import Account
from scenarios.tables.appraisal import Flows, Measure, economic, financial, rate
from scenarios.tables.debts import debts_of
from tests.scenarios_run.bundled import LIBRARY, solved

OF_PROJECTS = ["irr", "equity_irr", "min_dscr"]
ENGLISH = Language("en")


def value(result: Result, subject: str, measure: str) -> pd.Series:
    """A measure without year of every subject of a kind, by id and mode; missing where there is none."""
    table = result.ratios
    found = table[(table.subject == subject) & (table.measure == measure)]
    return found.set_index(["id", "mode"]).value


def by_year(table: pd.DataFrame, line: str, result: Result) -> Floats:
    """A line of one owner over the horizon."""
    horizon = result.plan.problem.horizon
    amounts = table[table.line == line].groupby("year").amount.sum()
    return amounts.reindex(range(horizon.start, horizon.last + 1), fill_value=0.0).to_numpy()


def test_a_value_is_missing_only_where_the_statement_says_why(result: Result) -> None:
    table = result.ratios
    assert len(table) > 5
    assert (table.value.isna() == (table.statement != "")).all()
    assert np.isfinite(table.value.dropna()).all()
    assert set(table.measure) <= {measure.value for measure in Measure}
    assert (table.year.notna() == table.measure.isin(["dscr", "min_dscr", "llcr", "plcr"])).all()


def test_rates_and_cover_are_those_of_the_projects_table(result: Result) -> None:
    begun = result.projects[result.projects.share > 0.0]
    vehicle_of = {project.id: project.books for project in result.plan.problem.projects}
    tables = {name: value(result, "project" if name == "irr" else "vehicle", name) for name in OF_PROJECTS}
    for row in begun.itertuples():
        for name, found in tables.items():
            id_ = row.project if name == "irr" else vehicle_of[row.project]
            ours, theirs = found.get((id_, row.mode), np.nan), getattr(row, name)
            assert (pd.isna(ours) and pd.isna(theirs)) or ours == pytest.approx(theirs, abs=1e-9), (
                name,
                row.project,
            )


def test_the_lowest_cover_is_in_its_year_and_in_the_list(two_clusters: Result) -> None:
    table = two_clusters.ratios
    for (subject, id_, mode), own in table[table.measure.isin(["dscr", "min_dscr"])].groupby(
        ["subject", "id", "mode"]
    ):
        yearly = own[own.measure == "dscr"].set_index("year").value
        lowest = own[own.measure == "min_dscr"].iloc[0]
        assert lowest.value == yearly.min()
        assert yearly[lowest.year] == pytest.approx(yearly.min(), abs=1e-8)
        assert value(two_clusters, subject, "average_dscr")[id_, mode] == pytest.approx(yearly.mean())
    rows = two_clusters.projects.dropna(subset=["min_dscr_year"])
    vehicle_of = {project.id: project.books for project in two_clusters.plan.problem.projects}
    years = table[(table.measure == "min_dscr") & (table.subject == "vehicle")].set_index(["id", "mode"]).year
    assert len(rows) > 3
    assert all(years[vehicle_of[row.project], row.mode] == row.min_dscr_year for row in rows.itertuples())


def test_economic_values_add_up_to_the_metric(result: Result) -> None:
    metric = result.plan.metrics["economic_npv"]
    of_projects = value(result, "project", "economic_npv")
    assert of_projects.sum() == pytest.approx(metric, rel=1e-6, abs=1e-4)
    assert value(result, "portfolio", "economic_npv").iloc[0] == pytest.approx(metric, rel=1e-6, abs=1e-4)
    told = result.projects[result.projects.share > 0.0].groupby(["project", "mode"]).economic_npv.sum()
    for key, amount in told.items():
        assert of_projects[key] == pytest.approx(amount, rel=1e-6, abs=1e-5)


def test_switching_values_bring_the_economic_value_to_nothing(two_clusters: Result) -> None:
    account, assumptions = Account.of(two_clusters.plan), two_clusters.plan.problem.assumptions
    social = discount_factors(assumptions.social_discount_rate, account.columns.years)
    seen = 0
    for option in np.unique(account.columns.start_option[account.started]):
        parts = {
            "switching_benefit": account.benefit_real[option] @ social,
            "switching_capex": -assumptions.conversion_factor * (account.capital_real[option] @ social),
            "switching_opex": -assumptions.conversion_factor * (account.opex_real[option] @ social),
        }
        for measure, part in parts.items():
            found = value(two_clusters, "project", measure).get(account.option_key(int(option)), np.nan)
            if not pd.isna(found):
                seen += 1
                assert sum(parts.values()) + found * part == pytest.approx(0.0, abs=1e-6)
                assert found >= -1.0
            elif part:
                # a change by more than the whole would be needed
                assert -sum(parts.values()) / part < -1.0
    assert seen > 20


def test_returns_are_those_of_the_cash_flow(result: Result) -> None:
    flow = sum(
        sign * by_year(result.cashflows, line, result)
        for line, sign in (
            ("revenue", 1), ("lease_revenue", 1), ("availability", 1), ("opex", -1), ("maintenance", -1),
            ("capital_cost", -1),
        )
    )  # fmt: skip
    r = result.plan.problem.assumptions.discount_rate
    whole = result.ratios[result.ratios.subject == "portfolio"].set_index("measure").value
    assert whole.npv == pytest.approx(npv(r, flow), abs=1e-4)
    roots = irr_roots(flow)
    assert whole.irr == pytest.approx(roots[0], abs=1e-6) if len(roots) == 1 else pd.isna(whole.irr)


def test_a_project_alone_has_the_measures_of_its_vehicle(two_clusters: Result) -> None:
    table, members = two_clusters.ratios, {}
    for project in two_clusters.plan.problem.projects:
        members.setdefault(project.books, []).append(project.id)
    alone = [(vehicle, ids[0]) for vehicle, ids in members.items() if len(ids) == 1]
    key = ["mode", "measure", "year", "value", "statement"]
    seen = 0
    for vehicle, project in alone:
        whole = table[(table.subject == "vehicle") & (table.id == vehicle)][key].reset_index(drop=True)
        own = table[(table.subject == "project") & (table.id == project) & (table["mode"] != "public")]
        if len(whole):
            seen += 1
            pd.testing.assert_frame_equal(own[key].reset_index(drop=True), whole, rtol=1e-9)
    assert seen >= 2


def test_life_cover_by_its_definition(two_clusters: Result) -> None:
    # one loan at 8.5 %, drawn over several years: cash flow to the last payment, worth at its rate, per unit owed
    own = two_clusters.waterfall
    own = own[(own.vehicle == "A-housing") & (own["mode"] == "ppp") & (own.project == "")]
    debt = two_clusters.debts[two_clusters.debts.vehicle == "A-housing"]
    assert set(debt.source) == {"bank_loan.1"}
    cfads, owed = by_year(own, "cfads", two_clusters), by_year(debt, "balance", two_clusters)
    signed = int(np.flatnonzero(by_year(debt, "draw", two_clusters))[-1])
    last = int(np.flatnonzero(by_year(debt, "debt_service", two_clusters) > 1e-6)[-1])
    worth = cfads[signed + 1 :] / 1.085 ** np.arange(1, len(cfads) - signed)
    table = two_clusters.ratios[
        (two_clusters.ratios.subject == "vehicle") & (two_clusters.ratios.id == "A-housing")
    ]
    for measure, end in (("llcr", last - signed), ("plcr", len(worth))):
        row = table[table.measure == measure].iloc[0]
        assert row.year == two_clusters.plan.problem.horizon.calendar(signed)
        assert row.value == pytest.approx(worth[:end].sum() / owed[signed], rel=1e-6)


def test_gearing_and_cost_of_capital_follow_from_the_funding(two_clusters: Result) -> None:
    rules = two_clusters.plan.problem.delivery[Mode.PPP]
    money = two_clusters.funding[
        (two_clusters.funding.project == "A-housing") & (two_clusters.funding["mode"] == "ppp")
    ]
    drawn = money.groupby("instrument").amount.sum()
    gearing = drawn.loan / (drawn.loan + drawn.equity)
    found = {
        name: value(two_clusters, "vehicle", name)["A-housing", "ppp"]
        for name in ("gearing", "cost_of_debt", "cost_of_equity", "wacc")
    }
    assert found["gearing"] == pytest.approx(gearing)
    assert found["cost_of_debt"] == pytest.approx(0.085)
    assert found["cost_of_equity"] == rules.equity_return
    after_tax = 0.085 * (1.0 - rules.tax_rate[0])
    assert found["wacc"] == pytest.approx(gearing * after_tax + (1.0 - gearing) * rules.equity_return)


def test_owners_earn_what_they_ask_for_at_the_least(two_clusters: Result) -> None:
    found = value(two_clusters, "vehicle", "equity_npv")
    assert len(found) == len(value(two_clusters, "vehicle", "cost_of_equity")) >= 4
    assert (found >= -1e-6).all()


def test_average_life_is_that_of_the_loan() -> None:
    plan = solved("two-clusters").plan
    found = {(debt.vehicle, debt.mode, debt.tranche.id): debt for debt in debts_of(Account.of(plan))}
    debt = found["A-housing", Mode.PPP, "bank_loan.1"]
    draws: dict[int, float] = {}
    for draw in plan.draws:
        if draw.project == "A-housing" and draw.source == "bank_loan.1":
            draws[draw.year] = draws.get(draw.year, 0.0) + draw.amount
    terms = DebtTerms(0.085, 10, 2)
    # each draw alone, weighted: a draw's grace overlaps with what another repays, and must not be netted
    alone = average_life(repaid([1.0, *[0.0] * 10], terms))
    assert debt.average_life == pytest.approx(alone)
    assert len(draws) > 1


def flat(flow: list[float], **real: list[float]) -> Flows:
    row = np.array(flow)
    parts = {
        name: np.array(real.get(name, [0.0] * len(row)))
        for name in ("benefit_real", "capital_real", "opex_real")
    }
    return Flows(row, np.maximum(0.0, -row), **parts)


def test_measures_by_hand() -> None:
    # one year of nothing, 100 spent, 60 a year twice, at 10 %: the bare example of every textbook, a year later
    assumptions = load(LIBRARY / "two-clusters.yaml").problem.assumptions
    assert assumptions.discount_rate == assumptions.social_discount_rate == 0.10
    found = {
        each.measure: each.value for each in financial(flat([0.0, -100.0, 60.0, 60.0]), assumptions, ENGLISH)
    }
    assert found[Measure.NPV] == pytest.approx(4.132231 / 1.1, abs=1e-6)
    assert found[Measure.MIRR] == pytest.approx(0.122497216, abs=1e-9)
    assert found[Measure.PAYBACK] == pytest.approx(5.0 / 3.0)
    assert found[Measure.DISCOUNTED_PAYBACK] == pytest.approx(1.0 + (100 - 60 / 1.1) / (60 / 1.21))
    assert found[Measure.EQUIVALENT_ANNUITY] == pytest.approx(2.380952, abs=1e-6)
    assert found[Measure.PROFITABILITY_INDEX] == pytest.approx(1.041322, abs=1e-6)
    real = flat(
        [0.0] * 3, benefit_real=[0, 110.0, 121.0], capital_real=[100.0, 0, 0], opex_real=[0, 11.0, 12.1]
    )
    told = {each.measure: each.value for each in economic(real, assumptions, ENGLISH)}
    cost = assumptions.conversion_factor * 120.0
    assert told[Measure.ECONOMIC_NPV] == pytest.approx(200.0 - cost)
    assert told[Measure.BENEFIT_COST_RATIO] == pytest.approx(200.0 / cost)
    assert told[Measure.SWITCHING_BENEFIT] == pytest.approx(cost / 200.0 - 1.0)
    assert told[Measure.SWITCHING_CAPEX] == pytest.approx(
        (200.0 - cost) / (assumptions.conversion_factor * 100.0)
    )


@pytest.mark.parametrize(
    ("flow", "rates", "english", "vietnamese"),
    [
        (
            [-1.0, -1.0], (), "No rate: in no year more comes in than goes out.",
            "Không có tỷ suất: không năm nào thu lớn hơn chi.",
        ),
        (
            [1.0, 1.0], (), "No rate: in no year more goes out than comes in.",
            "Không có tỷ suất: không năm nào chi lớn hơn thu.",
        ),
        (
            [-1.0, 1.0, -1.0], (), "No rate makes the net present value zero.",
            "Không có tỷ suất nào làm giá trị hiện tại ròng bằng 0.",
        ),
        (
            [-100.0, 230.0, -132.0], (0.1, 0.2),
            "Several rates make the net present value zero: 10.00%; 20.00%. Judge by NPV or MIRR.",
            "Có nhiều tỷ suất làm giá trị hiện tại ròng bằng 0: 10,00%; 20,00%. Nên đánh giá theo NPV hoặc MIRR.",
        ),
    ],
)  # fmt: skip
def test_a_missing_rate_says_why(
    flow: list[float], rates: tuple[float, ...], english: str, vietnamese: str
) -> None:
    assert irr_roots(flow) == pytest.approx(rates)
    for code, text in (("en", english), ("vi", vietnamese)):
        language = Language("en" if code == "en" else "vi")
        found = rate(Measure.IRR, np.array(flow), rates, language)
        assert (found.value, found.statement) == (None, text)


def test_what_is_never_reached_says_so() -> None:
    assumptions = load(LIBRARY / "two-clusters.yaml").problem.assumptions
    found = {each.measure: each for each in financial(flat([-100.0, 60.0, 45.0]), assumptions, ENGLISH)}
    assert found[Measure.PAYBACK].value == pytest.approx(1.0 + 40.0 / 45.0)
    late = found[Measure.DISCOUNTED_PAYBACK]
    assert (late.value, late.statement) == (None, "Not paid back within the years modelled.")
    real = flat([0.0, 0.0], benefit_real=[0.0, 11.0], capital_real=[100.0, 0.0], opex_real=[0.0, 11.0])
    told = {each.measure: each for each in economic(real, assumptions, ENGLISH)}
    assert told[Measure.SWITCHING_CAPEX].value == pytest.approx((0.05 * 10 - 95.0) / 95.0)
    assert told[Measure.SWITCHING_OPEX].statement == (
        "No change of this alone makes the economic net present value zero."
    )


def test_statements_are_in_the_language_of_the_run(two_clusters: Result) -> None:
    spoken = tabulated(two_clusters.scenario, two_clusters.plan, two_clusters.checks, Language("vi"))
    english, said = two_clusters.ratios, spoken.ratios
    pd.testing.assert_frame_equal(english.drop(columns="statement"), said.drop(columns="statement"))
    differing = english.statement != said.statement
    assert differing.equals(english.statement != "")
    assert differing.sum() > 5


def test_equity_that_asks_for_nothing_has_no_cost_of_capital() -> None:
    result = run(load(LIBRARY / "two-clusters.yaml", {"delivery.ppp.equity_return": 0.0}))
    assert isinstance(result, Result)
    table = result.ratios[(result.ratios["mode"] == "ppp") & (result.ratios.subject == "vehicle")]
    missing = table[table.measure == "wacc"]
    assert len(missing) > 0
    assert set(missing.statement) == {"The delivery mode states no return that equity asks for."}
    assert "cost_of_equity" not in set(table.measure)


def test_a_plan_without_vehicles_has_no_cover_and_no_owners() -> None:
    result = solved("lorie-savage")
    assert not result.ratios.measure.isin(["wacc", "equity_irr", "dscr", "gearing"]).any()
    assert set(result.ratios.subject) == {"project", "portfolio"}


def test_the_page_on_results_names_every_measure() -> None:
    page = (HOUSE / "docs" / "results.md").read_text("utf-8").split("**ratios.**")[1]
    assert [measure for measure in Measure if f"`{measure.value}`" not in page] == []
