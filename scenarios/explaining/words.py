"""How an explanation says what limits, goals and figures are, in one language."""

from dataclasses import dataclass
from math import ceil, floor, inf, log10

from optimizer.explain.prices import Beyond
from optimizer.metrics import UNITS
from optimizer.plan import Family, RowKey
from optimizer.register import entry
from scenarios.language import Language
from scenarios.wording import Wording

FIELDS = {
    "benefit": "yearly benefit", "value": "score", "revenue": "yearly revenue", "jobs": "number of jobs",
}  # fmt: skip
"""Catalogue texts of a project's figures that goals count."""

FIELD_UNITS = {"benefit": "money", "revenue": "money", "value": "point", "jobs": "job"}
"""What they count; indicators count points."""


@dataclass(frozen=True)
class Telling:
    """The words of a problem's limits, with the goal's and the figures'."""

    words: Wording

    @property
    def language(self) -> Language:
        """The language."""
        return self.words.language

    @property
    def goal(self) -> str:
        """What the plan makes as large as possible."""
        metrics = {metric for metric, _ in self.words.problem.goals[0]}
        if "economic_npv" in metrics:
            return self.language("the net benefit")
        return self.language("the objective")

    def worth(self, amount: float, *, is_first: bool = True) -> str:
        """An amount of the goal, positive, with its unit; the first of a sentence states the price level, too."""
        units = {UNITS.get(metric, "point") for metric, _ in self.words.problem.goals[0]}
        if len(units) != 1:
            return self.words.figure(abs(amount))
        unit = units.pop()
        said = self.words.amount(abs(amount), unit)
        return (
            self.language("{amount} (base-year value)", amount=said) if unit == "money" and is_first else said
        )

    def reached(self, limit: float, from_: float, unit: str) -> str:
        """A value that a limit reaches, with decimals enough to tell it from where the limit stands."""
        room, shown = abs(limit - from_), 100.0 if unit == "share" else 1.0
        finest = min(_decimals(shown * room, 2), 9)
        return self.words.amount(limit, unit, max(_decimals(shown * limit, 3), finest))

    def limit(self, key: RowKey) -> str:
        """A limit by its family and what it is about."""
        told = entry(key[0], len(key) - 1)
        parts = [self.words.part(place, part) for place, part in zip(told.places, key[1:], strict=True)]
        return self.language("{limit} ({parts})", limit=self.language(told.title), parts=", ".join(parts))

    def cause(self, beyond: Beyond | None) -> str:
        """What becomes scarce where a price ends."""
        if beyond is None:
            return self.language("other decisions change")
        if beyond.left_out is not None:
            return self.language("{project} is no longer built", project=self.words.project(beyond.left_out))
        if beyond.limit is not None:
            if beyond.limit[0] is Family.START_ONCE:
                name = self.words.project(str(beyond.limit[-1]))
                return self.language("{project} is then built in full", project=name)
            return self.language("another limit binds: {limit}", limit=self.limit(beyond.limit))
        if beyond.freed is not None:
            return self.language("another limit no longer binds: {limit}", limit=self.limit(beyond.freed))
        return self.language("other decisions change")

    def percent(self, share: float) -> str:
        """A share as percent in three digits, rounded away from zero so that what is said is enough."""
        return self.words.figure(outward(100.0 * abs(share))) + "%"


def outward(number: float) -> float:
    """A positive number in three significant digits, rounded up; what rounding of floats left behind is forgiven.

    >>> outward(12.341), outward(12.3)
    (12.4, 12.3)
    """
    if number <= 0.0 or number == inf:
        return number
    step = 10.0 ** (floor(log10(number)) - 2)
    return round(ceil(number / step - 1e-6) * step, 12)


def step_within(room: float) -> float:
    """The largest step that keeps inside a price's range: 1, or a power of ten below it.

    >>> step_within(3.0), step_within(0.39), step_within(float("inf"))
    (1.0, 0.1, 1.0)
    """
    return 1.0 if room >= 1.0 else 10.0 ** floor(log10(room) + 1e-9)


def _decimals(number: float, significant: int) -> int:
    """Decimals that show so many significant digits of a number."""
    return min(9, max(0, significant - 1 - floor(log10(abs(number))))) if number else 0
