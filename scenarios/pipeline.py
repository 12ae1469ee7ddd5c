"""From a scenario to a proven result: the one function that knows the whole order."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.endings import Infeasible, Stopped, Unbounded
from optimizer.plan import Plan
from scenarios.costing.estimate import estimates
from scenarios.forecasting.demand import forecasts
from scenarios.language import Language
from scenarios.result import Result
from scenarios.scenario import Scenario

if TYPE_CHECKING:
    from optimizer.engine import Progress
    from optimizer.verify import Check

ENGLISH = Language("en")


class UnprovenPlan(Exception):
    """The solver returned a plan that fails a check: it must not be used. `checks`: all of them."""

    def __init__(self, checks: "tuple[Check, ...]") -> None:
        self.checks = checks
        failed = ", ".join(f"{check.name} ({check.worst:.2g})" for check in checks if not check.passed)
        super().__init__(f"the plan fails its independent check: {failed}")


class Stopwatch:
    """Seconds of each stage, in the order in which they ran."""

    def __init__(self, before: Mapping[str, float]) -> None:
        self.seconds = dict(before)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what runs inside."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = time.perf_counter() - begin


@dataclass(frozen=True, slots=True)
class ProvenPlan:
    """A plan that has passed all its checks, and these."""

    plan: Plan
    checks: "tuple[Check, ...]"


def proven(
    scenario: Scenario, *, progress: "Progress | None" = None, watch: Stopwatch | None = None
) -> ProvenPlan | Infeasible | Unbounded | Stopped:
    """The plan of a scenario without its tables, or the ending that explains why there is none.

    Raises UnprovenPlan where a plan fails a check that does not know the solver's matrix.
    """
    watch = watch if watch is not None else Stopwatch({})
    with watch.stage("import"):
        # here, because whoever only reads or checks a scenario needs neither solver nor sparse matrices
        from optimizer.solve import solve
        from optimizer.verify import verify
        from scenarios.waterfall_checks import waterfall_checks
    with watch.stage("solve"):
        plan = solve(scenario.problem, progress)
    if not isinstance(plan, Plan):
        return plan
    with watch.stage("verify"):
        checks = (*verify(plan), *waterfall_checks(plan))
    if not all(check.passed for check in checks):
        raise UnprovenPlan(checks)
    return ProvenPlan(plan, checks)


def run(
    scenario: Scenario,
    *,
    progress: "Progress | None" = None,
    language: Language = ENGLISH,
    seconds: Mapping[str, float] | None = None,
) -> Result | Infeasible | Unbounded | Stopped:
    """The proven result of a scenario, or the ending that explains why there is none.

    `progress` is called during a whole-project solve with seconds so far and relative gap. Sentences in the
    tables are in `language`. `seconds`: stages that ran before (loading), kept in the result.

    Raises UnprovenPlan where a plan fails a check that does not know the solver's matrix.
    """
    watch = Stopwatch(seconds or {})
    ending = proven(scenario, progress=progress, watch=watch)
    if not isinstance(ending, ProvenPlan):
        return ending
    with watch.stage("tables"):
        result = tabulated(scenario, ending.plan, ending.checks, language, watch.seconds)
    return replace(result, seconds=dict(watch.seconds))


def tabulated(
    scenario: Scenario,
    plan: Plan,
    checks: "tuple[Check, ...]",
    language: Language = ENGLISH,
    seconds: Mapping[str, float] | None = None,
) -> Result:
    """The result of a plan that has passed its checks: for a plan that was kept, or for another language."""
    from scenarios.tables import tables

    made = tables(plan, scenario.currency, scenario.unit, language)
    if scenario.public_side.is_stated:
        from scenarios.tables.public_side import public_side_tables

        made |= public_side_tables(scenario, plan, language)
    found = forecasts(scenario.document)
    if found:
        from scenarios.tables.forecast import forecast, forecast_methods, service_demand

        made["forecast"] = forecast(found, plan)
        made["forecast_methods"] = forecast_methods(found)
        made["service_demand"] = service_demand(found, plan)
    if "procedures" in scenario.document:
        from scenarios.tables.procedures import procedures

        made["procedures"] = procedures(scenario, language)
    if scenario.enforcement is not None:
        from scenarios.enforcement import plants
        from scenarios.tables.deterrence import deterrence

        made["deterrence"] = deterrence(plants(scenario), scenario.enforcement, scenario, language)
    estimated = estimates(scenario.document)
    if estimated:
        from scenarios.tables.estimates import estimates as estimates_table

        made["estimates"] = estimates_table(estimated, language)
    if scenario.policy is not None:
        from scenarios.law.legality import legality
        from scenarios.tables.legality import legality as legality_table

        first = scenario.problem.horizon.start
        made["legality"] = legality_table(legality(scenario, plan), first, language)
    if scenario.risk is not None:
        from scenarios.risk import risk_of_plan
        from scenarios.tables.risk import risk

        made["risk"] = risk(risk_of_plan(plan, scenario.risk))
    return Result(scenario, plan, checks, made, seconds or {})
