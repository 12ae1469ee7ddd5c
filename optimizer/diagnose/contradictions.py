"""Inputs that no plan can keep together, told by arithmetic before any solve.

Each contradiction is a proof: whenever one is reported the programme is infeasible. The reverse does not hold.
"""

from collections.abc import Iterator

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats
from finance.project import ProjectId
from optimizer.columns import Columns
from optimizer.diagnose.bounds import Bounds, needed_works
from optimizer.endings import Clash, Contradiction
from optimizer.matrix import LinearProgram
from optimizer.plan import Family, RowKey

MARGIN = 1e-6
"""Relative: nearer than this, two amounts do not contradict each other; the solver may yet make both true."""

_ROWS = {
    Family.EXCLUSIVE: Clash.EXCLUSIVE, Family.SOURCE_FLOOR: Clash.FLOOR, Family.MIN_SHARE: Clash.MIN_SHARE,
    Family.RECURRENT: Clash.RECURRENT, Family.TARGET: Clash.AT_LEAST,
}  # fmt: skip


def contradictions(lp: LinearProgram) -> tuple[Contradiction, ...]:
    """All contradictions found in a programme, those of works before those of money before those of rows."""
    columns = lp.columns
    needed = needed_works(columns)
    found = [
        Contradiction(
            Clash.NO_START if work == other else Clash.ORDER, 1.0, 0.0,
            tuple(columns.problem.projects[i].id for i in dict.fromkeys((work, other))),
        )
        for work, other in needed.blocked
    ]  # fmt: skip
    if found:  # what such a work costs, and in which years, is not known
        return tuple(found)
    bounds = Bounds(lp, needed)
    found += _shares(columns, bounds)
    found += _money(columns, bounds)
    found += _effort(columns, bounds)
    found += _rows(lp, bounds)
    return tuple(found)


def _exceeds(asked: float, possible: float) -> bool:
    return asked > possible + MARGIN * max(abs(asked), abs(possible))


def _musts(bounds: Bounds) -> list[int]:
    return np.flatnonzero(bounds.needed.must).tolist()


def _rows(lp: LinearProgram, bounds: Bounds) -> Iterator[Contradiction]:
    """Rows whose left side cannot reach the lower limit, or cannot stay below the upper one."""
    keys = lp.row_keys()
    chosen = np.array([i for i, key in enumerate(keys) if key[0] in _ROWS], dtype=np.int64)
    rows = lp.matrix[chosen]
    largest = abs(rows).max(axis=1).toarray().reshape(-1) if rows.nnz else np.zeros(len(chosen))
    high, low = bounds.highest(rows), -bounds.highest(-rows)
    for row, most, least, size in zip(chosen, high, low, largest, strict=True):
        lower, upper = float(lp.row_lower[row]), float(lp.row_upper[row])
        slip = MARGIN * float(size)
        if _exceeds(lower - slip, most):
            yield _told(lp.columns, keys[row], bounds, lower, float(most))
        if _exceeds(least - slip, upper):
            yield _told(lp.columns, keys[row], bounds, upper, float(least))


def _told(
    columns: Columns, key: RowKey, bounds: Bounds, asked: float, possible: float | None
) -> Contradiction:
    family, *parts = key
    problem = columns.problem
    works: tuple[ProjectId, ...] = ()
    years: tuple[int, int] | None = None
    noun, clash = str(parts[0]), _ROWS[family]
    match family:
        case Family.EXCLUSIVE:
            works = tuple(
                problem.projects[i].id for i in _musts(bounds) if problem.projects[i].exclusive == noun
            )
        case Family.MIN_SHARE:
            works, noun = (ProjectId(noun),), str(parts[-1])
        case Family.RECURRENT:
            years, noun = (int(parts[0]), int(parts[0])), ""
            works = tuple(problem.projects[i].id for i in _musts(bounds))
        case Family.TARGET:
            clash = Clash(str(parts[1]))
            target = next(t for t in problem.targets if t.name == noun)
            if target.of is not None:  # its row weighs one metric against the other: no amount of either
                asked, possible = float(getattr(target, str(parts[1]))), None
    return Contradiction(clash, asked, possible, works, noun, years)


def _shares(columns: Columns, bounds: Bounds) -> Iterator[Contradiction]:
    """Works that must be built, whose sources may pay too little together under any mode, or must pay too much."""
    problem = columns.problem
    source = columns.tranche_source[columns.draw_tranche]
    cost = columns.flows.capital.sum(axis=1)
    for work in _musts(bounds):
        own = bounds.needed.usable & (columns.option_project[columns.start_option] == work)
        if not np.all(cost[own] > 0.0):
            continue
        most, least = 0.0, np.inf
        for option in np.unique(columns.start_option[own]):
            payers = np.unique(source[columns.draw_option == option])
            fees = {int(s): [step.fee for step in problem.sources[s].tranches] for s in payers}
            upper = [problem.sources[s].max_share for s in payers]
            pays = [
                np.inf if share is None else share * (1.0 - min(fees[int(s)]))
                for s, share in zip(payers, upper, strict=True)
            ]
            most = max(most, float(sum(pays)))
            least = min(least, _least_shares(columns, int(option), fees))
        name = (problem.projects[work].id,)
        if _exceeds(1.0, most):
            yield Contradiction(Clash.SHARES_TOO_SMALL, 1.0, most, name)
        if _exceeds(least, 1.0):
            yield Contradiction(Clash.SHARES_TOO_LARGE, least, 1.0, name)


def _least_shares(columns: Columns, option: int, fees: dict[int, list[float]]) -> float:
    """What the sources of an option must pay of its cost together; equity that may cover deficits does not count."""
    total = 0.0
    for s, steps in fees.items():
        source = columns.problem.sources[s]
        is_equity = bool(columns.is_equity[columns.tranche_source == s].any())
        if source.min_share is not None and not (is_equity and columns.can_cover[option]):
            total += source.min_share * (1.0 - max(steps))
    return total


def _money(columns: Columns, bounds: Bounds) -> Iterator[Contradiction]:
    """Works that must be built and cost more, in some years, than all sources that may pay for them bring then."""
    musts = [[work] for work in _musts(bounds)]
    short = [c for works in musts if (c := _short_of(columns, bounds, works)) is not None]
    everything = _musts(bounds)
    if not short and len(everything) > 1 and (together := _short_of(columns, bounds, everything)) is not None:
        short = [together]
    yield from short


def _short_of(columns: Columns, bounds: Bounds, works: list[int]) -> Contradiction | None:
    """The years in which money for some works is shortest, where there are such."""
    invest = columns.problem.horizon.invest_years
    cost = columns.flows.capital[:, :invest]
    return _worst(
        columns,
        Clash.MONEY,
        works,
        _least_needed(columns, bounds, works, cost),
        _supply(columns, bounds, works),
    )


def _least_needed(columns: Columns, bounds: Bounds, works: list[int], amounts: Floats) -> Floats:
    """`[a, b]`: the least that works which must be built take from year a to b, `amounts (S, W)` by start and year."""
    owner = columns.option_project[columns.start_option]
    years = amounts.shape[1]
    total = np.zeros((years, years))
    for work in works:
        own = np.flatnonzero(bounds.needed.usable & (owner == work))
        if len(own):
            so_far = np.concatenate([np.zeros((len(own), 1)), np.cumsum(amounts[own], axis=1)], axis=1)
            total += (so_far[:, None, 1:] - so_far[:, :-1, None]).min(axis=0)
    return total


def _supply(columns: Columns, bounds: Bounds, works: list[int]) -> Floats:
    """`[a, b]`: the most that the sources bring to works from year a to b, fees taken off."""
    years = columns.problem.horizon.invest_years
    pays = np.isin(columns.option_project[columns.draw_option], works)
    drawn = np.zeros((len(columns.tranches), years), dtype=bool)
    drawn[columns.draw_tranche[pays], columns.draw_year[pays]] = True
    first, last = np.arange(years)[:, None], np.arange(years)[None, :]
    total = np.zeros((years, years))
    for s, source in enumerate(columns.problem.sources):
        brings = np.zeros((years, years))
        for r in np.flatnonzero(columns.tranche_source == s):
            step = columns.tranches[r]
            reach = float(columns.reaches[r])
            until = np.concatenate([[0], np.cumsum(drawn[r])])
            any_draw = until[last + 1] - until[first] > 0
            if step.ceiling is None:
                brings += np.where(any_draw & (reach > 0.0), np.inf, 0.0)
                continue
            ceiling = np.array(step.ceiling[:years], dtype=np.float64)
            if step.carry_over > 0.0:  # whatever was kept until then
                brings += np.where(any_draw, reach * np.cumsum(ceiling)[last], 0.0)
            else:
                so_far = np.concatenate([[0.0], np.cumsum(ceiling * drawn[r])])
                brings += reach * (so_far[last + 1] - so_far[first])
        most = float(bounds.source[s]) * max(1.0 - min(step.fee for step in source.tranches), 0.0)
        total += np.minimum(brings, most)
    return total


def _effort(columns: Columns, bounds: Bounds) -> Iterator[Contradiction]:
    """Works that must begin, in some years, with more effort than the administration has then."""
    limit = columns.problem.limits.admin_capacity
    if limit is None:
        return
    projects, years = columns.problem.projects, columns.problem.horizon.invest_years
    owner = columns.option_project[columns.start_option]
    effort = np.zeros((len(owner), years))
    effort[np.arange(len(owner)), columns.start_year] = np.array([p.admin_effort for p in projects])[owner]
    added = np.zeros(columns.years)
    usable = np.flatnonzero(bounds.needed.usable)
    for work in np.flatnonzero([p.adds_admin_capacity > 0.0 for p in projects]):
        done = columns.flows.completion[usable[owner[usable] == work]]
        if len(done):
            added[int(done.min()) :] += projects[work].adds_admin_capacity
    capacity = np.array(limit[:years], dtype=np.float64) + added[:years]
    with np.errstate(invalid="ignore"):
        so_far = np.concatenate([[0.0], np.cumsum(np.where(np.isinf(capacity), 0.0, capacity))])
        endless = np.concatenate([[0], np.cumsum(np.isinf(capacity))])
    first, last = np.arange(years)[:, None], np.arange(years)[None, :]
    supply = np.where(endless[last + 1] > endless[first], np.inf, so_far[last + 1] - so_far[first])
    works = [i for i in _musts(bounds) if projects[i].admin_effort > 0.0]
    worst = _worst(
        columns, Clash.ADMIN_CAPACITY, works, _least_needed(columns, bounds, works, effort), supply
    )
    if worst is not None:
        yield worst


def _worst(
    columns: Columns, clash: Clash, works: list[int], asked: Floats, possible: Floats
) -> Contradiction | None:
    """The years between which most is missing, where anything is."""
    years: Indices = np.arange(len(asked))
    missing = np.where(years[:, None] <= years[None, :], asked - possible, -np.inf)
    if not missing.size:
        return None
    first, last = np.unravel_index(int(missing.argmax()), missing.shape)
    if not _exceeds(float(asked[first, last]), float(possible[first, last])):
        return None
    return Contradiction(
        clash, float(asked[first, last]), float(possible[first, last]),
        tuple(columns.problem.projects[i].id for i in works), "", (int(first), int(last)),
    )  # fmt: skip
