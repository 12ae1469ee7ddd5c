"""Kinds, instruments, sectors and modes as a finance officer says them; English is the catalogue's key."""

from collections.abc import Mapping

from scenarios.wording import KINDS, METRICS

__all__ = ["CLASSES", "EVERY", "INSTRUMENTS", "KINDS", "METRICS", "MODES", "SECTORS"]

SECTORS: Mapping[str, str] = {"public": "Public", "private": "Private", "ppp": "PPP investors"}

MODES: Mapping[str, str] = {
    "public": "Public investment",
    "ppp": "PPP",
    "private": "Private investment",
}

INSTRUMENTS: Mapping[str, str] = {
    "grant": "Budget money, not repaid",
    "equity": "Owners' equity",
    "loan": "Loan",
    "bond": "Bond",
    "prepayment": "Tenants' prepayment",
}

CLASSES: Mapping[str, str] = {
    "infrastructure": "Technical infrastructure",
    "amenity": "Social amenities",
    "institution": "Institutions",
}

MEASURES: Mapping[str, str] = {
    "npv": "Financial NPV, availability payments included",
    "irr": "Internal rate of return, availability payments included",
    "irr_after_tax": "Internal rate of return after tax",
    "mirr": "Modified rate of return (MIRR)",
    "payback": "Payback (years)",
    "discounted_payback": "Discounted payback (years)",
    "profitability_index": "Profitability index (times)",
    "equivalent_annuity": "Equivalent yearly amount",
    "economic_npv": "Economic net present value",
    "economic_irr": "Economic rate of return",
    "benefit_cost_ratio": "Benefits over costs (times)",
    "switching_capex": "Capital cost may rise by, until the economic NPV is 0",
    "switching_opex": "Operating cost may rise by, until the economic NPV is 0",
    "switching_benefit": "Benefits may change by, until the economic NPV is 0",
    "equity_irr": "Owners' rate of return",
    "equity_npv": "Owners' net present value",
    "gearing": "Debt over debt and equity",
    "cost_of_debt": "Cost of debt",
    "cost_of_equity": "Return that owners ask for",
    "wacc": "Weighted cost of capital (WACC)",
    "min_dscr": "Lowest debt service cover (times)",
    "average_dscr": "Average debt service cover (times)",
    "llcr": "Loan life cover (times)",
    "plcr": "Project life cover (times)",
}

FINDINGS: Mapping[str, str] = {
    "recurrent_peak": "Recurrent commitments, highest year",
    "recurrent_mean": "Recurrent commitments, average of all years",
    "debt_peak": "Public debt, highest year",
    "contingent_peak": "What may fall due where contracts end early, highest year",
    "recurrent_own_peak": "Recurrent commitments of this work alone, highest year",
    "recurrent_peak_without": "Recurrent commitments without this work, highest year",
    "recurrent_mean_without": "Recurrent commitments without this work, average",
    "debt_peak_without": "Public debt without this work, highest year",
    "contingent_peak_without": "What may fall due without this work, highest year",
}

CONTRACT_MEASURES: Mapping[str, str] = {
    "guarantee": "Guaranteed minimum revenue: paid by the public side",
    "shared_to_operator": "Revenue below plan: paid by the public side",
    "shared_to_public": "Revenue above plan: paid to the public side",
}

EVERY: tuple[Mapping[str, str], ...] = (
    SECTORS, MODES, INSTRUMENTS, CLASSES, KINDS, METRICS, MEASURES, FINDINGS, CONTRACT_MEASURES,
)  # fmt: skip
