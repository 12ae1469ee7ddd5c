"""A vehicle shared out to its projects: every line adds up, every project closes, and a vehicle by hand."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.lending.debt import repaid
from finance.source import DebtTerms, Repayment
from finance.vehicle.by_project import Part, ProjectFlow, by_project
from finance.vehicle.tax import Losses, TaxRules
from finance.vehicle.waterfall import CashRules, Financing, Operation, Waterfall, waterfall

T = 12
SHARED = (
    "ebitda", "deposit_interest", "profit", "cfads", "dsra", "maintenance_reserve", "cash", "dividends", "support",
)  # fmt: skip


def row(draw: st.DrawFn, high: float) -> Floats:
    return np.array(draw(st.lists(st.floats(0, high).map(lambda x: round(x, 2)), min_size=T, max_size=T)))


@st.composite
def parts(draw: st.DrawFn) -> Part:
    """Any project, sound or not."""
    capital = row(draw, 100.0)
    capital[4:] = 0.0
    terms = DebtTerms(
        draw(st.floats(0, 0.2)), draw(st.integers(1, 7)), 0, draw(st.sampled_from(Repayment)), 0.02
    )
    loans = {"senior": repaid(draw(st.floats(0, 0.8)) * capital, terms)}
    if draw(st.booleans()):
        loans["second"] = repaid(draw(st.floats(0, 0.3)) * capital, DebtTerms(0.1, 6, 2))
    return Part(
        Operation.of(
            T, tariffs=row(draw, 60.0), leases=row(draw, 20.0), opex=row(draw, 30.0), capital=capital,
            depreciation=row(draw, 9.0), maintenance=row(draw, 9.0) * (np.arange(T) % 4 == draw(st.integers(0, 3))),
            working_capital=row(draw, 5.0), disallowed=row(draw, 2.0),
        ),
        Financing.of(
            T, loans, equity=draw(st.floats(0, 0.6)) * capital, grants=0.1 * capital, fees=0.01 * capital
        ),
    )  # fmt: skip


def asked(part: Part, ahead: int) -> Floats:
    """Held for the repairs to come, a year at a time."""
    repairs = part.operation.maintenance
    return np.array([
        sum(repairs[t + k] * (ahead - k) / ahead for k in range(1, ahead) if t + k < T) for t in range(T)
    ])  # fmt: skip


def joined(every: dict[str, Part], tax: TaxRules, rules: CashRules) -> Waterfall:
    """The waterfall of the vehicle that the parts add up to, without `by_project`."""
    operation = Operation.of(
        T,
        **{
            f.name: np.sum([getattr(p.operation, f.name) for p in every.values()], axis=0)
            for f in fields(Operation)
        },
    )
    loans = {
        f"{name} {tranche}": loan
        for name, part in every.items()
        for tranche, loan in part.financing.loans.items()
    }
    lines = {
        name: np.sum([getattr(p.financing, name) for p in every.values()], axis=0)
        for name in ("equity", "grants", "fees", "capitalised")
    }
    return waterfall(operation, Financing.of(T, loans, **lines), tax, rules)


@st.composite
def vehicles(draw: st.DrawFn) -> tuple[Waterfall, dict[str, ProjectFlow]]:
    ahead = draw(st.integers(0, 5))
    every = {name: draw(parts()) for name in "abc"[: draw(st.integers(1, 3))]}
    every = {name: replace(part, repairs_reserve=asked(part, ahead)) for name, part in every.items()}
    rules = CashRules(
        dsra=draw(st.sampled_from([0.0, 0.5, 1.0])), maintenance_years=ahead,
        deposit_rate=draw(st.sampled_from([0.0, 0.02])), lock_up=draw(st.sampled_from([None, 1.1])),
        kept=draw(st.sampled_from([None, (3.0,) * T])),
    )  # fmt: skip
    tax = TaxRules((0.2,) * T, exempt_years=draw(st.integers(0, 2)), losses=draw(st.sampled_from(Losses)))
    whole = joined(every, tax, rules)
    return whole, by_project(whole, every)


def size(flow: Waterfall) -> float:
    return 1.0 + float(np.abs(flow.cfads).sum() + flow.debt.balance.max() + flow.operation.capital.sum())


@given(vehicles())
def test_each_line_adds_up_to_the_vehicles(made: tuple[Waterfall, dict[str, ProjectFlow]]) -> None:
    whole, projects = made
    close = 1e-12 * size(whole)
    for name in SHARED:
        added = np.sum([getattr(each, name) for each in projects.values()], axis=0)
        assert added == pytest.approx(getattr(whole, name), abs=close), name
    assert np.sum([each.tax for each in projects.values()], axis=0) == pytest.approx(whole.tax.due, abs=close)
    passed = np.sum([each.from_other_projects for each in projects.values()], axis=0)
    assert passed == pytest.approx(np.zeros(T), abs=close)


@given(vehicles())
def test_sources_equal_uses_for_every_project(made: tuple[Waterfall, dict[str, ProjectFlow]]) -> None:
    whole, projects = made
    for each in projects.values():
        money = each.financing
        sources = each.debt.draw + money.equity + money.grants + each.support + each.cfads
        sources = sources + each.deposit_interest + each.from_other_projects
        kept = np.diff(each.cash + each.dsra, prepend=0.0)
        uses = each.operation.capital + money.fees + each.debt.service + each.dividends
        assert sources == pytest.approx(uses + kept, abs=1e-12 * size(whole))


@given(vehicles())
def test_nothing_is_negative_that_cannot_be(made: tuple[Waterfall, dict[str, ProjectFlow]]) -> None:
    whole, projects = made
    for each in projects.values():
        for line in (each.cash, each.dsra, each.maintenance_reserve, each.dividends, each.support):
            assert line.min() >= -1e-12 * size(whole)
        # nobody gives and takes: who receives has nothing left to be paid out
        assert not ((each.from_other_projects > 1e-9) & (each.dividends > 1e-9 * size(whole))).any()


@given(vehicles())
def test_no_tax_is_shared_out_where_the_vehicle_pays_none(
    made: tuple[Waterfall, dict[str, ProjectFlow]],
) -> None:
    whole, projects = made
    for each in projects.values():
        assert not each.tax[whole.tax.due == 0.0].any()
        # and who makes a loss pays no tax, who makes a profit gets no refund
        assert (each.tax * each.profit >= 0.0).all()


@given(parts(), st.sampled_from([0, 3]))
def test_a_project_alone_is_its_vehicle(part: Part, ahead: int) -> None:
    whole = joined({"a": part}, TaxRules((0.2,) * T), CashRules(dsra=0.5, maintenance_years=ahead))
    alone = by_project(whole, {"a": part})["a"]
    for name in SHARED:
        assert getattr(alone, name) == pytest.approx(getattr(whole, name), abs=1e-12 * size(whole)), name
    assert alone.equity_flow == pytest.approx(whole.equity_flow, abs=1e-12 * size(whole))
    assert alone.project_flow == pytest.approx(whole.project_flow, abs=1e-12 * size(whole))


def by_hand() -> tuple[Waterfall, dict[str, ProjectFlow]]:
    """Land that earns and a treatment plant that does not: 40 of bullet debt for the plant, tax 25 %."""
    land = Part(
        Operation.of(3, capital=np.array([60.0, 0, 0]), leases=np.array([0, 100.0, 40.0])),
        Financing.of(3, {}, equity=np.array([60.0, 0, 0])),
    )
    plant = Part(
        Operation.of(3, capital=np.array([40.0, 0, 0]), opex=np.array([0, 10.0, 10.0])),
        Financing.of(3, {"bank": repaid([40.0, 0, 0], DebtTerms(0.1, 2, 0, Repayment.BULLET))}),
    )
    whole = waterfall(
        Operation.of(3, **{
            f.name: getattr(land.operation, f.name) + getattr(plant.operation, f.name) for f in fields(Operation)
        }),
        Financing.of(3, plant.financing.loans, equity=land.financing.equity),
        TaxRules((0.25,) * 3),
        CashRules(dsra=0.5),
    )  # fmt: skip
    return whole, by_project(whole, {"land": land, "plant": plant})


def test_a_vehicle_by_hand() -> None:
    whole, made = by_hand()
    land, plant = made["land"], made["plant"]
    # 100 - 10 - 4 interest = 86 of profit, 21.5 of tax, all of it the land's; then 40 - 10 - 4 = 26, 6.5 of tax
    assert whole.tax.due == pytest.approx([0, 21.5, 6.5])
    assert land.tax == pytest.approx([0, 21.5, 6.5])
    assert not plant.tax.any()
    # only the plant owes: the reserve is half of the 44 that it pays in the last year
    assert plant.dsra == pytest.approx(whole.dsra)
    assert plant.dsra == pytest.approx([0.0, 22.0, 0])


def test_what_a_project_lacks_comes_from_the_others() -> None:
    _, made = by_hand()
    land, plant = made["land"], made["plant"]
    # year 1: the plant lacks 10 of cost, 4 of interest and 22 for its reserve; year 2: 10 + 44 - 22
    assert plant.from_other_projects == pytest.approx([0, 36.0, 32.0])
    assert land.from_other_projects == pytest.approx([0, -36.0, -32.0])
    assert land.dividends == pytest.approx([0, 100 - 21.5 - 36, 40 - 6.5 - 32])
    assert not plant.dividends.any()


def test_the_reserve_for_repairs_is_held_for_whose_repairs_come() -> None:
    repairs = {"a": np.array([0.0, 0, 12.0, 0, 0]), "b": np.array([0.0, 0, 0, 0, 20.0])}
    every = {
        name: Part(
            Operation.of(5, tariffs=np.full(5, 30.0), maintenance=row),
            Financing.of(5, {}),
            np.array([0, 6.0, 0, 0, 0]) if name == "a" else np.array([0, 0, 0, 10.0, 0]),
        )
        for name, row in repairs.items()
    }
    operation = Operation.of(5, tariffs=np.full(5, 60.0), maintenance=repairs["a"] + repairs["b"])
    whole = waterfall(operation, Financing.of(5, {}), TaxRules((0.0,) * 5), CashRules(maintenance_years=2))
    made = by_project(whole, every)
    assert made["a"].maintenance_reserve == pytest.approx([0, 6, 0, 0, 0])
    assert made["b"].maintenance_reserve == pytest.approx([0, 0, 0, 10, 0])
    # each saves for itself, so nobody passes anything on
    assert made["a"].cfads == pytest.approx([30, 24, 24, 30, 30])
    assert not made["b"].from_other_projects.any()


def test_parts_that_do_not_add_up_are_refused() -> None:
    whole, made = by_hand()
    every = {name: Part(each.operation, each.financing) for name, each in made.items()}
    with pytest.raises(FinanceError, match="at least one project"):
        by_project(whole, {})
    with pytest.raises(
        FinanceError, match=r"opex of the projects is expected to add up .* year 1 is 10 apart"
    ):
        by_project(whole, {"land": every["land"]})
    more = replace(every["land"], financing=Financing.of(3, {}, equity=np.array([60.0, 1.0, 0])))
    with pytest.raises(FinanceError, match=r"equity of the projects .* year 1 is 1 apart"):
        by_project(whole, every | {"land": more})
    unpaid = replace(every["plant"], financing=Financing.of(3, {}))
    with pytest.raises(FinanceError, match="debt draw of the projects"):
        by_project(whole, every | {"plant": unpaid})
