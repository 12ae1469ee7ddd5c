"""What money costs a project: the weighted average of its sources, and the risk of equity with its gearing."""

from finance.errors import FinanceError
from finance.inputs import number


def wacc(equity_share: float, cost_of_equity: float, cost_of_debt: float, tax_rate: float = 0.0) -> float:
    """Weighted average cost of capital after tax, per year.

    Formula: `equity_share * cost_of_equity + (1 - equity_share) * cost_of_debt * (1 - tax_rate)`, shares at market
    value. All rates nominal, or all real. Always: between the two costs after tax.

    >>> round(wacc(0.3, 0.14, 0.09, tax_rate=0.2), 6)
    0.0924
    """
    own, tax = _share(equity_share, "equity_share"), _share(tax_rate, "tax_rate")
    equity, debt = number(cost_of_equity, "cost_of_equity"), number(cost_of_debt, "cost_of_debt")
    return own * equity + (1.0 - own) * debt * (1.0 - tax)


def cost_of_equity(
    risk_free_rate: float, beta: float, market_premium: float, other_premium: float = 0.0
) -> float:
    """What owners ask for: `risk_free_rate + beta * market_premium + other_premium`, the last for country or size.

    >>> round(cost_of_equity(0.03, 1.2, 0.06, other_premium=0.03), 6)
    0.132
    """
    free, risk = number(risk_free_rate, "risk_free_rate"), number(beta, "beta")
    return free + risk * number(market_premium, "market_premium") + number(other_premium, "other_premium")


def unlevered_beta(beta: float, debt_to_equity: float, tax_rate: float = 0.0) -> float:
    """Risk of the assets alone, from a geared company's beta (Hamada): `beta / (1 + (1 - tax_rate) * debt_to_equity)`.

    >>> unlevered_beta(1.4, 0.5, tax_rate=0.2)
    1.0
    """
    return number(beta, "beta") / _gearing(debt_to_equity, tax_rate)


def relevered_beta(asset_beta: float, debt_to_equity: float, tax_rate: float = 0.0) -> float:
    """Risk of equity under this project's gearing: `asset_beta * (1 + (1 - tax_rate) * debt_to_equity)`.

    Always: undoes `unlevered_beta` at the same gearing.

    >>> relevered_beta(1.0, 2.0, tax_rate=0.2)
    2.6
    """
    return number(asset_beta, "asset_beta") * _gearing(debt_to_equity, tax_rate)


def _gearing(debt_to_equity: float, tax_rate: float) -> float:
    ratio = number(debt_to_equity, "debt_to_equity")
    if ratio < 0.0:
        raise FinanceError(f"debt_to_equity: 0 or more is expected, found {ratio:g}")
    return 1.0 + (1.0 - _share(tax_rate, "tax_rate")) * ratio


def _share(given: float, name: str) -> float:
    share = number(given, name)
    if not 0.0 <= share <= 1.0:
        raise FinanceError(f"{name}: a share from 0 to 1 is expected, found {share:g}")
    return share
