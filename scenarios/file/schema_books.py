"""The field table, the finer rules of a vehicle's books: savings for repairs, cash, deposits, tax."""

from finance.delivery import ConstructionInterest, Depreciation
from scenarios.faults import say
from scenarios.file.kinds import Choice, Field, Flag, Number
from scenarios.file.schema_items import COUNT, RATE

FINER_RULES = (
    Field(
        "maintenance_years",
        COUNT,
        say("years over which a large repair is saved for, its own included; 0: paid in its year"),
        "years",
        0,
    ),
    Field(
        "lock_up",
        Number(0.0, 10.0),
        say(
            "cover by the year's own cash below which no dividend is paid; plans stay above; not stated: no rule"
        ),
        "ratio",
    ),
    Field("deposit_rate", RATE, say("interest on cash and reserves"), "share a year", 0),
    Field(
        "working_capital_days",
        Number(0.0, 365.0),
        say("days of revenue that customers still owe at year end"),
        "days",
        0,
    ),
    Field(
        "preferential_tax_rate",
        RATE,
        say("income tax in place of a higher rate for the preferential years; not stated: no such rate"),
        "share",
    ),
    Field(
        "preferential_years", COUNT, say("years of the preferential rate, from the first revenue"), "years", 0
    ),
    Field(
        "depreciation",
        Choice(tuple(each.value for each in Depreciation)),
        say("how works are written off"),
        default=Depreciation.STRAIGHT_LINE.value,
    ),
    Field(
        "depreciation_factor",
        Number(1.0, 10.0),
        say(
            "declining balance: this many times straight line; not stated: 1.5 up to 4 years, 2 up to 6, else 2.5"
        ),
        "factor",
    ),
    Field(
        "grants_reduce_depreciation",
        Flag(),
        say("what grants paid for is not written off for tax"),
        default=False,
    ),
    Field(
        "interest_during_construction",
        Choice(tuple(each.value for each in ConstructionInterest)),
        say("interest before operation is an expense of its year, or written off with the works"),
        default=ConstructionInterest.EXPENSED.value,
    ),
)
"""Rules of books; all but the deposits, the preferential rate and the method of depreciation bind cash in the plan."""
