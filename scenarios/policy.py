"""Policy packs: dated parameters with their legal reference, for fields that a scenario leaves open."""

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from scenarios.faults import Fault, ScenarioError, say
from scenarios.file.kinds import (
    REQUIRED,
    Choice,
    Day,
    Field,
    ListOf,
    Number,
    Record,
    Text,
)
from scenarios.file.reading import BAD, Reading
from scenarios.file.tree import Origin, Place
from scenarios.file.yaml_text import decoded, read_yaml
from scenarios.scenario import InputFile, Parameter

PACKS = Path(__file__).resolve().parent / "policies"

CONFIDENCE = ("primary", "secondary", "single", "background", "uncertain")
"""How well a value is attested, best first; a mark is carried along and never raised."""

FILLABLE = (
    "assumptions.social_discount_rate",
    "delivery.ppp.state_share",
    "delivery.ppp.equity_share",
    "delivery.ppp.tax_rate",
    "delivery.private.state_share",
    "delivery.private.equity_share",
    "delivery.private.tax_rate",
)
"""Fields that a pack may fill. The modes among them are filled only where a project uses the mode."""

_PARAMETER = Record(
    (
        Field("path", Choice(FILLABLE), say("the field of a scenario that it fills"), default=REQUIRED),
        Field("value", Number(0.0, 1.0), say("the value"), default=REQUIRED),
        Field("unit", Text(100), say("unit of the value"), default=REQUIRED),
        Field("from", Day(), say("first day in force"), default=REQUIRED),
        Field("to", Day(), say("last day in force; not stated: still in force")),
        Field("reference", Text(500), say("law and article"), default=REQUIRED),
        Field("confidence", Choice(CONFIDENCE), say("how well it is attested"), default=REQUIRED),
        Field("note", Text(1000), say("what to know before relying on it")),
    )
)
_PACK = Record(
    (
        Field("name", Text(200), say("what the pack is called"), default=REQUIRED),
        Field("parameters", ListOf(_PARAMETER, 1), say("dated parameters"), default=REQUIRED),
    )
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A parameter and the days in which it is in force, both ends included."""

    parameter: Parameter
    start: date
    end: date | None

    def holds(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Pack:
    """The parameters of one policy pack and the file they were read from."""

    parameters: tuple[Dated, ...]
    file: InputFile

    def in_force(self, day: date) -> dict[str, Parameter]:
        """Parameters in force on `day` by path."""
        return {dated.parameter.path: dated.parameter for dated in self.parameters if dated.holds(day)}


@cache
def pack_names() -> tuple[str, ...]:
    """Names of the packs that come with the product."""
    return tuple(sorted(path.stem for path in PACKS.glob("*.yaml")))


@cache
def read_pack(name: str) -> Pack:
    """The pack of that name, checked like any other file of ours or a user's."""
    path = PACKS / f"{name}.yaml"
    origin = Origin(f"policies/{path.name}")
    data = path.read_bytes()
    faults: list[Fault] = []
    tree = read_yaml(decoded(data, origin), origin, faults)
    entry = Reading(tree, Place(origin), faults).read(_PACK, tree)
    if faults or entry is BAD:
        raise ScenarioError(faults)
    parameters = tuple(
        Dated(
            Parameter(each["path"], float(each["value"]), each["reference"], each["confidence"]),
            date.fromisoformat(each["from"]),
            date.fromisoformat(each["to"]) if "to" in each else None,
        )
        for each in entry["parameters"]
    )
    return Pack(parameters, InputFile(origin.name, hashlib.sha256(data).hexdigest()))


def fill(document: Mapping[str, Any], pack: Pack, day: date) -> tuple[dict[str, Any], tuple[Parameter, ...]]:
    """The document with open fields filled by the parameters in force on `day`, and the parameters used."""
    filled = dict(document)
    for name in ("assumptions", "delivery"):
        filled[name] = copy.deepcopy(document.get(name, {}))
    used_modes = {mode for project in document["projects"] for mode in project.get("modes", ("public",))}
    used = []
    for path, parameter in sorted(pack.in_force(day).items()):
        *containers, name = path.split(".")
        if containers[0] == "delivery" and containers[1] not in used_modes:
            continue
        holder = filled
        for container in containers:
            holder = holder.setdefault(container, {})
        if name not in holder:
            holder[name] = parameter.value
            used.append(parameter)
    return filled, tuple(used)
