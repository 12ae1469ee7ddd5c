"""A result: a proven plan with its tables, as the page on the headless run lists them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from optimizer.plan import Plan
from scenarios.scenario import Scenario
from scenarios.table import Table

if TYPE_CHECKING:
    import pandas as pd

    from optimizer.verify import Check


@dataclass(frozen=True)
class Result:
    """What a run leaves: the plan, the checks that it passed, and its tables.

    `tables` by name, in the order of the result folder. Each is also had as a pandas frame with calendar
    years and plain text ids; columns and order are those of the folder's file. `seconds` by stage are the
    only part that differs between runs.
    """

    scenario: Scenario
    plan: Plan
    checks: "tuple[Check, ...]"
    tables: Mapping[str, Table]
    seconds: Mapping[str, float]

    @cached_property
    def projects(self) -> "pd.DataFrame":
        """One row per project, mode and start year; projects left out have no mode and share 0."""
        return self.tables["projects"].frame()

    @cached_property
    def funding(self) -> "pd.DataFrame":
        """Money drawn by project, mode, tranche and year."""
        return self.tables["funding"].frame()

    @cached_property
    def sources(self) -> "pd.DataFrame":
        """Each tranche's year: ceiling, what was drawn, kept and lost, and the price of one unit more."""
        return self.tables["sources"].frame()

    @cached_property
    def leases(self) -> "pd.DataFrame":
        """Hectares newly leased by project, mode, segment and year."""
        return self.tables["leases"].frame()

    @cached_property
    def limits(self) -> "pd.DataFrame":
        """Every limit with its activity, slack, price and the sentence that reads them aloud."""
        return self.tables["limits"].frame()

    @cached_property
    def cashflows(self) -> "pd.DataFrame":
        """Cash flows line by line in statement order."""
        return self.tables["cashflows"].frame()

    @cached_property
    def fiscal(self) -> "pd.DataFrame":
        """What the public side spends, owes and may."""
        return self.tables["fiscal"].frame()

    @cached_property
    def fiscal_projects(self) -> "pd.DataFrame":
        """The same lines, project by project."""
        return self.tables["fiscal_projects"].frame()

    @cached_property
    def waterfall(self) -> "pd.DataFrame":
        """The exact cash of each vehicle and of each project in it, line by line."""
        return self.tables["waterfall"].frame()

    @cached_property
    def statements(self) -> "pd.DataFrame":
        """Income statement, balance sheet and cash statement of each vehicle."""
        return self.tables["statements"].frame()

    @cached_property
    def debts(self) -> "pd.DataFrame":
        """Every debt by tranche and year, those of the public side too."""
        return self.tables["debts"].frame()

    @cached_property
    def debt_capacity(self) -> "pd.DataFrame":
        """The debt that each vehicle's cash carries, by limit, beside what it owes."""
        return self.tables["debt_capacity"].frame()

    @cached_property
    def ratios(self) -> "pd.DataFrame":
        """Rates, values, cover and cost of capital of projects, vehicles, debts and the plan."""
        return self.tables["ratios"].frame()
