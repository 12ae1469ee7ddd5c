"""File to `Scenario`: read, vary, check, name."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from finance.delivery import Mode
from finance.project import CLASS_OF_KIND
from optimizer.problem import Law
from scenarios.costing.estimate import priced
from scenarios.faults import Fault, ScenarioError, say, shown
from scenarios.file.consistency import check_consistency
from scenarios.file.enforcement_terms import enforcement_terms
from scenarios.file.input_file import InputFile
from scenarios.file.input_folder import InputFolder
from scenarios.file.nouns import problem_of
from scenarios.file.partnership_terms import public_side, with_debt_limit
from scenarios.file.reading import BAD, Reading
from scenarios.file.risk_terms import risk_terms
from scenarios.file.schema import HORIZON, SCENARIO, TAGS_OF_METRIC, VARIANT
from scenarios.file.sheets import read_tables
from scenarios.file.tree import Block, Origin, Place, Series
from scenarios.file.variants import apply_changes, grafted
from scenarios.file.yaml_text import Refused, decoded, read_yaml
from scenarios.forecasting.demand import with_take_up
from scenarios.law.filling import LawAt, fill, law_of
from scenarios.law.reading import pack_names, read_pack
from scenarios.procedures import delayed
from scenarios.promotion import with_scores
from scenarios.scenario import Parameter, Scenario

MAX_BASES = 20


def load(path: str | Path, changes: Mapping[str, object] | None = None) -> Scenario:
    """The scenario in a file, with its base, its tables and `changes` ({path: value}) applied.

    Raises `ScenarioError` with every fault found.
    """
    path = Path(path)
    folder = InputFolder(path.resolve().parent)
    faults: list[Fault] = []
    try:
        tree = _read_file(path, folder, faults, ())
    except Refused as refused:
        raise ScenarioError([*faults, refused.fault]) from None
    return scenario_of(tree, Origin(folder.name_of(path)), changes, faults, tuple(folder.files.values()))


def from_document(document: Mapping[str, object], changes: Mapping[str, object] | None = None) -> Scenario:
    """The scenario that plain data states: `Scenario.document` after edits on a screen. Tables are not read."""
    return scenario_of(document, Origin("document"), changes, [], ())


def _read_file(path: Path, folder: InputFolder, faults: list[Fault], above: tuple[Path, ...]) -> Any:
    """Tree of one file with its tables read in; a variant gives the tree of its base with its changes applied."""
    origin = Origin(folder.name_of(path))
    tree = read_yaml(decoded(folder.read(path), origin), origin, faults)
    if not isinstance(tree, Block):
        found = say("a list") if isinstance(tree, Series) else say("the value {value}", value=shown(tree))
        raise Refused(Fault.at(Place(origin, 1), "", found, say("a mapping that starts with `format: 1`")))
    if "base" in tree or "changes" in tree:
        return _vary(tree, path, folder, faults, above)
    read_tables(tree, path, folder, faults)
    return tree


def _vary(tree: Block, path: Path, folder: InputFolder, faults: list[Fault], above: tuple[Path, ...]) -> Any:
    """The base of a variant with its changes applied."""
    changes = tree.get("changes")
    stated = Block(tree.place, {key: entry for key, entry in tree.items() if key != "changes"})
    stated.lines = tree.lines
    if isinstance(changes, Mapping):
        stated["changes"] = {}
    elif "changes" in tree:
        stated["changes"] = changes
    reading = Reading(stated, tree.place, faults)
    before = len(faults)
    variant = reading.read(VARIANT, stated)
    if len(faults) > before or not isinstance(changes, Block):
        raise Refused(faults.pop())
    base = folder.inside(path, variant["base"])
    if base is None:
        reading.fault_at(
            ("base",),
            say("the file {name}", name=shown(variant["base"])),
            say("a file in this folder or below"),
        )
        raise Refused(faults.pop())
    chain = (*above, path.resolve())
    if base.resolve() in chain or len(chain) > MAX_BASES:
        reading.fault_at(("base",), say("a circle of bases"), say("a base that does not build on this file"))
        raise Refused(faults.pop())
    try:
        whole = _read_file(base, folder, faults, chain)
    except Refused as refused:
        fault = refused.fault
        if fault.line is not None or fault.file != folder.name_of(base):
            raise
        # A base that is not there is looked for where the variant names it.
        found = say("the file {name}: {found}", name=shown(variant["base"]), found=fault.found)
        reading.fault_at(("base",), found, fault.allowed)
        raise Refused(faults.pop()) from None
    for name in ("title", "source"):
        if name in tree:
            whole[name] = tree[name]
            whole.lines[name] = tree.place_of(name)
    apply_changes(whole, [(str(key), value, changes.place_of(key)) for key, value in changes.items()], faults)
    return whole


def scenario_of(
    tree: Any,
    origin: Origin,
    changes: Mapping[str, object] | None,
    faults: list[Fault],
    files: tuple[InputFile, ...],
) -> Scenario:
    """Checks a whole tree and makes its nouns."""
    if changes:
        if not isinstance(tree, Block):
            tree = grafted(tree, Place(origin))
        listed = [(str(key), value, Place(Origin(str(key), "change"))) for key, value in changes.items()]
        apply_changes(tree, listed, faults)
    reading = Reading(tree, Place(origin), faults)
    _learn_years(reading, tree)
    reading.known = _known_names(tree)
    document = reading.read(SCENARIO, tree)
    if document is BAD:
        raise ScenarioError(faults)
    check_consistency(reading, document)
    if faults:
        raise ScenarioError(_in_order(faults))
    return _named(_normal(document), files)


def _normal(document: dict[str, Any]) -> dict[str, Any]:
    """One spelling where two say the same: modes without rules of their own are a list, or not named at all."""
    delivery = {mode: rules for mode, rules in document.get("delivery", {}).items() if rules}
    normal = {key: value for key, value in document.items() if key != "delivery" or delivery}
    if delivery:
        normal["delivery"] = delivery
    for project in document["projects"]:
        modes = project.get("modes")
        if isinstance(modes, dict) and not any(modes.values()):
            project["modes"] = list(modes)
    return normal


def _named(document: dict[str, Any], files: tuple[InputFile, ...]) -> Scenario:
    """The scenario of a document without faults."""
    start = document["horizon"]["start"]
    as_of = date.fromisoformat(document["as_of"]) if "as_of" in document else date(start, 1, 1)
    pack = read_pack(document["policy"]) if "policy" in document else None
    law: tuple[LawAt, ...] = law_of(document, pack, as_of) if pack is not None else ()
    side, rules = public_side(document, as_of)
    filled = with_debt_limit(with_scores(with_take_up(delayed(priced(fill(document, law))))), side)
    return Scenario(
        title=document["title"],
        source=document.get("source", ""),
        currency=document.get("currency", "VND"),
        unit=float(document.get("unit", 1)),
        as_of=as_of,
        problem=replace(problem_of(filled), laws=_laws(law)),
        document=document,
        sha256=fingerprint(document),
        files=files if pack is None else (*files, pack.file),
        policy=document.get("policy"),
        parameters=(
            *(
                Parameter(at.path, at.value, at.in_force.reference.en, at.in_force.confidence)
                for at in law
                if at.stated is None
            ),
            *rules,
        ),
        law=law,
        risk=risk_terms(document),
        enforcement=enforcement_terms(document, pack, as_of),
        public_side=side,
    )


def _laws(law: tuple[LawAt, ...]) -> tuple[Law, ...]:
    """The law of the rules of delivery modes, as far as a repair might ask to relax them."""
    found = []
    for at in law:
        section, *parts = at.path.split(".")
        if section == "delivery" and parts[-1] in ("state_share", "equity_share"):
            found.append(Law(Mode(parts[0]), parts[-1], at.value))
    return tuple(found)


def fingerprint(document: Mapping[str, Any]) -> str:
    """SHA-256 of the document's canonical JSON: keys sorted, lists in their order, whole numbers as integers."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _learn_years(reading: Reading, tree: Any) -> None:
    """Sets the years that fields may name, where the horizon is stated well enough to know them."""
    stated = tree.get("horizon") if isinstance(tree, Mapping) else None
    trial = Reading(stated, reading.place, [])
    horizon = trial.read(HORIZON, stated)
    if trial.faults or not isinstance(horizon, dict):
        return
    start, years = horizon["start"], horizon["years"]
    reading.years = (start, start + years - 1)
    reading.invest = (start, start + min(horizon.get("invest_years", years), years) - 1)


def _entries(tree: Any, name: str) -> list[Mapping[Any, Any]] | None:
    """The items of a top list that are mappings; None where the list could not be read."""
    items = tree.get(name, []) if isinstance(tree, Mapping) else None
    if not isinstance(items, (list, tuple)):
        return None
    return [item for item in items if isinstance(item, Mapping)]


def _known_names(tree: Any) -> dict[str, set[str] | None]:
    """What references may point at, taken before the tree is checked so that order does not matter."""
    projects, sources, clusters = (_entries(tree, name) for name in ("projects", "sources", "clusters"))
    known: dict[str, set[str] | None] = {
        "policy": set(pack_names()),
        "project": _texts(projects, "id"),
        "source": _texts(sources, "id"),
        "cluster": _texts(clusters, "id"),
        "factor": _texts(_entries(tree.get("risk") if isinstance(tree, Mapping) else None, "factors"), "id"),
        "tranche": None,
        "kind": None,
        "metric": None,
    }
    if sources is not None:
        steps = {
            f"{source['id']}.{number}"
            for source in sources
            if isinstance(source.get("id"), str) and isinstance(source.get("tranches"), (list, tuple))
            for number in range(1, len(source["tranches"]) + 1)
        }
        known["tranche"] = steps | (known["source"] or set())
    if projects is not None:
        known["kind"] = set(CLASS_OF_KIND) | (_texts(projects, "kind") or set())
        scores = (project.get("indicators") for project in projects)
        named = {str(name) for entry in scores if isinstance(entry, Mapping) for name in entry}
        known["metric"] = set(TAGS_OF_METRIC) | named
    return known


def _texts(entries: list[Mapping[Any, Any]] | None, name: str) -> set[str] | None:
    """The texts under one key of several mappings."""
    if entries is None:
        return None
    return {entry[name] for entry in entries if isinstance(entry.get(name), str)}


def _in_order(faults: list[Fault]) -> list[Fault]:
    """Faults by file and line; the scenario file first, as it was read first."""
    files: dict[tuple[str, str | None], int] = {}
    for fault in faults:
        files.setdefault((fault.file, fault.sheet), len(files))
    return sorted(faults, key=lambda fault: (files[fault.file, fault.sheet], fault.line or 0))
