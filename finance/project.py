"""Projects: the works that could be built."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from finance.cluster import ClusterId, Service
from finance.delivery import Mode

ProjectId = NewType("ProjectId", str)
VehicleId = NewType("VehicleId", str)


class ProjectClass(StrEnum):
    """What a work is for; its kind decides."""

    INFRASTRUCTURE = "infrastructure"
    AMENITY = "amenity"
    INSTITUTION = "institution"


CLASS_OF_KIND: Mapping[str, ProjectClass] = {
    kind: project_class
    for project_class, kinds in {
        ProjectClass.INFRASTRUCTURE: (
            "land_preparation road bridge drainage water_supply wastewater power lighting telecom "
            "solid_waste fire_safety flood_protection resettlement transport"
        ),
        ProjectClass.AMENITY: (
            "worker_housing kindergarten school clinic canteen park sports market community_centre"
        ),
        ProjectClass.INSTITUTION: "training_centre one_stop_office capacity_building",
    }.items()
    for kind in kinds.split()
}


@dataclass(frozen=True, slots=True)
class Option:
    """A project under one delivery mode.

    `availability`: yearly payment by the public side while the work operates, nominal. `delay`: years that
    the procedures of this mode add to the earliest start.
    """

    mode: Mode
    capex_factor: float = 1.0
    opex_factor: float = 1.0
    availability: float = 0.0
    delay: int = 0


@dataclass(frozen=True, slots=True)
class Land:
    """Hectares that a project prepares for lease. `price` replaces the segments' price per hectare where it
    is stated; `fee` is paid each year per leased hectare, base-year prices.
    """

    area: float
    price: float | None = None
    fee: float = 0.0


@dataclass(frozen=True, slots=True)
class Overhaul:
    """Large repairs: `cost` at base-year prices in the years in which a work has operated `every` years, twice as many,
    and so on, while it operates. A repair renews works, so it is priced like them: times `capex_factor`, and with
    `inflation.capex`.
    """

    every: int
    cost: float


@dataclass(frozen=True, slots=True)
class Project:
    """A work that could be built, whole or in shares.

    `capex`: base-year prices, spent over the construction years by `profile` (sums to 1); with `is_nominal`
    it was given by calendar year: nominal already, not escalated, and the start is fixed. `opex`, `revenue`,
    `benefit`: a year of operation, base-year prices; the last two times `ramp` by age (last value stays).
    `life`: operating years, None = to the end. `earliest`, `latest`: year indices of the start, before the
    rule that construction ends inside the investment years. `min_scale`: nothing, or at least that share.
    """

    id: ProjectId
    name: str
    kind: str
    project_class: ProjectClass
    capex: float
    options: tuple[Option, ...]
    earliest: int
    latest: int
    cluster: ClusterId | None = None
    profile: tuple[float, ...] = (1.0,)
    is_nominal: bool = False
    opex: float = 0.0
    revenue: float = 0.0
    ramp: tuple[float, ...] = (1.0,)
    benefit: float = 0.0
    life: int | None = None
    value: float = 0.0
    jobs: float = 0.0
    indicators: Mapping[str, float] = field(default_factory=dict)
    indivisible: bool = False
    min_scale: float | None = None
    committed: bool = False
    exclusive: str | None = None
    requires: tuple[ProjectId, ...] = ()
    provides: Mapping[Service, float] = field(default_factory=dict)
    land: Land | None = None
    admin_effort: float = 0.0
    adds_admin_capacity: float = 0.0
    vehicle: VehicleId | None = None
    overhaul: Overhaul | None = None

    @property
    def books(self) -> VehicleId:
        """The vehicle that keeps this project's books: the project itself where none is named."""
        return self.vehicle if self.vehicle is not None else VehicleId(self.id)

    def start_window(self, option: Option, invest_years: int) -> range:
        """Year indices in which the project can start under `option`, possibly none.

        `earliest + delay <= τ <= latest` and `τ + construction years <= invest_years`.
        """
        return range(self.earliest + option.delay, min(self.latest, invest_years - len(self.profile)) + 1)
