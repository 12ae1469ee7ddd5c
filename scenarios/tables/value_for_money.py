"""value_for_money.csv: public delivery against the contract, only where the scenario compares them.

Key: project, mode; then part and item in the order of the sums. `unit` says what `amount` counts: money (present
values of the public side) or share.
"""

from collections.abc import Iterator

from finance.partnership.value_for_money import Driver
from finance.yearly_lines import present_value
from scenarios.partnership.value import Comparison
from scenarios.table import ColumnKind, Row, Table
from scenarios.wording import Wording

COLUMNS = {
    "project": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "part": ColumnKind.TEXT,
    "item": ColumnKind.TEXT,
    "unit": ColumnKind.TEXT,
    "amount": ColumnKind.AMOUNT,
    "sentence": ColumnKind.TEXT,
}

Item = tuple[str, str, str, float]
"""Part, item, unit, amount."""


def value_for_money(found: tuple[Comparison, ...], words: Wording) -> Table:
    """All items of every comparison, zeros too: a comparator without risk says so.

    `comparator` and `contract` list costs, receipts below 0, then their total; `bridge` begins at the comparator's
    total and ends at the contract's; `result`: `value` (what the contract saves), `value_share` of the comparator,
    `confident_value`, `break_even_share` and `break_even_amount` of the risk that must move for the contract to pay.
    """
    ordered = sorted(found, key=lambda each: (each.project, each.mode))
    rows: list[Row] = [
        (each.project, each.mode, *item, _sentence(each, item[1], words) if item[0] == "result" else None)
        for each in ordered
        for item in _items(each)
    ]
    return Table(COLUMNS, tuple(rows))


def _items(each: Comparison) -> Iterator[Item]:
    yield from (("comparator", *item) for item in _comparator(each))
    yield from (("contract", *item) for item in _contract(each))
    value = each.value
    yield "bridge", "comparator", "money", value.comparator.total_pv
    yield from (("bridge", step.driver.value, "money", step.amount_pv) for step in value.bridge)
    yield "bridge", "contract", "money", value.contract_pv
    yield "result", "value", "money", value.value_pv
    if value.comparator.total_pv > 0.0:
        yield "result", "value_share", "share", value.share
    yield "result", "confident_value", "money", value.confident_value_pv
    if each.break_even is not None:
        yield "result", "break_even_share", "share", each.break_even.share
        yield "result", "break_even_amount", "money", each.break_even.transfer_pv


def _comparator(each: Comparison) -> Iterator[tuple[str, str, float]]:
    own, sums = each.own, each.value.comparator
    yield Driver.CAPITAL.value, "money", present_value(own.capital, each.rate)
    yield Driver.OPERATING.value, "money", present_value(own.operating, each.rate)
    yield Driver.THIRD_PARTY_REVENUE.value, "money", -present_value(own.third_party_revenue, each.rate)
    yield Driver.TAXES.value, "money", present_value(own.taxes, each.rate)
    yield Driver.INSURANCE.value, "money", present_value(own.insurance, each.rate)
    yield Driver.RETAINED_RISK.value, "money", sums.retained_risk_pv
    yield Driver.TRANSFERABLE_RISK.value, "money", sums.transferable_risk_pv
    yield "total", "money", sums.total_pv


def _contract(each: Comparison) -> Iterator[tuple[str, str, float]]:
    contract = each.contract
    yield Driver.STATE_CAPITAL.value, "money", present_value(contract.state_capital, each.rate)
    yield Driver.AVAILABILITY.value, "money", present_value(contract.availability, each.rate)
    yield Driver.GUARANTEES.value, "money", present_value(contract.guarantees, each.rate)
    yield Driver.MONITORING.value, "money", present_value(contract.monitoring, each.rate)
    yield Driver.RETAINED_RISK.value, "money", each.value.comparator.retained_risk_pv
    yield Driver.REVENUE_SHARED.value, "money", -present_value(contract.revenue_shared, each.rate)
    yield "total", "money", each.value.contract_pv


def _sentence(each: Comparison, item: str, words: Wording) -> str | None:
    """What the figure says: value and break-even in words, the rest speaks for itself."""
    language, value = words.language, each.value.value_pv
    if item == "value":
        if each.break_even is None:
            return language(
                "No risk is stated that the contract moves, so no transfer changes the answer: judge by this value."
            )
        amount = words.amount(abs(value), "money")
        if value >= 0.0:
            return language(
                "The contract is cheaper for the public side by {amount} in present value.", amount=amount
            )
        return language(
            "The contract is dearer for the public side by {amount} in present value.", amount=amount
        )
    if item != "break_even_share" or each.break_even is None:
        return None
    share = each.break_even.share
    if share <= 0.0:
        return language("The contract is cheaper even if it moves no risk.")
    if share > 1.0:
        return language("Not even all of the transferable risk is enough to make the contract pay.")
    return language(
        "The contract pays where at least {share} of the transferable risk is really moved.",
        share=words.amount(share, "share"),
    )
