"""Scenarios without a plan: what is said and written is true when it is done to the file."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.diagnose.applied import repaired
from optimizer.endings import Clash, Contradiction, Infeasible, Repair
from optimizer.plan import Family
from scenarios import Result, load, run
from scenarios.diagnosis_words import DiagnosisWords
from scenarios.file.variants import parse_set
from scenarios.language import CODES, Language
from scenarios.repairing import as_settings, changes_of
from scenarios.saved import read, written
from scenarios.scenario import Scenario
from scenarios.status import Exit
from tests.scenarios_run.bundled import LIBRARY, solved
from tests.scenarios_run.calling import Said, rows_of

EXAMPLE = LIBRARY / "scenario-md-example.yaml"

TOO_MUCH: dict[str, object] = {
    "targets.jobs by 2035.at_least": 5000,
    "targets.amenity share.at_least": 0.9,
    "sources.central_support.floor": 500,
    "sources.bank_loan.floor": 400,
    "sources.provincial_budget.ceiling": 0,
    "sources.provincial_budget.min_share": 0.9,
    "limits.admin_capacity": 1,
    "limits.recurrent": 0,
    "limits.public_debt": 0,
    "projects.A-land.committed": True,
    "projects.A-housing.committed": True,
    "projects.A-power.committed": True,
    "delivery.private.state_share": 0,
    "delivery.ppp.dscr": 4,
}


def _ending(changes: dict[str, object]) -> tuple[Scenario, Infeasible | None]:
    scenario = load(EXAMPLE, {**changes, "solve.time_limit": 20})
    ending = run(scenario)
    return scenario, ending if isinstance(ending, Infeasible) else None


@given(paths=st.sets(st.sampled_from(sorted(TOO_MUCH)), min_size=1, max_size=5), divisible=st.booleans())
@settings(max_examples=10)
def test_a_repair_put_into_the_file_lets_a_plan_exist(paths: set[str], divisible: bool) -> None:
    asked: dict[str, object] = {path: TOO_MUCH[path] for path in sorted(paths)}
    if divisible:
        asked |= {"projects.A-road.indivisible": False, "projects.A-land.indivisible": False}
        asked |= {"projects.A-housing.min_scale": None}
    scenario, ending = _ending(asked)
    if ending is None:
        return
    assert ending.repairs
    for repair in (ending.repairs, *ending.alternatives):
        changes = changes_of(scenario, repair)
        assert dict(parse_set(text) for text in as_settings(changes).split("; ")) == changes
        assert isinstance(run(load(EXAMPLE, {**asked, **changes})), Result)


EVERY_KNOB = (
    (Family.START_ONCE, "cdc"), (Family.REQUIRES, "A-land", "A-road"), (Family.SOURCE_YEAR, "provincial_budget", 2),
    (Family.SOURCE_YEAR, "oda_onlending", 0), (Family.SOURCE_YEAR, "bank_loan.2", 1),
    (Family.SOURCE_TOTAL, "oda_onlending"), (Family.MAX_SHARE, "central_support"), (Family.MATCH, "ppp_equity"),
    (Family.STATE_SHARE, "ppp"), (Family.EQUITY_SHARE, "private"), (Family.DSCR, "ppp"),
    (Family.EQUITY_RETURN, "private"), (Family.RECURRENT, 1), (Family.PUBLIC_DEBT, 3), (Family.ADMIN_CAPACITY, 2),
    (Family.TARGET, "amenity share", "at_least"), (Family.TARGET, "jobs by 2035", "at_least"),
)  # fmt: skip


@pytest.mark.parametrize("key", EVERY_KNOB, ids=lambda key: "-".join(map(str, key)))
def test_a_change_in_the_file_is_the_change_in_the_problem(key: tuple[object, ...]) -> None:
    scenario = load(EXAMPLE)
    repair = Repair(key, 1.0, 0.4)  # type: ignore[arg-type]
    changed = load(EXAMPLE, changes_of(scenario, (repair,)))
    assert changed.problem == repaired(scenario.problem, (repair,))
    assert changed.problem != scenario.problem


def test_several_changes_of_one_field_belong_together() -> None:
    scenario = load(EXAMPLE)
    repairs = (
        Repair((Family.SOURCE_YEAR, "oda_onlending", 0), 50.0, 60.0),
        Repair((Family.SOURCE_YEAR, "oda_onlending", 2), 50.0, 70.0),
        Repair((Family.START_ONCE, "cdc"), 1.0, 0.5),
        Repair((Family.TARGET, "jobs by 2035", "at_least"), 800.0, 700.0),
        Repair((Family.LOCK_UP, "ppp"), 1.2, 1.1),
    )
    changes = changes_of(scenario, repairs)
    assert changes["sources.oda_onlending.ceiling"][2027] == 60.0
    assert changes["sources.oda_onlending.ceiling"][2029] == 70.0
    assert load(EXAMPLE, changes).problem == repaired(scenario.problem, repairs)


@pytest.mark.usefixtures("speak_english")
def test_the_law_is_kept_and_its_article_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_bytes(EXAMPLE.read_bytes())
    changes = "{policy: vietnam, delivery.ppp.state_share: null, targets.jobs by 2035.at_least: 5000}"
    (tmp_path / "b.yaml").write_text(f"base: a.yaml\nchanges: {changes}\n", "utf-8")
    said = Said(capsys, "run", str(tmp_path / "b.yaml"), "--out", str(tmp_path / "out"), "--conflict")
    assert said.exit == Exit.INFEASIBLE
    kept = {row["key"]: row for row in rows_of(tmp_path / "out" / "repairs.csv") if row["repair"] == "kept"}
    assert "PPP Law 64/2020/QH14" in kept["ppp"]["law"]
    assert all(row["sentence"] in said.err for row in kept.values())
    assert "Or instead:" not in said.err or "2" in {
        r["repair"] for r in rows_of(tmp_path / "out" / "repairs.csv")
    }
    assert "cannot be kept together" in said.err
    assert "Target jobs by 2035: at least 5,000 jobs" in said.err
    (contradiction,) = rows_of(tmp_path / "out" / "contradictions.csv")
    assert contradiction["clash"] == "at_least"
    assert "targets.jobs by 2035.at_least" in contradiction["sentence"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("clash", Clash)
def test_every_contradiction_is_said_with_its_paths(clash: Clash, code: str) -> None:
    scenario = solved("scenario-md-example").scenario
    noun = {Clash.AT_LEAST: "jobs by 2035", Clash.AT_MOST: "jobs by 2035", Clash.EXCLUSIVE: "one"}.get(
        clash, "bank_loan"
    )
    works = ("A-road", "A-land", "A-wwtp", "A-water", "A-power")
    words = DiagnosisWords(scenario, Language(code))
    said = words.contradiction(Contradiction(clash, 12.5, 3.5, works, noun, (0, 2)))  # type: ignore[arg-type]
    assert "{" not in said
    assert any(word in said for word in ("projects.", "sources.", "limits.", "targets."))


def test_a_set_of_words_for_each_ending() -> None:
    scenario = solved("scenario-md-example").scenario
    words = DiagnosisWords(scenario, Language("en"))
    change = Repair((Family.TARGET, "jobs by 2035", "at_least"), 800.0, 612.0)
    assert "No change of limits" in words.message(Infeasible(()))
    cut = words.message(Infeasible((change,), is_least=False, is_divisible=True))
    assert "before a smaller one could be ruled out" in cut
    assert "not yet for whole ones" in cut
    law = words.message(Infeasible((), by_law=(Repair((Family.STATE_SHARE, "ppp"), 0.5, 0.6),)))
    assert "Only a change of what the law sets would help:" in law
    assert "from 50% to 60%" in law
    share = words.words.repair(Repair((Family.TARGET, "amenity share", "at_least"), 0.15, 0.1))
    assert share == "Change the target amenity share from 15% to 10%."
    assert words.words.repair(Repair((Family.START_ONCE, "cdc"), 1.0, 0.0)) == "Do not commit to cdc."
    assert words.words.repair(Repair((Family.DSCR, "ppp"), 1.2, 1.05)).endswith("from 1.2 to 1.05.")


def test_an_ending_without_a_plan_comes_back_as_it_was() -> None:
    scenario, ending = _ending({"targets.jobs by 2035.at_least": 5000, "sources.central_support.floor": 500})
    assert ending is not None
    assert ending.contradictions
    assert read(json.loads(json.dumps(written(ending))), scenario.problem) == ending


@pytest.mark.usefixtures("speak_english")
def test_a_check_notes_contradictions_and_leaves_with_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_bytes(EXAMPLE.read_bytes())
    (tmp_path / "b.yaml").write_text("base: a.yaml\nchanges: {sources.central_support.floor: 500}\n", "utf-8")
    said = Said(capsys, "check", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"))
    assert said.exit == Exit.DONE
    assert said.out.count(": ok") == 2
    assert said.err.count("a note, not a fault") == 1
    assert "sources.central_support.floor" in said.err
