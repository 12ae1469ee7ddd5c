"""What of depreciation and interest tax may count at least, where it is not known which start a draw pays for.

Money is drawn for a project in a year; several starts of the project may be under way in that year. A programme that
plans them must never count on more than the books will later deduct, whichever start it turns out to be.
"""

from dataclasses import dataclass

import numpy as np

from finance.horizon import Floats


@dataclass(frozen=True, slots=True)
class Building:
    """When a project can be under construction: first and last year index of its start, and `years` it takes."""

    first: int
    last: int
    years: int

    def starts_paid_in(self, year: int) -> range:
        """The starts that a draw of `year` can pay for.

        >>> Building(0, 1, 3).starts_paid_in(2)
        range(0, 2)
        """
        return range(max(self.first, year - self.years + 1), min(self.last, year) + 1)

    def operating_by(self, year: int) -> int:
        """First year in which every start that a draw of `year` can pay for is in operation."""
        return min(self.last, year) + self.years


def most_disallowed(written_off: Floats, building: Building, year: int, years: int) -> Floats:
    """Highest share of a grant drawn in `year` that may be missing from the depreciation of each year `(years,)`.

    `max over the starts τ that it can pay for of written_off[t - τ - n]`: exact where there is one, else more than
    any of them, so that tax is never planned too low.

    >>> most_disallowed(np.array([0.5, 0.5]), Building(0, 3, 1), 1, 6).tolist()
    [0.0, 0.0, 0.5, 0.5, 0.0, 0.0]
    >>> most_disallowed(np.array([0.5, 0.5]), Building(0, 3, 2), 1, 6).tolist()
    [0.0, 0.0, 0.5, 0.5, 0.5, 0.0]
    """
    most = np.zeros(years)
    for start in building.starts_paid_in(year):
        completion = start + building.years
        inside = written_off[: max(0, years - completion)]
        within = slice(completion, completion + len(inside))
        most[within] = np.maximum(most[within], inside)
    return most
