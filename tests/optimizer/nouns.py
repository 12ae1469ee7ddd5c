"""Short ways to say the nouns of a problem, for tests: what is not said is the plainest value."""

from finance.cluster import Cluster, ClusterId, Segment, SegmentId, Service
from finance.delivery import DeliveryMode, Mode
from finance.horizon import Assumptions, Horizon, Yearly
from finance.project import CLASS_OF_KIND, Option, Project, ProjectId
from finance.source import DebtTerms, FundingSource, Instrument, Sector, SourceId, Tranche, TrancheId
from optimizer.problem import DEFAULT_GOAL, Goal, Limits, Problem, SolveOptions, Target

PRICES = Assumptions(inflation_capex=0.1, inflation_opex=0.2, inflation_revenue=0.3)
"""Three inflations that cannot be taken for each other."""


def project(
    id: str, capex: float = 100.0, *modes: Mode | Option, kind: str = "road", **rest: object
) -> Project:
    """A project, public where no mode is named, free to start in any year."""
    options = tuple(Option(m) if isinstance(m, Mode) else m for m in modes or (Mode.PUBLIC,))
    rest = {"earliest": 0, "latest": 99, **rest}
    return Project(ProjectId(id), id, kind, CLASS_OF_KIND[kind], capex, options, **rest)  # type: ignore[arg-type]


def source(
    id: str,
    instrument: Instrument = Instrument.GRANT,
    ceiling: Yearly | None = None,
    terms: DebtTerms | None = None,
    sector: Sector = Sector.PUBLIC,
    *,
    steps: tuple[Yearly | None, ...] | None = None,
    fee: float = 0.0,
    carry_over: float = 0.0,
    premium: float | None = None,
    **rest: object,
) -> FundingSource:
    """A source of one tranche, or of one tranche per ceiling in `steps`."""
    if steps is None:
        tranches = (Tranche(TrancheId(id), ceiling, terms, carry_over, fee, premium),)
    else:
        tranches = tuple(
            Tranche(TrancheId(f"{id}.{n}"), step, terms, carry_over, fee, premium)
            for n, step in enumerate(steps, start=1)
        )
    return FundingSource(SourceId(id), id, sector, instrument, tranches, **rest)  # type: ignore[arg-type]


def equity(
    id: str, ceiling: Yearly | None = None, sector: Sector = Sector.PPP, **rest: object
) -> FundingSource:
    """Investors' equity."""
    return source(id, Instrument.EQUITY, ceiling, None, sector, **rest)  # type: ignore[arg-type]


def loan(
    id: str, terms: DebtTerms, ceiling: Yearly | None = None, sector: Sector = Sector.PRIVATE, **rest: object
) -> FundingSource:
    """A loan."""
    return source(id, Instrument.LOAN, ceiling, terms, sector, **rest)  # type: ignore[arg-type]


def rules(mode: Mode, years: int, tax: Yearly | None = None, **rest: object) -> dict[Mode, DeliveryMode]:
    """The rules of one mode, untaxed where nothing is said."""
    return {mode: DeliveryMode(mode, (0.0,) * years if tax is None else tax, **rest)}  # type: ignore[arg-type]


def segment(id: str, take_up: Yearly, needs: dict[str, float] | None = None, **rest: float) -> Segment:
    """A group of tenants."""
    return Segment(SegmentId(id), take_up, needs={Service(s): n for s, n in (needs or {}).items()}, **rest)


def cluster(id: str, *demand: Segment, **existing: float) -> Cluster:
    """A cluster with what stands there already."""
    return Cluster(ClusterId(id), id, {Service(s): n for s, n in existing.items()}, demand)


def problem(
    years: int,
    invest: int,
    sources: tuple[FundingSource, ...],
    projects: tuple[Project, ...],
    *,
    clusters: tuple[Cluster, ...] = (),
    delivery: dict[Mode, DeliveryMode] | None = None,
    assumptions: Assumptions = PRICES,
    limits: Limits | None = None,
    targets: tuple[Target, ...] = (),
    goals: tuple[Goal, ...] = (DEFAULT_GOAL,),
    options: SolveOptions | None = None,
) -> Problem:
    """A problem that begins in 2027."""
    return Problem(
        Horizon(2027, years, invest), sources, projects, clusters, delivery or {}, assumptions,
        limits or Limits(), targets, goals, options or SolveOptions(gap=1e-9),
    )  # fmt: skip
