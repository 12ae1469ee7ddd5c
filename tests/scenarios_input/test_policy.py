"""Policy packs fill what a scenario leaves open, by date, and say so."""

from datetime import date
from typing import Any

import pytest
from sound_plan import sound

from finance.delivery import Mode
from scenarios.loading import from_document
from scenarios.policy import CONFIDENCE, FILLABLE, pack_names, read_pack

PRIVATE = ("delivery.private.state_share", "delivery.private.tax_rate")


def filled(**top: Any) -> Any:
    return from_document(sound() | {"policy": "vietnam"} | top)


def test_open_fields_are_filled_and_recorded() -> None:
    scenario = filled()
    rules = scenario.problem.delivery[Mode.PRIVATE]
    assert (rules.state_share, rules.tax_rate[0], rules.equity_share) == (0.3, 0.2, None)
    assert [parameter.path for parameter in scenario.parameters] == [
        "assumptions.social_discount_rate",
        *PRIVATE,
    ]
    assert all(parameter.reference for parameter in scenario.parameters)
    assert scenario.files[-1].name == "policies/vietnam.yaml"
    assert "delivery" not in scenario.document


def test_what_the_scenario_states_is_kept() -> None:
    scenario = filled(delivery={"private": {"state_share": 0.4}}, assumptions={"social_discount_rate": 0.08})
    assert scenario.problem.delivery[Mode.PRIVATE].state_share == 0.4
    assert scenario.problem.assumptions.social_discount_rate == 0.08
    assert [parameter.path for parameter in scenario.parameters] == ["delivery.private.tax_rate"]


@pytest.mark.parametrize(
    ("as_of", "paths"),
    [
        ("2020-12-31", ()),
        ("2024-04-30", ()),
        ("2024-05-01", PRIVATE[:1]),
        ("2025-09-30", PRIVATE[:1]),
        ("2025-10-01", PRIVATE),
    ],
)
def test_the_day_decides_what_is_in_force(as_of: str, paths: tuple[str, ...]) -> None:
    used = [parameter.path for parameter in filled(as_of=as_of).parameters]
    assert [path for path in used if path.startswith("delivery")] == list(paths)


def test_a_mode_that_nobody_uses_is_not_filled() -> None:
    assert Mode.PPP not in filled().problem.delivery


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_is_whole(name: str) -> None:
    pack = read_pack(name)
    assert all(dated.parameter.path in FILLABLE for dated in pack.parameters)
    assert all(dated.parameter.confidence in CONFIDENCE for dated in pack.parameters)
    assert all(dated.end is None or dated.start <= dated.end for dated in pack.parameters)
    for day in (date(2021, 1, 1), date(2024, 5, 1), date(2026, 11, 23), date(2040, 1, 1)):
        paths = [dated.parameter.path for dated in pack.parameters if dated.holds(day)]
        assert len(paths) == len(set(paths))


def test_marks_are_kept_as_they_are_in_the_pack() -> None:
    marks = {dated.parameter.path: dated.parameter.confidence for dated in read_pack("vietnam").parameters}
    assert marks["delivery.ppp.tax_rate"] == marks["delivery.private.tax_rate"] == "secondary"
    assert marks["delivery.ppp.state_share"] == "primary"
