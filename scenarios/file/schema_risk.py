"""The field table, risk: what may turn out otherwise than planned, and how it is drawn."""

from finance.uncertainty.risk import Channel
from finance.uncertainty.sampling import Sampling
from scenarios.faults import say
from scenarios.file.kinds import REQUIRED, Choice, Field, ListOf, Name, Number, Record, Reference, Text
from scenarios.file.schema_items import ELIGIBLE

FEWEST_DRAWS, MOST_DRAWS = 100, 100_000

NEEDS_OF = {
    "normal": ("mean", "deviation"),
    "lognormal": ("mean", "deviation", "low"),
    "triangular": ("low", "likely", "high"),
    "pert": ("low", "likely", "high"),
    "uniform": ("low", "high"),
    "points": ("p10", "p50", "p90"),
}
"""The fields that each distribution is made of; the low end of a lognormal alone has a default."""

_VALUE = Number(-100.0, 100.0)
_UNIT = "share or years"

SCOPE = Record(ELIGIBLE.fields)

FACTOR = Record(
    (
        Field("id", Name(), say("short name used in the rest of the file"), default=REQUIRED),
        Field(
            "acts_on",
            Choice(tuple(each.value for each in Channel)),
            say(
                "cost: capital cost; time: years by which operation begins later; demand: take-up and tariffs; "
                "price: operating cost; rate: interest, added to the yearly rate; currency: price of the foreign "
                "currency of loans. All but time and rate are shares of what is planned"
            ),
            default=REQUIRED,
        ),
        Field(
            "distribution",
            Choice(tuple(NEEDS_OF)),
            say("how the change is spread; points: the curve through p10, p50 and p90"),
            default=REQUIRED,
        ),
        Field("mean", _VALUE, say("expected change (normal, lognormal)"), _UNIT),
        Field(
            "deviation",
            Number(0.0, 100.0, open_low=True),
            say("standard deviation of the change (normal, lognormal)"),
            _UNIT,
        ),
        Field("low", _VALUE, say("lowest change (uniform, triangular, pert); for lognormal 0"), _UNIT),
        Field("likely", _VALUE, say("most likely change (triangular, pert)"), _UNIT),
        Field("high", _VALUE, say("highest change (uniform, triangular, pert)"), _UNIT),
        Field("p10", _VALUE, say("change exceeded nine times in ten (points)"), _UNIT),
        Field("p50", _VALUE, say("change exceeded every second time (points)"), _UNIT),
        Field("p90", _VALUE, say("change exceeded once in ten times (points)"), _UNIT),
        Field(
            "per",
            Choice(("project", "portfolio")),
            say("a change of its own in every project, or one for all together"),
            default="portfolio",
        ),
        Field("scope", SCOPE, say("what it acts on; not stated: everything")),
    )
)

CORRELATION = Record(
    (
        Field("between", ListOf(Reference("factor"), 2, unique=True), say("two factors"), default=REQUIRED),
        Field(
            "value",
            Number(-1.0, 1.0),
            say("correlation of the normals behind them; pairs not named: 0"),
            "ratio",
            REQUIRED,
        ),
    )
)

UPLIFT = Record(
    (
        Field("kind", Reference("kind"), say("kind of work"), default=REQUIRED),
        Field(
            "share",
            Number(0.0, 10.0),
            say("by which share such works cost more in the end"),
            "share",
            REQUIRED,
        ),
        Field("source", Text(500), say("who found that, and where"), default=REQUIRED),
    )
)

RISK = Record(
    (
        Field(
            "draws",
            Number(FEWEST_DRAWS, MOST_DRAWS, is_whole=True),
            say("how many states of the world are drawn; for sobol best a power of two"),
            default=8192,
        ),
        Field("seed", Number(0, 2**31 - 1, is_whole=True), say("the same seed, the same draws"), default=1),
        Field(
            "sampling",
            Choice(tuple(each.value for each in Sampling)),
            say("evenly spread draws, or pairs that mirror each other"),
            default=Sampling.SOBOL.value,
        ),
        Field(
            "factors", ListOf(FACTOR, 1, known_by="id"), say("what may turn out otherwise"), default=REQUIRED
        ),
        Field("correlations", ListOf(CORRELATION), say("factors that go together")),
        Field(
            "optimism_bias",
            ListOf(UPLIFT, known_by="kind"),
            say("uplift of capital costs by kind of work, told as a line of its own and in no draw"),
        ),
    )
)
