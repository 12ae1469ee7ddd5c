"""What a command says, and where: results on standard output, messages and progress on standard error."""

import os
import sys
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TextIO

from scenarios.language import Language

LIBRARY = Path(__file__).resolve().parents[1] / "library"


@dataclass(frozen=True, slots=True)
class Console:
    """Two streams and the language to speak. `out` is for results only, so that a program can read it."""

    language: Language
    out: TextIO
    err: TextIO

    def tell(self, text: str, /, **values: object) -> None:
        """A message in the language of the user."""
        self.tell_plainly(self.language(text, **values))

    def tell_plainly(self, words: str) -> None:
        """A message whose words are already in the language of the user."""
        self.err.write(words + "\n")
        self.err.flush()

    def progress(self, seconds: float, gap: float) -> None:
        """One line on a terminal that is written over and over; nothing elsewhere."""
        if self.err.isatty():
            reached = self.language.percent(gap, 2) if isfinite(gap) else "…"
            said = self.language("{seconds} s, gap {gap}", seconds=f"{seconds:.0f}", gap=reached)
            self.err.write(f"\r{said:<40}")
            self.err.flush()

    def end_progress(self) -> None:
        """Clear the line of `progress`."""
        if self.err.isatty():
            self.err.write("\r" + " " * 40 + "\r")
            self.err.flush()


def own_output() -> TextIO:
    """Standard output for our results alone.

    The solver's library prints a line of its own now and then, below Python: from here on, file descriptor 1
    leads to standard error, and the real standard output is reached through the stream that comes back.
    """
    sys.stdout.flush()
    own = os.dup(1)
    os.dup2(2, 1)
    return open(own, "w", encoding="utf-8", newline="\n")  # noqa: PTH123 - a descriptor, open to the end


def located(name: str) -> Path:
    """The file that a user names: a path, or the name of a bundled scenario such as `thong-nhat-1`."""
    path = Path(name)
    bundled = LIBRARY / f"{name}.yaml"
    if not path.exists() and path.name == name and bundled.is_file():
        return bundled
    return path


def text_table(rows: list[list[str]], texts: int = 1) -> str:
    """Rows in aligned columns, the first `texts` to the left and the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = (
        "  ".join(
            cell.ljust(width) if i < texts else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
    return "\n".join(lines) + "\n"
