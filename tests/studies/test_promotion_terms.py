"""Scores of tenants: weights that sum to one, a worth that joins the benefit, and silence where nothing is stated."""

from copy import deepcopy
from typing import Any

import pytest

from scenarios import load
from scenarios.loading import from_document
from scenarios.promotion import score, weights
from tests.studies.small import SOUND, ruled


def scored(**promotion: Any) -> dict[str, Any]:
    document: dict[str, Any] = deepcopy(dict(ruled().document))
    textiles, wood = document["clusters"][0]["demand"]
    textiles["scores"] = {"technology": 0.2, "budget_revenue": 0.6}
    wood["scores"] = {"environment": 1.0, "local_material": 1.0}
    return document | ({"promotion": promotion} if promotion else {})


def benefits(document: dict[str, Any]) -> list[float]:
    return [segment.benefit_per_ha for segment in from_document(document).problem.clusters[0].demand]


def test_scores_without_a_worth_decide_nothing() -> None:
    plain = ruled()
    for document in (scored(), scored(weights={"technology": 2.0}), scored(worth_of_score=0)):
        assert from_document(document).problem == plain.problem


def test_a_worth_times_the_weighted_score_joins_the_benefit() -> None:
    document = scored(weights={"technology": 3.0, "environment": 1.0}, worth_of_score=2.0)
    assert weights(document) == {
        "technology": 0.75,
        "environment": 0.25,
        "local_material": 0.0,
        "budget_revenue": 0.0,
    }
    assert benefits(document) == pytest.approx([4.0 + 2.0 * 0.15, 2.0 + 2.0 * 0.25])
    assert benefits(scored(worth_of_score=1.0)) == pytest.approx([4.0 + 0.2, 2.0 + 0.5])


def test_only_what_is_scored_gains() -> None:
    document = scored(worth_of_score=2.0)
    del document["clusters"][0]["demand"][1]["scores"]
    assert benefits(document) == pytest.approx([4.0 + 2.0 * 0.2, 2.0])
    assert score(document, document["clusters"][0]["demand"][1]) is None


def test_a_scenario_without_promotion_is_untouched() -> None:
    assert weights(load(SOUND).document) == dict.fromkeys(weights({}), 0.25)
