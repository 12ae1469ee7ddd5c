"""The kinds of values that a field of the scenario file can have: declarations only.

Reading and checking (`reading.py`), the JSON Schema, the workbook and the field reference are all derived from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from scenarios.faults import Phrase, say

ReferenceTo = Literal["project", "source", "tranche", "cluster", "kind", "metric", "policy", "factor"]

REQUIRED = object()
"""Default of a field that must be stated."""

MAX_AMOUNT = 1e18
"""No amount of money, land or people is larger: beyond it the solver's arithmetic means nothing."""


@dataclass(frozen=True, slots=True)
class Text:
    """Free text. `pattern`: a regular expression that the whole text matches, `words` says it in words."""

    longest: int = 2000
    pattern: str | None = None
    words: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """An id: it may stand in paths and lists, so it holds none of `. / ;`, and never starts with `#`."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An id of something else in the file, or a name from a known list."""

    to: ReferenceTo


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number between `low` and `high`; the ends belong to it unless they are open."""

    low: float = -MAX_AMOUNT
    high: float = MAX_AMOUNT
    is_whole: bool = False
    open_low: bool = False
    open_high: bool = False
    not_zero: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, year-month-day."""


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year of the horizon, or of its investment years."""

    to_invest: bool = False


@dataclass(frozen=True, slots=True)
class ByYear:
    """A mapping from year to amount. `every`: all years of the horizon must be named."""

    item: Number
    to_invest: bool = False
    every: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of at least `fewest` items; `known_by`: the field that identifies an item in paths."""

    item: "Kind"
    fewest: int = 0
    known_by: str | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping with free names as keys; `keys` None takes any id, a `Reference` only known names."""

    item: "Kind"
    keys: Name | Reference | Choice = Name()
    fewest: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys. `may_be_empty`: nothing after the colon means no field stated. `one_of`: fields of
    which at least one must be stated.
    """

    fields: tuple["Field", ...]
    may_be_empty: bool = False
    one_of: tuple[str, ...] = ()
    by_name: "dict[str, Field]" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.fields})


@dataclass(frozen=True, slots=True)
class Shapes:
    """A value whose shape in the file (scalar, list, mapping) tells its kind.

    `by_year` is the mapping whose keys are years, where another mapping is allowed too.
    """

    scalar: "Kind | None" = None
    items: ListOf | None = None
    mapping: Record | MapOf | ByYear | None = None
    by_year: ByYear | None = None

    def all(self) -> tuple["Kind", ...]:
        """Every kind allowed, each once."""
        kinds: list[Kind] = []
        for kind in (self.scalar, self.items, self.by_year, self.mapping):
            if kind is not None and kind not in kinds:
                kinds.append(kind)
        return tuple(kinds)

    def for_value(self, value: Any) -> "Kind | None":
        """The kind meant by a value of this shape."""
        if isinstance(value, Mapping):
            if self.by_year is not None and value and all(is_year_like(key) for key in value):
                return self.by_year
            return self.mapping
        if isinstance(value, (list, tuple)):
            return self.items
        return self.scalar


Kind = (
    Text | Name | Reference | Choice | Flag | Number | Day | Year | ByYear | ListOf | MapOf | Record | Shapes
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the file: its name, kind, one line of meaning, unit, and what holds where it is not stated."""

    name: str
    kind: Kind
    meaning: Phrase
    unit: str = ""
    default: Any = None

    @property
    def is_required(self) -> bool:
        """Whether the field must be stated."""
        return self.default is REQUIRED


def is_year_like(key: object) -> bool:
    """Whether a key reads as a year: a whole number, or its digits as text (JSON has text keys only)."""
    if isinstance(key, str):
        return len(key) == 4 and key.isascii() and key.isdigit() and key[0] != "0"
    return isinstance(key, int) and not isinstance(key, bool)


def normal_number(value: Any) -> Any:
    """Whole numbers as ints, so that 1 and 1.0 are one spelling."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2.0**53:
        return int(value)
    return value


def described(
    kind: Kind, years: tuple[int, int] | None = None, invest: tuple[int, int] | None = None
) -> Phrase:
    """What is allowed, in words; with the years of the horizon where they are known."""
    match kind:
        case Text():
            return kind.words or say("text")
        case Name():
            return say("an id: text without . / ; and without blanks at its ends (a number in quotes)")
        case Reference():
            return _REFERENCES[kind.to]
        case Choice():
            return say("one of {options}", options=", ".join(kind.options))
        case Flag():
            return say("true or false")
        case Number():
            return _described_number(kind)
        case Day():
            return say("a date such as 2026-11-23")
        case Year():
            span = invest if kind.to_invest else years
            return (
                say("a year")
                if span is None
                else say("a year from {first} to {last}", first=span[0], last=span[1])
            )
        case ByYear():
            amount = _described_number(kind.item)
            span = invest if kind.to_invest else years
            if span is None:
                return say("a mapping from year to {amount}", amount=amount)
            first, last = span
            if kind.every:
                text = say("a mapping that names every year ({first} to {last}) with {amount}")
            else:
                text = say("a mapping from year ({first} to {last}) to {amount}")
            return Phrase(text.text, {"first": first, "last": last, "amount": amount})
        case ListOf():
            return say("a list, each item {items}", items=described(kind.item, years, invest))
        case MapOf():
            return say("a mapping from name to {items}", items=described(kind.item, years, invest))
        case Record():
            return say("a mapping with keys among {names}", names=", ".join(kind.by_name))
        case Shapes():
            said = [described(each, years, invest) for each in kind.all()]
            phrase = said[0]
            for other in said[1:]:
                phrase = say("{one}, or {other}", one=phrase, other=other)
            return phrase


_REFERENCES: Mapping[str, Phrase] = {
    "project": say("the id of a project"),
    "source": say("the id of a source"),
    "tranche": say("the id of a source, or of one of its tranches such as bank_loan.1"),
    "cluster": say("the id of a cluster"),
    "kind": say("a kind of project"),
    "metric": say("a metric, or an indicator that some project names"),
    "policy": say("the name of a policy pack"),
    "factor": say("the id of a risk factor"),
}


def beyond(kind: Number, value: float) -> Phrase | None:
    """What is allowed in place of a number beyond all amounts: of 1e300 "at least 0" is no help; None for any other."""
    if value > kind.high == MAX_AMOUNT or value < kind.low == -MAX_AMOUNT:
        return say("an amount of at most {most}: count in a larger unit", most=f"{MAX_AMOUNT:g}")
    return None


def _described_number(kind: Number) -> Phrase:
    """Range of a number in words."""
    if (kind.low, kind.high) == (0.0, 1.0) and not kind.is_whole:
        if kind.open_high:
            return say("a share from 0 to below 1 (0.15 is 15 percent)")
        return say("a share from 0 to 1 (0.15 is 15 percent)")
    low, high = f"{kind.low:.12g}", f"{kind.high:.12g}"
    if kind.low == kind.high:
        return say("{value}", value=low)
    if kind.is_whole:
        return say("a whole number from {low} to {high}", low=low, high=high)
    if kind.not_zero:
        return say("a number other than 0")
    if kind.high >= MAX_AMOUNT:
        if kind.low <= -MAX_AMOUNT:
            return say("a number")
        return (
            say("a number above {low}", low=low)
            if kind.open_low
            else say("a number of at least {low}", low=low)
        )
    if kind.open_low:
        return say("a number above {low}, at most {high}", low=low, high=high)
    return say("a number from {low} to {high}", low=low, high=high)
