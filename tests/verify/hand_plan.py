"""A plan worked out by hand, no solver involved: six years, five works, every figure can be followed on paper.

Rates are 10 %, there is no inflation. Road (public, 100 over two years) and office (public, 4) are paid by the
budget and an on-lent loan; plant (50) and land (10) share the books of a private developer; lamps (6) are a PPP
paid for their availability. All start in year 0, the land in year 1.
"""

from finance.cluster import Cluster, ClusterId, Segment, SegmentId, Service
from finance.delivery import DeliveryMode, Mode
from finance.horizon import Assumptions, Horizon
from finance.project import CLASS_OF_KIND, Land, Option, Project, ProjectId, VehicleId
from finance.source import (
    DebtTerms,
    FundingSource,
    Instrument,
    Obligor,
    Repayment,
    Sector,
    SourceId,
    Tranche,
    TrancheId,
)
from optimizer.plan import Books, Carry, Draw, Family, Kind, Lease, LimitRow, PaidIn, Plan, Start
from optimizer.problem import Limits, Measure, Problem, Target

A = ClusterId("A")
DEVELOPER = VehicleId("developer")
NOTHING = (0.0,) * 6


def _work(name: str, kind: str, capex: float, mode: Mode, **fields: object) -> Project:
    option = Option(mode, availability=3.0 if mode is Mode.PPP else 0.0)
    return Project(
        ProjectId(name),
        name,
        kind,
        CLASS_OF_KIND[kind],
        capex,
        (option,),
        **{"earliest": 0, "latest": 2, **fields},  # type: ignore[arg-type]
    )


def _source(
    name: str,
    sector: Sector,
    instrument: Instrument,
    terms: DebtTerms | None = None,
    ceiling: tuple[float, ...] | None = None,
    carry_over: float = 0.0,
    **fields: object,
) -> FundingSource:
    steps = (Tranche(TrancheId(name), ceiling, terms, carry_over),)
    return FundingSource(SourceId(name), name, sector, instrument, steps, **fields)  # type: ignore[arg-type]


PROBLEM = Problem(
    Horizon(2027, 6, 3),
    (
        _source("budget", Sector.PUBLIC, Instrument.GRANT, None, (45.0, 44.0, 0.0, 0.0, 0.0, 0.0), 1.0),
        _source(
            "oda",
            Sector.PUBLIC,
            Instrument.LOAN,
            DebtTerms(0.05, 2, repayment=Repayment.BULLET),
            obligor=Obligor.PUBLIC,
        ),
        _source(
            "bank", Sector.PRIVATE, Instrument.LOAN, DebtTerms(0.1, 3, repayment=Repayment.EQUAL_PRINCIPAL)
        ),
        _source("owners", Sector.PRIVATE, Instrument.EQUITY),
        _source("consortium", Sector.PPP, Instrument.EQUITY),
    ),
    (
        _work(
            "road",
            "road",
            100.0,
            Mode.PUBLIC,
            cluster=A,
            profile=(0.5, 0.5),
            opex=2.0,
            benefit=30.0,
            provides={Service("water"): 60.0},
            admin_effort=3.0,
        ),
        _work(
            "plant",
            "wastewater",
            50.0,
            Mode.PRIVATE,
            cluster=A,
            opex=5.0,
            revenue=30.0,
            indivisible=True,
            requires=(ProjectId("road"),),
            admin_effort=2.0,
            vehicle=DEVELOPER,
        ),
        _work(
            "land",
            "land_preparation",
            10.0,
            Mode.PRIVATE,
            cluster=A,
            land=Land(5.0, fee=0.5),
            vehicle=DEVELOPER,
        ),
        _work(
            "office",
            "one_stop_office",
            4.0,
            Mode.PUBLIC,
            opex=1.0,
            jobs=7.0,
            value=3.0,
            indicators={"resilience": 2.0},
            committed=True,
            adds_admin_capacity=2.0,
        ),
        _work("lamps", "lighting", 6.0, Mode.PPP, opex=1.0),
    ),
    (
        Cluster(
            A,
            "A",
            demand=(
                Segment(
                    SegmentId("electronics"),
                    (0.0, 0.0, 4.0, 5.0, 5.0, 5.0),
                    price=2.0,
                    benefit_per_ha=4.0,
                    jobs_per_ha=10.0,
                    needs={Service("water"): 12.0},
                ),
            ),
        ),
    ),
    {Mode.PRIVATE: DeliveryMode(Mode.PRIVATE, (0.2,) * 6, depreciation_years=5, equity_return=0.1)},
    Assumptions(cost_of_public_funds=0.2),
    Limits(
        (0.0, 5.0, 27.0, 6.0, 6.0, 6.0),
        (20.0, 20.0, 0.0, 0.0, 0.0, 0.0),
        (5.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    ),
    (Target("grants", Measure("funding", {"source": frozenset({"budget"})}), at_most=89.0),),
)

D1, D2, D3, D4, D5 = (1.1**-year for year in range(1, 6))
OPERATION = D1 + D2 + D3 + D4 + D5
ODA = 0.05 * D1 + 1.05 * D2
PUBLIC_RUNNING = 4.0 * OPERATION + 2.0 * (OPERATION - D1)
"""Office (1) and availability (3) from year 1 on, road (2) from year 2 on."""

ECONOMIC = sum(
    (
        -50.0 - 50.0 * D1 + 28.0 * (OPERATION - D1),  # road
        -50.0 - 5.0 * OPERATION,  # plant
        -10.0 * D1 + 16.0 * (OPERATION - D1) + 4.0 * (D3 + D4 + D5),  # land: 4 ha, then 1 more
        -4.0 - OPERATION,  # office
        -6.0 - OPERATION,  # lamps
    )
)
OUTLAY = 39.0 + 50.0 * D1 + 20.0 * ODA + PUBLIC_RUNNING
# the bank's rate is the discount rate, so its money costs nothing extra; owners ask just that rate
COST = 20.0 * (ODA - 1.0) + 0.2 * OUTLAY

METRICS = {
    "economic_npv": ECONOMIC,
    "financial_npv": sum(
        (
            -50.0 - 50.0 * D1 - 2.0 * (OPERATION - D1),
            -50.0 + 25.0 * OPERATION,
            -10.0 * D1 + 10.0 * D2 + 4.5 * D3 + 2.5 * (D4 + D5),
            -4.0 - OPERATION,
            -6.0 - OPERATION,
        )
    ),
    "investment": 170.0,
    "funding": 171.0,
    "public_money": 59.0 + 50.0 * D1,
    "private_money": 52.0 + 10.0 * D1,
    "public_outlay": OUTLAY,
    "cost_of_funds": COST,
    "hectares": 5.0,
    "jobs": 57.0,
    "value": 3.0,
    "projects": 5.0,
    "resilience": 2.0,
}


def _draw(project: str, mode: Mode, source: str, year: int, amount: float) -> Draw:
    return Draw(ProjectId(project), mode, TrancheId(source), year, amount)


PLAN = Plan(
    PROBLEM,
    Kind.MILP,
    True,
    ECONOMIC - COST,
    ECONOMIC - COST,
    0.0,
    (ECONOMIC - COST,),
    METRICS,
    starts=(
        Start(ProjectId("road"), Mode.PUBLIC, 0, 1.0),
        Start(ProjectId("plant"), Mode.PRIVATE, 0, 1.0),
        Start(ProjectId("land"), Mode.PRIVATE, 1, 1.0),
        Start(ProjectId("office"), Mode.PUBLIC, 0, 1.0),
        Start(ProjectId("lamps"), Mode.PPP, 0, 1.0),
    ),
    draws=(
        _draw("road", Mode.PUBLIC, "budget", 0, 30.0),
        _draw("road", Mode.PUBLIC, "oda", 0, 20.0),
        _draw("road", Mode.PUBLIC, "budget", 1, 50.0),
        _draw("plant", Mode.PRIVATE, "budget", 0, 5.0),
        _draw("plant", Mode.PRIVATE, "bank", 0, 30.0),
        _draw("plant", Mode.PRIVATE, "owners", 0, 16.0),
        _draw("land", Mode.PRIVATE, "owners", 1, 10.0),
        _draw("office", Mode.PUBLIC, "budget", 0, 4.0),
        _draw("lamps", Mode.PPP, "consortium", 0, 6.0),
    ),
    leases=(
        Lease(ProjectId("land"), Mode.PRIVATE, SegmentId("electronics"), 2, 4.0),
        Lease(ProjectId("land"), Mode.PRIVATE, SegmentId("electronics"), 3, 1.0),
    ),
    paid_in=(PaidIn(ProjectId("plant"), Mode.PRIVATE, 0, 1.0),),
    books=(
        # revenue 30, 40, 34.5, 32.5, 32.5; opex 5; depreciation 10, then 12; interest 3, 2, 1
        Books(
            DEVELOPER,
            Mode.PRIVATE,
            (0.0, 2.4, 4.2, 3.3, 3.1, 3.1),
            (1.0, 0.6, 0.55, 0.0, 0.0, 0.0),
            (0.0, 10.0, 18.85, 15.75, 24.4, 24.4),
        ),
        Books(VehicleId("lamps"), Mode.PPP, NOTHING, NOTHING, (0.0, 2.0, 2.0, 2.0, 2.0, 2.0)),
    ),
    carries=(Carry(TrancheId("budget"), 0, 6.0),),
    limits=(LimitRow((Family.SOURCE_YEAR, "budget", 0), 45.0, float("-inf"), 45.0),),
)
