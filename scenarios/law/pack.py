"""A policy pack: legal parameters with their dates, articles and how well each is attested.

A pack is data: another country is another file in `policies/`, no code. Which value holds is a matter of the day and of
facts (what kind of cluster, which commune); the first value whose conditions all hold is the one meant.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from scenarios.file.input_file import InputFile
from scenarios.language import Language

CONFIDENCE = ("primary", "secondary", "single", "background", "uncertain")
"""How well a value is attested, best first; a mark is carried along and never raised."""

UNCONFIRMED = frozenset({"single", "background", "uncertain"})
"""Marks with which a value must not be relied on before a lawyer has looked at it."""

FROM, BELOW = "_from", "_below"
"""Endings of conditions on a number: at least, and less than."""

LegalAmount = float | bool | tuple[str, ...]
"""A number, whether a duty holds, or a list of kinds."""

Facts = Mapping[str, str | float]
"""What is known of a place or a project, by name: `commune`, `cluster_type`, `area` …"""

Condition = float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text of a pack in both languages of the product."""

    en: str
    vi: str

    def spoken(self, language: Language) -> str:
        """The text in one of them."""
        return self.vi if language.code == "vi" else self.en


@dataclass(frozen=True, slots=True)
class LegalValue:
    """One value of a parameter, the days in which it is in force (both ends included), and where it stands.

    `where`: conditions by fact, all of which must hold; `area_from`, `area_below` and the like compare numbers.
    """

    amount: LegalAmount
    where: Mapping[str, Condition]
    start: date
    end: date | None
    reference: Bilingual
    confidence: str

    def is_in_force(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return self.start <= day and (self.end is None or day <= self.end)

    def fits(self, facts: Facts) -> bool:
        """Whether all conditions hold; a condition on what is not known does not."""
        return all(_holds(name, condition, facts) for name, condition in self.where.items())

    @property
    def number(self) -> float:
        """The value as a number. Raises TypeError for a list of kinds."""
        if isinstance(self.amount, tuple):
            raise TypeError(f"{self.reference.en}: a list of kinds is no number")
        return float(self.amount)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The value as a list of kinds. Raises TypeError for a number."""
        if not isinstance(self.amount, tuple):
            raise TypeError(f"{self.reference.en}: a number is no list of kinds")
        return self.amount

    @property
    def is_confirmed(self) -> bool:
        """Whether the value was read in the law itself, or in sources that agree."""
        return self.confidence not in UNCONFIRMED


@dataclass(frozen=True, slots=True)
class Filling:
    """The field of a scenario that a parameter fills, and which value counts where clusters differ."""

    path: str
    strictest: str | None

    @property
    def mode(self) -> str | None:
        """The delivery mode whose rule it fills; None for fields of the whole scenario."""
        first, second, *_ = self.path.split(".")
        return second if first == "delivery" else None


@dataclass(frozen=True, slots=True)
class LegalParameter:
    """A parameter with all its values, past ones too, and the fields of a scenario that it fills. `checked`: the day on
    which somebody last compared it.
    """

    id: str
    title: Bilingual
    unit: Bilingual
    values: tuple[LegalValue, ...]
    checked: date
    note: Bilingual | None = None
    fills: tuple[Filling, ...] = ()

    def value(self, day: date, facts: Facts | None = None) -> LegalValue | None:
        """The value in force on `day` for these facts; None where no law is known, or what it asks about is not."""
        known = facts or {}
        return next((each for each in self.values if each.is_in_force(day) and each.fits(known)), None)

    def number(self, day: date, facts: Facts | None = None) -> float | None:
        """The same as a number."""
        found = self.value(day, facts)
        return None if found is None else found.number

    def has_expired(self, day: date) -> bool:
        """Whether it had a value before `day` and has none on it."""
        return not any(each.is_in_force(day) for each in self.values) and any(
            each.end is not None and each.end < day for each in self.values
        )


@dataclass(frozen=True, slots=True)
class Pack:
    """All parameters of a country by id, and the file they were read from."""

    title: Bilingual
    parameters: Mapping[str, LegalParameter]
    file: InputFile

    def __getitem__(self, id_: str) -> LegalParameter:
        return self.parameters[id_]

    def __iter__(self) -> Iterator[LegalParameter]:
        return iter(self.parameters.values())

    def value(self, id_: str, day: date, facts: Facts | None = None) -> LegalValue | None:
        """The value of a parameter in force; None where the pack does not know the parameter either."""
        parameter = self.parameters.get(id_)
        return None if parameter is None else parameter.value(day, facts)


def _holds(name: str, condition: Condition, facts: Facts) -> bool:
    if isinstance(condition, tuple):
        return facts.get(name) in condition
    for ending in (FROM, BELOW):
        if name.endswith(ending):
            fact = facts.get(name.removesuffix(ending))
            if fact is None or isinstance(fact, str):
                return False
            return fact >= condition if ending == FROM else fact < condition
    return facts.get(name) == condition


_ARTICLE = re.compile(r"(?P<article>\d+)(?:\.(?P<clause>\d+))?(?P<point>[a-zđ])?")


def article(text: str) -> Bilingual:
    """An article as lawyers of both languages cite it.

    >>> article("8.1c")
    Bilingual(en='art. 8.1c', vi='điểm c khoản 1 Điều 8')
    """
    found = _ARTICLE.fullmatch(text)
    if found is None:
        raise ValueError(f"article {text!r}: a number such as 8, 8.1 or 8.1c is expected")
    parts = [f"điểm {found['point']}"] if found["point"] else []
    parts += [f"khoản {found['clause']}"] if found["clause"] else []
    return Bilingual(f"art. {text}", " ".join([*parts, f"Điều {found['article']}"]))
