"""The `risk` section of a checked document as the nouns of `finance.uncertainty.risk`."""

from collections.abc import Mapping
from typing import Any

from finance.uncertainty.distributions import (
    Distribution,
    Lognormal,
    Normal,
    Pert,
    Quantiles,
    Triangular,
    Uniform,
)
from finance.uncertainty.risk import Channel, Factor, FactorId, RiskTerms, Uplift
from finance.uncertainty.sampling import Sampling
from scenarios.file.nouns import eligibility_of
from scenarios.file.schema_risk import NEEDS_OF

Document = Mapping[str, Any]

_DISTRIBUTIONS: Mapping[str, type[Normal | Lognormal | Triangular | Pert | Uniform | Quantiles]] = {
    "normal": Normal,
    "lognormal": Lognormal,
    "triangular": Triangular,
    "pert": Pert,
    "uniform": Uniform,
    "points": Quantiles,
}


def risk_terms(document: Document) -> RiskTerms | None:
    """The uncertain factors of a document, None where it states none."""
    entry = document.get("risk")
    if entry is None:
        return None
    factors = tuple(_factor(each) for each in entry["factors"])
    stated = {name: entry[name] for name in ("draws", "seed") if name in entry}
    return RiskTerms(
        factors,
        **stated,
        sampling=Sampling(entry.get("sampling", Sampling.SOBOL)),
        correlations=positions(entry),
        uplifts=tuple(
            Uplift(each["kind"], float(each["share"]), each["source"])
            for each in entry.get("optimism_bias", ())
        ),
    )


def positions(entry: Document) -> dict[tuple[int, int], float]:
    """The correlations by the positions of their factors, the lower first."""
    number = {factor["id"]: position for position, factor in enumerate(entry["factors"])}
    pairs = {}
    for each in entry.get("correlations", ()):
        first, second = sorted(number[id_] for id_ in each["between"])
        pairs[first, second] = float(each["value"])
    return pairs


def distribution_of(entry: Document) -> Distribution:
    """The distribution of a factor. Raises FinanceError where its numbers make none."""
    name = entry["distribution"]
    made: Distribution = _DISTRIBUTIONS[name](
        **{part: float(entry[part]) for part in NEEDS_OF[name] if part in entry}
    )
    return made


def _factor(entry: Document) -> Factor:
    return Factor(
        FactorId(entry["id"]),
        Channel(entry["acts_on"]),
        distribution_of(entry),
        per_project=entry.get("per", "portfolio") == "project",
        scope=eligibility_of(entry.get("scope", {})),
    )
