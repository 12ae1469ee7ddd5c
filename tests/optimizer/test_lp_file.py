"""The programme as an LP file: another reader of the format solves the same problem."""

from pathlib import Path

import highspy
import pytest

from finance.delivery import Mode
from finance.source import DebtTerms
from optimizer.build import build
from optimizer.endings import Infeasible
from optimizer.lp_text import column_names, row_names, write_lp
from optimizer.matrix import LinearProgram
from optimizer.plan import Family, Plan
from optimizer.problem import Problem
from optimizer.solve import solve
from tests.optimizer.nouns import cluster, equity, loan, problem, project, rules, segment, source
from tests.optimizer.toys import TOYS

VALUE = ((("value", 1.0),),)


def _read_back(lp: LinearProgram, folder: Path) -> highspy.Highs:
    file = folder / "plan.lp"
    with file.open("w", encoding="utf-8") as out:
        write_lp(lp, out)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    assert highs.readModel(str(file)) == highspy.HighsStatus.kOk
    return highs


def _knapsack(*ids: str, source_id: str = "s", whole: bool = True) -> Problem:
    """Works of different worth, not all of which can be paid for."""
    works = tuple(
        project(name, 10.0 + 3 * n, value=7.0 + 4 * n, indivisible=whole, latest=0)
        for n, name in enumerate(ids)
    )
    return problem(2, 2, (source(source_id, ceiling=(25.0, 0.0)),), works, goals=VALUE)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    "ids",
    [
        ("plain", "second", "third"),
        ("with blank", "with-dash", "with_dash"),
        ("Đường số 1", "Nhà máy nước thải", "Nhà ở công nhân"),
        ("x*y", "x^y", "x+y"),
        ("a:b", "a=b", "a<b"),
        ("[a]", '"a"', "\\a"),
        ("free", "end", "e1"),
        ("3a", "inf", "-1"),
        ("a%b", "a#b", "a~2"),
        ("a" * 300, "a" * 300 + "b", "c"),
    ],
)
def test_write_lp_is_read_by_the_solver_with_the_same_optimum(
    ids: tuple[str, ...], whole: bool, tmp_path: Path
) -> None:
    posed = _knapsack(*ids, source_id="Ngân sách tỉnh", whole=whole)
    plan = solve(posed)
    assert isinstance(plan, Plan)
    highs = _read_back(build(posed), tmp_path)
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    assert highs.getInfo().objective_function_value == pytest.approx(plan.objective, rel=1e-9)


def test_write_lp_carries_every_kind_of_column_and_bound(tmp_path: Path) -> None:
    posed = problem(
        8,
        4,
        (
            source("ngân sách", ceiling=(30.0,) * 8, carry_over=0.5),
            equity("vốn", (40.0,) * 8),
            loan("vay", DebtTerms(0.08, 4, 1), (40.0,) * 8, fee=0.01),
        ),
        (
            project("đường", 20.0, indivisible=True, committed=True),
            project(
                "đất", 60.0, Mode.PUBLIC, Mode.PPP, kind="land_preparation", revenue=9.0, opex=2.0, min_scale=0.3,
                benefit=30.0, requires=("đường",),
            ),
        ),
        clusters=(cluster("C", segment("g", (1.0,) * 8)),),
        delivery=rules(Mode.PPP, 8, (0.2,) * 8, dscr=1.2, state_share=0.5, equity_share=0.2, dsra=0.5),
        goals=((("economic_npv", 1.0), ("cost_of_funds", -1.0)), (("investment", -1.0),)),
    )  # fmt: skip
    plan = solve(posed)
    assert isinstance(plan, Plan)
    lp = build(posed)
    highs = _read_back(lp, tmp_path)
    assert (highs.getNumRow(), highs.getNumCol()) == lp.matrix.shape
    assert "goal 2: " in (tmp_path / "plan.lp").read_text("utf-8")
    highs.run()
    assert highs.getInfo().objective_function_value == pytest.approx(plan.bound, rel=1e-9)


@pytest.mark.parametrize("family", [family for family in Family if family is not Family.GOAL])
def test_write_lp_of_every_family_ends_as_the_problem_does(family: Family, tmp_path: Path) -> None:
    lp = TOYS[family].programme()
    highs = _read_back(lp, tmp_path)
    highs.run()
    ending = solve(lp.columns.problem)
    if isinstance(ending, Infeasible):
        assert highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible
    else:
        assert isinstance(ending, Plan)
        assert highs.getInfo().objective_function_value == pytest.approx(ending.objective, abs=1e-7)


def test_names_of_different_things_differ() -> None:
    lp = build(_knapsack("a b", "a-b", "a_b", "a b~2", "a_b~2"))
    assert len(set(column_names(lp.columns))) == lp.columns.count
    assert len(set(row_names(lp))) == len(lp.row_lower)


def test_long_rows_break_before_a_sign_or_a_relation(tmp_path: Path) -> None:
    works = [f"work-number-{n}-of-the-programme" for n in range(12)]
    lp = build(_knapsack(*works))
    _read_back(lp, tmp_path)
    lines = (tmp_path / "plan.lp").read_text("utf-8").splitlines()
    followed = [line.split() for line in lines if line.startswith("   ")]
    assert len(followed) > 5
    assert {words[0] for words in followed} <= {"+", "-", "=", "<=", ">="}
    assert "" not in lines
    assert max(map(len, lines)) <= 110
