"""325 published answers of the functions of spreadsheets, and the page that says where ours differ.

docs/differences.md is read, not repeated: a case that it lists must differ as it says, every other must agree.
"""

import json
import re
import warnings
from pathlib import Path
from typing import Any

import numpy_financial
import pytest

from finance.errors import FinanceError, NoSingleRate
from finance.rates import annuities, returns
from finance.rates.returns import InternalRate

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests" / "data" / "finance_functions.json").read_text("utf-8"))["cases"]
PAGE = (ROOT / "docs" / "differences.md").read_text("utf-8")

LEVEL = ("PMT", "IPMT", "PPMT", "PV", "FV", "NPER", "RATE", "CUMIPMT", "CUMPRINC")
EMPTY_CELL = "C1"  # a guess that points to an empty cell: no guess


def _rows(heading: str) -> list[list[str]]:
    """The table below a heading of the page, without its head."""
    part = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


DIFFERENT = {case: (published, ours) for case, published, ours, _ in _rows("From published answers")}


def _arguments(case: dict[str, Any]) -> dict[str, Any]:
    given = dict(case["args"])
    if given.get("guess") == EMPTY_CELL:
        del given["guess"]
    if "type" in given:
        given["when"] = given.pop("type")
    return given


def _answer(case: dict[str, Any]) -> float:
    given, function = _arguments(case), case["fn"]
    if function in LEVEL:
        return float(getattr(annuities, function.lower())(**given))
    flows = given.pop("values")
    match function:
        case "NPV":
            return returns.npv(flows=[0.0, *flows], **given)
        case "NPV0":
            return returns.npv(flows=flows, **given)
        case _:
            return float(getattr(returns, function.lower())(flows=flows, **given))


def _rates(case: dict[str, Any]) -> InternalRate:
    given = _arguments(case)
    given.pop("guess", None)
    match case["fn"]:
        case "IRR":
            return returns.internal_rate(given["values"])
        case "XIRR":
            return returns.internal_rate_of_dates(given["dates"], given["values"])
        case _:
            return annuities.rate_roots(**given)


def _agrees(case: dict[str, Any]) -> bool:
    expected = case["expected"]
    try:
        answers: tuple[float, ...] = (_answer(case),)
    except NoSingleRate as refusal:
        answers = refusal.roots
        if not answers:
            return not isinstance(expected, (int, float))
    except FinanceError:
        return not isinstance(expected, (int, float))
    if not isinstance(expected, (int, float)):
        return False
    return any(abs(answer - expected) <= case["tol"] * max(1.0, abs(expected)) for answer in answers)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_published_answer(case: dict[str, Any]) -> None:
    if case["id"] in DIFFERENT:
        published, ours = DIFFERENT[case["id"]]
        assert not _agrees(case)
        assert published == str(case["expected"])
        assert _answer(case) == pytest.approx(float(ours), rel=1e-10)
    else:
        assert _agrees(case)


@pytest.mark.parametrize(
    "case", [c for c in CASES if "all_real_roots_computed" in c], ids=lambda case: case["id"]
)
def test_all_roots_of_a_published_case(case: dict[str, Any]) -> None:
    found = _rates(case)
    expected = case["all_real_roots_computed"]
    assert len(found.roots) == len(expected)
    assert list(found.roots) == pytest.approx(expected, rel=1e-9, abs=1e-10)
    assert len(found.roots) <= found.sign_changes
    if case["fn"] == "IRR":
        assert found.sign_changes == case["sign_changes"]


def test_no_case_is_missing_and_no_difference_is_invented() -> None:
    assert len(CASES) == len({case["id"] for case in CASES}) == 325
    assert set(DIFFERENT) <= {case["id"] for case in CASES}


def _outcome(call: str, module: Any) -> str:
    """What a call on the page gives, as the page writes it."""
    names = {
        name: getattr(module, name)
        for name in ("irr", "mirr", "npv", *map(str.lower, LEVEL))
        if hasattr(module, name)
    }
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # numpy-financial warns where it fails; here its answer is looked at
            return repr(float(eval(call, {}, names)))
    except FinanceError as refusal:
        return type(refusal).__name__


class _Ours:
    """Returns and level payments as one place to look names up."""

    irr, mirr, npv = staticmethod(returns.irr), staticmethod(returns.mirr), staticmethod(returns.npv)
    pmt, ipmt, pv, fv = annuities.pmt, annuities.ipmt, annuities.pv, annuities.fv
    nper, rate = annuities.nper, annuities.rate


@pytest.mark.parametrize("row", _rows("From numpy-financial"), ids=lambda row: row[0].strip("`"))
def test_difference_from_numpy_financial(row: list[str]) -> None:
    call, theirs, ours, why = row
    for said, module in ((theirs, numpy_financial), (ours, _Ours)):
        found = _outcome(call.strip("`"), module)
        if re.fullmatch(r"-?(inf|nan|[\d.e-]+)", said):
            assert float(found) == pytest.approx(float(said), rel=1e-8, nan_ok=True)
        else:
            assert found == said
    assert why.endswith(".")
