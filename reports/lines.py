"""Lines of the statements, measures and statistics as charts name them, and frames of tables a result may lack."""

from collections.abc import Mapping, Sequence

import pandas as pd

from scenarios.language import Language
from scenarios.result import Result

LINES: Mapping[str, str] = {
    "public_spending": "State capital",
    "public_loans_drawn": "Public loans drawn",
    "availability_payments": "Availability payments",
    "public_operation_net": "Operation of public works, less revenue",
    "public_debt_service": "Public debt service",
    "recurrent": "Recurrent, together",
    "recurrent_limit": "Limit of recurrent spending",
    "public_debt_stock": "Public debt outstanding",
    "public_debt_limit": "Limit of public debt",
    "ppp_debt_stock": "Debt of PPP vehicles",
    "expected_guarantees": "Guarantees and support, expected",
    "expected_revenue_shared": "Revenue shared with the public side",
    "contract_monitoring": "Watching over contracts",
    "contingent_liabilities": "May fall due where contracts end early",
    "own_revenue": "Own revenue",
    "existing_debt_service": "Service of debt from before",
    "existing_debt": "Debt from before",
    "recurrent_commitments": "Recurrent commitments, together",
    "recurrent_ceiling": "Ceiling of recurrent commitments",
    "debt_ceiling": "Ceiling of public debt",
    "debt_room": "Room below the debt ceiling",
    "cfads": "Cash available for debt service",
    "debt_service": "Debt service",
    "dsra_change": "Into the debt service reserve",
    "dividends": "Dividends",
    "cash_change": "Cash kept",
    "revenue": "Revenue",
    "lease_revenue": "Lease revenue",
    "availability": "Availability payments",
    "capital_cost": "Capital cost",
    "opex": "Operating cost",
    "net": "What remains",
    "construction_net": "Construction less money drawn for it",
}
"""Lines of the statements in the catalogue's words."""

MEASURES: Mapping[str, str] = {
    "npv": "Net present value",
    "fiscal_cost": "Cost to the public side, present value",
}
"""What is measured over all draws, in the catalogue's words."""


def frame(result: Result, name: str, columns: Sequence[str]) -> pd.DataFrame:
    """A table of the result; where it has none of that name, no rows under these columns."""
    if name in result.tables:
        return result.tables[name].frame()[list(columns)]
    return pd.DataFrame({column: [] for column in columns})


ITEMS: Mapping[str, str] = {
    "comparator": "Public delivery",
    "capital": "Construction",
    "operating": "Operation and upkeep",
    "third_party_revenue": "Revenue from users",
    "taxes": "Taxes, for a fair comparison",
    "insurance": "Insurance, for a fair comparison",
    "transferable_risk": "Risk that can be moved",
    "retained_risk": "Risk that stays",
    "state_capital": "State capital",
    "availability": "Availability payments",
    "guarantees": "Guarantees and support, expected",
    "monitoring": "Watching over the contract",
    "revenue_shared": "Revenue shared with the public side",
    "contract": "Contract",
}
"""Items of the comparison between public delivery and a contract, in the catalogue's words."""


def item(item: str, language: Language) -> str:
    """An item of the comparison as people call it."""
    return language(ITEMS[item])


def spoken(line: str, language: Language) -> str:
    """A line or a measure as people call it."""
    return language(LINES.get(line) or MEASURES[line])


def chance(share: float, language: Language) -> str:
    """A probability in percent; what is almost sure, or almost never, is not said to be so.

    >>> [chance(share, Language("en")) for share in (0.0, 0.001, 0.42, 0.999)]
    ['0%', '<1%', '42%', '>99%']
    """
    if 0.0 < share < 0.01:
        return "<" + language.percent(0.01, 0)
    return ">" + language.percent(0.99, 0) if 0.99 < share < 1.0 else language.percent(share, 0)
