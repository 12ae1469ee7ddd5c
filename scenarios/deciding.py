"""The part of a scenario that decides its plan: what is only told about a plan is left out."""

from collections.abc import Mapping
from typing import Any

DECIDE_NOTHING = frozenset({"risk", "public_finance", "value_for_money"})
"""Top fields that change no plan; neither does a contract."""


def deciding(document: Mapping[str, Any]) -> dict[str, Any]:
    """A checked document without what changes no decision; itself where there is nothing of the kind.

    >>> deciding({"risk": {}, "projects": [{"id": "a", "modes": {"ppp": {"delay": 1, "contract": {}}}}]})
    {'projects': [{'id': 'a', 'modes': {'ppp': {'delay': 1}}}]}
    """
    kept = {key: value for key, value in document.items() if key not in DECIDE_NOTHING}
    if "projects" in kept:
        kept["projects"] = [_without_contracts(project) for project in kept["projects"]]
    return kept


def _without_contracts(project: Mapping[str, Any]) -> Mapping[str, Any]:
    modes = project.get("modes")
    if not isinstance(modes, Mapping) or not any("contract" in option for option in modes.values()):
        return project
    plain = {
        mode: {name: value for name, value in option.items() if name != "contract"}
        for mode, option in modes.items()
    }
    return {**project, "modes": plain}
