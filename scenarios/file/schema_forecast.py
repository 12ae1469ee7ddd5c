"""The field table: what the take-up of land is forecast from."""

from scenarios.faults import say
from scenarios.file.kinds import REQUIRED, Choice, Field, ListOf, Number, Record, Text
from scenarios.forecasting.curves import Curve
from scenarios.forecasting.take_up import CLASSES, Case

_AREA = Number(0.0, 100_000.0)
_YEAR = Number(1900, 2200, is_whole=True)

_POINT = Record(
    (
        Field("year", _YEAR, say("a year that is over"), "year", REQUIRED),
        Field("hectares", _AREA, say("land let so far at the end of it"), "ha", REQUIRED),
    )
)
_TENANT = Record(
    (
        Field("name", Text(200), say("who may come")),
        Field("area", _AREA, say("land that it asks for"), "ha", REQUIRED),
        Field("year", _YEAR, say("year in which it would lease"), "year", REQUIRED),
        Field("chance", Number(0.0, 1.0), say("how likely it comes"), "share", 1),
    )
)

FORECAST = Record(
    (
        Field(
            "method",
            Choice(("auto", *(curve.value for curve in Curve), "pipeline", "reference")),
            say(
                "auto: the curve with the least error where the history is long enough, else pipeline or reference"
            ),
            default="auto",
        ),
        Field("capacity", _AREA, say("industrial land that there is to let"), "ha", REQUIRED),
        Field("history", ListOf(_POINT, 1), say("land let so far, by year")),
        Field("tenants", ListOf(_TENANT, 1), say("tenants who have asked for land")),
        Field(
            "class", Choice(tuple(CLASSES)), say("what other clusters have seen"), default="lao_cai_actual"
        ),
        Field(
            "from",
            _YEAR,
            say("first year of take-up by reference; not stated: the first of the plan"),
            "year",
        ),
        Field("already", _AREA, say("land let before the pipeline or the reference begins"), "ha", 0),
    )
)

TAKE_UP = Field(
    "take_up",
    Choice(tuple(Case)),
    say("take-up that the plan is made for: as segments state it, or a line of their forecast"),
    default=Case.STATED.value,
)
