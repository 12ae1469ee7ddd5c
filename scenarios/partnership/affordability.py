"""Whether the province can afford a plan: recurrent commitments and debt against own revenue, project by project."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from finance.fiscal import FiscalView, WithAndWithout, affordability, fiscal_view, with_and_without
from finance.horizon import Floats
from scenarios.law.pack import Bilingual
from scenarios.partnership.contracts import Contracts
from scenarios.tables.fiscal_projects import commitments


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure about the purse. `project` None: the whole plan. `year`: index, None = over all years.

    `limit`: what is allowed, for an amount that exceeds it; `rule`: law and article of that limit, where a law gave it.
    """

    project: str | None
    measure: str
    year: int | None
    unit: str
    value: float
    limit: float | None = None
    rule: Bilingual | None = None


def findings(contracts: Contracts) -> tuple[Finding, ...]:
    """Shares of own revenue over the years, ceilings that are broken, and what each project has to do with it.

    Of the whole plan: the peak and the mean of recurrent commitments, the peak of debt and of contingent liabilities,
    and every year in which a ceiling is broken, with the amount above it. Of each project that is built: the
    same peaks of the plan without it, its own largest share, and every year that it alone tips over a ceiling.
    Nothing where the scenario states no purse.
    """
    purse = contracts.side.purse
    if purse is None:
        return ()
    claims = commitments(contracts.account, contracts)
    total = fiscal_view(claims, purse)
    made = [*_weights(None, total), *_broken(contracts, total)]
    built = {
        contracts.account.option_key(int(option))[0]
        for option in np.unique(contracts.account.columns.start_option[contracts.account.started])
    }
    for project in sorted(built):
        made += _of_project(project, with_and_without(claims, purse, project))
    return tuple(made)


def _weights(project: str | None, view: FiscalView, suffix: str = "") -> Iterator[Finding]:
    """The peaks of a view, each with its year where it is not 0, and the mean of what recurs."""
    recurrent = affordability(view)
    peaks = (
        ("recurrent_peak", view.recurrent_share),
        ("debt_peak", view.debt_share),
        ("contingent_peak", view.contingent_share),
    )
    for measure, shares in peaks:
        yield Finding(project, measure + suffix, *_peak(shares))
    yield Finding(project, "recurrent_mean" + suffix, None, "share", recurrent.mean_share)


def _peak(shares: Floats) -> tuple[int | None, str, float]:
    """Year, unit and amount of the largest share; no year where it is 0, for then none stands out."""
    year = int(np.argmax(shares))
    return None if shares[year] == 0.0 else year, "share", float(shares[year])


def _broken(contracts: Contracts, view: FiscalView) -> Iterator[Finding]:
    """Every year in which a ceiling is broken, by the amount above it."""
    for year in view.broken_debt_years:
        ceiling = float(view.debt_room[year] + view.debt_stock[year])
        above = -float(view.debt_room[year])
        yield Finding(None, "debt_above_ceiling", year, "money", above, ceiling, contracts.side.debt_rule)
    for year in view.broken_recurrent_years:
        ceiling = float(view.recurrent_room[year] + view.recurrent[year])
        yield Finding(
            None, "recurrent_above_ceiling", year, "money", -float(view.recurrent_room[year]), ceiling
        )


def _of_project(project: str, both: WithAndWithout) -> Iterator[Finding]:
    """A project's own weight, the plan without it, and the ceilings that it tips over."""
    own = both.with_project.recurrent_share - both.without_project.recurrent_share
    yield Finding(project, "recurrent_own_peak", *_peak(own))
    yield from _weights(project, both.without_project, "_without")
    for year in both.tipped_years:
        room = min(both.with_project.debt_room[year], both.with_project.recurrent_room[year])
        yield Finding(project, "tips_ceiling", year, "money", -float(room))
