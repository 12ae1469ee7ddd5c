"""Results to draw: a small province, one without any money, and a city with 427 works."""

from dataclasses import replace
from datetime import date

import pytest

from finance.delivery import DeliveryMode, Mode
from finance.horizon import Assumptions, Horizon
from finance.project import Option, Project, ProjectClass, ProjectId
from finance.source import (
    Eligibility,
    FundingSource,
    Instrument,
    Sector,
    SourceId,
    Tranche,
    TrancheId,
)
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.solve import solve
from scenarios import load, run
from scenarios.language import HOUSE, Language
from scenarios.result import Result
from scenarios.scenario import Scenario
from scenarios.tables import tables
from tests.verify.worked_example import PROBLEM

LIBRARY = HOUSE / "scenarios" / "library"
TITLE = "Hai cụm công nghiệp & một tỉnh <thử nghiệm>"


def solved(problem: Problem, title: str = TITLE, unit: float = 1e9, currency: str = "VND") -> Result:
    """The result of a problem, as a run would leave it."""
    plan = solve(problem)
    assert isinstance(plan, Plan)
    scenario = Scenario(
        title=title,
        source="worked example, figures invented",
        currency=currency,
        unit=unit,
        as_of=date(2026, 11, 23),
        problem=problem,
        document={},
        sha256="0123456789abcdef" * 4,
    )
    return Result(scenario, plan, (), tables(plan, currency, unit, Language("en")), {})


@pytest.fixture(scope="session")
def province() -> Result:
    """One cluster, seven works, six sources of every sector, tranches, carry-over, leases; works in shares."""
    works = tuple(replace(work, indivisible=False) for work in PROBLEM.projects)
    return solved(replace(PROBLEM, projects=works))


@pytest.fixture(scope="session")
def nothing() -> Result:
    """A plan in which no source has money and no work must be built."""
    works = tuple(replace(work, committed=False) for work in PROBLEM.projects)
    sources = tuple(
        replace(
            source,
            tranches=tuple(replace(step, ceiling=(0.0,) * PROBLEM.horizon.years) for step in source.tranches),
        )
        for source in PROBLEM.sources
    )
    return solved(replace(PROBLEM, projects=works, sources=sources, targets=()))


@pytest.fixture(scope="session")
def city() -> Result:
    """427 works with long names and 40 sources: bonds for all, and grants that belong to one work each."""
    years, invest, count = 12, 5, 427
    works = tuple(
        Project(
            ProjectId(f"w{number:03}"),
            f"Cải tạo, nâng cấp tuyến đường và hệ thống thoát nước khu vực số {number}",
            "road",
            ProjectClass.INFRASTRUCTURE,
            capex=1.0 + (number * 37) % 101,
            options=(Option(Mode.PUBLIC),),
            earliest=number % invest,
            latest=number % invest,
            value=float(1 + number % 7),
        )
        for number in range(count)
    )
    sources = (
        _grant("bonds", "General bonds", 3000.0, years),
        *(
            _grant(f"g{number}", f"Grant of work {number}", 5.0 + number / 10, years, f"w{number:03}")
            for number in range(39)
        ),
    )
    problem = Problem(
        Horizon(2024, years, invest),
        sources,
        works,
        delivery={Mode.PUBLIC: DeliveryMode(Mode.PUBLIC, (0.0,) * years)},
        assumptions=Assumptions(),
        goals=((("value", 1.0),),),
    )
    return solved(problem, "A city with many works", 1e6, "USD")


RISK = """
risk:
  draws: 512
  factors:
    - {id: Chi phí xây dựng, acts_on: cost, distribution: pert, low: -0.1, likely: 0.1, high: 0.6, per: project}
    - {id: delay <of opening>, acts_on: time, distribution: points, p10: 0, p50: 0.5, p90: 2, per: project}
    - {id: demand, acts_on: demand, distribution: normal, mean: 0, deviation: 0.15}
"""


@pytest.fixture(scope="session")
def uncertain(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Two clusters with public works, PPP and private vehicles, debt, and factors that are uncertain."""
    path = tmp_path_factory.mktemp("uncertain") / "two-clusters.yaml"
    path.write_text((LIBRARY / "two-clusters.yaml").read_text("utf-8") + RISK, "utf-8")
    result = run(load(path), language=Language("en"))
    assert isinstance(result, Result)
    return result


@pytest.fixture(scope="session")
def partnership() -> Result:
    """A treatment plant by PPP beside a public sewer: contract, purse, comparison and risk."""
    result = run(load(LIBRARY / "ppp-wastewater.yaml"), language=Language("en"))
    assert isinstance(result, Result)
    return result


def _grant(name: str, title: str, yearly: float, years: int, only: str | None = None) -> FundingSource:
    steps = (Tranche(TrancheId(name), (yearly,) * years),)
    eligible = Eligibility(projects=frozenset({only}) if only else None)
    return FundingSource(SourceId(name), title, Sector.PUBLIC, Instrument.GRANT, steps, eligible=eligible)


LEGAL = HOUSE / "tests" / "law_museum" / "legal.yaml"
FORESEEN: dict[str, object] = {
    "clusters.A.demand.food.forecast": {
        "capacity": 28,
        "history": [
            {"year": 2017 + at, "hectares": hectares}
            for at, hectares in enumerate([0.5, 1.2, 2.0, 3.4, 5.0, 6.1, 8.0, 9.0, 10.2, 11.0])
        ],
    },
    "clusters.A.demand.food.jobs_per_ha": 60,
    "projects.plant.estimate": {
        "norms": [{"code": "13210.01", "quantity": 1500}],
        "clearance": 8,
        "additions": {"outfall <to the river>": 4.5},
        "contingency": 0.1,
    },
    "projects.plant.revenue": 3,
    "enforcement": {
        "inspections": 0.5,
        "detection": 0.8,
        "suspension": {"chance": 0.1, "loss_per_month": 2},
    },
}
"""What a small lawful scenario foresees: take-up from its history, a plant at norm cost, how treatment is enforced."""


@pytest.fixture(scope="session")
def foreseen() -> Result:
    """A cluster with a forecast, services, an estimate and enforcement."""
    result = run(load(LEGAL, FORESEEN), language=Language("en"))
    assert isinstance(result, Result)
    return result
