"""A sound document to vary in tests."""

from copy import deepcopy
from typing import Any

SOUND: dict[str, Any] = {
    "format": 1,
    "title": "A plan",
    "horizon": {"start": 2027, "invest_years": 5, "years": 20},
    "sources": [
        {"id": "budget", "sector": "public", "instrument": "grant", "ceiling": {2027: 40, 2029: 20}},
        {"id": "bank", "sector": "private", "instrument": "loan", "rate": 0.09, "tenor": 10},
    ],
    "clusters": [{"id": "A", "demand": [{"segment": "s", "area": 10, "needs": {"water": 3}}]}],
    "projects": [
        {"id": "road", "kind": "road", "capex": 90, "cluster": "A"},
        {"id": "plant", "kind": "wastewater", "capex": 48, "cluster": "A", "modes": ["public", "private"]},
    ],
}


def sound() -> dict[str, Any]:
    """A fresh copy."""
    return deepcopy(SOUND)
