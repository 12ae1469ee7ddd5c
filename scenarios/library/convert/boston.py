"""Write the two tables of `boston-fy25.yaml` from `data/boston-fy25-capital-plan.csv`.

Run from anywhere: `python scenarios/library/convert/boston.py`. The same input gives the same bytes.

Periods. The plan FY25-FY29 names spending to date, Year 0 (FY24, the year in which it was written), Year 1 (FY25) and
Years 2 to 5 together (FY26 to FY29). Money spent is sunk and left out; the last period is split into four equal years.
External funds have no period: they follow the project's own spending year by year.

Value. `value = money still to spend [USD million] * (weight of the status + 0.5 * share already spent)`: works under
way come first, begun ones before new ones. Weights are in `WEIGHT`.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LIBRARY = Path(__file__).resolve().parent.parent
PLAN = LIBRARY / "data" / "boston-fy25-capital-plan.csv"
NAME = "boston-fy25"
YEARS = tuple(range(2024, 2030))
UNIT = 1e6

CEILING = {2024: 1.0, 2025: 0.9, 2026: 0.8, 2027: 0.8, 2028: 0.8, 2029: 0.8}
"""Share of the planned bond money that is allowed in a year."""

WEIGHT = {
    "In Construction": 2.0,
    "Implementation Underway": 1.8,
    "Annual Program": 1.5,
    "In Design": 1.2,
    "Study Underway": 1.0,
    "New Project": 1.0,
    "To Be Scheduled": 0.7,
}

KIND = {
    "Parks and Recreation Department": ("park", ""),
    "Boston Public Schools": ("school", ""),
    "Public Works Department": ("road", ""),
    "Transportation Department": ("transport", ""),
    "Fire Department": ("fire_safety", ""),
    "Boston Centers for Youth and Families": ("community_centre", ""),
    "Boston Public Library": ("library", "amenity"),
    "Police Department": ("police", "institution"),
    "Property Management Department": ("public_building", "institution"),
    "Environment Department": ("climate", "infrastructure"),
    "Public Health Commission": ("clinic", ""),
    "Boston Planning and Development Agency": ("development", "infrastructure"),
    "Department of Innovation and Technology": ("telecom", ""),
    "Office of Arts & Culture": ("culture", "amenity"),
    "Mayor's Office of Housing": ("housing", "amenity"),
    "Emergency Management": ("emergency", "institution"),
}
"""Department to kind of work, with its class where the kind is not a known one."""


@dataclass(frozen=True, slots=True)
class Work:
    """One project of the plan: money by fiscal year [USD million] from bonds, grants and outside."""

    id: str
    name: str
    kind: str
    project_class: str
    cluster: str
    status: str
    bonds: tuple[float, ...]
    grants: tuple[float, ...]
    external: tuple[float, ...]
    spent_share: float

    @property
    def capex(self) -> tuple[float, ...]:
        """Money of all kinds by year."""
        return tuple(
            round(sum(parts), 6) for parts in zip(self.bonds, self.grants, self.external, strict=True)
        )

    @property
    def value(self) -> float:
        """The score of the rule above."""
        return round(sum(self.capex) * (WEIGHT[self.status] + 0.5 * self.spent_share), 4)


def slug(text: str) -> str:
    """An ASCII id of a neighbourhood.

    >>> slug("Downtown/Government Center")
    'downtown-government-center'
    """
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def by_year(row: dict[str, str], now: str, next_year: str, later: str) -> tuple[float, ...]:
    """Amounts of FY24, FY25 and four equal parts of FY26 to FY29 [USD million]."""
    part = float(row[later]) / UNIT / 4
    return (float(row[now]) / UNIT, float(row[next_year]) / UNIT, part, part, part, part)


def spread(total: float, pattern: Iterable[float]) -> tuple[float, ...]:
    """`total` over the years in proportion to `pattern`; FY26 to FY29 alike where the pattern is empty."""
    weights = tuple(pattern)
    if not sum(weights):
        weights = (0.0, 0.0, 1.0, 1.0, 1.0, 1.0)
    return tuple(total * weight / sum(weights) for weight in weights)


def work(row: dict[str, str]) -> Work:
    """One row of the published plan."""
    bonds = by_year(row, "Capital_Year_0", "CapitalYear_1", "Capital_Year_25")
    grants = by_year(row, "Grant_Year_0", "Grant_Year_1", "GrantYear_25")
    spent = (float(row["GO_Expended"]) + float(row["Grant_Expended"])) / float(row["Total_Project_Budget"])
    kind, project_class = KIND[row["Department"]]
    return Work(
        id=f"b{int(row['_id']):03d}",
        name=" ".join(row["Project_Name"].split()),
        kind=kind,
        project_class=project_class,
        cluster=slug(row["Neighborhood"]),
        status=row["Project_Status"],
        bonds=bonds,
        grants=grants,
        external=spread(
            float(row["External_Funds"]) / UNIT, (b + g for b, g in zip(bonds, grants, strict=True))
        ),
        spent_share=spent,
    )


def text(amount: float) -> str:
    """A number with at most six decimals and no trailing zeros.

    >>> text(0.25), text(3.0), text(0.0)
    ('0.25', '3', '0')
    """
    return f"{amount:.6f}".rstrip("0").rstrip(".")


def project_rows(works: Iterable[Work]) -> Iterable[list[str]]:
    """Head and rows of the projects table; years before the first and after the last outlay stay empty."""
    yield [
        "id",
        "name",
        "cluster",
        "kind",
        "class",
        "indivisible",
        "committed",
        "value",
        "indicators.spent_share",
    ] + [f"capex.{year}" for year in YEARS]
    for each in works:
        busy = [index for index, amount in enumerate(each.capex) if amount > 0]
        outlays = [
            text(amount) if busy[0] <= index <= busy[-1] else "" for index, amount in enumerate(each.capex)
        ]
        whole = "" if each.status == "Annual Program" else "true"
        committed = "true" if each.status == "In Construction" else ""
        yield [
            each.id,
            each.name,
            each.cluster,
            each.kind,
            each.project_class,
            whole,
            committed,
            text(each.value),
            text(each.spent_share),
            *outlays,
        ]


def source_rows(works: list[Work], ceilings: Iterable[float]) -> Iterable[list[str]]:
    """Head and rows of the sources table: the bonds of all, then each project's own grants and external money."""
    yield [
        "id",
        "name",
        "sector",
        "instrument",
        "obligor",
        "rate",
        "tenor",
        "repayment",
        "max_share",
        "eligible.projects",
    ] + [f"ceiling.{year}" for year in YEARS]
    yield [
        "go-bonds",
        "General obligation bonds",
        "public",
        "bond",
        "public",
        "0.04",
        "20",
        "equal_principal",
        "",
        "",
        *(text(amount) for amount in ceilings),
    ]
    for prefix, title in (("grant", "Grants"), ("external", "External funds")):
        for each in works:
            amounts = each.grants if prefix == "grant" else each.external
            if sum(amounts) > 0:
                share = min(1.0, sum(amounts) / sum(each.capex))
                # Whole millionths upwards: the share never cuts a dollar off.
                share_text = text(min(1.0, int(share * 1e6 + 1) / 1e6))
                yield [
                    f"{prefix}-{each.id}",
                    f"{title}: {each.name}",
                    "public",
                    "grant",
                    "",
                    "",
                    "",
                    "",
                    share_text,
                    each.id,
                    *(text(amount) for amount in amounts),
                ]


def write_csv(path: Path, rows: Iterable[list[str]]) -> None:
    """A CSV whose lines end in a newline on every machine."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def main() -> None:
    """Read the plan and write the two tables."""
    with PLAN.open(encoding="utf-8-sig", newline="") as file:
        works = [work(row) for row in csv.DictReader(file)]
    works = [each for each in works if sum(each.capex)]
    ceilings = [
        round(CEILING[year] * sum(each.bonds[index] for each in works), 3) for index, year in enumerate(YEARS)
    ]
    write_csv(LIBRARY / f"{NAME}.projects.csv", project_rows(works))
    write_csv(LIBRARY / f"{NAME}.sources.csv", source_rows(works, ceilings))


if __name__ == "__main__":
    main()
