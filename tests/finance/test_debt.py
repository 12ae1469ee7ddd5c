"""Loans, their size and their cover: what always holds, cases by hand, and one clear error for each bad input."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.lending.construction import InterestDuringConstruction, financed
from finance.lending.debt import Loan, average_life, in_home_currency, refinanced, repaid
from finance.lending.sizing import DebtLimit, sculpted, sized
from finance.rates.returns import npv
from finance.source import DebtTerms, Repayment
from finance.vehicle.ratios import debt_service_cover, loan_life_cover, project_life_cover, total_cover

YEARS = 45
RATES = st.floats(0.0, 0.4)
AMOUNTS = st.floats(0.0, 1e6).map(lambda x: round(x, 2))


@st.composite
def terms(draw: st.DrawFn, longest: int = 30) -> DebtTerms:
    tenor = draw(st.integers(1, longest))
    return DebtTerms(
        draw(RATES), tenor, draw(st.integers(0, tenor - 1)), draw(st.sampled_from(Repayment)),
        draw(st.sampled_from([0.0, 0.03])),
    )  # fmt: skip


@st.composite
def draws(draw: st.DrawFn) -> Floats:
    """Some years of draws, then enough years to repay them."""
    paid = draw(st.lists(AMOUNTS, min_size=1, max_size=10))
    return np.array([*paid, *[0.0] * (YEARS - len(paid))])


@st.composite
def cash_flows(draw: st.DrawFn) -> Floats:
    """A year of signing, then cash flow that is above zero."""
    made = draw(st.lists(st.floats(1.0, 1e6), min_size=2, max_size=30))
    return np.array([0.0, *made])


def rolls(loan: Loan) -> Floats:
    before = np.concatenate([[0.0], loan.balance[:-1]])
    return before + loan.draw + loan.revaluation - loan.principal - loan.balance


@given(draws(), terms())
def test_debt_rolls_to_zero(drawn: Floats, loan_terms: DebtTerms) -> None:
    loan = repaid(drawn, loan_terms)
    size = max(1.0, loan.balance.max(), loan.service.max())
    assert rolls(loan) == pytest.approx(np.zeros(YEARS), abs=1e-11 * size)
    assert loan.balance[-1] == pytest.approx(0.0, abs=1e-11 * size)
    assert loan.service == pytest.approx(loan.interest + loan.principal, abs=1e-11 * size)
    assert loan.service.min() >= 0.0


@given(draws(), terms())
def test_debt_is_worth_its_draws_at_its_own_rate(drawn: Floats, loan_terms: DebtTerms) -> None:
    own = (1 + loan_terms.rate) * (1 + loan_terms.fx_depreciation) - 1
    loan = repaid(drawn, loan_terms)
    worth = npv(own, loan.draw)
    assert npv(own, loan.service) == pytest.approx(worth, rel=1e-9, abs=1e-9)


@given(cash_flows(), st.floats(1.0, 3.0), RATES, st.data())
def test_cover_is_constant_when_sculpted(
    flow: Floats, cover: float, rate: float, data: st.DataObject
) -> None:
    tenor = data.draw(st.integers(1, len(flow) - 1))
    loan = sculpted(flow, cover, rate, tenor)
    found = debt_service_cover(flow, loan.service)
    assert found.years == tuple(range(1, tenor + 1))
    assert found.ratios == pytest.approx([cover] * tenor)
    assert rolls(loan) == pytest.approx(np.zeros(len(flow)), abs=1e-11 * loan.draw[0])
    assert loan.balance[tenor] == 0.0


@given(cash_flows(), st.floats(1.0, 3.0), RATES, st.data())
def test_loan_life_cover_at_signing_is_the_cover_of_sculpted_debt(
    flow: Floats, cover: float, rate: float, data: st.DataObject
) -> None:
    tenor = data.draw(st.integers(1, len(flow) - 1))
    loan = sculpted(flow, cover, rate, tenor)
    life, whole = loan_life_cover(flow, loan), project_life_cover(flow, loan)
    assert life.at(0) == pytest.approx(cover, rel=1e-9)
    assert total_cover(flow, loan.service) == pytest.approx(cover)
    for year, ratio in zip(life.years, life.ratios, strict=True):
        assert (whole.at(year) or 0.0) >= ratio * (1 - 1e-9)


@given(draws(), terms())
def test_loan_life_cover_of_the_service_itself_is_one(drawn: Floats, loan_terms: DebtTerms) -> None:
    loan = repaid(drawn, loan_terms)
    life = loan_life_cover(loan.service, loan)
    assume(life.years)
    # late years owe little beside the largest balance, whose rounding they carry
    assert life.ratios[0] == pytest.approx(1.0, rel=1e-6)


@given(cash_flows(), st.floats(1.0, 1e7), RATES, st.sampled_from([None, *Repayment]), st.data())
def test_sized_debt_keeps_every_limit(
    flow: Floats, cost: float, rate: float, form: Repayment | None, data: st.DataObject
) -> None:
    tenor = data.draw(st.integers(1, len(flow) - 1))
    found = sized(flow, cost, rate=rate, tenor=tenor, dscr=1.3, llcr=1.35, gearing=0.7, repayment=form)
    size = 1.0 + 1e-9
    assert found.amount == min(found.capacity.values())
    assert found.capacity[found.binding] == pytest.approx(found.amount)
    assert found.amount <= 0.7 * cost * size
    cover, life = debt_service_cover(flow, found.loan.service), loan_life_cover(flow, found.loan)
    assert (cover.minimum or 9.0) * size >= 1.3
    assert (life.at(0) or 9.0) * size >= 1.35
    assert found.loan.balance[tenor:] == pytest.approx(np.zeros(len(flow) - tenor), abs=1e-9 * cost)


def test_each_limit_binds_in_its_turn() -> None:
    flow = [0.0, *[100.0] * 20]

    def limit(**given: float) -> DebtLimit:
        asked: dict[str, float] = {"cost": 1000.0, "tenor": 20, "dscr": 1.25, "gearing": 1.0} | given
        return sized(flow, asked.pop("cost"), rate=0.08, **asked).binding  # type: ignore[arg-type]

    assert limit(gearing=0.5) is DebtLimit.GEARING
    assert limit() is DebtLimit.DSCR
    assert limit(llcr=1.4) is DebtLimit.LLCR
    assert limit(tenor=10) is DebtLimit.TENOR


def test_sized_debt_by_hand() -> None:
    # 100 a year for two years at 10 % and cover 1.25: (80 / 1.1 + 80 / 1.21) = 138.842975
    found = sized([0.0, 100.0, 100.0], 1000.0, rate=0.1, tenor=2, dscr=1.25)
    assert found.amount == pytest.approx(138.842975, abs=1e-6)
    assert found.loan.service.tolist() == pytest.approx([0.0, 80.0, 80.0])
    # the same in equal principal: the first year decides, D (1/2 + 0.1) = 80
    equal = sized(
        [0.0, 100.0, 100.0], 1000.0, rate=0.1, tenor=2, dscr=1.25, repayment=Repayment.EQUAL_PRINCIPAL
    )
    assert equal.amount == pytest.approx(80 / 0.6)


@pytest.mark.parametrize(
    ("form", "expected"),
    [(Repayment.BULLET, 4.0), (Repayment.EQUAL_PRINCIPAL, 2.5), (Repayment.ANNUITY, 2.5)],
)
def test_average_life_by_hand(form: Repayment, expected: float) -> None:
    assert average_life(repaid([80.0, 0, 0, 0, 0], DebtTerms(0.0, 4, 0, form))) == pytest.approx(expected)


@given(draws(), terms(), st.floats(0.0, 0.2))
def test_a_currency_path_equals_steady_depreciation(
    drawn: Floats, loan_terms: DebtTerms, fall: float
) -> None:
    at_home = DebtTerms(loan_terms.rate, loan_terms.tenor, loan_terms.grace, loan_terms.repayment)
    path = 25_000 * (1 + fall) ** np.arange(YEARS)
    foreign = repaid(drawn, at_home)
    home = in_home_currency(foreign, path)
    steady = repaid(
        drawn * path, DebtTerms(at_home.rate, at_home.tenor, at_home.grace, at_home.repayment, fall)
    )
    size = max(1.0, float(home.balance.max()))
    for name in ("draw", "interest", "service", "balance", "revaluation"):
        assert getattr(home, name) == pytest.approx(getattr(steady, name), rel=1e-9, abs=1e-9 * size)
    assert rolls(home) == pytest.approx(np.zeros(YEARS), abs=1e-10 * size)


@given(st.floats(1.0, 1e6), terms(), terms(), st.data())
def test_refinancing_uses_equal_sources(
    amount: float, first: DebtTerms, second: DebtTerms, data: st.DataObject
) -> None:
    drawn = np.zeros(80)
    drawn[0] = amount
    loan = repaid(drawn, first)
    year = data.draw(st.integers(0, first.tenor - 1))
    found = refinanced(loan, year, second, fee=0.02)
    size = max(1.0, float(found.new.balance.max()), float(loan.balance.max()))
    assert found.new.draw[year] == pytest.approx(loan.balance[year] + found.fee[year])
    assert found.fee[year] == pytest.approx(0.02 * found.new.draw[year])
    assert not found.old.balance[year:].any()
    for each in (found.old, found.new):
        assert rolls(each) == pytest.approx(np.zeros(80), abs=1e-11 * size)
    assert found.new.balance[-1] == pytest.approx(0.0, abs=1e-11 * size)


@given(
    st.lists(AMOUNTS, min_size=1, max_size=8), st.floats(0.0, 1.0), RATES, st.floats(0.0, 0.2),
    st.sampled_from(InterestDuringConstruction),
)  # fmt: skip
def test_construction_uses_equal_sources(
    capital: list[float], gearing: float, rate: float, fee: float, treatment: InterestDuringConstruction
) -> None:
    built = financed(capital, gearing=gearing, rate=rate, fee=fee, treatment=treatment)
    is_funded = treatment is InterestDuringConstruction.FUNDED
    paid = built.interest if is_funded else np.zeros(len(capital))
    uses = built.capital + built.fees + paid
    assert built.debt + built.equity == pytest.approx(uses)
    assert built.debt == pytest.approx(gearing * uses)
    before = np.concatenate([[0.0], built.balance[:-1]])
    assert built.interest == pytest.approx(rate * before)
    assert built.balance == pytest.approx(before + built.debt + built.interest - paid)
    # what is built is paid for by the balance that operation takes over, and by equity
    assert built.balance[-1] + built.equity.sum() == pytest.approx(built.cost)


BAD = {
    "negative CFADS": (lambda: sculpted([0.0, 5.0, -1.0], 1.2, 0.1, 2), "cfads[2]: an amount of 0 or more"),
    "CFADS not a number": (lambda: sculpted([0.0, np.nan], 1.2, 0.1, 1), "cfads[1]: a finite amount"),
    "zero tenor": (lambda: sculpted([0.0, 5.0], 1.2, 0.1, 0), "tenor: a whole number of years of 1 or more"),
    "half a tenor": (lambda: repaid([1.0, 0.0], DebtTerms(0.1, 1.5)), "tenor: a whole number"),  # type: ignore[arg-type]
    "tenor beyond the flow": (lambda: sculpted([0.0, 5.0], 1.2, 0.1, 2), "tenor: at most 1 years fit"),
    "rate of a billion": (lambda: repaid([1.0, 0.0], DebtTerms(1e9, 1)), "rate: a yearly rate from 0 to 10"),
    "negative rate": (lambda: sculpted([0.0, 5.0], 1.2, -0.1, 1), "rate: a yearly rate from 0 to 10"),
    "rate not a number": (lambda: repaid([1.0], DebtTerms(float("nan"), 1)), "rate: a finite number"),
    "zero cover": (lambda: sculpted([0.0, 5.0], 0.0, 0.1, 1), "dscr: a cover above 0"),
    "cover for too few years": (lambda: sculpted([0.0, 5.0, 5.0], [1.2, 1.2], 0.1, 1), "dscr: one cover, or one"),
    "negative draw": (lambda: repaid([-1.0], DebtTerms(0.1, 1)), "draws[0]: an amount of 0 or more"),
    "grace as long as the tenor": (lambda: repaid([1.0], DebtTerms(0.1, 2, 2)), "grace: fewer years"),
    "gearing in percent": (lambda: sized([0, 5.0], 9.0, rate=0.1, tenor=1, dscr=1.2, gearing=70), "gearing: a share"),
    "negative cost": (lambda: sized([0, 5.0], -9.0, rate=0.1, tenor=1, dscr=1.2), "cost: an amount of 0"),
    "negative cap": (lambda: sculpted([0.0, 5.0], 1.2, 0.1, 1, most=-1.0), "most: an amount of 0"),
    "life of nothing": (lambda: average_life(repaid([0.0, 0.0], DebtTerms(0.1, 1))), "an average life needs a draw"),
    "life cut off": (lambda: average_life(repaid([1.0, 0.0], DebtTerms(0.1, 5))), "needs repayment inside"),
    "refinancing too late": (
        lambda: refinanced(repaid([1.0, 0.0, 0.0], DebtTerms(0.1, 1)), 1, DebtTerms(0.1, 1)),
        "year: a year in which the loan is still owed",
    ),
    "refinancing between draws": (
        lambda: refinanced(repaid([1.0, 1.0, 0.0], DebtTerms(0.1, 2)), 0, DebtTerms(0.1, 1)), "still being drawn",
    ),
    "fee of all": (
        lambda: refinanced(repaid([1.0, 0.0], DebtTerms(0.1, 2)), 0, DebtTerms(0.1, 1), 1.0), "fee: a share below 1",
    ),
    "currency without price": (
        lambda: in_home_currency(repaid([1.0, 0.0], DebtTerms(0.1, 1)), [1.0, 0.0]), "exchange_rate: rates above 0",
    ),
    "currency for too few years": (
        lambda: in_home_currency(repaid([1.0, 0.0], DebtTerms(0.1, 1)), [1.0]), "exchange_rate: 2 years",
    ),
    "negative service": (lambda: debt_service_cover([1.0], [-1.0]), "service[0]: an amount of 0 or more"),
    "unequal years": (lambda: debt_service_cover([1.0], [1.0, 1.0]), "cfads: 2 years are expected"),
    "construction of pure fees": (
        lambda: financed([1.0], gearing=1.0, rate=0.1, fee=1.0), "fee: a share below 1 is expected",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_one_clear_error(name: str) -> None:
    call, text = BAD[name]
    with pytest.raises(FinanceError) as caught:
        call()
    assert text in str(caught.value)
    assert "\n" not in str(caught.value)
    assert " nan" not in str(caught.value) or "finite" in str(caught.value)


def test_cover_of_almost_nothing_is_still_a_number() -> None:
    assert debt_service_cover([50.0, 50.0], [1e-311, 0.0]).ratios == ()
    assert np.isfinite(debt_service_cover([1e16, 1.0], [1e-150, 1e-150]).ratios).all()


def test_years_without_debt_service_have_no_ratio() -> None:
    cover = debt_service_cover([-5.0, 13.0, 0.0, 11.0], [0.0, 10.0, 0.0, 10.0])
    assert cover.years == (1, 3)
    assert cover.ratios == (1.3, 1.1)
    assert (cover.minimum, cover.minimum_year, cover.at(2)) == (1.1, 3, None)
    assert total_cover([1.0], [0.0]) is None
    assert loan_life_cover([0.0, 1.0], repaid([0.0, 0.0], DebtTerms(0.1, 1))).years == ()
