"""Files in, results out: scenarios, their variants and policy packs, and the headless run."""

from scenarios.faults import Fault, ScenarioError
from scenarios.loading import load
from scenarios.pipeline import UnprovenPlan, run
from scenarios.result import Result

__all__ = ["Fault", "Result", "ScenarioError", "UnprovenPlan", "load", "run"]
