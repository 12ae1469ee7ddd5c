"""forecast.csv and service_demand.csv: take-up as forecast beside the plan's, and the services that it asks for.

Only where a segment states a forecast. Keys: cluster, segment, year, line; and cluster, service, line, year.
"""

from collections.abc import Iterator

import numpy as np

from finance.horizon import Floats
from optimizer.plan import Plan
from scenarios.forecasting.demand import SegmentForecast
from scenarios.table import ColumnKind, Row, Table, table

COLUMNS = {
    "cluster": ColumnKind.TEXT,
    "segment": ColumnKind.TEXT,
    "year": ColumnKind.YEAR,
    "line": ColumnKind.TEXT,
    "hectares": ColumnKind.AMOUNT,
}

METHOD_COLUMNS = {
    "cluster": ColumnKind.TEXT,
    "segment": ColumnKind.TEXT,
    "method": ColumnKind.TEXT,
    "error": ColumnKind.AMOUNT,
    "naive_error": ColumnKind.AMOUNT,
    "chosen": ColumnKind.FLAG,
}

SERVICE_COLUMNS = {
    "cluster": ColumnKind.TEXT,
    "service": ColumnKind.TEXT,
    "line": ColumnKind.TEXT,
    "year": ColumnKind.YEAR,
    "units": ColumnKind.AMOUNT,
}

WORKERS = "workers"
"""Jobs at tenants, told beside the services."""


def forecast(found: tuple[SegmentForecast, ...], plan: Plan) -> Table:
    """`history`, `low`, `base`, `high`, `planned` (what the plan counts on) and `leased` (what it lets) by year.

    All lines hold the land that was let before the plan.
    """
    start = plan.problem.horizon.start
    rows: list[Row] = []
    for each in found:
        key = (each.cluster, each.segment)
        rows += [(*key, year, "history", amount) for year, amount in each.found.history.items()]
        lines = {"low": each.found.low, "base": each.found.base, "high": each.found.high}
        before = each.found.before
        lines |= {"planned": before + planned(plan, *key), "leased": before + leased(plan, *key)}
        for name, line in lines.items():
            rows += [(*key, start + t, name, float(amount)) for t, amount in enumerate(line)]
    return table(COLUMNS, rows, key=4)


def forecast_methods(found: tuple[SegmentForecast, ...]) -> Table:
    """Mean absolute error of every method from rolling origins [ha], and which one the forecast uses."""
    rows: list[Row] = []
    for each in found:
        key, errors = (each.cluster, each.segment), each.found.errors
        rows += [
            (*key, method, error, errors["naive"], method == each.found.method)
            for method, error in errors.items()
        ]
        if each.found.method not in errors:
            rows.append((*key, each.found.method, None, errors.get("naive"), True))
    return table(METHOD_COLUMNS, rows, key=3)


def service_demand(found: tuple[SegmentForecast, ...], plan: Plan) -> Table:
    """Units of each service that the take-up of all forecast segments of a cluster asks for, and workers."""
    start = plan.problem.horizon.start
    totals: dict[tuple[str, str, str], Floats] = {}
    for each in found:
        for name, line in (("low", each.found.low), ("base", each.found.base), ("high", each.found.high)):
            for service, per_hectare in _needs(plan, each):
                key = (each.cluster, service, name)
                totals[key] = totals.get(key, np.zeros(len(line))) + per_hectare * line
    rows: list[Row] = [
        (*key, start + t, float(units)) for key, line in totals.items() for t, units in enumerate(line)
    ]
    return table(SERVICE_COLUMNS, rows, key=4)


def _needs(plan: Plan, each: SegmentForecast) -> Iterator[tuple[str, float]]:
    (segment,) = (
        segment
        for cluster in plan.problem.clusters
        if cluster.id == each.cluster
        for segment in cluster.demand
        if segment.id == each.segment
    )
    yield from segment.needs.items()
    if segment.jobs_per_ha:
        yield WORKERS, segment.jobs_per_ha


def planned(plan: Plan, cluster: str, segment: str) -> Floats:
    """Take-up that the plan counts on `(T,)`."""
    (found,) = (
        each.take_up
        for home in plan.problem.clusters
        if home.id == cluster
        for each in home.demand
        if each.id == segment
    )
    return np.asarray(found, dtype=np.float64)


def leased(plan: Plan, cluster: str, segment: str) -> Floats:
    """Hectares that the plan has let so far `(T,)`."""
    homes = {project.id: project.cluster for project in plan.problem.projects}
    new = np.zeros(plan.problem.horizon.years)
    for lease in plan.leases:
        if homes[lease.project] == cluster and lease.segment == segment:
            new[lease.year] += lease.hectares
    return np.cumsum(new)
