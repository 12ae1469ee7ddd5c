"""How a run ended, in one word for files and one number for the shell."""

from enum import IntEnum, StrEnum

from optimizer.endings import Infeasible, Stopped, StopReason, Unbounded
from optimizer.plan import Plan
from scenarios.result import Result

PROVEN_GAP = 1e-6
"""A relative gap up to this is rounding: the plan is called optimal. Above it, `gap` says that the one asked for
was reached."""


class Status(StrEnum):
    """The word in `plan.json`.

    `gap`: the gap asked for was reached. `time_limit`: a plan was found, its gap is larger than asked for.
    `stopped`: the time was over before any plan. `numerical`: the solver could not finish safely. `unproven`:
    the plan failed its independent check.
    """

    OPTIMAL = "optimal"
    GAP = "gap"
    TIME_LIMIT = "time_limit"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    STOPPED = "stopped"
    NUMERICAL = "numerical"
    UNPROVEN = "unproven"


class Exit(IntEnum):
    """Exit statuses of the command line."""

    DONE = 0
    OTHER = 1
    REFUSED = 2
    INFEASIBLE = 3
    UNBOUNDED = 4
    NO_SAFE_PLAN = 5


# A plan at the time limit is written, but whoever asked for a gap did not get it: neither success (0) nor
# "stopped before any plan" (5), so "anything else".
EXITS = {
    Status.OPTIMAL: Exit.DONE,
    Status.GAP: Exit.DONE,
    Status.TIME_LIMIT: Exit.OTHER,
    Status.INFEASIBLE: Exit.INFEASIBLE,
    Status.UNBOUNDED: Exit.UNBOUNDED,
    Status.STOPPED: Exit.NO_SAFE_PLAN,
    Status.NUMERICAL: Exit.NO_SAFE_PLAN,
    Status.UNPROVEN: Exit.NO_SAFE_PLAN,
}


def status_of_plan(plan: Plan) -> Status:
    """`time_limit` where the gap asked for was not reached, else `optimal` or `gap`."""
    if not plan.is_optimal:
        return Status.TIME_LIMIT
    return Status.OPTIMAL if plan.gap <= PROVEN_GAP else Status.GAP


def status(ending: Result | Infeasible | Unbounded | Stopped) -> Status:
    """The word for an ending of `scenarios.run`."""
    match ending:
        case Result():
            return status_of_plan(ending.plan)
        case Infeasible():
            return Status.INFEASIBLE
        case Unbounded():
            return Status.UNBOUNDED
        case Stopped():
            return Status.STOPPED if ending.reason is StopReason.TIME_LIMIT else Status.NUMERICAL
