"""risk.csv: how sure the plan is, only where the scenario states what is uncertain.

Key: subject, id, mode, measure, factor, statistic. One figure a row.
"""

from collections.abc import Iterator

from finance.uncertainty.monte_carlo import CHANCES, RiskResult, Spread
from scenarios.table import ColumnKind, Row, Table, table

COLUMNS = {
    "subject": ColumnKind.TEXT,
    "id": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "measure": ColumnKind.TEXT,
    "factor": ColumnKind.TEXT,
    "statistic": ColumnKind.TEXT,
    "value": ColumnKind.AMOUNT,
}

Key = tuple[str, str | None, str | None]


def risk(found: RiskResult) -> Table:
    """Rows of the portfolio, of every project that is built, and of every vehicle that serves debt."""
    rows = [*_portfolio(found)]
    for project in found.projects:
        key: Key = ("project", project.project, project.mode)
        rows += _worth(key, project.npv, project.loss, project.uplift_npv)
        rows += _spread(key, "irr", project.irr)
    for vehicle in found.vehicles:
        key = ("vehicle", vehicle.vehicle, vehicle.mode)
        rows += _spread(key, "min_dscr", vehicle.lowest_cover)
        rows.append((*key, "covenant", None, "probability_broken", vehicle.breach))
    return table(COLUMNS, rows, key=6)


def _portfolio(found: RiskResult) -> Iterator[Row]:
    key: Key = ("portfolio", None, None)
    yield from _worth(key, found.npv, found.loss, found.uplift_npv)
    yield from _spread(key, "irr", found.irr)
    yield from _spread(key, "fiscal_cost", found.fiscal_pv)
    if found.breach is not None:
        yield (*key, "covenant", None, "probability_broken", found.breach)
    for factor, share in found.variance_shares.items():
        yield (*key, "npv", factor, "share_of_variance", share)
    for measure, bars in (("npv", found.tornado), ("fiscal_cost", found.fiscal_tornado)):
        for bar in bars:
            yield (*key, measure, bar.factor, "at_p10", bar.at_p10)
            yield (*key, measure, bar.factor, "at_p90", bar.at_p90)


def _worth(key: Key, npv: Spread, loss: float, uplift: float) -> Iterator[Row]:
    yield from _spread(key, "npv", npv)
    yield (*key, "npv", None, "probability_negative", loss)
    yield (*key, "npv", None, "optimism_bias", uplift)


def _spread(key: Key, measure: str, spread: Spread | None) -> Iterator[Row]:
    """Statistics of one measure; none where it has a value in no draw."""
    if spread is None:
        return
    if spread.planned is not None:
        yield (*key, measure, None, "planned", spread.planned)
    yield (*key, measure, None, "mean", spread.mean)
    yield (*key, measure, None, "deviation", spread.deviation)
    yield (*key, measure, None, "share_of_draws", spread.share)
    for chance, value in zip(CHANCES, spread.quantiles, strict=True):
        yield (*key, measure, None, f"p{round(100 * chance):02d}", value)
