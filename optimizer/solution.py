"""The solution of a linear programme: numbers by column and row, before they become a plan."""

from dataclasses import dataclass

from finance.horizon import Floats
from optimizer.engine import Duals
from optimizer.matrix import LinearProgram
from optimizer.plan import Kind


@dataclass(frozen=True, slots=True)
class Solution:
    """Values of all columns, and the prices of all rows.

    `values (columns,)` is what the plan does. `goals`: value of each goal. `bound`: what the first goal cannot
    exceed. `duals` belong to the first goal, and to `priced_values`, the optimum of that goal (with whole
    decisions fixed as chosen); they differ from `values` only where later goals moved the plan.
    """

    lp: LinearProgram
    kind: Kind
    is_optimal: bool
    values: Floats
    goals: tuple[float, ...]
    bound: float
    duals: Duals
    priced_values: Floats
