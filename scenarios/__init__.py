"""Files in, results out: scenarios, their variants and policy packs, and the headless run."""

from scenarios.faults import Fault, ScenarioError
from scenarios.loading import load

__all__ = ["Fault", "ScenarioError", "load"]
