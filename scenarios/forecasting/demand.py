"""Forecasts of a scenario's segments, and the take-up that its plan is made for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenarios.forecasting.take_up import Case, TakeUp, take_up

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class SegmentForecast:
    """A segment of a cluster and its forecast by year of the horizon."""

    cluster: str
    segment: str
    found: TakeUp


def forecasts(document: Document) -> tuple[SegmentForecast, ...]:
    """All forecasts that a checked document asks for, in its order."""
    return tuple(_forecasts(document))


def _forecasts(document: Document) -> Iterator[SegmentForecast]:
    horizon = document["horizon"]
    years = np.arange(horizon["start"], horizon["start"] + horizon["years"], dtype=np.float64)
    for cluster in document.get("clusters", ()):
        for segment in cluster.get("demand", ()):
            if "forecast" in segment:
                yield SegmentForecast(cluster["id"], segment["segment"], take_up(segment["forecast"], years))


def with_take_up(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the area of every segment that leaves it to its forecast, or all where the case says so.

    `area = line - before`: a plan lets what is not let yet.
    """
    found = {(each.cluster, each.segment): each.found for each in _forecasts(document)}
    if not found:
        return document
    case = Case(document.get("assumptions", {}).get("take_up", Case.STATED.value))
    start = document["horizon"]["start"]

    def planned(cluster: str, segment: Document) -> Document:
        forecast = found.get((cluster, segment["segment"]))
        if forecast is None or (case is Case.STATED and "area" in segment):
            return segment
        line = forecast.line(Case.BASE if case is Case.STATED else case) - forecast.before
        return {**segment, "area": {start + t: max(0.0, float(amount)) for t, amount in enumerate(line)}}

    clusters = [
        {**cluster, "demand": [planned(cluster["id"], segment) for segment in cluster["demand"]]}
        if "demand" in cluster
        else cluster
        for cluster in document["clusters"]
    ]
    return {**document, "clusters": clusters}
