"""The capital cost of a work from norms: quantity, unit cost and regional factor, and named lines for the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import fsum
from typing import Any

from scenarios.costing.norm import Norm, NormBook, norm_book

FAR = 0.25
"""A stated capital cost that differs from its estimate by more than this share of it is flagged."""


class Part(StrEnum):
    """What a line of an estimate is, in the order in which it is told."""

    NORM = "norm"
    CLEARANCE = "clearance"
    ADDITION = "addition"
    CONTINGENCY = "contingency"
    INTEREST = "interest"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `amount` in the file's unit, base-year prices.

    Of a norm also the norm, quantity, `unit_cost` (file's unit) and the `factor` of region and price rise.
    """

    part: Part
    name: str
    amount: float
    norm: Norm | None = None
    quantity: float | None = None
    unit_cost: float | None = None
    factor: float | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """All lines of a work's capital cost. `stated`: what the scenario says instead, None where norms alone speak."""

    project: str
    lines: tuple[Line, ...]
    stated: float | None

    @property
    def total(self) -> float:
        """Sum of the lines."""
        return fsum(line.amount for line in self.lines)

    @property
    def difference(self) -> float | None:
        """Stated cost over the estimate, less one; None where nothing is stated or the estimate is 0."""
        if self.stated is None or self.total <= 0.0:
            return None
        return self.stated / self.total - 1.0

    @property
    def is_far(self) -> bool:
        """Whether the stated cost is so far off that somebody must say why."""
        return self.difference is not None and abs(self.difference) > FAR


def estimate(project: Mapping[str, Any], unit: float) -> Estimate:
    """The estimate of a project of the file that states one; `unit`: currency units that 1 in the file stands for.

    `norm = quantity * unit_cost(size) * regional factor * price_rise / unit`;
    `contingency = contingency share * (norms + clearance + additions)`;
    `interest = interest share * (all of these)`.
    """
    entry, book = project["estimate"], norm_book()
    lines = [_norm_line(each, entry, book, unit) for each in entry.get("norms", ())]
    if "clearance" in entry:
        lines.append(Line(Part.CLEARANCE, "", float(entry["clearance"])))
    lines += [Line(Part.ADDITION, name, float(amount)) for name, amount in entry.get("additions", {}).items()]
    for part in (Part.CONTINGENCY, Part.INTEREST):
        if part.value in entry:
            base = fsum(line.amount for line in lines)
            lines.append(Line(part, "", float(entry[part.value]) * base))
    capex = project.get("capex")
    if isinstance(capex, Mapping):
        capex = fsum(capex.values())
    return Estimate(project["id"], tuple(lines), None if capex is None else float(capex))


def estimates(document: Mapping[str, Any]) -> tuple[Estimate, ...]:
    """The estimates of all projects that state one, in the order of the file."""
    unit = float(document.get("unit", 1))
    return tuple(estimate(project, unit) for project in document["projects"] if "estimate" in project)


def priced(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the capital cost of every project that leaves it to its estimate."""
    unit = float(document.get("unit", 1))
    projects = [
        project if "capex" in project else {**project, "capex": estimate(project, unit).total}
        for project in document["projects"]
    ]
    return {**document, "projects": projects}


def size_of(item: Mapping[str, Any], book: NormBook) -> float | None:
    """Size of the work that a norm is looked up with: stated, or the quantity where they count the same."""
    norm = book.norms[item["code"]]
    if "size" in item:
        return float(item["size"])
    return float(item["quantity"]) if norm.unit == norm.size_unit else None


def _norm_line(item: Mapping[str, Any], entry: Mapping[str, Any], book: NormBook, unit: float) -> Line:
    norm, size = book.norms[item["code"]], size_of(item, book)
    unit_cost = norm.unit_cost(norm.smallest if size is None else size) / unit
    factor = float(entry.get("price_rise", 1.0)) * _regional(entry, book)
    amount = float(item["quantity"]) * unit_cost * factor
    return Line(Part.NORM, norm.code, amount, norm, float(item["quantity"]), unit_cost, factor)


def _regional(entry: Mapping[str, Any], book: NormBook) -> float:
    return book.regions[entry["region"]] if "region" in entry else float(entry.get("regional_factor", 1.0))
