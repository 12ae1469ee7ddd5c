"""Files that mean harm are refused by a limit that acts while they are read, not after."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sound_plan import everything

from scenarios import ScenarioError, load
from scenarios.faults import Fault, Speller
from scenarios.file import yaml_text as limits
from scenarios.file.tree import Origin
from scenarios.file.yaml_text import Refused, read_yaml, scalar
from scenarios.language import Language
from scenarios.loading import from_document


def _bomb() -> str:
    levels = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for before, after in zip("abcdefgh", "bcdefghi", strict=True):
        levels.append(f"{after}: &{after} [{', '.join([f'*{before}'] * 10)}]")
    return "\n".join(levels)


HOSTILE: dict[str, tuple[Callable[[], str], str]] = {
    "alias bomb": (_bomb, "aliases counted"),
    "a million projects": (lambda: "format: 1\nprojects:\n" + "- {id: a}\n" * 1_000_000, "items"),
    "a million keys": (lambda: "".join(f"k{number}: 1\n" for number in range(1_000_000)), "keys"),
    "deep brackets": (lambda: "a: " + "[" * 1_000_000, "levels"),
    "deep indents": (lambda: "".join(" " * depth + "a:\n" for depth in range(2_000)), "levels"),
    "deep dashes": (lambda: "- " * 1_000_000, "levels"),
    "huge integer": (lambda: "format: " + "9" * 5_000_000, "characters"),
    "huge text": (lambda: "title: " + "x " * 5_000_000, "characters"),
    "huge key": (lambda: "? " + "k" * 5_000_000 + "\n: 1", "characters"),
    "more than 20 MB": (lambda: "# " + "x" * 20_000_001, "20 MB"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_its_limit(name: str, tmp_path: Path) -> None:
    make, words = HOSTILE[name]
    file = tmp_path / "plan.yaml"
    file.write_text(make(), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(file)
    assert len(refused.value.faults) == 1
    assert words in str(refused.value)


def test_reading_stops_at_the_limit_of_values() -> None:
    reading = limits._Reading(Origin("plan.yaml"), [])
    with pytest.raises(Refused):
        limits._events(_bomb(), reading)
    # Each use of an alias counts its whole content before a copy is made.
    assert reading.nodes <= limits.MAX_NODES + 10**6


def test_a_flood_of_faults_is_cut_off() -> None:
    faults: list[Fault] = []
    with pytest.raises(Refused):
        read_yaml("a: 1\n" * 100_000, Origin("plan.yaml"), faults)
    assert len(faults) == limits.MAX_FAULTS


def test_a_circle_of_requirements_is_found_without_recursion(tmp_path: Path) -> None:
    count = 5_000
    lines = [f"- {{id: P{n}, kind: road, capex: 1, requires: [P{(n + 1) % count}]}}" for n in range(count)]
    file = tmp_path / "plan.yaml"
    file.write_text(
        "format: 1\ntitle: circle\nhorizon: {start: 2027, years: 5}\n"
        "sources: [{id: s, sector: public, instrument: grant}]\nprojects:\n" + "\n".join(lines),
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError, match="a circle of requirements: P0 → P1 → P2"):
        load(file)


def test_comparing_spellings_has_a_budget() -> None:
    speller = Speller(budget=10)
    assert speller.nearest("watr", ["water", "power"]) == "water"
    assert [speller.nearest("watr", ["water", "power"]) for _ in range(10)][-1] is None


@pytest.mark.parametrize("wrong", ["P0417x", "P041", "P0147", "p0417", "Q0417"])
def test_long_lists_are_searched_by_their_index(wrong: str) -> None:
    assert Speller(budget=0).nearest(wrong, {f"P{number:04}" for number in range(5_000)}) is not None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("true", True), ("False", False),
        ("010", 10), ("0o10", 8), ("0x1F", 31), ("1_000", "1_000"), ("1,5", "1,5"), ("1e3", 1000.0),
        ("+7", 7), (".5", 0.5), ("5.", 5.0), ("-0.5e-2", -0.005), ("12:30", "12:30"), ("2027-01-01", "2027-01-01"),
        ("", None), ("~", None), ("null", None), ("Null", None), ("NO", "NO"), ("0b1", "0b1"), ("1.2.3", "1.2.3"),
    ],
)  # fmt: skip
def test_scalars_follow_the_core_schema(text: str, value: object) -> None:
    read = scalar(text)
    assert read == value
    assert type(read) is type(value)


def test_quoted_scalars_are_text() -> None:
    assert read_yaml("a: '1'\nb: \"true\"\nc: !!str 7", Origin("x"), []) == {"a": "1", "b": "true", "c": "7"}


def test_a_byte_order_mark_is_tolerated(tmp_path: Path) -> None:
    sound = (Path(__file__).parents[1] / "museum" / "sound.yaml").read_bytes()
    file = tmp_path / "plan.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + sound.replace(b"\n", b"\r\n"))
    assert load(file).title == "A small sound plan"


def test_an_alias_is_a_copy(tmp_path: Path) -> None:
    tree = read_yaml("a: &x {n: 1}\nb: *x", Origin("x"), [])
    tree["a"]["n"] = 2
    assert tree["b"] == {"n": 1}


def test_a_folder_or_a_missing_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(ScenarioError):
            load(path)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.csv").write_text("id,kind,capex\nA,road,1\n", encoding="utf-8")
    (tmp_path / "inside" / "projects.csv").symlink_to(tmp_path / "secret.csv")
    (tmp_path / "inside" / "plan.yaml").write_text(
        "format: 1\ntitle: t\nhorizon: {start: 2027, years: 5}\n"
        "sources: [{id: s, sector: public, instrument: grant}]\nprojects: {table: projects.csv}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError, match="a file in this folder or below"):
        load(tmp_path / "inside" / "plan.yaml")


JUNK: tuple[Any, ...] = (
    None, True, -1, 0, 1.5, float("nan"), float("-inf"), 10**400, "x", "", " ", [], {}, [1], ["x"], {"x": 1},
    {2027: 1}, {None: 1}, {True: 1}, {2.5: 1}, 2027, "2027-01-01", [[]], [{}], {"times": 2}, "public",
    {"public": None}, "A", "road", {"id": "road"}, [None], object(),
)  # fmt: skip


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, entry in entries:
        yield (*path, key)
        yield from _paths(entry, (*path, key))


@given(st.data())
def test_nothing_but_a_scenario_or_its_faults_comes_out(data: st.DataObject) -> None:
    document = everything()
    for _ in range(data.draw(st.integers(0, 3))):
        *above, last = data.draw(st.sampled_from(list(_paths(document))))
        holder: Any = document
        for key in above:
            holder = holder[key]
        holder[last] = deepcopy(data.draw(st.sampled_from(JUNK)))
    path = data.draw(st.sampled_from(list(_paths(document)) or [("title",)]))
    changes = {".".join(map(str, path)): deepcopy(data.draw(st.sampled_from(JUNK)))}
    try:
        said = from_document(document, changes).title
    except ScenarioError as refused:
        said = refused.text(Language("vi"))
    assert said
