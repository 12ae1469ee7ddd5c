"""What must hold in an estimate from norms: known codes, sizes for which they hold, one regional factor."""

from collections.abc import Mapping
from typing import Any

from scenarios.costing.estimate import size_of
from scenarios.costing.norm import NormBook, norm_book
from scenarios.faults import say, shown
from scenarios.file.reading import Reading
from scenarios.file.schema_items import PROJECT

Keys = tuple[Any, ...]


def check_estimate(reading: Reading, project: Mapping[str, Any], keys: Keys) -> None:
    """Notes a project without any cost, and every disagreement within an estimate."""
    entry = project.get("estimate")
    if entry is None:
        if not set(PROJECT.one_of) & set(reading.root["projects"][keys[-1]]):
            reading.fault_at((*keys, "capex"), say("nothing stated"), say("capex, or an estimate from norms"))
        return
    currency = reading.root.get("currency", "VND")
    if currency != "VND":
        found = say("an estimate from norms in dong, in a file in {currency}", currency=shown(currency))
        reading.fault_at((*keys, "estimate"), found, say("capex, or a file in VND"))
    book = norm_book()
    if "region" in entry and "regional_factor" in entry:
        found = say("a regional factor beside the region, which has its own")
        reading.fault_at((*keys, "estimate", "regional_factor"), found, say("one of the two"))
    if "region" in entry:
        entry["region"] = int(entry["region"])
    for number, item in enumerate(entry.get("norms", ())):
        if isinstance(item, Mapping) and "code" in item:
            _check_norm(reading, item, (*keys, "estimate", "norms", number), book)


def _check_norm(reading: Reading, item: Mapping[str, Any], keys: Keys, book: NormBook) -> None:
    code = item["code"]
    norm = book.norms.get(code)
    if norm is None:
        nearest = reading.speller.nearest(code, book.norms)
        text = say("{value}, which is not known", value=shown(code))
        reading.fault_at((*keys, "code"), text, say("a code of {book}", book=book.title), nearest)
        return
    size = size_of(item, book) if "quantity" in item else None
    if size is not None and not norm.fits(size):
        name = "size" if "size" in item else "quantity"
        reading.fault_at(
            (*keys, name),
            say("{value} for norm {code}", value=shown(size), code=code),
            say(
                "a size from {low} to {high} {unit}, for which the norm holds",
                low=f"{norm.smallest:.12g}", high=f"{norm.largest:.12g}", unit=norm.size_unit,
            ),
        )  # fmt: skip
