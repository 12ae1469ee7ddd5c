"""A scenario: one file (with its tables and variants) read, checked and turned into nouns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from finance.uncertainty.risk import RiskTerms
from optimizer.problem import Problem
from scenarios.file.enforcement_terms import EnforcementTerms
from scenarios.file.input_file import InputFile
from scenarios.law.filling import LawAt
from scenarios.partnership.terms import PublicSide

__all__ = ["InputFile", "Parameter", "Scenario"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A policy parameter that filled a field which the scenario left open."""

    path: str
    value: float
    reference: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a file says, after variants and changes.

    `unit`: how many currency units 1 in the file stands for. `document`: the same as plain data (mappings,
    lists, numbers, text) with tables read in and changes applied, ready to be written out again; `sha256` is
    the hash of its canonical JSON, so that two spellings of one scenario share it. `risk`: None where the file
    states no uncertain factors. `enforcement`: None where the file does not say how environmental rules are
    enforced. `law`: the law of every fillable field in use, `parameters` those that it filled.
    `public_side`: purse, contracts and comparator, which decide nothing.
    """

    title: str
    source: str
    currency: str
    unit: float
    as_of: date
    problem: Problem
    document: Mapping[str, Any]
    sha256: str
    files: tuple[InputFile, ...] = ()
    policy: str | None = None
    parameters: tuple[Parameter, ...] = ()
    law: tuple[LawAt, ...] = ()
    enforcement: EnforcementTerms | None = None
    risk: RiskTerms | None = None
    public_side: PublicSide = field(default_factory=PublicSide)
