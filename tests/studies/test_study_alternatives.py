"""Different plans near the best, ranking by ratio, draws, and grids."""

from functools import cache

import numpy as np
import pytest

from optimizer.build import build
from optimizer.studies.ranking import ranked, ratios
from scenarios import Result, run
from scenarios.faults import ScenarioError
from scenarios.language import Language
from scenarios.loading import from_document
from scenarios.studies.alternatives import BY_RATIO
from scenarios.studies.choosing import alternatives, montecarlo
from scenarios.studies.grid import Axis, combinations
from scenarios.studies.making import grid
from scenarios.studies.study import Study, StudyRefused
from tests.studies.small import bundled, ruled


def rows(study: Study, name: str) -> list[dict[str, object]]:
    made = study.tables[name]
    return [dict(zip(made.columns, row, strict=True)) for row in made.rows]


@cache
def five() -> Study:
    return alternatives(bundled("lorie-savage"), 5, 0.1)


def test_plans_stay_within_what_was_asked_and_differ() -> None:
    told = [row for row in rows(five(), "alternatives") if row["plan"] != BY_RATIO]
    assert [row["plan"] for row in told] == ["1", "2", "3", "4", "5"]
    assert told[0]["objective"] == pytest.approx(70.27272727)
    for row in told[1:]:
        assert float(str(row["objective"])) >= 0.9 * 70.27272727 - 1e-5
        assert float(str(row["distance"])) > 0.5


def test_whole_works_differ_in_whole_works() -> None:
    study = alternatives(bundled("petersen-3"), 4, 0.05)
    told = [row for row in rows(study, "alternatives") if row["plan"] != BY_RATIO]
    assert len(told) == 4
    best = float(str(told[0]["objective"]))
    assert all(float(str(row["objective"])) >= 0.95 * best - 1e-6 for row in told)
    assert all(float(str(row["distance"])) >= 1.0 for row in told[1:])


def test_a_work_is_counted_in_the_plans_that_hold_it() -> None:
    for row in rows(five(), "works"):
        found, least, most = int(float(str(row["plans_with_it"]))), row["least_share"], row["most_share"]
        assert (row["verdict"] == "all") == (found == 5 and float(str(row["share_in_best"])) > 0.0)
        assert (row["verdict"] == "none") == (found == 0)
        assert float(str(least)) <= float(str(row["share_in_best"])) <= float(str(most))
    assert len({row["verdict"] for row in rows(five(), "works")}) > 1


def greedy() -> float:
    """Lorie and Savage's nine projects by value per discounted outlay, each as large as both budgets allow."""
    outlay = np.array(
        [[12, 3], [54, 7], [6, 6], [6, 2], [30, 35], [6, 6], [48, 4], [36, 3], [18, 3]], dtype=float
    )
    value = np.array([14, 17, 17, 15, 40, 12, 14, 10, 12], dtype=float)
    left, reached = np.array([50.0, 20.0]), 0.0
    for project in np.argsort(-value / (outlay @ np.array([1.0, 1.0 / 1.1])), kind="stable"):
        share = min(1.0, float((left / outlay[project]).min()))
        left -= share * outlay[project]
        reached += share * value[project]
    return reached


def test_ranking_is_that_of_the_textbook() -> None:
    (row,) = [row for row in rows(five(), "alternatives") if row["plan"] == BY_RATIO]
    assert row["objective"] == pytest.approx(greedy(), abs=1e-3)
    assert greedy() < 70.27 - 5.0
    assert row["keeps_all_limits"] is True
    assert row["sentence"] == (
        f"Ranking the works by ratio reaches {greedy():.1f} points: "
        f"the plan gains {70.27272727 - greedy():.2f} points over it."
    )


def test_ratios_are_worth_over_discounted_capital() -> None:
    lp = build(bundled("lorie-savage").problem)
    assert ratios(lp)[0] == pytest.approx(14.0 / (12.0 + 3.0 / 1.1))


def test_ranking_keeps_the_same_limits() -> None:
    lp = build(ruled(targets=[]).problem)
    ranking = ranked(lp, 60.0)
    assert ranking.values is not None
    assert ranking.keeps_all
    ending = run(ruled(targets=[]))
    assert isinstance(ending, Result)
    assert float(lp.goals[0] @ ranking.values) <= ending.plan.objective + 1e-6
    assert 4 not in ranking.order  # the committed office is in every plan
    paying = [lp.columns.problem.projects[project].id for project in ranking.order]
    assert "A-land" in paying
    assert "A-road" not in paying  # it brings nothing by itself, and comes along with the land
    assert float(lp.goals[0] @ ranking.values) > 0.0


def test_ranking_says_when_it_misses_a_target() -> None:
    own = bundled(
        "lorie-savage",
        {"targets": [{"name": "p5", "metric": "projects", "where": {"project": "p5"}, "at_least": 0.3}]},
    )
    (row,) = [row for row in rows(alternatives(own, 2, 0.01), "alternatives") if row["plan"] == BY_RATIO]
    assert row["keeps_all_limits"] is False
    assert "misses a target" in str(row["sentence"])


RISK = {
    "draws": 256,
    "factors": [{"id": "demand", "acts_on": "demand", "distribution": "normal", "mean": 0, "deviation": 0.2}],
}


def test_draws_are_those_of_a_run() -> None:
    own = ruled(risk=RISK)
    study = montecarlo(own)
    ending = run(own)
    assert isinstance(ending, Result)
    assert study.tables["risk"].csv() == ending.tables["risk"].csv()
    assert study.question == {"draws": 256}
    told = {(row["subject"], row["finding"]): row for row in rows(study, "findings")}
    found = {(r[0], r[3], r[5]): r[6] for r in ending.tables["risk"].rows}
    assert told["portfolio", "npv.p10"]["value"] == found["portfolio", "npv", "p10"]
    assert "in one of ten draws the net present value is below" in str(
        told["portfolio", "npv.p10"]["sentence"]
    )
    assert montecarlo(own, 128).question == {"draws": 128}


def test_draws_need_something_uncertain() -> None:
    with pytest.raises(StudyRefused, match="no section `risk`"):
        montecarlo(ruled())


def test_a_grid_is_every_combination_of_its_values() -> None:
    axes = [Axis("sources.budget.ceiling.1955", (40, 50)), Axis("sources.budget.ceiling.1956", (15, 20, 25))]
    study = grid(bundled("lorie-savage"), axes)
    told = rows(study, "grid")
    assert len(told) == len(study.done) == 6
    for row, variant in zip(told, combinations(axes), strict=True):
        ending = run(from_document(bundled("lorie-savage").document, variant.changes))
        assert isinstance(ending, Result)
        assert row["objective"] == pytest.approx(ending.plan.objective, rel=1e-9)
        assert row["sources.budget.ceiling.1956="] == str(variant.changes["sources.budget.ceiling.1956"])
    same = next(
        row
        for row in told
        if row["sources.budget.ceiling.1955="] == "50" and row["sources.budget.ceiling.1956="] == "20"
    )
    assert "stays the same" in str(same["sentence"])


def test_grids_that_make_no_sense_are_refused() -> None:
    own = bundled("lorie-savage")
    with pytest.raises(StudyRefused, match="needs values"):
        grid(own, [])
    with pytest.raises(StudyRefused, match="twice"):
        grid(own, [Axis("unit", (1, 2)), Axis("unit", (1, 3))])
    with pytest.raises(StudyRefused, match="at most"):
        grid(
            own, [Axis("unit", tuple(range(1, 200))), Axis("solve.gap", tuple(n / 1000 for n in range(100)))]
        )
    with pytest.raises(ScenarioError, match="budgt"):
        grid(own, [Axis("sources.budgt.ceiling", (1, 2))])


def test_choices_speak_vietnamese() -> None:
    told = alternatives(bundled("lorie-savage"), 2, 0.05, language=Language("vi"))
    assert (
        rows(told, "alternatives")[0]["sentence"]
        == "Phương án tốt nhất tìm được: giá trị mục tiêu 70,3 điểm."
    )
    assert all("Project" not in str(row["sentence"]).replace("Project ", "") for row in rows(told, "works"))
