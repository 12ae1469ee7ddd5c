"""Sentences: every family has its entry, every text has its Vietnamese, and no sentence claims too much."""

import ast
import string
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from finance.delivery import Mode
from optimizer.build import build
from optimizer.diagnose.knobs import KNOBS
from optimizer.endings import Repair
from optimizer.plan import Family, Kind, LimitRow
from optimizer.register import PORTFOLIO_MATCH, REGISTER, Entry, Sense, entry
from scenarios import Result
from scenarios.language import CODES, HOUSE, Language
from scenarios.pipeline import tabulated
from scenarios.wording import Wording, effect, limit_of
from tests.scenarios_run.bundled import solved

ENTRIES = [*REGISTER.values(), PORTFOLIO_MATCH]


def test_every_family_is_in_the_register() -> None:
    assert set(REGISTER) == set(Family)
    assert all(told.family is family for family, told in REGISTER.items())


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("told", ENTRIES, ids=lambda told: f"{told.family}-{len(told.axes)}")
def test_texts_use_only_places_that_the_key_fills(told: Entry) -> None:
    own = set(told.places)
    assert _places(told.title) == set()
    assert _places(told.more) <= own | {"one"}
    assert _places(told.left) <= own | {"slack"}
    assert "slack" in _places(told.left)
    if told.repair is not None:
        assert _places(told.repair) <= {*KNOBS[told.family].places, "limit", "needed"}
        assert "needed" in _places(told.repair)


@pytest.mark.parametrize("told", ENTRIES, ids=lambda told: f"{told.family}-{len(told.axes)}")
def test_vietnamese_texts_fill_the_same_places(told: Entry) -> None:
    speak = Language("vi")
    for text in (told.title, told.more, told.left, *([told.repair] if told.repair else [])):
        translated = speak(text)
        assert translated != text
        assert _places(translated) == _places(text)


@pytest.mark.parametrize("name", ["two-clusters", "scenario-md-example"])
def test_axes_places_and_sense_are_those_of_the_rows(name: str) -> None:
    lp = build(solved(name).plan.problem)
    keys = lp.row_keys()
    at = 0
    for block in lp.blocks:
        told = entry(block.family, len(keys[at]) - 1)
        assert tuple(axis for axis, _ in block.keys) == told.axes
        assert len(told.places) == len(keys[at]) - 1
        lower, upper = lp.row_lower[at : at + block.count], lp.row_upper[at : at + block.count]
        match told.sense:
            case Sense.AT_MOST:
                assert (lower == -float("inf")).all()
            case Sense.AT_LEAST:
                assert (upper == float("inf")).all()
            case Sense.EXACTLY:
                assert (lower == upper).all()
        at += block.count


@pytest.mark.parametrize("code", CODES)
def test_every_limit_is_read_aloud(result: Result, code: str) -> None:
    limits = tabulated(result.scenario, result.plan, result.checks, Language(code)).limits
    assert (limits.sentence.str.len() > 10).all()
    assert not limits.sentence.str.contains(r"[{}]|\bnan\b|\binf\b").any()
    assert limits.sentence.str.endswith(".").all()


def _row(key: tuple[object, ...], lower: float = -float("inf"), **rest: float | None) -> LimitRow:
    return LimitRow(key, **{"activity": 40.0, "lower": lower, "upper": 40.0, "price": 0.31, **rest})  # type: ignore[arg-type]


@pytest.fixture
def words(two_clusters: Result) -> Wording:
    scenario = two_clusters.scenario
    return Wording(Language("en"), scenario.problem, scenario.currency, scenario.unit)


CEILING = (Family.SOURCE_YEAR, "provincial_budget", 1)


def test_a_price_is_read_aloud(words: Wording) -> None:
    said = words.sentence(_row(CEILING, holds_from=30.0, holds_to=60.0), Kind.LP)
    assert said == "VND 1 bn more from Provincial budget in 2028 would add 0.31 to the objective."


def test_a_price_in_vietnamese(words: Wording) -> None:
    spoken = replace(words, language=Language("vi"), _texts={})
    said = spoken.sentence(_row(CEILING, holds_from=30.0, holds_to=60.0), Kind.LP)
    assert said == "Thêm 1 tỷ đồng từ Provincial budget năm 2028 sẽ làm giá trị mục tiêu tăng 0,31."


def test_a_price_that_holds_for_less_than_a_unit_is_a_bound(words: Wording) -> None:
    assert "would add at most 0.31" in words.sentence(_row(CEILING, holds_from=30.0, holds_to=40.2), Kind.LP)
    loss = _row(CEILING, price=-2.0, holds_from=30.0, holds_to=40.0)
    assert "would take at least 2 off" in words.sentence(loss, Kind.LP)


def test_a_range_that_was_not_computed_is_no_promise() -> None:
    assert "at most" in effect(_row(CEILING, holds_from=None, holds_to=None))
    assert "at most" not in effect(_row(CEILING, holds_from=12.0, holds_to=None))


def test_whole_works_are_said_to_be_kept(words: Wording) -> None:
    said = words.sentence(_row(CEILING, holds_from=30.0, holds_to=60.0), Kind.MILP)
    assert said.startswith("The chosen works kept: ")


def test_room_is_read_aloud(words: Wording) -> None:
    said = words.sentence(_row(CEILING, activity=27.66, price=0.0), Kind.LP)
    assert said == "VND 12.3 bn of Provincial budget left in 2028."


def test_no_price_is_no_number(words: Wording) -> None:
    assert words.sentence(_row(CEILING, price=None), Kind.LP) == "At the limit; no price was computed."


def test_a_binding_limit_without_price_changes_nothing(words: Wording) -> None:
    assert words.sentence(_row(CEILING, price=0.0), Kind.LP).endswith("would not change the objective.")
    floor = _row((Family.SOURCE_FLOOR, "central_support"), price=0.0, lower=40.0)
    assert words.sentence(replace(floor, upper=float("inf")), Kind.LP).endswith(
        "would add nothing to the objective."
    )


def test_a_repair_as_printed_is_large_enough(words: Wording) -> None:
    raised = words.repair(Repair(CEILING, 40.0, 47.3401))
    assert raised == "Raise the ceiling of Provincial budget in 2028 from VND 40 bn to VND 47.35 bn."
    lowered = words.repair(Repair((Family.SOURCE_FLOOR, "central_support"), 300.0, 119.9))
    assert lowered == "Lower the commitment to draw from Central support from VND 300 bn to VND 119 bn."
    share = words.repair(Repair((Family.START_ONCE, "cdc"), 1.0, 0.43218))
    assert share.startswith("Let 43.2% of the committed project")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    "told", [e for e in ENTRIES if e.repair], ids=lambda told: f"{told.family}-{len(told.axes)}"
)
def test_every_repair_is_said(words: Wording, told: Entry, code: str) -> None:
    places = KNOBS[told.family].places
    parts = ["public" if place == "mode" else 1 if place == "year" else "x" for place in places]
    spoken = replace(words, language=Language(code), _texts={})
    said = spoken.repair(Repair((told.family, *parts), 40.0, 47.3))
    assert "{" not in said
    assert len(said) > 20


def test_steps_of_a_curve_are_numbered(words: Wording) -> None:
    said = words.sentence(_row((Family.SOURCE_YEAR, "bank_loan.2", 0), activity=1.0, price=0.0), Kind.LP)
    assert "step 2 left in 2027" in said


def test_limit_is_the_nearer_side() -> None:
    both = LimitRow((Family.START_ONCE, "a"), 0.9, 0.0, 1.0)
    assert limit_of(both) == 1.0
    assert limit_of(replace(both, upper=float("inf"))) == 0.0


@given(
    st.floats(-1e15, 1e15) | st.integers(-(10**6), 10**6).map(lambda n: n / 100),
    st.integers(0, 4),
    st.booleans(),
)
def test_numbers_are_written_as_babel_writes_them(amount: float, digits: int, fixed: bool) -> None:
    pattern = "#,##0" + ("." + ("0" if fixed else "#") * digits if digits else "")
    for code in CODES:
        said = Language(code).number(amount, digits, fixed=fixed)
        assert said == format_decimal(amount + 0.0, format=pattern, locale=code)


def test_numbers_without_end_are_said() -> None:
    said = [Language("vi").number(amount) for amount in (float("inf"), -float("inf"), float("nan"))]
    assert said == ["∞", "-∞", "NaN"]


def test_modes_have_words() -> None:
    from scenarios.wording import MODES

    assert set(MODES) == set(Mode)


KEPT = "The chosen works kept: "

SPOKEN = [
    *sorted((HOUSE / "scenarios" / "commands").glob("*.py")),
    *sorted((HOUSE / "scenarios" / "tables").glob("*.py")),
    *(HOUSE / "scenarios" / f"{name}.py" for name in ("folder", "wording", "__main__")),
]


def _texts(file: Path) -> set[str]:
    """Catalogue texts of a module: what is passed to a call that speaks, or is named `text`, `_ONE`, `_MANY` …"""
    speaking = {"language", "tell", "say", "_filled", "_", "speak"}
    named = {"text", "MODES", "SERVICES", "METRICS", "_ONE", "_MANY", "_HEADINGS", "_HEADS", "_STATUSES"}
    named |= {"_OWN_WORDS", "_COMPLAINTS"}
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).rpartition(".")[2] in speaking:
            found |= _constants(node.args[0])
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(ast.unparse(target) in named for target in targets):
                found |= _constants(node.value)
        elif isinstance(node, ast.AnnAssign) and node.value and ast.unparse(node.target) in named:
            found |= _constants(node.value)
        elif isinstance(node, ast.FunctionDef) and node.name == "effect":
            constants = (n.value for n in ast.walk(node) if isinstance(n, ast.Constant))
            found |= {text for text in constants if isinstance(text, str) and text.startswith("{more}")}
    return {text for text in found if any(letter.isalpha() for letter in text)}


def _constants(node: ast.expr | ast.stmt) -> set[str]:
    if isinstance(node, ast.Dict):
        return {text for value in node.values for text in _constants(value)}
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
        return set()
    if isinstance(node, ast.Subscript):
        return _constants(node.value)
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ast.Name | ast.Attribute | ast.JoinedStr):
        return set()
    return {
        text
        for child in ast.iter_child_nodes(node)
        if isinstance(child, ast.expr)
        for text in _constants(child)
    }


def _catalogue(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="vi") if message.id}


@pytest.mark.parametrize("file", SPOKEN, ids=lambda file: file.stem)
def test_every_text_has_its_vietnamese(file: Path) -> None:
    known = {
        text: translated
        for path in (HOUSE / "scenarios" / "locale").glob("*vi.po")
        for text, translated in _catalogue(path).items()
    }
    texts = _texts(file) - {KEPT}
    texts |= {KEPT + text for text in texts if text.startswith("{more}") and "{amount}" in text}
    assert {text for text in texts if not known.get(text)} == set()


def test_no_translation_is_left_over() -> None:
    spoken = {text for file in SPOKEN for text in _texts(file)}
    spoken |= {KEPT + text for text in spoken if text.startswith("{more}")}
    assert set(_catalogue(HOUSE / "scenarios" / "locale" / "run.vi.po")) - spoken == set()
    told = {text for e in ENTRIES for text in (e.title, e.more, e.left, e.repair) if text}
    assert set(_catalogue(HOUSE / "optimizer" / "locale" / "vi.po")) - told == set()


def test_translations_fill_the_same_places() -> None:
    for path in (HOUSE / "scenarios" / "locale" / "run.vi.po", HOUSE / "optimizer" / "locale" / "vi.po"):
        for text, translated in _catalogue(path).items():
            assert _places(translated) == _places(text), text
