"""Results that several tests read: each scenario is solved once."""

from functools import cache
from pathlib import Path

from scenarios import Result, load, run

LIBRARY = Path(__file__).parents[2] / "scenarios" / "library"


@cache
def solved(name: str) -> Result:
    """The result of a bundled scenario."""
    result = run(load(LIBRARY / f"{name}.yaml"))
    assert isinstance(result, Result)
    return result
