"""The tables of a result, one module each: from the plan's own nouns to rows under the contract's heads."""

from optimizer.plan import Plan
from scenarios.language import Language
from scenarios.table import Table
from scenarios.tables.account import Account
from scenarios.tables.cashflows import cashflows
from scenarios.tables.debt_capacity import debt_capacity
from scenarios.tables.debts import debts, debts_of
from scenarios.tables.fiscal import fiscal
from scenarios.tables.fiscal_projects import fiscal_projects
from scenarios.tables.funding import funding
from scenarios.tables.leases import leases
from scenarios.tables.limits import limits
from scenarios.tables.projects import projects
from scenarios.tables.ratios import ratios
from scenarios.tables.sources import sources
from scenarios.tables.statements import statements
from scenarios.tables.waterfall import waterfall
from scenarios.wording import Wording


def tables(plan: Plan, currency: str, unit: float, language: Language) -> dict[str, Table]:
    """All tables of a plan by name, in the order of the result folder. Sentences are in `language`."""
    account = Account.of(plan)
    words = Wording(language, plan.problem, currency, unit)
    owed = debts_of(account)
    return {
        "projects": projects(account, words),
        "funding": funding(account),
        "sources": sources(account),
        "leases": leases(account),
        "limits": limits(plan, words),
        "cashflows": cashflows(account),
        "fiscal": fiscal(account),
        "fiscal_projects": fiscal_projects(account),
        "waterfall": waterfall(account),
        "statements": statements(account),
        "debts": debts(owed, account),
        "debt_capacity": debt_capacity(account, words),
        "ratios": ratios(account, owed, language),
    }
