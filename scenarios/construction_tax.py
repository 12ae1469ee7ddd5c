"""What tax makes of the time before operation: interest that becomes cost of works, and works that grants paid for.

Two readings of the same draws. The exact one follows each draw to the starts whose works it paid for, in proportion to
what they spent in its year. The planned one is the programme's, which cannot know the start that a draw pays for and
takes the worst of all that are possible.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from finance.delivery import ConstructionInterest, DeliveryMode
from finance.economics import StartFlows
from finance.horizon import Floats, Horizon
from finance.lending.schedule import schedule
from finance.project import Project
from finance.source import FundingSource, Instrument, Tranche
from finance.vehicle.depreciation import written_off
from finance.vehicle.tax_base import Building, most_disallowed
from optimizer.plan import Draw, Start


@dataclass(frozen=True, slots=True, eq=False)
class Construction:
    """By year `(T,)`, 0 or more: `capitalised` interest, the `depreciation` that it adds, and the depreciation that is
    `disallowed` because grants paid for the works.
    """

    capitalised: Floats
    depreciation: Floats
    disallowed: Floats

    @classmethod
    def none(cls, years: int) -> "Construction":
        """Nothing of either kind."""
        return cls(*(np.zeros(years) for _ in range(3)))


@dataclass(frozen=True, slots=True)
class Paid:
    """A draw for works, its source and tranche."""

    draw: Draw
    source: FundingSource
    tranche: Tranche

    @property
    def is_grant(self) -> bool:
        """Whether the vehicle never pays it back, and nobody owns a share for it: a public debt is a grant to it."""
        return not self.source.instrument.is_debt or self.source.owed_publicly(self.draw.mode)

    def interest(self, years: int) -> Floats:
        """Interest on the draw by year `(years,)`."""
        assert self.tranche.terms is not None  # a loan that is not a grant has terms
        unit = schedule(self.tranche.terms).interest
        row, falls = np.zeros(years), min(years - self.draw.year, len(unit))
        row[self.draw.year : self.draw.year + falls] = self.draw.amount * unit[:falls]
        return row


def counted(draws: Sequence[Paid], rules: DeliveryMode) -> Iterator[Paid]:
    """The draws that the rules of a mode treat in their own way."""
    for paid in draws:
        if paid.source.instrument is Instrument.EQUITY:
            continue
        if paid.is_grant and rules.grants_reduce_depreciation:
            yield paid
        if not paid.is_grant and rules.interest_during_construction is ConstructionInterest.CAPITALISED:
            yield paid


def exact_construction(
    draws: Sequence[Paid], starts: Sequence[Start], flows: StartFlows, rules: DeliveryMode
) -> Construction:
    """As the books will have it; `flows` per unit of each start.

    A draw of year t belongs to the starts of its project by `share * K[t]`. Of its interest, what falls before a
    start operates is written off with the works, from its first year of operation on.

    Always: capitalised interest in a year is no more than the planned one, and so is disallowed depreciation.
    """
    years, shares = flows.capital.shape[1], written_off(rules)
    found = Construction.none(years)
    spent = np.array([start.share for start in starts])[:, None] * flows.capital
    for paid in counted(draws, rules):
        own = np.array([start.project == paid.draw.project for start in starts], dtype=bool)
        weight = spent[:, paid.draw.year] * own
        for which in np.flatnonzero(weight):
            part, begins = float(weight[which] / weight.sum()), int(flows.completion[which])
            off = shares[: max(0, years - begins)]
            if paid.is_grant:
                reaches = (1.0 - paid.tranche.fee) * paid.draw.amount
                found.disallowed[begins : begins + len(off)] += part * reaches * off
            else:
                before = part * paid.interest(years)[:begins]
                found.capitalised[:begins] += before
                found.depreciation[begins : begins + len(off)] += before.sum() * off
    return found


def planned_construction(
    draws: Sequence[Paid], projects: dict[str, Project], rules: DeliveryMode, horizon: Horizon
) -> Construction:
    """As the programme counts: interest that may fall before operation is no expense and adds no depreciation; of a
    grant, the most that it can take away in each year.
    """
    found, shares = Construction.none(horizon.years), written_off(rules)
    for paid in counted(draws, rules):
        project = projects[paid.draw.project]
        option = next(option for option in project.options if option.mode is paid.draw.mode)
        window = project.start_window(option, horizon.invest_years)
        building = Building(window.start, window[-1], len(project.profile))
        if paid.is_grant:
            reaches = (1.0 - paid.tranche.fee) * paid.draw.amount
            most = most_disallowed(shares, building, paid.draw.year, horizon.years)
            found.disallowed[:] += reaches * most
        else:
            until = building.operating_by(paid.draw.year)
            found.capitalised[:until] += paid.interest(horizon.years)[:until]
    return found
