"""procedures.csv: steps before works may begin, and the years that they take, only where the scenario states them.

Key: mode, number (steps in the order of the file, then the sum, numbered on).
"""

from scenarios.language import Language
from scenarios.procedures import procedures as procedures_of
from scenarios.scenario import Scenario
from scenarios.table import ColumnKind, Row, Table, table

COLUMNS = {
    "mode": ColumnKind.TEXT,
    "number": ColumnKind.YEAR,
    "step": ColumnKind.TEXT,
    "statutory_days": ColumnKind.AMOUNT,
    "actual_days": ColumnKind.AMOUNT,
    "counted_days": ColumnKind.AMOUNT,
    "delay_years": ColumnKind.AMOUNT,
    "reference": ColumnKind.TEXT,
}


def procedures(scenario: Scenario, language: Language) -> Table:
    """One row a step, and one for each mode together."""
    entry = scenario.document["procedures"]
    rows: list[Row] = []
    for mode, whole in procedures_of(scenario.document).items():
        steps = [step for step in entry["steps"] if step["mode"] == mode]
        for number, step in enumerate(steps, 1):
            statutory = float(step["statutory"])
            actual = float(step.get("actual", statutory))
            rows.append((mode, number, step["name"], statutory, actual, None, None, step.get("reference")))
        rows.append(
            (
                mode, len(steps) + 1, language("All steps"), whole.statutory, whole.actual, whole.counted,
                float(whole.delay), None,
            )
        )  # fmt: skip
    return table(COLUMNS, rows, key=2)
