"""A result: a proven plan with its tables, as `contract.md` of the design lists them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from optimizer.plan import Plan
from optimizer.verify import Check
from scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Result:
    """What a run leaves: the plan, the checks that it passed, and its tables.

    Tables are pandas frames with calendar years and plain text ids; columns and order are those of the result
    folder, so a frame written out is the file. `seconds` by stage are the only part that differs between runs.
    """

    scenario: Scenario
    plan: Plan
    checks: tuple[Check, ...]
    projects: pd.DataFrame
    funding: pd.DataFrame
    sources: pd.DataFrame
    leases: pd.DataFrame
    limits: pd.DataFrame
    cashflows: pd.DataFrame
    fiscal: pd.DataFrame
    seconds: Mapping[str, float]
