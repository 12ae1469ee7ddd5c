"""The field table, second half: sources, clusters and projects."""

from finance.delivery import Mode
from finance.project import ProjectClass
from finance.source import Instrument, Obligor, Repayment, Sector
from scenarios.faults import say
from scenarios.file.kinds import (
    REQUIRED,
    ByYear,
    Choice,
    Field,
    Flag,
    ListOf,
    MapOf,
    Name,
    Number,
    Record,
    Reference,
    Shapes,
    Text,
    Year,
)
from scenarios.file.schema_estimate import ESTIMATE
from scenarios.file.schema_forecast import FORECAST
from scenarios.file.schema_partnership import CONTRACT
from scenarios.file.schema_place import OWNERSHIP, PLACE, SITE
from scenarios.file.schema_promotion import SCORES

AMOUNT = Number(low=0.0)
ANY = Number()
SHARE = Number(0.0, 1.0)
LOSS = Number(0.0, 1.0, open_high=True)
RATE = Number(0.0, 1.0)
FACTOR = Number(0.0, 100.0)
COUNT = Number(0, 100, is_whole=True)
TERM = Number(1, 100, is_whole=True)
YEARLY = Shapes(scalar=AMOUNT, mapping=ByYear(AMOUNT))
MODE = Choice(tuple(mode.value for mode in Mode))
CLASS = Choice(tuple(each.value for each in ProjectClass))
SECTOR = Choice(tuple(each.value for each in Sector))
INSTRUMENT = Choice(tuple(each.value for each in Instrument))

_CEILING = Field(
    "ceiling",
    YEARLY,
    say("money available in a year; not stated: no yearly limit; years not named: 0"),
    "money",
)
_DEBT = (
    Field(
        "rate",
        RATE,
        say("interest a year; for equity the return that its cost is reckoned with"),
        "share a year",
    ),
    Field("tenor", TERM, say("years until the last payment, grace included; for equity 20"), "years"),
    Field("grace", COUNT, say("years without payment, interest capitalised"), "years", 0),
    Field(
        "repayment",
        Choice(tuple(each.value for each in Repayment)),
        say("how the principal comes back"),
        default=Repayment.ANNUITY.value,
    ),
)
_PRICE = (
    Field("fee", LOSS, say("share of each draw that does not reach the project"), "share", 0),
    Field(
        "fx_depreciation",
        RATE,
        say("yearly fall of the dong against the currency of the loan"),
        "share a year",
        0,
    ),
    Field(
        "premium",
        Number(-10.0, 10.0),
        say("cost of one discounted unit, in place of what the terms give"),
        "share",
    ),
    Field("carry_over", SHARE, say("share of a year's unused ceiling kept for the next year"), "share", 0),
)

TRANCHE = Record((_CEILING, *_DEBT, *_PRICE))
"""One step of a mobilisation curve; what it does not state it takes from its source."""

ELIGIBLE = Record(
    (
        Field("projects", ListOf(Reference("project"), 1, unique=True), say("these projects only")),
        Field("kinds", ListOf(Reference("kind"), 1, unique=True), say("projects of these kinds only")),
        Field("classes", ListOf(CLASS, 1, unique=True), say("projects of these classes only")),
        Field(
            "clusters", ListOf(Reference("cluster"), 1, unique=True), say("projects in these clusters only")
        ),
        Field("modes", ListOf(MODE, 1, unique=True), say("projects delivered in these modes only")),
    )
)

MATCH = Record(
    (
        Field(
            "with",
            ListOf(Reference("source"), 1, unique=True),
            say("the sources that must pay along"),
            default=REQUIRED,
        ),
        Field("at_least", AMOUNT, say("their money for each unit drawn here"), "ratio", REQUIRED),
        Field(
            "per",
            Choice(("project", "portfolio")),
            say("in every project, or over all together"),
            default="project",
        ),
    )
)

SOURCE = Record(
    (
        Field("id", Name(), say("short name used in the rest of the file"), default=REQUIRED),
        Field("name", Text(200), say("full name; not stated: the id")),
        OWNERSHIP,
        Field("sector", SECTOR, say("whose money it is"), default=REQUIRED),
        Field("instrument", INSTRUMENT, say("what kind of money it is"), default=REQUIRED),
        _CEILING,
        Field("total", AMOUNT, say("at most drawn over all years"), "money"),
        Field("floor", AMOUNT, say("at least drawn over all years"), "money"),
        *_DEBT,
        *_PRICE,
        Field(
            "obligor",
            Choice(tuple(each.value for each in Obligor)),
            say("who owes a loan of a project that is not public"),
            default=Obligor.PROJECT.value,
        ),
        Field("eligible", ELIGIBLE, say("what it may pay for; not stated: everything")),
        Field("max_share", SHARE, say("at most this share of a project's capital cost"), "share"),
        Field("min_share", SHARE, say("at least this share of a project's capital cost"), "share"),
        Field("match", MATCH, say("money of other sources that must come along")),
        Field(
            "tranches",
            ListOf(TRANCHE, 1),
            say("steps of rising price; each takes what it does not state from the source"),
        ),
    )
)

NEEDS = MapOf(AMOUNT, Name(), 1)

LOGISTIC = Record(
    (
        Field("saturation", AMOUNT, say("hectares in the end"), "ha", REQUIRED),
        Field("midpoint", Number(1900, 2300), say("year in which half of it is reached"), "year", REQUIRED),
        Field("rate", Number(0.0, 10.0, open_low=True), say("steepness of the curve"), "per year", REQUIRED),
    )
)

SEGMENT = Record(
    (
        Field("segment", Name(), say("name of the group of tenants"), default=REQUIRED),
        Field(
            "area",
            Shapes(scalar=AMOUNT, mapping=LOGISTIC, by_year=ByYear(AMOUNT)),
            say(
                "cumulative demand: a number for every year, years with straight lines between, or a logistic curve"
            ),
            "ha",
        ),
        Field(
            "forecast", FORECAST, say("what the take-up is forecast from, in place of an area or beside it")
        ),
        Field(
            "price", AMOUNT, say("lease price per hectare, paid once, base-year prices"), "money per ha", 0
        ),
        Field(
            "benefit_per_ha",
            ANY,
            say("economic benefit per leased hectare, real"),
            "money per ha and year",
            0,
        ),
        Field("jobs_per_ha", AMOUNT, say("jobs per leased hectare"), "jobs per ha", 0),
        Field("needs", NEEDS, say("units of each service per leased hectare"), "units per ha"),
        SCORES,
    ),
    one_of=("area", "forecast"),
)

CLUSTER = Record(
    (
        Field("id", Name(), say("short name used in the rest of the file"), default=REQUIRED),
        Field("name", Text(200), say("full name; not stated: the id")),
        Field(
            "existing", MapOf(AMOUNT, Name(), 1), say("capacity of each service that stands already"), "units"
        ),
        Field("demand", ListOf(SEGMENT, 1, known_by="segment"), say("who will lease land, by segment")),
        *PLACE,
    )
)

OPTION = Record(
    (
        Field("capex_factor", FACTOR, say("capital cost in this mode, times"), "factor", 1),
        Field("opex_factor", FACTOR, say("operating cost in this mode, times"), "factor", 1),
        Field(
            "availability",
            AMOUNT,
            say("payment by the public side a year of operation, nominal"),
            "money a year",
            0,
        ),
        Field(
            "delay", COUNT, say("years that the procedures of this mode take before the start"), "years", 0
        ),
        Field(
            "contract",
            CONTRACT,
            say("what is agreed with the private partner; it changes no decision of the plan"),
        ),
    ),
    may_be_empty=True,
)

START = Record(
    (
        Field(
            "earliest",
            Year(to_invest=True),
            say("first year in which works may begin; not stated: the first"),
            "year",
        ),
        Field(
            "latest",
            Year(to_invest=True),
            say("last year in which works may begin; not stated: the last possible"),
            "year",
        ),
    )
)

LAND = Record(
    (
        Field("area", AMOUNT, say("hectares prepared for lease"), "ha", REQUIRED),
        Field("price", AMOUNT, say("lease price per hectare in place of the segments' own"), "money per ha"),
        Field(
            "fee",
            AMOUNT,
            say("infrastructure fee per leased hectare, base-year prices"),
            "money per ha and year",
            0,
        ),
    )
)

OVERHAUL = Record(
    (
        Field("every", TERM, say("years of operation between two large repairs"), "years", REQUIRED),
        Field(
            "cost",
            AMOUNT,
            say("cost of one, base-year prices; rises like capital costs, times capex_factor"),
            "money",
            REQUIRED,
        ),
    )
)

PROJECT = Record(
    (
        Field("id", Name(), say("short name used in the rest of the file"), default=REQUIRED),
        Field("name", Text(200), say("full name; not stated: the id")),
        Field("cluster", Reference("cluster"), say("the cluster it belongs to")),
        Field("kind", Name(), say("what kind of work it is; the kind gives the class"), default=REQUIRED),
        Field("class", CLASS, say("class; required where the kind is not a known one")),
        Field(
            "capex",
            Shapes(
                scalar=AMOUNT, by_year=ByYear(AMOUNT, to_invest=True), mapping=ByYear(AMOUNT, to_invest=True)
            ),
            say(
                "capital cost at base-year prices; by year: nominal amounts with a fixed start; "
                "not stated: its estimate from norms"
            ),
            "money",
        ),
        Field("estimate", ESTIMATE, say("capital cost from official unit costs, with what they leave out")),
        Field(
            "profile",
            ListOf(SHARE, 1),
            say("shares of the capital cost by construction year, together 1"),
            "share",
            [1],
        ),
        Field("opex", AMOUNT, say("operating cost, base-year prices"), "money a year", 0),
        Field("revenue", AMOUNT, say("revenue, base-year prices"), "money a year", 0),
        Field(
            "ramp",
            ListOf(FACTOR, 1),
            say("revenue and benefit by year of operation; the last stays"),
            "factor",
            [1],
        ),
        Field("benefit", ANY, say("economic benefit, real"), "money a year", 0),
        Field("life", TERM, say("years of operation; not stated: to the end"), "years"),
        Field("overhaul", OVERHAUL, say("large repairs while it operates; not stated: none")),
        Field("value", ANY, say("score for the metric `value`"), "points", 0),
        Field("jobs", AMOUNT, say("jobs once finished"), "jobs", 0),
        Field(
            "indicators", MapOf(ANY, Name(), 1), say("further scores by name, usable as metrics"), "points"
        ),
        Field(
            "start",
            Shapes(scalar=Year(to_invest=True), mapping=START),
            say("year of start, or earliest and latest"),
            "year",
        ),
        Field("indivisible", Flag(), say("all or nothing"), default=False),
        Field("min_scale", SHARE, say("nothing, or at least this share"), "share"),
        Field("committed", Flag(), say("must be built"), default=False),
        Field("exclusive", Name(), say("group of which at most one is built")),
        Field(
            "requires", ListOf(Reference("project"), unique=True), say("projects that must start no later")
        ),
        Field(
            "modes",
            Shapes(items=ListOf(MODE, 1, unique=True), mapping=MapOf(OPTION, MODE, 1)),
            say("delivery modes to choose from, with their own factors where wanted"),
            default=["public"],
        ),
        Field("provides", MapOf(AMOUNT, Name(), 1), say("capacity of each service once finished"), "units"),
        Field("land", LAND, say("land that it prepares for lease")),
        Field("admin_effort", AMOUNT, say("administrative effort in the year of start"), "points", 0),
        Field(
            "adds_admin_capacity",
            AMOUNT,
            say("administrative capacity added once finished"),
            "points a year",
            0,
        ),
        *SITE,
        Field(
            "vehicle",
            Name(),
            say("projects of one vehicle and mode share one set of books; not stated: its own"),
        ),
    ),
    one_of=("capex", "estimate"),
)
