"""Invented problems, by seed: small, and with every field of the nouns in use somewhere."""

from dataclasses import dataclass
from random import Random

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
    Repayment,
    Sector,
    SourceId,
    Tranche,
    TrancheId,
)
from optimizer.problem import Goal, Limits, Measure, Problem, Target

KINDS = ("road", "wastewater", "power", "worker_housing", "training_centre")
SERVICES = (Service("water"), Service("power"))
CLUSTERS = (ClusterId("A"), ClusterId("B"))
INVESTORS = frozenset({Mode.PPP, Mode.PRIVATE})


@dataclass(frozen=True, slots=True)
class Draft:
    """What the parts of one invented problem share."""

    random: Random
    years: int
    invest: int

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return self.random.random() < share

    def amount(self, low: float, high: float) -> float:
        """An amount with two decimals."""
        return round(self.random.uniform(low, high), 2)

    def yearly(self, low: float, high: float) -> Yearly:
        """A different amount every year."""
        return tuple(self.amount(low, high) for _ in range(self.years))


def invented(seed: int) -> Problem:
    """A problem of a dozen works, nine sources, two clusters."""
    random = Random(seed)
    years = random.randint(10, 16)
    draft = Draft(random, years, random.randint(5, years - 3))
    works = tuple(_work(draft, number) for number in range(9)) + tuple(
        _land(draft, number, place) for number, place in enumerate(CLUSTERS)
    )
    return Problem(
        Horizon(2027, draft.years, draft.invest),
        _sources(draft),
        works,
        tuple(_cluster(draft, place) for place in CLUSTERS),
        {mode: _rules(draft, mode) for mode in Mode},
        Assumptions(
            draft.amount(0.01, 0.12),
            draft.amount(0.01, 0.12),
            draft.amount(0.01, 0.12),
            draft.amount(0.01, 0.12),
            draft.amount(0.01, 0.12),
            draft.amount(0.7, 1.0),
            draft.amount(0.0, 0.4),
        ),
        Limits(
            _some(draft, draft.yearly(5.0, 60.0)),
            _some(draft, draft.yearly(20.0, 200.0)),
            _some(draft, draft.yearly(3.0, 12.0)),
        ),
        _targets(draft),
        _goals(draft),
    )


def _some(draft: Draft, limits: Yearly) -> Yearly | None:
    """Limits in some years, in none, or not declared."""
    if draft.chance(0.3):
        return None
    return tuple(limit if draft.chance(0.7) else float("inf") for limit in limits)


def _rules(draft: Draft, mode: Mode) -> DeliveryMode:
    tax = tuple(draft.random.choice((0.0, 0.1, 0.2)) for _ in range(draft.years))
    return DeliveryMode(
        mode,
        tax,
        draft.random.choice((None, 0.3, 0.8)),
        draft.random.choice((None, 0.1, 0.25)) if mode is not Mode.PUBLIC else None,
        draft.random.choice((0.0, 1.0, 1.3)),
        draft.chance(0.5),
        draft.random.choice((0.0, 0.5)),
        draft.random.choice((0.0, 0.05, 0.12)),
        draft.random.randint(2, 20),
    )


def _options(draft: Draft) -> tuple[Option, ...]:
    modes = draft.random.sample(list(Mode), draft.random.randint(1, 3))
    return tuple(
        Option(
            mode,
            draft.amount(0.8, 1.2),
            draft.amount(0.8, 1.2),
            draft.amount(2.0, 12.0) if mode is Mode.PPP else 0.0,
            draft.random.randint(0, 1),
        )
        for mode in modes
    )


def _work(draft: Draft, number: int) -> Project:
    random = draft.random
    kind = random.choice(KINDS)
    profile = random.choice(((1.0,), (0.5, 0.5), (0.4, 0.4, 0.2)))
    fixed = random.randint(0, draft.invest - len(profile) - 1)
    is_nominal = draft.chance(0.2)
    earliest, latest = (fixed, fixed) if is_nominal else (random.randint(0, 2), draft.invest - 1)
    return Project(
        ProjectId(f"P{number}"),
        f"Work {number}",
        kind,
        CLASS_OF_KIND[kind],
        draft.amount(10.0, 60.0),
        _options(draft),
        earliest,
        latest,
        random.choice((None, *CLUSTERS)),
        profile,
        is_nominal,
        draft.amount(0.2, 2.0),
        draft.amount(0.0, 12.0),
        random.choice(((1.0,), (0.5, 0.8, 1.0))),
        draft.amount(1.0, 14.0),
        random.choice((None, 3, 6)),
        draft.amount(0.0, 5.0),
        draft.amount(0.0, 30.0),
        {"resilience": draft.amount(1.0, 9.0)} if draft.chance(0.4) else {},
        draft.chance(0.2),
        random.choice((None, None, 0.3)),
        number == 0 and draft.chance(0.3),
        random.choice((None, None, "either")),
        (ProjectId(f"P{number - 1}"),) if number and draft.chance(0.2) else (),
        {random.choice(SERVICES): draft.amount(50.0, 400.0)} if draft.chance(0.6) else {},
        None,
        draft.amount(0.0, 4.0),
        draft.amount(0.0, 3.0) if kind == "training_centre" else 0.0,
        random.choice((None, VehicleId("developer"))),
    )


def _land(draft: Draft, number: int, place: ClusterId) -> Project:
    return Project(
        ProjectId(f"L{number}"),
        f"Land {place}",
        "land_preparation",
        CLASS_OF_KIND["land_preparation"],
        draft.amount(30.0, 90.0),
        _options(draft),
        0,
        draft.invest - 1,
        place,
        (0.6, 0.4),
        opex=draft.amount(0.0, 1.0),
        land=Land(draft.amount(10.0, 30.0), draft.random.choice((None, 9.5)), draft.amount(0.0, 0.4)),
        vehicle=draft.random.choice((None, VehicleId("developer"))),
    )


def _cluster(draft: Draft, place: ClusterId) -> Cluster:
    segments = tuple(
        Segment(
            SegmentId(name),
            tuple(min(20.0, speed * year) for year in range(draft.years)),
            draft.amount(3.0, 16.0),
            draft.amount(0.0, 5.0),
            draft.amount(10.0, 90.0),
            {service: draft.amount(1.0, 30.0) for service in SERVICES if draft.chance(0.6)},
        )
        for name, speed in (("electronics", 1.5), ("textiles", 2.5))
    )
    return Cluster(place, f"Cluster {place}", {SERVICES[0]: draft.amount(0.0, 120.0)}, segments)


def _terms(draft: Draft) -> DebtTerms:
    return DebtTerms(
        draft.random.choice((0.0, 0.03, 0.09)),
        draft.random.randint(3, 5),
        draft.random.randint(0, 2),
        draft.random.choice(list(Repayment)),
        draft.random.choice((0.0, 0.02)),
    )


def _sources(draft: Draft) -> tuple[FundingSource, ...]:
    """Grants, loans of every kind, equity of every sector; the first is plenty, so that plans exist."""
    money = (
        ("treasury", Sector.PUBLIC, Instrument.GRANT),
        ("programme", Sector.PUBLIC, Instrument.GRANT),
        ("oda", Sector.PUBLIC, Instrument.LOAN),
        ("bond", Sector.PUBLIC, Instrument.BOND),
        ("state_equity", Sector.PUBLIC, Instrument.EQUITY),
        ("bank", Sector.PRIVATE, Instrument.LOAN),
        ("tenants", Sector.PRIVATE, Instrument.PREPAYMENT),
        ("developer", Sector.PRIVATE, Instrument.EQUITY),
        ("consortium", Sector.PPP, Instrument.EQUITY),
    )
    return tuple(_source(draft, *facts) for facts in money)


def _source(draft: Draft, name: str, sector: Sector, instrument: Instrument) -> FundingSource:
    random, plenty = draft.random, name == "treasury"
    steps = 1 if plenty else random.choice((1, 1, 2))
    tranches = tuple(
        Tranche(
            TrancheId(name if steps == 1 else f"{name}.{step + 1}"),
            None if draft.chance(0.2) and not plenty else draft.yearly(5.0, 60.0 if plenty else 25.0),
            _paid_back(draft, instrument),
            random.choice((0.0, 0.5, 1.0)),
            random.choice((0.0, 0.01)),
            random.choice((None, None, 0.07)),
        )
        for step in range(steps)
    )
    investors = sector is not Sector.PUBLIC and instrument is Instrument.EQUITY
    kinds = frozenset(random.sample([*KINDS, "land_preparation"], 4))
    return FundingSource(
        SourceId(name),
        name.title(),
        sector,
        instrument,
        tranches,
        total=draft.amount(60.0, 150.0) if draft.chance(0.4) and not plenty else None,
        floor=draft.amount(0.0, 5.0) if draft.chance(0.1) else None,
        obligor=Obligor.PUBLIC if draft.chance(0.3) and sector is Sector.PUBLIC else Obligor.PROJECT,
        eligible=Eligibility(
            kinds=kinds if draft.chance(0.3) and not plenty else None,
            modes=INVESTORS if investors else None,
        ),
        max_share=random.choice((None, 0.4)) if not plenty else None,
        min_share=0.05 if draft.chance(0.1) and not plenty else None,
        match=_match(draft, plenty=plenty),
    )


def _paid_back(draft: Draft, instrument: Instrument) -> DebtTerms | None:
    if instrument.is_debt:
        return _terms(draft)
    if instrument is Instrument.GRANT or draft.chance(0.3):
        return None
    return DebtTerms(draft.amount(0.0, 0.15), draft.random.choice((5, 20)))


def _match(draft: Draft, *, plenty: bool) -> Match | None:
    if plenty or draft.chance(0.7):
        return None
    return Match((SourceId("treasury"), SourceId("bank")), draft.amount(0.1, 1.0), draft.chance(0.5))


def _targets(draft: Draft) -> tuple[Target, ...]:
    last = draft.invest - 1
    return (
        Target(
            "amenities",
            Measure("investment", {"class": frozenset({"amenity"})}, by=last),
            at_most=0.6,
            of=Measure("investment", by=last),
        ),
        Target(
            "jobs", Measure("jobs", {"cluster": frozenset({"A"})}, by=last), at_least=draft.amount(0.0, 5.0)
        ),
        Target("bank", Measure("funding", {"source": frozenset({"bank", "oda.1"})}), at_most=40.0),
        Target(
            "premium",
            Measure("cost_of_funds", {"sector": frozenset({"public"}), "mode": frozenset({"ppp", "public"})}),
            at_most=30.0,
        ),
        Target(
            "outlay", Measure("public_outlay", {"kind": frozenset({"power", "road"})}, by=2), at_most=50.0
        ),
        Target("loans", Measure("private_money", {"instrument": frozenset({"loan"})}), at_most=80.0),
    )


def _goals(draft: Draft) -> tuple[Goal, ...]:
    first: Goal = draft.random.choice(
        (
            (("economic_npv", 1.0), ("cost_of_funds", -1.0)),
            (("jobs", 1.0), ("value", 3.0), ("public_outlay", -0.5)),
            (("private_money", 1.0), ("financial_npv", 0.5)),
            (("projects", 5.0), ("hectares", 1.0), ("investment", 0.3), ("funding", -0.2)),
        )
    )
    return (first, (("public_money", -1.0),)) if draft.chance(0.3) else (first,)
