"""The field table: what is known of a place and of who invests, for the law and for information."""

from scenarios.faults import say
from scenarios.file.kinds import Choice, Field, Flag, Number, Record, Text
from scenarios.law.reading import WORDS

AREA = Number(0.0, 100_000.0)
SHARE = Number(0.0, 1.0)

OWNERSHIP = Field(
    "ownership",
    Text(100),
    say(
        "who owns the investor, for information only: no rule may ask for it, every investor is treated alike"
    ),
)

STATUS = ("planned", "new", "enlarged", "operating")
DEVELOPERS = ("enterprise", "cooperative", "organisation", "public_unit")

_DEVELOPER = Record(
    (
        Field("name", Text(200), say("who builds and lets the cluster")),
        Field("kind", Choice(DEVELOPERS), say("kind of organisation, as the law on clusters names them")),
        OWNERSHIP,
    )
)
_AROUND = Record(
    (
        Field(
            "occupancy",
            SHARE,
            say("average occupancy of the clusters there are: industrial land let"),
            "share",
        ),
        Field("unleased", AREA, say("industrial land of the clusters there are that is not let"), "ha"),
    )
)

PLACE = (
    Field("area", AREA, say("planned area of the cluster; after it is enlarged where it is"), "ha"),
    Field("industrial_area", AREA, say("land of it that is to be let"), "ha"),
    Field("service_area", AREA, say("land of it for direct services"), "ha"),
    Field("leased", AREA, say("land that is let before the plan begins"), "ha"),
    Field(
        "status", Choice(STATUS), say("whether it is still to be founded, new, being enlarged, or operating")
    ),
    Field("type", Choice(WORDS["cluster_type"]), say("type of cluster in the law's words")),
    Field("commune", Choice(WORDS["commune"]), say("social and economic condition of its commune")),
    Field("terrain", Choice(WORDS["terrain"]), say("terrain, on which norms and sizes depend")),
    Field("developer", _DEVELOPER, say("who builds its infrastructure and lets the land")),
    Field("around", _AROUND, say("clusters that exist in the same commune, before a new one is founded")),
)
"""Fields of a cluster on which the law depends."""

SITE = (
    Field(
        "outside_fence",
        Flag(),
        say("whether the work stands outside the fence of the cluster; not stated: housing and amenities do"),
    ),
    Field(
        "sector_class",
        Number(1, 4, is_whole=True),
        say("class of public investment that decides between groups A, B and C; not stated: by kind"),
    ),
    OWNERSHIP,
)
"""Fields of a project on which the law depends, and one for information."""
