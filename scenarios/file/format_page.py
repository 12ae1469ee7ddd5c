"""The field reference `docs/scenario-format.md`, derived from the field table.

`python -m scenarios.file.format_page > docs/scenario-format.md` writes it; a test fails where it is out of date.
"""

from collections.abc import Iterator, Mapping

from scenarios.file.kinds import Field, Kind, ListOf, MapOf, Record, Shapes, described
from scenarios.file.schema import PROJECT_TAGS, SCENARIO, TABLES, TAGS_OF_METRIC
from scenarios.file.yaml_text import MAX_BYTES, MAX_DEPTH, MAX_ITEMS, MAX_NODES
from scenarios.language import Language

_HEAD = """# The scenario file, field by field

<!-- Written by `python -m scenarios.file.format_page > docs/scenario-format.md` from the field table. Do not edit. -->

One YAML 1.2 file (UTF-8) holds one plan to be made. Every fault of a file is reported at once, with file, line,
path, what was found, what is allowed and the nearest right spelling; nothing is dropped in silence.

- `yes`, `no`, `on`, `off` are text; only `true` and `false` are switches. `010` is ten, `1_000` and `1,5` are
  text. NaN and infinities are refused.
- Shares and rates are written as shares: `0.15` is 15 percent.
- An id is text without `.`, `/`, `;` and without blanks at its ends; a number as an id stands in quotes.
- A yearly amount is one number for every year, or `{year: amount}`. Years not named: 0 for `ceiling`, not
  limited for `limits`; a `tax_rate` by year names every year.
- A field left out has its default. A field with nothing after its colon is a fault, save for a delivery mode or
  a project's mode, where it means that nothing special is stated.
- Limits of a file: @bytes@ MB, @nodes@ values, @items@ items in a list, @depth@ levels.

## Tables

`sources`, `clusters`, `projects` and `targets` may stand in a table: `projects: {table: projects.csv}` or
`projects: {table: book.xlsx, sheet: Projects}`, in the scenario's folder or below it.

- The first row names the fields; a field inside a field has a dotted head: `start.earliest`, `ceiling.2027`,
  `land.area`, `provides.water`, `modes.ppp.delay`, `tranches.1.rate`.
- Items of a list are split by `;`: `0.5;0.5`, `public;ppp`. With `modes` beside `modes.ppp.delay`, the latter
  adds to the mode.
- An empty cell states nothing. A row whose first cell begins with `#` is a comment.
- The demand of clusters may have a table of its own, with a column `cluster`: `clusters: {table: clusters.csv,
  demand: {table: demand.csv}}`.
- CSV is UTF-8 with a decimal point; the separator is a comma, or `;` or a tab where the head has no comma.

## Variants

`base: other.yaml` with `changes:`, a mapping from path to value. Items of lists go by their id, targets by
their name, steps of `tranches` and of a list in `objective` by position from 1. `{times: 1.2}` and `{plus:
0.01}` change the number that is there (of amounts by year: each; of a field not stated: the policy's value or
the default); `null` removes. A path that hits nothing is a fault. `title` and `source` may be stated anew. A
field that is not stated yet may be set where the format knows it. `format` may be left out: the base states it.

## Policy packs

`policy: vietnam` fills fields that the scenario leaves open with the parameters in force on `as_of`; each
carries its legal reference and how well it is attested. What a scenario states itself is never replaced.
"""

_TAIL = """
## Metrics

| metric | tags for `where` |
|---|---|
@metrics@
"""


def page() -> str:
    """The whole page."""
    facts = {
        "bytes": str(MAX_BYTES // 1_000_000),
        "nodes": f"{MAX_NODES:,}",
        "items": f"{MAX_ITEMS:,}",
        "depth": str(MAX_DEPTH),
        "metrics": "\n".join(_metrics()),
    }
    text = _HEAD + "".join(_sections()) + _TAIL
    for name, value in facts.items():
        text = text.replace(f"@{name}@", value)
    return text


def _metrics() -> Iterator[str]:
    """Metrics and the tags that their amounts carry."""
    for metric, tags in TAGS_OF_METRIC.items():
        yield f"| `{metric}` | {', '.join(sorted(tags))} |"
    yield f"| any name under `indicators` | {', '.join(sorted(PROJECT_TAGS))} |"


def _sections() -> Iterator[str]:
    """The top level, then every group of fields by its path."""
    yield from _section("Top level", SCENARIO)
    seen: set[int] = {id(SCENARIO)}
    waiting: list[tuple[str, Record]] = list(_groups(SCENARIO, ""))
    while waiting:
        path, record = waiting.pop(0)
        if id(record) in seen:
            continue
        seen.add(id(record))
        yield from _section(f"`{path}`", record)
        waiting = [*_groups(record, f"{path}."), *waiting]
    for name, table in TABLES.items():
        if name in ("sources", "clusters"):
            yield from _section(f"`{name}` as a table", table)


def _groups(record: Record, prefix: str) -> Iterator[tuple[str, Record]]:
    """Records inside the fields of a record, with their paths."""
    for each in record.fields:
        yield from _inside(each.kind, prefix + each.name)


def _inside(kind: Kind, path: str) -> Iterator[tuple[str, Record]]:
    """Records inside one kind of value."""
    if isinstance(kind, Record):
        yield path, kind
    elif isinstance(kind, ListOf):
        yield from _inside(kind.item, f"{path}[]")
    elif isinstance(kind, MapOf):
        yield from _inside(
            kind.item, f"{path}.MODE" if path.endswith(("delivery", "modes")) else f"{path}.NAME"
        )
    elif isinstance(kind, Shapes):
        for each in kind.all():
            yield from _inside(each, path)


def _section(title: str, record: Record) -> Iterator[str]:
    """One table of fields."""
    vietnamese = Language("vi")
    yield f"\n## {title}\n\n| field | default | unit | meaning | nghĩa | allowed |\n|---|---|---|---|---|---|\n"
    for each in record.fields:
        cells = (
            f"`{each.name}`",
            _default(each),
            each.unit,
            each.meaning.text,
            each.meaning.spoken(vietnamese),
            _allowed(each.kind),
        )
        yield "| " + " | ".join(cells) + " |\n"


def _default(each: Field) -> str:
    """Default of a field as the file would state it."""
    if each.is_required:
        return "**required**"
    if each.default is None:
        return ""
    if isinstance(each.default, bool):
        return "`true`" if each.default else "`false`"
    if isinstance(each.default, Mapping):
        return "`{" + ", ".join(f"{key}: {value}" for key, value in each.default.items()) + "}`"
    if isinstance(each.default, list):
        return f"`[{', '.join(str(item) for item in each.default)}]`"
    return f"`{each.default}`"


def _allowed(kind: Kind) -> str:
    """What is allowed, short where a section of its own says more."""
    if any(_inside(kind, "")):
        return "see its own section"
    return described(kind).spoken(Language("en"))


if __name__ == "__main__":
    print(page(), end="")
