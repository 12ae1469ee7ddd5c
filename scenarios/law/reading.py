"""A pack's file read and checked like any other file of ours or a user's."""

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from scenarios.faults import Fault, ScenarioError, say, shown
from scenarios.file.input_file import InputFile
from scenarios.file.kinds import (
    REQUIRED,
    Choice,
    Day,
    Field,
    Flag,
    Kind,
    ListOf,
    MapOf,
    Name,
    Number,
    Record,
    Shapes,
    Text,
)
from scenarios.file.reading import BAD, Reading
from scenarios.file.tree import Origin, Place
from scenarios.file.yaml_text import decoded, read_yaml
from scenarios.law.pack import (
    BELOW,
    CONFIDENCE,
    FROM,
    Bilingual,
    Condition,
    Filling,
    LegalAmount,
    LegalParameter,
    LegalValue,
    Pack,
    article,
)

PACKS = Path(__file__).resolve().parents[1] / "policies"

FILLABLE = (
    "assumptions.social_discount_rate",
    "delivery.ppp.state_share",
    "delivery.ppp.equity_share",
    "delivery.ppp.tax_rate",
    "delivery.private.state_share",
    "delivery.private.equity_share",
    "delivery.private.tax_rate",
    *(
        f"delivery.{mode}.{name}"
        for mode in ("ppp", "private")
        for name in ("preferential_tax_rate", "preferential_years", "tax_holiday", "tax_half_years")
    ),
)
"""Fields that a pack may fill. The modes among them are filled only where a project uses the mode."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "commune": ("normal", "difficult", "specially_difficult"),
    "cluster_type": ("general", "craft", "specialised", "supporting", "high_tech", "eco"),
    "terrain": ("plain", "midland", "mountain"),
    "group": ("A", "B", "C"),
    "province": ("own_means", "balancing_transfer", "hanoi", "ho_chi_minh_city"),
    "vat_good": ("standard", "reduced"),
}
"""Facts in words that a value may depend on."""

NUMBERS = ("area", "transfers", "sector_class")
"""Facts in numbers: hectares; transfers as a share of local spending; class of public investment."""

_BOTH = Record(
    (
        Field("en", Text(500), say("English text"), default=REQUIRED),
        Field("vi", Text(500), say("Vietnamese text"), default=REQUIRED),
    )
)
_WORD: Kind = Text(50)
_WHERE = Record(
    (
        Field("kind", Shapes(scalar=_WORD, items=ListOf(_WORD, 1)), say("kinds of works that it applies to")),
        *(
            Field(
                name,
                Shapes(scalar=Choice(words), items=ListOf(Choice(words), 1)),
                say("one of these must be true"),
            )
            for name, words in WORDS.items()
        ),
        *(
            Field(name + ending, Number(0.0), say("compared with the fact of that name"))
            for name in NUMBERS
            for ending in ("", FROM, BELOW)
        ),
    )
)
_VALUE = Record(
    (
        Field(
            "value",
            Shapes(scalar=Number(0.0), items=ListOf(_WORD, 1)),
            say("a number, true, or a list of kinds"),
        ),
        Field("duty", Flag(), say("true for a duty, which has no number")),
        Field("where", _WHERE, say("what it applies to; not stated: everything")),
        Field("from", Day(), say("first day in force"), default=REQUIRED),
        Field("to", Day(), say("last day in force; not stated: still in force")),
        Field("law", Name(), say("its key among the laws"), default=REQUIRED),
        Field("article", Shapes(scalar=Text(20)), say("article, clause and point, such as 8.1c")),
        Field("place", _BOTH, say("place in the law that is no article")),
        Field("confidence", Choice(CONFIDENCE), say("how well it is attested"), default=REQUIRED),
    )
)
_FILLS = Record(
    (
        Field(
            "paths",
            ListOf(Choice(FILLABLE), 1),
            say("the fields of a scenario that it fills"),
            default=REQUIRED,
        ),
        Field("strictest", Choice(("highest", "lowest")), say("which value counts where clusters differ")),
    )
)
_PARAMETER = Record(
    (
        Field("id", Name(), say("short name of the parameter"), default=REQUIRED),
        Field("title", _BOTH, say("what it is called"), default=REQUIRED),
        Field("unit", Text(100), say("its unit, one of the list of units"), default=REQUIRED),
        Field("fills", _FILLS, say("fields of a scenario that it fills where the scenario leaves them open")),
        Field("values", ListOf(_VALUE, 1), say("its values, each with its days"), default=REQUIRED),
        Field("note", _BOTH, say("what to know before relying on it")),
        Field(
            "checked", Day(), say("last day on which it was compared with the law; not stated: the pack's")
        ),
    )
)
_PACK = Record(
    (
        Field("name", _BOTH, say("what the pack is called"), default=REQUIRED),
        Field("checked", Day(), say("last day on which it was compared with the laws"), default=REQUIRED),
        Field("laws", MapOf(_BOTH, Name(), 1), say("laws by a short key"), default=REQUIRED),
        Field("units", MapOf(Text(100), Name(), 1), say("units: English to Vietnamese"), default=REQUIRED),
        Field("parameters", ListOf(_PARAMETER, 1, known_by="id"), say("dated parameters"), default=REQUIRED),
    )
)


@cache
def pack_names() -> tuple[str, ...]:
    """Names of the packs that come with the product."""
    return tuple(sorted(path.stem for path in PACKS.glob("*.yaml")))


@cache
def read_pack(name: str) -> Pack:
    """The pack of that name."""
    path = PACKS / f"{name}.yaml"
    return pack_of(path.read_bytes(), f"policies/{path.name}")


def pack_of(data: bytes, name: str) -> Pack:
    """The pack that a file's bytes say. Raises ScenarioError with all its faults."""
    origin = Origin(name)
    faults: list[Fault] = []
    tree = read_yaml(decoded(data, origin), origin, faults)
    reading = Reading(tree, Place(origin), faults)
    entry = reading.read(_PACK, tree)
    if entry is not BAD and not faults:
        _check(reading, entry)
    if faults or entry is BAD:
        raise ScenarioError(faults)
    laws = {key: Bilingual(**law) for key, law in entry["laws"].items()}
    checked = date.fromisoformat(entry["checked"])
    parameters = [_parameter(each, laws, entry["units"], checked) for each in entry["parameters"]]
    return Pack(
        Bilingual(**entry["name"]),
        {parameter.id: parameter for parameter in parameters},
        InputFile(origin.name, hashlib.sha256(data).hexdigest()),
    )


def _check(reading: Reading, entry: Mapping[str, Any]) -> None:
    """What single fields cannot tell: known laws and units, days in order, an amount for every value."""
    for p, parameter in enumerate(entry["parameters"]):
        if parameter["unit"] not in entry["units"]:
            allowed = say("one of {options}", options=", ".join(sorted(entry["units"])))
            reading.fault_at(
                ("parameters", p, "unit"), say("{value}", value=shown(parameter["unit"])), allowed
            )
        for v, value in enumerate(parameter["values"]):
            keys = ("parameters", p, "values", v)
            if value["law"] not in entry["laws"]:
                allowed = say("one of {options}", options=", ".join(sorted(entry["laws"])))
                reading.fault_at((*keys, "law"), say("{value}", value=shown(value["law"])), allowed)
            if "to" in value and value["to"] < value["from"]:
                reading.fault_at(
                    (*keys, "to"),
                    say("{value}", value=shown(value["to"])),
                    say("a day from {first} on", first=value["from"]),
                )
            if ("value" in value) == ("duty" in value):
                reading.fault_at(keys, say("no value, or two"), say("either a value or a duty"))


def _parameter(
    entry: Mapping[str, Any], laws: Mapping[str, Bilingual], units: Mapping[str, str], checked: date
) -> LegalParameter:
    fills = entry.get("fills", {})
    return LegalParameter(
        id=entry["id"],
        title=Bilingual(**entry["title"]),
        unit=Bilingual(entry["unit"], units[entry["unit"]]),
        values=tuple(_value(each, laws) for each in entry["values"]),
        checked=date.fromisoformat(entry["checked"]) if "checked" in entry else checked,
        note=Bilingual(**entry["note"]) if "note" in entry else None,
        fills=tuple(Filling(path, fills.get("strictest")) for path in fills.get("paths", ())),
    )


def _value(entry: Mapping[str, Any], laws: Mapping[str, Bilingual]) -> LegalValue:
    law = laws[entry["law"]]
    place = article(str(entry["article"])) if "article" in entry else None
    if "place" in entry:
        place = Bilingual(**entry["place"])
    return LegalValue(
        amount=_amount(entry),
        where={name: _condition(condition) for name, condition in entry.get("where", {}).items()},
        start=date.fromisoformat(entry["from"]),
        end=date.fromisoformat(entry["to"]) if "to" in entry else None,
        reference=law if place is None else Bilingual(f"{law.en}, {place.en}", f"{place.vi} {law.vi}"),
        confidence=entry["confidence"],
    )


def _amount(entry: Mapping[str, Any]) -> LegalAmount:
    if "duty" in entry:
        return bool(entry["duty"])
    value = entry["value"]
    return tuple(value) if isinstance(value, list) else float(value)


def _condition(condition: Any) -> Condition:
    if isinstance(condition, list):
        return tuple(condition)
    return (condition,) if isinstance(condition, str) else float(condition)
