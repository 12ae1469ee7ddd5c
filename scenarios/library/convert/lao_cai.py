"""Write the three tables of `lao-cai-clusters.yaml` from the Lào Cai data in `data/`.

Run from anywhere: `python scenarios/library/convert/lao_cai.py`. The same input gives the same bytes.

Costs, areas, leased land and the public plan are read from the data; which row becomes which work, and every figure
that nobody published, stands in the constants below and at the head of the scenario.
"""

import csv
import math
from collections.abc import Iterable, Mapping
from pathlib import Path

LIBRARY = Path(__file__).resolve().parent.parent
DATA = LIBRARY / "data"
NAME = "lao-cai-clusters"
FIRST = 2026

WITHDRAWN = ("LC01", "LC09", "LC11", "LC12", "LC13")
"""Clusters to be withdrawn from the plan, LC11 after 2030: nothing new is built or leased there."""

NO_LAND_WORK = ("LC05", "LC10", "LC15")
"""Old clusters with land left but no costed project that makes it ready: nothing can be leased there."""

COMMUNE_POINTS, ENTERPRISE_POINTS = 3.9, 8.0
"""Take-up in points of the industrial land a year: what the commune clusters really had; the low case for new ones."""

WASTEWATER_PER_HA = 2000 / 83.694
"""m3/day per industrial hectare: the final plant of the Âu Lâu zone over its industrial land (QĐ 263, 11/9/2026)."""

PLANT_COST = 80 / 1200
"""bn per m3/day: South zone plant, 80 bn for 1,200 m3/day."""

TARIFF = 7000 * 0.8 / 1e9
"""bn per m3/day and day: 7,000 VND per m3 at 80 % load."""

TREATED_BENEFIT = 0.15
"""bn a year per hectare of present tenants whose wastewater is treated."""

COMMUNE = {"price": 3.2, "benefit_per_ha": 3.0, "jobs_per_ha": 28.6}
ENTERPRISE = {"price": 15.8, "benefit_per_ha": 4.0, "jobs_per_ha": 28.6}
THONG_NHAT = {"price": 20.0, "benefit_per_ha": 4.0, "jobs_per_ha": 72.6}

FINISH = {
    "LC17": 2028,
    "LC18": 2028,
    "LC19": 2028,
    "LC20": 2028,
    "LC21": 2029,
    "LC22": 2028,
    "LC23": 2029,
    "LC24": 2029,
    "LC25": 2029,
}
"""First year with tenants: the year after the published finish."""

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

PLANTS = ("LC02", "LC05", "LC06", "LC07", "LC08", "LC10", "LC14", "LC16")
"""Commune clusters that stay and have no treatment plant; the proposals for LC03 and LC04 hold one."""

NEEDS_ROAD = {"PE02": "PB07", "PE03": "PB07", "PE04": "PB07", "PE08": "PX01"}

Row = dict[str, str]


def read(name: str) -> list[Row]:
    """Rows of one data file."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text(amount: float, digits: int = 3) -> str:
    """A number without trailing zeros.

    >>> text(12.5), text(3.0)
    ('12.5', '3')
    """
    return f"{amount:.{digits}f}".rstrip("0").rstrip(".")


def industrial(cluster: Row) -> float:
    """Industrial land [ha]."""
    return float(cluster["industrial_ha"])


def free(cluster: Row) -> float:
    """Industrial land not leased yet [ha]."""
    return max(0.0, industrial(cluster) - float(cluster["leased_ha"]))


def is_commune(cluster: Row) -> bool:
    """Whether a commune or a public centre runs it."""
    return cluster["developer_type"] != "enterprise"


def expansion(cluster: Row) -> float:
    """Industrial land that the Âu Lâu extension adds: 70 % of its 25 ha [ha]."""
    return 0.7 * 25 if cluster["id"] == "LC02" else 0.0


def cluster_rows(clusters: Iterable[Row]) -> Iterable[list[str]]:
    """Head and rows of the clusters table."""
    yield ["id", "name", "existing.access"]
    for each in clusters:
        yield [each["id"], each["name_vi"], "4" if each["id"] == "LC22" else ""]


def demand_rows(clusters: Iterable[Row]) -> Iterable[list[str]]:
    """Head and rows of the demand table: one group of tenants per cluster, straight take-up to the end of its land."""
    body: list[tuple[str, dict[str, float], dict[str, float], dict[int, float]]] = []
    for each in clusters:
        commune = is_commune(each)
        area = free(each) + expansion(each) if commune else industrial(each)
        if each["id"] in WITHDRAWN + NO_LAND_WORK or area <= 0:
            continue
        first = FIRST + 1 if commune else FINISH[each["id"]]
        pace = (COMMUNE_POINTS if commune else ENTERPRISE_POINTS) / 100 * (industrial(each) + expansion(each))
        points = {first - 1: 0.0, first - 1 + math.ceil(area / pace): area}
        terms = COMMUNE if commune else THONG_NHAT if each["id"] == "LC22" else ENTERPRISE
        needs = {"wastewater": WASTEWATER_PER_HA} if each["id"] in PLANTS else {}
        if each["id"] == "LC22":
            needs["access"] = 1.0
        body.append((each["id"], terms, needs, points))
    named = sorted({year for *_, points in body for year in points})
    yield [
        "cluster",
        "segment",
        "price",
        "benefit_per_ha",
        "jobs_per_ha",
        "needs.wastewater",
        "needs.access",
    ] + [f"area.{year}" for year in named]
    for cluster, terms, needs, points in body:
        yield [
            cluster,
            "đa ngành",
            *(text(terms[key]) for key in ("price", "benefit_per_ha", "jobs_per_ha")),
            *(text(needs[service], 4) if service in needs else "" for service in ("wastewater", "access")),
            *(text(points[year]) if year in points else "" for year in named),
        ]


HEAD = [
    *("id", "name", "cluster", "kind", "capex", "profile", "opex", "revenue"),
    *("ramp", "benefit", "jobs", "start.earliest", "start.latest", "committed", "indivisible", "exclusive"),
    *("requires", "modes", "modes.ppp.availability", "modes.ppp.delay"),
    *(
        "provides.wastewater",
        "provides.access",
        "land.area",
        "land.fee",
        "admin_effort",
        "adds_admin_capacity",
    ),
    *("indicators.treated_ha", "vehicle"),
]


def row(**cells: str) -> list[str]:
    """One row of the projects table; keys use `__` for the dots of the heads."""
    named = {key.replace("__", "."): cell for key, cell in cells.items()}
    unknown = set(named) - set(HEAD)
    if unknown:
        raise KeyError(f"no such column: {sorted(unknown)}")
    return [named.get(head, "") for head in HEAD]


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
        yield row(
            id=key,
            name=source["project_vi"],
            cluster=cluster["id"],
            kind="land_preparation",
            capex=text(float(source["capex_bn"]) - ALREADY_DONE.get(key, 0.0)),
            profile="0.5;0.5",
            opex="0.6",
            start__earliest=str(FIRST + 1),
            exclusive=COMPETING.get(key, ""),
            modes="private;public" if private else "",
            provides__wastewater=text(free(cluster) * WASTEWATER_PER_HA, 1) if private else "",
            land__area=text(free(cluster) + expansion(cluster)),
            land__fee="0.05" if private else "",
            admin_effort="2",
            indicators__treated_ha=text(float(cluster["leased_ha"])) if holds_plant else "",
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
        modes__ppp__delay="1",
        provides__wastewater=text((free(cluster) + expansion(cluster)) * WASTEWATER_PER_HA, 1),
        admin_effort="1",
        indicators__treated_ha=text(present),
    )


def enterprises(projects: Mapping[str, Row], clusters: Mapping[str, Row]) -> Iterable[list[str]]:
    """The nine clusters of enterprises: the whole project of each, in shares, on the developer's own books."""
    for number in range(1, 10):
        key = f"PE{number:02d}"
        source, cluster = projects[key], clusters[projects[key]["cluster_id"]]
        name = cluster["name_vi"].removesuffix(" (CCN)")
        yield row(
            id=key,
            name=f"Hạ tầng kỹ thuật CCN {name} ({text(float(source['capacity']), 2).replace('.', ',')} ha)",
            cluster=cluster["id"],
            kind="land_preparation",
            capex=text(float(source["capex_bn"])),
            profile="0.4;0.6",
            opex=text(0.006 * float(source["capex_bn"])),
            start__earliest=str(FINISH[cluster["id"]] - 2),
            requires=NEEDS_ROAD.get(key, ""),
            modes="private",
            land__area=text(industrial(cluster)),
            land__fee="0.131",
            admin_effort="3",
            vehicle=f"DN hạ tầng {name}",
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
            capex=each["capex_bn"],
            profile=f"{first};{text(1 - float(first))}" if first else "",
            opex=each["opex_bn"],
            revenue=each["revenue_bn"],
            ramp="0.6;0.9;0.95" if housing else "",
            benefit=each["benefit_bn"],
            jobs=each["jobs"],
            start__earliest=str(FIRST + 1),
            indivisible="" if housing or each["kind"] == "road" else "true",
            modes="public;private" if housing else "",
            admin_effort="1",
            adds_admin_capacity=each["adds_admin_capacity"],
        )


def write_csv(path: Path, rows: Iterable[list[str]]) -> None:
    """A CSV whose lines end in a newline on every machine."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def main() -> None:
    """Read the data and write the three tables."""
    clusters = {each["id"]: each for each in read("lao-cai-clusters.csv")}
    projects = {each["project_id"]: each for each in read("lao-cai-cluster-projects.csv")}
    plan = read("lao-cai-public-plan-2026-2030.csv")
    write_csv(LIBRARY / f"{NAME}.clusters.csv", cluster_rows(clusters.values()))
    write_csv(LIBRARY / f"{NAME}.demand.csv", demand_rows(clusters.values()))
    works = [
        *running(projects, clusters, plan),
        *proposals(projects, clusters),
        *enterprises(projects, clusters),
        *people(),
    ]
    write_csv(LIBRARY / f"{NAME}.projects.csv", [HEAD, *works])


if __name__ == "__main__":
    main()
