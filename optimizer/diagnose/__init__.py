"""Where no plan keeps every limit: what contradicts what, and the least that would have to change."""

from optimizer.diagnose.repair import FIXED, smallest_repair

__all__ = ["FIXED", "smallest_repair"]
