"""What the dated rules of the public side share with the policy packs."""

from scenarios.law.pack import CONFIDENCE
from scenarios.law.reading import PACKS, pack_names

__all__ = ["CONFIDENCE", "PACKS", "pack_names"]
