"""The metrics: linear expressions over the decisions, each term tagged by project, mode, source and year.

Objective, targets and frontiers are made of these and nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from finance.delivery import Mode
from finance.economics import Indices
from finance.horizon import Floats, discount_factors
from finance.lending.mobilisation import cost_of_funds as unit_cost_of_funds
from finance.lending.mobilisation import public_outlay as unit_public_outlay
from finance.source import Sector
from optimizer.columns import Columns, Decision, Mask
from optimizer.problem import Measure, Tags

PROJECT_TAGS = ("project", "cluster", "kind", "class", "mode")
SOURCE_TAGS = ("source", "sector", "instrument")


@dataclass(frozen=True, slots=True)
class Terms:
    """Coefficients of a metric `(n,)`: column, amount per unit, option, tranche (-1 = no draw) and tag year."""

    column: Indices
    amount: Floats
    option: Indices
    tranche: Indices
    year: Indices

    def kept(self, mask: Mask) -> "Terms":
        """The terms where `mask` holds."""
        return Terms(
            self.column[mask], self.amount[mask], self.option[mask], self.tranche[mask], self.year[mask]
        )


def _of_starts(columns: Columns, amount: Floats, year: Indices | None = None) -> Terms:
    """One term per start, tagged by the start year unless told otherwise."""
    none = np.full(len(amount), -1)
    tag = columns.start_year if year is None else year
    return Terms(columns.block(Decision.START), amount, columns.start_option, none, tag)


def _of_draws(columns: Columns, amount: Floats) -> Terms:
    return Terms(
        columns.block(Decision.FUND), amount, columns.draw_option, columns.draw_tranche, columns.draw_year
    )


def _of_leases(columns: Columns, by_pair: Callable[[int], Floats]) -> Terms:
    """One term per lease; `by_pair` gives a pair's amounts by lease year `(T,)`."""
    pairs = len(columns.pair_flows)
    table = np.stack([by_pair(i) for i in range(pairs)]) if pairs else np.empty((0, columns.years))
    amount = table[columns.lease_pair, columns.lease_year]
    none = np.full(len(amount), -1)
    return Terms(columns.block(Decision.LEASE), amount, columns.lease_option, none, columns.lease_year)


def _segment(columns: Columns, pair: int, name: str) -> float:
    return float(getattr(columns.segments[columns.pair_segment[pair]], name))


def _nominal_discount(columns: Columns) -> Floats:
    return discount_factors(columns.problem.assumptions.discount_rate, columns.years)


def economic_npv(columns: Columns) -> list[Terms]:
    """At the social discount rate, real: `benefits - conversion_factor * (opex + repairs + capex)`."""
    assumptions, flows = columns.problem.assumptions, columns.flows
    social = discount_factors(assumptions.social_discount_rate, columns.years)
    cost = assumptions.conversion_factor * (flows.opex_real + flows.maintenance_real + flows.capital_real)
    return [
        _of_starts(columns, (flows.benefit_real - cost) @ social),
        _of_leases(columns, lambda pair: columns.pair_flows[pair].benefit_pv),
    ]


def financial_npv(columns: Columns) -> list[Terms]:
    """At the discount rate, nominal: `revenue (leases too) - opex - repairs - capex`."""
    flows = columns.flows
    net = flows.revenue - flows.opex - flows.maintenance - flows.capital
    return [
        _of_starts(columns, net @ _nominal_discount(columns)),
        _of_leases(columns, lambda pair: columns.pair_flows[pair].revenue_pv),
    ]


def investment(columns: Columns) -> list[Terms]:
    """Nominal capital cost, tagged by the year of spending."""
    start, year = np.nonzero(columns.flows.capital)
    none = np.full(len(start), -1)
    amount = columns.flows.capital[start, year]
    return [Terms(columns.block(Decision.START, start), amount, columns.start_option[start], none, year)]


def funding(columns: Columns) -> list[Terms]:
    """Money drawn, nominal."""
    return [_of_draws(columns, np.ones(len(columns.draw_year)))]


def _money_of(columns: Columns, sectors: tuple[Sector, ...]) -> list[Terms]:
    of_sector = np.array([s.sector in sectors for s in columns.sources], dtype=np.float64)
    return [
        _of_draws(columns, of_sector[columns.draw_tranche] * _nominal_discount(columns)[columns.draw_year])
    ]


def public_money(columns: Columns) -> list[Terms]:
    """Draws of sector public, discounted at the financial rate."""
    return _money_of(columns, (Sector.PUBLIC,))


def private_money(columns: Columns) -> list[Terms]:
    """Draws of sectors private and ppp, discounted at the financial rate."""
    return _money_of(columns, (Sector.PRIVATE, Sector.PPP))


def _per_draw(columns: Columns, unit: Callable[..., float]) -> Floats:
    """`unit(source, tranche, mode)` for each draw `(F,)`."""
    modes = list(Mode)
    steps = zip(columns.sources, columns.tranches, strict=True)
    table = np.array(
        [[unit(source, tranche, m) for m in modes] for source, tranche in steps], dtype=np.float64
    )
    mode = np.array([modes.index(option.mode) for option in columns.options], dtype=np.int64)
    table = table.reshape(len(columns.tranches), len(modes))
    return table[columns.draw_tranche, mode[columns.draw_option]]


def _outlay_of_operation(columns: Columns) -> list[Terms]:
    """Discounted: opex and repairs less revenue (leases too) of public projects, and availability payments of the
    others.
    """
    flows = columns.flows
    is_public = columns.is_public[columns.start_option][:, None]
    operation = flows.opex + flows.maintenance - flows.revenue
    net = np.where(is_public, operation, flows.availability) @ _nominal_discount(columns)
    leases = _of_leases(columns, lambda pair: -columns.pair_flows[pair].revenue_pv)
    return [_of_starts(columns, net), leases.kept(columns.is_public[leases.option])]


def public_outlay(columns: Columns) -> list[Terms]:
    """Discounted at the financial rate: state capital drawn, payments of publicly owed debt, availability
    payments, opex less revenue of public projects.
    """
    rate = columns.problem.assumptions.discount_rate
    unit = _per_draw(columns, lambda source, tranche, mode: unit_public_outlay(source, tranche, mode, rate))
    return [
        _of_draws(columns, unit * _nominal_discount(columns)[columns.draw_year]),
        *_outlay_of_operation(columns),
    ]


def cost_of_funds(columns: Columns) -> list[Terms]:
    """Per discounted unit drawn the unit cost of its source, plus `cost_of_public_funds` times the public outlay
    of availability and public operation: every net public unit costs the same, by whichever door it leaves.
    """
    assumptions = columns.problem.assumptions
    unit = _per_draw(
        columns, lambda source, tranche, mode: unit_cost_of_funds(source, tranche, mode, assumptions)
    )
    operation = [
        Terms(
            terms.column,
            assumptions.cost_of_public_funds * terms.amount,
            terms.option,
            terms.tranche,
            terms.year,
        )
        for terms in _outlay_of_operation(columns)
    ]
    return [_of_draws(columns, unit * _nominal_discount(columns)[columns.draw_year]), *operation]


def hectares(columns: Columns) -> list[Terms]:
    """Leased area."""
    return [_of_leases(columns, lambda _: np.ones(columns.years))]


def jobs(columns: Columns) -> list[Terms]:
    """Leased area times jobs per hectare, and the jobs of finished projects."""
    return [
        *_score(columns, [p.jobs for p in columns.problem.projects]),
        _of_leases(columns, lambda pair: np.full(columns.years, _segment(columns, pair, "jobs_per_ha"))),
    ]


def _score(columns: Columns, scores: list[float]) -> list[Terms]:
    """A project's score times the share started, tagged by its completion."""
    own = np.array(scores, dtype=np.float64)[columns.option_project[columns.start_option]]
    return [_of_starts(columns, own, columns.flows.completion)]


def projects(columns: Columns) -> list[Terms]:
    """Shares started, tagged by their completion."""
    return [_of_starts(columns, np.ones(len(columns.start_year)), columns.flows.completion)]


METRICS: Mapping[str, Callable[[Columns], list[Terms]]] = {
    "economic_npv": economic_npv,
    "financial_npv": financial_npv,
    "investment": investment,
    "funding": funding,
    "public_money": public_money,
    "private_money": private_money,
    "public_outlay": public_outlay,
    "cost_of_funds": cost_of_funds,
    "hectares": hectares,
    "jobs": jobs,
    "value": lambda columns: _score(columns, [p.value for p in columns.problem.projects]),
    "projects": projects,
}

UNITS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "economic_npv", "financial_npv", "investment", "funding",
            "public_money", "private_money", "public_outlay", "cost_of_funds",
        ),
        "money",
    ),
    "hectares": "hectare",
    "jobs": "job",
    "value": "point",
    "projects": "project",
}  # fmt: skip
"""What a metric counts; indicators count points."""


def metric(columns: Columns, name: str) -> list[Terms]:
    """Terms of a metric or of an indicator that projects name.

    Raises KeyError for a name that is neither.
    """
    if name in METRICS:
        return METRICS[name](columns)
    all_projects = columns.problem.projects
    if not any(name in p.indicators for p in all_projects):
        raise KeyError(name)
    return _score(columns, [p.indicators.get(name, 0.0) for p in all_projects])


def metric_names(columns: Columns) -> list[str]:
    """All metrics, then the indicators that projects name, sorted."""
    return [*METRICS, *sorted({name for p in columns.problem.projects for name in p.indicators})]


def _accepted(columns: Columns, where: Tags, terms: Terms) -> Mask:
    """Which terms carry the tags asked for. A source's name also stands for all its tranches."""
    keep = np.ones(len(terms.column), dtype=bool)
    all_projects = columns.problem.projects
    owners = [all_projects[i] for i in columns.option_project]
    own: dict[str, list[str | None]] = {
        "project": [p.id for p in owners],
        "cluster": [p.cluster for p in owners],
        "kind": [p.kind for p in owners],
        "class": [p.project_class for p in owners],
        "mode": [o.mode for o in columns.options],
    }
    drawn: dict[str, list[set[str]]] = {
        "source": [{s.id, t.id} for s, t in zip(columns.sources, columns.tranches, strict=True)],
        "sector": [{s.sector} for s in columns.sources],
        "instrument": [{s.instrument} for s in columns.sources],
    }
    for tag, accepted in where.items():
        if tag in own:
            keep &= np.array([value in accepted for value in own[tag]], dtype=bool)[terms.option]
        else:
            allowed = np.array([*(bool(values & accepted) for values in drawn[tag]), False], dtype=bool)
            keep &= allowed[terms.tranche]
    return keep


def measure_terms(columns: Columns, measure: Measure) -> list[Terms]:
    """Terms of a measure: the metric's, filtered by tags and by year."""
    chunks = metric(columns, measure.metric)
    if measure.by is not None:
        chunks = [terms.kept(terms.year <= measure.by) for terms in chunks]
    return (
        [terms.kept(_accepted(columns, measure.where, terms)) for terms in chunks]
        if measure.where
        else chunks
    )


def gradient(columns: Columns, chunks: list[Terms]) -> Floats:
    """A metric as one coefficient per column `(columns,)`."""
    dense = np.zeros(columns.count)
    for terms in chunks:
        np.add.at(dense, terms.column, terms.amount)
    return dense
