"""What must agree within the `risk` section: each distribution's numbers, and all correlations together."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from finance.delivery import Mode
from finance.project import CLASS_OF_KIND
from finance.uncertainty.correlation import ImpossibleCorrelations, correlation_matrix
from finance.uncertainty.distributions import quantile
from finance.uncertainty.risk import LEAST, Channel
from scenarios.faults import Phrase, say, shown
from scenarios.file.reading import Reading
from scenarios.file.risk_terms import distribution_of, positions
from scenarios.file.schema_risk import FACTOR, NEEDS_OF

Document = Mapping[str, Any]
Keys = tuple[Any, ...]

_NUMBERS = tuple(dict.fromkeys(name for names in NEEDS_OF.values() for name in names))
_RISING = {"triangular", "pert", "uniform", "points"}
"""Distributions whose numbers must rise; of the first three neighbours may be equal, but not all."""


def check_risk(reading: Reading, document: Document) -> None:
    """Notes every disagreement within the risk section; fields that were refused already are passed over."""
    risk = document.get("risk")
    if not isinstance(risk, Mapping):
        return
    factors = risk.get("factors", [])
    for index, factor in enumerate(factors):
        keys = ("risk", "factors", index)
        if _check_numbers(reading, factor, keys):
            _check_least(reading, factor, keys)
        _check_scope(reading, document, factor, keys)
        _check_currency(reading, document, factor, keys)
    draws = risk.get("draws", 0)
    if risk.get("sampling") == "antithetic" and draws % 2:
        found = say("{count} draws in pairs", count=draws)
        reading.fault_at(("risk", "draws"), found, say("an even number"))
    if len(reading.faults) == 0:
        _check_correlations(reading, risk)


def _check_numbers(reading: Reading, factor: Document, keys: Keys) -> bool:
    """Every number that the distribution needs, and no other; in their order. True where they make one."""
    name = factor.get("distribution")
    if name is None:
        return False
    raw, needed = reading.root["risk"]["factors"][keys[-1]], NEEDS_OF[name]
    before = len(reading.faults)
    for part in _NUMBERS:
        if part in raw and part not in needed:
            found = say("{field} for the distribution {name}", field=part, name=name)
            reading.fault_at((*keys, part), found, say("only {names} here", names=", ".join(needed)))
        if part in needed and part not in raw and (name, part) != ("lognormal", "low"):
            found = say("the distribution {name} without {field}", field=part, name=name)
            reading.fault_at((*keys, part), found, reading.described(FACTOR.by_name[part].kind))
    if len(reading.faults) > before or any(part in raw and part not in factor for part in needed):
        return False
    values = [factor[part] for part in needed if part in factor]
    if name in _RISING:
        strictly = name in ("points", "uniform")
        falls = any(b < a or (strictly and b == a) for a, b in pairwise(values)) or values[0] == values[-1]
        if falls:
            allowed = say("{names} rising from the first to the last", names=", ".join(needed))
            reading.fault_at((*keys, needed[0]), _listed(needed, values), allowed)
            return False
    elif name == "lognormal" and factor["mean"] <= factor.get("low", 0):
        found = say(
            "a mean of {mean}, not above {low}", mean=shown(factor["mean"]), low=shown(factor.get("low", 0))
        )
        reading.fault_at(
            (*keys, "mean"), found, say("a mean above the lowest change, which is 0 if not stated")
        )
        return False
    return True


def _listed(names: tuple[str, ...], values: list[float]) -> Phrase:
    said = ", ".join(f"{name} {shown(value)}" for name, value in zip(names, values, strict=True))
    return say("{value}", value=said)


def _check_least(reading: Reading, factor: Document, keys: Keys) -> None:
    """A change below the least that can be counts as the least; that must stay rare."""
    channel = factor.get("acts_on")
    if channel is None:
        return
    least = LEAST[Channel(channel)]
    p10 = quantile(distribution_of(factor), 0.1)
    if p10 < least:
        found = say(
            "a change below {least} in more than one of ten draws (p10 is {p10})",
            least=shown(least),
            p10=shown(round(p10, 6)),
        )
        allowed = (
            say("a delay of 0 years or more")
            if channel == Channel.TIME
            else say("changes above -1, which is the whole amount planned")
        )
        reading.fault_at((*keys, "distribution"), found, allowed)


def _check_scope(reading: Reading, document: Document, factor: Document, keys: Keys) -> None:
    """A factor that acts on no project would be uncertainty about nothing."""
    scope = factor.get("scope", {})
    if not scope:
        return
    for project in document.get("projects", ()):
        known = CLASS_OF_KIND.get(project.get("kind"))
        of_project = {
            "projects": {project.get("id")},
            "kinds": {project.get("kind")},
            "classes": {project.get("class", None if known is None else known.value)},
            "clusters": {project.get("cluster")},
            "modes": set(project.get("modes", (Mode.PUBLIC.value,))),
        }
        if all(of_project[name] & set(listed) for name, listed in scope.items()):
            return
    reading.fault_at(
        (*keys, "scope"), say("a scope without any project"), say("a scope that some project is in")
    )


def _check_currency(reading: Reading, document: Document, factor: Document, keys: Keys) -> None:
    """The price of a currency matters to loans in it, which say so by their `fx_depreciation`."""
    if factor.get("acts_on") != Channel.CURRENCY:
        return
    steps = [step for source in document.get("sources", ()) for step in (source, *source.get("tranches", ()))]
    if not any(step.get("fx_depreciation") for step in steps):
        found = say("a factor on the currency, but no loan in a foreign one")
        allowed = say("a source with fx_depreciation above 0, or no such factor")
        reading.fault_at((*keys, "acts_on"), found, allowed)


def _check_correlations(reading: Reading, risk: Document) -> None:
    """Each pair once, both factors per project or neither, and all pairs possible together."""
    own = {factor["id"]: factor.get("per", "portfolio") for factor in risk["factors"]}
    place: dict[tuple[int, int], int] = {}
    listed = risk.get("correlations", ())
    for index, entry in enumerate(listed):
        keys = ("risk", "correlations", index, "between")
        between = entry["between"]
        said = ", ".join(between)
        if len(between) != 2:
            reading.fault_at(
                keys, say("{count} factors ({names})", count=len(between), names=said), say("two factors")
            )
            return
        if own[between[0]] != own[between[1]]:
            found = say("{names}, of which one is per project and one per portfolio", names=said)
            reading.fault_at(keys, found, say("two factors per project, or two per portfolio"))
            return
        pair = next(iter(positions({"factors": risk["factors"], "correlations": [entry]})))
        if pair in place:
            found = say("{value} a second time (first as item {number})", value=said, number=place[pair] + 1)
            reading.fault_at(keys, found, say("each one once"))
            return
        place[pair] = index
    try:
        correlation_matrix(len(own), positions(risk))
    except ImpossibleCorrelations as impossible:
        conflict = impossible.conflict
        index = place[conflict.pair]
        found = say(
            "{value} between {names}, which cannot be beside the other correlations",
            value=shown(listed[index]["value"]),
            names=", ".join(listed[index]["between"]),
        )
        allowed = (
            say("weaker correlations: no value of this one alone would do")
            if conflict.low is None or conflict.high is None
            else say("from {low} to {high}", low=f"{conflict.low:.3f}", high=f"{conflict.high:.3f}")
        )
        reading.fault_at(("risk", "correlations", index, "value"), found, allowed)
