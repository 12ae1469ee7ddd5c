"""Every example in a docstring of these folders runs and prints what it says."""

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("finance", "optimizer", "scenarios", "reports")


def _modules() -> list[str]:
    files = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
    # the library holds scripts, and a __main__ runs when it is imported
    return [
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in files
        if "library" not in file.parts and file.stem not in ("__init__", "__main__")
    ]


@pytest.mark.parametrize("name", _modules())
def test_examples_in_docstrings(name: str) -> None:
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.split(".")[0] in FOLDERS:
            raise
        pytest.skip(f"{name} needs {missing.name}, which is an extra")
    assert doctest.testmod(module).failed == 0


def test_the_walk_finds_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [
        test.name
        for test in finder.find(importlib.import_module("finance.lending.schedule"))
        if test.examples
    ]
    assert found == ["finance.lending.schedule.annuity_factor"]
