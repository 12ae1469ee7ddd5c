"""A checked document to the nouns of `finance` and `optimizer`: years become indices, defaults are filled in."""

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from finance.cluster import Cluster, ClusterId, Segment, SegmentId, Service
from finance.delivery import ConstructionInterest, DeliveryMode, Depreciation, Mode
from finance.horizon import Assumptions, Horizon, Yearly
from finance.project import CLASS_OF_KIND, Land, Option, Overhaul, Project, ProjectClass, ProjectId, VehicleId
from finance.source import (
    DebtTerms,
    Eligibility,
    FundingSource,
    Instrument,
    Match,
    Obligor,
    Repayment,
    Sector,
    SourceId,
    Tranche,
    TrancheId,
)
from optimizer.problem import DEFAULT_GOAL, Goal, Limits, Measure, Problem, SolveOptions, Target

Document = Mapping[str, Any]

EQUITY_TENOR = 20
_TERMS = ("ceiling", "rate", "tenor", "grace", "repayment", "fee", "fx_depreciation", "premium", "carry_over")
"""What a tranche takes from its source where it does not state its own."""


def problem_of(document: Document) -> Problem:
    """The planning problem that a checked document (policy filled in) states."""
    horizon = horizon_of(document["horizon"])
    projects = tuple(_project(entry, horizon) for entry in document["projects"])
    return Problem(
        horizon=horizon,
        sources=tuple(_source(entry, horizon) for entry in document["sources"]),
        projects=projects,
        clusters=tuple(_cluster(entry, horizon) for entry in document.get("clusters", ())),
        delivery=_delivery(document.get("delivery", {}), projects, horizon),
        assumptions=_assumptions(document.get("assumptions", {})),
        limits=_limits(document.get("limits", {}), horizon),
        targets=tuple(_target(entry, horizon) for entry in document.get("targets", ())),
        goals=_goals(document.get("objective")),
        options=SolveOptions(**{key: float(value) for key, value in document.get("solve", {}).items()}),
    )


def horizon_of(entry: Document) -> Horizon:
    """The years; money may be spent in all of them where `invest_years` is not stated."""
    return Horizon(entry["start"], entry["years"], entry.get("invest_years", entry["years"]))


def yearly(value: Any, horizon: Horizon, missing: float) -> Yearly:
    """One amount per year of the horizon from a number or a mapping; `missing` in years not named."""
    if isinstance(value, Mapping):
        return tuple(float(value.get(horizon.calendar(t), missing)) for t in range(horizon.years))
    return (float(value),) * horizon.years


def _assumptions(entry: Document) -> Assumptions:
    rates = {key: float(value) for key, value in entry.items() if key not in ("inflation", "take_up")}
    inflation = entry.get("inflation", 0)
    if not isinstance(inflation, Mapping):
        inflation = dict.fromkeys(("capex", "opex", "revenue"), inflation)
    rates.update({f"inflation_{name}": float(rate) for name, rate in inflation.items()})
    return Assumptions(**rates)


def _delivery(entries: Document, projects: tuple[Project, ...], horizon: Horizon) -> dict[Mode, DeliveryMode]:
    """Rules of every mode that is named or used; a mode used but not named has the defaults."""
    used = {option.mode for project in projects for option in project.options}
    delivery = {}
    for mode in Mode:
        if mode not in used and mode.value not in entries:
            continue
        entry = entries.get(mode.value, {})
        tax_rate = yearly(entry.get("tax_rate", 0), horizon, 0.0)
        delivery[mode] = DeliveryMode(
            mode,
            tax_rate,
            state_share=_maybe(entry, "state_share"),
            equity_share=_maybe(entry, "equity_share"),
            dscr=float(entry.get("dscr", 1)),
            reserve=entry.get("reserve", True),
            dsra=float(entry.get("dsra", 0)),
            equity_return=float(entry.get("equity_return", 0)),
            depreciation_years=entry.get("depreciation_years", 20),
            tax_holiday=entry.get("tax_holiday", 0),
            tax_half_years=entry.get("tax_half_years", 0),
            loss_years=entry.get("loss_years", 0),
            maintenance_years=entry.get("maintenance_years", 0),
            lock_up=_maybe(entry, "lock_up"),
            deposit_rate=float(entry.get("deposit_rate", 0)),
            working_capital_days=float(entry.get("working_capital_days", 0)),
            preferential_tax_rate=_maybe(entry, "preferential_tax_rate"),
            preferential_years=entry.get("preferential_years", 0),
            depreciation=Depreciation(entry.get("depreciation", Depreciation.STRAIGHT_LINE)),
            depreciation_factor=_maybe(entry, "depreciation_factor"),
            grants_reduce_depreciation=entry.get("grants_reduce_depreciation", False),
            interest_during_construction=ConstructionInterest(
                entry.get("interest_during_construction", ConstructionInterest.EXPENSED)
            ),
        )
    return delivery


def _source(entry: Document, horizon: Horizon) -> FundingSource:
    instrument = Instrument(entry["instrument"])
    own = {name: entry[name] for name in _TERMS if name in entry}
    if "tranches" in entry:
        tranches = tuple(
            _tranche(f"{entry['id']}.{number}", own | step, instrument, horizon)
            for number, step in enumerate(entry["tranches"], 1)
        )
    else:
        tranches = (_tranche(entry["id"], own, instrument, horizon),)
    match = entry.get("match")
    return FundingSource(
        id=SourceId(entry["id"]),
        name=entry.get("name", entry["id"]),
        sector=Sector(entry["sector"]),
        instrument=instrument,
        tranches=tranches,
        total=_maybe(entry, "total"),
        floor=_maybe(entry, "floor"),
        obligor=Obligor(entry.get("obligor", Obligor.PROJECT)),
        eligible=eligibility_of(entry.get("eligible", {})),
        max_share=_maybe(entry, "max_share"),
        min_share=_maybe(entry, "min_share"),
        match=None
        if match is None
        else Match(
            partners=tuple(SourceId(partner) for partner in match["with"]),
            at_least=float(match["at_least"]),
            per_project=match.get("per", "project") == "project",
        ),
    )


def _tranche(id_: str, entry: Document, instrument: Instrument, horizon: Horizon) -> Tranche:
    terms = None
    if instrument is not Instrument.GRANT and "rate" in entry:
        terms = DebtTerms(
            rate=float(entry["rate"]),
            tenor=entry.get("tenor", EQUITY_TENOR),
            grace=entry.get("grace", 0),
            repayment=Repayment(entry.get("repayment", Repayment.ANNUITY)),
            fx_depreciation=float(entry.get("fx_depreciation", 0)),
        )
    return Tranche(
        id=TrancheId(id_),
        ceiling=yearly(entry["ceiling"], horizon, 0.0) if "ceiling" in entry else None,
        terms=terms,
        carry_over=float(entry.get("carry_over", 0)),
        fee=float(entry.get("fee", 0)),
        premium=_maybe(entry, "premium"),
    )


def eligibility_of(entry: Document) -> Eligibility:
    """What every named list must contain; nothing named is everything."""
    named = {
        name: frozenset(entry[name]) for name in ("projects", "kinds", "classes", "clusters") if name in entry
    }
    modes = frozenset(Mode(mode) for mode in entry["modes"]) if "modes" in entry else None
    return Eligibility(**named, modes=modes)


def _cluster(entry: Document, horizon: Horizon) -> Cluster:
    return Cluster(
        id=ClusterId(entry["id"]),
        name=entry.get("name", entry["id"]),
        existing=_services(entry, "existing"),
        demand=tuple(_segment(segment, horizon) for segment in entry.get("demand", ())),
    )


def _segment(entry: Document, horizon: Horizon) -> Segment:
    return Segment(
        id=SegmentId(entry["segment"]),
        take_up=take_up(entry["area"], horizon),
        price=float(entry.get("price", 0)),
        benefit_per_ha=float(entry.get("benefit_per_ha", 0)),
        jobs_per_ha=float(entry.get("jobs_per_ha", 0)),
        needs=_services(entry, "needs"),
    )


def take_up(area: Any, horizon: Horizon) -> Yearly:
    """Cumulative hectares by year.

    Logistic: `saturation / (1 + exp(-rate * (year - midpoint)))`. By year: straight between the years named, 0
    before the first, level after the last. A number holds in every year.
    """
    if not isinstance(area, Mapping):
        return (float(area),) * horizon.years
    years = [horizon.calendar(t) for t in range(horizon.years)]
    if "saturation" in area:
        saturation, midpoint, rate = (float(area[name]) for name in ("saturation", "midpoint", "rate"))
        return tuple(saturation / (1.0 + _exp(-rate * (year - midpoint))) for year in years)
    named = sorted((year, float(amount)) for year, amount in area.items())
    return tuple(_between(named, year) for year in years)


def _exp(power: float) -> float:
    """exp, capped where a double would overflow (the share there is 0 to any precision)."""
    return math.exp(min(power, 700.0))


def _between(named: list[tuple[int, float]], year: int) -> float:
    """Value in `year` on straight lines between the points named."""
    if year < named[0][0]:
        return 0.0
    for (left, low), (right, high) in pairwise(named):
        if left <= year < right:
            return low + (high - low) * (year - left) / (right - left)
    return named[-1][1]


def _project(entry: Document, horizon: Horizon) -> Project:
    capex, profile, earliest, latest = _timing(entry, horizon)
    land = entry.get("land")
    modes = entry.get("modes", ["public"])
    options = modes if isinstance(modes, Mapping) else {mode: {} for mode in modes}
    return Project(
        id=ProjectId(entry["id"]),
        name=entry.get("name", entry["id"]),
        kind=entry["kind"],
        project_class=ProjectClass(entry["class"]) if "class" in entry else CLASS_OF_KIND[entry["kind"]],
        capex=capex,
        options=tuple(_option(mode, option) for mode, option in options.items()),
        earliest=earliest,
        latest=latest,
        cluster=ClusterId(entry["cluster"]) if "cluster" in entry else None,
        profile=profile,
        is_nominal=isinstance(entry["capex"], Mapping),
        opex=float(entry.get("opex", 0)),
        revenue=float(entry.get("revenue", 0)),
        ramp=tuple(float(share) for share in entry.get("ramp", (1,))),
        benefit=float(entry.get("benefit", 0)),
        life=entry.get("life"),
        value=float(entry.get("value", 0)),
        jobs=float(entry.get("jobs", 0)),
        indicators={name: float(score) for name, score in entry.get("indicators", {}).items()},
        indivisible=entry.get("indivisible", False),
        min_scale=_maybe(entry, "min_scale"),
        committed=entry.get("committed", False),
        exclusive=entry.get("exclusive"),
        requires=tuple(ProjectId(other) for other in entry.get("requires", ())),
        provides=_services(entry, "provides"),
        land=None
        if land is None
        else Land(float(land["area"]), _maybe(land, "price"), float(land.get("fee", 0))),
        admin_effort=float(entry.get("admin_effort", 0)),
        adds_admin_capacity=float(entry.get("adds_admin_capacity", 0)),
        vehicle=VehicleId(entry["vehicle"]) if "vehicle" in entry else None,
        overhaul=Overhaul(entry["overhaul"]["every"], float(entry["overhaul"]["cost"]))
        if "overhaul" in entry
        else None,
    )


def _option(mode: str, entry: Document) -> Option:
    factors = {
        name: float(entry[name]) for name in ("capex_factor", "opex_factor", "availability") if name in entry
    }
    return Option(Mode(mode), **factors, delay=entry.get("delay", 0))


def _timing(entry: Document, horizon: Horizon) -> tuple[float, tuple[float, ...], int, int]:
    """Capital cost, its profile, and the first and last year index of the start.

    By calendar year: the profile runs without gaps from the first to the last year named, and the start is fixed.
    """
    capex = entry["capex"]
    if isinstance(capex, Mapping):
        total = math.fsum(capex.values())
        first, last = min(capex), max(capex)
        profile = tuple(capex.get(year, 0) / total for year in range(first, last + 1))
        return total, profile, horizon.index(first), horizon.index(first)
    profile = tuple(float(share) for share in entry.get("profile", (1,)))
    start = entry.get("start", {})
    if not isinstance(start, Mapping):
        start = {"earliest": start, "latest": start}
    earliest = horizon.index(start["earliest"]) if "earliest" in start else 0
    latest = horizon.index(start["latest"]) if "latest" in start else horizon.invest_years - 1
    return float(capex), profile, earliest, latest


def _limits(entry: Document, horizon: Horizon) -> Limits:
    return Limits(**{name: yearly(value, horizon, math.inf) for name, value in entry.items()})


def _target(entry: Document, horizon: Horizon) -> Target:
    by = horizon.index(entry["by"]) if "by" in entry else None
    return Target(
        name=entry["name"],
        measure=_measure(entry, by),
        at_least=_maybe(entry, "at_least"),
        at_most=_maybe(entry, "at_most"),
        # A share compares like with like: what it is a share of counts the same years.
        of=_measure(entry["of"], by) if "of" in entry else None,
    )


def _measure(entry: Document, by: int | None) -> Measure:
    where = {
        tag: frozenset([values] if isinstance(values, str) else values)
        for tag, values in entry.get("where", {}).items()
    }
    return Measure(entry["metric"], where, by)


def _goals(objective: Any) -> tuple[Goal, ...]:
    if objective is None:
        return (DEFAULT_GOAL,)
    goals = [objective] if isinstance(objective, Mapping) else objective
    return tuple(tuple((metric, float(weight)) for metric, weight in goal.items()) for goal in goals)


def _services(entry: Document, name: str) -> dict[Service, float]:
    return {Service(service): float(units) for service, units in entry.get(name, {}).items()}


def _maybe(entry: Document, name: str) -> float | None:
    """A number that may be left open."""
    return float(entry[name]) if name in entry else None
