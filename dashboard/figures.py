"""The figures by which a plan is judged, from a result: what they are called, how much, and against what."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.plan import Plan
from optimizer.problem import DEFAULT_GOAL
from scenarios.language import Language
from scenarios.result import Result
from scenarios.wording import METRICS, spoken

MONEY, HECTARES, COUNT = "money", "hectares", "count"
SHARE, TIMES, YEAR, TEXT = "share", "times", "year", "text"


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure.

    `label` and `note` are in the language; `amount` in the unit that `counts` says. `is_good_when_more`: None where
    neither more nor less is better in itself. `by_year`: how it comes about over the years, for a small line. `text`:
    what is said in the place of an amount that `counts` as text.
    """

    name: str
    label: str
    note: str
    amount: float
    counts: str
    is_good_when_more: bool | None = None
    by_year: tuple[float, ...] = ()
    text: str = ""


def key_figures(result: Result, language: Language) -> tuple[Figure, ...]:
    """The figures that the overview shows: what the plan comes to, then money and land by year.

    The three kinds of money add up to all money drawn; they are nominal, as budgets are.
    """
    plan = result.plan
    built, offered = works(result)
    is_money = plan.problem.goals[0] == DEFAULT_GOAL
    return (
        Figure(
            "objective",
            objective_name(plan, language),
            objective_words(plan, language),
            plan.objective,
            MONEY if is_money else COUNT,
            is_good_when_more=True,
        ),
        Figure(
            "investment",
            language("Total investment"),
            language("Nominal capital cost of all works that the plan builds."),
            plan.metrics["investment"],
            MONEY,
        ),
        Figure(
            "works",
            language("Works built"),
            language("Out of {count} works in the scenario.", count=offered),
            built,
            COUNT,
        ),
        Figure(
            "jobs",
            language("Jobs"),
            language("At tenants and in finished works."),
            plan.metrics["jobs"],
            COUNT,
            is_good_when_more=True,
        ),
        *_money(result, language),
        _land(result, language),
    )


def _money(result: Result, language: Language) -> tuple[Figure, ...]:
    """Money drawn by sector."""
    words = {
        "public": (language("Public money"), language("Drawn from state budgets and public loans, nominal.")),
        "private": (
            language("Private money"),
            language("Drawn from developers, banks and tenants, nominal."),
        ),
        "ppp": (language("PPP investors' money"), language("Drawn from investors in PPP, nominal.")),
    }
    funding = result.funding
    drawn = {sector: funding[funding["sector"] == sector] for sector in words}
    return tuple(
        Figure(
            sector,
            *words[sector],
            float(own["amount"].sum()),
            MONEY,
            by_year=_by_year(own, "amount", result.plan),
        )
        for sector, own in drawn.items()
    )


def _land(result: Result, language: Language) -> Figure:
    """Land leased, and how full the land of the scenario is."""
    leased, area = float(result.plan.metrics["hectares"]), land_on_offer(result.plan)
    label = language("Land leased")
    note = language("This scenario has no land to lease.")
    if area > 0.0:
        label = language("Land leased, occupancy {share}", share=language.percent(leased / area, 0))
        note = language(
            "Of {area} ha of industrial land that the works can prepare.", area=language.number(area)
        )
    by_year = _by_year(result.leases, "hectares", result.plan, so_far=True)
    return Figure("hectares", label, note, leased, HECTARES, is_good_when_more=True, by_year=by_year)


def objective_name(plan: Plan, language: Language) -> str:
    """What is maximised, in a few words."""
    if plan.problem.goals[0] == DEFAULT_GOAL:
        return language("Net benefit to the economy")
    (metric, weight), *others = plan.problem.goals[0]
    if not others and weight == 1.0:
        return spoken(language, METRICS, metric)
    return language("Objective")


def objective_words(plan: Plan, language: Language) -> str:
    """How the objective is made up."""
    if plan.problem.goals[0] == DEFAULT_GOAL:
        return language(
            "Economic net present value less the cost of funds: what the plan is chosen to make as large as possible."
        )
    parts = " + ".join(
        f"{language.number(w, 4, fixed=False)} × {spoken(language, METRICS, m)}"
        for m, w in plan.problem.goals[0]
    )
    return language("The plan is chosen to make this as large as possible: {parts}.", parts=parts)


def status_words(plan: Plan, language: Language) -> str:
    """How good the plan is known to be."""
    if plan.is_optimal and plan.gap < 5e-7:
        return language("Best plan possible: proven optimal.")
    if not np.isfinite(plan.gap):
        return language(
            "Best plan found within the time limit; how far it is from the best possible is not known."
        )
    gap = language.percent(plan.gap, 2)
    if plan.is_optimal:
        return language("Optimal within the gap asked for: no plan is better by more than {gap}.", gap=gap)
    return language("Best plan found within the time limit: no plan is better by more than {gap}.", gap=gap)


def checks_words(result: Result, language: Language) -> str:
    """How many independent checks the plan passed."""
    passed = sum(check.passed for check in result.checks)
    return language("{passed} of {count} independent checks passed.", passed=passed, count=len(result.checks))


def works(result: Result) -> tuple[int, int]:
    """Works that are built, at least in part, and works in the scenario."""
    frame = result.projects
    return int(frame.loc[frame["share"] > 0, "project"].nunique()), len(result.plan.problem.projects)


def land_on_offer(plan: Plan) -> float:
    """Hectares that the works of the scenario could prepare."""
    return float(sum(project.land.area for project in plan.problem.projects if project.land is not None))


def said(figure: Figure, amount: float, result: Result, language: Language) -> str:
    """An amount of a figure in words."""
    match figure.counts:
        case "money":
            return language.money(
                amount, result.scenario.currency, result.scenario.unit, 1 if abs(amount) < 1e5 else 0
            )
        case "hectares":
            return language.number(amount) + " ha"
        case "share":
            return language.percent(amount, 0)
        case "year":
            return str(int(amount))
        case "text":
            return figure.text
        case _:
            return language.number(amount, 0)


def differences(now: tuple[Figure, ...], before: tuple[Figure, ...]) -> Mapping[str, float]:
    """By how much each figure moved, by name; figures that moved less than they show are left out."""
    earlier = {figure.name: figure.amount for figure in before}
    moved = {figure.name: figure.amount - earlier[figure.name] for figure in now if figure.name in earlier}
    return {name: amount for name, amount in moved.items() if abs(amount) >= 0.05}


def _by_year(frame: pd.DataFrame, column: str, plan: Plan, *, so_far: bool = False) -> tuple[float, ...]:
    """Sums of a column by year of investment, or running totals; whole numbers, because a line needs no more."""
    horizon = plan.problem.horizon
    sums = frame.groupby("year")[column].sum()
    years = sums.reindex(range(horizon.start, horizon.start + horizon.invest_years), fill_value=0.0)
    amounts = (years.cumsum() if so_far else years).round()
    return tuple(float(amount) for amount in amounts) if amounts.abs().sum() > 0 else ()
