"""`explain`: what it says in both languages, and what it leaves behind."""

import json
from functools import cache
from pathlib import Path

import pytest

from finance.project import ProjectId
from optimizer.build import build
from optimizer.explain.case import Case, case_of, solved_case
from optimizer.explain.project import explain_project
from optimizer.solve import solve_programme
from scenarios import load
from scenarios.explaining.prices import all_effects, all_prices, price_table
from scenarios.explaining.projects import Line, lines
from scenarios.explaining.words import Telling, outward, step_within
from scenarios.language import CODES, Code, Language
from scenarios.scenario import Scenario
from scenarios.status import Exit
from scenarios.wording import Wording
from tests.scenarios_run.bundled import LIBRARY
from tests.scenarios_run.calling import NO_PLAN, Said, rows_of


@cache
def _case(name: str) -> tuple[Scenario, Case]:
    scenario = load(LIBRARY / f"{name}.yaml")
    case = solved_case(scenario.problem)
    assert isinstance(case, Case)
    return scenario, case


def _tell(name: str, code: Code) -> Telling:
    scenario, _ = _case(name)
    return Telling(Wording(Language(code), scenario.problem, scenario.currency, scenario.unit))


def _sentences(name: str, code: Code) -> dict[str, str]:
    """Sentences of all prices by key and year."""
    _, case = _case(name)
    made = price_table(case, all_prices(case), {}, _tell(name, code))
    return {f"{row[1]} {row[2]}": str(row[-1]) for row in made.rows}


@cache
def _lines(name: str, project: str, code: Code) -> list[Line]:
    _, case = _case(name)
    return lines(explain_project(case, ProjectId(project), 60.0), "why", _tell(name, code))


def test_prices_of_the_textbook_in_english() -> None:
    assert _sentences("lorie-savage", "en") == {
        "budget 1955": "USD 1 more from budget in 1955 would add 0.136 points to the objective, until the limit "
        "reaches USD 92; beyond that, Project 7 is then built in full, and each further USD 1 adds 0.121 points. "
        "USD 1 less would take 0.136 points off the objective, until the limit reaches USD 48; below that, Project 6 "
        "is then built in full, and each further USD 1 less takes 0.556 points off.",
        "budget 1956": "USD 0.1 more from budget in 1956 would add 0.186 points to the objective, until the limit "
        "reaches USD 20.17; beyond that, Project 6 is then built in full, and each further USD 1 adds 0.962 points. "
        "USD 1 less would take 1.86 points off the objective, until the limit reaches USD 14.7; below that, Project 6 "
        "is no longer built, and each further USD 1 less takes 2.77 points off.",
    }


def test_prices_of_the_textbook_in_vietnamese() -> None:
    assert _sentences("lorie-savage", "vi")["budget 1956"] == (
        "Thêm 0,1 USD từ budget năm 1956 sẽ làm tăng giá trị mục tiêu 0,186 điểm, đúng cho đến khi giới hạn đạt "
        "20,17 USD; vượt mức đó, dự án Project 6 đã được xây dựng trọn vẹn, mỗi 1 USD tiếp theo làm tăng 0,962 điểm. "
        "Bớt 1 USD sẽ làm giảm giá trị mục tiêu 1,86 điểm, đúng cho đến khi giới hạn đạt 14,7 USD; dưới mức đó, dự án "
        "Project 6 không còn được xây dựng, mỗi 1 USD bớt tiếp theo làm giảm 2,77 điểm."
    )


def test_prices_of_the_textbook_are_those_published() -> None:
    _, case = _case("lorie-savage")
    found = {price.row.key[-1]: price for price in all_prices(case)}
    assert (found[0].up.price, found[1].up.price) == pytest.approx((0.136, 1.864), abs=5e-4)
    assert (found[0].up.price, found[1].up.price) == pytest.approx((3 / 22, 41 / 22))
    assert (found[0].down.until, found[0].up.until) == pytest.approx((48.0, 92.0))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "en",
            [
                "why",
                "Its own part of the objective: 10 points.",
                "Less what it uses of “Ceiling of a source in a year”: 10.5 points.",
                "What remains is a lack of 0.5 points for the whole project: it is worth less than it takes from "
                "others.",
                "Forced in (100.0% of it), it lowers the objective by 24.3 points: its own part 10 points, all others "
                "−34.3 points.",
                "Project 1: 100.0% becomes 0.0%.",
                "Project 9: 100.0% becomes 0.0%.",
                "Project 6: 97.0% becomes 33.3%.",
                "Project 7: 4.5% becomes 0.0%.",
                "It comes in if its score is higher by more than 5% (0.5 points).",
                "It comes in if its capital cost is lower by more than 4.77%.",
                "A start one year earlier, or up to three years later than allowed, would not bring it in.",
                "It comes in with more than USD 42 more from budget in 1955.",
            ],
        ),
        (
            "vi",
            [
                "why",
                "Phần của riêng dự án trong giá trị mục tiêu: 10 điểm.",
                "Trừ phần sử dụng của “Hạn mức năm của nguồn vốn”: 10,5 điểm.",
                "Còn thiếu 0,5 điểm cho cả dự án: dự án không đáng bằng phần nguồn lực lấy của các dự án khác.",
                "Nếu buộc đưa vào (100,0% dự án), giá trị mục tiêu giảm 24,3 điểm: phần của riêng dự án 10 điểm, các "
                "dự án khác −34,3 điểm.",
                "Project 1: từ 100,0% thành 0,0%.",
                "Project 9: từ 100,0% thành 0,0%.",
                "Project 6: từ 97,0% thành 33,3%.",
                "Project 7: từ 4,5% thành 0,0%.",
                "Dự án được đưa vào phương án nếu điểm số tăng hơn 5% (0,5 điểm).",
                "Dự án được đưa vào phương án nếu chi phí đầu tư giảm hơn 4,77%.",
                "Khởi công sớm hơn một năm, hoặc muộn hơn tối đa ba năm so với cho phép, cũng không đưa dự án vào "
                "phương án.",
                "Dự án được đưa vào phương án nếu có thêm hơn 42 USD từ budget năm 1955.",
            ],
        ),
    ],
)
def test_a_project_left_out_is_explained(code: Code, said: list[str]) -> None:
    assert [line[-1] for line in _lines("lorie-savage", "p8", code)] == said


def test_the_net_benefit_is_told_at_base_year_value() -> None:
    said = _sentences("two-clusters", "vi")["provincial_budget 2028"]
    assert said.startswith(
        "Thêm 1 tỷ đồng từ Provincial budget năm 2028 sẽ làm tăng lợi ích ròng 0,409 tỷ đồng (theo giá trị năm gốc), "
        "đúng cho đến khi giới hạn đạt 66,4 tỷ đồng; vượt mức đó, "
    )


@pytest.mark.parametrize("code", CODES)
def test_whole_works_are_named_as_such(code: Code) -> None:
    _, case = _case("lorie-savage-whole")
    made = price_table(
        case, (found := all_prices(case)), all_effects(case, found, 60.0), _tell("lorie-savage-whole", code)
    )
    start = {
        "en": "With the chosen works kept (prices of the linear programme):",
        "vi": "Giữ nguyên các dự án đã chọn (giá của bài toán tuyến tính):",
    }[code]
    anew = {"en": "Planned anew, USD 1 more changes", "vi": "Nếu lập lại phương án, tăng 1 USD làm"}[code]
    assert made.rows
    for row in made.rows:
        assert str(row[-1]).startswith(start)
        assert anew in str(row[-1])


def test_what_is_printed_is_enough() -> None:
    assert (outward(12.341), outward(0.0123401), outward(7.0)) == pytest.approx((12.4, 0.0124, 7.0))
    assert (step_within(0.0042), step_within(1.0), step_within(250.0)) == pytest.approx((0.001, 1.0, 1.0))


@pytest.mark.usefixtures("speak_english")
def test_the_page_and_its_tables(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = Said(capsys, "explain", "lorie-savage", "--out", str(tmp_path / "out"))
    assert said.exit == Exit.DONE
    assert "Project 8 (p8): Left out" in said.out
    prices = rows_of(tmp_path / "out" / "prices.csv")
    assert [(row["key"], row["year"], row["unit"]) for row in prices] == [
        ("budget", "1955", "money"), ("budget", "1956", "money"),
    ]  # fmt: skip
    assert float(prices[1]["price_more"]) == pytest.approx(41 / 22)
    assert float(prices[1]["holds_to"]) == pytest.approx(20 + 1 / 6)
    assert {row["project"] for row in rows_of(tmp_path / "out" / "explain.csv")} == {
        f"p{n}" for n in range(1, 10)
    }
    # an explanation of ours may be replaced by the next
    again = Said(capsys, "explain", "lorie-savage", "p8", "--out", str(tmp_path / "out"))
    assert again.exit == Exit.DONE
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["explain.csv", "manifest.json"]
    told = {(row["part"], row["item"]): row for row in rows_of(tmp_path / "out" / "explain.csv")}
    assert float(told["account", "net"]["amount"]) == pytest.approx(-0.5)
    assert float(told["exchange", "change"]["amount"]) == pytest.approx(-24.272727)


@pytest.mark.usefixtures("speak_english")
def test_json_has_the_same_rows(capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "explain", "lorie-savage", "p8", "--json")
    document = json.loads(said.out)
    assert (document["status"], document["mode"]) == ("optimal", "lp")
    assert [row["part"] for row in document["explain"]].count("moved") == 4


@pytest.mark.usefixtures("speak_english")
def test_an_unknown_project_is_refused_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "explain", "two-clusters", "A-wtp")
    assert said.exit == Exit.REFUSED
    assert said.err == "The scenario has no project A-wtp: did you mean A-wwtp?\n"


@pytest.mark.usefixtures("speak_english")
def test_without_a_plan_there_is_nothing_to_explain(capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "explain", "two-clusters", "--set", NO_PLAN)
    assert said.exit == Exit.INFEASIBLE
    assert said.out == ""
    assert "no plan keeps every limit" in said.err


def test_the_case_is_that_of_the_plan() -> None:
    scenario, case = _case("lorie-savage")
    solved = solve_programme(build(scenario.problem))
    again = case_of(solved)  # type: ignore[arg-type]
    assert again.plan.objective == case.plan.objective
