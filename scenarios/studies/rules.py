"""What each rule costs: the plan without it, one rule at a time.

A rule is what people set and could set otherwise: targets, shares, matching, ceilings, couplings, commitments. What
nature or arithmetic says (a work is built once, land is let when it is ready, tax is due) is none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from finance.delivery import Mode
from scenarios.faults import Phrase, say
from scenarios.scenario import Scenario
from scenarios.studies.telling import Telling
from scenarios.studies.variants import Changes, Replan, Variant, change, metric_changes, metric_columns
from scenarios.table import ColumnKind, Row, Table, table
from scenarios.wording import MODES, SERVICES

Document = Mapping[str, Any]

COLUMNS = {
    "path": ColumnKind.TEXT,
    "rule": ColumnKind.TEXT,
    "status": ColumnKind.TEXT,
    "objective": ColumnKind.AMOUNT,
    "objective_change": ColumnKind.AMOUNT,
    "change_at_least": ColumnKind.AMOUNT,
    "change_at_most": ColumnKind.AMOUNT,
}


_BY_DEFAULT = {"dscr": 1.0, "dsra": 0.0, "equity_return": 0.0}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule under its path, `*` standing for several items; `changes` take it out; `phrase` names it.

    `may_only`: 1 where every plan that keeps the rule is still allowed without it, so that the best can only gain.
    """

    path: str
    kind: str
    phrase: Phrase
    changes: Changes
    may_only: int = 1

    @property
    def variant(self) -> Variant:
        """The scenario without it."""
        return Variant(self.path, self.changes)


def rules_of(scenario: Scenario) -> tuple[Rule, ...]:
    """Every rule that the scenario declares, its policy's included, each once."""
    document = scenario.document
    return (
        *_targets(document),
        *_delivery(scenario),
        *_sources(document),
        *_limits(document),
        *_projects(document),
        *_couplings(document),
    )


def _named(item: Document) -> str:
    return str(item.get("name", item["id"]))


def _targets(document: Document) -> Iterator[Rule]:
    for target in document.get("targets", ()):
        name = target["name"]
        yield Rule(
            f"targets.{name}", "target", say("the target {name}", name=f'"{name}"'), {f"targets.{name}": None}
        )


def _delivery(scenario: Scenario) -> Iterator[Rule]:
    """Rules of the modes that some project may take. A rule that a policy states cannot be removed from the file:
    it is set to the value at which it asks for nothing.
    """
    phrases = {
        "state_share": ("the highest share of state capital ({mode})", 1),
        "equity_share": ("the lowest share of investors' equity ({mode})", 0),
        "dscr": ("the required cover of debt service ({mode})", 0),
        "dsra": ("the required debt service reserve ({mode})", 0),
        "equity_return": ("the return that owners require ({mode})", 0),
    }
    used = {option.mode for project in scenario.problem.projects for option in project.options}
    stated = scenario.document.get("delivery", {})
    for mode in Mode:
        rules = scenario.problem.delivery.get(mode)
        if mode not in used or rules is None:
            continue
        for name, (text, nothing) in phrases.items():
            value = getattr(rules, name)
            is_set = name in stated.get(mode.value, {}) or (
                value is not None if name.endswith("_share") else value > (1.0 if name == "dscr" else 0.0)
            )
            if (
                is_set
                and value != nothing
                and not (mode is Mode.PUBLIC and name not in ("state_share", "equity_share"))
            ):
                path = f"delivery.{mode.value}.{name}"
                yield Rule(path, name, say(text, mode=say(MODES[mode])), {path: nothing})


def _sources(document: Document) -> Iterator[Rule]:
    texts = {
        "total": "the ceiling of {source} over all years",
        "floor": "the commitment to draw from {source}",
        "max_share": "the highest share of {source} in a project",
        "min_share": "the lowest share of {source} in a project",
        "match": "the matching funds that {source} requires",
        "eligible": "the list of what {source} may pay for",
    }
    for source in document["sources"]:
        path, name = f"sources.{source['id']}", _named(source)
        yield from _ceilings(source, path, name)
        for field, text in texts.items():
            if field in source:
                # a lowest share would hold for the works that come within reach, too
                only = 0 if field == "eligible" and "min_share" in source else 1
                yield Rule(f"{path}.{field}", field, say(text, source=name), {f"{path}.{field}": None}, only)


def _ceilings(source: Document, path: str, name: str) -> Iterator[Rule]:
    """Yearly ceilings: the source's, or those of its steps, one by one. Where it states both, steps that state none
    take the source's, so that all go together.
    """
    steps = {
        number: f"{path}.tranches.{number}.ceiling"
        for number, step in enumerate(source.get("tranches", ()), start=1)
        if "ceiling" in step
    }
    if "ceiling" in source:
        phrase = say("the yearly ceiling of {source}", source=name)
        places = (path, *(place.removesuffix(".ceiling") for place in steps.values()))
        changes = {**dict.fromkeys((f"{path}.ceiling", *steps.values())), **_nothing_to_carry(source, places)}
        yield Rule(f"{path}.ceiling", "ceiling", phrase, changes)
        return
    for number, place in steps.items():
        phrase = say("the yearly ceiling of {source}, step {number}", source=name, number=number)
        step = place.removesuffix(".ceiling")
        yield Rule(place, "ceiling", phrase, {place: None, **_nothing_to_carry(source, (step,))})


def _nothing_to_carry(source: Document, places: tuple[str, ...]) -> dict[str, object]:
    """Where a year has no ceiling, nothing of it is left to be kept for the next."""
    steps = (source, *source.get("tranches", ()))
    return (
        {f"{place}.carry_over": 0 for place in places} if any("carry_over" in step for step in steps) else {}
    )


def _limits(document: Document) -> Iterator[Rule]:
    texts = {
        "recurrent": "the limit of recurrent public spending",
        "public_debt": "the limit of public debt",
        "admin_capacity": "the limit of administrative capacity",
    }
    limits = document.get("limits", {})
    for name, text in texts.items():
        if name in limits:
            path = "limits" if len(limits) == 1 else f"limits.{name}"
            yield Rule(f"limits.{name}", name, say(text), {path: None})


def _projects(document: Document) -> Iterator[Rule]:
    projects = document["projects"]
    names = {project["id"]: _named(project) for project in projects}
    whole = [project["id"] for project in projects if project.get("indivisible")]
    if whole:
        changes = {f"projects.{id_}.indivisible": False for id_ in whole}
        yield Rule(
            "projects.*.indivisible", "indivisible", say("the rule that works are built whole"), changes
        )
    for group in sorted({project["exclusive"] for project in projects if "exclusive" in project}):
        members = [project["id"] for project in projects if project.get("exclusive") == group]
        phrase = say("the rule that at most one project of the group {group} is built", group=f'"{group}"')
        removed = dict.fromkeys(f"projects.{id_}.exclusive" for id_ in members)
        yield Rule(f"projects.*.exclusive.{group}", "exclusive", phrase, removed)
    for project in projects:
        path, name = f"projects.{project['id']}", names[project["id"]]
        if project.get("committed"):
            phrase = say("the commitment to build {project}", project=name)
            yield Rule(f"{path}.committed", "committed", phrase, {f"{path}.committed": False})
        if "min_scale" in project and not project.get("indivisible"):
            phrase = say("the smallest size of {project}", project=name)
            yield Rule(f"{path}.min_scale", "min_scale", phrase, {f"{path}.min_scale": None})
        for needed in project.get("requires", ()):
            phrase = say("the rule that {project} waits for {needed}", project=name, needed=names[needed])
            others = [id_ for id_ in project["requires"] if id_ != needed]
            yield Rule(f"{path}.requires.{needed}", "requires", phrase, {f"{path}.requires": others or None})


def _couplings(document: Document) -> Iterator[Rule]:
    """What tenants need before they come: one rule for each service of a cluster."""
    for cluster in document.get("clusters", ()):
        path, segments = f"clusters.{cluster['id']}", cluster.get("demand", ())
        for service in dict.fromkeys(name for segment in segments for name in segment.get("needs", ())):
            needing = [segment for segment in segments if service in segment.get("needs", ())]
            places = {f"{path}.demand.{segment['segment']}.needs": segment["needs"] for segment in needing}
            changes = {
                (place if len(needs) == 1 else f"{place}.{service}"): None for place, needs in places.items()
            }
            said = say(SERVICES[service]) if service in SERVICES else service
            text = "the rule that tenants of {cluster} come only where there is enough {service}"
            phrase = say(text, cluster=_named(cluster), service=said)
            yield Rule(f"{path}.demand.*.needs.{service}", "service", phrase, changes)


def rules_table(
    rules: tuple[Rule, ...], base: Replan, found: Mapping[str, Replan], telling: Telling
) -> Table:
    """One row for each rule that was taken out."""
    rows = [_row(rule, base, found[rule.path], telling) for rule in rules if rule.path in found]
    return table({**COLUMNS, **metric_columns(base), "sentence": ColumnKind.TEXT}, rows, key=1)


def _row(rule: Rule, base: Replan, without: Replan, telling: Telling) -> Row:
    what = telling.what(base, without, may_only=rule.may_only)
    sentence = telling.language(
        "Without {rule}, {what}.", rule=rule.phrase.spoken(telling.language), what=what
    )
    amounts: Row = (None, None, None, None)
    if without.objective is not None:
        moved = change(base, without, may_only=rule.may_only)
        amounts = (without.objective, moved.found, moved.least, moved.most)
    return (rule.path, rule.kind, without.status.value, *amounts, *metric_changes(base, without), sentence)
