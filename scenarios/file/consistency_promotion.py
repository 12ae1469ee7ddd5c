"""What must hold where tenants are scored: criteria that count, and scores where a score is worth money."""

from collections.abc import Mapping
from typing import Any

from scenarios.faults import say
from scenarios.file.reading import Reading


def check_promotion(reading: Reading, document: Mapping[str, Any]) -> None:
    """Notes weights that are all nothing, and a worth that no tenant's score earns."""
    entry = document.get("promotion")
    if not isinstance(entry, Mapping):
        return
    weights = entry.get("weights")
    if isinstance(weights, Mapping) and not any(weights.values()):
        found, allowed = say("no weight above 0"), say("at least one criterion that counts")
        reading.fault_at(("promotion", "weights"), found, allowed)
    segments = [segment for cluster in document.get("clusters", ()) for segment in cluster.get("demand", ())]
    if entry.get("worth_of_score", 0) and not any("scores" in segment for segment in segments):
        found, allowed = (
            say("no tenants with scores"),
            say("scores in the demand of a cluster, or a worth of 0"),
        )
        reading.fault_at(("promotion", "worth_of_score"), found, allowed)
