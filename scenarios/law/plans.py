"""Rules on what a plan does: who leases before what stands, whose money pays for what, over how many years."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from finance.cluster import Service
from finance.delivery import Mode
from finance.project import Project, ProjectClass
from finance.source import FundingSource, Instrument
from optimizer.plan import Plan
from scenarios.faults import say
from scenarios.law.clusters import Place, judged
from scenarios.law.filling import facts_of
from scenarios.law.findings import Amount, Finding, Kinds, Rule, Verdict
from scenarios.law.pack import Facts, LegalParameter, LegalValue, Pack
from scenarios.tables.account import REPORTED, Account

WASTEWATER = "wastewater"
"""The service, and the kind of work that provides it."""

SHARED = frozenset(
    [
        "road",
        "drainage",
        "water_supply",
        "wastewater",
        "power",
        "lighting",
        "telecom",
        "solid_waste",
        "fire_safety",
    ]
)
"""Shared infrastructure of a cluster: what tenants wait for. A road outside the fence is none of it."""

DWELLINGS = ("worker_housing", "kindergarten", "school")
"""Amenities of residents, for whom a cluster is no place."""

CAPS = {Mode.PRIVATE: "cluster_support_max", Mode.PPP: "ppp_state_share_max"}
EQUITY = {Mode.PRIVATE: "developer_equity_min", Mode.PPP: "ppp_equity_min"}

SLACK = 1e-6
"""Of a total: what the solver's rounding may leave."""

Law = tuple[LegalParameter, LegalValue]


@dataclass(frozen=True)
class PlanUnderLaw:
    """A plan, its amounts by year, and the law of a day. `billion`: what one unit of the file is in billions of dong,
    None for another currency.
    """

    plan: Plan
    account: Account
    document: Mapping[str, Any]
    pack: Pack
    day: date
    billion: float | None

    @cached_property
    def projects(self) -> dict[str, Project]:
        """Projects by id."""
        return {project.id: project for project in self.plan.problem.projects}

    @cached_property
    def sources(self) -> dict[str, FundingSource]:
        """Sources by the id of each of their tranches."""
        return {tranche.id: source for source in self.plan.problem.sources for tranche in source.tranches}

    @cached_property
    def entries(self) -> dict[str, Mapping[str, Any]]:
        """What the file says of each project."""
        return {entry["id"]: entry for entry in self.document["projects"]}

    @cached_property
    def places(self) -> dict[str, Place]:
        """Clusters by id."""
        return {c["id"]: Place(c, self.pack, self.day) for c in self.document.get("clusters", ())}

    def facts(self, project: Project) -> dict[str, str | float]:
        """What is known of a project: its cluster, its kind, and the class it states."""
        facts: dict[str, str | float] = {"kind": project.kind}
        if project.cluster is not None and project.cluster in self.places:
            facts |= facts_of(self.places[project.cluster].entry)
        stated = self.entries[project.id].get("sector_class")
        if stated is not None:
            facts["sector_class"] = float(stated)
        return facts

    def law(self, id_: str, facts: Facts) -> Law | None:
        """A parameter and its value in force for these facts."""
        value = self.pack.value(id_, self.day, facts)
        return None if value is None else (self.pack[id_], value)

    @cached_property
    def capital(self) -> dict[tuple[str, str], float]:
        """Nominal capital cost by project and mode."""
        totals = self.account.capital.sum(axis=1)
        return {
            self.account.option_key(o): float(total) for o, total in enumerate(totals) if total > REPORTED
        }

    @cached_property
    def state_capital(self) -> dict[tuple[str, str], float]:
        """Grants and public equity drawn by project and mode."""
        found: dict[tuple[str, str], float] = {}
        for draw in self.plan.draws:
            if self.sources[draw.source].is_state_capital:
                key = (draw.project, draw.mode.value)
                found[key] = found.get(key, 0.0) + draw.amount
        return found

    def is_inside(self, project: str) -> bool:
        """Whether a work stands inside the fence of its cluster, as works do of which nothing else is said."""
        return not self.entries[project].get("outside_fence", False)

    def finished(self, project: str, year: int) -> int:
        """First year of operation of a start."""
        return year + len(self.projects[project].profile)

    def calendar(self, year: int) -> int:
        """The calendar year of an index."""
        return self.plan.problem.horizon.start + year


def plan_findings(under: PlanUnderLaw) -> Iterator[Finding]:
    """All rules on the plan that the pack knows."""
    for place in under.places.values():
        yield from _tenants(under, place)
    for project in under.projects.values():
        yield from _amenities(under, project)
    yield from _support_for_amenities(under)
    yield from _shares(under)
    yield from _caps_not_added(under)
    yield from _groups(under)


def _tenants(under: PlanUnderLaw, place: Place) -> Iterator[Finding]:
    """Treatment stands in the first year in which tenants who discharge lease; all shared works do where one leases."""
    home = {project.id for project in under.projects.values() if project.cluster == place.id}
    leases = [lease for lease in under.plan.leases if lease.project in home and lease.hectares >= REPORTED]
    if not leases:
        return
    first = min(lease.year for lease in leases)
    # a work that is built in shares treats from its first share on, and is complete with its last
    begun: dict[str, int] = {}
    ready: dict[str, int] = {}
    for start in under.plan.starts:
        if start.project in home and start.share >= REPORTED:
            year = under.finished(start.project, start.year)
            begun[start.project] = min(year, begun.get(start.project, year))
            ready[start.project] = max(year, ready.get(start.project, year))
    law = under.law("wastewater_before_tenants", facts_of(place.entry))
    if law is not None:
        yield _treatment(under, place, law, leases, begun)
    law = under.law("tenants_after_infrastructure", facts_of(place.entry))
    if law is not None:
        kinds = sorted(
            {under.projects[p].kind for p, year in ready.items() if year > first and under.is_inside(p)}
        )
        kinds = [kind for kind in kinds if kind in SHARED]
        values = {"cluster": place.name, "year": under.calendar(first), "kinds": Kinds(tuple(kinds))}
        text = say(
            "Tenants of {cluster} lease from {year} on, when the shared infrastructure in the plan stands"
        )
        if kinds:
            text = say("Tenants of {cluster} lease from {year} on, before these works stand: {kinds}")
        verdict = judged(keeps=not kinds)
        sentence = text.about(values)
        yield Finding(Rule.TENANTS_AFTER_INFRASTRUCTURE, place.id, verdict, *law, sentence, year=first)


def _treatment(
    under: PlanUnderLaw, place: Place, law: Law, leases: list[Any], begun: Mapping[str, int]
) -> Finding:
    needs = {s["segment"]: s.get("needs", {}).get(WASTEWATER) for s in place.entry.get("demand", ())}
    discharging = [lease.year for lease in leases if needs[lease.segment] != 0]
    plants = [year for p, year in begun.items() if _treats(under.projects[p])]
    if place.entry.get("existing", {}).get(WASTEWATER, 0.0) > 0.0:
        plants.append(0)
    rule = Rule.WASTEWATER_BEFORE_TENANTS
    if not discharging:
        sentence = say("No tenant of {cluster} discharges wastewater", cluster=place.name)
        return Finding(rule, place.id, Verdict.NOT_APPLICABLE, *law, sentence)
    first = min(discharging)
    is_ready = bool(plants) and min(plants) <= first
    text = say("Wastewater of {cluster} is treated before the first tenants come in {year}")
    if not is_ready:
        text = say(
            "Tenants of {cluster} come in {year} before wastewater is treated; "
            "a segment that discharges none states 0 of it among its needs"
        )
    sentence = text.about({"cluster": place.name, "year": under.calendar(first)})
    return Finding(rule, place.id, judged(keeps=is_ready), *law, sentence, year=first)


def _treats(project: Project) -> bool:
    return project.kind == WASTEWATER or project.provides.get(Service(WASTEWATER), 0.0) > 0.0


def _amenities(under: PlanUnderLaw, project: Project) -> Iterator[Finding]:
    law = under.law("amenities_outside_fence", under.facts(project))
    if law is None or project.kind not in DWELLINGS or project.cluster is None:
        return
    is_outside = under.entries[project.id].get("outside_fence", True)
    text = say("{project} stands outside the fence of its cluster")
    if not is_outside:
        text = say("{project} may not stand inside the fence of the cluster, where nobody lives")
    verdict = judged(keeps=is_outside)
    yield Finding(Rule.AMENITIES_OUTSIDE, project.id, verdict, *law, text.about({"project": project.name}))


def _support_for_amenities(under: PlanUnderLaw) -> Iterator[Finding]:
    """State support to a developer pays for technical infrastructure alone."""
    for (id_, mode), amount in sorted(under.state_capital.items()):
        project = under.projects[id_]
        law = under.law(CAPS[Mode.PRIVATE], under.facts(project))
        if law is None or mode != Mode.PRIVATE.value or amount < REPORTED:
            continue
        is_technical = project.project_class is ProjectClass.INFRASTRUCTURE
        text = say("State support to {project} pays for technical infrastructure")
        if not is_technical:
            text = say("State support pays for {project}, which is no technical infrastructure of a cluster")
        sentence = text.about({"project": project.name})
        yield Finding(Rule.SUPPORT_ELIGIBILITY, id_, judged(keeps=is_technical), *law, sentence)


def _shares(under: PlanUnderLaw) -> Iterator[Finding]:
    """State capital and investors' own money of every vehicle, as shares of what the law reckons them on."""
    for books in under.plan.books:
        members = [
            project
            for project in under.projects.values()
            if project.books == books.vehicle and (project.id, books.mode.value) in under.capital
        ]
        is_technical = any(p.project_class is ProjectClass.INFRASTRUCTURE for p in members)
        if books.mode not in CAPS or not is_technical:
            continue
        keys: list[tuple[str, str]] = [(project.id, books.mode.value) for project in members]
        cost = sum(under.capital[key] for key in keys)
        state = sum(under.state_capital.get(key, 0.0) for key in keys)
        facts = under.facts(members[0])
        cap, least = under.law(CAPS[books.mode], facts), under.law(EQUITY[books.mode], facts)
        name = members[0].name if len(members) == 1 else str(books.vehicle)
        if cap is not None and cost > 0.0:
            yield _share(Rule.STATE_SHARE, str(books.vehicle), name, cap, state / cost)
        if least is not None and cost > 0.0:
            base = cost if books.mode is Mode.PRIVATE else cost - state
            if base > SLACK * cost:
                own = _equity(under, keys)
                yield _share(Rule.EQUITY, str(books.vehicle), name, least, own / base)


def _share(rule: Rule, subject: str, name: str, law: Law, found: float) -> Finding:
    limit = law[1].number
    is_most = rule is Rule.STATE_SHARE
    text = say("State capital is {found} of the total investment of {vehicle}; at most {allowed} is allowed")
    if not is_most:
        text = say("The investors of {vehicle} bring {found} as equity; at least {allowed} is required")
    values = {"vehicle": name, "found": Amount(found, is_share=True), "allowed": Amount(limit, is_share=True)}
    keeps = found <= limit + SLACK if is_most else found >= limit - SLACK
    return Finding(rule, subject, judged(keeps=keeps), *law, text.about(values), found, limit)


def _equity(under: PlanUnderLaw, keys: list[tuple[str, str]]) -> float:
    """Equity that investors draw for works, public equity apart."""
    own = set(keys)
    return sum(
        draw.amount
        for draw in under.plan.draws
        if (draw.project, draw.mode.value) in own
        and under.sources[draw.source].instrument is Instrument.EQUITY
        and not under.sources[draw.source].is_state_capital
    )


def _caps_not_added(under: PlanUnderLaw) -> Iterator[Finding]:
    """A project under two modes may not have both caps: its state capital stays within the higher one."""
    for project in under.projects.values():
        amounts = {mode: under.state_capital.get((project.id, mode.value), 0.0) for mode in CAPS}
        if min(amounts.values()) < REPORTED:
            continue
        laws = [law for mode in CAPS if (law := under.law(CAPS[mode], under.facts(project))) is not None]
        if len(laws) < len(CAPS):
            continue
        highest = max(laws, key=lambda law: law[1].number)
        cost = sum(under.capital.get((project.id, mode.value), 0.0) for mode in CAPS)
        share, limit = sum(amounts.values()) / cost, highest[1].number
        sentence = say(
            "{project} draws state capital in two modes: {found} of its cost, at most {allowed} is allowed in all",
            project=project.name, found=Amount(share, is_share=True), allowed=Amount(limit, is_share=True),
        )  # fmt: skip
        verdict = judged(keeps=share <= limit + SLACK)
        yield Finding(Rule.CAPS_NOT_ADDED, project.id, verdict, *highest, sentence, share, limit)


def _groups(under: PlanUnderLaw) -> Iterator[Finding]:
    """Group A, B or C of every public work by its total investment, and the years over which it draws public money."""
    if under.billion is None:
        return
    for project in under.projects.values():
        cost = under.capital.get((project.id, Mode.PUBLIC.value))
        if cost is None:
            continue
        facts = under.facts(project)
        class_law = under.law("sector_class_of_kind", facts)
        if "sector_class" not in facts and class_law is not None:
            facts["sector_class"] = class_law[1].number
        laws = [under.law(f"group_{letter}_from", facts) for letter in "ab"]
        if laws[0] is None or laws[1] is None:
            continue
        amount = cost * under.billion
        thresholds = [law[1].number for law in laws if law is not None]
        group = "A" if amount >= thresholds[0] else "B" if amount >= thresholds[1] else "C"
        decides = laws[0] if group == "A" else laws[1]
        sentence = say(
            "{project} is a group {group} project with VND {amount} bn of total investment",
            project=project.name, group=group, amount=Amount(amount),
        )  # fmt: skip
        yield Finding(
            Rule.PROJECT_GROUP, project.id, Verdict.PASSED, *decides, sentence, amount,
            decides[1].number,
        )  # fmt: skip
        law = under.law("allocation_years_max", facts | {"group": group})
        if law is not None:
            yield from _allocation(under, project, group, law)


def _allocation(under: PlanUnderLaw, project: Project, group: str, law: Law) -> Iterator[Finding]:
    years = [
        draw.year
        for draw in under.plan.draws
        if draw.project == project.id and draw.mode is Mode.PUBLIC and draw.amount >= REPORTED
    ]
    if not years:
        return
    span, limit = max(years) - min(years) + 1, law[1].number
    sentence = say(
        "Years over which capital of {project} (group {group}) is allocated: {found}; at most {allowed} are allowed",
        project=project.name, group=group, found=Amount(span), allowed=Amount(limit),
    )  # fmt: skip
    yield Finding(Rule.ALLOCATION_YEARS, project.id, judged(keeps=span <= limit), *law, sentence, span, limit)
