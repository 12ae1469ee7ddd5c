"""The register says of each limit family what its rows are."""

import re

import pytest

from optimizer.build import build
from optimizer.diagnose.knobs import KNOBS, input_of
from optimizer.matrix import LinearProgram
from optimizer.plan import Family
from optimizer.register import REGISTER, Sense, entry
from tests.optimizer.random_problems import random_problem
from tests.optimizer.toys import TOYS


def _programmes(family: Family) -> list[LinearProgram]:
    return [TOYS[family].programme(), *(build(random_problem(seed)) for seed in range(5))]


def test_every_family_is_registered() -> None:
    assert set(REGISTER) == set(Family)


@pytest.mark.parametrize("family", REGISTER)
def test_entry_names_the_axes_and_parts_of_its_rows(family: Family) -> None:
    for lp in _programmes(family):
        for block in (b for b in lp.blocks if b.family is family):
            axes = tuple(axis for axis, _ in block.keys)
            keys = [key for key in lp.row_keys() if key[0] is family]
            sizes = {len(key) - 1 for key in keys}
            entries = [entry(family, size) for size in sizes]
            assert axes in [known.axes for known in entries]
            for key in keys:
                assert len(entry(family, len(key) - 1).places) == len(key) - 1


@pytest.mark.parametrize("family", REGISTER)
def test_entry_says_which_way_its_rows_limit(family: Family) -> None:
    found = set()
    for lp in _programmes(family):
        for key, lower, upper in zip(lp.row_keys(), lp.row_lower, lp.row_upper, strict=True):
            if key[0] is family:
                below = lower == float("-inf")
                above = upper == float("inf")
                found.add(Sense.AT_MOST if below else Sense.AT_LEAST if above else Sense.EXACTLY)
    sense = REGISTER[family].sense
    assert len(found) > 1 if sense is Sense.MIXED else found == {sense}


@pytest.mark.parametrize("known", [*REGISTER.values(), entry(Family.MATCH, 1)], ids=lambda known: known.title)
def test_texts_name_only_the_places_they_can_fill(known: object) -> None:
    said = {
        known.title: set(),
        known.more: {*known.places, "one"},
        known.left: {*known.places, "slack"},
    }
    for text, allowed in said.items():
        assert set(re.findall(r"\{(\w+)\}", text)) <= allowed, text


def test_what_a_diagnosis_may_move_has_a_repair_and_nothing_else() -> None:
    assert {family for family, known in REGISTER.items() if known.repair is not None} == set(KNOBS)


@pytest.mark.parametrize("family", KNOBS)
def test_a_repair_names_the_places_of_its_input(family: Family) -> None:
    for known in {REGISTER[family], entry(family, 1)}:
        assert known.repair is not None
        assert set(re.findall(r"\{(\w+)\}", known.repair)) <= {*KNOBS[family].places, "limit", "needed"}
    for lp in _programmes(family):
        for key in lp.row_keys():
            if key[0] is family:
                assert len(input_of(key)) - 1 == len(KNOBS[family].places)
