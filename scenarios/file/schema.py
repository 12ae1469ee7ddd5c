"""The field table of the scenario file: one source of truth.

Reading and checking, the JSON Schema, the workbook and the field reference are derived from `SCENARIO`.
"""

from scenarios.faults import say
from scenarios.file.kinds import (
    REQUIRED,
    ByYear,
    Choice,
    Day,
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
from scenarios.file.schema_books import FINER_RULES
from scenarios.file.schema_enforcement import ENFORCEMENT
from scenarios.file.schema_forecast import TAKE_UP
from scenarios.file.schema_items import (
    ANY,
    CLASS,
    CLUSTER,
    COUNT,
    INSTRUMENT,
    MODE,
    PROJECT,
    RATE,
    SECTOR,
    SHARE,
    SOURCE,
    YEARLY,
)
from scenarios.file.schema_partnership import PUBLIC_FINANCE, VALUE_FOR_MONEY
from scenarios.file.schema_procedures import PROCEDURES
from scenarios.file.schema_promotion import PROMOTION
from scenarios.file.schema_risk import RISK

HORIZON = Record(
    (
        Field("start", Number(1900, 2200, is_whole=True), say("first year"), "year", REQUIRED),
        Field("years", Number(1, 100, is_whole=True), say("years modelled"), "years", REQUIRED),
        Field(
            "invest_years",
            Number(1, 100, is_whole=True),
            say("years in which money may be spent; not stated: all"),
            "years",
        ),
    )
)

_GROWTH = Number(-0.5, 1.0)
INFLATION = Record(
    tuple(
        Field(name, _GROWTH, meaning, "share a year", 0)
        for name, meaning in (
            ("capex", say("rise of capital costs")),
            ("opex", say("rise of operating costs")),
            ("revenue", say("rise of revenues, lease prices and fees")),
        )
    )
)

ASSUMPTIONS = Record(
    (
        Field(
            "social_discount_rate",
            RATE,
            say("real rate that discounts economic amounts"),
            "share a year",
            0.10,
        ),
        Field("discount_rate", RATE, say("nominal rate that discounts money"), "share a year", 0.10),
        Field(
            "inflation",
            Shapes(scalar=_GROWTH, mapping=INFLATION),
            say("one rate for all, or by kind of amount"),
            "share a year",
            0,
        ),
        Field("conversion_factor", Number(0.0, 10.0), say("market price to economic price"), "factor", 1),
        Field(
            "cost_of_public_funds",
            Number(0.0, 10.0),
            say("premium on each discounted unit of public outlay"),
            "share",
            0,
        ),
        TAKE_UP,
    )
)

STATE_SHARE = Field(
    "state_share",
    SHARE,
    say("state capital at most this share of the capital cost; not stated: no rule"),
    "share",
)
EQUITY_SHARE = Field(
    "equity_share",
    SHARE,
    say("equity at least this share of funding less state capital; not stated: no rule"),
    "share",
)
BOOK_RULES = (
    Field("dscr", Number(0.0, 10.0), say("cash available over debt service, at least"), "ratio", 1),
    Field("reserve", Flag(), say("cash kept from the year before counts in the cover"), default=True),
    Field("dsra", Number(0.0, 5.0), say("share of next year's debt service kept in cash"), "share", 0),
    Field("equity_return", RATE, say("yearly return at which equity comes"), "share a year", 0),
    Field(
        "tax_rate",
        Shapes(scalar=RATE, mapping=ByYear(RATE, every=True)),
        say("income tax, one rate or every year's"),
        "share",
        0,
    ),
    Field(
        "depreciation_years",
        Number(1, 100, is_whole=True),
        say("years over which works are written off"),
        "years",
        20,
    ),
    Field(
        "tax_holiday",
        COUNT,
        say("years exempt from income tax, from the first profit, at the latest the fourth year of revenue"),
        "years",
        0,
    ),
    Field("tax_half_years", COUNT, say("years at half the tax rate, after the exempt ones"), "years", 0),
    Field("loss_years", COUNT, say("years in which a loss may be set against later profits"), "years", 0),
    *FINER_RULES,
)
"""Rules of the books of a vehicle; public projects keep none."""

RULES = Record((STATE_SHARE, EQUITY_SHARE, *BOOK_RULES), may_be_empty=True)
DELIVERY = MapOf(RULES, MODE)

LIMITS = Record(
    (
        Field(
            "recurrent",
            YEARLY,
            say("operation of public projects, availability payments and public debt service"),
            "money a year",
        ),
        Field("public_debt", YEARLY, say("public debt outstanding"), "money"),
        Field(
            "admin_capacity",
            YEARLY,
            say("administrative effort of the projects that start in a year"),
            "points a year",
        ),
    )
)


def _tag(name: str, kind: Choice | Reference | Name) -> Field:
    """A tag of a measure: one value or several."""
    return Field(
        name, Shapes(scalar=kind, items=ListOf(kind, 1, unique=True)), say("only amounts with this tag")
    )


WHERE = Record(
    (
        _tag("project", Reference("project")),
        _tag("cluster", Reference("cluster")),
        _tag("kind", Reference("kind")),
        _tag("class", CLASS),
        _tag("mode", MODE),
        _tag("source", Reference("tranche")),
        _tag("sector", SECTOR),
        _tag("instrument", INSTRUMENT),
    )
)

_METRIC = Field("metric", Reference("metric"), say("what is added up"), default=REQUIRED)
_WHERE = Field("where", WHERE, say("only the amounts that carry all these tags"))

TARGET = Record(
    (
        Field("name", Name(), say("what the target is called in reports"), default=REQUIRED),
        _METRIC,
        _WHERE,
        Field("by", Year(), say("years up to this one; not stated: all"), "year"),
        Field("at_least", ANY, say("lower bound: an amount, or a share of `of`"), "amount or share"),
        Field("at_most", ANY, say("upper bound: an amount, or a share of `of`"), "amount or share"),
        Field(
            "of",
            Record((_METRIC, _WHERE)),
            say("the metric that the bound is a share of, over the same years"),
        ),
    )
)

GOAL = MapOf(Number(not_zero=True), Reference("metric"), 1)
DEFAULT_OBJECTIVE = {"economic_npv": 1, "cost_of_funds": -1}

SOLVE = Record(
    (
        Field(
            "gap",
            Number(0.0, 1.0, open_high=True),
            say("relative gap at which a whole-project plan counts as solved"),
            "share",
            0.001,
        ),
        Field("time_limit", Number(0.0, 1e6, open_low=True), say("longest solving time"), "seconds", 120),
    )
)

SCENARIO = Record(
    (
        Field("format", Number(1, 1, is_whole=True), say("version of this format"), default=REQUIRED),
        Field("title", Text(500), say("what the plan is called"), default=REQUIRED),
        Field("source", Text(), say("where the figures come from")),
        Field(
            "currency",
            Text(3, r"[A-Z]{3}", say("a currency code of three capitals such as VND")),
            say("currency"),
            default="VND",
        ),
        Field(
            "unit",
            Number(0.0, open_low=True),
            say("how many currency units 1 in this file stands for"),
            default=1,
        ),
        Field(
            "as_of",
            Day(),
            say("day whose legal parameters are in force; not stated: first day of the horizon"),
        ),
        Field(
            "policy", Reference("policy"), say("pack of dated legal parameters that fill fields left open")
        ),
        Field("horizon", HORIZON, say("the years of the plan"), default=REQUIRED),
        Field("assumptions", ASSUMPTIONS, say("rates for the whole plan")),
        Field("delivery", DELIVERY, say("the rules of each delivery mode")),
        Field("sources", ListOf(SOURCE, 1, known_by="id"), say("what money there is"), default=REQUIRED),
        Field("clusters", ListOf(CLUSTER, known_by="id"), say("where, what stands there, and who will come")),
        Field("projects", ListOf(PROJECT, 1, known_by="id"), say("what could be built"), default=REQUIRED),
        Field("limits", LIMITS, say("yearly limits of the public side; years not named are not limited")),
        Field("targets", ListOf(TARGET, known_by="name"), say("what the plan must reach or keep")),
        Field(
            "objective",
            Shapes(mapping=GOAL, items=ListOf(GOAL, 1)),
            say("metrics and weights to maximise; a list is optimised one after the other"),
            default=DEFAULT_OBJECTIVE,
        ),
        Field("solve", SOLVE, say("when to stop solving")),
        Field(
            "procedures", PROCEDURES, say("what must be done before works may begin, and how long it takes")
        ),
        Field(
            "promotion", PROMOTION, say("by which criteria tenants are courted, and what a score is worth")
        ),
        Field(
            "enforcement",
            ENFORCEMENT,
            say("how environmental rules are enforced; it changes no decision of the plan"),
        ),
        Field(
            "risk", RISK, say("what may turn out otherwise than planned; it changes no decision of the plan")
        ),
        Field(
            "public_finance",
            PUBLIC_FINANCE,
            say("the public purse that the plan is held against; it changes no decision of the plan"),
        ),
        Field(
            "value_for_money",
            VALUE_FOR_MONEY,
            say("how private delivery is compared with public; it changes no decision of the plan"),
        ),
    )
)

_SHEET = (
    Field("table", Text(500), say("CSV or XLSX file beside the scenario"), default=REQUIRED),
    Field("sheet", Text(100), say("sheet of the workbook; not stated: the first")),
)
TABLE = Record(_SHEET)
"""In place of a list: the same fields as column heads of a table."""

CLUSTER_TABLE = Record(
    (*_SHEET, Field("demand", TABLE, say("table of the segments, with a column `cluster`")))
)

TABLES = {"sources": TABLE, "clusters": CLUSTER_TABLE, "projects": TABLE, "targets": TABLE}
"""The lists that may stand in a table of their own."""

VARIANT = Record(
    (
        Field("format", Number(1, 1, is_whole=True), say("version of this format"), default=1),
        Field("base", Text(500), say("the scenario file that is varied"), default=REQUIRED),
        Field("title", Text(500), say("what the plan is called")),
        Field("source", Text(), say("where the figures come from")),
        Field("changes", MapOf(ANY, Name()), say("new values by path"), default=REQUIRED),
    )
)
"""A file that states only what differs from another; the values of `changes` are checked where they land."""

PROJECT_TAGS = frozenset({"project", "cluster", "kind", "class", "mode"})
DRAW_TAGS = PROJECT_TAGS | {"source", "sector", "instrument"}
TAGS_OF_METRIC = {
    **dict.fromkeys(
        ("economic_npv", "financial_npv", "investment", "hectares", "jobs", "value", "projects"), PROJECT_TAGS
    ),
    **dict.fromkeys(
        ("funding", "public_money", "private_money", "public_outlay", "cost_of_funds"), DRAW_TAGS
    ),
}
"""Metrics of the model and the tags that their terms carry; indicators carry the project's tags."""
