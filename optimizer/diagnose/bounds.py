"""How high the left side of a row can get, by arithmetic alone: what works, sources and tenants allow.

Every bound is a proof: it follows from limits that each plan keeps (a work is built once, a source has a ceiling,
tenants take up what the forecast says), never from a solve.
"""

from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.sparse import csr_array

from finance.economics import Indices
from finance.horizon import Floats
from optimizer.columns import Columns, Decision, Mask
from optimizer.matrix import LinearProgram


@dataclass(frozen=True)
class Needed:
    """Works that every plan builds whole, and the starts that are left to each work.

    `must (P,)`: committed, or required by one that is. `usable (S,)`: starts in which a work neither begins before
    one that it requires can, nor after one that waits for it must have begun. `blocked`: works that must be built
    and have no start left, with the work that leaves them none (itself where it has no start at all).
    """

    must: Mask
    usable: Mask
    blocked: tuple[tuple[int, int], ...]


def needed_works(columns: Columns) -> Needed:
    """Follows `requires` from work to work until nothing changes."""
    projects = columns.problem.projects
    position = {project.id: i for i, project in enumerate(projects)}
    pairs = [(i, position[q]) for i, project in enumerate(projects) for q in project.requires]
    must = np.array([project.committed for project in projects], dtype=bool)
    for _ in projects:
        for waiting, first in pairs:
            must[first] |= must[waiting]
    owner = columns.option_project[columns.start_option]
    year, usable = columns.start_year, np.ones(len(columns.start_year), dtype=bool)
    blocked = {i: i for i in np.flatnonzero(must).tolist() if not np.any(owner == i)}
    for _ in range(len(projects) if pairs else 0):
        before = usable.sum()
        for waiting, first in pairs:
            own, other = usable & (owner == waiting), usable & (owner == first)
            if own.any():
                usable[own & (year < year[other].min(initial=columns.years))] = False
                if must[waiting] and not np.any(usable & (owner == waiting)):
                    blocked.setdefault(waiting, first)
            own = usable & (owner == waiting)
            if must[waiting] and own.any() and other.any():
                usable[other & (year > year[own].max())] = False
                if not np.any(usable & (owner == first)):
                    blocked.setdefault(first, waiting)
        if usable.sum() == before:
            break
    return Needed(must, usable, tuple(sorted(blocked.items())))


class Bounds:
    """Upper bounds of linear expressions over the decisions of one programme."""

    def __init__(self, lp: LinearProgram, needed: Needed) -> None:
        self.lp, self.columns, self.needed = lp, lp.columns, needed
        self.tranche = tranche_capacity(self.columns)
        self.source = self._source_capacity()

    def highest(self, rows: csr_array) -> Floats:
        """The most that each row of coefficients `(n, columns)` can come to; infinite where nothing bounds it."""
        columns, entries = self.columns, rows.tocoo()
        row, column, value = entries.row.astype(np.int64), entries.col.astype(np.int64), entries.data
        total = np.zeros(rows.shape[0])

        def inside(decision: Decision) -> tuple[Indices, Indices, Floats]:
            """Rows, positions in the block and values of a decision's entries."""
            first = columns.first[decision]
            mask = (column >= first) & (column < first + columns.size(decision))
            return row[mask], column[mask] - first, value[mask]

        total += self._starts(*inside(Decision.START), rows.shape[0])
        total += self._draws(*inside(Decision.FUND), rows.shape[0])
        total += self._leases(*inside(Decision.LEASE), rows.shape[0])
        own = np.zeros(columns.count, dtype=bool)
        for decision in (Decision.START, Decision.FUND, Decision.LEASE):
            own[columns.block(decision)] = True
        rest = ~own[column]
        with np.errstate(invalid="ignore"):
            edge = np.where(value > 0.0, self.lp.upper[column], self.lp.lower[column])
            np.add.at(total, row[rest], (value * edge)[rest])
        return total

    def _starts(self, row: Indices, start: Indices, value: Floats, count: int) -> Floats:
        """`Σ_p max_τ value`: a work that must be built takes its best start, another may also take none."""
        columns, projects = self.columns, len(self.columns.problem.projects)
        owner = columns.option_project[columns.start_option]
        kept = self.needed.usable[start]
        row, start, value = row[kept], start[kept], value[kept]
        cell = row * projects + owner[start]
        cells, at = np.unique(cell, return_inverse=True)
        best, entries = np.full(len(cells), -inf), np.zeros(len(cells), dtype=np.int64)
        np.maximum.at(best, at, value)
        np.add.at(entries, at, 1)
        starts = np.bincount(owner[self.needed.usable], minlength=projects)
        work = cells % projects
        # a start that the row does not name counts 0 in it
        may_be_none = ~self.needed.must[work] | (entries < starts[work])
        total = np.zeros(count)
        np.add.at(total, cells // projects, np.where(may_be_none, np.maximum(best, 0.0), best))
        return total

    def _draws(self, row: Indices, draw: Indices, value: Floats, count: int) -> Floats:
        """Per source the dearest coefficient times what it can give, or the same tranche by tranche."""
        columns = self.columns
        sources, tranches = len(columns.problem.sources), len(columns.tranches)
        best = np.zeros((count, tranches))
        np.maximum.at(best, (row, columns.draw_tranche[draw]), value)
        by_tranche, by_source = np.zeros((count, sources)), np.zeros((count, sources))
        for r in range(tranches):
            s = columns.tranche_source[r]
            by_tranche[:, s] += _times(best[:, r], float(self.tranche[r]))
            by_source[:, s] = np.maximum(by_source[:, s], best[:, r])
        for s in range(sources):
            by_source[:, s] = _times(by_source[:, s], float(self.source[s]))
        most: Floats = np.minimum(by_tranche, by_source).sum(axis=1)
        return most

    def _leases(self, row: Indices, lease: Indices, value: Floats, count: int) -> Floats:
        """Per segment the best coefficient times the hectares that come by the last year named, or that there are."""
        columns = self.columns
        segments = len(columns.segments)
        if not segments:
            return np.zeros(count)
        segment = columns.pair_segment[columns.lease_pair[lease]]
        best, last = np.zeros((count, segments)), np.zeros((count, segments), dtype=np.int64)
        np.maximum.at(best, (row, segment), value)
        np.maximum.at(last, (row, segment), columns.lease_year[lease])
        take_up = np.array([s.take_up for s in columns.segments], dtype=np.float64)
        area = np.zeros(segments)
        lands = {
            (int(g), int(columns.option_project[o]))
            for o, g in zip(columns.pair_option, columns.pair_segment, strict=True)
        }
        for g, p in lands:
            land = columns.problem.projects[p].land
            area[g] += 0.0 if land is None else land.area
        most: Floats = (best * np.minimum(take_up[np.arange(segments), last], area)).sum(axis=1)
        return most

    def _source_capacity(self) -> Floats:
        """The most that each source can give over all years: its tranches, its total, what its works can take, and
        what its partners bring.
        """
        columns, sources = self.columns, self.columns.problem.sources
        capacity = np.zeros(len(sources))
        np.add.at(capacity, columns.tranche_source, self.tranche)
        total = np.array([inf if s.total is None else s.total for s in sources], dtype=np.float64)
        capacity = np.minimum(capacity, total)
        capacity = np.minimum(capacity, self._absorbed())
        alone = dict(zip((s.id for s in sources), capacity.tolist(), strict=True))
        for i, source in enumerate(sources):
            if source.match is not None and source.match.at_least > 0.0:
                partners = sum(alone[q] for q in set(source.match.partners))
                capacity[i] = min(capacity[i], partners / source.match.at_least)
        return capacity

    def _absorbed(self) -> Floats:
        """What the works can take of each source: debt and grants pay for works only, equity of a work with books
        may also cover deficits, and a highest share holds for all money.
        """
        columns, problem = self.columns, self.columns.problem
        cost = columns.flows.capital.sum(axis=1)
        dearest = np.zeros(len(columns.options))
        np.maximum.at(dearest, columns.start_option[self.needed.usable], cost[self.needed.usable])
        taken = np.zeros(len(problem.sources))
        for i, source in enumerate(problem.sources):
            own = columns.tranche_source[columns.draw_tranche] == i
            options = np.unique(columns.draw_option[own])
            fee = max(step.fee for step in source.tranches)
            most = dearest[options] / (1.0 - fee) if fee < 1.0 else np.full(len(options), inf)
            if columns.is_equity[columns.tranche_source == i].any():
                most = np.where(columns.can_cover[options], inf, most)
            if source.max_share is not None:
                most = np.minimum(most, source.max_share * dearest[options])
            by_project = np.zeros(len(problem.projects))
            np.maximum.at(by_project, columns.option_project[options], most)
            taken[i] = by_project.sum()
        return taken


def tranche_capacity(columns: Columns) -> Floats:
    """What each tranche can give over all years in which anything may be drawn from it `(R,)`."""
    invest = columns.problem.horizon.invest_years
    drawn = np.zeros((len(columns.tranches), invest), dtype=bool)
    drawn[columns.draw_tranche, columns.draw_year] = True
    capacity = np.zeros(len(columns.tranches))
    for r, step in enumerate(columns.tranches):
        years = np.flatnonzero(drawn[r])
        if not len(years):
            continue
        if step.ceiling is None:
            capacity[r] = inf
        elif step.carry_over > 0.0:  # what is kept has a ceiling of its own year
            capacity[r] = sum(step.ceiling[: int(years[-1]) + 1])
        else:
            capacity[r] = sum(step.ceiling[t] for t in years)
    return capacity


def _times(coefficients: Floats, capacity: float) -> Floats:
    """Products in which nothing times infinity is nothing."""
    if np.isinf(capacity):
        return np.where(coefficients > 0.0, inf, 0.0)
    return coefficients * capacity
