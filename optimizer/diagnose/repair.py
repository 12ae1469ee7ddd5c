"""The least change of inputs that lets a plan exist, and up to three others; each is tried before it is told."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from finance.horizon import Floats
from optimizer.build import build
from optimizer.diagnose.applied import repaired
from optimizer.diagnose.elastic import elastic
from optimizer.diagnose.knobs import KNOBS, theme
from optimizer.diagnose.reading import changes_of, rounded
from optimizer.endings import Repair
from optimizer.engine import Answer, Engine, Outcome
from optimizer.matrix import LinearProgram
from optimizer.plan import RowKey
from optimizer.problem import Problem

ALTERNATIVES = 3
"""Repairs told beside the least one."""

DIGITS = 3
"""Significant digits in which a change is told."""

TRIES = 4
"""How often inputs that cannot be changed as far as needed are taken out before a repair is given up."""

Changes = tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class Repairs:
    """`least`: the smallest repair, largest share of its limit first; empty where none was found. `others`: repairs
    that leave alone what those before them lean on. `is_least`: whether the solver proved that less is not enough.
    `needs_nothing`: there is a plan as things are.
    """

    least: Changes
    others: tuple[Changes, ...] = ()
    is_least: bool = True
    needs_nothing: bool = False


def find_repairs(lp: LinearProgram, kept: Iterable[RowKey] = ()) -> Repairs:
    """The least repair and its alternatives; `kept` inputs are not changed.

    Whole works stay whole: the search for a repair is then one for a plan, too, and each gets a share of the
    scenario's time limit. Every repair is applied to the problem and solved before it comes back.
    """
    search = _Search(lp, frozenset(kept))
    least = search.next_repair(())
    if not least:
        return Repairs((), needs_nothing=least is not None)
    is_least = search.is_least
    found = [least]
    while len(found) <= ALTERNATIVES:
        used = {theme(change.key) for changes in found for change in changes}
        most = {theme(changes[0].key) for changes in found}
        other = search.next_repair(used)
        if not other and most != used:  # then without what each of them leans on most
            other = search.next_repair(most)
        if not other:
            break
        found.append(other)
    return Repairs(found[0], tuple(found[1:]), is_least)


class _Search:
    """The elastic programme, kept from repair to repair."""

    def __init__(self, lp: LinearProgram, kept: frozenset[RowKey]) -> None:
        self._problem = lp.columns.problem
        self._form = elastic(lp)
        self._kept = kept
        is_whole = bool(lp.is_integer.any())
        self._seconds = self._problem.options.time_limit / (1 + ALTERNATIVES if is_whole else 1)
        self._engine = Engine(self._form.programme, self._problem.options.gap, self._seconds)
        self.is_least = True

    def next_repair(self, themes: Iterable[RowKey]) -> Changes | None:
        """The least repair that changes no input of these themes; None where none was found, and nothing where nothing
        need be changed.
        """
        left_alone = set(themes)
        closed = {key for key in self._form.inputs if key in self._kept or theme(key) in left_alone}
        for _ in range(TRIES):
            answer = self._solve(closed)
            if answer.outcome not in (Outcome.OPTIMAL, Outcome.TIME_LIMIT_WITH_PLAN):
                return None
            self.is_least = answer.outcome is Outcome.OPTIMAL
            changes, impossible = changes_of(self._form, answer.values)
            if not impossible:
                told = self._confirmed(changes, answer.values[: self._form.first])
                # a ratio read from next to nothing may be wrong: then without ratios
                impossible = {change.key for change in changes if KNOBS[change.key[0]].ratio}
                if told is not None or not impossible:
                    return told
            closed |= impossible
        return None

    def _solve(self, closed: set[RowKey]) -> Answer:
        """The least change without the closed inputs. Not from the vertex before: that stood on what is closed."""
        form = self._form
        slack = np.arange(form.first, len(form.programme.lower))
        upper = np.full(len(slack), np.inf)
        upper[form.columns_of(closed) - form.first] = 0.0
        self._engine.limit_columns(slack, np.zeros(len(slack)), upper)
        self._engine.allow(self._seconds)
        return self._engine.maximise(form.programme.goals[0])

    def _confirmed(self, changes: Changes, values: Floats) -> Changes | None:
        """The changes as told, where a solve with them finds a plan; told less finely where only that is enough."""
        for digits in (DIGITS, DIGITS - 1):
            told = tuple(rounded(change, digits) for change in changes)
            if has_plan(repaired(self._problem, told), values):
                return told
        return None


def has_plan(problem: Problem, values: Floats) -> bool:
    """Whether the solver finds a plan of `problem`, its whole works as in `values`; any plan, not the best."""
    lp = build(problem)
    engine = Engine(lp, problem.options.gap, problem.options.time_limit)
    whole = np.flatnonzero(lp.is_integer)
    if len(whole):
        engine.fix_whole(whole, np.round(values[whole]))
    return engine.any_solution().outcome is Outcome.OPTIMAL
