"""What must hold in a forecast of take-up: enough to make it from, and a history that never falls."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from scenarios.faults import say, shown
from scenarios.file.reading import Reading
from scenarios.forecasting.curves import FEWEST, Curve

Keys = tuple[Any, ...]


def check_forecasts(reading: Reading, document: Mapping[str, Any]) -> None:
    """Notes every segment without any take-up, and every disagreement in a forecast."""
    for c, cluster in enumerate(document.get("clusters", ())):
        for s, segment in enumerate(cluster.get("demand", ())):
            keys = ("clusters", c, "demand", s)
            entry = segment.get("forecast")
            if entry is not None:
                _check(reading, entry, (*keys, "forecast"))
            elif not {"area", "forecast"} & set(reading.root["clusters"][c]["demand"][s]):
                reading.fault_at((*keys, "area"), say("nothing stated"), say("area, or a forecast"))


def _check(reading: Reading, entry: Mapping[str, Any], keys: Keys) -> None:
    method, history = entry.get("method", "auto"), entry.get("history", ())
    curves = {curve.value for curve in Curve}
    if method in curves and len(history) < FEWEST:
        found = say("{count} years of history for a curve", count=len(history))
        reading.fault_at((*keys, "history"), found, say("at least {count} years", count=FEWEST))
    if method == "pipeline" and "tenants" not in entry:
        reading.fault_at((*keys, "tenants"), say("nothing stated"), say("the tenants of the pipeline"))
    known = [p for p in history if isinstance(p, Mapping) and {"year", "hectares"} <= p.keys()]
    for before, after in pairwise(sorted(known, key=lambda point: float(point["year"]))):
        if before["year"] == after["year"]:
            found = say("the year {year} twice", year=after["year"])
            reading.fault_at((*keys, "history"), found, say("each year once"))
        elif after["hectares"] < before["hectares"]:
            found = say(
                "{after} ha after {before} ha",
                after=shown(after["hectares"]),
                before=shown(before["hectares"]),
            )
            reading.fault_at((*keys, "history"), found, say("amounts that never fall: land let so far"))
