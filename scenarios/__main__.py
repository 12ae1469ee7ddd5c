"""The front door of the headless commands: `python -m scenarios COMMAND`.

Like `app.py` for the dashboard, it stands above all rooms: it alone here may know the charts, and hands what
writes them down to the command. Everything heavy is imported by the command that needs it.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

from scenarios.commands.arguments import language_of, parse
from scenarios.commands.console import Console, own_output
from scenarios.faults import shown
from scenarios.language import CODES, Language
from scenarios.status import Exit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reports.export import Format
    from scenarios.result import Result
    from scenarios.studies.study import Study


class ChartFiles:
    """Writes the charts of a result, or of a study, in some formats."""

    stage = "charts"

    def __init__(self, formats: Sequence[str], console: Console) -> None:
        self.formats = formats
        self.console = console
        self.failed = False

    def __call__(self, result: "Result", folder: Path) -> None:
        """The folder `charts`; where the machine cannot draw, a message and a result without it."""
        from reports.charts import figures, left_out

        self._export(figures(result, self.console.language), folder)
        if self.failed:
            return
        for words in left_out(result, self.console.language).values():
            self.console.tell("No chart for lack of figures: {words}", words=words)

    def of_study(self, study: "Study", folder: Path) -> None:
        """The folder `charts` of a study, or a message where this kind of study has nothing to draw."""
        from reports.studies import figures

        drawn = figures(study, self.console.language)
        if drawn:
            self._export(drawn, folder)
        else:
            self.console.tell("Nothing of the study {kind} is drawn: read its tables.", kind=study.kind.value)

    def _export(self, figures: "Mapping[str, Any]", folder: Path) -> None:
        """Figures as files of the folder `charts`."""
        from reports.export import ChartExportUnavailable, export

        try:
            export(figures, folder / "charts", cast("Sequence[Format]", self.formats))
        except ChartExportUnavailable as error:
            self.failed = True
            self.console.tell("The charts are missing: {words}", words=str(error))


def main(arguments: Sequence[str], out: TextIO) -> Exit:
    """Run one command; results go to `out`."""
    environment = os.environ.get("HATANG_LANG")
    language = language_of(arguments, environment)
    if language is None:  # nobody knows which language to say it in
        text = "HATANG_LANG is {found}: state {choices}."
        for code in CODES:
            said = Language(code)(text, found=shown(environment), choices=" | ".join(CODES))
            sys.stderr.write(said + "\n")
        return Exit.REFUSED
    with redirect_stdout(out):  # what -h prints
        asked = parse(arguments, language)
    console = Console(language, out, sys.stderr)
    match asked.command:
        case "check" | "schema" | "template" | "import":
            from scenarios.commands.inputs import COMMANDS

            return COMMANDS[asked.command](asked, console)
        case "run":
            from scenarios.commands.running import run

            return run(asked, console, ChartFiles)
        case "compare":
            from scenarios.commands.comparing import compare

            return compare(asked, console)
        case "study":
            from scenarios.commands.studying import study

            return study(asked, console, ChartFiles)
        case "explain":
            from scenarios.commands.explaining import explain

            return explain(asked, console)
        case later:
            console.tell("{command} arrives in a later release.", command=later)
            return Exit.REFUSED


def _run_and_leave() -> int:
    """Exit status of the command line; a closed pipe and a key press end it without a trace."""
    with own_output() as out:
        try:
            return main(sys.argv[1:], out)
        except BrokenPipeError:
            return Exit.OTHER
        except KeyboardInterrupt:
            sys.stderr.write("\n")
            return Exit.OTHER


if __name__ == "__main__":
    sys.exit(_run_and_leave())
