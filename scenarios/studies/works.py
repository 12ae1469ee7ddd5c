"""Which works move between two plans: lost, smaller, later."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from optimizer.plan import Start
from scenarios.scenario import Scenario
from scenarios.studies.variants import Replan

RESIZED = 1e-4
"""Shares of a work that differ by less are the same."""

MOVED = 0.01
"""Years by which mean starts differ that are still the same: four days."""


class Move(StrEnum):
    """What happens to a work from one plan to the other."""

    LOST = "lost"
    SMALLER = "smaller"
    LATER = "later"
    EARLIER = "earlier"
    LARGER = "larger"
    NEW = "new"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Built:
    """`share` of a project that starts, in all modes and years, and its mean calendar year, weighted by shares."""

    share: float
    year: float | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A project before and after. A work that is smaller or larger may be later, too: `delay` in years tells."""

    project: str
    before: Built
    after: Built

    @property
    def delay(self) -> float | None:
        """Years by which its mean start is later; None where it is missing in one of the plans."""
        if self.before.year is None or self.after.year is None:
            return None
        return self.after.year - self.before.year

    @property
    def move(self) -> Move:
        """The word for it."""
        grown = self.after.share - self.before.share
        if self.before.year is None and self.after.year is None:
            return Move.SAME
        if self.after.year is None:
            return Move.LOST
        if self.before.year is None:
            return Move.NEW
        if abs(grown) > RESIZED:
            return Move.SMALLER if grown < 0.0 else Move.LARGER
        delay = self.after.year - self.before.year
        return Move.SAME if abs(delay) <= MOVED else Move.LATER if delay > 0.0 else Move.EARLIER


def built(starts: tuple[Start, ...], scenario: Scenario) -> Mapping[str, Built]:
    """What is built of every project of the scenario."""
    horizon = scenario.problem.horizon
    shares: dict[str, float] = {}
    years: dict[str, float] = {}
    for start in starts:
        shares[start.project] = shares.get(start.project, 0.0) + start.share
        years[start.project] = years.get(start.project, 0.0) + start.share * horizon.calendar(start.year)
    ids = [str(project.id) for project in scenario.problem.projects]
    return {
        id_: Built(shares[id_], years[id_] / shares[id_])
        if shares.get(id_, 0.0) > RESIZED
        else Built(0.0, None)
        for id_ in ids
    }


def works_that_move(before: Replan, after: Replan, scenario: Scenario) -> Iterator[Moved]:
    """Projects that are not the same in both plans, in the order of the file."""
    one, other = built(before.starts, scenario), built(after.starts, scenario)
    for id_ in one:
        moved = Moved(id_, one[id_], other[id_])
        if moved.move is not Move.SAME:
            yield moved
