"""Scenarios that plan in milliseconds, for studies that plan them many times."""

from copy import deepcopy
from pathlib import Path
from typing import Any

from scenarios import load
from scenarios.loading import from_document
from scenarios.scenario import Scenario
from tests.scenarios_run.bundled import LIBRARY

SOUND = Path(__file__).parents[1] / "museum" / "sound.yaml"

RULES: dict[str, Any] = {
    "sources": [
        {"id": "budget", "name": "Budget", "sector": "public", "instrument": "grant", "carry_over": 0.5,
         "ceiling": {2027: 30, 2028: 30, 2029: 20}},
        {"id": "support", "sector": "public", "instrument": "grant", "ceiling": 20, "total": 30, "floor": 5,
         "max_share": 0.8, "eligible": {"kinds": ["road"]}, "match": {"with": ["budget"], "at_least": 0.5}},
        {"id": "bank", "sector": "private", "instrument": "loan", "tenor": 10, "grace": 2,
         "eligible": {"modes": ["private"]}, "tranches": [{"rate": 0.08, "ceiling": 10}, {"rate": 0.1, "ceiling": 20}]},
        {"id": "equity", "sector": "private", "instrument": "equity", "rate": 0.14, "ceiling": 60,
         "eligible": {"modes": ["private"]}, "min_share": 0.1},
    ],
    "delivery": {
        "public": {},
        "private": {"state_share": 0.3, "equity_share": 0.2, "dscr": 1.2, "dsra": 0.5, "equity_return": 0.12},
    },
    "clusters": [
        {"id": "A", "name": "Cluster A", "existing": {"power": 4.5}, "demand": [
            {"segment": "textiles", "area": {2027: 0, 2031: 12}, "price": 16, "jobs_per_ha": 90,
             "benefit_per_ha": 4, "needs": {"wastewater": 22, "power": 0.4}},
            {"segment": "wood", "area": 3, "price": 9, "benefit_per_ha": 2, "needs": {"wastewater": 5}},
        ]},
    ],
    "projects": [
        {"id": "A-road", "name": "Road A", "cluster": "A", "kind": "road", "capex": 30, "opex": 0.2,
         "exclusive": "access"},
        {"id": "A-path", "cluster": "A", "kind": "road", "capex": 26, "benefit": 1, "exclusive": "access"},
        {"id": "A-land", "cluster": "A", "kind": "land_preparation", "capex": 60, "modes": ["public", "private"],
         "land": {"area": 20}, "requires": ["A-road"]},
        {"id": "A-wwtp", "cluster": "A", "kind": "wastewater", "capex": 20, "revenue": 3,
         "provides": {"wastewater": 300}},
        {"id": "office", "kind": "one_stop_office", "capex": 3, "opex": 0.1, "committed": True, "admin_effort": 1},
    ],
    "limits": {"recurrent": 30, "public_debt": 50, "admin_capacity": 1},
    "targets": [
        {"name": "jobs by 2031", "metric": "jobs", "by": 2031, "at_least": 30},
        {"name": "little road", "metric": "investment", "where": {"kind": "road"}, "at_most": 0.6,
         "of": {"metric": "investment"}},
    ],
}  # fmt: skip
"""A plan with one rule of nearly every kind."""


def ruled(**more: Any) -> Scenario:
    """A small linear scenario with rules of nearly every kind."""
    document: dict[str, Any] = deepcopy({**load(SOUND).document, **RULES, **more})
    return from_document(document)


def bundled(name: str, changes: dict[str, object] | None = None) -> Scenario:
    """A bundled scenario."""
    return load(LIBRARY / f"{name}.yaml", changes)
