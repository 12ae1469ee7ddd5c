"""Loans by year: what is drawn, owed and paid, of any form of repayment, in any currency.

Timing: draws and payments fall at year end; interest falls a year later, on the balance of the year before.
Every amount is a positive magnitude, but for principal, which is negative where interest is added to the debt.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.inputs import amounts, number
from finance.lending.schedule import schedule
from finance.source import DebtTerms
from finance.yearly_lines import magnitudes, share

HIGHEST_RATE = 10.0
"""1,000 % a year: whatever lies above is percent that was meant as a share, or a slip."""


@dataclass(frozen=True, slots=True, eq=False)
class Loan:
    """A loan by year `(T,)`, in the money of the account.

    `service = interest + principal` is what is paid in cash. `revaluation`: what the fall of the home currency
    adds to the debt (negative where it rises). Always: `balance[t] = balance[t-1] + draw[t] + revaluation[t] -
    principal[t]`, and 0 at the end where the years reach so far.
    """

    draw: Floats
    interest: Floats
    principal: Floats
    service: Floats
    balance: Floats
    revaluation: Floats

    @property
    def years(self) -> int:
        """T, the years that the loan is told for."""
        return len(self.draw)


def check_rate(rate: float, name: str = "rate") -> float:
    """A yearly rate of interest between 0 and `HIGHEST_RATE`."""
    rate = number(rate, name)
    if not 0.0 <= rate <= HIGHEST_RATE:
        raise FinanceError(f"{name}: a yearly rate from 0 to 10 (1,000 %) is expected, found {rate:g}")
    return rate


def check_years(count: int, name: str, lowest: int = 1) -> int:
    """A whole number of years of at least `lowest`."""
    value = number(count, name)
    if value != int(value) or value < lowest:
        raise FinanceError(
            f"{name}: a whole number of years of {lowest} or more is expected, found {value:g}"
        )
    return int(value)


def repaid(draws: ArrayLike, terms: DebtTerms) -> Loan:
    """A loan of `draws (T,)` repaid as its terms say: level, equal principal or bullet, after grace.

    Each year's draw runs on the schedule of one drawn unit from its own year on (see `schedule`):
    `service[t] = Σ_u draws[u] * payment[t - u]`, interest and balance likewise; with depreciation of the home
    currency `revaluation[t] = fx_depreciation * balance[t-1]`. Years beyond T are cut off.

    Raises FinanceError for a negative draw, a rate outside 0 .. 10, a tenor below 1, grace outside 0 .. tenor - 1.

    >>> repaid([100.0, 0.0, 0.0], DebtTerms(rate=0.1, tenor=2)).service.round(4).tolist()
    [0.0, 57.619, 57.619]
    """
    row = magnitudes(draws, "draws")
    check_rate(terms.rate)
    check_rate(terms.fx_depreciation, "fx_depreciation")
    check_years(terms.tenor, "tenor")
    check_years(terms.grace, "grace", lowest=0)
    if terms.grace >= terms.tenor:
        raise FinanceError(
            f"grace: fewer years than the tenor of {terms.tenor} are expected, found {terms.grace}"
        )
    unit = schedule(terms)
    service, interest, balance = (
        np.convolve(row, part)[: len(row)] for part in (unit.payment, unit.interest, unit.balance)
    )
    before = np.concatenate([[0.0], balance[:-1]])
    return Loan(row, interest, service - interest, service, balance, terms.fx_depreciation * before)


def served(service: ArrayLike, rate: float) -> Loan:
    """The loan that a given debt service pays for, drawn in year 0: `draw[0] = Σ_t service[t] / (1 + rate) ** t`.

    `balance[t] = (balance[t+1] + service[t+1]) / (1 + rate)`, so that it ends at exactly 0. `service[0]` must be 0.
    """
    paid, rate = magnitudes(service, "service"), check_rate(rate)
    if paid[0] != 0.0:
        raise FinanceError(f"service[0]: nothing falls due in the year of the draw, found {paid[0]:g}")
    balance = np.zeros(len(paid))
    for t in range(len(paid) - 2, -1, -1):
        balance[t] = (balance[t + 1] + paid[t + 1]) / (1.0 + rate)
    draw = np.zeros(len(paid))
    draw[0] = balance[0]
    interest = np.concatenate([[0.0], rate * balance[:-1]])
    return Loan(draw, interest, paid - interest, paid, balance, np.zeros(len(paid)))


def combined(loans: Iterable[Loan], years: int) -> Loan:
    """All loans of a borrower as one."""
    total = [np.zeros(years) for _ in range(6)]
    for loan in loans:
        if loan.years != years:
            raise FinanceError(f"loans: {years} years are expected of each, found {loan.years}")
        parts = (loan.draw, loan.interest, loan.principal, loan.service, loan.balance, loan.revaluation)
        total = [have + part for have, part in zip(total, parts, strict=True)]
    return Loan(*total)


def average_life(loan: Loan) -> float:
    """Years that a unit of the debt is outstanding: mean year of repayment less mean year of borrowing.

    Formula: `Σ t * repaid[t] / Σ repaid - Σ t * borrowed[t] / Σ borrowed`, where interest added to the debt counts
    as borrowed.

    Raises FinanceError for a loan that is not repaid inside its years, or was never drawn.

    >>> average_life(repaid([90.0, 0.0, 0.0, 0.0], DebtTerms(rate=0.0, tenor=3)))
    2.0
    """
    back, borrowed = np.maximum(loan.principal, 0.0), loan.draw + np.maximum(-loan.principal, 0.0)
    if borrowed.sum() == 0.0:
        raise FinanceError("loan: an average life needs a draw, found none")
    if loan.balance[-1] > 1e-9 * borrowed.sum():
        raise FinanceError(
            f"loan: an average life needs repayment inside the {loan.years} years, found {loan.balance[-1]:g} left"
        )
    year = np.arange(loan.years)
    return float(year @ back / back.sum() - year @ borrowed / borrowed.sum())


def in_home_currency(loan: Loan, exchange_rate: ArrayLike) -> Loan:
    """A foreign-currency loan in home money, at `exchange_rate (T,)` of home money per foreign unit, year end.

    Every amount times the rate of its year; `revaluation[t] = balance_foreign[t-1] * (exchange_rate[t] -
    exchange_rate[t-1])`: a loss on paper in the year, paid with the principal later.
    """
    rate = amounts(exchange_rate, "exchange_rate")
    if len(rate) != loan.years:
        raise FinanceError(f"exchange_rate: {loan.years} years are expected, found {len(rate)}")
    if rate.min() <= 0.0:
        raise FinanceError(f"exchange_rate: rates above 0 are expected, found {rate.min():g}")
    move = np.zeros(loan.years)
    move[1:] = loan.balance[:-1] * np.diff(rate)
    return Loan(
        draw=loan.draw * rate,
        interest=loan.interest * rate,
        principal=loan.principal * rate,
        service=loan.service * rate,
        balance=loan.balance * rate,
        revaluation=loan.revaluation * rate + move,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Refinancing:
    """A loan paid back early out of a new one. `fee (T,)` is paid from the new draw.

    Always: in the year of refinancing `new.draw = old balance + fee`.
    """

    old: Loan
    new: Loan
    fee: Floats


def refinanced(loan: Loan, year: int, terms: DebtTerms, fee: float = 0.0) -> Refinancing:
    """Pay a loan's balance at the end of `year` out of a new loan on `terms`.

    `fee`: share of the new draw that the lenders keep, `new draw = balance / (1 - fee)`. The old loan's service of
    that year is paid as before.

    Raises FinanceError where nothing is owed by then, or draws are still to come.
    """
    at, kept = check_years(year, "year", lowest=0), 1.0 - share(fee, "fee")
    if at >= loan.years or loan.balance[at] <= 0.0:
        raise FinanceError(f"year: a year in which the loan is still owed is expected, found {year}")
    if loan.draw[at + 1 :].any():
        raise FinanceError(f"year: a loan that is still being drawn after year {year} cannot be refinanced")
    if kept == 0.0:
        raise FinanceError("fee: a share below 1 is expected, found 1")
    past = np.arange(loan.years) <= at
    back = np.zeros(loan.years)
    back[at] = loan.balance[at]
    old = Loan(
        draw=loan.draw * past,
        interest=loan.interest * past,
        principal=loan.principal * past + back,
        service=loan.service * past + back,
        balance=loan.balance * (np.arange(loan.years) < at),
        revaluation=loan.revaluation * past,
    )
    return Refinancing(old, repaid(back / kept, terms), back / kept - back)
