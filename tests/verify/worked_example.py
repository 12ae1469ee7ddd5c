"""A small province in nouns: every instrument, mode and limit of the planning model at once."""

from finance.cluster import Cluster, ClusterId, Segment, SegmentId, Service
from finance.delivery import DeliveryMode, Mode
from finance.horizon import Assumptions, Horizon, Yearly
from finance.project import CLASS_OF_KIND, Land, Option, Project, ProjectId, VehicleId
from finance.source import (
    DebtTerms,
    Eligibility,
    FundingSource,
    Instrument,
    Match,
    Obligor,
    Sector,
    SourceId,
    Tranche,
    TrancheId,
)
from optimizer.problem import Limits, Measure, Problem, Target

YEARS, INVEST = 30, 10


def level(amount: float) -> Yearly:
    """The same amount in every year."""
    return (amount,) * YEARS


def first(*amounts: float) -> Yearly:
    """Amounts from year 0 on, then nothing."""
    return (*amounts, *(0.0,) * (YEARS - len(amounts)))


def project(name: str, kind: str, capex: float, *modes: Option | Mode, **fields: object) -> Project:
    """A project with the usual defaults, public where no mode is named."""
    options = tuple(mode if isinstance(mode, Option) else Option(mode) for mode in modes or (Mode.PUBLIC,))
    return Project(
        ProjectId(name),
        name,
        kind,
        CLASS_OF_KIND[kind],
        capex,
        options,
        **{"earliest": 0, "latest": INVEST - 1, **fields},  # type: ignore[arg-type]
    )


def grant(name: str, ceiling: Yearly, **fields: object) -> FundingSource:
    """A public grant."""
    carry = float(fields.pop("carry_over", 0.0))  # type: ignore[arg-type]
    steps = (Tranche(TrancheId(name), ceiling, carry_over=carry),)
    return FundingSource(SourceId(name), name, Sector.PUBLIC, Instrument.GRANT, steps, **fields)  # type: ignore[arg-type]


def equity(
    name: str, sector: Sector, mode: Mode, rate: float, ceiling: float, **fields: object
) -> FundingSource:
    """Equity of investors, for one mode."""
    steps = (Tranche(TrancheId(name), level(ceiling), DebtTerms(rate, 20)),)
    eligible = Eligibility(modes=frozenset({mode}))
    return FundingSource(SourceId(name), name, sector, Instrument.EQUITY, steps, eligible=eligible, **fields)  # type: ignore[arg-type]


SOURCES = (
    grant(
        "central_support",
        first(40.0, 40.0, 40.0),
        eligible=Eligibility(kinds=frozenset({"wastewater", "road", "drainage"})),
        max_share=0.5,
    ),
    grant("provincial_budget", first(60.0, 65.0, 70.0, 75.0), carry_over=1.0),
    FundingSource(
        SourceId("oda_onlending"),
        "ODA on-lending",
        Sector.PUBLIC,
        Instrument.LOAN,
        (Tranche(TrancheId("oda_onlending"), level(50.0), DebtTerms(0.03, 20, 5, fx_depreciation=0.02)),),
        total=150.0,
        obligor=Obligor.PUBLIC,
        eligible=Eligibility(classes=frozenset({"infrastructure"})),
    ),
    equity("developer_equity", Sector.PRIVATE, Mode.PRIVATE, 0.14, 80.0),
    FundingSource(
        SourceId("bank_loan"),
        "Bank loan",
        Sector.PRIVATE,
        Instrument.LOAN,
        (
            Tranche(TrancheId("bank_loan.1"), level(60.0), DebtTerms(0.085, 10, 2), fee=0.01),
            Tranche(TrancheId("bank_loan.2"), level(80.0), DebtTerms(0.10, 10, 2), fee=0.01),
        ),
        eligible=Eligibility(modes=frozenset({Mode.PRIVATE, Mode.PPP})),
    ),
    equity(
        "ppp_equity",
        Sector.PPP,
        Mode.PPP,
        0.13,
        60.0,
        match=Match((SourceId("provincial_budget"), SourceId("central_support")), 0.2, per_project=False),
    ),
)

TAKE_UP = tuple(15.0 / (1.0 + 2.718281828459045 ** (-0.6 * (2027 + year - 2031))) for year in range(YEARS))

CLUSTER = Cluster(
    ClusterId("A"),
    "Cluster A",
    {Service("power"): 2.0},
    (
        Segment(
            SegmentId("electronics"),
            TAKE_UP,
            16.0,
            6.0,
            90.0,
            {
                Service("water"): 30.0,
                Service("wastewater"): 22.0,
                Service("power"): 0.4,
                Service("housing"): 30.0,
            },
        ),
    ),
)

A = ClusterId("A")
DEVELOPER = VehicleId("A-developer")

PROJECTS = (
    project("A-road", "road", 90.0, cluster=A, profile=(0.5, 0.5), opex=1.2, indivisible=True),
    project(
        "A-land",
        "land_preparation",
        230.0,
        Mode.PUBLIC,
        Mode.PRIVATE,
        Option(Mode.PPP, delay=1),
        cluster=A,
        profile=(0.4, 0.4, 0.2),
        opex=1.0,
        land=Land(35.0, fee=0.05),
        requires=(ProjectId("A-road"),),
        vehicle=DEVELOPER,
        admin_effort=6.0,
        indivisible=True,
    ),
    project(
        "A-wwtp",
        "wastewater",
        48.0,
        Mode.PUBLIC,
        Mode.PRIVATE,
        Option(Mode.PPP, capex_factor=0.95, availability=4.0),
        cluster=A,
        profile=(0.5, 0.5),
        opex=4.0,
        revenue=5.0,
        provides={Service("wastewater"): 1200.0},
        vehicle=DEVELOPER,
    ),
    project(
        "A-water", "water_supply", 30.0, cluster=A, opex=2.0, revenue=5.0, provides={Service("water"): 1500.0}
    ),
    project("A-power", "power", 20.0, cluster=A, opex=1.0, revenue=3.0, provides={Service("power"): 14.0}),
    project(
        "A-housing",
        "worker_housing",
        180.0,
        cluster=A,
        revenue=16.0,
        ramp=(0.4, 0.7, 1.0),
        benefit=8.0,
        provides={Service("housing"): 1600.0},
        earliest=1,
        latest=5,
        min_scale=0.5,
    ),
    project("cdc", "one_stop_office", 10.0, opex=2.0, adds_admin_capacity=6.0, committed=True),
)

PROBLEM = Problem(
    Horizon(2027, YEARS, INVEST),
    SOURCES,
    PROJECTS,
    (CLUSTER,),
    {
        Mode.PUBLIC: DeliveryMode(Mode.PUBLIC, level(0.0)),
        Mode.PPP: DeliveryMode(Mode.PPP, level(0.2), 0.5, 0.15, 1.2, equity_return=0.13),
        Mode.PRIVATE: DeliveryMode(Mode.PRIVATE, level(0.2), 0.3, 0.20, 1.25, equity_return=0.14),
    },
    Assumptions(0.10, 0.10, 0.04, 0.035, 0.035, 0.95, 0.2),
    Limits(
        (30.0, 40.0, *(float("inf"),) * (YEARS - 2)),
        level(150.0),
        level(8.0),
    ),
    (
        Target(
            "amenity share",
            Measure("investment", {"class": frozenset({"amenity"})}),
            at_least=0.15,
            of=Measure("investment"),
        ),
        Target("jobs by 2035", Measure("jobs", by=8), at_least=800.0),
    ),
)
