"""Industrial clusters: what stands there already and who will come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

from finance.horizon import Yearly

ClusterId = NewType("ClusterId", str)
SegmentId = NewType("SegmentId", str)
Service = NewType("Service", str)


@dataclass(frozen=True, slots=True)
class Segment:
    """A group of tenants: how much land they take up, what they pay, bring and need.

    `take_up`: cumulative hectares by year (forecast). `price`: per hectare, once, base-year prices.
    `benefit_per_ha`: a year, real. `needs`: units of a service per hectare.
    """

    id: SegmentId
    take_up: Yearly
    price: float = 0.0
    benefit_per_ha: float = 0.0
    jobs_per_ha: float = 0.0
    needs: Mapping[Service, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster with the service capacity that exists before the plan and its demand by segment."""

    id: ClusterId
    name: str
    existing: Mapping[Service, float] = field(default_factory=dict)
    demand: tuple[Segment, ...] = ()
