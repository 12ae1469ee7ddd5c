"""Tables on the forecast of take-up: which method was taken, and how far each went wrong on the past."""

import pandas as pd

from dashboard.tables import Shown, amounts
from reports import foreseen, lines
from scenarios.language import Language
from scenarios.result import Result

_COLUMNS = ("cluster", "segment", "method", "error", "naive_error", "chosen")

EXAMPLE = """\
clusters:
  - id: A
    demand:
      - segment: electronics
        forecast:
          capacity: 40            # hectares that there are to let
          history:                # let so far, by year
            - {year: 2023, hectares: 4}
            - {year: 2024, hectares: 6.5}
            - {year: 2025, hectares: 8}
"""
"""Lines that a scenario needs to have its take-up forecast."""


def is_stated(result: Result) -> bool:
    """Whether any take-up is forecast."""
    return "forecast" in result.tables


def methods(result: Result, language: Language) -> Shown:
    """Every method with its mean error on the past, beside that of doing nothing; the one that is used is marked."""
    found = lines.frame(result, "forecast_methods", _COLUMNS)
    problem = result.plan.problem
    order = {key: at for at, key in enumerate(foreseen.segments(problem))}
    at = [order[key] for key in zip(found["cluster"], found["segment"], strict=True)]
    found = found.assign(at=at).sort_values(["at", "error"], na_position="last", kind="stable")
    heads = {
        "segment": language("Group of tenants"),
        "method": language("Method"),
        "error": language("Mean error on the past (ha)"),
        "naive_error": language("Of “nothing more is let” (ha)"),
        "chosen": language("Used"),
    }
    frame = pd.DataFrame(
        {
            heads["segment"]: [
                foreseen.segment_name(cluster, segment, problem)
                for cluster, segment in zip(found["cluster"], found["segment"], strict=True)
            ],
            heads["method"]: [foreseen.method(method, language) for method in found["method"]],
            heads["error"]: found["error"].to_numpy(),
            heads["naive_error"]: found["naive_error"].to_numpy(),
            heads["chosen"]: [language("yes") if chosen else "" for chosen in found["chosen"]],
        }
    )
    writers = {heads["error"]: amounts(language, 2), heads["naive_error"]: amounts(language, 2)}
    return Shown(frame, language("Methods of the forecast and their errors"), writers)


def clusters(result: Result) -> dict[str, str]:
    """Names of the clusters with a forecast by id, in the order of the file."""
    told = set(lines.frame(result, "service_demand", ("cluster",))["cluster"])
    return {id_: name for id_, name in foreseen.clusters(result.plan.problem).items() if id_ in told}
