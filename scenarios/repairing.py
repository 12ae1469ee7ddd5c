"""A repair as changes of the scenario file: paths and values that `--set`, a variant and `load` take."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from optimizer.diagnose.applied import repaired
from optimizer.endings import Repair
from optimizer.plan import Family
from scenarios.scenario import Scenario

_FIELDS = {
    Family.SOURCE_TOTAL: "total", Family.SOURCE_FLOOR: "floor", Family.MAX_SHARE: "max_share",
    Family.MIN_SHARE: "min_share", Family.MATCH: "match.at_least", Family.STATE_SHARE: "state_share",
    Family.EQUITY_SHARE: "equity_share", Family.DSCR: "dscr", Family.LOCK_UP: "lock_up", Family.CASH_FLOOR: "dsra",
    Family.EQUITY_RETURN: "equity_return",
}  # fmt: skip
"""Names in the file of what a repair changes in a source or a delivery mode."""

_MODES = frozenset(
    {
        Family.STATE_SHARE, Family.EQUITY_SHARE, Family.DSCR, Family.LOCK_UP, Family.CASH_FLOOR,
        Family.EQUITY_RETURN,
    }
)  # fmt: skip

Changes = dict[str, Any]


def changes_of(scenario: Scenario, repairs: Sequence[Repair]) -> Changes:
    """Path to new value of everything that a repair changes in the file. Amounts by year are stated as a whole.

    Always: the scenario with these changes poses the problem with this repair.
    """
    # a new target can only be added to the list as a whole, and a name with a dot is no path
    names = [str(repair.key[1:][0]) for repair in repairs if repair.key[0] is Family.TARGET]
    new = any(repair.key[0] is Family.START_ONCE and repair.needed > 0.0 for repair in repairs)
    changes: Changes = {}
    if names and (new or any("." in name for name in names)):
        changes["targets"] = list(scenario.document["targets"])
    for repair in repairs:
        _add(changes, scenario, repair)
    return changes


def as_settings(changes: Mapping[str, Any]) -> str:
    """The changes in one line, each as `--set` takes it."""
    return "; ".join(f"{path}={_flow(value)}" for path, value in changes.items())


def _add(changes: Changes, scenario: Scenario, repair: Repair) -> None:
    family, *parts = repair.key
    document, needed = scenario.document, repair.needed
    first = str(parts[0])
    match family:
        case Family.START_ONCE:
            changes[f"projects.{first}.committed"] = False
            if needed > 0.0:
                kept = repaired(scenario.problem, (repair,)).targets[-1]
                item = {
                    "name": kept.name,
                    "metric": "projects",
                    "where": {"project": first},
                    "at_least": needed,
                }
                changes["targets"] = [*changes.get("targets", document.get("targets", ())), item]
        case Family.REQUIRES:
            path = f"projects.{first}.requires"
            entry = next(e for e in document["projects"] if e["id"] == first)
            left = [q for q in changes.get(path, entry["requires"]) if q != parts[1]]
            changes[path] = left
        case Family.SOURCE_YEAR:
            path, amounts = _ceiling(scenario, first)
            changes[path] = {
                **changes.get(path, amounts),
                scenario.problem.horizon.calendar(int(parts[1])): needed,
            }
        case Family.RECURRENT | Family.PUBLIC_DEBT | Family.ADMIN_CAPACITY:
            path = f"limits.{family.value}"
            amounts = _by_year(scenario, document["limits"][family.value])
            changes[path] = {
                **changes.get(path, amounts),
                scenario.problem.horizon.calendar(int(parts[0])): needed,
            }
        case Family.TARGET:
            if "targets" not in changes:
                changes[f"targets.{first}.{parts[1]}"] = needed
                return
            changes["targets"] = [
                {**target, str(parts[1]): needed} if target["name"] == first else target
                for target in changes["targets"]
            ]
        case _:
            section = "delivery" if family in _MODES else "sources"
            changes[f"{section}.{first}.{_FIELDS[family]}"] = needed


def _ceiling(scenario: Scenario, tranche: str) -> tuple[str, dict[int, float]]:
    """The path of a tranche's ceiling, and what it is in each year that the file names."""
    for entry in scenario.document["sources"]:
        steps = entry.get("tranches")
        names = [entry["id"]] if steps is None else [f"{entry['id']}.{n}" for n in range(1, len(steps) + 1)]
        if tranche in names:
            number = names.index(tranche)
            path = (
                f"sources.{entry['id']}" if steps is None else f"sources.{entry['id']}.tranches.{number + 1}"
            )
            stated = (
                entry.get("ceiling") if steps is None else steps[number].get("ceiling", entry.get("ceiling"))
            )
            return f"{path}.ceiling", _by_year(scenario, stated)
    raise KeyError(tranche)


def _by_year(scenario: Scenario, stated: Any) -> dict[int, float]:
    """A yearly amount by calendar year; one number stands for every year."""
    if isinstance(stated, Mapping):
        return dict(stated)
    horizon = scenario.problem.horizon
    return {horizon.calendar(t): stated for t in range(horizon.years)}


def _flow(value: Any) -> str:
    """A value as YAML in one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, str) and value.isidentifier() and value not in ("null", "true", "false"):
        return value
    return json.dumps(value, ensure_ascii=False)
