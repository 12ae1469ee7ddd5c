"""Write the projects of `lao-cai-clusters.yaml` from the Lào Cai data in `data/`.

Run from the top of the repository: `python -m scenarios.library.convert.lao_cai`; `lao_cai_places` writes clusters and
demand. The same input gives the same bytes.

Costs, areas, leased land and the public plan are read from the data; which row becomes which work, and every figure
that nobody published, stands in the constants below and at the head of the scenario.
"""

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from scenarios.library.convert.lao_cai_places import (
    EXTENSION,
    FINISH,
    FIRST,
    NAME,
    PLANTS,
    WASTEWATER_PER_HA,
    Row,
    expansion,
    free,
    industrial,
    read,
    text,
    wastewater,
    write_csv,
)

LIBRARY = Path(__file__).resolve().parent.parent

PLANT_COST = 80 / 1200
"""bn per m3/day: South zone plant, 80 bn for 1,200 m3/day."""

TARIFF = 7000 * 0.8 / 1e9
"""bn per m3/day and day: 7,000 VND per m3 at 80 % load."""

TREATED_BENEFIT = 0.15
"""bn a year per hectare of present tenants whose wastewater is treated."""

TRANSITIONAL = {
    "PB01": "land_preparation",
    "PB02": "capacity_building",
    "PB03": "land_preparation",
    "PB04": "land_preparation",
    "PB05": "land_preparation",
    "PB06": "road",
    "PB07": "road",
    "PB08": "road",
    "PB09": "resettlement",
    "PB10": "resettlement",
}
"""The ten running lines of the public plan and their kinds; two of them compete with a new proposal."""

COMPETING = {
    "PB04": "au-lau-mo-rong",
    "PP04": "au-lau-mo-rong",
    "PB05": "yen-the-ha-tang",
    "PP01": "yen-the-ha-tang",
}
"""A running project and a new proposal for the same ground: at most one of the two."""

LAND_LEFT = {"PB01": 1.0, "PB03": 1.0, "PB04": 1.0, "PB05": 0.25}
LAND_ADDED = {"PB04": 0.4}
"""Share of the cluster's free land, and of its extension, that a running project still makes ready."""

PROPOSALS = ("PP01", "PP02", "PP03", "PP04", "PP05", "PP06")
ALREADY_DONE = {"PP05": 8.82, "PP06": 11.324}
"""bn of an approved project that is spent, from the cluster's own row."""

CLUSTER_NORM, SMALL_PLANT_NORM, PLANT_NORM = "13300.04", "13210.01", "13210.02"
"""Codes of QĐ 425: cluster infrastructure by hectare, treatment plants below and above 2,000 m3/day."""

ROAD_NORM = {"PB11": "14120.03", "PB12": "14120.05"}
"""By their published widths: bed of 31 m as class I in the plain, carriageway of 15 m as class II."""

CONTINGENCY = 0.05
"""Share of all other cost in the decision on Thống Nhất 1: 40.953 of 819.055 bn."""

OWN_PLANT = {"LC22": 3000.0}
"""m3/day of treatment plants of enterprises where the decision says it."""

NEEDS_ROAD = {"PE02": "PB07", "PE03": "PB07", "PE04": "PB07", "PE08": "PX01"}

HEAD = [
    *("id", "name", "cluster", "kind", "capex", "profile", "opex", "revenue"),
    *("ramp", "benefit", "jobs", "start.earliest", "start.latest", "committed", "indivisible", "exclusive"),
    *("requires", "modes", "modes.ppp.availability", "modes.private.delay"),
    *(
        "provides.wastewater",
        "provides.access",
        "land.area",
        "land.fee",
        "admin_effort",
        "adds_admin_capacity",
    ),
    *("indicators.treated_ha", "vehicle", "outside_fence"),
    *(
        "estimate.norms.1.code",
        "estimate.norms.1.quantity",
        "estimate.norms.2.code",
        "estimate.norms.2.quantity",
    ),
    *("estimate.clearance", "estimate.contingency"),
]


def row(**cells: str) -> list[str]:
    """One row of the projects table; keys use `__` for the dots of the heads."""
    named = {key.replace("__", "."): cell for key, cell in cells.items()}
    unknown = set(named) - set(HEAD)
    if unknown:
        raise KeyError(f"no such column: {sorted(unknown)}")
    return [named.get(head, "") for head in HEAD]


def estimated(
    *norms: tuple[str, float], clearance: float = 0.0, contingency: float = CONTINGENCY
) -> dict[str, str]:
    """Cells of an estimate from norms: code and quantity of each [units of the norm], clearance [bn]."""
    cells = {
        f"estimate__norms__{number}__{name}": cell
        for number, (code, quantity) in enumerate(norms, 1)
        for name, cell in (("code", code), ("quantity", text(quantity)))
    }
    cells["estimate__clearance"] = text(clearance) if clearance else ""
    return cells | {"estimate__contingency": text(contingency) if contingency else ""}


def clearance_per_ha(cluster: Row) -> float | None:
    """Compensation and clearance by hectare [bn], from what is paid; None where nothing is published."""
    if not cluster["clearance_paid_bn"] or not cluster["clearance_paid_ha"]:
        return None
    return float(cluster["clearance_paid_bn"]) / float(cluster["clearance_paid_ha"])


def usual_clearance(clusters: Iterable[Row]) -> float:
    """Mean of the clusters that have paid [bn per ha]."""
    paid = [rate for each in clusters if (rate := clearance_per_ha(each)) is not None]
    return sum(paid) / len(paid)


def running(
    projects: Mapping[str, Row], clusters: Mapping[str, Row], plan: Iterable[Row]
) -> Iterable[list[str]]:
    """The ten running lines (what is left to spend), then the two roads to Thống Nhất 1."""
    lines = [each for each in plan if each["row_type"] == "line" and each["remaining_mn"]]
    for key, kind in TRANSITIONAL.items():
        source = projects[key]
        cluster = clusters[source["cluster_id"]]
        cost = float(source["capex_bn"])
        left = float(line_of(lines, source)["remaining_mn"]) / 1000
        area = LAND_LEFT.get(key, 0.0) * free(cluster) + LAND_ADDED.get(key, 0.0) * expansion(cluster)
        yield row(
            id=key,
            name=source["project_vi"],
            cluster=cluster["id"],
            kind=kind,
            capex=text(left),
            profile="0.6;0.4" if left > 20 else "",
            opex=text(0.004 * cost),
            benefit=text(0.03 * cost) if kind == "road" else "",
            start__earliest=str(FIRST),
            start__latest=str(FIRST + 2),
            committed="" if key in COMPETING else "true",
            exclusive=COMPETING.get(key, ""),
            land__area=text(area) if area else "",
            admin_effort="1",
            outside_fence="true" if kind in ("road", "resettlement") else "",
        )
    for key, profile, benefit in (("PB11", "0.3;0.4;0.3", "4"), ("PB12", "0.2;0.3;0.3;0.2", "8")):
        source = projects[key]
        cost = float(source["capex_bn"])
        yield row(
            id=key,
            name=source["project_vi"],
            cluster=source["cluster_id"],
            kind="road",
            capex=text(cost),
            profile=profile,
            opex=text(0.007 * cost),
            benefit=benefit,
            start__earliest=str(FIRST),
            start__latest=str(FIRST + 2),
            indivisible="true",
            provides__access="28",
            admin_effort="3",
            outside_fence="true",
            **estimated((ROAD_NORM[key], float(source["capacity"])), clearance=float(source["clearance_bn"])),
        )


def line_of(lines: Iterable[Row], project: Row) -> Row:
    """The line of the public plan that pays for a running project: same cluster, same total cost."""
    for each in lines:
        same_cluster = each["cluster_id"].split(";")[0] == project["cluster_id"]
        if same_cluster and float(each["total_cost_mn"]) == float(project["capex_bn"]) * 1000:
            return each
    raise LookupError(f"no line of the public plan for {project['project_id']}")


def proposals(projects: Mapping[str, Row], clusters: Mapping[str, Row]) -> Iterable[list[str]]:
    """New proposals of the communes, the two relocations of Đầm Hồng, and treatment plants of old clusters."""
    for key in PROPOSALS:
        source, cluster = projects[key], clusters[projects[key]["cluster_id"]]
        holds_plant = key in ("PP01", "PP02", "PP03")
        private = key == "PP01"
        usual = usual_clearance(clusters.values())
        new = EXTENSION.get(cluster["id"], 0.0) if key == "PP04" else 0.0
        yield row(
            id=key,
            name=source["project_vi"],
            cluster=cluster["id"],
            kind="land_preparation",
            capex=text(float(source["capex_bn"]) - ALREADY_DONE.get(key, 0.0)),
            profile="0.5;0.5",
            opex="0.6",
            start__earliest=str(FIRST + 1),
            # one project by law: public money comes within three or four years (58/2024 art. 57)
            indivisible="true",
            exclusive=COMPETING.get(key, ""),
            modes="private;public" if private else "",
            provides__wastewater=capacity_for(cluster, free(cluster)) if holds_plant else "",
            land__area=text(free(cluster) + expansion(cluster)),
            land__fee="0.05" if private else "",
            admin_effort="2",
            indicators__treated_ha=text(float(cluster["leased_ha"])) if holds_plant else "",
            **(estimated((CLUSTER_NORM, new), clearance=usual * new) if new else {}),
        )
    for key in ("PP08", "PP09"):
        source = projects[key]
        yield row(
            id=key,
            name=source["project_vi"],
            cluster="LC01",
            kind="resettlement",
            capex=text(float(source["capex_bn"]), 6),
            benefit=text(0.12 * float(source["capex_bn"])),
            start__earliest=source["start"],
            start__latest=source["start"],
            admin_effort="1",
        )
    for cluster_id in PLANTS:
        yield plant(clusters[cluster_id])


def plant(cluster: Row) -> list[str]:
    """The treatment plant of an old cluster; newcomers can use what its present tenants leave."""
    capacity = industrial(cluster) * WASTEWATER_PER_HA
    cost = capacity * PLANT_COST
    # The completion of Yên Thế (PP01) holds a plant already: present tenants count there, not twice.
    present = 0.0 if cluster["id"] == "LC07" else float(cluster["leased_ha"])
    return row(
        id=f"XL-{cluster['id']}",
        name=f"Trạm xử lý nước thải CCN {cluster['name_vi']} ({capacity:.0f} m³/ngày đêm)",
        cluster=cluster["id"],
        kind="wastewater",
        capex=text(cost),
        profile="0.5;0.5",
        opex=text(0.035 * cost),
        revenue=text(capacity * 365 * TARIFF),
        ramp="0.4;0.7;1",
        benefit=text(TREATED_BENEFIT * present),
        start__earliest=str(FIRST + 1),
        modes="public;ppp",
        modes__ppp__availability=text(0.11 * cost),
        provides__wastewater=capacity_for(cluster, free(cluster) + expansion(cluster)),
        admin_effort="1",
        indicators__treated_ha=text(present),
        **estimated((SMALL_PLANT_NORM, round(capacity)), contingency=0.1),
    )


def capacity_for(cluster: Row, area: float) -> str:
    """Treatment for the tenants of `area` [ha], to a tenth of a m3/day above."""
    return text(math.ceil(round(10 * area * wastewater(cluster), 6)) / 10, 1)


def enterprises(projects: Mapping[str, Row], clusters: Mapping[str, Row]) -> Iterable[list[str]]:
    """The nine clusters of enterprises: the whole project of each, in shares, on the developer's own books."""
    usual = usual_clearance(clusters.values())
    for number in range(1, 10):
        key = f"PE{number:02d}"
        source, cluster = projects[key], clusters[projects[key]["cluster_id"]]
        name = cluster["name_vi"].removesuffix(" (CCN)")
        size = float(source["capacity"])
        own = OWN_PLANT.get(cluster["id"])
        plant_norm = (SMALL_PLANT_NORM, round(industrial(cluster) * wastewater(cluster)))
        yield row(
            id=key,
            name=f"Hạ tầng kỹ thuật CCN {name} ({text(size, 2).replace('.', ',')} ha)",
            cluster=cluster["id"],
            kind="land_preparation",
            capex=text(float(source["capex_bn"])),
            profile="0.4;0.6",
            opex=text(0.006 * float(source["capex_bn"])),
            start__earliest=str(FINISH[cluster["id"]] - 2),
            requires=NEEDS_ROAD.get(key, ""),
            modes="private",
            # founded and scheduled: the published start has the procedures behind it
            modes__private__delay="0",
            provides__wastewater=capacity_for(cluster, industrial(cluster)) if own is None else text(own),
            land__area=text(industrial(cluster)),
            land__fee="0.131",
            admin_effort="3",
            vehicle=f"DN hạ tầng {name}",
            **estimated(
                (CLUSTER_NORM, size),
                plant_norm if own is None else (PLANT_NORM, own),
                clearance=size * (clearance_per_ha(cluster) or usual),
            ),
        )


def people() -> Iterable[list[str]]:
    """Works at norm costs."""
    for each in read("lao-cai-norm-works.csv"):
        first = each["first_year_share"]
        housing = each["kind"] == "worker_housing"
        yield row(
            id=each["id"],
            name=each["name"],
            cluster=each["cluster"],
            kind=each["kind"],
            profile=f"{first};{text(1 - float(first))}" if first else "",
            opex=each["opex_bn"],
            revenue=each["revenue_bn"],
            ramp="0.6;0.9;0.95" if housing else "",
            benefit=each["benefit_bn"],
            jobs=each["jobs"],
            start__earliest=str(FIRST + 1),
            indivisible="" if housing else "true",
            outside_fence="true" if each["kind"] == "road" else "",
            modes="public;private" if housing else "",
            admin_effort="1",
            adds_admin_capacity=each["adds_admin_capacity"],
            **estimated(
                (each["code"], float(each["quantity"])), contingency=float(each["contingency"] or 0.0)
            ),
        )


def main() -> None:
    """Read the data and write the table."""
    clusters = {each["id"]: each for each in read("lao-cai-clusters.csv")}
    projects = {each["project_id"]: each for each in read("lao-cai-cluster-projects.csv")}
    plan = read("lao-cai-public-plan-2026-2030.csv")
    works = [
        *running(projects, clusters, plan),
        *proposals(projects, clusters),
        *enterprises(projects, clusters),
        *people(),
    ]
    write_csv(LIBRARY / f"{NAME}.projects.csv", [HEAD, *works])


if __name__ == "__main__":
    main()
