"""Write the clusters and the demand of `lao-cai-clusters.yaml` from the Lào Cai data in `data/`.

Run from the top of the repository: `python -m scenarios.library.convert.lao_cai_places`; `lao_cai` writes the projects.
The same input gives the same bytes.

Areas, leased land and communes are read from the data; every figure that nobody published stands in the constants
below and at the head of the scenario.
"""

import csv
import math
from collections.abc import Iterable
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

REFERENCE = "lao_cai_actual"
"""Class of the forecast that stands beside the take-up."""

WASTEWATER_PER_HA = 2000 / 83.694
"""m3/day per industrial hectare: the final plant of the Âu Lâu zone over its industrial land (QĐ 263, 11/9/2026)."""

OWN_WASTEWATER = {"LC22": 2850 / 51.61}
"""The same where the cluster's own decision says it: the peak of Thống Nhất 1 over its industrial land (QĐ 630)."""

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

PLANTS = ("LC02", "LC05", "LC06", "LC07", "LC08", "LC10", "LC14", "LC16")
"""Commune clusters that stay and have no treatment plant; the proposals for LC03 and LC04 hold one."""

EXTENSION = {"LC02": 25.0}
"""Hectares of the extension that the plan is about."""

SERVICE_AREA = {"LC22": 1.42785}
"""Hectares for services where the detailed plan is published (QĐ 1311)."""

AROUND = {"LC22": ("", "0"), "LC24": ("", "0"), "LC25": ("0.7887", "2.536")}
"""Occupancy and land not let of the clusters in the same commune before a new one was founded, where it is known.

LC22 and LC24 are alone in their communes, beside LC25 lies LC16. The others were founded under rules by district, whose
figures of that day nobody published.
"""

DEVELOPER = {
    "LC07": "UBND X. Lục Yên",
    "LC16": "Ban Quản lý dự án khu vực Trấn Yên",
    "LC22": "Công ty CP Đầu tư phát triển công nghiệp Lào Cai (LCIDI)",
}
"""Names of developers where the data adds a remark to them."""

ACCESS = {"LC22": 4.0}
"""Hectares of plots that can be reached without a new road: assumed."""

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
    """Industrial land that an extension adds: 70 % of its area [ha]."""
    return 0.7 * EXTENSION.get(cluster["id"], 0.0)


def wastewater(cluster: Row) -> float:
    """Wastewater of a hectare of industrial land [m3/day]."""
    return OWN_WASTEWATER.get(cluster["id"], WASTEWATER_PER_HA)


def condition(cluster: Row, communes: dict[str, str]) -> str:
    """Social and economic condition of its commune, nothing where it lies in two that differ."""
    found = {communes[name.strip()] for name in cluster["commune"].split(";")}
    return found.pop() if len(found) == 1 else ""


def status(cluster: Row) -> str:
    """Its state in the words of the law: the clusters of enterprises and LC16 are being built."""
    if cluster["id"] in EXTENSION:
        return "enlarged"
    return "operating" if cluster["status"] == "operating" else "new"


def developer_kind(cluster: Row) -> str:
    """Kind of organisation; a People's Committee of a commune is none of those that the law names."""
    return {"enterprise": "enterprise", "centre": "public_unit"}.get(cluster["developer_type"], "")


def cluster_rows(clusters: Iterable[Row], communes: dict[str, str]) -> Iterable[list[str]]:
    """Head and rows of the clusters table."""
    yield [
        *("id", "name", "area", "industrial_area", "service_area", "leased", "status", "commune"),
        *("developer.name", "developer.kind", "around.occupancy", "around.unleased", "existing.access"),
    ]
    for each in clusters:
        key = each["id"]
        yield [
            *(key, each["name_vi"], text(float(each["area_ha"]) + EXTENSION.get(key, 0.0))),
            text(industrial(each)),
            text(SERVICE_AREA[key]) if key in SERVICE_AREA else "",
            *(text(float(each["leased_ha"])), status(each), condition(each, communes)),
            *(DEVELOPER.get(key, each["developer"]), developer_kind(each), *AROUND.get(key, ("", ""))),
            text(ACCESS[key]) if key in ACCESS else "",
        ]


def demand_rows(clusters: Iterable[Row]) -> Iterable[list[str]]:
    """Head and rows of the demand table: one group of tenants per cluster.

    Take-up as the plan counts on it, straight to the end of the land; beside it the forecast of all land of the
    cluster, what is let already among it.
    """
    body: list[tuple[Row, dict[int, float]]] = []
    for each in clusters:
        commune = is_commune(each)
        area = free(each) + expansion(each) if commune else industrial(each)
        if each["id"] in WITHDRAWN + NO_LAND_WORK or area <= 0:
            continue
        pace = (COMMUNE_POINTS if commune else ENTERPRISE_POINTS) / 100 * (industrial(each) + expansion(each))
        first = first_tenants(each)
        body.append((each, {first - 1: 0.0, first - 1 + math.ceil(area / pace): area}))
    named = sorted({year for _, points in body for year in points})
    yield [
        *("cluster", "segment", "price", "benefit_per_ha", "jobs_per_ha", "needs.wastewater", "needs.access"),
        *("forecast.method", "forecast.class", "forecast.capacity", "forecast.already", "forecast.from"),
        *(f"area.{year}" for year in named),
    ]
    for each, points in body:
        terms = COMMUNE if is_commune(each) else THONG_NHAT if each["id"] == "LC22" else ENTERPRISE
        yield [
            *(each["id"], "đa ngành"),
            *(text(terms[key]) for key in ("price", "benefit_per_ha", "jobs_per_ha")),
            *(text(wastewater(each), 4), "1" if each["id"] in ACCESS else ""),
            *("reference", REFERENCE, text(industrial(each) + expansion(each))),
            *(text(float(each["leased_ha"])), str(first_tenants(each))),
            *(text(points[year]) if year in points else "" for year in named),
        ]


def first_tenants(cluster: Row) -> int:
    """First year in which land may be let."""
    return FIRST + 1 if is_commune(cluster) else FINISH[cluster["id"]]


def write_csv(path: Path, rows: Iterable[list[str]]) -> None:
    """A CSV whose lines end in a newline on every machine."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def main() -> None:
    """Read the data and write the two tables."""
    clusters = read("lao-cai-clusters.csv")
    communes = {each["commune"]: each["condition"] for each in read("lao-cai-communes.csv")}
    write_csv(LIBRARY / f"{NAME}.clusters.csv", cluster_rows(clusters, communes))
    write_csv(LIBRARY / f"{NAME}.demand.csv", demand_rows(clusters))


if __name__ == "__main__":
    main()
