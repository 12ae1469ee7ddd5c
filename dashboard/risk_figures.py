"""How sure a plan is, in figures: from risk.csv to what the screen shows."""

import pandas as pd

from dashboard.figures import MONEY, TEXT, Figure
from dashboard.tables import Shown, percent
from reports import lines
from scenarios.language import Language
from scenarios.result import Result

EXAMPLE = """\
risk:
  draws: 4096
  factors:
    - {id: works, acts_on: cost, distribution: pert, low: -0.1, likely: 0.1, high: 0.6, per: project}
    - {id: delay, acts_on: time, distribution: points, p10: 0, p50: 0.5, p90: 2, per: project}
    - {id: demand, acts_on: demand, distribution: normal, mean: 0, deviation: 0.15}
"""
"""What a scenario says where it says what is uncertain."""


def is_stated(result: Result) -> bool:
    """Whether the scenario says what is uncertain."""
    return "risk" in result.tables


def key_figures(result: Result, language: Language) -> tuple[Figure, ...]:
    """Chances, and what is planned against the middle and the bad end of all draws."""
    told = _portfolio(result)
    figures = [
        Figure(
            "loss",
            language("Chance of loss"),
            language("How often the net present value of the whole plan is below zero."),
            told["npv", "probability_negative"],
            TEXT,
            text=lines.chance(told["npv", "probability_negative"], language),
        )
    ]
    if ("covenant", "probability_broken") in told:
        figures.append(
            Figure(
                "breach",
                language("Chance of breach"),
                language(
                    "How often some vehicle's debt service cover falls below its covenant in some year."
                ),
                told["covenant", "probability_broken"],
                TEXT,
                text=lines.chance(told["covenant", "probability_broken"], language),
            )
        )
    words = {
        ("npv", "p50"): (language("NPV, middle"), language("As many draws lie above as below.")),
        ("npv", "p05"): (language("NPV, bad end"), language("One draw in twenty is lower.")),
        ("fiscal_cost", "p50"): (
            language("Public cost, middle"),
            language("Present value of what the public side spends; as many draws lie above as below."),
        ),
        ("fiscal_cost", "p95"): (language("Public cost, bad end"), language("One draw in twenty is higher.")),
    }
    for key, (label, note) in words.items():
        if key in told:
            figures.append(
                Figure("-".join(key), label, _beside(note, key[0], told, result, language), told[key], MONEY)
            )
    return tuple(figures)


def _beside(
    note: str, measure: str, told: dict[tuple[str, str], float], result: Result, language: Language
) -> str:
    """The note with what is planned."""
    planned = told.get((measure, "planned"))
    if planned is None:
        return note
    amount = language.money(planned, result.scenario.currency, result.scenario.unit)
    return f"{note} {language('Planned: {amount}.', amount=amount)}"


def _portfolio(result: Result) -> dict[tuple[str, str], float]:
    """Figures of the whole plan by measure and statistic, those of single factors apart."""
    frame = result.tables["risk"].frame()
    frame = frame[(frame["subject"] == "portfolio") & (frame["factor"] == "")]
    return {(row.measure, row.statistic): row.value for row in frame.itertuples()}


def factors(result: Result, language: Language) -> Shown:
    """How much of the spread of the NPV goes with each factor, the largest first."""
    frame = result.tables["risk"].frame()
    found = frame[(frame["subject"] == "portfolio") & (frame["statistic"] == "share_of_variance")]
    found = found.sort_values(["value", "factor"], ascending=[False, True])
    table = pd.DataFrame(
        {
            language("Uncertain factor"): found["factor"].to_numpy(),
            language("Part of the spread of the NPV"): found["value"].to_numpy(),
        }
    )
    writers = {language("Part of the spread of the NPV"): percent(language)}
    return Shown(table, language("What the spread of the net present value comes from"), writers)
