"""The field table: procedures before works may begin."""

from finance.delivery import Mode
from scenarios.faults import say
from scenarios.file.kinds import REQUIRED, Choice, Field, ListOf, Number, Record, Text
from scenarios.procedures import Counted

_DAYS = Number(0.0, 10_000.0)

_STEP = Record(
    (
        Field("mode", Choice(tuple(Mode)), say("delivery mode whose works wait for it"), default=REQUIRED),
        Field("name", Text(200), say("what is done"), default=REQUIRED),
        Field("statutory", _DAYS, say("days by law"), "days", REQUIRED),
        Field("actual", _DAYS, say("days as it is; not stated: those by law"), "days"),
        Field("reference", Text(300), say("law and article")),
    )
)

PROCEDURES = Record(
    (
        Field(
            "counted", Choice(tuple(Counted)), say("which days delay the works"), default=Counted.ACTUAL.value
        ),
        Field("shortened_by", Number(0.0, 1.0), say("share by which reform shortens every step"), "share", 0),
        Field(
            "steps", ListOf(_STEP, 1), say("steps one after the other, by delivery mode"), default=REQUIRED
        ),
    )
)
