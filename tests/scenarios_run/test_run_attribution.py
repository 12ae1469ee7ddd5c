"""`compare --why`: what each input changes adds up to what differs, and what is said of it is true."""

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.plan import Plan
from scenarios import Result, load, run
from scenarios.attribution import MOST_STEPS, Joined, Of, Step, amounts, attribute, bundled, difference
from scenarios.commands.attributing import sentence
from scenarios.differences import paths_that_differ, taken_over, weighty
from scenarios.language import Language
from scenarios.loading import from_document
from scenarios.scenario import Scenario
from scenarios.status import Exit
from tests.scenarios_run.bundled import LIBRARY, solved
from tests.scenarios_run.calling import Said, rows_of

CHANGES: dict[str, object] = {
    "assumptions.discount_rate": 0.12,
    "sources.provincial_budget.ceiling": {"times": 0.8},
    "projects.A-water.capex": 45,
    "limits.recurrent": 60,
}


def _result(changes: dict[str, object]) -> Result:
    result = run(load(LIBRARY / "scenario-md-example.yaml", changes))
    assert isinstance(result, Result)
    return result


def _plan_of(scenario: Scenario) -> Plan | None:
    result = run(scenario)
    return result.plan if isinstance(result, Result) else None


@pytest.fixture(scope="module")
def pair() -> tuple[Result, Result]:
    return solved("scenario-md-example"), _result(CHANGES)


def test_steps_follow_the_file_and_add_up_to_the_whole_difference(pair: tuple[Result, Result]) -> None:
    steps = attribute(*pair, _plan_of)
    sections = [path[0] for step in steps for path in step.paths]
    assert sections == ["assumptions", *["sources"] * (len(sections) - 3), "projects", "limits"]
    whole = difference(amounts(pair[0].plan), amounts(pair[1].plan))
    summed: dict[object, float] = {}
    for step in steps:
        for key, change in step.changes.items():
            summed[key] = summed.get(key, 0.0) + change
    assert summed.keys() >= whole.keys()
    for key, change in summed.items():
        assert change == pytest.approx(whole.get(key, 0.0), abs=1e-9)


def test_a_step_changes_what_its_inputs_alone_change_after_those_before_it(
    pair: tuple[Result, Result],
) -> None:
    first, *_ = attribute(*pair, _plan_of)
    assert first.paths == (("assumptions", "discount_rate"),)
    alone = _result({"assumptions.discount_rate": 0.12})
    expected = alone.plan.objective - pair[0].plan.objective
    assert first.changes[Of.OBJECTIVE, "", None] == pytest.approx(expected, abs=1e-6)


def test_money_and_starts_are_those_of_the_tables(pair: tuple[Result, Result]) -> None:
    found = amounts(pair[0].plan)
    funding, projects = pair[0].funding, pair[0].projects
    for (of, name, year), amount in found.items():
        if of is Of.MONEY:
            rows = funding[(funding.source == name) & (funding.year == year)]
            assert rows.amount.sum() == pytest.approx(amount, abs=1e-5)
        if of is Of.START:
            project, mode = name.split("/")
            rows = projects[
                (projects.project == project) & (projects["mode"] == mode) & (projects.start_year == year)
            ]
            assert rows.share.sum() == pytest.approx(amount, abs=1e-5)


def test_inputs_that_contradict_the_file_alone_are_taken_over_together() -> None:
    first = solved("scenario-md-example")
    # the road goes, and with it what waits for it: either alone names a work that is not there
    entry = next(p for p in first.scenario.document["projects"] if p["id"] == "A-land")
    assert entry["requires"] == ["A-road"]
    second = _result({"projects.A-road": None, "projects.A-land.requires": None})
    (step,) = attribute(first, second, _plan_of)
    assert set(step.paths) == {("projects", "A-road"), ("projects", "A-land", "requires")}
    assert step.joined == {Joined.INVALID}
    assert "contradicts the rest of the file" in sentence(step, Language("en"))


def test_inputs_without_a_plan_of_their_own_are_taken_over_together(pair: tuple[Result, Result]) -> None:
    asked: list[Scenario] = []

    def no_second(scenario: Scenario) -> Plan | None:
        asked.append(scenario)
        return None if len(asked) == 1 else _plan_of(scenario)

    steps = attribute(*pair, no_second)
    assert Joined.NO_PLAN in steps[0].joined
    assert len(steps[0].paths) >= 2
    assert "there is no plan" in sentence(steps[0], Language("en"))


def test_many_inputs_are_taken_over_by_item_and_many_items_by_section() -> None:
    few = tuple(("projects", f"p{i}", "capex") for i in range(MOST_STEPS))
    assert bundled(few) == tuple((path,) for path in few)
    items = tuple(("projects", f"p{i % 5}", f"f{i}") for i in range(40))
    assert [len(bundle) for bundle in bundled(items)] == [8] * 5
    many = (*((("projects", f"p{i}", "capex")) for i in range(30)), ("horizon", "years"))
    assert [bundle[0][0] for bundle in bundled(many)] == ["projects", "horizon"]


@pytest.mark.parametrize("other", ["two-clusters", "thong-nhat-1", "petersen-1"])
def test_taking_over_every_path_makes_the_one_file_the_other(other: str) -> None:
    one, two = (weighty(load(LIBRARY / f"{name}.yaml").document) for name in ("scenario-md-example", other))
    merged = one
    for path in paths_that_differ(one, two):
        merged = taken_over(merged, two, path)
    assert paths_that_differ(merged, two) == ()
    assert (
        from_document({"title": "-", **merged}).problem.horizon
        == load(LIBRARY / f"{other}.yaml").problem.horizon
    )


@pytest.mark.parametrize("code", ["en", "vi"])
def test_a_sentence_says_money_and_starts_with_their_signs(code: str) -> None:
    changes = {
        (Of.OBJECTIVE, "", None): -1234.5,
        (Of.MONEY, "budget", 2028): -30.0,
        (Of.MONEY, "budget", 2029): 10.0,
        (Of.MONEY, "bank", 2028): 5.0,
        (Of.START, "road/public", 2028): -1.0,
        (Of.START, "road/public", 2029): 1.0,
    }
    said = sentence(Step((("sources", "budget", "ceiling", "2028"),), changes), Language(code))  # type: ignore[arg-type]
    expected = {
        "en": "sources.budget.ceiling.2028: objective -1,234.5. "
        "Money drawn: budget -20, 10 to other years; bank +5. Starts: road/public 2028 -100.0%, 2029 +100.0%.",
        "vi": "sources.budget.ceiling.2028: giá trị mục tiêu -1.234,5. "
        "Vốn giải ngân: budget -20, 10 chuyển sang năm khác; bank +5. "
        "Khởi công: road/public 2028 -100,0%, 2029 +100,0%.",
    }
    assert said == expected[code]


@pytest.mark.usefixtures("speak_english")
def test_compare_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "base.yaml").write_bytes((LIBRARY / "scenario-md-example.yaml").read_bytes())
    changes = "{assumptions.discount_rate: 0.12, projects.A-water.capex: 45}"
    (tmp_path / "other.yaml").write_text(f"base: base.yaml\nchanges: {changes}\n", "utf-8")
    files = [str(tmp_path / name) for name in ("base.yaml", "other.yaml")]
    out = tmp_path / "out"
    said = Said(capsys, "compare", *files, "--why", "--out", str(out))
    assert said.exit == Exit.DONE, said.err
    why = rows_of(out / "why.csv")
    assert [row["inputs"] for row in why] == ["assumptions.discount_rate", "projects.A-water.capex"]
    assert all(row["sentence"] in said.out for row in why)
    changed = [float(row["change"]) for row in rows_of(out / "attribution.csv") if row["of"] == "objective"]
    plans = [float(row["objective"]) for row in rows_of(out / "plans.csv")]
    assert sum(changed) == pytest.approx(plans[1] - plans[0], abs=1e-9)
    without = Said(capsys, "compare", *files)
    assert "What each input changes" not in without.out


@pytest.mark.usefixtures("speak_english")
def test_without_two_plans_there_is_nothing_to_attribute(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "base.yaml").write_bytes((LIBRARY / "scenario-md-example.yaml").read_bytes())
    (tmp_path / "none.yaml").write_text(
        "base: base.yaml\nchanges: {targets.jobs by 2035.at_least: 99999}\n", "utf-8"
    )
    files = [str(tmp_path / name) for name in ("none.yaml", "base.yaml")]
    said = Said(capsys, "compare", *files, "--why")
    assert said.exit == Exit.INFEASIBLE
    assert "nothing to attribute" in said.err


def test_a_plan_that_is_cut_is_no_step(monkeypatch: pytest.MonkeyPatch) -> None:
    from io import StringIO

    from scenarios.commands import attributing
    from scenarios.commands.console import Console

    result = solved("lorie-savage")
    cut = replace(result, plan=replace(result.plan, is_optimal=False, gap=0.5))
    console = Console(Language("en"), StringIO(), StringIO())
    for ending, expected in ((result, result.plan), (cut, None)):
        monkeypatch.setattr(attributing, "run", lambda *_, ending=ending, **__: ending)
        assert attributing._planner(console)(result.scenario) is expected
