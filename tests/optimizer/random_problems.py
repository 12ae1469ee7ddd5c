"""Random small problems with all that a scenario can say: every instrument, mode, limit and target.

A problem is made from one number, so that a failure is told by it. Most problems have a plan; some ask for too
much.
"""

from dataclasses import replace
from math import inf
from random import Random

from hypothesis import strategies as st

from finance.cluster import Cluster, ClusterId, Segment, SegmentId, Service
from finance.delivery import ConstructionInterest, DeliveryMode, Depreciation, Mode
from finance.horizon import Assumptions, Horizon, Yearly
from finance.project import CLASS_OF_KIND, Land, Option, Overhaul, Project, ProjectId, VehicleId
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

SEEDS = st.integers(0, 2**40)
KINDS = ("road", "wastewater", "water_supply", "worker_housing", "one_stop_office")
SERVICES = ("water", "wastewater", "housing")


def random_problem(seed: int, *, whole: bool = True, goals: tuple[Goal, ...] | None = None) -> Problem:
    """The problem of a seed; with `whole` false every work is divisible."""
    dice = Random(seed)
    years = dice.randint(4, 8)
    horizon = Horizon(2027, years, dice.randint(2, years))
    homes = ["A", "B"][: dice.choice([0, 1, 1, 2])]
    clusters = tuple(_cluster(dice, home, years) for home in homes)
    projects = [
        _project(dice, f"p{n}", horizon, homes, whole=whole, before=n) for n in range(dice.randint(2, 5))
    ]
    projects += [_land(dice, f"land {home}", horizon, home, whole=whole) for home in homes]
    ids = [project.id for project in projects]
    usual = dice.choice([(DEFAULT_GOAL,)] * 3 + [((("financial_npv", 1.0), ("value", 0.5)),)])
    plain = Problem(
        horizon=horizon,
        sources=_sources(dice, years, ids),
        projects=tuple(projects),
        clusters=clusters,
        delivery={mode: _rules(dice, mode, years) for mode in Mode if dice.random() < 0.8},
        assumptions=Assumptions(
            social_discount_rate=_share(dice, 0.12), discount_rate=_share(dice, 0.12),
            inflation_capex=_share(dice, 0.06), inflation_opex=_share(dice, 0.06),
            inflation_revenue=_share(dice, 0.06), conversion_factor=0.8 + _share(dice, 0.2),
            cost_of_public_funds=_share(dice, 0.3),
        ),
        limits=_limits(dice, years),
        targets=_targets(dice, years, ids),
        goals=goals or usual,
        options=SolveOptions(gap=1e-9, time_limit=20.0),
    )  # fmt: skip
    return exacting(plain, dice) if dice.random() < 0.4 else plain


def exacting(problem: Problem, dice: Random) -> Problem:
    """The problem with large repairs and the rules of books that a lender or a tax office adds."""

    def ruled(rule: DeliveryMode) -> DeliveryMode:
        return replace(
            rule,
            maintenance_years=dice.choice([0, 1, 2, 4]),
            lock_up=dice.choice([None, 0.0, 1.0, 1.1]),
            deposit_rate=dice.choice([0.0, 0.03]),
            working_capital_days=dice.choice([0.0, 30.0, 90.0]),
            preferential_tax_rate=dice.choice([None, 0.1, 0.17]),
            preferential_years=dice.choice([2, 10]),
            depreciation=dice.choice(list(Depreciation)),
            depreciation_factor=dice.choice([None, 1.2, 2.0]),
            grants_reduce_depreciation=dice.random() < 0.5,
            interest_during_construction=dice.choice(list(ConstructionInterest)),
        )

    def repaired(project: Project) -> Project:
        plan = Overhaul(dice.randint(1, 3), _amount(dice, 0.0, 6.0))
        return replace(project, overhaul=dice.choice([None, plan]))

    return replace(
        problem,
        projects=tuple(repaired(project) for project in problem.projects),
        delivery={
            mode: rule if mode is Mode.PUBLIC else ruled(rule) for mode, rule in problem.delivery.items()
        },
    )


def _amount(dice: Random, low: float, high: float) -> float:
    return round(dice.uniform(low, high), 2)


def _share(dice: Random, high: float) -> float:
    return dice.choice([0.0, round(dice.uniform(0.0, high), 3), round(dice.uniform(0.0, high), 3)])


def _yearly(dice: Random, years: int, low: float, high: float) -> Yearly:
    if dice.random() < 0.5:
        return (_amount(dice, low, high),) * years
    return tuple(dice.choice([0.0, _amount(dice, low, high), _amount(dice, low, high)]) for _ in range(years))


def _cluster(dice: Random, home: str, years: int) -> Cluster:
    segments = []
    for name in ("light", "heavy")[: dice.randint(1, 2)]:
        steps = [_amount(dice, 0.0, 4.0) for _ in range(years)]
        needs = {Service(s): _amount(dice, 0.5, 3.0) for s in SERVICES if dice.random() < 0.5}
        segments.append(
            Segment(
                SegmentId(name), tuple(sum(steps[: t + 1]) for t in range(years)), _amount(dice, 0.0, 20.0),
                _amount(dice, 0.0, 12.0), _amount(dice, 0.0, 90.0), needs,
            )
        )  # fmt: skip
    existing = {Service(s): _amount(dice, 0.0, 8.0) for s in SERVICES if dice.random() < 0.6}
    return Cluster(ClusterId(home), home, existing, tuple(segments))


def _options(dice: Random, *, may_wait: bool = True) -> tuple[Option, ...]:
    modes = dice.sample(list(Mode), dice.choice([1, 1, 2, 3]))
    return tuple(
        Option(
            mode,
            capex_factor=dice.choice([1.0, 0.9]),
            opex_factor=dice.choice([1.0, 0.8]),
            availability=dice.choice([0.0, _amount(dice, 1.0, 12.0)]) if mode is Mode.PPP else 0.0,
            delay=dice.choice([0, 0, 1]) if may_wait else 0,
        )
        for mode in modes
    )


def _construction(dice: Random, horizon: Horizon) -> tuple[float, ...]:
    return dice.choice([(1.0,), (0.5, 0.5), (0.25, 0.75)][: 3 if horizon.invest_years > 2 else 1])


def _project(
    dice: Random, name: str, horizon: Horizon, homes: list[str], *, whole: bool, before: int
) -> Project:
    kind = dice.choice(KINDS)
    profile = _construction(dice, horizon)
    earliest = dice.choice([0, 0, 0, 1])
    is_nominal = dice.random() < 0.15
    provides = {Service(s): _amount(dice, 4.0, 40.0) for s in SERVICES if dice.random() < 0.5}
    home = ClusterId(dice.choice(homes)) if homes and dice.random() < 0.8 else None
    return Project(
        ProjectId(name), name, kind, CLASS_OF_KIND[kind], _amount(dice, 10.0, 80.0),
        _options(dice, may_wait=not is_nominal),
        earliest=earliest,
        latest=earliest if is_nominal else min(horizon.invest_years - 1, dice.choice([99, earliest + 1])),
        cluster=home,
        profile=profile, is_nominal=is_nominal, opex=_amount(dice, 0.0, 5.0),
        revenue=dice.choice([0.0, _amount(dice, 2.0, 30.0), _amount(dice, 10.0, 40.0)]),
        ramp=dice.choice([(1.0,), (0.4, 0.8, 1.0)]), benefit=_amount(dice, 0.0, 25.0),
        life=dice.choice([None, None, 2]), value=_amount(dice, 0.0, 20.0), jobs=_amount(dice, 0.0, 50.0),
        indicators={"safety": _amount(dice, 0.0, 5.0)} if dice.random() < 0.3 else {},
        indivisible=whole and dice.random() < 0.3, min_scale=0.4 if whole and dice.random() < 0.2 else None,
        committed=dice.random() < 0.04, exclusive="either" if dice.random() < 0.2 else None,
        requires=(ProjectId(f"p{dice.randrange(before)}"),) if before and dice.random() < 0.25 else (),
        provides=provides if home else {}, admin_effort=_amount(dice, 0.0, 4.0),
        adds_admin_capacity=_amount(dice, 0.0, 3.0) if kind == "one_stop_office" else 0.0,
        vehicle=VehicleId("company") if dice.random() < 0.4 else None,
    )  # fmt: skip


def _land(dice: Random, name: str, horizon: Horizon, home: str, *, whole: bool) -> Project:
    land = Land(
        _amount(dice, 3.0, 15.0),
        price=dice.choice([None, _amount(dice, 0.0, 25.0)]),
        fee=dice.choice([0.0, _amount(dice, 0.0, 1.0)]),
    )  # fmt: skip
    return Project(
        ProjectId(name), name, "land_preparation", CLASS_OF_KIND["land_preparation"], _amount(dice, 20.0, 80.0),
        _options(dice), 0, horizon.invest_years - 1, ClusterId(home), _construction(dice, horizon),
        opex=_amount(dice, 0.0, 2.0), indivisible=whole and dice.random() < 0.2, land=land,
        requires=(ProjectId("p0"),) if dice.random() < 0.3 else (),
        vehicle=VehicleId("company") if dice.random() < 0.5 else None,
    )  # fmt: skip


def _rules(dice: Random, mode: Mode, years: int) -> DeliveryMode:
    if mode is Mode.PUBLIC:
        return DeliveryMode(mode, (0.0,) * years)
    return DeliveryMode(
        mode,
        dice.choice([(0.0,) * years, (0.2,) * years, (0.0, 0.1, *(0.2,) * (years - 2))]),
        state_share=dice.choice([None, 0.3, 0.6]),
        equity_share=dice.choice([None, 0.15, 0.3]),
        dscr=dice.choice([1.0, 1.2]),
        reserve=dice.random() < 0.7,
        dsra=dice.choice([0.0, 0.0, 0.5]),
        equity_return=_share(dice, 0.14),
        depreciation_years=dice.choice([2, 5, 20]),
    )


def _terms(dice: Random, longest: int) -> DebtTerms:
    tenor = dice.randint(1, longest)
    return DebtTerms(
        _share(dice, 0.12),
        tenor,
        dice.randrange(tenor),
        dice.choice(list(Repayment)),
        dice.choice([0.0, 0.0, 0.03]),
    )


def _eligible(dice: Random, ids: list[ProjectId]) -> Eligibility:
    return dice.choice([
        Eligibility(),
        Eligibility(),
        Eligibility(projects=frozenset(dice.sample(ids, max(1, len(ids) - 1)))),
        Eligibility(modes=frozenset({Mode.PPP, Mode.PRIVATE})),
        Eligibility(classes=frozenset({"infrastructure", "amenity"})),
        Eligibility(kinds=frozenset({*KINDS[:3], "land_preparation"})),
        Eligibility(clusters=frozenset({"A"}) if "land A" in ids else None),
    ])  # fmt: skip


def _sources(dice: Random, years: int, ids: list[ProjectId]) -> tuple[FundingSource, ...]:
    grant = FundingSource(
        SourceId("budget"), "budget", Sector.PUBLIC, Instrument.GRANT,
        (Tranche(TrancheId("budget"), _yearly(dice, years, 5.0, 60.0), None, _share(dice, 1.0)),),
        total=dice.choice([None, _amount(dice, 30.0, 200.0)]),
    )  # fmt: skip
    support = FundingSource(
        SourceId("support"), "support", Sector.PUBLIC, dice.choice([Instrument.GRANT, Instrument.EQUITY]),
        (Tranche(TrancheId("support"), _yearly(dice, years, 5.0, 40.0), None, fee=_share(dice, 0.05)),),
        eligible=_eligible(dice, ids), max_share=dice.choice([None, 0.5]),
        match=dice.choice([None, Match((SourceId("budget"),), 0.25, per_project=dice.random() < 0.5)]),
    )  # fmt: skip
    equity = FundingSource(
        SourceId("equity"), "equity", dice.choice([Sector.PRIVATE, Sector.PPP]), Instrument.EQUITY,
        (Tranche(
            TrancheId("equity"), _yearly(dice, years, 5.0, 40.0), dice.choice([None, DebtTerms(0.14, 20)]),
            fee=dice.choice([0.0, 0.0, 0.02]),
        ),),
        eligible=Eligibility(modes=frozenset({Mode.PPP, Mode.PRIVATE})),
    )  # fmt: skip
    terms = _terms(dice, years - 2)
    bank = FundingSource(
        SourceId("bank"), "bank", Sector.PRIVATE,
        dice.choice([Instrument.LOAN, Instrument.BOND, Instrument.PREPAYMENT]),
        (
            Tranche(TrancheId("bank.1"), _yearly(dice, years, 5.0, 30.0), terms, fee=0.01),
            Tranche(
                TrancheId("bank.2"), dice.choice([None, _yearly(dice, years, 5.0, 60.0)]),
                DebtTerms(terms.rate + 0.02, terms.tenor, terms.grace, terms.repayment), fee=0.01,
                premium=dice.choice([None, None, 0.05]),
            ),
        ),
        total=dice.choice([None, _amount(dice, 20.0, 90.0)]),
        floor=dice.choice([None, None, None, _amount(dice, 0.0, 8.0)]),
        eligible=_eligible(dice, ids), max_share=dice.choice([None, 0.7]),
        min_share=dice.choice([None, None, None, 0.1]),
        match=dice.choice(
            [None, None, Match((SourceId("equity"), SourceId("budget")), 0.3, per_project=dice.random() < 0.5)]
        ),
    )  # fmt: skip
    own = dice.random() < 0.3
    oda = FundingSource(
        SourceId("oda"), "oda", Sector.PUBLIC, Instrument.LOAN,
        (Tranche(TrancheId("oda"), _yearly(dice, years, 5.0, 50.0), _terms(dice, years - 2 if own else 15)),),
        obligor=Obligor.PROJECT if own else Obligor.PUBLIC, eligible=_eligible(dice, ids),
    )  # fmt: skip
    kept = [s for s in (grant, support, equity, bank, oda) if dice.random() < 0.85] or [grant]
    present = {s.id for s in kept}
    # a match asks for partners that exist
    return tuple(
        s if s.match is None or present >= set(s.match.partners) else replace(s, match=None) for s in kept
    )


def _limits(dice: Random, years: int) -> Limits:
    def some(low: float, high: float) -> Yearly | None:
        if dice.random() < 0.5:
            return None
        return tuple(inf if dice.random() < 0.3 else _amount(dice, low, high) for _ in range(years))

    return Limits(recurrent=some(2.0, 30.0), public_debt=some(10.0, 120.0), admin_capacity=some(3.0, 12.0))


def _targets(dice: Random, years: int, ids: list[ProjectId]) -> tuple[Target, ...]:
    one = {"project": frozenset({dice.choice(ids)})}
    amenity, debt = {"class": frozenset({"amenity"})}, {"instrument": frozenset({"loan", "bond"})}
    built = {"mode": frozenset({"ppp", "public"})}
    menu = (
        Target("amenities", Measure("investment", amenity), at_least=0.1, of=Measure("investment")),
        Target("not all in one", Measure("investment", one), at_most=0.7, of=Measure("investment")),
        Target("jobs soon", Measure("jobs", {}, dice.randrange(years)), at_least=_amount(dice, 0.0, 10.0)),
        Target("outlay", Measure("public_outlay"), at_most=_amount(dice, 20.0, 150.0)),
        Target("loans", Measure("funding", debt), at_most=_amount(dice, 10.0, 90.0)),
        Target("land", Measure("hectares", built), at_most=_amount(dice, 2.0, 20.0)),
        Target("early works", Measure("projects", {}, dice.randrange(years)), at_least=0.05, at_most=3.0),
        Target("private first", Measure("private_money"), at_least=0.2, of=Measure("public_money")),
    )  # fmt: skip
    return tuple(target for target in menu if dice.random() < 0.12)
