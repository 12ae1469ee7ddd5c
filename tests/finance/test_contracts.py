"""Contracts: what one side pays the other receives; sharing, guarantees and early ends keep their terms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.errors import FinanceError
from finance.partnership.contract import ContractFlows, Performance, PublicPart, availability, user_pay
from finance.partnership.guarantee import Guarantee, guarantee_cost, guarantee_payments
from finance.partnership.revenue_sharing import (
    LegalBand,
    OutsideBand,
    Reference,
    SharingRule,
    agreed,
    shared_revenue,
)
from finance.partnership.termination import Cause, TerminationTerms, equity_outstanding, termination_amounts

YEARS = 5
AMOUNTS = st.floats(0.0, 1e6)
LINES = st.lists(AMOUNTS, min_size=YEARS, max_size=YEARS).map(np.array)
SHARES = st.floats(0.0, 1.0)
DRAWS = st.lists(LINES, min_size=1, max_size=20).map(np.stack)
RULES = st.builds(
    SharingRule, st.floats(1.0, 1.5), st.floats(0.5, 1.0), SHARES, SHARES, st.sampled_from(Reference)
)
GUARANTEES = st.builds(Guarantee, SHARES, SHARES, st.one_of(st.none(), AMOUNTS))
TERMS = st.fixed_dictionaries({cause: st.builds(TerminationTerms, SHARES, SHARES, SHARES) for cause in Cause})


def _sums_to_zero(flows: ContractFlows) -> bool:
    return np.allclose(flows.operator + flows.public + flows.users, 0.0, atol=1e-6)


@given(st.tuples(*[LINES] * 6))
def test_user_pay_sides_sum_to_zero(lines: tuple[np.ndarray, ...]) -> None:
    revenue, capital, guarantee, loss, gain, fee = lines
    flows = user_pay(revenue, PublicPart(capital, guarantee, loss, gain, fee))
    assert _sums_to_zero(flows)
    assert flows.operator == pytest.approx(revenue + capital + guarantee + loss - gain - fee, abs=1e-6)
    assert flows.users == pytest.approx(-revenue)


@given(LINES, st.lists(SHARES, min_size=YEARS, max_size=YEARS), SHARES, st.floats(0.0, 5.0), LINES, LINES)
def test_availability_sides_sum_to_zero(
    payment: np.ndarray,
    achieved: list[float],
    required: float,
    deduction: float,
    users: np.ndarray,
    state: np.ndarray,
) -> None:
    flows = availability(payment, Performance(achieved, required, deduction), users, state)
    assert _sums_to_zero(flows)
    for t in range(YEARS):
        paid = payment[t] * max(0.0, 1.0 - deduction * max(0.0, required - achieved[t]))
        assert flows.operator[t] == pytest.approx(paid + state[t])
        assert flows.public[t] == pytest.approx(users[t] - paid - state[t], abs=1e-6)


def test_a_plain_availability_contract_pays_what_was_agreed() -> None:
    flows = availability([0.0, 10.0, 10.0])
    assert flows.operator.tolist() == [0.0, 10.0, 10.0]
    assert flows.public.tolist() == [0.0, -10.0, -10.0]


def test_availability_above_one_is_refused() -> None:
    with pytest.raises(FinanceError, match=r"achieved\[1\]: a share from 0 to 1 is expected, found 95"):
        Performance([1.0, 95.0])


# --- revenue sharing

TODAY = LegalBand(1.10, 1.25, 0.75, 0.90, 0.5, Reference.PLAN, "PPP Law, art. 82 as amended")
BEFORE = LegalBand(1.25, 1.25, 0.75, 0.75, 0.5, Reference.TRIGGER, "PPP Law 64/2020/QH14, art. 82")


@given(st.floats(1.10, 1.25), st.floats(0.75, 0.90))
def test_rules_inside_the_band_pass(upper: float, lower: float) -> None:
    rule = SharingRule(upper, lower, 0.5, 0.5, Reference.PLAN)
    assert agreed(rule, TODAY) is rule


@pytest.mark.parametrize(
    ("rule", "band", "message"),
    [
        ((1.05, 0.8, 0.5, 0.5, "plan"), TODAY, "upper_trigger: from 1.1 to 1.25 of planned revenue is allowed"),
        ((1.26, 0.8, 0.5, 0.5, "plan"), TODAY, "upper_trigger: from 1.1 to 1.25"),
        ((1.2, 0.91, 0.5, 0.5, "plan"), TODAY, "lower_trigger: from 0.75 to 0.9"),
        ((1.2, 0.7, 0.5, 0.5, "plan"), TODAY, "lower_trigger: from 0.75 to 0.9"),
        ((1.2, 0.8, 0.6, 0.5, "plan"), TODAY, "public_gain_share: 0.5 is allowed, found 0.6"),
        ((1.2, 0.8, 0.5, 0.4, "plan"), TODAY, "public_loss_share: 0.5 is allowed, found 0.4"),
        ((1.2, 0.8, 0.5, 0.5, "trigger"), TODAY, "measured from the plan, found trigger"),
        ((1.2, 0.75, 0.5, 0.5, "trigger"), BEFORE, "upper_trigger: 1.25 of planned revenue is allowed, found 1.2"),
    ],
)  # fmt: skip
def test_rules_outside_the_band_are_refused_with_the_article(
    rule: tuple[float, float, float, float, str], band: LegalBand, message: str
) -> None:
    with pytest.raises(OutsideBand, match=message) as refusal:
        agreed(SharingRule(*rule[:4], Reference(rule[4])), band)
    assert refusal.value.article == band.article
    assert band.article in str(refusal.value)


@given(RULES, LINES, DRAWS)
def test_shared_revenue_follows_its_formula(rule: SharingRule, plan: np.ndarray, actual: np.ndarray) -> None:
    paid = shared_revenue(rule, plan, actual)
    for i, t in np.ndindex(actual.shape):
        found, due = actual[i, t], plan[t]
        at_trigger = rule.reference is Reference.TRIGGER
        gain = loss = 0.0
        if found > rule.upper_trigger * due:
            gain = rule.public_gain_share * (found - (rule.upper_trigger * due if at_trigger else due))
        if found < rule.lower_trigger * due:
            loss = rule.public_loss_share * ((rule.lower_trigger * due if at_trigger else due) - found)
        assert (paid.to_public[i, t], paid.to_operator[i, t]) == (gain, loss)


@given(RULES, LINES, DRAWS)
def test_no_payment_exceeds_the_difference_to_the_plan(
    rule: SharingRule, plan: np.ndarray, actual: np.ndarray
) -> None:
    paid = shared_revenue(rule, plan, actual)
    assert (paid.to_public + paid.to_operator <= np.abs(actual - plan) + 1e-9).all()
    assert not (paid.to_public * paid.to_operator).any()


def test_half_of_the_difference_is_shared() -> None:
    # 130 against 100: today half of 30; under the first law half of the 5 above 125
    today = shared_revenue(SharingRule(1.2, 0.8, 0.5, 0.5, Reference.PLAN), [100.0] * 3, [130.0, 110.0, 70.0])
    before = shared_revenue(SharingRule(1.25, 0.75, 0.5, 0.5, Reference.TRIGGER), [100.0] * 2, [130.0, 70.0])
    assert today.to_public.tolist() == [15.0, 0.0, 0.0]
    assert today.to_operator.tolist() == [0.0, 0.0, 15.0]
    assert before.to_public.tolist() == [2.5, 0.0]
    assert before.to_operator.tolist() == [0.0, 2.5]


@pytest.mark.parametrize(
    ("triggers", "message"), [((0.9, 0.8), "upper_trigger: 1 "), ((1.2, 1.1), "lower_trigger: from 0 to 1")]
)
def test_triggers_on_the_wrong_side_of_the_plan_are_refused(
    triggers: tuple[float, float], message: str
) -> None:
    with pytest.raises(FinanceError, match=message):
        SharingRule(*triggers, 0.5, 0.5, Reference.PLAN)


# --- minimum revenue guarantee


@given(GUARANTEES, LINES, DRAWS)
def test_guarantee_pays_the_shortfall_and_no_more(
    guarantee: Guarantee, plan: np.ndarray, actual: np.ndarray
) -> None:
    paid = guarantee_payments(guarantee, plan, actual)
    floor = guarantee.floor * plan
    assert (paid >= 0.0).all()
    assert not paid[actual >= floor].any()
    assert (actual + paid <= np.maximum(actual, floor) + 1e-9).all()
    if guarantee.yearly_cap is not None:
        assert paid.max() <= guarantee.yearly_cap
    elif guarantee.cover == 1.0:
        assert (actual + paid >= floor - 1e-9).all()


@given(DRAWS, st.floats(0.0, 0.3), st.floats(0.0, 1.0))
def test_guarantee_cost_is_mean_and_quantile(paid: np.ndarray, rate: float, confidence: float) -> None:
    cost = guarantee_cost(paid, rate, confidence)
    factor = (1 + rate) ** -np.arange(YEARS, dtype=float)
    worth = paid @ factor
    assert cost.expected_pv == pytest.approx(cost.expected @ factor, rel=1e-9, abs=1e-9)
    assert (worth <= cost.confident_pv + 1e-9 * worth.max()).mean() >= confidence - 1e-9
    assert (worth < cost.confident_pv - 1e-9 * worth.max()).mean() <= max(confidence, 1 / len(worth))
    assert ((paid <= cost.confident).mean(axis=0) >= confidence - 1e-9).all()
    assert cost.chance_called == pytest.approx((paid > 0).sum(axis=0) / len(paid))


def test_guarantee_against_the_integral() -> None:
    # revenue uniform from 50 to 110, floor 80: the shortfall is 7.5 on average, called in half of all years
    revenue = np.linspace(50.0, 110.0, 60_001)[:, None]
    cost = guarantee_cost(guarantee_payments(Guarantee(0.8), [100.0], revenue), 0.1)
    assert cost.expected[0] == pytest.approx(7.5, rel=1e-3)
    assert cost.chance_called[0] == pytest.approx(0.5, rel=1e-3)
    assert cost.confident[0] == pytest.approx(27.0, rel=1e-3)


def test_draws_of_nothing_are_refused() -> None:
    with pytest.raises(
        FinanceError, match=r"payments\[1, 0\]: an amount of 0 or more is expected, found nan"
    ):
        guarantee_cost([[1.0], [np.nan]], 0.1)
    with pytest.raises(FinanceError, match=r"actual: 2 years are expected, as planned has, found 3"):
        guarantee_payments(Guarantee(0.8), [1.0, 1.0], [[1.0, 1.0, 1.0]])
    with pytest.raises(FinanceError, match=r"draws by years"):
        guarantee_cost(np.zeros((2, 2, 2)), 0.1)


# --- early termination


@given(TERMS, LINES, LINES, LINES, LINES)
def test_termination_follows_its_formula(
    terms: dict[Cause, TerminationTerms],
    debt: np.ndarray,
    equity: np.ndarray,
    breakage: np.ndarray,
    held: np.ndarray,
) -> None:
    paid = termination_amounts(terms, debt, equity, breakage, held)
    for cause, own in terms.items():
        due = own.debt * debt + own.equity * equity + own.breakage * breakage - held
        assert paid[cause] == pytest.approx(np.maximum(due, 0.0))


@given(TERMS, LINES, LINES, LINES)
def test_who_compensates_no_less_pays_no_less(
    terms: dict[Cause, TerminationTerms], debt: np.ndarray, equity: np.ndarray, breakage: np.ndarray
) -> None:
    fault = terms[Cause.INVESTOR_DEFAULT]
    fuller = TerminationTerms(max(fault.debt, 0.9), max(fault.equity, 0.5), 1.0)
    paid = termination_amounts(terms | {Cause.PUBLIC_DEFAULT: fuller}, debt, equity, breakage)
    assert (paid[Cause.PUBLIC_DEFAULT] >= paid[Cause.INVESTOR_DEFAULT] - 1e-9).all()


def test_a_cause_without_terms_is_refused() -> None:
    terms = {Cause.PUBLIC_DEFAULT: TerminationTerms(1.0, 1.0, 1.0)}
    with pytest.raises(FinanceError, match="shares for investor_default, force_majeure are expected"):
        termination_amounts(terms, [1.0], [1.0], [1.0])


@given(LINES, LINES, st.floats(0.0, 0.3))
def test_equity_outstanding_is_never_below_zero(paid: np.ndarray, received: np.ndarray, rate: float) -> None:
    left = equity_outstanding(paid, received, rate)
    before = 0.0
    for t in range(YEARS):
        before = max(0.0, before * (1 + rate) + paid[t] - received[t])
        assert left[t] == pytest.approx(before, abs=1e-6)


def test_equity_is_returned_when_its_own_rate_was_earned() -> None:
    left = equity_outstanding([100.0, 0.0, 0.0], [0.0, 60.0, 55.0], 0.1)
    assert left == pytest.approx([100.0, 50.0, 0.0])
