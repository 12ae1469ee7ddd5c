"""How the cost of works is written off over the years: straight line, declining balance, by units produced."""

import numpy as np
from numpy.typing import ArrayLike

from finance.delivery import DeliveryMode, Depreciation
from finance.errors import FinanceError
from finance.horizon import Floats
from finance.inputs import number
from finance.lending.debt import check_years
from finance.yearly_lines import magnitudes


def depreciable(cost: float, grants: float = 0.0, *, grants_reduce: bool = False) -> float:
    """What may be written off: the cost, less grants where the rule says that they lower the base; never below 0."""
    if number(cost, "cost") < 0.0 or number(grants, "grants") < 0.0:
        raise FinanceError(
            f"cost: amounts of 0 or more are expected, found {cost:g} and grants of {grants:g}"
        )
    return max(0.0, cost - grants) if grants_reduce else cost


def straight_line(base: float, life: int, first: int, years: int, *, half_year: bool = False) -> Floats:
    """`base / life` a year from year `first` on, `(years,)`.

    With `half_year` half of it in the first year and half in the year after the life ends.

    Always: sums to the base where the years reach so far, and never to more.

    >>> straight_line(100.0, 2, 1, 5, half_year=True).tolist()
    [0.0, 25.0, 50.0, 25.0, 0.0]
    """
    base, life, first = _asked(base, life, first)
    shares = np.full(life, 1.0 / life)
    if half_year:
        shares = 0.5 * (np.append(shares, 0.0) + np.insert(shares, 0, 0.0))
    return _placed(base * shares, first, years)


def declining_balance(
    base: float, life: int, first: int, years: int, factor: float = 2.0, *, half_year: bool = False
) -> Floats:
    """`factor / life` of what is left each year, and straight line over the years left once that is more.

    Vietnam's factors (Circular 45/2013): 1.5 for lives up to 4 years, 2 up to 6, 2.5 above. With `half_year` half a
    year's amount first, and a last half year.

    Always: sums to the base where the years reach so far, and never to more; no year is below straight line on
    what is left.

    >>> declining_balance(100.0, 5, 0, 5).round(4).tolist()
    [40.0, 24.0, 14.4, 10.8, 10.8]
    """
    base, life, first = _asked(base, life, first)
    if number(factor, "factor") < 1.0:
        raise FinanceError(f"factor: 1 or more is expected, found {factor:g}")
    left, to_come, amounts = base, float(life), []
    for part in [0.5, *[1.0] * (life - 1), 0.5] if half_year else [1.0] * life:
        amount = left * min(1.0, part * max(factor / life, 1.0 / to_come))
        amounts.append(amount)
        left, to_come = left - amount, to_come - part
    return _placed(np.array(amounts), first, years)


def legal_factor(life: int) -> float:
    """Vietnam's factor of declining balance (Circular 45/2013): 1.5 for lives up to 4 years, 2 up to 6, 2.5 above.

    >>> [legal_factor(life) for life in (4, 5, 6, 7)]
    [1.5, 2.0, 2.0, 2.5]
    """
    lives = check_years(life, "life")
    return 1.5 if lives <= 4 else 2.0 if lives <= 6 else 2.5


def written_off(rules: DeliveryMode) -> Floats:
    """Share of the cost of works that a delivery mode writes off by year of operation `(depreciation_years,)`.

    Always: 0 or more, together 1.

    >>> from finance.delivery import Mode
    >>> written_off(DeliveryMode(Mode.PPP, (0.2,), depreciation_years=2)).tolist()
    [0.5, 0.5]
    """
    life = rules.depreciation_years
    if rules.depreciation is Depreciation.STRAIGHT_LINE:
        return straight_line(1.0, life, 0, life)
    factor = rules.depreciation_factor
    return declining_balance(1.0, life, 0, life, legal_factor(life) if factor is None else factor)


def units_of_production(base: float, produced: ArrayLike, over_life: float | None = None) -> Floats:
    """`base * produced[t] / over_life`, until the base is written off.

    `produced (T,)` in any unit; `over_life`: what the works can produce at all, not stated: the sum over T.

    >>> units_of_production(100.0, [0.0, 30.0, 10.0]).tolist()
    [0.0, 75.0, 25.0]
    """
    made = magnitudes(produced, "produced")
    total = float(made.sum()) if over_life is None else number(over_life, "over_life")
    if total <= 0.0:
        raise FinanceError(f"over_life: production above 0 is expected, found {total:g}")
    base, _, _ = _asked(base, 1, 0)
    written = np.minimum(np.cumsum(made) / total, 1.0)
    return np.diff(written, prepend=0.0) * base


def _asked(base: float, life: int, first: int) -> tuple[float, int, int]:
    if number(base, "base") < 0.0:
        raise FinanceError(f"base: an amount of 0 or more is expected, found {base:g}")
    return float(base), check_years(life, "life"), check_years(first, "first", lowest=0)


def _placed(amounts: Floats, first: int, years: int) -> Floats:
    row = np.zeros(check_years(years, "years"))
    row[first : first + len(amounts)] = amounts[: max(0, years - first)]
    return row
