"""What a calculation may be given: numbers, amounts and dates, refused by name where they are none."""

from collections.abc import Iterable
from datetime import date, datetime

import numpy as np
from numpy.typing import ArrayLike, NDArray

from finance.errors import FinanceError
from finance.horizon import Floats

Dates = ArrayLike | Iterable[object]

LAST_DAY_NUMBER = 2_958_465
"""31 December 9999, as spreadsheets count days."""

FIRST_YEAR = 1900
"""Dates before it are slips of the pen."""


def as_numbers(given: ArrayLike, name: str) -> NDArray[np.generic]:
    """What was given as an array of numbers, of whatever precision; texts, even of digits, are none."""
    try:
        array = np.asarray(given)
        if array.dtype.kind == "O" and not any(isinstance(item, str | bytes) for item in array.flat):
            array = array.astype(np.float64)
    except (TypeError, ValueError) as fault:
        raise FinanceError(f"{name}: numbers are expected, found {given!r}") from fault
    if array.dtype.kind not in "biuf":
        raise FinanceError(f"{name}: numbers are expected, found {given!r}")
    if np.ma.is_masked(given):
        raise FinanceError(f"{name}: numbers are expected, found masked ones")
    return array


def amounts(given: ArrayLike, name: str = "flows") -> Floats:
    """One row of finite amounts `(n,)`, n >= 1."""
    row = np.atleast_1d(as_numbers(given, name)).astype(np.float64)
    if row.ndim != 1:
        raise FinanceError(f"{name}: one row of amounts is expected, found shape {row.shape}")
    if row.size == 0:
        raise FinanceError(f"{name}: at least one amount is expected, found none")
    wrong = np.flatnonzero(~np.isfinite(row))
    if wrong.size:
        raise FinanceError(f"{name}[{wrong[0]}]: a finite amount is expected, found {row[wrong[0]]}")
    return row


def number(given: float, name: str) -> float:
    """One finite number."""
    array = as_numbers(given, name)
    if array.size != 1:
        raise FinanceError(f"{name}: one number is expected, found shape {array.shape}")
    value = float(array.astype(np.float64).item())
    if not np.isfinite(value):
        raise FinanceError(f"{name}: a finite number is expected, found {value}")
    return value


def rate_above_minus_one(given: float, name: str = "rate") -> float:
    """A finite rate per period above -1: at -1 nothing is left to discount, below it signs would alternate."""
    rate = number(given, name)
    if rate <= -1.0:
        raise FinanceError(f"{name}: a rate above -1 (-100 %) is expected, found {rate}")
    return rate


def years_from_first(dates: Dates, count: int) -> Floats:
    """Years since the first date `(count,)`, actual days over 365.

    Dates, ISO texts, or day numbers as spreadsheets keep them; the time of day does not count.
    """
    listed = np.atleast_1d(np.asarray(dates))
    if listed.ndim != 1 or len(listed) != count:
        raise FinanceError(f"dates: {count} are expected, one per amount, found shape {listed.shape}")
    days = _day_numbers(listed) if listed.dtype.kind in "iuf" else _days_of_dates(listed)
    years: Floats = (days - days[0]) / 365.0
    return years


def _day_numbers(listed: NDArray[np.generic]) -> Floats:
    days = np.floor(listed.astype(np.float64))
    wrong = np.flatnonzero(~((days >= 0.0) & (days <= LAST_DAY_NUMBER)))
    if wrong.size:
        found = listed[wrong[0]]
        raise FinanceError(
            f"dates[{wrong[0]}]: a day number from 0 to {LAST_DAY_NUMBER} is expected, found {found}"
        )
    return days


def _days_of_dates(listed: NDArray[np.generic]) -> Floats:
    if listed.dtype.kind == "M":
        listed = listed.astype("datetime64[D]")
    days = np.empty(len(listed))
    for k, found in enumerate(listed.tolist()):
        day = _date_of(found)
        if day is None or day.year < FIRST_YEAR:
            raise FinanceError(
                f"dates[{k}]: a date from {FIRST_YEAR}-01-01 to 9999-12-31 is expected, found {str(found)!r}"
            )
        days[k] = day.toordinal()
    return days


def _date_of(found: object) -> date | None:
    """The day of a date, a moment or an ISO text of either; None for anything else."""
    try:
        moment = datetime.fromisoformat(found) if isinstance(found, str) else found
    except ValueError:
        return None
    if isinstance(moment, datetime):
        return moment.date()
    return moment if isinstance(moment, date) else None
