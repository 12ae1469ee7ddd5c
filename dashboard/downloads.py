"""What can be taken home: the command line's result folder as a zip, and the scenario with its changes."""

import tempfile
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import yaml

from optimizer.endings import Infeasible
from reports.charts import figures
from reports.export import Format, export
from scenarios.folder import Writer, write_infeasible, write_result
from scenarios.language import Language
from scenarios.result import Result
from scenarios.scenario import Scenario

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a zip: the same result gives the same bytes."""


def result_zip(
    result: Result, changes: Mapping[str, object], language: Language, formats: tuple[Format, ...] = ()
) -> bytes:
    """The result folder of a plan, with its charts in `formats`.

    Raises ChartExportUnavailable where charts are asked for and the machine cannot draw them.
    """

    def charts(result: Result, folder: Path) -> None:
        export(figures(result, language), folder / "charts", formats)

    writers: tuple[Writer, ...] = (charts,) if formats else ()
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
    text = yaml.safe_dump(_plain(scenario.document), sort_keys=False, allow_unicode=True, width=140)
    return text.encode("utf-8")


def _plain(value: object) -> object:
    """Plain mappings and lists, as a YAML writer wants them."""
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value


def _zipped(folder: Path) -> bytes:
    """All files of a folder as a zip."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
    return held.getvalue()
