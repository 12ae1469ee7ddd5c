"""The frontier: every point is the best plan at its level, found by a fresh run with that level as a target."""

from functools import cache
from itertools import pairwise

import pytest

from optimizer.studies.frontier import dominated
from scenarios import Result, run
from scenarios.loading import from_document
from scenarios.scenario import Scenario
from scenarios.studies.choosing import frontier
from scenarios.studies.frontier import DEFAULT, Side, side, sides
from scenarios.studies.study import Completeness, Study, StudyRefused
from tests.studies.small import bundled, ruled


def rows(study: Study, name: str = "frontier") -> list[dict[str, object]]:
    made = study.tables[name]
    return [dict(zip(made.columns, row, strict=True)) for row in made.rows]


@cache
def linear() -> Study:
    own = ruled()
    return frontier(own, sides(("public_money", "jobs"), own), 6)


def best(own: Scenario, metric: str, sign: int, other: str, at: dict[str, float]) -> float:
    """The best amount of a metric under a target on the other."""
    target = {"name": "level", "metric": other, **at}
    document = {
        **own.document,
        "objective": {metric: sign},
        "targets": [*own.document.get("targets", ()), target],
    }
    ending = run(from_document(document))
    assert isinstance(ending, Result)
    return ending.plan.metrics[metric]


def test_each_point_is_the_best_at_its_level() -> None:
    told = rows(linear())
    assert [row["point"] for row in told] == [1, 2, 3, 4, 5, 6]
    for row in told:
        level = float(str(row["public_money"]))
        fresh = best(ruled(), "jobs", 1, "public_money", {"at_most": level + 1e-6 * max(1.0, level)})
        assert row["jobs"] == pytest.approx(fresh, rel=1e-5, abs=2e-3)
        assert row["dominated"] is False


def test_its_ends_are_the_best_of_each_side() -> None:
    told = rows(linear())
    assert told[0]["jobs"] == pytest.approx(best(ruled(), "jobs", 1, "jobs", {"at_least": 0.0}), rel=1e-6)
    least = best(ruled(), "public_money", -1, "jobs", {"at_least": 0.0})
    assert told[-1]["public_money"] == pytest.approx(least, rel=1e-5)
    assert [float(str(row["public_money"])) for row in told] == sorted(
        (float(str(row["public_money"])) for row in told), reverse=True
    )


def test_levels_are_evenly_spread() -> None:
    levels = [float(str(row["public_money"])) for row in rows(linear())]
    steps = [before - after for before, after in pairwise(levels)]
    assert steps == pytest.approx([steps[0]] * 5, rel=1e-4)


def test_whole_works_have_a_frontier_too() -> None:
    own = bundled("lorie-savage-whole")
    study = frontier(own, sides(("public_money", "value"), own), 4)
    assert study.completeness is Completeness.COMPLETE
    for row in rows(study):
        level = float(str(row["public_money"]))
        fresh = best(own, "value", 1, "public_money", {"at_most": level + 1e-6})
        assert float(str(row["value"])) <= fresh + 1e-6
    told = rows(study)
    assert (told[0]["value"], told[-1]["public_money"]) == (pytest.approx(70.0), pytest.approx(0.0))


def test_works_of_a_point_are_those_that_it_starts() -> None:
    counts = {row["point"]: row["works_built"] for row in rows(linear())}
    for point, count in counts.items():
        works = {row["project"] for row in rows(linear(), "works") if row["point"] == point}
        assert len(works) == count


def test_a_sentence_tells_what_comes_and_goes() -> None:
    works = {
        point: {
            str(r["project"])
            for r in rows(linear(), "works")
            if r["point"] == point and float(str(r["share"])) > 1e-3
        }
        for point in range(1, 7)
    }
    for row in rows(linear())[1:]:
        point = int(str(row["point"]))
        gone = works[point - 1] - works[point]
        assert ("No longer built" in str(row["sentence"])) == bool(gone)


def test_two_that_do_not_conflict_have_one_point() -> None:
    own = bundled("lorie-savage")
    study = frontier(own, (Side("objective", 1), Side("value", 1)), 5)
    assert (study.done, study.missing) == (("1",), ())
    assert rows(study)[0]["value"] == pytest.approx(70.27272727)


def test_worse_points_are_marked() -> None:
    assert dominated([(0.0, 5.0), (1.0, 5.0), (2.0, 3.0), (1.5, 2.0), (2.0, 3.0)]) == [
        True,
        False,
        False,
        True,
        False,
    ]
    assert dominated([]) == []


def test_less_public_money_and_more_worth_is_the_default() -> None:
    own = bundled("lorie-savage")
    assert sides(None, own) == (Side("public_money", -1), Side("objective", 1))
    assert DEFAULT == ("public_money", "objective")
    assert side("investment:most", own) == Side("investment", 1)
    assert side("jobs:least", own) == Side("jobs", -1)


@pytest.mark.parametrize(
    ("between", "words"),
    [
        (("joobs", "value"), "joobs is not a metric"),
        (("jobs:more", "value"), "state :most or :least"),
        (("value", "value:least"), "between value and itself"),
    ],
)
def test_sides_that_make_no_sense_are_refused(between: tuple[str, str], words: str) -> None:
    with pytest.raises(StudyRefused, match=words):
        sides(between, bundled("lorie-savage"))


def test_a_metric_without_end_is_refused() -> None:
    endless = [dict(source) for source in ruled().document["sources"]]
    del endless[3]["ceiling"]
    own = ruled(sources=endless)
    with pytest.raises(StudyRefused, match="funding grows without end"):
        frontier(own, sides(("funding:most", "objective"), own), 3)


def test_without_a_plan_there_is_no_frontier() -> None:
    own = bundled("lorie-savage", {"projects.p5.committed": True})
    study = frontier(own, sides(None, own), 3)
    assert (study.tables, study.done, study.exit) == ({}, (), 3)
