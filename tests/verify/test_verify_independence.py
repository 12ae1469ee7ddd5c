"""The proof of a plan shares nothing with the making of it but the nouns and the repayment schedules."""

import ast
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import optimizer.verify
from finance.lending.schedule import schedule
from finance.source import DebtTerms, Repayment

FOLDER = Path(optimizer.verify.__file__).parent
NOUNS = {
    *("finance.cluster", "finance.delivery", "finance.horizon", "finance.project", "finance.source"),
    *("finance.lending.schedule", "optimizer.plan", "optimizer.problem"),
}


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.py")), ids=lambda file: file.stem)
def test_nothing_is_borrowed_from_the_programme(file: Path) -> None:
    imported = {
        node.module or ""
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
    ours = {name for name in imported if name.startswith(("finance", "optimizer"))}
    assert {name for name in ours if not name.startswith("optimizer.verify")} <= NOUNS


@given(
    st.floats(0.0, 0.3),
    st.integers(1, 25),
    st.integers(0, 10),
    st.sampled_from(list(Repayment)),
    st.floats(0.0, 0.1),
)
def test_schedules_are_what_a_year_by_year_account_says(
    rate: float, count: int, grace: int, repayment: Repayment, depreciation: float
) -> None:
    """Section 3 of the model with a running balance instead of a closed form."""
    tenor = grace + count
    terms = schedule(DebtTerms(rate, tenor, grace, repayment, depreciation))
    balance, after_grace = 1.0, 0.0
    for age in range(tenor + 1):
        interest = rate * balance if age else 0.0
        if age == grace:
            after_grace = balance + interest
        if age <= grace:
            payment = 0.0
        elif repayment is Repayment.EQUAL_PRINCIPAL:
            payment = after_grace / count + interest
        elif repayment is Repayment.BULLET:
            payment = interest + (after_grace if age == tenor else 0.0)
        else:
            payment = after_grace / sum((1.0 + rate) ** -step for step in range(1, count + 1))
        balance += interest - payment
        home = (1.0 + depreciation) ** age
        met = (terms.payment[age], terms.interest[age], terms.balance[age])
        np.testing.assert_allclose(
            met, (payment * home, interest * home, balance * home), rtol=1e-9, atol=1e-9 * home
        )
