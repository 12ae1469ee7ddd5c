"""The rows of each limit family, letter by letter, and which side of them a point lies on.

A golden file is one family's rows of its toy problem (`toys.py`). Its head tells, one line a change, when and
why the rows are what they are; the first version was worked out by hand. To accept rows that changed on
purpose, say why:

    HATANG_GOLDEN="the reason" python -m pytest tests/optimizer/test_golden.py

which adds that line to the head of every file whose rows changed, and to no other.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from optimizer.lp_text import column_names, family_text
from optimizer.matrix import LinearProgram
from optimizer.plan import Family
from tests.optimizer.toys import TOYS, Point

GOLDEN = Path(__file__).parent / "golden"
REASON = os.environ.get("HATANG_GOLDEN", "").strip()


def _parted(text: str) -> tuple[str, str]:
    """Head and rows of a golden file."""
    lines = text.splitlines(keepends=True)
    head = [line for line in lines if line.startswith("\\")]
    return "".join(head), "".join(lines[len(head) :])


@pytest.mark.parametrize("family", Family)
def test_rows_are_the_golden_ones(family: Family) -> None:
    rows = family_text(TOYS[family].programme(), family)
    file = GOLDEN / f"{family}.lp"
    head, golden = _parted(file.read_text("utf-8")) if file.exists() else ("", "")
    if REASON and rows != golden:
        day = datetime.now(UTC).date().isoformat()
        file.write_text(f"{head}\\ {day}: {REASON}\n{rows}", "utf-8")
        return
    assert rows == golden
    assert head, "a golden file begins with the reason for its rows"


def test_every_family_has_a_golden_file_and_every_file_a_family() -> None:
    assert {file.stem for file in GOLDEN.glob("*.lp")} == {family.value for family in Family}


def _violations(lp: LinearProgram, family: Family, point: Point) -> list[str]:
    """Rows of the family that the point breaks."""
    names = column_names(lp.columns)
    assert set(point) <= set(names), f"no such columns: {sorted(set(point) - set(names))}"
    x = np.array([point.get(name, 0.0) for name in names])
    activity = lp.matrix @ x
    keys = lp.row_keys()
    return [
        str(keys[i])
        for i in np.flatnonzero((activity > lp.row_upper + 1e-9) | (activity < lp.row_lower - 1e-9))
        if keys[i][0] is family
    ]


@pytest.mark.parametrize("family", Family)
def test_one_point_keeps_the_rows_and_another_breaks_them(family: Family) -> None:
    toy = TOYS[family]
    lp = toy.programme()
    assert _violations(lp, family, toy.keeps) == []
    assert _violations(lp, family, toy.breaks) != []
