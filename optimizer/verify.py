"""Proof of a plan: every limit recomputed from the plan's own tables, without the LP matrix."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, whether it held, and the worst figure met, relative to the size of its terms."""

    name: str
    passed: bool
    worst: float
