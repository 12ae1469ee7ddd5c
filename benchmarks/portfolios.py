"""Portfolios of any size for measurements: like a province's, invented, the same for the same seed."""

from math import exp

import numpy as np

from finance.cluster import Cluster, ClusterId, Segment, SegmentId, Service
from finance.delivery import DeliveryMode, Mode
from finance.horizon import Assumptions, Horizon, Yearly
from finance.project import CLASS_OF_KIND, Land, Option, Project, ProjectId, VehicleId
from finance.source import (
    DebtTerms,
    Eligibility,
    FundingSource,
    Instrument,
    Obligor,
    Sector,
    SourceId,
    Tranche,
    TrancheId,
)
from optimizer.problem import Limits, Problem, SolveOptions

YEARS, INVEST = 30, 10
SERVICE_OF = {"wastewater": 1200.0, "water_supply": 1500.0, "power": 14.0, "worker_housing": 1600.0}
NEEDS = {
    Service("wastewater"): 22.0,
    Service("water_supply"): 30.0,
    Service("power"): 0.4,
    Service("worker_housing"): 30.0,
}
KINDS = (*SERVICE_OF, "road", "drainage", "park")
OPEN_TO_INVESTORS = ("land_preparation", "wastewater", "water_supply", "worker_housing")


def portfolio(projects: int, seed: int = 1) -> Problem:
    """A problem with that many divisible projects, ten to a cluster, six sources in seven tranches."""
    draw = np.random.default_rng(seed)
    clusters = max(1, projects // 10)
    size = projects / 20.0
    return Problem(
        horizon=Horizon(2027, YEARS, INVEST),
        sources=_sources(size),
        projects=tuple(_project(i, clusters, draw) for i in range(projects)),
        clusters=tuple(_cluster(c) for c in range(clusters)),
        delivery={
            Mode.PPP: DeliveryMode(Mode.PPP, (0.2,) * YEARS, 0.5, 0.15, 1.2, equity_return=0.13),
            Mode.PRIVATE: DeliveryMode(
                Mode.PRIVATE, (0.2,) * YEARS, 0.3, 0.2, 1.25, dsra=0.5, equity_return=0.14
            ),
        },
        assumptions=Assumptions(0.1, 0.1, 0.04, 0.035, 0.035, 0.95, 0.2),
        limits=Limits(_each_year(30.0 * size), _each_year(150.0 * size), _each_year(4.0 * size)),
        options=SolveOptions(time_limit=900.0),
    )


def _each_year(amount: float) -> Yearly:
    return (amount,) * YEARS


def _sources(size: float) -> tuple[FundingSource, ...]:
    def source(
        name: str, sector: Sector, instrument: Instrument, *steps: Tranche, **more: object
    ) -> FundingSource:
        return FundingSource(SourceId(name), name, sector, instrument, steps, **more)

    def step(name: str, ceiling: float, terms: DebtTerms | None = None, **more: float) -> Tranche:
        return Tranche(TrancheId(name), _each_year(ceiling * size), terms, **more)

    wet = Eligibility(kinds=frozenset({"wastewater", "road", "drainage"}))
    private, ppp = Eligibility(modes=frozenset({Mode.PRIVATE})), Eligibility(modes=frozenset({Mode.PPP}))
    both = Eligibility(modes=frozenset({Mode.PRIVATE, Mode.PPP}))
    return (
        source("budget", Sector.PUBLIC, Instrument.GRANT, step("budget", 60.0, carry_over=1.0)),
        source("support", Sector.PUBLIC, Instrument.GRANT, step("support", 40.0), eligible=wet, max_share=0.5),
        source(
            "oda", Sector.PUBLIC, Instrument.LOAN,
            step("oda", 50.0, DebtTerms(0.03, 20, 5, fx_depreciation=0.02)),
            total=150.0 * size, obligor=Obligor.PUBLIC,
        ),
        source(
            "equity", Sector.PRIVATE, Instrument.EQUITY,
            step("equity", 80.0, DebtTerms(0.14, 20)), eligible=private,
        ),
        source(
            "bank", Sector.PRIVATE, Instrument.LOAN,
            step("bank.1", 60.0, DebtTerms(0.085, 10, 2), fee=0.01),
            step("bank.2", 80.0, DebtTerms(0.10, 10, 2), fee=0.01),
            eligible=both,
        ),
        source(
            "ppp_equity", Sector.PPP, Instrument.EQUITY,
            step("ppp_equity", 60.0, DebtTerms(0.13, 20)), eligible=ppp,
        ),
    )  # fmt: skip


def _cluster(number: int) -> Cluster:
    def segment(k: int) -> Segment:
        take_up = tuple(15.0 / (1.0 + exp(-0.5 * (t - 5 - k))) for t in range(YEARS))
        return Segment(SegmentId(f"segment-{k}"), take_up, 14.0 + k, 5.0 + k, 80.0, NEEDS)

    return Cluster(ClusterId(f"cluster-{number}"), "", {Service("power"): 1.0}, (segment(0), segment(1)))


def _project(number: int, clusters: int, draw: np.random.Generator) -> Project:
    home, turn = number % clusters, number // clusters
    kind = "land_preparation" if turn % 10 == 0 else KINDS[(turn - 1) % len(KINDS)]
    construction = int(draw.integers(1, 4))
    capex, revenue, benefit = draw.uniform(20, 200), draw.uniform(3, 12), draw.uniform(5, 25)
    modes: tuple[Option, ...] = (Option(Mode.PUBLIC),)
    if kind in OPEN_TO_INVESTORS:
        modes += (Option(Mode.PPP, capex_factor=0.95, availability=2.0), Option(Mode.PRIVATE))
    return Project(
        id=ProjectId(f"project-{number}"),
        name="",
        kind=kind,
        project_class=CLASS_OF_KIND[kind],
        capex=float(capex),
        options=modes,
        earliest=0,
        latest=INVEST - 1,
        cluster=ClusterId(f"cluster-{home}"),
        profile=(1.0 / construction,) * construction,
        opex=1.0,
        revenue=float(revenue) if kind in SERVICE_OF else 0.0,
        benefit=0.0 if kind in SERVICE_OF or kind == "land_preparation" else float(benefit),
        provides={Service(kind): SERVICE_OF[kind]} if kind in SERVICE_OF else {},
        land=Land(35.0, fee=0.05) if kind == "land_preparation" else None,
        admin_effort=1.0,
        vehicle=VehicleId(f"developer-{home}") if kind in ("land_preparation", "wastewater") else None,
    )
