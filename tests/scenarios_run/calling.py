"""Commands as tests call them: in a process of their own, or in this one."""

import csv
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from scenarios.__main__ import main
from scenarios.language import HOUSE

NO_PLAN = "targets.jobs by 2035.at_least=100000"
WITHOUT_END = ("objective={funding: 1}", "sources.ppp_equity.ceiling=null", "sources.ppp_equity.match=null")


def call(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """One command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "scenarios", *arguments],
        cwd=HOUSE,
        env={**os.environ, "HATANG_LANG": "en", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    return list(csv.DictReader(StringIO(path.read_text("utf-8"))))


class Said:
    """What a command said in this process, for endings that cannot be had at will."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        out = StringIO()
        try:
            self.exit = int(main(arguments, out))
        except SystemExit as stop:
            self.exit = int(stop.code or 0)
        self.out = out.getvalue()
        self.err = capsys.readouterr().err
