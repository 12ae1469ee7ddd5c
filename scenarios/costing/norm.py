"""Official unit costs: one line of the book a norm, its cost a unit by the size of the work."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from scenarios.faults import Fault, ScenarioError, say
from scenarios.file.kinds import REQUIRED, Day, Field, MapOf, Number, Record, Text
from scenarios.file.reading import BAD, Reading
from scenarios.file.tree import Origin, Place
from scenarios.file.yaml_text import decoded, read_yaml
from scenarios.law.pack import Bilingual

BOOKS = Path(__file__).resolve().parents[1] / "norms"
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Norm:
    """A unit cost in dong. `smallest`, `largest`: sizes of works for which it holds, in `size_unit`.

    `at_smallest`, `at_largest`: cost a unit at these sizes; between them it lies on a straight line.
    """

    code: str
    table: str
    kind: str
    title: Bilingual
    unit: str
    at_smallest: float
    at_largest: float
    smallest: float
    largest: float
    size_unit: str
    excluded: str

    def fits(self, size: float) -> bool:
        """Whether the norm holds for a work of that size; one published for a single size serves as a reference."""
        return self.smallest == self.largest or self.smallest <= size <= self.largest

    def unit_cost(self, size: float) -> float:
        """Dong a unit for a work of that size.

        `at_smallest + (at_largest - at_smallest) * (size - smallest) / (largest - smallest)`.
        """
        if self.at_smallest == self.at_largest:
            return self.at_smallest
        share = (size - self.smallest) / (self.largest - self.smallest)
        return self.at_smallest + (self.at_largest - self.at_smallest) * share


@dataclass(frozen=True, slots=True)
class NormBook:
    """A decision that publishes unit costs: since when, at which prices, what they leave out, and its regions."""

    title: Bilingual
    start: date
    prices: Bilingual
    excluded: Bilingual
    regions: Mapping[int, float]
    regions_source: Bilingual
    norms: Mapping[str, Norm]


_BOTH = Record(
    (
        Field("en", Text(500), say("English text"), default=REQUIRED),
        Field("vi", Text(500), say("Vietnamese text"), default=REQUIRED),
    )
)
_BOOK = Record(
    (
        Field("title", _BOTH, say("what it is called"), default=REQUIRED),
        Field("from", Day(), say("first day in force"), default=REQUIRED),
        Field("prices", _BOTH, say("the prices that its figures are stated in"), default=REQUIRED),
        Field("table", Text(100), say("table of its figures, beside it"), default=REQUIRED),
        Field("excluded", _BOTH, say("what its figures leave out"), default=REQUIRED),
        Field("regions", MapOf(Number(0.1, 10.0)), say("regional factors"), default=REQUIRED),
        Field("regions_source", _BOTH, say("where the regional factors come from"), default=REQUIRED),
    )
)


@cache
def norm_book(name: str = "vietnam") -> NormBook:
    """The book of that name, checked like any other file."""
    path = BOOKS / f"{name}.yaml"
    origin = Origin(f"norms/{path.name}")
    faults: list[Fault] = []
    tree = read_yaml(decoded(path.read_bytes(), origin), origin, faults)
    entry = Reading(tree, Place(origin), faults).read(_BOOK, tree)
    if faults or entry is BAD:
        raise ScenarioError(faults)
    return NormBook(
        title=Bilingual(**entry["title"]),
        start=date.fromisoformat(entry["from"]),
        prices=Bilingual(**entry["prices"]),
        excluded=Bilingual(**entry["excluded"]),
        regions={int(region): float(factor) for region, factor in entry["regions"].items()},
        regions_source=Bilingual(**entry["regions_source"]),
        norms=_norms(BOOKS / entry["table"]),
    )


def _norms(path: Path) -> dict[str, Norm]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _norm(row) for row in csv.DictReader(file)}


def _norm(row: Mapping[str, str]) -> Norm:
    value = float(row["value_mn_vnd"]) * MILLION
    at_largest = row["value_at_capacity_to_mn_vnd"]
    return Norm(
        code=row["code"],
        table=row["table_no"],
        kind=row["kind"],
        title=Bilingual(row["description_en"], row["description_vi"]),
        unit=row["unit"],
        at_smallest=value,
        at_largest=float(at_largest) * MILLION if at_largest else value,
        smallest=float(row["capacity_from"] or 0.0),
        largest=float(row["capacity_to"] or "inf"),
        size_unit=row["capacity_unit"] or row["unit"],
        excluded=row["excludes"],
    )
