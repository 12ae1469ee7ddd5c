"""Limits on money recomputed (sections 5.2 to 5.4): uses and sources, ceilings, shares, partners."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from finance.source import FundingSource, SourceId
from optimizer.verify.check import Row, Sides, at_most, equal, listed, refused
from optimizer.verify.ledger import Ledger
from optimizer.verify.tables import Drawn, Work


def money_limits(ledger: Ledger) -> Iterator[Sides]:
    """Every check on where money comes from and goes to."""
    yield eligibility(ledger)
    yield repaid_in_time(ledger)
    yield uses_and_sources(ledger)
    yield working_capital(ledger)
    yield source_year(ledger)
    yield source_total(ledger)
    yield source_floor(ledger)
    yield from shares(ledger)
    yield match(ledger)


def _may_pay(source: FundingSource, work: Work) -> bool:
    """Every list that the source names contains the work's own."""
    allowed, project = source.eligible, work.project
    return (
        (allowed.projects is None or project.id in allowed.projects)
        and (allowed.kinds is None or project.kind in allowed.kinds)
        and (allowed.classes is None or project.project_class in allowed.classes)
        and (allowed.clusters is None or project.cluster in allowed.clusters)
        and (allowed.modes is None or work.option.mode in allowed.modes)
    )


def eligibility(ledger: Ledger) -> Sides:
    """Money is drawn, and paid in, in investment years only (`t < W`), from sources that may pay the work."""
    last = ledger.problem.horizon.invest_years
    drawn = [
        one.entry
        for one in ledger.tables.drawn
        if one.entry.year >= last or not _may_pay(one.source, one.work)
    ]
    late = [paid for paid, _ in ledger.tables.paid_in if paid.year >= last]
    return refused("eligibility", [*drawn, *late])


def repaid_in_time(ledger: Ledger) -> Sides:
    """A loan that a vehicle owes is repaid inside the horizon: `t + tenor <= T - 1`."""

    def is_late(one: Drawn) -> bool:
        terms = ledger.schedules[one.step]
        if terms is None or one.source.owed_publicly(one.entry.mode):
            return False
        return one.entry.year + len(terms.payment) - 1 > ledger.problem.horizon.years - 1

    return refused("repaid_in_time", [one.entry for one in ledger.tables.drawn if is_late(one)])


def uses_and_sources(ledger: Ledger) -> Sides:
    """`sum((1 - fee) * f) = K + w`, for each work and year."""
    works = ledger.works
    return equal(
        "uses_and_sources", list(ledger.tables.names.works), works.supply, works.capex + works.paid_in
    )


def working_capital(ledger: Ledger) -> Sides:
    """`w <= sum((1 - fee) * f)` over equity, for each work and year."""
    works = ledger.works
    return at_most("working_capital", list(ledger.tables.names.works), works.paid_in, works.equity_supply)


def source_year(ledger: Ledger) -> Sides:
    """`sum(f) + k[t] <= ceiling[t] + carry_over * k[t-1]`, for each tranche with a ceiling."""
    rows, ceilings, kept = [], [], []
    years = ledger.problem.horizon.years
    for step, _, tranche in ledger.tables.names.tranches.values():
        if tranche.ceiling is not None:
            rows.append(step)
            ceilings.append(tranche.ceiling)
            kept.append(tranche.carry_over)
    drawn, carried = ledger.tranches.drawn[rows], ledger.tranches.carried[rows]
    ceiling = np.array(ceilings, dtype=np.float64).reshape(len(rows), years)
    before = np.zeros_like(carried)
    before[:, 1:] = np.array(kept).reshape(-1, 1) * carried[:, :-1]
    ids = list(ledger.tables.names.tranches)
    return at_most("source_year", [(ids[row],) for row in rows], drawn + carried, ceiling + before)


def _by_source(ledger: Ledger) -> dict[SourceId, float]:
    """Money drawn from each source, all tranches and years."""
    drawn = {source.id: 0.0 for source in ledger.problem.sources}
    for step, source, _ in ledger.tables.names.tranches.values():
        drawn[source.id] += float(ledger.tranches.drawn[step].sum())
    return drawn


def source_total(ledger: Ledger) -> Sides:
    """Drawn over all years <= total."""
    drawn = _by_source(ledger)
    limits = ((source.id, source.total) for source in ledger.problem.sources if source.total is not None)
    rows = (((name,), drawn[name], limit, drawn[name] + limit) for name, limit in limits)
    return listed("source_total", rows)


def source_floor(ledger: Ledger) -> Sides:
    """Drawn over all years >= floor."""
    drawn = _by_source(ledger)
    floors = ((source.id, source.floor) for source in ledger.problem.sources if source.floor is not None)
    return listed(
        "source_floor", (((name,), floor, drawn[name], drawn[name] + floor) for name, floor in floors)
    )


def _by_work(ledger: Ledger) -> dict[SourceId, dict[int, float]]:
    """Money drawn from each source by the work's row, all tranches and years; rows without money left out."""
    drawn: dict[SourceId, dict[int, float]] = {
        source.id: defaultdict(float) for source in ledger.problem.sources
    }
    for one in ledger.tables.drawn:
        drawn[one.source.id][one.work.row] += one.entry.amount
    return drawn


def shares(ledger: Ledger) -> Iterator[Sides]:
    """`max_share` and `min_share` of nominal capital cost, for each work that the source may pay."""
    cost = ledger.works.capex.sum(axis=1).tolist()
    drawn = _by_work(ledger)
    most: list[Row] = []
    least: list[Row] = []
    for source in ledger.problem.sources:
        if source.max_share is None and source.min_share is None:
            continue
        for (project, mode), work in ledger.tables.names.works.items():
            if not _may_pay(source, work):
                continue
            money, key = drawn[source.id].get(work.row, 0.0), (project, mode, source.id)
            if source.max_share is not None:
                limit = source.max_share * cost[work.row]
                most.append((key, money, limit, money + limit))
            if source.min_share is not None:
                floor = source.min_share * cost[work.row]
                least.append((key, floor, money, money + floor))
    yield listed("max_share", most)
    yield listed("min_share", least)


def match(ledger: Ledger) -> Sides:
    """`at_least * money drawn from s <= money drawn from the partners`, per work or over the portfolio."""
    drawn, every = _by_work(ledger), _by_source(ledger)
    rows: list[Row] = []
    for source in ledger.problem.sources:
        rule = source.match
        if rule is None:
            continue
        if not rule.per_project:
            asked, given = rule.at_least * every[source.id], sum(every[other] for other in rule.partners)
            rows.append(((source.id,), asked, given, asked + given))
            continue
        for (project, mode), work in ledger.tables.names.works.items():
            asked = rule.at_least * drawn[source.id].get(work.row, 0.0)
            given = sum(drawn[other].get(work.row, 0.0) for other in rule.partners)
            rows.append(((project, mode, source.id), asked, given, asked + given))
    return listed("match", rows)
