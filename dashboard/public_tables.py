"""Tables on the public side: what a plan commits it to, what contracts may cost, what grants are needed."""

import pandas as pd

from dashboard.tables import NOTHING, Shown, amounts, percent, years
from dashboard.words import CONTRACT_MEASURES, FINDINGS
from finance.delivery import Mode
from reports import labels, lines, purse
from scenarios.language import Language
from scenarios.result import Result
from scenarios.wording import spoken

TOTALS = ("guarantee", "shared_to_operator", "shared_to_public")
"""What a contract may cost or bring, in the order of the table."""


def commitments(result: Result, project: str | None, language: Language) -> Shown:
    """Each line of the purse: the whole plan, one work's part and the rest; sums, and the highest year."""
    unit = language.money_unit(result.scenario.currency, result.scenario.unit)
    found = purse.totals(result, project)
    found = found.assign(line=[lines.spoken(line, language) for line in found["line"]])
    heads = {
        "line": language("Line"),
        "whole": language("All years ({unit})", unit=unit),
        "own": language("of this work ({unit})", unit=unit),
        "without": language("without it ({unit})", unit=unit),
        "peak": language("Highest year ({unit})", unit=unit),
        "peak_year": language("In year"),
        "peak_without": language("highest without it ({unit})", unit=unit),
    }
    if project is None:
        heads = {
            column: head for column, head in heads.items() if column not in ("own", "without", "peak_without")
        }
    frame = found[list(heads)].rename(columns=heads)
    writers = {head: amounts(language) for column, head in heads.items() if column != "line"}
    writers[heads["peak_year"]] = years()
    return Shown(frame, language("Public commitments by line"), writers)


def warnings(result: Result, project: str | None) -> list[str]:
    """Sentences on ceilings that are broken, and on the works without which they would hold."""
    found = lines.frame(result, "affordability", ("project", "sentence"))
    wanted = ["", *([project] if project is not None else [])]
    return [sentence for sentence in found.loc[found["project"].isin(wanted), "sentence"] if sentence]


def affordability(result: Result, project: str | None, language: Language) -> Shown | None:
    """Peaks as shares of own revenue, with and without a work; None where the scenario does not state the purse."""
    found = lines.frame(result, "affordability", ("project", "measure", "year", "unit", "amount"))
    found = found[(found["unit"] == "share") & found["project"].isin(["", project or ""])]
    if found.empty:
        return None
    order = {measure: position for position, measure in enumerate(FINDINGS)}
    found = found.sort_values("measure", key=lambda column: column.map(order))
    frame = pd.DataFrame(
        {
            language("Share of own revenue"): [
                spoken(language, FINDINGS, measure) for measure in found["measure"]
            ],
            language("Share"): found["amount"].to_numpy(),
            language("In year"): found["year"].to_numpy(),
        }
    )
    writers = {language("Share"): percent(language, 1), language("In year"): years()}
    return Shown(frame, language("What the plan takes of own revenue"), writers)


def contracts(result: Result, project: str | None, language: Language) -> Shown | None:
    """What each contract may cost the public side in present value; None where no contract is stated."""
    found = lines.frame(result, "contracts", ("project", "mode", "measure", "year", "amount"))
    found = found[found["year"].isna()] if len(found) else found
    if project is not None:
        found = found[found["project"] == project]
    if found.empty:
        return None
    table = found.pivot(index=["project", "mode"], columns="measure", values="amount")
    called = labels.projects_by_id(result.plan.problem)
    rows = [
        (
            f"{called[project].name} ({labels.short_mode(Mode(mode), language)})",
            spoken(language, CONTRACT_MEASURES, name),
            costs.get(f"{name}_expected"),
            costs.get(f"{name}_confident"),
        )
        for (project, mode), costs in table.iterrows()
        for name in TOTALS
        if f"{name}_expected" in costs.index and pd.notna(costs[f"{name}_expected"])
    ]
    unit = language.money_unit(result.scenario.currency, result.scenario.unit)
    heads = [
        language("Contract"),
        language("What may be paid"),
        language("Expected ({unit})", unit=unit),
        language("Not exceeded with the confidence asked for ({unit})", unit=unit),
    ]
    frame = pd.DataFrame(rows, columns=heads)
    about = language("What contracts may cost, present value")
    return Shown(frame, about, {head: amounts(language) for head in heads[2:]})


def viability(result: Result, language: Language) -> Shown | None:
    """The grant that each vehicle needs beside the one in the plan; None where nothing is stated of the public side."""
    columns = ("vehicle", "mode", "grant_needed", "grant_in_plan", "difference", "sentence")
    found = lines.frame(result, "viability", columns)
    if found.empty:
        return None
    unit = language.money_unit(result.scenario.currency, result.scenario.unit)
    problem = result.plan.problem
    heads = [
        language("Vehicle"),
        language("Grant needed ({unit})", unit=unit),
        language("Grant in the plan ({unit})", unit=unit),
        language("More than needed ({unit})", unit=unit),
        language("Why not less"),
    ]
    frame = pd.DataFrame(
        {
            heads[0]: [
                labels.vehicle(vehicle, Mode(mode), problem, language)
                for vehicle, mode in zip(found["vehicle"], found["mode"], strict=True)
            ],
            heads[1]: found["grant_needed"],
            heads[2]: found["grant_in_plan"],
            heads[3]: found["difference"],
            heads[4]: found["sentence"].where(found["sentence"] != "", NOTHING),
        }
    )
    writers = {head: amounts(language) for head in heads[1:4]}
    return Shown(frame, language("Grants that vehicles need"), writers)


def value_sentences(result: Result, project: str) -> list[str]:
    """What the comparison with public delivery says of a work."""
    found = lines.frame(result, "value_for_money", ("project", "sentence"))
    return [sentence for sentence in found.loc[found["project"] == project, "sentence"] if sentence]
