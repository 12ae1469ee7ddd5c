"""What a drawn unit costs, by instrument, sector and mode."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.delivery import Mode
from finance.horizon import Assumptions
from finance.lending.mobilisation import cost_of_funds, financing_premium, mobilisation_curve, public_outlay
from finance.lending.schedule import schedule
from finance.source import (
    DebtTerms,
    FundingSource,
    Instrument,
    Obligor,
    Repayment,
    Sector,
    SourceId,
    Tranche,
    TrancheId,
)

TERMS = st.builds(
    DebtTerms,
    rate=st.floats(0.0, 0.3),
    tenor=st.integers(3, 20),
    grace=st.integers(0, 2),
    repayment=st.sampled_from(Repayment),
    fx_depreciation=st.floats(0.0, 0.05),
)


def _source(
    instrument: Instrument,
    *tranches: Tranche,
    sector: Sector = Sector.PUBLIC,
    obligor: Obligor = Obligor.PROJECT,
) -> FundingSource:
    return FundingSource(SourceId("s"), "s", sector, instrument, tranches, obligor=obligor)


def _tranche(terms: DebtTerms | None = None, **rest: object) -> Tranche:
    return Tranche(TrancheId("s"), rest.pop("ceiling", None), terms, **rest)  # type: ignore[arg-type]


@given(st.floats(0.0, 0.3), st.integers(3, 20), st.sampled_from(Repayment))
def test_financing_premium_is_zero_at_the_discount_rate(
    rate: float, tenor: int, repayment: Repayment
) -> None:
    tranche = _tranche(DebtTerms(rate, tenor, 2, repayment))
    assert financing_premium(_source(Instrument.LOAN, tranche), tranche, rate) == pytest.approx(
        0.0, abs=1e-12
    )
    assert financing_premium(_source(Instrument.EQUITY, tranche), tranche, rate) == pytest.approx(
        0.0, abs=1e-12
    )


@given(TERMS, st.floats(0.0, 0.3))
def test_financing_premium_rises_where_money_costs_more_than_the_discount_rate(
    terms: DebtTerms, rate: float
) -> None:
    own = (1 + terms.rate) * (1 + terms.fx_depreciation) - 1
    tranche = _tranche(terms)
    premium = financing_premium(_source(Instrument.BOND, tranche), tranche, rate)
    assert premium * (own - rate) >= -1e-12


def test_financing_premium_of_equity_by_hand() -> None:
    # 1 over two years at 20 %: level 1.44 / 2.2 = 0.654545; at 10 %: 0.654545 * (1/1.1 + 1/1.21) - 1
    tranche = _tranche(DebtTerms(0.2, 2))
    premium = financing_premium(_source(Instrument.EQUITY, tranche), tranche, 0.1)
    assert premium == pytest.approx(0.1359880, abs=1e-7)


def test_financing_premium_is_nothing_for_grants_and_plain_equity() -> None:
    for instrument in (Instrument.GRANT, Instrument.EQUITY):
        assert financing_premium(_source(instrument, _tranche()), _tranche(), 0.1) == 0.0


@given(TERMS, st.floats(0.0, 0.3), st.sampled_from(Mode), st.sampled_from(Sector), st.sampled_from(Obligor))
def test_public_outlay_is_the_payments_where_the_public_side_owes(
    terms: DebtTerms, rate: float, mode: Mode, sector: Sector, obligor: Obligor
) -> None:
    tranche = _tranche(terms)
    source = _source(Instrument.LOAN, tranche, sector=sector, obligor=obligor)
    owes = mode is Mode.PUBLIC or obligor is Obligor.PUBLIC
    expected = schedule(terms).present_value(rate) if owes else 0.0
    assert public_outlay(source, tranche, mode, rate) == expected


@pytest.mark.parametrize("instrument", [Instrument.GRANT, Instrument.EQUITY])
@pytest.mark.parametrize("mode", Mode)
def test_public_outlay_of_state_capital_is_the_draw(instrument: Instrument, mode: Mode) -> None:
    assert public_outlay(_source(instrument, _tranche()), _tranche(), mode, 0.1) == 1.0
    private = _source(instrument, _tranche(), sector=Sector.PRIVATE)
    assert public_outlay(private, _tranche(), mode, 0.1) == 0.0


@given(TERMS, st.sampled_from(Instrument), st.sampled_from(Mode), st.floats(0.0, 1.0))
def test_cost_of_funds_adds_premium_and_cost_of_public_funds(
    terms: DebtTerms, instrument: Instrument, mode: Mode, per_unit: float
) -> None:
    tranche = _tranche(terms)
    source = _source(instrument, tranche)
    assumptions = Assumptions(discount_rate=0.08, cost_of_public_funds=per_unit)
    parts = financing_premium(source, tranche, 0.08) + per_unit * public_outlay(source, tranche, mode, 0.08)
    assert cost_of_funds(source, tranche, mode, assumptions) == pytest.approx(parts)


@pytest.mark.parametrize("instrument", Instrument)
def test_cost_of_funds_is_the_stated_premium(instrument: Instrument) -> None:
    tranche = _tranche(DebtTerms(0.2, 5), premium=-0.03)
    assumptions = Assumptions(cost_of_public_funds=0.4)
    assert cost_of_funds(_source(instrument, tranche), tranche, Mode.PUBLIC, assumptions) == -0.03


@given(
    st.lists(st.tuples(st.floats(0.0, 0.3), st.floats(0.0, 1e6)), min_size=1, max_size=5), st.integers(0, 1)
)
def test_mobilisation_curve_never_falls(steps: list[tuple[float, float]], year: int) -> None:
    tranches = [_tranche(DebtTerms(rate, 7), ceiling=(amount, 2 * amount)) for rate, amount in steps]
    source = _source(Instrument.LOAN, *tranches)
    curve = mobilisation_curve(source, Mode.PPP, year, Assumptions())
    costs = [step.cost for step in curve]
    assert costs == sorted(costs)
    assert all(step.amount >= 0.0 for step in curve)
    assert sum(step.amount for step in curve) == pytest.approx(
        (1 + year) * sum(amount for _, amount in steps)
    )


def test_mobilisation_curve_without_a_ceiling_has_no_end() -> None:
    (step,) = mobilisation_curve(_source(Instrument.GRANT, _tranche()), Mode.PUBLIC, 0, Assumptions())
    assert (step.amount, step.cost) == (inf, 0.0)
