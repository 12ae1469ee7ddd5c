"""`check`, `schema`, `template` and `import`: what concerns the input alone."""

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from scenarios.commands.console import Console, located
from scenarios.faults import ScenarioError
from scenarios.loading import load
from scenarios.scenario import Scenario
from scenarios.status import Exit


def check(arguments: argparse.Namespace, console: Console) -> Exit:
    """The command `check`: every fault of every file, `FILE: ok` where there is none. That no plan can keep every limit
    is no fault of a file: it is told as a note.
    """
    worst = Exit.DONE
    for file in arguments.files:
        try:
            scenario = load(located(file))
        except ScenarioError as error:
            console.tell_plainly(error.text(console.language))
            worst = Exit.REFUSED
        else:
            console.out.write(console.language("{file}: ok", file=file) + "\n")
            console.out.flush()
            _note_contradictions(scenario, file, console)
            if scenario.policy is not None:
                from scenarios.law.legality import legality
                from scenarios.law.warnings import law_warnings

                for line in law_warnings(scenario, legality(scenario), console.language):
                    console.tell_plainly(line)
    return worst


def _note_contradictions(scenario: Scenario, file: str, console: Console) -> None:
    """What stands against each other in a sound file, as far as that can be told without solving."""
    # here, because a file with faults needs no sparse matrices
    from optimizer.build import build
    from optimizer.diagnose.contradictions import contradictions

    found = contradictions(build(scenario.problem))
    if found:
        from scenarios.diagnosis_words import DiagnosisWords

        words = DiagnosisWords(scenario, console.language)
        console.tell("{file}: a note, not a fault: no plan can keep every limit.", file=file)
        for each in found:
            console.tell_plainly(f"- {words.contradiction(each)}")


def schema(_: argparse.Namespace, console: Console) -> Exit:
    """The command `schema`."""
    from scenarios.file.json_schema import json_schema

    document = json_schema(console.language.code)
    console.out.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    return Exit.DONE


def template(arguments: argparse.Namespace, console: Console) -> Exit:
    """The command `template`. A workbook that is there already may be filled in: it is never replaced."""
    from xlsxwriter.exceptions import FileCreateError

    from scenarios.file.workbook import write_template

    def write(draft: Path) -> None:
        try:
            write_template(draft, console.language.code)
        except FileCreateError as error:
            raise OSError(getattr(error.args[0], "strerror", None) or str(error)) from error

    out = Path(arguments.out)
    if out.exists():
        console.tell("{file} exists already: name another file.", file=arguments.out)
        return Exit.REFUSED
    return _written(console, out, write)


def import_book(arguments: argparse.Namespace, console: Console) -> Exit:
    """The command `import`."""
    from scenarios.file.workbook_import import import_workbook
    from scenarios.file.yaml_out import dump

    try:
        document = import_workbook(arguments.book)
    except ScenarioError as error:
        console.tell_plainly(error.text(console.language))
        return Exit.REFUSED
    content = dump(document).encode("utf-8")
    return _written(console, Path(arguments.out), lambda draft: draft.write_bytes(content))


def _written(console: Console, out: Path, write: Callable[[Path], object]) -> Exit:
    """Write a file whole or not at all, and tell."""
    draft = out.with_name(f".{out.stem}.draft{out.suffix}")
    try:
        write(draft)
        draft.replace(out)
    except OSError as error:
        text = "The file {file} cannot be written: {words}."
        console.tell(text, file=str(out), words=error.strerror or str(error))
        return Exit.OTHER
    finally:
        draft.unlink(missing_ok=True)
    console.tell("Written to {folder}.", folder=str(out))
    return Exit.DONE


COMMANDS: Mapping[str, Callable[[argparse.Namespace, Console], Exit]] = {
    "check": check,
    "schema": schema,
    "template": template,
    "import": import_book,
}
"""The commands of this module by their words."""
