"""The field table: what tenants bring beside rent, by which a province chooses whom to court."""

from scenarios.faults import say
from scenarios.file.kinds import Field, Number, Record

_SHARE = Number(0.0, 1.0)

_CRITERIA = (
    ("technology", say("technology that the tenants bring")),
    ("environment", say("how little they burden the environment")),
    ("local_material", say("how much local material they use")),
    ("budget_revenue", say("what they pay to the budget")),
)

SCORES = Field(
    "scores",
    Record(tuple(Field(name, _SHARE, meaning, "share", 0) for name, meaning in _CRITERIA)),
    say("how well these tenants do by each criterion of promotion, 1 is best; who owns them is none"),
)
"""Scores of a demand segment; the same criteria for every investor."""

PROMOTION = Record(
    (
        Field(
            "weights",
            Record(
                tuple(
                    Field(name, Number(0.0, 1000.0), meaning, "factor", 0)
                    for name, meaning in (
                        ("technology", say("how much technology counts")),
                        ("environment", say("how much the environment counts")),
                        ("local_material", say("how much local material counts")),
                        ("budget_revenue", say("how much revenue of the budget counts")),
                    )
                )
            ),
            say("weights of the criteria, divided by their sum; not stated: all count the same"),
        ),
        Field(
            "worth_of_score",
            Number(low=0.0),
            say(
                "what a score of 1 is worth, real; it joins the economic benefit; 0: the score decides nothing"
            ),
            "money per ha and year",
            0,
        ),
    )
)
