"""The waterfall and its statements: what always holds, a vehicle by hand, and one clear error for each bad input."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.lending.debt import repaid, served
from finance.rates.returns import internal_rate, npv
from finance.source import DebtTerms, Repayment
from finance.vehicle.statements import statements
from finance.vehicle.tax import Losses, TaxRules
from finance.vehicle.waterfall import CashRules, Financing, Operation, Waterfall, waterfall

T = 15


def row(draw: st.DrawFn, high: float) -> Floats:
    return np.array(draw(st.lists(st.floats(0, high).map(lambda x: round(x, 2)), min_size=T, max_size=T)))


@st.composite
def flows(draw: st.DrawFn) -> Waterfall:
    """Any vehicle, sound or not: what is missing shows as support."""
    capital = row(draw, 100.0)
    capital[4:] = 0.0
    terms = DebtTerms(
        draw(st.floats(0, 0.2)), draw(st.integers(1, 10)), 0, draw(st.sampled_from(Repayment)),
        draw(st.sampled_from([0.0, 0.03])),
    )  # fmt: skip
    loans = {
        "senior": repaid(draw(st.floats(0, 0.6)) * capital, terms),
        "second": repaid(draw(st.floats(0, 0.3)) * capital, DebtTerms(0.1, 8, 2)),
    }
    interest = loans["second"].interest * (np.arange(T) < 3)
    return waterfall(
        Operation.of(
            T, tariffs=row(draw, 60.0), leases=row(draw, 30.0), availability=row(draw, 10.0), opex=row(draw, 30.0),
            capital=capital, depreciation=row(draw, 9.0), maintenance=row(draw, 5.0) * (np.arange(T) % 5 == 4),
            working_capital=row(draw, 5.0),
        ),
        Financing.of(T, loans, equity=0.5 * capital, grants=0.1 * capital, fees=0.01 * capital, capitalised=interest),
        TaxRules((0.2,) * T, exempt_years=draw(st.integers(0, 3)), losses=draw(st.sampled_from(Losses))),
        CashRules(
            dsra=draw(st.sampled_from([0.0, 0.5, 1.0])), maintenance_years=draw(st.integers(0, 5)),
            deposit_rate=draw(st.sampled_from([0.0, 0.02])), lock_up=draw(st.sampled_from([None, 1.1])),
            kept=draw(st.sampled_from([None, (3.0,) * T])),
        ),
    )  # fmt: skip


def size(flow: Waterfall) -> float:
    return 1.0 + float(np.abs(flow.cfads).sum() + flow.debt.balance.max() + flow.operation.capital.sum())


@given(flows())
def test_balance_sheet_closes(flow: Waterfall) -> None:
    assert statements(flow).difference <= 1e-12 * size(flow)


@given(flows())
def test_sources_equal_uses(flow: Waterfall) -> None:
    money, made = flow.financing, flow.operation
    sources = flow.debt.draw + money.equity + money.grants + flow.support + flow.cfads + flow.deposit_interest
    uses = made.capital + money.fees + flow.debt.service + flow.dividends
    kept = np.diff(flow.cash + flow.dsra, prepend=0.0)
    assert sources == pytest.approx(uses + kept, abs=1e-12 * size(flow))


@given(flows())
def test_nothing_is_negative_that_cannot_be(flow: Waterfall) -> None:
    for held in (flow.cash, flow.dsra, flow.maintenance_reserve, flow.dividends, flow.support):
        assert held.min() >= -1e-12 * size(flow)
    # nobody is paid while somebody must help out, and nothing but support is ever missing
    assert not ((flow.dividends > 0) & (flow.support > 0)).any()
    assert not ((flow.dividends > 0) & (flow.locked > 0)).any()


@given(flows())
def test_no_number_is_missing(flow: Waterfall) -> None:
    made = statements(flow)
    for part in (flow, flow.tax, flow.debt, made.income, made.balance, made.cash):
        for each in fields(part):
            value = getattr(part, each.name)
            assert not isinstance(value, np.ndarray) or np.isfinite(value).all(), each.name


@given(flows())
def test_npv_of_owners_at_every_reported_root_is_zero(flow: Waterfall) -> None:
    for root in internal_rate(flow.equity_flow).roots:
        if root > -0.9:
            # worth of what comes in, at that rate, is the measure of what rounding may leave
            scale = npv(root, np.abs(flow.equity_flow))
            assert npv(root, flow.equity_flow) == pytest.approx(0.0, abs=1e-9 * scale)


def test_vehicle_by_hand() -> None:
    # 100 of works, 60 of bullet debt at 10 % for two years, 30 a year of tariffs, six months' reserve, tax 20 %
    flow = waterfall(
        Operation.of(
            4, capital=np.array([100.0, 0, 0, 0]), tariffs=np.array([0, 60.0, 60.0, 60.0]),
            opex=np.array([0, 10.0, 10.0, 10.0]), depreciation=np.array([0, 25.0, 25.0, 25.0]),
        ),
        Financing.of(
            4, {"bank": repaid([60.0, 0, 0, 0], DebtTerms(0.1, 2, 0, Repayment.BULLET))},
            equity=np.array([43.0, 0, 0, 0]),
        ),
        TaxRules((0.2,) * 4),
        CashRules(dsra=0.5),
    )  # fmt: skip
    assert flow.ebitda.tolist() == [0, 50, 50, 50]
    assert flow.profit.tolist() == [0, 19, 19, 25]
    assert flow.tax.due == pytest.approx([0, 3.8, 3.8, 5])
    assert flow.cfads == pytest.approx([0, 46.2, 46.2, 45])
    # reserve: half of 6, then half of 66, then nothing is due any more
    assert flow.dsra == pytest.approx([3, 33, 0, 0])
    assert flow.dividends == pytest.approx([0, 46.2 - 6 - 30, 46.2 + 33 - 66, 45])
    assert statements(flow).balance.retained == pytest.approx([0, 5.0, 7.0, -18.0])
    assert not flow.support.any()


def test_what_is_missing_is_named_after_reserves_are_used() -> None:
    flow = waterfall(
        Operation.of(4, capital=np.array([90.0, 0, 0, 0]), tariffs=np.array([0, 120.0, 10.0, 0.0])),
        Financing.of(4, {"bank": repaid([90.0, 0, 0, 0], DebtTerms(0.0, 3, 0, Repayment.EQUAL_PRINCIPAL))}),
        TaxRules((0.0,) * 4),
        CashRules(dsra=0.5),
    )
    assert flow.dsra == pytest.approx([0, 15, 0, 0])
    assert flow.dividends == pytest.approx([0, 75, 0, 0])
    assert flow.support == pytest.approx([0, 0, 30 - 10 - 15, 30])


def test_lock_up_keeps_cash_until_cover_returns() -> None:
    flow = waterfall(
        Operation.of(4, capital=np.array([60.0, 0, 0, 0]), tariffs=np.array([0, 22.0, 40.0, 40.0])),
        Financing.of(4, {"bank": repaid([60.0, 0, 0, 0], DebtTerms(0.0, 3, 0, Repayment.EQUAL_PRINCIPAL))}),
        TaxRules((0.0,) * 4),
        CashRules(lock_up=1.2),
    )
    assert flow.locked.tolist() == [0, 1, 0, 0]
    assert flow.dividends == pytest.approx([0, 0, 2 + 20, 20])


def test_repair_is_saved_for_and_does_not_lower_cover() -> None:
    repair = np.array([0.0, 0, 0, 30.0, 0])
    flow = waterfall(
        Operation.of(5, tariffs=np.array([0.0, 50.0, 50.0, 50.0, 50.0]), maintenance=repair),
        Financing.of(5, {}),
        TaxRules((0.0,) * 5),
        CashRules(maintenance_years=3),
    )
    assert flow.maintenance_reserve == pytest.approx([0, 10, 20, 0, 0])
    assert flow.cfads == pytest.approx([0, 40, 40, 40, 50])


BANK = repaid([1.0, 0.0], DebtTerms(0.1, 1))


def asked(rules: CashRules = CashRules(), **lines: Floats) -> Waterfall:  # noqa: B008
    return waterfall(Operation.of(2, **lines), Financing.of(2, {"bank": BANK}), TaxRules((0.2, 0.2)), rules)


BAD = {
    "negative capital": (lambda: asked(capital=np.array([1.0, -1.0])), "capital[1]: an amount of 0 or more"),
    "opex not a number": (lambda: asked(opex=np.array([np.nan, 1.0])), "opex[0]: a finite amount"),
    "unequal years": (lambda: asked(opex=np.array([1.0])), "opex: 2 years are expected"),
    "loan of other years": (
        lambda: waterfall(
            Operation.of(3), Financing.of(3, {"bank": BANK}), TaxRules((0.2,) * 3), CashRules()
        ),
        "years are expected",
    ),
    "negative reserve": (lambda: asked(CashRules(dsra=-0.5)), "dsra: a share of next year's"),
    "interest of a billion": (lambda: asked(CashRules(deposit_rate=1e9)), "deposit_rate: a yearly rate"),
    "negative lock-up": (lambda: asked(CashRules(lock_up=-1.0)), "lock_up: a cover of 0 or more"),
    "cash kept for too few years": (lambda: asked(CashRules(kept=(1.0,))), "kept: 2 years are expected"),
    "repairs over half a year": (
        lambda: asked(CashRules(maintenance_years=-1)),
        "maintenance_years: a whole",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_one_clear_error(name: str) -> None:
    call, text = BAD[name]
    with pytest.raises(FinanceError) as caught:
        call()
    assert text in str(caught.value)


def test_saving_for_a_repair_counts_on_what_the_debt_reserve_holds_beyond_the_year() -> None:
    """A reserve of 24 is twice the year's service of 12: the other half may be saved, and nobody must bring money."""
    years = 4
    loan = served([0.0, 12.0, 1.0, 0.0], 0.0)
    operation = Operation.of(
        years,
        tariffs=np.array([0.0, 3.0, 9.0, 0.0]),
        maintenance=np.array([0.0, 0.0, 10.0, 0.0]),
        capital=np.array([13.0, 0.0, 0.0, 0.0]),
    )
    financing = Financing.of(years, {"bank": loan}, equity=np.array([24.0, 0.0, 0.0, 0.0]))
    rules = CashRules(dsra=2.0, maintenance_target=(0.0, 5.0, 10.0, 0.0))
    flow = waterfall(operation, financing, TaxRules((0.0,) * years), rules)
    assert flow.dsra[0] == 24.0
    assert flow.maintenance_reserve.tolist() == [0.0, 5.0, 0.0, 0.0]
    assert not flow.support.any()


def test_what_tax_does_not_allow_is_still_written_off_in_the_books() -> None:
    years = 3
    operation = Operation.of(
        years,
        tariffs=np.array([0.0, 50.0, 50.0]),
        capital=np.array([40.0, 0.0, 0.0]),
        depreciation=np.array([0.0, 20.0, 20.0]),
        disallowed=np.array([0.0, 5.0, 5.0]),
    )
    financing = Financing.of(years, {}, equity=np.array([30.0, 0.0, 0.0]), grants=np.array([10.0, 0.0, 0.0]))
    flow = waterfall(operation, financing, TaxRules((0.2,) * years), CashRules())
    assert flow.profit.tolist() == [0.0, 35.0, 35.0]
    assert flow.tax.due == pytest.approx([0.0, 7.0, 7.0])
    assert statements(flow).income.net_profit == pytest.approx([0.0, 23.0, 23.0])
    assert statements(flow).difference < 1e-9


def test_interest_on_deposits_counts_in_the_lock_up_test_and_rounding_does_not() -> None:
    years = 3
    loan = served([0.0, 0.0, 100.0], 0.0)
    operation = Operation.of(years, tariffs=np.array([0.0, 0.0, 108.0]), capital=np.array([100.0, 0.0, 0.0]))
    financing = Financing.of(years, {"bank": loan}, equity=np.array([40.0, 0.0, 0.0]))

    def locked(level: float, deposit: float) -> float:
        rules = CashRules(deposit_rate=deposit, lock_up=level, kept=(40.0, 40.0, 0.0))
        return float(waterfall(operation, financing, TaxRules((0.0,) * years), rules).locked[2])

    assert locked(1.10, 0.0) == 1.0
    assert locked(1.10, 0.05) == 0.0  # 108 and 5 % of 40
    assert locked(1.08, 0.0) == 0.0
    assert locked(1.08 + 1e-7, 0.0) == 0.0
    assert locked(1.0801, 0.0) == 1.0
