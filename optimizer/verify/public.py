"""Limits of the public side and declared targets recomputed (sections 5.7 and 5.9)."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from finance.horizon import Floats, Yearly
from optimizer.verify.check import Row, Sides, at_most, listed
from optimizer.verify.ledger import Ledger
from optimizer.verify.measures import Figures, measured


def public_limits(ledger: Ledger, every: Figures) -> Iterator[Sides]:
    """Every check on budgets, debt, staff and targets."""
    limits = ledger.problem.limits
    works, public = ledger.works, ledger.is_public
    owed = ledger.public_service
    cost = (public * (works.opex + works.repair) + works.availability).sum(axis=0)
    income = (public * works.revenue).sum(axis=0)
    yield _yearly("recurrent", cost - income + owed, limits.recurrent, cost + income + owed)
    yield _yearly("public_debt", ledger.public_debt, limits.public_debt, ledger.public_debt)
    yield admin_capacity(ledger)
    yield target(ledger, every)


def _yearly(name: str, left: Floats, limit: Yearly | None, terms: Floats) -> Sides:
    """`left[t] <= limit[t]`; no row where the limit is not declared, no limit where it is infinite.

    recurrent: opex + repairs - revenue of public projects + availability + public debt service.
    public_debt: outstanding balance of the loans owed publicly.
    """
    if limit is None:
        return listed(name, ())
    right = np.array([limit], dtype=np.float64)
    size = terms + np.where(np.isfinite(right), np.abs(right), 0.0)
    return at_most(name, [()], left.reshape(1, -1), right, size)


def admin_capacity(ledger: Ledger) -> Sides:
    """Effort of the projects started in t <= capacity[t] + what the works finished so far add."""
    capacity = ledger.problem.limits.admin_capacity
    if capacity is None:
        return listed("admin_capacity", ())
    works = ledger.tables.names.works.values()
    effort = np.array([work.project.admin_effort for work in works]) @ ledger.works.begun
    adds = np.array([work.project.adds_admin_capacity for work in works]) @ ledger.works.finished.cumsum(
        axis=1
    )
    right = np.array(capacity) + adds
    return at_most("admin_capacity", [()], effort.reshape(1, -1), right.reshape(1, -1))


def target(ledger: Ledger, every: Figures) -> Sides:
    """A measure at least, at most an amount, or a share of the measure `of`; `by` holds for both."""
    rows: list[Row] = []
    for aim in ledger.problem.targets:
        amount, size = measured(ledger, every, aim.measure)
        whole, whole_size = 1.0, 1.0
        if aim.of is not None:
            other = replace(aim.of, by=aim.measure.by) if aim.of.by is None else aim.of
            whole, whole_size = measured(ledger, every, other)
        if aim.at_least is not None:
            floor = aim.at_least * whole
            rows.append(((aim.name, "at_least"), floor, amount, size + abs(aim.at_least) * whole_size))
        if aim.at_most is not None:
            limit = aim.at_most * whole
            rows.append(((aim.name, "at_most"), amount, limit, size + abs(aim.at_most) * whole_size))
    return listed("target", rows)
