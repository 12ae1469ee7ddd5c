"""The result folder: written whole or not at all, and never over something that is not ours."""

import json
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol

from optimizer.endings import Infeasible
from scenarios.diagnosis_words import DiagnosisWords
from scenarios.documents import PROGRAM, as_json, manifest, plan_document
from scenarios.faults import Phrase, say
from scenarios.language import Language
from scenarios.result import Result
from scenarios.scenario import Scenario
from scenarios.status import Status, status
from scenarios.tables.infeasible import contradictions, repairs
from scenarios.tables.infeasible import infeasible as infeasible_table

MANIFEST = "manifest.json"


class Writer(Protocol):
    """Adds files of its own (charts) to the folder of a result. Handed in from above: this room draws nothing.

    `stage` is its name among the seconds of the manifest; `failed` tells afterwards that its files are missing.
    """

    stage: str
    failed: bool

    def __call__(self, result: Result, folder: Path) -> None:
        """Write into `folder`; a failure that should not cost the result is noted, not raised."""


class FolderError(Exception):
    """Something cannot be written. `phrase` says where and why, in either language."""

    def __init__(self, phrase: Phrase) -> None:
        self.phrase = phrase
        super().__init__(phrase.spoken(Language("en")))


class FolderRefused(FolderError):
    """The place named for a result holds something else, which is never replaced."""


def write_result(
    result: Result,
    out: str | Path,
    *,
    writers: Iterable[Writer] = (),
    changes: Mapping[str, object] | None = None,
) -> None:
    """Write the folder of a plan to `out`. Raises FolderError, and then leaves nothing behind."""

    def fill(folder: Path) -> None:
        begin = time.perf_counter()
        _write(
            folder / "plan.json",
            as_json(plan_document(result.scenario, status(result), result.plan, result.checks)),
        )
        for name, table in result.tables.items():
            _write(folder / f"{name}.csv", table.csv())
        seconds = dict(result.seconds, write=time.perf_counter() - begin)
        for writer in writers:
            begin = time.perf_counter()
            writer(result, folder)
            seconds[writer.stage] = time.perf_counter() - begin
        _write_manifest(folder, result.scenario, status(result), seconds, changes)

    write_folder(Path(out), fill)


def write_infeasible(
    scenario: Scenario,
    infeasible: Infeasible,
    out: str | Path,
    *,
    language: Language,
    seconds: Mapping[str, float] | None = None,
    changes: Mapping[str, object] | None = None,
) -> None:
    """Write the folder of a scenario without a plan: what would let one exist, and nothing that looks like a plan."""

    def fill(folder: Path) -> None:
        words = DiagnosisWords(scenario, language)
        _write(folder / "plan.json", as_json(plan_document(scenario, Status.INFEASIBLE)))
        for name, made in (
            ("infeasible", infeasible_table(infeasible, words)),
            ("repairs", repairs(infeasible, words)),
            ("contradictions", contradictions(infeasible, words)),
        ):
            _write(folder / f"{name}.csv", made.csv())
        _write_manifest(folder, scenario, Status.INFEASIBLE, seconds or {}, changes)

    write_folder(Path(out), fill)


def write_folder(out: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` write a new folder, and put it in the place of `out` once it is whole.

    A folder of ours that stands there is replaced; an empty one too. Raises FolderRefused for anything else,
    FolderError where the system does not let us write.
    """
    check_folder(out)
    target = out.resolve()
    mark = secrets.token_hex(4)
    draft, old = (target.with_name(f".{target.name}.{word}-{mark}") for word in ("new", "old"))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir()
        try:
            fill(draft)
            check_folder(out)
            if target.exists():
                target.rename(old)
            try:
                draft.rename(target)
            except OSError:
                if old.exists():
                    old.rename(target)
                raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        text = "The folder {folder} cannot be written: {words}."
        raise FolderError(say(text, folder=str(out), words=error.strerror or str(error))) from None


def check_folder(out: str | Path) -> None:
    """Refuse a place that holds anything but a result of ours: nothing of the user's is ever replaced."""
    target = Path(out).resolve()
    if not target.exists():
        return
    if not target.is_dir():
        raise FolderRefused(say("{folder} is a file, not a folder: name another place.", folder=str(out)))
    held = [path.relative_to(target).as_posix() for path in target.rglob("*") if not path.is_dir()]
    if not held:
        return
    ours = _files_of(target / MANIFEST)
    if ours is None:
        text = "The folder {folder} holds something else than a result: name another place, or empty it."
        raise FolderRefused(say(text, folder=str(out)))
    strange = sorted(set(held) - ours)
    if strange:
        text = "The folder {folder} holds a file that no run has written, {file}: move it, or name another place."
        raise FolderRefused(say(text, folder=str(out), file=strange[0]))


def _files_of(path: Path) -> set[str] | None:
    """The files that a manifest of ours lists, itself included; None where there is none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["program"] != PROGRAM:
            return None
        return {*(str(name) for name in document["files"]), MANIFEST}
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write_manifest(
    folder: Path,
    scenario: Scenario,
    word: Status,
    seconds: Mapping[str, float],
    changes: Mapping[str, object] | None,
) -> None:
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()]
    _write(folder / MANIFEST, as_json(manifest(scenario, word, files, seconds, changes)))


def _write(path: Path, text: str) -> None:
    """Text as UTF-8 with the line ends that it has, on every system."""
    path.write_bytes(text.encode("utf-8"))
