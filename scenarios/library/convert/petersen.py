"""Write `petersen-1.yaml` to `petersen-7.yaml` and their expected answers from `data/petersen-1967.json`.

Run from anywhere: `python scenarios/library/convert/petersen.py`. The same input gives the same bytes.

A case is: maximise `c . x` over x in {0, 1}, `A x <= b`, one row of A per budget, one column per project. Here a
row becomes the money of one year: `capex: {year: A[row][project]}` (given by calendar year it is nominal, is not
escalated and fixes the start), `b[row]` is the yearly ceiling of the only source, and nothing can be carried over.
Every project names all years, zeros included, so that all of them begin in the first year.
"""

import json
from pathlib import Path
from typing import Any

LIBRARY = Path(__file__).resolve().parent.parent
FIRST_YEAR = 1967
ORIGIN = (
    "C. C. Petersen, Computational experience with variants of the Balas algorithm applied to the selection of "
    "R&D projects, Management Science 13 (1967); OR-Library file mknap1, case {number}"
)

HEADER = """\
# Petersen {number}: {projects} research projects, {budgets} budgets, whole projects only (1967)
#
# Source: {origin}.
# Published optimum: {published}. Nothing is invented; written by convert/petersen.py from data/petersen-1967.json.
# How to read it: the {budgets} budget rows of the case are the money of {budgets} years here (ceilings of one source,
# no carry-over). A project's outlays are given by calendar year, zeros included, so each has one possible start and
# the plan only says which projects to take. `value` is the case's profit. Money has no unit in the paper.
format: 1
title: Petersen {number} ({projects} projects, {budgets} budgets)
source: {origin}
currency: USD
unit: 1
horizon: {{start: {start}, invest_years: {budgets}, years: {years}}}

sources:
  - {{id: budget, sector: public, instrument: grant,
     ceiling: {{{ceilings}}}}}

projects:
"""


def number(amount: float) -> str:
    """A number as short as it can be: 12, 8706.1.

    >>> number(12.0), number(310.5)
    ('12', '310.5')
    """
    return str(int(amount)) if amount == int(amount) else repr(amount)


def scenario(case: dict[str, Any], index: int) -> str:
    """The text of one scenario file."""
    years = [FIRST_YEAR + row for row in range(case["m"])]
    header = HEADER.format(
        number=index,
        projects=case["n"],
        budgets=case["m"],
        published=number(case["published"]),
        origin=ORIGIN.format(number=index),
        start=FIRST_YEAR,
        years=case["m"] + 1,
        ceilings=", ".join(f"{year}: {number(b)}" for year, b in zip(years, case["b"], strict=True)),
    )
    value_width = max(len(number(c)) for c in case["c"])
    widths = [max(len(number(a)) for a in row) for row in case["A"]]
    lines = []
    for column in range(case["n"]):
        outlays = ", ".join(
            f"{year}: {number(row[column]):>{width}}"
            for year, row, width in zip(years, case["A"], widths, strict=True)
        )
        lines.append(
            f"  - {{id: p{column + 1:02d}, kind: research, class: institution, indivisible: true, "
            f"value: {number(case['c'][column]):>{value_width}}, capex: {{{outlays}}}}}\n"
        )
    return header + "".join(lines) + "\nobjective: {value: 1}\nsolve: {gap: 0.000001, time_limit: 120}\n"


def expected(case: dict[str, Any], index: int) -> str:
    """The text of the expected answer beside it."""
    answer = {
        "objective": case["published"],
        "tolerance": 1e-6,
        "status": "optimal",
        "metrics": {"value": case["published"]},
        "published": {"objective": case["published"], "source": ORIGIN.format(number=index)},
    }
    return json.dumps(answer, indent=2) + "\n"


def main() -> None:
    """Write the seven scenarios and their expected answers."""
    cases = json.loads((LIBRARY / "data" / "petersen-1967.json").read_text(encoding="utf-8"))["cases"]
    for index, case in enumerate(cases, start=1):
        (LIBRARY / f"petersen-{index}.yaml").write_text(scenario(case, index), encoding="utf-8")
        (LIBRARY / f"petersen-{index}.expected.json").write_text(expected(case, index), encoding="utf-8")


if __name__ == "__main__":
    main()
