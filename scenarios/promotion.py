"""Whom to court: scores of demand segments, and what they are worth to the plan.

The same criteria are asked of every segment; who owns a tenant is none of them.
"""

from collections.abc import Mapping
from typing import Any

CRITERIA = ("technology", "environment", "local_material", "budget_revenue")

Document = Mapping[str, Any]


def weights(document: Document) -> dict[str, float]:
    """Weights by criterion, together 1; all the same where the document states none."""
    stated = document.get("promotion", {}).get("weights")
    if stated is None:
        return dict.fromkeys(CRITERIA, 1.0 / len(CRITERIA))
    whole = sum(float(stated.get(name, 0.0)) for name in CRITERIA)
    return {name: float(stated.get(name, 0.0)) / whole for name in CRITERIA}


def score(document: Document, segment: Document) -> float | None:
    """Weighted score of a segment of the document, 0 to 1; None where it states no scores.

    `score = Σ weight * scores / Σ weight`; a criterion without a score counts 0.

    >>> score({"promotion": {"weights": {"technology": 3, "environment": 1}}}, {"scores": {"technology": 0.8}})
    0.6000000000000001
    """
    if "scores" not in segment:
        return None
    return sum(share * float(segment["scores"].get(name, 0.0)) for name, share in weights(document).items())


def worth_of_score(document: Document) -> float:
    """Money per hectare and year, real, that a score of 1 is worth to the plan; 0: the score decides nothing."""
    return float(document.get("promotion", {}).get("worth_of_score", 0.0))


def with_scores(document: dict[str, Any]) -> dict[str, Any]:
    """The document with `worth_of_score * score` added to the benefit per hectare of every segment that has scores.

    It is a stated preference in money and no measured benefit: the economic net present value then contains it.
    """
    worth = worth_of_score(document)
    if worth == 0.0:
        return document

    def worthy(segment: Document) -> Document:
        own = score(document, segment)
        if own is None:
            return segment
        return {**segment, "benefit_per_ha": float(segment.get("benefit_per_ha", 0.0)) + worth * own}

    clusters = [
        {**cluster, "demand": [worthy(segment) for segment in cluster["demand"]]}
        if "demand" in cluster
        else cluster
        for cluster in document.get("clusters", ())
    ]
    return {**document, "clusters": clusters}
