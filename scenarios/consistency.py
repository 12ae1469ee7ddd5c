"""What must agree between the fields of a scenario."""

from collections.abc import Mapping
from typing import Any

from scenarios.reading import Reading


def check_consistency(reading: Reading, document: Mapping[str, Any]) -> None:
    """Notes every disagreement in `reading`."""
