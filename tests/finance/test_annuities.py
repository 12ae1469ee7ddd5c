"""Level payments: the equation that all of them solve, the identities between them, and what is refused."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from finance.errors import FinanceError, NoSingleRate
from finance.rates import annuities

RATES = st.one_of(
    st.sampled_from([0.0, 1e-300, -1e-15, 1e-12, 1e-6, 9.99e-5, 1.01e-4, -0.5]), st.floats(-0.2, 1.0)
)
PERIODS = st.one_of(st.integers(1, 120).map(float), st.floats(0.5, 120.0))
AMOUNTS = st.one_of(st.just(0.0), st.floats(-1e6, 1e6).filter(lambda a: abs(a) > 1e-6))
DUE = st.sampled_from([0, 1])


def _settled(
    rate: float, nper: float, pmt: float, pv: float, fv: float, when: int
) -> tuple[Decimal, Decimal]:
    """The left side of the equation in sixty digits, and the size of its terms."""
    r, n, one = Decimal(rate), Decimal(nper), Decimal(1)
    growth = (n * (one + r).ln()).exp() if r else one
    paid = (one + r * when) * (growth - one) / r if r else n
    terms = (Decimal(pv) * growth, Decimal(pmt) * paid, Decimal(fv))
    return sum(terms, Decimal(0)), sum(map(abs, terms), Decimal(0))


@pytest.fixture(autouse=True)
def _sixty_digits() -> object:
    from decimal import localcontext

    with localcontext() as context:
        context.prec = 400  # a rate of 1e-300 must still be told from 0
        yield


@given(RATES, PERIODS, AMOUNTS, AMOUNTS, DUE)
def test_payment_present_and_future_value_solve_the_equation(
    rate: float, nper: float, pv: float, fv: float, when: int
) -> None:
    payment = annuities.pmt(rate, nper, pv, fv, when)
    left, size = _settled(rate, nper, payment, pv, fv, when)
    assert abs(left) <= size * Decimal("1e-11")
    back = annuities.pv(rate, nper, payment, fv, when)
    left, size = _settled(rate, nper, payment, back, fv, when)
    assert abs(left) <= size * Decimal("1e-11")
    forth = annuities.fv(rate, nper, payment, pv, when)
    left, size = _settled(rate, nper, payment, pv, forth, when)
    assert abs(left) <= size * Decimal("1e-11")


@given(RATES, st.integers(1, 60), AMOUNTS, DUE, st.data())
def test_interest_and_principal_add_up_to_the_payment(
    rate: float, nper: int, pv: float, when: int, data: st.DataObject
) -> None:
    per = data.draw(st.integers(1, nper))
    payment = annuities.pmt(rate, nper, pv, 0.0, when)
    parts = annuities.ipmt(rate, per, nper, pv, 0.0, when) + annuities.ppmt(rate, per, nper, pv, 0.0, when)
    assert parts == pytest.approx(payment, rel=1e-9, abs=1e-12 * abs(pv))


@given(RATES, st.integers(1, 60), st.floats(1.0, 1e6), DUE, st.data())
def test_cumulated_parts_are_the_sums_of_the_parts(
    rate: float, nper: int, pv: float, when: int, data: st.DataObject
) -> None:
    start = data.draw(st.integers(1, nper))
    end = data.draw(st.integers(start, nper))
    interest = sum(annuities.ipmt(rate, per, nper, pv, 0.0, when) for per in range(start, end + 1))
    assert annuities.cumipmt(rate, nper, pv, start, end, when) == pytest.approx(
        interest, rel=1e-8, abs=1e-8 * pv
    )
    if (start, end) == (1, nper):
        repaid = annuities.cumprinc(rate, nper, pv, start, end, when)
        assert repaid == pytest.approx(-pv, rel=1e-8)


@given(st.floats(-0.1, 0.5), PERIODS, st.floats(1.0, 1e6), DUE)
def test_periods_and_rate_are_found_again(rate: float, nper: float, pv: float, when: int) -> None:
    assume(abs(rate) > 1e-7 and abs(rate) * nper < 20.0)  # beyond, the end weighs nothing beside the payments
    payment = annuities.pmt(rate, nper, pv, 0.0, when)
    assert annuities.nper(rate, payment, pv, 0.0, when) == pytest.approx(nper, rel=1e-6)
    if nper * (1 - when * 0.5) > 1.01:  # a single payment at once has no rate
        found = annuities.rate_roots(nper, payment, pv, 0.0, when)
        assert any(root == pytest.approx(rate, abs=1e-7) for root in found.roots)
        assert len(found.roots) <= max(found.sign_changes, 1)


@pytest.mark.parametrize("rate", [0.0, 1e-12, -3e-9, 2e-6, -2e-5])
def test_rates_close_to_zero_are_found(rate: float) -> None:
    payment = annuities.pmt(rate, 60.5, 1000.0)
    assert annuities.rate(60.5, payment, 1000.0) == pytest.approx(rate, rel=1e-4, abs=1e-15)


def test_two_rates_are_both_found() -> None:
    with pytest.raises(NoSingleRate) as refusal:
        annuities.rate(208, -700.0, 137_600.0, 8_000.0)
    assert refusal.value.roots == pytest.approx((-0.0874999914785, 0.0), abs=1e-12)
    assert annuities.rate(208, -700.0, 137_600.0, 8_000.0, guess=-0.05) == pytest.approx(-0.0874999914785)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: annuities.pmt("0.1", 10, 1.0), "rate: numbers are expected, found '0.1'"),
        (lambda: annuities.pmt(0.1, float("nan"), 1.0), "nper: a finite number is expected, found nan"),
        (lambda: annuities.pmt(0.1, 0, 1.0), "nper: more than 0 periods are expected, found 0"),
        (lambda: annuities.pmt(-1.0, 2, 1.0), "rate: a rate above -1"),
        (lambda: annuities.pmt(0.1, 2, 1.0, when=2), "when: 0 .* or 1 .* is expected, found 2"),
        (lambda: annuities.fv(1e9, 600, 1.0), "the result is too large for a number"),
        (lambda: annuities.ipmt(0.1, 4, 3, 1.0), "per: a period from 1 to 3 is expected, found 4"),
        (lambda: annuities.nper(0.0, 0.0, 1.0), "nper: the payments never lead"),
        (lambda: annuities.cumprinc(0.1, 9, 1.0, 5, 3), "start, end: whole periods in order .* found 5 and 3"),
        (lambda: annuities.cumipmt(0.1, 9, 1.0, 1.5, 3), "start, end: whole periods"),
        (lambda: annuities.rate(12, 400.0, 10_000.0, 5_000.0), "zero at no rate above -1"),
    ],
)  # fmt: skip
def test_refusals_name_what_is_wrong(call: object, text: str) -> None:
    with pytest.raises(FinanceError, match=text):
        call()  # type: ignore[operator]
