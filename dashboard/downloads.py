"""What can be taken home: the command line's result folder as a zip, and the scenario with its changes."""

import tempfile
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

from optimizer.endings import Infeasible
from reports.charts import figures, left_out
from reports.export import ChartExportUnavailable, Format, export
from scenarios.file.workbook import write_template, write_workbook
from scenarios.file.yaml_out import dump
from scenarios.folder import write_infeasible, write_result
from scenarios.language import Language
from scenarios.result import Result
from scenarios.scenario import Scenario

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a zip: the same result gives the same bytes."""


class ChartFiles:
    """Writes the charts of a result; where the machine cannot draw, a text that says what to install."""

    stage = "charts"

    def __init__(self, language: Language, formats: tuple[Format, ...]) -> None:
        self.language, self.formats = language, formats
        self.failed = False

    def __call__(self, result: Result, folder: Path) -> None:
        """The folder `charts`."""
        place = folder / "charts"
        try:
            export(figures(result, self.language), place, self.formats)
        except ChartExportUnavailable as error:
            self.failed = True
            place.mkdir()
            (place / "NOT-DRAWN.txt").write_text(f"{error}\n", encoding="utf-8")
            return
        reasons = left_out(result, self.language)
        if reasons:
            (place / "LEFT-OUT.txt").write_text("\n".join([*reasons.values(), ""]), encoding="utf-8")


def result_zip(
    result: Result, changes: Mapping[str, object], language: Language, formats: tuple[Format, ...] = ()
) -> bytes:
    """The result folder of a plan, with its charts in `formats`."""
    writers = [ChartFiles(language, formats)] if formats else []
    with tempfile.TemporaryDirectory(prefix="hatang-zip-") as place:
        folder = Path(place) / "result"
        write_result(result, folder, writers=writers, changes=changes)
        return _zipped(folder)


def repair_zip(
    scenario: Scenario, ending: Infeasible, changes: Mapping[str, object], language: Language
) -> bytes:
    """The result folder of a scenario without a plan: the smallest repair."""
    with tempfile.TemporaryDirectory(prefix="hatang-zip-") as place:
        folder = Path(place) / "result"
        write_infeasible(scenario, ending, folder, language=language, changes=changes)
        return _zipped(folder)


def scenario_yaml(scenario: Scenario) -> bytes:
    """The scenario as one YAML file: tables read in, changes applied."""
    return dump(scenario.document).encode("utf-8")


def scenario_workbook(scenario: Scenario, language: Language) -> bytes:
    """The same as a workbook; its heads are explained in the language."""
    return _workbook(lambda path: write_workbook(scenario.document, path, language.code))


def empty_workbook(language: Language) -> bytes:
    """A workbook to be filled in."""
    return _workbook(lambda path: write_template(path, language.code))


def _workbook(write: Callable[[Path], None]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="hatang-book-") as place:
        path = Path(place) / "book.xlsx"
        write(path)
        return path.read_bytes()


def _zipped(folder: Path) -> bytes:
    """All files of a folder as a zip."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
    return held.getvalue()
