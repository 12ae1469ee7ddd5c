"""The tables of the public side, only where the scenario states one and the plan gives something to say."""

from optimizer.plan import Plan
from scenarios.language import Language
from scenarios.partnership.affordability import findings
from scenarios.partnership.contracts import Contracts
from scenarios.partnership.gap import gaps
from scenarios.partnership.value import comparisons
from scenarios.scenario import Scenario
from scenarios.table import Table
from scenarios.tables.account import Account
from scenarios.tables.affordability import affordability
from scenarios.tables.contracts import contracts
from scenarios.tables.fiscal import fiscal
from scenarios.tables.fiscal_projects import fiscal_projects
from scenarios.tables.value_for_money import value_for_money
from scenarios.tables.viability import viability
from scenarios.wording import Wording


def public_side_tables(scenario: Scenario, plan: Plan, language: Language) -> dict[str, Table]:
    """`fiscal` and `fiscal_projects` with what contracts cost and the purse allows, and the tables of their own."""
    account, side = Account.of(plan), scenario.public_side
    words = Wording(language, plan.problem, scenario.currency, scenario.unit)
    held = Contracts.of(account, side, scenario.risk)
    made = {
        "fiscal": fiscal(account, held),
        "fiscal_projects": fiscal_projects(account, held),
        "affordability": affordability(findings(held), words),
        "contracts": contracts(held),
        "viability": viability(gaps(account), words),
    }
    if side.value is not None:
        made["value_for_money"] = value_for_money(comparisons(held, side.value), words)
    return {name: table for name, table in made.items() if name.startswith("fiscal") or table.rows}
