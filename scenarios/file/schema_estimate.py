"""The field table: the capital cost of a work from official unit costs."""

from scenarios.faults import say
from scenarios.file.kinds import REQUIRED, Field, ListOf, MapOf, Name, Number, Record, Text

_AMOUNT = Number(low=0.0)
_SHARE = Number(0.0, 1.0)
_FACTOR = Number(0.1, 10.0)

_NORM = Record(
    (
        Field(
            "code", Text(20), say("code of the unit cost in the decision, such as 13300.04"), default=REQUIRED
        ),
        Field(
            "quantity", _AMOUNT, say("how much of it, in the unit of the norm"), "units of the norm", REQUIRED
        ),
        Field(
            "size",
            _AMOUNT,
            say("size of the work where the norm falls with it; not stated: the quantity"),
            "units of size",
        ),
    )
)

ESTIMATE = Record(
    (
        Field("norms", ListOf(_NORM, 1), say("official unit costs and quantities"), default=REQUIRED),
        Field("region", Number(1, 6, is_whole=True), say("region of the regional factors")),
        Field(
            "regional_factor",
            _FACTOR,
            say("regional factor stated outright, in place of a region"),
            "factor",
            1,
        ),
        Field(
            "price_rise", _FACTOR, say("from the prices of the norms to those of the base year"), "factor", 1
        ),
        Field("clearance", _AMOUNT, say("compensation and land clearance, which norms leave out"), "money"),
        Field("additions", MapOf(_AMOUNT, Name(), 1), say("what else the norms leave out, by name"), "money"),
        Field("contingency", _SHARE, say("contingency, as a share of all lines above"), "share"),
        Field(
            "interest",
            _SHARE,
            say(
                "interest during construction, as a share of all lines above; "
                "the plan itself reckons it from the loans drawn"
            ),
            "share",
        ),
    )
)
