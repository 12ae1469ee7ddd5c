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


def everything() -> dict[str, Any]:
    """A document with every shape that a cell must carry."""
    document = sound() | {
        "as_of": "2027-05-01",
        "policy": "vietnam",
        "delivery": {"private": {"tax_rate": dict.fromkeys(range(2027, 2047), 0.1), "reserve": False}},
        "limits": {"recurrent": 30, "public_debt": {2027: 50, 2030: 60}},
        "objective": [{"economic_npv": 1}, {"jobs": 1, "green": 2}],
        "targets": [{"name": "a share", "metric": "funding", "where": {"source": "bank.1", "mode": ["ppp", "private"]},
                     "by": 2030, "at_most": 0.5, "of": {"metric": "funding", "where": {"class": "infrastructure"}}}],
    }  # fmt: skip
    bank = document["sources"][1]
    bank["tranches"] = [{"ceiling": {2027: 5, 2028: 6}}, {"rate": 0.1}]
    bank["match"] = {"with": ["budget"], "at_least": 0.5, "per": "portfolio"}
    bank["eligible"] = {"modes": ["private"], "projects": ["plant"]}
    road, plant = document["projects"]
    road |= {"capex": {2028: 20, 2029: 28.5}, "name": "=1+1", "indicators": {"green": -3}}
    plant |= {
        "profile": [0.25, 0.75],
        "ramp": [1],
        "modes": {"public": {}, "private": {"delay": 1, "availability": 2}},
    }
    plant |= {
        "requires": ["road"],
        "land": {"area": 5, "fee": 0.1},
        "start": {"latest": 2029},
        "vehicle": "company",
    }
    document["clusters"][0]["demand"][0]["area"] = {"saturation": 10, "midpoint": 2030, "rate": 0.5}
    document["clusters"][0]["existing"] = {"water": 5}
    document["clusters"].append({"id": "B", "name": "007"})
    return document
