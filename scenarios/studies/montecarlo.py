"""How sure the plan is: the draws of the section `risk`, on the plan as it stands."""

from collections.abc import Mapping
from typing import Any

from scenarios.faults import say
from scenarios.studies.study import StudyRefused
from scenarios.studies.telling import Telling
from scenarios.table import Cell, ColumnKind, Row, Table, table

COLUMNS = {
    "subject": ColumnKind.TEXT,
    "id": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "finding": ColumnKind.TEXT,
    "value": ColumnKind.AMOUNT,
    "sentence": ColumnKind.TEXT,
}

TEXTS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("npv", "probability_negative"): (
        "chance",
        "{who}: the net present value falls below zero with a chance of {value}.",
    ),
    ("npv", "p10"): ("money", "{who}: in one of ten draws the net present value is below {value}."),
    ("npv", "p50"): ("money", "{who}: in half of the draws the net present value is below {value}."),
    ("npv", "p90"): ("money", "{who}: in one of ten draws the net present value is above {value}."),
    ("fiscal_cost", "p90"): ("money", "{who}: in one of ten draws the fiscal cost is above {value}."),
    ("covenant", "probability_broken"): (
        "chance",
        "{who}: a covenant on debt service is broken with a chance of {value}.",
    ),
}
"""What is said of a measure and statistic of risk.csv: kind of value, and text."""


def with_draws(document: Mapping[str, Any], draws: int | None) -> Mapping[str, object]:
    """Changes that ask for so many draws. Raises StudyRefused where the scenario states nothing uncertain."""
    if "risk" not in document:
        raise StudyRefused(say("The scenario has no section `risk`: state what is uncertain."))
    return {} if draws is None else {"risk.draws": draws}


def findings(risk: Table, telling: Telling) -> Table:
    """What the draws say in a sentence each: the portfolio, every work, every vehicle."""
    rows: list[Row] = []
    for subject, id_, mode, measure, factor, statistic, value in risk.rows:
        if factor is not None or (measure, statistic) not in TEXTS or not isinstance(value, float):
            continue
        kind, text = TEXTS[str(measure), str(statistic)]
        said = telling.language.percent(value) if kind == "chance" else telling.money(value)
        sentence = telling.language(text, who=_who(subject, id_, telling), value=said)
        rows.append((subject, id_, mode, f"{measure}.{statistic}", value, sentence))
    return table(COLUMNS, rows, key=4)


def _who(subject: Cell, id_: Cell, telling: Telling) -> str:
    if subject == "portfolio":
        return telling.language("All works together")
    return telling.name("project", str(id_))
