"""Charts as files: PNG for slides, SVG for editing, PDF for print; A4 landscape, the same bytes in every run."""

import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import plotly.graph_objects as go

from reports.browser import FORMATS, ChartExportUnavailable, Format, open_browser
from reports.style import PAPER_HEIGHT, PAPER_WIDTH, for_paper

__all__ = ["FORMATS", "ChartExportUnavailable", "Format", "draw_files", "export"]

_PNG_SCALE = 2.0
_RANDOM_NAME = re.compile(
    rb'((?<=["#])(?:defs-|topdefs-|clip|legend|p)|(?<= )trace)([0-9a-f]{6})(?:(-(?:legend-)?)([0-9a-f]{6}))?'
)
_PDF_CLOCK = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")
_one_browser = threading.Lock()
"""A browser takes 200 MB: however many people export at once, one runs."""


def export(figures: Mapping[str, go.Figure], folder: Path, formats: Sequence[Format]) -> list[Path]:
    """Write every figure in every format to `folder`; the paths come back in that order.

    Raises ChartExportUnavailable before anything is written where the machine cannot draw; the caller decides
    whether to go on without charts.
    """
    files = draw_files(figures, formats)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths


def draw_files(figures: Mapping[str, go.Figure], formats: Sequence[Format]) -> dict[str, bytes]:
    """File name -> bytes of every figure in every format, drawn by one browser that is closed afterwards."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise ValueError(f"unknown chart format {unknown[0]!r}: allowed are {', '.join(FORMATS)}")
    files: dict[str, bytes] = {}
    if not figures or not formats:
        return files
    with _one_browser, open_browser() as draw:
        for name, figure in figures.items():
            paper = for_paper(figure)
            # SVG first: the browser writes the second drawing of a figure in another order
            for kind in sorted(formats, key=lambda kind: kind != "svg"):
                scale = _PNG_SCALE if kind == "png" else 1.0
                content = draw(paper, kind, PAPER_WIDTH, PAPER_HEIGHT, scale)
                files[f"{name}.{kind}"] = _settled(content, kind)
    return {f"{name}.{kind}": files[f"{name}.{kind}"] for name in figures for kind in formats}


def _settled(content: bytes, kind: Format) -> bytes:
    """The file without what differs from run to run: Plotly's random names, the clock of a PDF."""
    if kind == "svg":
        names: dict[bytes, bytes] = {}

        def numbered(match: re.Match[bytes]) -> bytes:
            before, first, between, second = match.groups()
            new = [names.setdefault(name, b"%06d" % len(names)) for name in (first, second) if name]
            return bytes(before + (between or b"").join(new))

        content = _RANDOM_NAME.sub(numbered, content)
    if kind == "pdf":
        content = _PDF_CLOCK.sub(rb"/\1 (D:20000101000000", content)
    return content
