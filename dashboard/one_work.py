"""One work of a plan: why it is in or out, its key figures, its ratios, and who keeps its books."""

from collections.abc import Mapping

import pandas as pd

from dashboard.figures import MONEY, SHARE, TIMES, YEAR, Figure
from dashboard.tables import NOTHING, Shown, amounts, years
from dashboard.words import MEASURES
from finance.delivery import Mode
from reports import labels
from scenarios.language import Language
from scenarios.result import Result
from scenarios.wording import spoken

KINDS: Mapping[str, str] = {
    "npv": MONEY, "equivalent_annuity": MONEY, "economic_npv": MONEY, "equity_npv": MONEY,
    "irr": SHARE, "irr_after_tax": SHARE, "mirr": SHARE, "economic_irr": SHARE, "equity_irr": SHARE, "wacc": SHARE,
    "switching_capex": SHARE, "switching_opex": SHARE, "switching_benefit": SHARE, "gearing": SHARE,
    "cost_of_debt": SHARE, "cost_of_equity": SHARE,
    "payback": TIMES, "discounted_payback": TIMES, "profitability_index": TIMES, "benefit_cost_ratio": TIMES,
    "min_dscr": TIMES, "average_dscr": TIMES, "llcr": TIMES, "plcr": TIMES,
}  # fmt: skip
"""What the value of each measure counts; those of single years have charts of their own."""

WHOLE = 0.995
"""A share from here on is the whole work."""

Owner = tuple[str, str, str]
"""Subject, id, mode of a row of ratios.csv."""


def names(result: Result) -> dict[str, str]:
    """All works by id: those that are built first, in the order of their cost."""
    cost = (
        result.projects.groupby("project")["capex_nominal"].sum().sort_values(ascending=False, kind="stable")
    )
    called = {project.id: project.name for project in result.plan.problem.projects}
    return {str(project): called[str(project)] for project in cost.index}


def reasons(result: Result, project: str) -> list[str]:
    """Why the plan builds it, or does not."""
    own = result.projects[result.projects["project"] == project]
    return [reason for reason in dict.fromkeys(own["reason"]) if reason]


def is_built(result: Result, project: str) -> bool:
    """Whether the plan builds any part of it."""
    return bool((result.projects.loc[result.projects["project"] == project, "share"] > 0).any())


def key_figures(result: Result, project: str, language: Language) -> tuple[Figure, ...]:
    """Start, share, cost and worth of a work, all its stages and modes together."""
    own = result.projects[result.projects["project"] == project]
    modes = ", ".join(dict.fromkeys(labels.short_mode(Mode(mode), language) for mode in own["mode"] if mode))
    share = float(own["share"].sum())
    part = Figure("share", language("Part that is built"), language("Of the whole work."), share, SHARE)
    return (
        Figure(
            "start",
            language("Construction begins"),
            language("First stage; delivered as: {modes}.", modes=modes),
            float(own["start_year"].min()),
            YEAR,
        ),
        *([part] if share < WHOLE else []),
        Figure(
            "capex",
            language("Total investment"),
            language("Nominal capital cost."),
            float(own["capex_nominal"].sum()),
            MONEY,
        ),
        Figure(
            "economic_npv",
            language("Economic NPV"),
            language("Benefits to society less economic cost, discounted."),
            float(own["economic_npv"].sum()),
            MONEY,
        ),
        Figure(
            "financial_npv",
            language("Financial NPV"),
            language(
                "Revenue less cost, discounted, before tax and financing; without availability payments."
            ),
            float(own["financial_npv"].sum()),
            MONEY,
        ),
    )


def vehicles(result: Result, project: str) -> list[tuple[str, str]]:
    """Vehicle and mode of the books that hold the work; none where it is public, or not built."""
    flow = result.waterfall[result.waterfall["project"] == project]
    return list(dict.fromkeys(zip(flow["vehicle"], flow["mode"], strict=True)))


def ratios(result: Result, project: str, language: Language) -> Shown:
    """Measures by row; the work under each of its modes and the vehicles that it belongs to by column."""
    found = result.ratios[result.ratios["measure"].isin(KINDS)]
    owners = _owners(result, project)
    columns: dict[str, dict[str, str]] = {}
    notes: dict[str, list[str]] = {}
    for subject, id_, mode in owners:
        rows = found[(found["subject"] == subject) & (found["id"] == id_) & (found["mode"] == mode)]
        head = labels.vehicle(id_, Mode(mode), result.plan.problem, language)
        columns[head] = {
            row.measure: _written(row.measure, row.value, result, language) for row in rows.itertuples()
        }
        for row in rows[rows["statement"] != ""].itertuples():
            notes.setdefault(row.measure, []).append(row.statement)
    present = [measure for measure in KINDS if any(measure in cells for cells in columns.values())]
    frame = pd.DataFrame({language("Ratio"): [spoken(language, MEASURES, measure) for measure in present]})
    for head, cells in columns.items():
        frame[head] = [cells.get(measure, NOTHING) for measure in present]
    if notes:
        texts = [" ".join(dict.fromkeys(notes.get(measure, []))) for measure in present]
        frame[language("Note")] = texts
    return Shown(frame, language("Ratios of the work and of its vehicle"), dict.fromkeys(columns, str))


def debt_carried(result: Result, vehicle: str, mode: str, language: Language) -> Shown | None:
    """The debt that a vehicle's cash carries by each limit, beside what it owes; None where it owes nothing."""
    table = result.debt_capacity
    found = table[(table["vehicle"] == vehicle) & (table["mode"] == mode)]
    if found.empty:
        return None
    unit = language.money_unit(result.scenario.currency, result.scenario.unit)
    heads = {
        language("At the end of"): "year",
        language("By the equity asked for ({unit})", unit=unit): "by_gearing",
        language("By cover ({unit})", unit=unit): "by_dscr",
        language("By cover within the tenor ({unit})", unit=unit): "by_tenor",
        language("Debt that is carried ({unit})", unit=unit): "debt_capacity",
        language("Owed ({unit})", unit=unit): "owed",
        language("What holds it"): "sentence",
    }
    frame = pd.DataFrame({head: found[name].to_numpy() for head, name in heads.items()})
    year, *money, why = heads
    writers = {year: years(), **dict.fromkeys(money, amounts(language))}
    return Shown(frame, language("Debt that the vehicle's cash carries, by limit"), writers, (why,))


def _owners(result: Result, project: str) -> list[Owner]:
    """The work under each mode, then its vehicles; a vehicle that holds nothing else is the work itself."""
    modes = result.projects.loc[
        (result.projects["project"] == project) & (result.projects["share"] > 0), "mode"
    ]
    own: list[Owner] = [("project", project, mode) for mode in dict.fromkeys(modes)]
    return own + [("vehicle", *key) for key in vehicles(result, project) if key[0] != project]


def _written(measure: str, value: float, result: Result, language: Language) -> str:
    if pd.isna(value):
        return NOTHING
    match KINDS[measure]:
        case "money":
            return language.money(value, result.scenario.currency, result.scenario.unit)
        case "share":
            return language.percent(value)
        case _:
            return language.number(value, 2)
