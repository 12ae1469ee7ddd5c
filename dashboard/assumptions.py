"""The assumptions that the sidebar offers, and the changes of the scenario that they mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from finance.source import FundingSource
from scenarios.language import Language
from scenarios.scenario import Scenario

INFLATION = "assumptions.inflation.capex"

UNCHANGED = 100.0
"""Percent of the file's ceiling that leaves a source as it is."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number that can be changed.

    `path`: its change. `label` and `note` are catalogue texts. `shown` is what the file says, times `scale`:
    a share of 0.1 is shown as 10 with scale 100. `lowest`, `highest` bound what is
    shown. `group` is where it stands in the form.
    """

    path: str
    label: str
    shown: float
    scale: float = 100.0
    lowest: float = 0.0
    highest: float = 100.0
    note: str = ""
    group: str = "rates"


def offered(scenario: Scenario) -> tuple[Assumption, ...]:
    """The assumptions of a scenario as its file states them."""
    return (*_rates(scenario), *_ceilings(scenario.problem.sources), *_solving(scenario))


def _rates(scenario: Scenario) -> Iterator[Assumption]:
    assume = scenario.problem.assumptions
    name = "assumptions."
    yield Assumption(
        name + "social_discount_rate", "Social discount rate (%)", 100 * assume.social_discount_rate, highest=50.0,
        note="Real. Values the benefits to society and the economic cost of the works.",
    )  # fmt: skip
    yield Assumption(
        name + "discount_rate", "Financial discount rate (%)", 100 * assume.discount_rate, highest=50.0,
        note="Nominal. Values money of later years today.",
    )  # fmt: skip
    yield Assumption(
        INFLATION, "Price rise of construction (% a year)", 100 * assume.inflation_capex, highest=50.0,
        note="Raises the cost of works that start later.",
    )  # fmt: skip
    yield Assumption(
        name + "cost_of_public_funds", "Cost of public funds (%)", 100 * assume.cost_of_public_funds, highest=200.0,
        note="What each dong of public money costs society on top of itself.",
    )  # fmt: skip


def _ceilings(sources: tuple[FundingSource, ...]) -> Iterator[Assumption]:
    for source in sources:
        if ceiling_paths(source):
            yield Assumption(f"sources.{source.id}", source.name, UNCHANGED, highest=1000.0, group="ceilings")


def _solving(scenario: Scenario) -> Iterator[Assumption]:
    options = scenario.problem.options
    yield Assumption(
        "solve.time_limit", "Time limit (seconds)", options.time_limit, 1.0, 1.0, 3600.0,
        note="After that the best plan found so far is shown with its gap.", group="solving",
    )  # fmt: skip
    yield Assumption(
        "solve.gap", "Gap at which a plan is good enough (%)", 100 * options.gap, 100.0, 0.0, 20.0,
        note="Distance to what no plan can exceed. Only for works built whole.", group="solving",
    )  # fmt: skip


def ceiling_paths(source: FundingSource) -> tuple[str, ...]:
    """Where the file states ceilings of a source: its own, those of its tranches, and over all years."""
    name = f"sources.{source.id}"
    if any(tranche.id != source.id for tranche in source.tranches):
        steps = enumerate(source.tranches, start=1)
        paths = [
            f"{name}.tranches.{number}.ceiling" for number, tranche in steps if tranche.ceiling is not None
        ]
    else:
        paths = [f"{name}.ceiling" for tranche in source.tranches if tranche.ceiling is not None]
    return (*paths, *([f"{name}.total"] if source.total is not None else []))


def changes_of(scenario: Scenario, entered: Mapping[str, float]) -> dict[str, object]:
    """The changes that numbers entered by path mean; a number that the file states already means none."""
    sources = {f"sources.{source.id}": source for source in scenario.problem.sources}
    changes: dict[str, object] = {}
    for assumption in offered(scenario):
        number = entered.get(assumption.path, assumption.shown)
        if abs(number - assumption.shown) < 1e-9:
            continue
        if assumption.path in sources:
            factor = round(number / 100.0, 12)
            changes |= {path: {"times": factor} for path in ceiling_paths(sources[assumption.path])}
        else:
            changes |= _stated(scenario, assumption.path, round(number / assumption.scale, 12))
    return changes


def _stated(scenario: Scenario, path: str, value: float) -> dict[str, object]:
    """The change that sets one number; where the file gives one rate of inflation for all, the others keep it."""
    assume = scenario.document.get("assumptions", {})
    if path == INFLATION and isinstance(assume.get("inflation"), (int, float)):
        others = {"opex": assume["inflation"], "revenue": assume["inflation"]}
        return {"assumptions.inflation": {"capex": value, **others}}
    return {path: value}


def entered_of(scenario: Scenario, changes: Mapping[str, object]) -> dict[str, float]:
    """The numbers by path that a scenario's changes show: the way back from `changes_of`."""
    entered = {}
    for assumption in offered(scenario):
        entered[assumption.path] = assumption.shown
        for path, change in changes.items():
            if (
                path == "assumptions.inflation"
                and assumption.path == INFLATION
                and isinstance(change, Mapping)
            ):
                entered[INFLATION] = round(float(change["capex"]) * assumption.scale, 10)
            elif path == assumption.path and isinstance(change, (int, float)):
                entered[assumption.path] = round(change * assumption.scale, 10)
            elif path.startswith(assumption.path + ".") and isinstance(change, Mapping):
                entered[assumption.path] = round(float(change["times"]) * 100.0, 10)
    return entered


def read_aloud(scenario: Scenario, changes: Mapping[str, object], language: Language) -> list[str]:
    """What differs from the file, one line an assumption: `Discount rate (%): 10 → 12`."""
    entered = entered_of(scenario, changes)
    lines = []
    for assumption in offered(scenario):
        if abs(entered[assumption.path] - assumption.shown) < 1e-9:
            continue
        now = language.number(entered[assumption.path], 4, fixed=False)
        if assumption.group == "ceilings":
            lines.append(
                language("{source}: {factor}% of the file's ceiling", source=assumption.label, factor=now)
            )
        else:
            before = language.number(assumption.shown, 4, fixed=False)
            lines.append(f"{language(assumption.label)}: {before} → {now}")
    return lines
