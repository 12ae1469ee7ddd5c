"""Sentences about limits: their prices and slacks read aloud, and the repairs where no plan exists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil, floor, inf, log10

from finance.delivery import Mode
from optimizer.diagnose.knobs import KNOBS, LITTLE
from optimizer.endings import Repair
from optimizer.metrics import UNITS
from optimizer.plan import Family, LimitRow, RowKey
from optimizer.plan import Kind as PlanKind
from optimizer.problem import Problem, Target
from optimizer.register import Entry, Unit, entry
from scenarios.language import Language

MODES: Mapping[str, str] = {Mode.PUBLIC: "public", Mode.PPP: "PPP", Mode.PRIVATE: "private"}
"""Catalogue texts of the delivery modes."""

SERVICES = {
    "access": "road access", "road": "internal roads", "drainage": "drainage", "fire": "fire fighting",
    "greenery": "green space", "water": "water supply", "wastewater": "wastewater treatment",
    "power": "power supply", "housing": "worker housing",
}  # fmt: skip
"""Catalogue texts of the services that the library and the template name; any other is said as the file names it."""

METRICS: Mapping[str, str] = {
    "economic_npv": "Economic net present value",
    "financial_npv": "Financial net present value",
    "investment": "Total investment",
    "funding": "Money drawn",
    "public_money": "Public money, discounted",
    "private_money": "Private money, discounted",
    "public_outlay": "Public outlay, discounted",
    "cost_of_funds": "Cost of funds",
    "hectares": "Hectares leased",
    "jobs": "Jobs",
    "value": "Score of the works",
    "projects": "Works built",
}
"""Catalogue texts of the metrics; indicators that a file names itself have none."""

KINDS: Mapping[str, str] = {
    "land_preparation": "Land preparation",
    "road": "Road",
    "bridge": "Bridge",
    "drainage": "Drainage",
    "water_supply": "Water supply",
    "wastewater": "Wastewater treatment",
    "power": "Power supply",
    "lighting": "Lighting",
    "telecom": "Telecommunications",
    "solid_waste": "Solid waste",
    "fire_safety": "Fire safety",
    "flood_protection": "Flood protection",
    "resettlement": "Resettlement",
    "transport": "Transport",
    "worker_housing": "Worker housing",
    "kindergarten": "Kindergarten",
    "school": "School",
    "clinic": "Clinic",
    "canteen": "Canteen",
    "park": "Park and greenery",
    "sports": "Sports and culture",
    "market": "Market",
    "community_centre": "Community centre",
    "training_centre": "Training centre",
    "one_stop_office": "One-stop office",
    "capacity_building": "Capacity building",
}
"""Catalogue texts of the kinds of works; a kind that a file names itself is said as it stands."""

_ONE = {
    "hectare": "1 ha", "capacity": "1 unit", "effort": "1 unit", "job": "1 job", "point": "1 point",
    "project": "1 project",
}  # fmt: skip
_MANY = {
    "hectare": "{number} ha", "capacity": "{number} units", "effort": "{number} units",
    "job": "{number} jobs", "point": "{number} points", "project": "{number} projects",
}  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """How a problem's nouns, amounts and years are said in one language."""

    language: Language
    problem: Problem
    currency: str
    unit: float
    _texts: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def sentence(self, row: LimitRow, kind: PlanKind) -> str:
        """What one unit more of the limit would bring; how much is left where that is nothing."""
        told, values = self._said(row.key)
        unit = self.unit_of(row.key)
        one = self.amount(1.0, unit)
        if not row.price and not row.is_binding:
            return self._filled(told.left, slack=self.amount(slack_of(row), unit), one=one, **values) + "."
        if row.price is None:
            return self._filled("At the limit; no price was computed.")
        more = self._filled(told.more, one=one, **values)
        text = effect(row)
        if row.price and kind is PlanKind.MILP:
            text = "The chosen works kept: " + text
        return self._filled(text, more=more, amount=self.figure(abs(row.price)))

    def repair(self, repair: Repair) -> str:
        """What to change so that a plan exists. The new limit is rounded to the safe side."""
        unit = self.unit_of_input(repair.key)
        # at the decimals that show how much is short or left, and rounded so that the repair as printed is enough
        finest = min(repair.short_by, max(abs(repair.needed), LITTLE * abs(repair.limit)))
        digits = _digits(finest * (100.0 if unit == Unit.SHARE else 1.0))
        shown_digits = digits + 2 if unit == Unit.SHARE else digits
        needed = _outward(repair.needed, shown_digits, up=repair.needed >= repair.limit)
        words = {
            "limit": self.amount(repair.limit, unit, digits),
            "needed": self.amount(needed, unit, digits),
        }
        text = entry(repair.key[0], len(repair.key) - 1).repair
        if text is None:
            raise KeyError(repair.key[0])
        if repair.key[0] is Family.START_ONCE and needed == 0.0:
            return self._filled("Do not commit to {project}.", **self._input_words(repair.key))
        return self._filled(text, **words, **self._input_words(repair.key)) + "."

    def input(self, key: RowKey, amount: float) -> str:
        """An input that a repair may change: what it is called, whose it is, and where it stands."""
        whose = ", ".join(self._input_words(key, sides=False).values())
        match key[0], key[-1]:
            case Family.START_ONCE, _:
                text = "Committed project: {whose}"
            case Family.REQUIRES, _:
                text = "The first waits for the second: {whose}"
            case Family.TARGET, "at_least":
                text = "{title} {whose}: at least {amount}"
            case Family.TARGET, _:
                text = "{title} {whose}: at most {amount}"
            case _:
                text = "{title}, {whose}: {amount}"
        title = self._filled(entry(key[0], len(key) - 1).title)
        return self._filled(
            text, title=title, whose=whose, amount=self.amount(amount, self.unit_of_input(key))
        )

    def unit_of_input(self, key: RowKey) -> str:
        """What an input that a repair may change counts; unlike its rows, a share is a share."""
        target = self._targets.get(str(key[1:][0])) if key[0] is Family.TARGET else None
        if target is not None and target.of is not None:
            return Unit.SHARE
        unit = KNOBS[key[0]].unit
        return self.unit_of(key) if unit is Unit.METRIC else unit.value

    def _input_words(self, key: RowKey, *, sides: bool = True) -> dict[str, str]:
        """The words for the parts of an input's key."""
        parts = zip(KNOBS[key[0]].places, key[1:], strict=True)
        return {place: self._word(place, part) for place, part in parts if sides or place != "side"}

    def unit_of(self, key: RowKey) -> str:
        """What a row counts: money, share, hectare, capacity, effort, job, point, project."""
        unit = entry(key[0], len(key) - 1).unit
        if unit is not Unit.METRIC:
            return unit.value
        target = self._targets.get(str(key[1:][0]))
        return UNITS.get(target.measure.metric, "point") if target is not None else "point"

    def amount(self, number: float, unit: str, digits: int | None = None) -> str:
        """An amount with its unit, in three significant digits unless `digits` decimals are asked for."""
        if unit == Unit.MONEY:
            return self._money.format(self.figure(number, digits))
        if unit == Unit.SHARE:
            return self.figure(100.0 * number, digits) + "%"
        if unit == Unit.RATIO:
            return self.figure(number, digits)
        if number == 1.0:
            return self._filled(_ONE[unit])
        return self._filled(_MANY[unit], number=self.figure(number, digits))

    def figure(self, number: float, digits: int | None = None) -> str:
        """A number in three significant digits, or with `digits` decimals; digits before the point are all
        kept, trailing zeros are not.
        """
        return self.language.number(number, _digits(number) if digits is None else digits, fixed=False)

    def project(self, id_: str) -> str:
        """A project's name."""
        return self.name("project", id_)

    def name(self, noun: str, id_: str) -> str:
        """The name of a project, cluster or source."""
        return self._names.get((noun, id_), id_)

    def filled(self, text: str, key: RowKey, **values: str) -> str:
        """A catalogue text with the parts of a row's key and other values in its places."""
        return self._filled(text, **values, **self._said(key)[1])

    def part(self, place: str, part: str | int) -> str:
        """How one part of a key is said: a name, a calendar year."""
        return self._word(place, part)

    def _said(self, key: RowKey) -> tuple[Entry, dict[str, str]]:
        """A row's register entry and the words for its key's parts."""
        told = entry(key[0], len(key) - 1)
        parts = zip(told.places, key[1:], strict=True)
        return told, {place: self._word(place, part) for place, part in parts}

    def _word(self, place: str, part: str | int) -> str:
        if place == "year":
            return str(self.problem.horizon.calendar(int(part)))
        if place == "mode":
            return self._filled(MODES[Mode(str(part))])
        if place == "service" and part in SERVICES:
            return self._filled(SERVICES[str(part)])
        noun = {"needed_project": "project", "vehicle": "project"}.get(place, place)
        return self._names.get((noun, str(part)), str(part))

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        """Names of nouns by (noun, id); a step of a mobilisation curve is said with its number."""
        names = {("project", str(p.id)): p.name for p in self.problem.projects}
        names |= {("cluster", str(c.id)): c.name for c in self.problem.clusters}
        for source in self.problem.sources:
            names["source", source.id] = source.name
            for number, tranche in enumerate(source.tranches, start=1):
                if str(tranche.id) != str(source.id):
                    step = self._filled("{source}, step {number}", source=source.name, number=str(number))
                    names["source", tranche.id] = step
        return names

    @cached_property
    def _targets(self) -> dict[str, Target]:
        return {target.name: target for target in self.problem.targets}

    @cached_property
    def _money(self) -> str:
        return self.language.money_pattern(self.currency, self.unit)

    def _filled(self, text: str, **values: str) -> str:
        """A catalogue text with its places filled in."""
        translated = self._texts.get(text)
        if translated is None:
            translated = self._texts[text] = self.language(text)
        return translated.format(**values)


def spoken(language: Language, words: Mapping[str, str], key: str) -> str:
    """The name of `key` in `language`; a word that a file made up itself stays as it is."""
    return language(words[key]) if key in words else key


def effect(row: LimitRow) -> str:
    """Catalogue text of what one unit more of a priced limit does.

    The best objective is concave in a limit, so the price never understates what more of it brings: where the
    price does not hold for a whole unit more, the gain is at most the price and the loss at least.
    """
    price = row.price or 0.0
    ends = row.holds_to if row.holds_to is not None else inf if row.holds_from is not None else -inf
    is_exact = ends >= limit_of(row) + 1.0
    if price > 0.0:
        return (
            "{more} would add {amount} to the objective."
            if is_exact
            else "{more} would add at most {amount} to the objective."
        )
    if price < 0.0:
        return (
            "{more} would take {amount} off the objective."
            if is_exact
            else "{more} would take at least {amount} off the objective."
        )
    # more room cannot do harm; a stricter demand can
    if is_exact or row.lower == -inf:
        return "{more} would not change the objective."
    return "{more} would add nothing to the objective."


def slack_of(row: LimitRow) -> float:
    """Room between the activity and the nearer limit, never negative."""
    return max(0.0, min(row.activity - row.lower, row.upper - row.activity))


def limit_of(row: LimitRow) -> float:
    """The limit nearer to the activity: the only one, for all but rows that state both."""
    return row.upper if row.upper - row.activity <= row.activity - row.lower else row.lower


def _outward(number: float, digits: int, *, up: bool) -> float:
    """`number` rounded to `digits` decimals, up or down; what rounding of floats left behind is forgiven."""
    step = 10.0**-digits
    steps = number / step
    return (ceil(steps - 1e-6) if up else floor(steps + 1e-6)) * step


def _digits(number: float) -> int:
    """Decimals that show three significant digits of a number."""
    return min(9, max(0, 2 - floor(log10(abs(number))))) if number else 0
