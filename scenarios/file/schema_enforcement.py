"""The field table: how environmental rules are enforced."""

from scenarios.faults import say
from scenarios.file.kinds import Field, Number, Record

_SHARE = Number(0.0, 1.0)

_SUSPENSION = Record(
    (
        Field("chance", _SHARE, say("how often a finding stops operation"), "share"),
        Field(
            "months",
            Number(0.0, 24.0),
            say("how long it stops; not stated: as the policy pack says"),
            "months",
        ),
        Field(
            "loss_per_month", Number(low=0.0), say("what a month without operation loses"), "money a month", 0
        ),
    )
)

ENFORCEMENT = Record(
    (
        Field(
            "inspections", Number(0.0, 365.0), say("inspections a year, 0.5 is one in two years"), "a year", 0
        ),
        Field("detection", _SHARE, say("how often an inspection finds a breach"), "share", 1),
        Field(
            "fine",
            Number(low=0.0),
            say("fine of a finding; not stated: the highest by the policy pack"),
            "money",
        ),
        Field("suspension", _SUSPENSION, say("operation stopped after a finding")),
        Field(
            "plant_life",
            Number(1, 100, is_whole=True),
            say("years over which a plant's cost is spread"),
            "years",
            20,
        ),
    )
)
