"""One toy problem per limit family, as few years as show it, with a point that keeps the family's rows and one
that breaks them. The rows themselves stand in `golden/`, worked out by hand from the page of the model.

Points name columns as the rows do; a column that is not named is 0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from finance.cluster import ClusterId
from finance.delivery import Mode
from finance.project import Land, Option, Overhaul, VehicleId
from finance.source import DebtTerms, Eligibility, Match, Obligor, Repayment, Sector, SourceId
from optimizer.build import build
from optimizer.families import goals
from optimizer.matrix import LinearProgram, join
from optimizer.plan import Family
from optimizer.problem import Limits, Measure, Problem, Target
from tests.optimizer.nouns import cluster, equity, loan, problem, project, rules, segment, source

Point = dict[str, float]

PUBLIC, PPP, PRIVATE = Mode.PUBLIC, Mode.PPP, Mode.PRIVATE
U = VehicleId("u")
BULLET, EQUAL = Repayment.BULLET, Repayment.EQUAL_PRINCIPAL


@dataclass(frozen=True)
class Toy:
    """A problem that shows a family, a point inside its rows and one outside."""

    programme: Callable[[], LinearProgram]
    keeps: Point
    breaks: Point


def _toy(posed: Problem, keeps: Point, breaks: Point) -> Toy:
    return Toy(lambda: build(posed), keeps, breaks)


def _modes(*modes: Mode) -> Eligibility:
    return Eligibility(modes=frozenset(modes))


def _only(*projects: str) -> Eligibility:
    return Eligibility(projects=frozenset(projects))


# a: free, its ppp procedures take a year; b: two years of construction, committed; c: cannot be finished in time
START_ONCE = _toy(
    problem(2, 2, (source("s"),), (
        project("a", 100.0, PUBLIC, Option(PPP, delay=1)),
        project("b", profile=(0.5, 0.5), committed=True),
        project("c", profile=(0.4, 0.3, 0.3)),
    )),
    {"start(a,public,2028)": 0.4, "start(a,ppp,2028)": 0.6, "start(b,public,2027)": 1},
    {"start(a,public,2027)": 0.6, "start(a,ppp,2028)": 0.6, "start(b,public,2027)": 1},
)  # fmt: skip

# a and b are two routes of one road
EXCLUSIVE = _toy(
    problem(2, 2, (source("s"),), (
        project("a", exclusive="route"), project("b", 100.0, PPP, exclusive="route"), project("c"),
    )),
    {"start(a,public,2027)": 1, "start(c,public,2027)": 1},
    {"start(a,public,2027)": 1, "start(b,ppp,2028)": 0.1},
)  # fmt: skip

# a: nothing or at least 40 %; b: whole or not at all, so its share needs no switch
MIN_SCALE = _toy(
    problem(
        2, 2, (source("s"),), (project("a", min_scale=0.4), project("b", min_scale=0.4, indivisible=True))
    ),
    {"start(a,public,2027)": 0.3, "start(a,public,2028)": 0.1, "scale(a)": 1},
    {"start(a,public,2027)": 0.3, "scale(a)": 1},
)

# a: 100 in shares 0.6 and 0.4, prices grow 10 % a year, half the cost if private; b: 5 and 7 in money of the day
USES_AND_SOURCES = _toy(
    problem(3, 3, (source("g"), equity("e", eligible=_modes(PRIVATE), fee=0.05)), (
        project("a", 100.0, PUBLIC, Option(PRIVATE, capex_factor=0.5), profile=(0.6, 0.4)),
        project("b", 12.0, profile=(5 / 12, 7 / 12), is_nominal=True, latest=0),
    )),
    {"start(a,public,2027)": 0.5, "fund(a,public,g,2027)": 30, "fund(a,public,g,2028)": 22,
     "fund(a,private,e,2028)": 20, "working_capital(a,private,2028)": 19},
    {"start(a,public,2027)": 0.5, "fund(a,public,g,2027)": 30, "fund(a,public,g,2028)": 21},
)  # fmt: skip

# only the equity that reaches the project pays for losses
WORKING_CAPITAL = _toy(
    problem(2, 2, (source("g"), equity("e", fee=0.05)), (project("a", 100.0, PRIVATE),)),
    {"fund(a,private,e,2027)": 20, "working_capital(a,private,2027)": 19},
    {"fund(a,private,g,2027)": 20, "working_capital(a,private,2027)": 19},
)

# s keeps half of what is unused; the bank has two steps; free has no ceiling
SOURCE_YEAR = _toy(
    problem(3, 3, (
        source("s", ceiling=(40.0, 50.0, 60.0), carry_over=0.5),
        loan("bank", DebtTerms(0.1, 1), steps=((20.0,) * 3, (30.0, 0.0, 0.0)), eligible=_only("b")),
        source("free"),
    ), (project("a"), project("b"))),
    {"fund(a,public,s,2027)": 10, "carry(s,2027)": 30, "fund(a,public,s,2028)": 40, "fund(b,public,s,2028)": 25,
     "fund(b,public,bank.1,2028)": 20},
    {"fund(a,public,s,2027)": 10, "fund(b,public,s,2028)": 50.1},
)  # fmt: skip

SOURCE_TOTAL = _toy(
    problem(
        2, 2, (loan("bank", DebtTerms(0.1, 5), steps=(None, None), total=70.0),), (project("a"), project("b"))
    ),
    {"fund(a,public,bank.1,2027)": 30, "fund(b,public,bank.2,2028)": 40},
    {"fund(a,public,bank.1,2027)": 40, "fund(b,public,bank.2,2028)": 40},
)

SOURCE_FLOOR = _toy(
    problem(
        2, 2, (loan("bank", DebtTerms(0.1, 5), steps=(None, None), floor=10.0),), (project("a"), project("b"))
    ),
    {"fund(a,public,bank.1,2027)": 4, "fund(b,public,bank.2,2028)": 6},
    {"fund(a,public,bank.1,2027)": 4},
)

# of the cost in money of the day: 100 or 110; ppp costs 80 %, and its bank must be repaid by 2028
# c starts too late for any draw to be repaid; the row stays, and keeps it from starting without the bank
_SHARED = (
    project("a", 100.0, PUBLIC, Option(PPP, capex_factor=0.8)), project("b"), project("c", 100.0, PPP, earliest=1),
)  # fmt: skip
MAX_SHARE = _toy(
    problem(2, 2, (
        loan("bank", DebtTerms(0.1, 1), steps=(None, None), max_share=0.5, eligible=_only("a", "c")), source("g"),
    ), _SHARED),
    {"start(a,public,2028)": 1, "fund(a,public,bank.1,2027)": 20, "fund(a,public,bank.2,2028)": 35},
    {"start(a,public,2028)": 1, "fund(a,public,bank.1,2027)": 20, "fund(a,public,bank.2,2028)": 36},
)  # fmt: skip
MIN_SHARE = _toy(
    problem(2, 2, (
        loan("bank", DebtTerms(0.1, 1), steps=(None, None), min_share=0.2, eligible=_only("a", "c")), source("g"),
    ), _SHARED),
    {"start(a,ppp,2027)": 1, "fund(a,ppp,bank.1,2027)": 10, "fund(a,ppp,bank.2,2027)": 6},
    {"start(a,ppp,2028)": 1, "fund(a,ppp,bank.1,2027)": 16},
)  # fmt: skip

# s needs a quarter from p and q in each project; r needs twice its draw from p, wherever
MATCH = _toy(
    problem(1, 1, (
        source("s", match=Match((SourceId("p"), SourceId("q")), 0.25, per_project=True), eligible=_only("a")),
        source("p"),
        source("q", steps=(None, None), eligible=_only("a")),
        source("r", match=Match((SourceId("p"),), 2.0, per_project=False)),
    ), (project("a"), project("b"))),
    {"fund(a,public,s,2027)": 40, "fund(a,public,q.2,2027)": 10, "fund(b,public,p,2027)": 6,
     "fund(a,public,r,2027)": 3},
    {"fund(a,public,s,2027)": 40, "fund(b,public,p,2027)": 10},
)  # fmt: skip

# the state's grants and equity against the cost of both works of one vehicle
STATE_SHARE = _toy(
    problem(2, 2, (source("g"), equity("pe", sector=Sector.PUBLIC), equity("e")), (
        project("a", 100.0, PPP, vehicle=U), project("b", 50.0, PPP, vehicle=U, latest=0),
    ), delivery=rules(PPP, 2, state_share=0.4)),
    {"start(a,ppp,2027)": 1, "start(b,ppp,2027)": 1, "fund(a,ppp,g,2027)": 50, "fund(b,ppp,pe,2027)": 10},
    {"start(a,ppp,2027)": 1, "fund(a,ppp,g,2027)": 30, "fund(a,ppp,pe,2027)": 11, "fund(a,ppp,e,2027)": 59},
)  # fmt: skip

# a quarter of all money but the state's; a loan that the state owes is money of others too
EQUITY_SHARE = _toy(
    problem(2, 1, (
        source("g"), equity("pe", sector=Sector.PUBLIC), equity("e"), loan("bank", DebtTerms(0.1, 1)),
        loan("oda", DebtTerms(0.02, 9), sector=Sector.PUBLIC, obligor=Obligor.PUBLIC, eligible=_only("b")),
    ), (project("a", 100.0, PPP, vehicle=U), project("b", 50.0, PPP, vehicle=U)),
        delivery=rules(PPP, 2, equity_share=0.25)),
    {"fund(a,ppp,e,2027)": 20, "fund(a,ppp,bank,2027)": 30, "fund(b,ppp,oda,2027)": 30, "fund(b,ppp,g,2027)": 20},
    {"fund(a,ppp,pe,2027)": 30, "fund(a,ppp,bank,2027)": 30},
)  # fmt: skip

# books of a taxed vehicle: revenue 10 x (0.5, 1), opex 4 x 0.5, availability 3; land at 7 and 1 a year per hectare
_BOOKS = (
    project(
        "a", 100.0, Option(PPP, opex_factor=0.5, availability=3.0), kind="land_preparation", revenue=10.0,
        ramp=(0.5, 1.0), opex=4.0, land=Land(20.0, price=7.0, fee=1.0), cluster=ClusterId("C"),
    ),
)  # fmt: skip
_TENANTS = (cluster("C", segment("g", (0.0, 3.0, 8.0), price=99.0)),)
EBITDA = _toy(
    problem(3, 1, (source("s"),), _BOOKS, clusters=_TENANTS),
    {"start(a,ppp,2027)": 1, "ebitda(a,ppp,2028)": 7.1, "lease(a,ppp,g,2029)": 2, "leased(a,ppp,g,2029)": 2,
     "ebitda(a,ppp,2029)": 17.02 + 23.66 + 3.38},
    {"start(a,ppp,2027)": 1, "ebitda(a,ppp,2028)": 7.1, "ebitda(a,ppp,2029)": 17.03},
)  # fmt: skip

# bank: 10 %, two equal shares of principal; fx: 20 %, a year of grace, then all, the dong losing 10 % a year
DEBT_SERVICE = _toy(
    problem(4, 2, (
        loan("bank", DebtTerms(0.1, 2, repayment=EQUAL)),
        loan("fx", DebtTerms(0.2, 2, grace=1, fx_depreciation=0.1), eligible=_only("a")),
        loan("oda", DebtTerms(0.1, 2), obligor=Obligor.PUBLIC),
    ), (project("a", 100.0, PPP, vehicle=U), project("b", 50.0, PPP, vehicle=U, latest=0))),
    {"fund(a,ppp,bank,2027)": 10, "debt_service(u,ppp,2028)": 6, "fund(a,ppp,fx,2027)": 1,
     "debt_service(u,ppp,2029)": 5.5 + 1.7424},
    {"fund(a,ppp,bank,2027)": 10, "debt_service(u,ppp,2028)": 6},
)  # fmt: skip

# with the cash of the year before where it counts (ppp), without it where it does not (private)
DSCR = _toy(
    problem(3, 1, (loan("bank", DebtTerms(0.1, 2)), equity("e")), (
        project("a", 100.0, PPP), project("b", 50.0, PRIVATE), project("c"),
    ), delivery=rules(PPP, 3, dscr=1.3) | rules(PRIVATE, 3, dscr=1.25, reserve=False)),
    {"cash(a,ppp,2027)": 3, "ebitda(a,ppp,2028)": 12, "tax(a,ppp,2028)": 2, "debt_service(a,ppp,2028)": 10,
     "ebitda(b,private,2029)": 12.5, "debt_service(b,private,2029)": 10},
    {"cash(b,private,2027)": 9, "ebitda(b,private,2028)": 12.4, "debt_service(b,private,2028)": 10},
)  # fmt: skip

# the year's own cash counts alone, even where the covenant counts reserves; private states no such rule
LOCK_UP = _toy(
    problem(3, 1, (loan("bank", DebtTerms(0.1, 2)), equity("e")), (
        project("a", 100.0, PPP, revenue=20.0, overhaul=Overhaul(1, 10.0)), project("b", 50.0, PRIVATE),
    ), delivery=rules(PPP, 3, dscr=1.0, lock_up=1.15) | rules(PRIVATE, 3, dscr=1.25)),
    {"ebitda(a,ppp,2028)": 14, "tax(a,ppp,2028)": 2, "debt_service(a,ppp,2028)": 10,
     "ebitda(b,private,2029)": 5, "debt_service(b,private,2029)": 10,
     "ebitda(a,ppp,2029)": 24, "set_aside(a,ppp,2029)": 12.4, "debt_service(a,ppp,2029)": 10},
    {"cash(a,ppp,2027)": 9, "ebitda(a,ppp,2028)": 13.4, "tax(a,ppp,2028)": 2, "debt_service(a,ppp,2028)": 10},
)  # fmt: skip

# repairs of 10 x 0.8 after two and four years of operation, prices growing 10 %, each saved for over two years;
# customers owe a fifth of a year's revenue: of 10 x (0.5, 1), of 3 a year, and of leases
SET_ASIDE = _toy(
    problem(6, 1, (source("s"),), (
        project(
            "a", 100.0, Option(PPP, capex_factor=0.8, availability=3.0), kind="land_preparation", revenue=10.0,
            ramp=(0.5, 1.0), land=Land(20.0, price=7.0, fee=1.0), cluster=ClusterId("C"),
            overhaul=Overhaul(2, 10.0),
        ),
    ), clusters=(cluster("C", segment("g", (0.0, 3.0, 8.0, 8.0, 8.0, 8.0))),),
        delivery=rules(PPP, 6, maintenance_years=3, working_capital_days=73.0)),
    {"start(a,ppp,2027)": 1, "set_aside(a,ppp,2028)": 1.9, "set_aside(a,ppp,2029)": 5.324 + 2.08,
     "set_aside(a,ppp,2030)": 5.324 + 1.014, "set_aside(a,ppp,2031)": 6.44204 + 1.3182,
     "set_aside(a,ppp,2032)": 6.44204 + 1.71366},
    {"start(a,ppp,2027)": 1, "set_aside(a,ppp,2028)": 1.9, "set_aside(a,ppp,2029)": 5.324 + 2.08},
)  # fmt: skip

# no tax in 2027, then 20 %, then 30 %; 100 written off over two years; interest of the grace year counts
TAX = _toy(
    problem(3, 1, (loan("bank", DebtTerms(0.1, 2, grace=1, repayment=BULLET)),), (project("a", 100.0, PPP),),
            delivery=rules(PPP, 3, (0.0, 0.2, 0.3), depreciation_years=2)),
    {"start(a,ppp,2027)": 1, "fund(a,ppp,bank,2027)": 100, "ebitda(a,ppp,2029)": 71, "tax(a,ppp,2029)": 3},
    {"start(a,ppp,2027)": 1, "fund(a,ppp,bank,2027)": 100, "ebitda(a,ppp,2028)": 70, "tax(a,ppp,2028)": 1},
)  # fmt: skip

CASH = _toy(
    problem(2, 1, (equity("e"), loan("bank", DebtTerms(0.1, 1))), (
        project("a", 100.0, PPP, vehicle=U), project("b", 50.0, PPP, vehicle=U),
    ), delivery=rules(PPP, 2, (0.2, 0.2))),
    {"working_capital(a,ppp,2027)": 3, "working_capital(b,ppp,2027)": 2, "cash(u,ppp,2027)": 5,
     "ebitda(u,ppp,2028)": 9, "tax(u,ppp,2028)": 1, "debt_service(u,ppp,2028)": 6, "dividend(u,ppp,2028)": 7},
    {"ebitda(u,ppp,2028)": 9, "tax(u,ppp,2028)": 1, "debt_service(u,ppp,2028)": 6, "dividend(u,ppp,2028)": 7},
)  # fmt: skip

# half a year's debt service is kept, except after the last year
CASH_FLOOR = _toy(
    problem(
        3,
        1,
        (loan("bank", DebtTerms(0.1, 2)),),
        (project("a", 100.0, PPP), project("b", 50.0, PRIVATE)),
        delivery=rules(PPP, 3, dsra=0.5) | rules(PRIVATE, 3),
    ),
    {"cash(a,ppp,2027)": 5, "debt_service(a,ppp,2028)": 10},
    {"cash(a,ppp,2027)": 5, "debt_service(a,ppp,2028)": 10.2},
)

# 25 % a year: factors 1, 0.8, 0.64
EQUITY_RETURN = _toy(
    problem(3, 2, (equity("e"), source("g"), equity("pe", sector=Sector.PUBLIC, eligible=_only("b"))), (
        project("a", 100.0, PPP, vehicle=U), project("b", 50.0, PPP, vehicle=U, latest=0),
    ), delivery=rules(PPP, 3, equity_return=0.25)),
    {"fund(a,ppp,e,2027)": 16, "fund(b,ppp,e,2028)": 20, "dividend(u,ppp,2029)": 50, "fund(a,ppp,g,2027)": 99},
    {"fund(a,ppp,e,2027)": 16, "fund(b,ppp,pe,2028)": 20, "dividend(u,ppp,2029)": 49},
)  # fmt: skip

# a and b prepare land in cluster C; the first phase stands from 2028 on
_LANDS = (
    project("a", kind="land_preparation", land=Land(20.0), cluster=ClusterId("C")),
    project("b", 100.0, PPP, kind="land_preparation", land=Land(5.0), cluster=ClusterId("C"), latest=0),
)
_TWO_SEGMENTS = (
    cluster("C", segment("g", (0.0, 3.0, 8.0), {"power": 2.0}),
            segment("h", (0.0, 1.0, 1.0), {"power": 0.5, "water": 7.0}),
            power=4.0),
    cluster("D", segment("g", (5.0, 5.0, 5.0))),
)  # fmt: skip
LEASED = _toy(
    problem(3, 2, (source("s"),), _LANDS[:1], clusters=_TENANTS),
    {
        "lease(a,public,g,2028)": 2,
        "leased(a,public,g,2028)": 2,
        "lease(a,public,g,2029)": 1,
        "leased(a,public,g,2029)": 3,
    },
    {"lease(a,public,g,2028)": 2, "leased(a,public,g,2028)": 2},
)
LEASE_SUPPLY = _toy(
    problem(3, 2, (source("s"),), _LANDS, clusters=_TWO_SEGMENTS),
    {"start(a,public,2027)": 0.5, "start(a,public,2028)": 0.5, "leased(a,public,g,2028)": 6,
     "leased(a,public,h,2028)": 4,
     "leased(a,public,g,2029)": 16, "leased(a,public,h,2029)": 4, "start(b,ppp,2027)": 1, "leased(b,ppp,g,2028)": 5},
    {"start(a,public,2028)": 1, "leased(a,public,h,2028)": 1},
)  # fmt: skip
DEMAND = _toy(
    problem(3, 2, (source("s"),), _LANDS, clusters=_TWO_SEGMENTS),
    {"leased(a,public,g,2028)": 2, "leased(b,ppp,g,2028)": 1, "leased(a,public,g,2029)": 8},
    {"leased(a,public,g,2028)": 2, "leased(b,ppp,g,2028)": 1.1},
)
# plant: 10 of power in either mode, and it stays after its life; far: the same in another cluster
SERVICE = _toy(
    problem(3, 2, (source("s"),), (
        _LANDS[0],
        project("plant", 50.0, PUBLIC, PPP, kind="power", provides={"power": 10.0}, cluster=ClusterId("C"), life=1),
        project("far", kind="power", provides={"power": 10.0}, cluster=ClusterId("D")),
        project("pipe", kind="water_supply", provides={"water": 14.0, "steam": 1.0}, cluster=ClusterId("C"), latest=0),
    ), clusters=_TWO_SEGMENTS),
    {"start(plant,ppp,2028)": 0.5, "leased(a,public,g,2028)": 2, "leased(a,public,g,2029)": 4.25,
     "start(pipe,public,2027)": 0.5, "leased(a,public,h,2029)": 1},
    {"start(far,public,2027)": 1, "leased(a,public,g,2029)": 3},
)  # fmt: skip

# the public side owes oda in any mode, and every loan of a work that it builds itself
BORROWED = _toy(
    problem(
        2,
        2,
        (
            loan("oda", DebtTerms(0.1, 9), obligor=Obligor.PUBLIC),
            loan("bank", DebtTerms(0.1, 1)),
            source("g"),
        ),
        (project("a", latest=0), project("b", 50.0, PPP)),
    ),
    {
        "fund(a,public,oda,2027)": 5,
        "fund(b,ppp,oda,2027)": 6,
        "borrowed(oda,2027)": 11,
        "fund(b,ppp,bank,2027)": 9,
    },
    {"fund(a,public,bank,2027)": 5},
)

# 2028 is not limited; a's bank loan is the public side's, b's is its own
RECURRENT = _toy(
    problem(3, 1, (
        loan("oda", DebtTerms(0.1, 2, repayment=EQUAL), sector=Sector.PUBLIC, obligor=Obligor.PUBLIC),
        loan("bank", DebtTerms(0.2, 2, repayment=BULLET)),
    ), (
        project("a", kind="land_preparation", opex=4.0, revenue=1.0,
                land=Land(20.0, price=7.0, fee=1.0), cluster=ClusterId("C")),
        project("b", 100.0, Option(PPP, availability=3.0), opex=2.0, revenue=1.0),
    ), clusters=_TENANTS, limits=Limits(recurrent=(5.0, inf, 6.0))),
    {"start(a,public,2027)": 1, "start(b,ppp,2027)": 1, "lease(a,public,g,2029)": 1, "leased(a,public,g,2029)": 1,
     "borrowed(bank,2027)": 10},
    {"start(a,public,2027)": 1, "start(b,ppp,2027)": 1},
)  # fmt: skip

# 10 % and 10 % of depreciation: 1, 1.1 x 1.1, then half of 1.1 x 1.21
PUBLIC_DEBT = _toy(
    problem(3, 2, (
        loan("oda", DebtTerms(0.1, 3, grace=1, repayment=EQUAL, fx_depreciation=0.1), obligor=Obligor.PUBLIC),
        loan("bank", DebtTerms(0.1, 1)),
    ), (project("a", 100.0, PPP),), limits=Limits(public_debt=(50.0, 50.0, 60.0))),
    {"borrowed(oda,2027)": 20, "borrowed(oda,2028)": 25.8, "fund(a,ppp,bank,2027)": 99},
    {"borrowed(oda,2027)": 45},
)  # fmt: skip

ADMIN_CAPACITY = _toy(
    problem(3, 2, (source("s"),), (
        project("a", admin_effort=3.0),
        project("c", kind="one_stop_office", admin_effort=1.0, adds_admin_capacity=2.0),
    ), limits=Limits(admin_capacity=(3.5, 3.5, inf))),
    {"start(a,public,2027)": 0.5, "start(c,public,2027)": 1, "start(a,public,2028)": 0.5},
    {"start(a,public,2027)": 1, "start(c,public,2027)": 1},
)  # fmt: skip

REQUIRES = _toy(
    problem(2, 2, (source("s"),), (
        project("a", 100.0, PUBLIC, PPP, requires=("b",)), project("b", 100.0, PPP),
    )),
    {"start(b,ppp,2027)": 0.5, "start(a,public,2027)": 0.5, "start(b,ppp,2028)": 0.5, "start(a,ppp,2028)": 0.5},
    {"start(b,ppp,2028)": 1, "start(a,public,2027)": 1},
)  # fmt: skip

TARGET = _toy(
    problem(2, 2, (
        source("g"), loan("bank", DebtTerms(0.1, 5), steps=(None, None)),
    ), (
        project("a", value=2.0, indicators={"safety": 4.0}),
        project("h", 50.0, kind="worker_housing", jobs=30.0),
    ), targets=(
        Target("amenity share", Measure("investment", {"class": frozenset({"amenity"})}),
               at_least=0.15, of=Measure("investment")),
        Target("first", Measure("investment", {"project": frozenset({"h"})}, by=0),
               at_most=0.5, of=Measure("investment", {}, 0)),
        Target("jobs", Measure("jobs", {}, 1), at_least=10.0),
        Target("works", Measure("projects", {}, 1), at_most=1.0),
        Target("loans", Measure("funding", {"source": frozenset({"bank"}), "kind": frozenset({"road"})}), 1.0, 40.0),
        Target("safety", Measure("safety"), at_most=3.0),
        Target("nothing", Measure("hectares"), at_least=0.0),
    )),
    {"start(a,public,2028)": 0.5, "start(h,public,2027)": 0.4, "start(a,public,2027)": 0.25,
     "fund(a,public,bank.1,2027)": 40},
    {"start(a,public,2028)": 1, "start(h,public,2027)": 1, "fund(a,public,bank.2,2028)": 1},
)  # fmt: skip


def _with_goal() -> LinearProgram:
    """An earlier goal, held at 2.5 while a later one is pursued; the solver adds this row as it goes."""
    plain = build(
        problem(
            1,
            1,
            (source("s"),),
            (project("a", value=3.0), project("b", value=1.0)),
            goals=((("value", 1.0),),),
        )
    )
    block = goals.goal(1, plain.goals[0], 2.5)
    return join(plain.columns, [block], plain.goals, (plain.lower, plain.upper), plain.is_integer)


GOAL = Toy(
    _with_goal, {"start(a,public,2027)": 0.5, "start(b,public,2027)": 1}, {"start(a,public,2027)": 0.8}
)

TOYS: dict[Family, Toy] = {family: globals()[family.name] for family in Family if family.name in globals()}
