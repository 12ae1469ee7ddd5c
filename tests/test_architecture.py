"""The house keeps its plan: who may import whom, how long things may be, what nothing may be called.

All of it is read from the source, so that no import runs and none is missed.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FLOORS = {"app": 6, "dashboard": 5, "reports": 4, "store": 4, "scenarios": 3, "optimizer": 2, "finance": 1}
"""A room may import itself and the rooms on lower floors; rooms on one floor do not know each other."""

FRONT_DOORS = {"app.py", "scenarios/__main__.py"}
"""Where the user comes in. They stand above all rooms: the command line hands the charts down to `run`."""

LONGEST_FILE = 400
LONGEST_FUNCTION = 60

BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc", "shared"}

# what finance may use of the standard library: nothing that reads, writes, asks the clock or starts anything
ARITHMETIC = {
    "abc", "bisect", "collections", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools",
    "itertools", "math", "operator", "typing", "warnings",
}  # fmt: skip

ARRAYS = {"numpy", "numpy_financial"}
"""The arrays, and the annuity formulas on them that others maintain."""

MACHINE_CODE = "finance/rates/many_compiled.py"
"""The one file that may know numba, an extra; it is imported where a caller asks for it by name."""


def _files() -> list[Path]:
    rooms = [file for room in FLOORS for file in sorted((ROOT / room).rglob("*.py"))]
    return [*rooms, *(ROOT / f"{room}.py" for room in FLOORS if (ROOT / f"{room}.py").is_file())]


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def _imports(tree: ast.Module, file: Path) -> Iterator[tuple[str, int]]:
    """Full names of all modules imported anywhere in a file, inside functions too, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = list(file.relative_to(ROOT).parts[: -node.level]) if node.level else []
            yield ".".join([*package, *([node.module] if node.module else [])]), node.lineno
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "importlib.import_module",
            "__import__",
        ):
            yield (
                ast.literal_eval(node.args[0]) if isinstance(node.args[0], ast.Constant) else "?",
                node.lineno,
            )


FILES = _files()


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_imports_point_down(file: Path) -> None:
    own = file.relative_to(ROOT).parts[0].removesuffix(".py")
    wrong = [
        f"line {line} imports {module}"
        for module, line in _imports(_tree(file), file)
        if (room := module.partition(".")[0]) in FLOORS
        and room != own
        and FLOORS[room] >= FLOORS[own]
        and _name(file) not in FRONT_DOORS
    ]
    assert wrong == []


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_only_the_dashboard_knows_streamlit(file: Path) -> None:
    if file.relative_to(ROOT).parts[0] not in ("app.py", "dashboard"):
        assert [line for module, line in _imports(_tree(file), file) if module.startswith("streamlit")] == []


@pytest.mark.parametrize("file", [f for f in FILES if f.parent.name != "library"], ids=_name)
def test_only_the_engine_knows_the_solver(file: Path) -> None:
    if _name(file) != "optimizer/engine.py":
        assert [line for module, line in _imports(_tree(file), file) if module.startswith("highspy")] == []


@pytest.mark.parametrize("file", [f for f in FILES if f.parts[len(ROOT.parts)] == "finance"], ids=_name)
def test_finance_is_arithmetic(file: Path) -> None:
    tree = _tree(file)
    rooms = {module.partition(".")[0] for module, _ in _imports(tree, file)}
    allowed = {"finance", *ARRAYS, *(["numba"] if _name(file) == MACHINE_CODE else [])}
    assert rooms - ARITHMETIC <= allowed, "finance uses numpy and nothing that touches the world"
    opened = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "open"]
    assert opened == []


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_files_are_short(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def _code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function that hold code: blank lines, comments and docstrings do not make it harder to read.

    The head counts: a long list of parameters is part of what must be read.
    """
    held = {line for node in ast.walk(function) for line in _lines(node)}
    for node in ast.walk(function):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(node) is not None:
            text = node.body[0]
            held -= set(range(text.lineno, (text.end_lineno or text.lineno) + 1))
    return len(held)


def _lines(node: ast.AST) -> range:
    """Lines of a node without children of its own, or of a text; a compound node is its children."""
    is_leaf = isinstance(
        node, (ast.Constant, ast.Name, ast.arg, ast.alias, ast.Pass, ast.Break, ast.Continue)
    )
    first, last = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
    if first is None or last is None:
        return range(0)
    return range(first, last + 1) if is_leaf else range(first, first + 1)


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_functions_are_short(file: Path) -> None:
    functions = (n for n in ast.walk(_tree(file)) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)))
    long = [f"{f.name}: {count} lines" for f in functions if (count := _code_lines(f)) > LONGEST_FUNCTION]
    assert long == []


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_names_say_what_is_inside(file: Path) -> None:
    assert not {part.removesuffix(".py") for part in file.relative_to(ROOT).parts} & BANNED_NAMES


def test_the_walk_sees_the_whole_house() -> None:
    names = {_name(file) for file in FILES}
    assert {
        "finance/lending/schedule.py",
        "optimizer/families/money.py",
        "scenarios/tables/limits.py",
    } <= names
    built = FLOORS.keys() - {"app", "store"}  # saved scenarios and runs are a later room
    assert all((ROOT / room).is_dir() for room in built)


def test_imports_inside_functions_are_seen() -> None:
    tree = ast.parse("def f():\n    from reports import figures\n    import dashboard.state\n")
    assert [module for module, _ in _imports(tree, ROOT / "scenarios" / "x.py")] == [
        "reports",
        "dashboard.state",
    ]


def test_relative_imports_are_seen() -> None:
    tree = ast.parse("from ..reports import figures\n")
    assert [module for module, _ in _imports(tree, ROOT / "scenarios" / "commands" / "x.py")] == [
        "scenarios.reports"
    ]


def test_only_lines_with_code_are_counted() -> None:
    lines = [
        "def f(",
        "    a,",
        "):",
        '    """Long',
        '    text."""',
        "    # why",
        "",
        "    b = (",
        "        a",
        "    )",
    ]
    source = "\n".join([*lines, "    return b"])
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    # def, a, b =, a, return: closing brackets alone are no code to read
    assert _code_lines(function) == 5


def test_the_standard_library_is_known() -> None:
    assert sys.stdlib_module_names >= ARITHMETIC
