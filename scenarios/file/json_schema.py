"""The JSON Schema of the scenario file (draft 2020-12), derived from the field table.

For editors that complete and check while typing. YAML keys that are years count as their digits. What a schema
cannot say (ids that must exist, shares that add up) stays with `check`.
"""

from typing import Any

from scenarios.faults import Phrase
from scenarios.file.kinds import (
    MAX_AMOUNT,
    ByYear,
    Choice,
    Day,
    Flag,
    Kind,
    ListOf,
    MapOf,
    Name,
    Number,
    Record,
    Reference,
    Shapes,
    Text,
    Year,
)
from scenarios.file.schema import SCENARIO, TABLES, VARIANT
from scenarios.language import Code, Language

Schema = dict[str, Any]

_NAME = r"^[^\s./;#]([^./;]*[^\s./;])?$"


def json_schema(code: Code = "en") -> Schema:
    """The schema of a scenario or a variant, with the meaning of each field in the language."""
    language = Language(code)
    scenario = _record(SCENARIO, language)
    for name, table in TABLES.items():
        listed = scenario["properties"][name]
        meaning = listed.pop("description")
        scenario["properties"][name] = {"description": meaning, "anyOf": [listed, _record(table, language)]}
    variant = _record(VARIANT, language)
    variant["properties"]["changes"] = {"type": "object"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Hatang scenario",
        "if": {"required": ["base"]},
        "then": variant,
        "else": scenario,
    }


def _record(kind: Record, language: Language) -> Schema:
    """An object with these keys and no others."""
    schema: Schema = {
        "type": ["object", "null"] if kind.may_be_empty else "object",
        "properties": {},
        "additionalProperties": False,
    }
    for field in kind.fields:
        entry = {
            "description": _meaning(field.meaning, field.unit, language),
            **_schema(field.kind, language),
        }
        if field.default is not None and not field.is_required:
            entry["default"] = field.default
        schema["properties"][field.name] = entry
    required = [field.name for field in kind.fields if field.is_required]
    if required:
        schema["required"] = required
    if kind.one_of:
        schema["anyOf"] = [{"required": [name]} for name in kind.one_of]
    return schema


def _meaning(meaning: Phrase, unit: str, language: Language) -> str:
    """Meaning and unit in one line."""
    return meaning.spoken(language) + (f" [{language(unit)}]" if unit else "")


def _schema(kind: Kind, language: Language) -> Schema:
    """The schema of one kind of value."""
    match kind:
        case Text():
            schema: Schema = {"type": "string", "minLength": 1, "maxLength": kind.longest}
            return schema | ({"pattern": f"^{kind.pattern}$"} if kind.pattern else {})
        case Name() | Reference():
            return {"type": "string", "pattern": _NAME}
        case Choice():
            return {"enum": list(kind.options)}
        case Flag():
            return {"type": "boolean"}
        case Number():
            return _number(kind)
        case Day():
            return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        case Year():
            return {"type": "integer"}
        case ByYear():
            years = {"^[0-9]{4}$": _schema(kind.item, language)}
            return {
                "type": "object",
                "patternProperties": years,
                "additionalProperties": False,
                "minProperties": 1,
            }
        case ListOf():
            return _list(kind, language)
        case MapOf():
            keys = _schema(kind.keys, language)
            entries = _schema(kind.item, language)
            schema = {"type": "object", "propertyNames": keys, "additionalProperties": entries}
            return schema | ({"minProperties": kind.fewest} if kind.fewest else {})
        case Record():
            return _record(kind, language)
        case Shapes():
            return {"anyOf": [_schema(each, language) for each in kind.all()]}


def _number(kind: Number) -> Schema:
    """A number between its ends."""
    schema: Schema = {"type": "integer" if kind.is_whole else "number"}
    if kind.low > -MAX_AMOUNT:
        schema["exclusiveMinimum" if kind.open_low else "minimum"] = kind.low
    if kind.high < MAX_AMOUNT:
        schema["exclusiveMaximum" if kind.open_high else "maximum"] = kind.high
    if kind.not_zero:
        schema["not"] = {"const": 0}
    return schema


def _list(kind: ListOf, language: Language) -> Schema:
    """A list of one kind of item."""
    schema: Schema = {"type": "array", "items": _schema(kind.item, language)}
    if kind.fewest:
        schema["minItems"] = kind.fewest
    if kind.unique:
        schema["uniqueItems"] = True
    return schema
