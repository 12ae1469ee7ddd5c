"""The exact books of a plan's vehicles, project by project."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from finance.delivery import Mode
from finance.horizon import Floats
from finance.project import ProjectId, VehicleId
from finance.vehicle.by_project import Part, ProjectFlow, by_project
from optimizer.plan import Books, Plan
from scenarios.statements import VehicleAccount, vehicle_accounts

Vehicle = tuple[VehicleId, Mode]


def project_flows(
    plan: Plan, accounts: Iterable[VehicleAccount]
) -> dict[Vehicle, dict[ProjectId, ProjectFlow]]:
    """The waterfall of each project within its vehicle, for the vehicles of `accounts`; projects in the plan's order.

    Always: each line adds up to the vehicle's waterfall.
    """
    members = _members(plan)
    shared = {vehicle: ids for vehicle, ids in members.items() if len(ids) > 1}
    own = _alone(plan, shared)
    out: dict[Vehicle, dict[ProjectId, ProjectFlow]] = {}
    for account in accounts:
        vehicle = (account.vehicle, account.mode)
        ids = members.get(vehicle, [])
        parts = {id_: own.get((id_, account.mode)) or _whole(account) for id_ in ids}
        out[vehicle] = by_project(account.flow, parts) if parts else {}
    return out


def _members(plan: Plan) -> dict[Vehicle, list[ProjectId]]:
    """The projects of each vehicle that the plan builds, pays for or lets."""
    active = {(start.project, start.mode) for start in plan.starts}
    active |= {(draw.project, draw.mode) for draw in plan.draws}
    active |= {(lease.project, lease.mode) for lease in plan.leases}
    out: dict[Vehicle, list[ProjectId]] = {}
    for project in plan.problem.projects:
        for option in project.options:
            if (project.id, option.mode) in active:
                out.setdefault((project.books, option.mode), []).append(project.id)
    return out


def _alone(plan: Plan, shared: dict[Vehicle, list[ProjectId]]) -> dict[tuple[ProjectId, Mode], Part]:
    """What each project of a shared vehicle builds, earns, draws and saves for, as if it kept books of its own."""
    if not shared:
        return {}
    years = (0.0,) * plan.problem.horizon.years
    keys = [(id_, mode) for (_, mode), ids in shared.items() for id_ in ids]
    apart = replace(
        plan,
        problem=replace(
            plan.problem, projects=tuple(replace(p, vehicle=None) for p in plan.problem.projects)
        ),
        books=tuple(Books(VehicleId(id_), mode, years, years, years) for id_, mode in keys),
    )
    every = {project.id: project.overhaul.every for project in plan.problem.projects if project.overhaul}
    out = {}
    for (id_, mode), account in zip(keys, vehicle_accounts(apart), strict=True):
        span = min(account.rules.maintenance_years, every.get(id_, 0))
        reserve = _saved_for(account.flow.operation.maintenance, span)
        out[id_, mode] = Part(account.flow.operation, account.flow.financing, reserve)
    return out


def _whole(account: VehicleAccount) -> Part:
    """The one project of a vehicle: all that the vehicle holds is held for it."""
    return Part(account.flow.operation, account.flow.financing)


def _saved_for(repairs: Floats, span: int) -> Floats:
    """What is held at year end for repairs to come, saved for in equal parts over `span` years, that of the repair
    included `(T,)`: `Σ_{k=1..span-1} repairs[t+k] * (span - k) / span`.
    """
    held = np.zeros_like(repairs)
    for k in range(1, min(span, len(repairs))):
        held[:-k] += repairs[k:] * (span - k) / span
    return held
