"""Proof of a plan: every limit recomputed from the plan's own tables, without the LP matrix.

A second reading of the planning model, written on its own: nothing here looks at the columns, rows or
metrics of the optimiser, so that a mistake in either reading shows as a failed check.
"""

from optimizer.verify.check import TOLERANCE, Check
from optimizer.verify.duality import verify_duality
from optimizer.verify.verdict import recompute, verify

__all__ = ["TOLERANCE", "Check", "recompute", "verify", "verify_duality"]
