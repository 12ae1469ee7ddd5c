"""How a search for whole works begins: by branching where it can, from a first plan where it is large."""

from finance.horizon import Floats
from optimizer.engine import Engine
from optimizer.whole.cumulated import Cumulated
from optimizer.whole.first_plan import FirstPlan

LARGE = 10_000
"""Columns above which a search for whole works does not come to branching soon and is given a first plan."""


def begin(
    form: Cumulated, gap: float, seconds: float, *, presolve: bool = True
) -> tuple[Engine, Floats | None]:
    """The solver with the form in it, and a first plan for its first goal where the form is large and one is found.

    `seconds` bounds the search together with what the first plan took of them.
    """
    engine = Engine(form.programme, gap, seconds)
    engine.presolve(on=presolve)
    if len(form.programme.lower) > LARGE:
        return engine, FirstPlan(form, seconds / 2.0).find(form.programme.goals[0])
    engine.branch_soon()
    return engine, None
