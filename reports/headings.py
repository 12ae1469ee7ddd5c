"""Tables as people read them: names instead of ids, and heads that carry the unit."""

import pandas as pd

from finance.delivery import Mode
from finance.source import Sector
from reports import foreseen, labels, lines, style
from reports.intervals import QUANTILES
from scenarios.language import Language
from scenarios.result import Result


def heads(result: Result, language: Language) -> dict[str, str]:
    """The head of each column that a chart's numbers have."""
    unit = style.unit(result, language)
    return {
        "year": language("Year"),
        "source": language("Source"),
        "project": language("Work"),
        "sector": language("Whose money"),
        "mode": language("Delivery mode"),
        "share": language("Share"),
        "amount": language("Amount ({unit})", unit=unit),
        "ceiling": language("Ceiling ({unit})", unit=unit),
        "carried_in": language("Carried in ({unit})", unit=unit),
        "drawn": language("Drawn ({unit})", unit=unit),
        "carried_out": language("Carried out ({unit})", unit=unit),
        "lapsed": language("Lapsed ({unit})", unit=unit),
        "start_year": language("Construction from"),
        "ready_year": language("Operation from"),
        "end_year": language("Operation before"),
        "capex_nominal": language("Capital cost ({unit})", unit=unit),
        "investment": language("Investment so far ({unit})", unit=unit),
        "leased": language("Leased so far (ha)"),
        "expected": language("Expected take-up (ha)"),
        "line": language("Line"),
        "vehicle": language("Who keeps the books"),
        "measure": language("Figure"),
        "factor": language("Uncertain factor"),
        "at_p10": language("Factor low (P10), {unit}", unit=unit),
        "at_p90": language("Factor high (P90), {unit}", unit=unit),
        "planned": language("As planned"),
        **{quantile: quantile.upper() for quantile in QUANTILES},
        "probability_negative": language("Chance of loss"),
        "covenant": language("Covenant"),
        "dscr": language("Debt service cover"),
        "lowest": language("Lowest year"),
        "item": language("Item"),
        "from_pv": language("From ({unit})", unit=unit),
        "to_pv": language("To ({unit})", unit=unit),
        "obligor": language("Who owes"),
        "probability_broken": language("Chance of breach"),
        "cluster": language("Cluster"),
        "segment": language("Group of tenants"),
        "hectares": language("Land let so far (ha)"),
        "service": language("Service"),
        "low": language("Forecast, low"),
        "base": language("Forecast, middle"),
        "high": language("Forecast, high"),
        "complying": language("Treating, a year ({unit})", unit=unit),
        "breaking": language("Not treating, a year ({unit})", unit=unit),
        "inspections": language("Inspections a year today"),
        "inspections_needed": language("Inspections a year needed"),
        "fine": language("Fine today ({unit})", unit=unit),
        "fine_needed": language("Fine needed ({unit})", unit=unit),
        "part": language("Kind of cost"),
        "name": language("Item"),
        "from_amount": language("From ({unit})", unit=unit),
        "to_amount": language("To ({unit})", unit=unit),
        "per_unit": language("Per unit ({unit})", unit=unit),
        "of_unit": language("Unit"),
    }


SHARES = ("share", "probability_negative", "probability_broken")
"""Columns that are shares of one: people read them in percent."""


def read_aloud(frame: pd.DataFrame, result: Result, language: Language) -> pd.DataFrame:
    """The same numbers under heads in the language, ids replaced by names."""
    problem = result.plan.problem
    names = {
        "source": {source.id: source.name for source in problem.sources},
        "project": {project.id: project.name for project in problem.projects},
        "sector": {sector.value: labels.sector(sector, language) for sector in Sector},
        "mode": {mode.value: labels.mode(mode, language) for mode in Mode},
    }
    names["line"] = {line: lines.spoken(line, language) for line in lines.LINES}
    names["line"] |= {line: foreseen.line(line, language) for line in foreseen.TAKE_UP}
    names["cluster"] = foreseen.clusters(problem)
    names["part"] = {part: language(text) for part, text in foreseen.COST_PARTS.items()}
    names["item"] = {item: lines.item(item, language) for item in lines.ITEMS}
    names["measure"] = {measure: lines.spoken(measure, language) for measure in lines.MEASURES}
    names["obligor"] = {"public": language("The public side"), "vehicle": language("Vehicle")}
    if "vehicle" in frame.columns:
        names["vehicle"] = {each: labels.vehicle_name(each, problem) for each in frame["vehicle"].unique()}
    if "service" in frame.columns:
        names["service"] = {each: foreseen.service(each, language) for each in frame["service"].unique()}
    if "of_unit" in frame.columns:
        names["of_unit"] = {each: foreseen.norm_unit(each, language) for each in frame["of_unit"].unique()}
    named = {column: frame[column].map(names[column]) for column in frame.columns if column in names}
    return frame.assign(**named).rename(columns=heads(result, language))
