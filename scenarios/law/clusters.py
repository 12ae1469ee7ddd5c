"""Rules on the cluster itself: its size, its developer, and whether it may be founded or enlarged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scenarios.faults import Phrase, say
from scenarios.law.filling import facts_of
from scenarios.law.findings import Amount, Finding, Kinds, Rule, Verdict
from scenarios.law.pack import LegalParameter, LegalValue, Pack

FOUNDED = ("planned", "new")
"""States of a cluster in which it is being founded."""

SERVICE_OF_KIND = {"road": "road", "water_supply": "water", "wastewater": "wastewater"}
"""What `existing` calls the service of a kind of work where it has a shorter name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cluster of the file under the law of a day. `name`: how people call it."""

    entry: Mapping[str, Any]
    pack: Pack
    day: date

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.entry["id"])

    @property
    def name(self) -> str:
        """Its name, the id where it has none."""
        return str(self.entry.get("name", self.id))

    def law(self, id_: str) -> tuple[LegalParameter, LegalValue] | None:
        """A parameter and its value for this cluster; None where the pack has no law on it."""
        value = self.pack.value(id_, self.day, facts_of(self.entry))
        return None if value is None else (self.pack[id_], value)

    def number(self, *keys: str) -> float | None:
        """A number that the cluster states, by its path."""
        found: Any = self.entry
        for key in keys:
            found = found.get(key) if isinstance(found, Mapping) else None
        return None if found is None else float(found)

    def finding(
        self, rule: Rule, law: tuple[LegalParameter, LegalValue], verdict: Verdict, sentence: Phrase,
        found: float | None = None, allowed: float | None = None,
    ) -> Finding:  # fmt: skip
        """A finding on this cluster."""
        return Finding(rule, self.id, verdict, *law, sentence, found, allowed)


def judged(*, keeps: bool) -> Verdict:
    """Passed or broken."""
    return Verdict.PASSED if keeps else Verdict.BROKEN


def cluster_findings(place: Place) -> Iterator[Finding]:
    """All rules on one cluster that the pack knows."""
    yield from _area(place)
    yield from _service_land(place)
    yield from _developer(place)
    yield from _new(place)
    yield from _enlarged(place)
    yield from _services_before_enlarging(place)


def _area(place: Place) -> Iterator[Finding]:
    area = place.number("area")
    laws = [(law, is_most) for id_, is_most in _SIZES if (law := place.law(id_)) is not None]
    if laws and area is None:
        sentence = say("The area of {cluster} is not stated", cluster=place.name)
        yield place.finding(Rule.CLUSTER_AREA, laws[0][0], Verdict.UNKNOWN, sentence)
        return
    for law, is_most in laws:
        assert area is not None
        limit = law[1].number
        text = say("{cluster} has {found} ha; at most {allowed} ha are allowed")
        if not is_most:
            text = say("{cluster} has {found} ha; at least {allowed} ha are required")
        sentence = text.about({"cluster": place.name, "found": Amount(area), "allowed": Amount(limit)})
        keeps = area <= limit if is_most else area >= limit
        yield place.finding(Rule.CLUSTER_AREA, law, judged(keeps=keeps), sentence, area, limit)


_SIZES = (("cluster_area_max", True), ("cluster_area_min", False))


def _service_land(place: Place) -> Iterator[Finding]:
    law, area, service = (
        place.law("cluster_service_land_max"),
        place.number("area"),
        place.number("service_area"),
    )
    if law is None or not area or service is None:
        return
    limit, share = law[1].number, service / area
    sentence = say(
        "Services take {found} of the area of {cluster}; at most {allowed} is allowed",
        cluster=place.name, found=Amount(share, is_share=True), allowed=Amount(limit, is_share=True),
    )  # fmt: skip
    yield place.finding(Rule.SERVICE_LAND, law, judged(keeps=share <= limit), sentence, share, limit)


def _developer(place: Place) -> Iterator[Finding]:
    law = place.law("developer_kinds")
    if law is None or place.entry.get("status") not in FOUNDED:
        return
    kind = place.entry.get("developer", {}).get("kind")
    if kind is None:
        sentence = say("The kind of developer of {cluster} is not stated", cluster=place.name)
        yield place.finding(Rule.DEVELOPER, law, Verdict.UNKNOWN, sentence)
        return
    allowed = law[1].amount
    assert isinstance(allowed, tuple)
    text = say("The developer of {cluster} is of a kind that may found a cluster")
    if kind not in allowed:
        text = say(
            "The developer of {cluster} is a public unit, which may only continue the clusters that it holds"
        )
    yield place.finding(
        Rule.DEVELOPER, law, judged(keeps=kind in allowed), text.about({"cluster": place.name})
    )


def _new(place: Place) -> Iterator[Finding]:
    """Occupancy around above its threshold, or little land around not let: either is enough."""
    occupied, unleased = place.law("new_cluster_occupancy_min"), place.law("new_cluster_unleased_max")
    if occupied is None or unleased is None or place.entry.get("status") not in FOUNDED:
        return
    share, land = place.number("around", "occupancy"), place.number("around", "unleased")
    least, most = occupied[1].number, unleased[1].number
    full, little = share is not None and share > least, land is not None and land <= most
    values = {
        "cluster": place.name, "least": Amount(least, is_share=True), "most": Amount(most),
        "share": Amount(share or 0.0, is_share=True), "land": Amount(land or 0.0),
    }  # fmt: skip
    if full:
        text = say("Clusters around {cluster} are {share} full, above {least}: a new one may be founded")
        yield place.finding(Rule.NEW_CLUSTER, occupied, Verdict.PASSED, text.about(values), share, least)
    elif little:
        text = say(
            "Clusters around {cluster} have {land} ha to let, not above {most} ha: a new one may be founded"
        )
        yield place.finding(Rule.NEW_CLUSTER, unleased, Verdict.PASSED, text.about(values), land, most)
    elif share is None or land is None:
        text = say(
            "How full the clusters around {cluster} are, and how much land they have to let, is not all stated"
        )
        yield place.finding(Rule.NEW_CLUSTER, occupied, Verdict.UNKNOWN, text.about(values), share, least)
    else:
        text = say(
            "Clusters around {cluster} are {share} full and have {land} ha to let; "
            "a new one asks for more than {least}, or at most {most} ha"
        )
        yield place.finding(Rule.NEW_CLUSTER, occupied, Verdict.BROKEN, text.about(values), share, least)


def _enlarged(place: Place) -> Iterator[Finding]:
    law = place.law("enlarged_cluster_occupancy_min")
    if law is None or place.entry.get("status") != "enlarged":
        return
    least, land, leased = law[1].number, place.number("industrial_area"), place.number("leased")
    if not land or leased is None:
        sentence = say(
            "Industrial land of {cluster} and how much of it is let are not stated", cluster=place.name
        )
        yield place.finding(Rule.ENLARGED_CLUSTER, law, Verdict.UNKNOWN, sentence, None, least)
        return
    share = leased / land
    sentence = say(
        "{cluster} is {found} full; at least {allowed} is required before it is enlarged",
        cluster=place.name, found=Amount(share, is_share=True), allowed=Amount(least, is_share=True),
    )  # fmt: skip
    yield place.finding(Rule.ENLARGED_CLUSTER, law, judged(keeps=share >= least), sentence, share, least)


def _services_before_enlarging(place: Place) -> Iterator[Finding]:
    law = place.law("enlarged_cluster_services")
    if law is None or place.entry.get("status") != "enlarged":
        return
    kinds = law[1].amount
    assert isinstance(kinds, tuple)
    existing = {name for name, capacity in place.entry.get("existing", {}).items() if capacity > 0.0}
    missing = [kind for kind in kinds if not {kind, SERVICE_OF_KIND.get(kind, kind)} & existing]
    values = {"cluster": place.name, "kinds": Kinds(tuple(missing))}
    text = say("{cluster} has all the infrastructure that must stand before it is enlarged")
    if missing:
        text = say("{cluster} may not be enlarged before these stand and work: {kinds}")
    yield place.finding(Rule.SERVICES_BEFORE_ENLARGING, law, judged(keeps=not missing), text.about(values))
