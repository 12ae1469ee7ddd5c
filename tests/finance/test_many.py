"""Many flows at once: each row as it is alone."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from finance.errors import FinanceError
from finance.rates import many
from finance.rates.many import ManyRates, irr_many, npv_many
from finance.rates.returns import irr_roots, npv

TABLES = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 12), st.integers(1, 25)),
    elements=st.one_of(st.just(0.0), st.floats(-1e6, 1e6).filter(lambda a: abs(a) > 1e-3)),
)


def _as_each_row_alone(flows: np.ndarray, found: ManyRates) -> None:
    for row, flow in enumerate(flows):
        roots = irr_roots(flow)
        assert found.count[row] == len(roots), flow
        assert found.of(row) == pytest.approx(roots, rel=1e-8, abs=1e-9)
        if len(roots) == 1:
            assert found.rate[row] == pytest.approx(roots[0], rel=1e-8, abs=1e-9)
        else:
            assert np.isnan(found.rate[row])


def _projects(kind: str, count: int = 400, years: int = 31) -> np.ndarray:
    """Investments over two years, then income; and what makes their signs change oftener."""
    draw = np.random.default_rng(3)
    flows = draw.uniform(5.0, 25.0, (count, years))
    flows[:, :2] = -draw.uniform(20.0, 150.0, (count, 2))
    match kind:
        case "clearance":
            flows[:, -1] = -draw.uniform(0.0, 100.0, count)
        case "renewal":
            flows[:, 15] = -draw.uniform(0.0, 100.0, count)
        case "late":
            flows[:, :3] = 0.0
            flows[:, 3] = -200.0
        case "loss":
            flows[:, 2:] *= draw.uniform(0.0, 0.4, (count, 1))
        case "pale":
            flows[:, 2:] *= 1e-4
        case "golden":
            flows[:, :2] *= 1e-5
        case "noise":
            flows = draw.normal(size=(count // 8, years))
    return flows


@given(TABLES)
def test_irr_many_is_irr_roots_row_by_row(flows: np.ndarray) -> None:
    _as_each_row_alone(flows, irr_many(flows))


@pytest.mark.parametrize("kind", ["plain", "clearance", "renewal", "late", "loss", "pale", "golden", "noise"])
def test_irr_many_of_projects_is_irr_roots_row_by_row(kind: str) -> None:
    flows = _projects(kind)
    _as_each_row_alone(flows, irr_many(flows))


@pytest.mark.parametrize("kind", ["plain", "clearance", "renewal", "late", "loss"])
def test_hardly_a_project_is_left_to_the_slow_way(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    flows = _projects(kind, count=2000)
    alone = []
    monkeypatch.setattr(many, "irr_roots", lambda flow: alone.append(flow) or irr_roots(flow))
    irr_many(flows)
    assert len(alone) <= 20


def test_rows_of_all_kinds_in_one_table_and_over_many_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "CELLS", 31 * 7)
    flows = np.concatenate([_projects(kind, 24) for kind in ("plain", "noise", "clearance", "loss")])
    _as_each_row_alone(flows, irr_many(flows))


@pytest.mark.parametrize(
    "flow",
    [
        [-100.0, 220.0, -121.0],  # touches 0
        [-100.0, 210.0, -111.0],  # nearly touches it
        [-1e-9, 1e7, 0.0],
        [-1.0, 0.0, 1e-300],
        [-1e200, 1.1e200, 1e200],
        [-1e-200, 1.1e-200, 1e-200],
        [-100.0, 100.0, 0.0],
        [-100.0, 50.0, 50.0],
        [100.0, -200.0, 100.0],
        [0.0, 0.0, 0.0],
        [-1.0, 3.0, -2.0],
    ],
)
def test_nasty_rows(flow: list[float]) -> None:
    flows = np.array([flow, [-100.0, 60.0, 60.0], flow])
    _as_each_row_alone(flows, irr_many(flows))


def test_rows_of_six_hundred_periods() -> None:
    flows = np.full((50, 600), 5.0)
    flows[:, 0] = -np.linspace(10.0, 2500.0, 50)
    _as_each_row_alone(flows, irr_many(flows))


@given(TABLES, st.floats(-0.5, 2.0))
def test_npv_many_is_npv_row_by_row(flows: np.ndarray, rate: float) -> None:
    size = np.abs(flows).max(initial=1.0) * max(1.0, (1.0 + rate) ** -flows.shape[1]) * flows.shape[1]
    expected = [npv(rate, flow) for flow in flows]
    assert npv_many(rate, flows).tolist() == pytest.approx(expected, abs=1e-12 * size)


def test_npv_many_where_factors_are_beyond_all_numbers() -> None:
    flows = np.zeros((2, 600))
    flows[:, :2] = [-1.0, 2.0]
    assert npv_many(-0.999, flows).tolist() == pytest.approx([1999.0, 1999.0])


def test_other_precisions_and_tables_without_rows() -> None:
    flows = np.array([[-100, 110], [-100, 121]])
    assert irr_many(flows).rate == pytest.approx([0.1, 0.21])
    assert irr_many(flows.astype(np.float32)).rate == pytest.approx([0.1, 0.21])
    assert irr_many(np.asfortranarray(flows, dtype=np.float64)[::-1]).rate == pytest.approx([0.21, 0.1])
    assert irr_many(np.zeros((0, 5))).count.shape == (0,)
    assert npv_many(0.1, np.zeros((0, 5))).shape == (0,)


@pytest.mark.parametrize("function", [irr_many, lambda flows: npv_many(0.1, flows)])
@pytest.mark.parametrize(
    ("flows", "text"),
    [
        ([[1.0, 2.0], [1.0, np.nan]], r"flows\[1\]\[1\]: a finite amount is expected, found nan"),
        ([[1.0, -np.inf], [1.0, 2.0]], r"flows\[0\]\[1\]: a finite amount is expected, found -inf"),
        (
            [[-1.0, 2.0, 1.0], [np.inf, -np.inf, 1.0]],
            r"flows\[1\]\[0\]: a finite amount is expected, found inf",
        ),
        ([1.0, 2.0], r"flows: one row of amounts per flow is expected, found shape \(2,\)"),
        ([[], []], r"flows: one row of amounts per flow is expected, found shape \(2, 0\)"),
        ([["a", "b"]], "flows: numbers are expected, found"),
    ],
)
def test_refusals_name_the_row(function: object, flows: list[list[float]], text: str) -> None:
    with pytest.raises(FinanceError, match=text):
        function(flows)  # type: ignore[operator]


def test_numba_is_imported_only_where_it_is_asked_for() -> None:
    code = "import sys, finance.rates.many as m; m.irr_many([[-1.0, 2.0]]); sys.exit('numba' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode
        == 0
    )


@pytest.mark.parametrize("kind", ["plain", "clearance", "renewal", "late", "loss", "pale", "golden", "noise"])
def test_compiled_rates_are_the_same(kind: str) -> None:
    pytest.importorskip("numba", reason="optional: requirements-fast.txt")
    flows = _projects(kind)
    _as_each_row_alone(flows, irr_many(flows, compiled=True))


def test_compiled_refuses_what_is_no_number() -> None:
    pytest.importorskip("numba", reason="optional: requirements-fast.txt")
    with pytest.raises(FinanceError, match=r"flows\[1\]\[0\]: a finite amount is expected, found nan"):
        irr_many([[-1.0, 2.0], [np.nan, 2.0]], compiled=True)
