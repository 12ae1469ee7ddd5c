"""The public purse with and without one work: each line over all years, and in the year where it is highest."""

import pandas as pd

from reports.charts import commitments
from scenarios.result import Result

STOCKS = ("public_debt_stock", "existing_debt", *commitments.CONTINGENT)
"""Lines that are owed at year end: their sum over years would mean nothing."""
FLOWS = (*commitments.PANELS["capital"], *commitments.PANELS["recurrent"])
ORDER = (*FLOWS, *STOCKS)


def totals(result: Result, project: str | None) -> pd.DataFrame:
    """`line, whole, own, without, peak, peak_year, peak_without`, lines of the statement that have an amount.

    `whole`: sum over all years; `own` what one work brings of it, `without` the rest: `whole = own + without`. Stocks
    have no sums. `peak`: the highest year, `peak_without` that of the rest. Without a project nothing is its own.
    """
    whole = _by_year(result.fiscal)
    own = result.fiscal_projects
    own = _by_year(own[own["project"] == project]).reindex(
        index=whole.index, columns=whole.columns, fill_value=0.0
    )
    rest = whole - own
    flows = [line for line in whole if line in FLOWS]
    table = pd.DataFrame(
        {
            "whole": whole[flows].sum().reindex(whole.columns),
            "own": own[flows].sum().reindex(whole.columns),
            "without": rest[flows].sum().reindex(whole.columns),
            "peak": whole.max(),
            "peak_year": whole.idxmax(),
            "peak_without": rest.max(),
        }
    )
    return table.rename_axis(index="line", columns=None).reset_index()


def _by_year(frame: pd.DataFrame) -> pd.DataFrame:
    """Years by line in statement order, 0 where a line has no amount."""
    shown = frame[frame["line"].isin(ORDER)]
    table = shown.pivot_table(index="year", columns="line", values="amount", aggfunc="sum").fillna(0.0)
    return table[[line for line in ORDER if line in table]]
