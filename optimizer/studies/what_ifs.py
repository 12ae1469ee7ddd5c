"""Many what-ifs on the limits of one linear programme: what the goal would reach under each of them."""

from collections.abc import Mapping, Sequence

import numpy as np

from finance.horizon import Floats
from optimizer.engine import Outcome
from optimizer.matrix import LinearProgram
from optimizer.resolve import KeptProgramme, Range

Question = Mapping[int, Range]
"""New lower and upper limits by row."""


def what_ifs(lp: LinearProgram, questions: Sequence[Question]) -> Floats:
    """The best first goal under each question `(questions,)`; NaN where no plan keeps the limits, or time ran out.

    Questions are asked in an order in which neighbours are alike, each from where the one before ended: the same
    questions in any order get the same answers, to the solver's tolerance.

    Raises ValueError for a programme with whole columns: fix them first (`KeptProgramme`).
    """
    if lp.is_integer.any():
        raise ValueError("what-ifs are asked of a linear programme")
    kept = KeptProgramme(lp)
    reached = np.full(len(questions), np.nan)
    safe = False
    for place in sorted(range(len(questions)), key=lambda i: sorted(questions[i].items())):
        answer = kept.solve(rows=questions[place], onward=safe)
        if safe and answer.outcome is Outcome.NUMERICAL:
            answer = kept.solve(rows=questions[place])
        safe = answer.outcome is Outcome.OPTIMAL
        if safe:
            reached[place] = answer.objective
    return reached
