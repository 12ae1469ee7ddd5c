"""The process that solves for the dashboard: `python -m dashboard.worker FOLDER`.

Reads `request.json` (path of the scenario file, changes), writes `progress.json` while it solves and `outcome.json`
at the end, each whole or not at all. Ends when whoever started it closes its standard input: no run outlives the
server. Imports no Streamlit.
"""

import json
import math
import os
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

from optimizer.endings import Infeasible, Stopped, Unbounded
from scenarios import load
from scenarios.pipeline import run
from scenarios.saved import Failed, Outcome, Solved, written

REQUEST, PROGRESS, OUTCOME = "request.json", "progress.json", "outcome.json"

TELL_EVERY = 0.2
"""Seconds between two notes of progress."""


def main(folder: Path) -> None:
    """Solves what the folder asks for, and leaves there what came of it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        document = written(solve(folder))
    except Exception:
        document = written(Failed(traceback.format_exc(limit=-6)))
    write(folder / OUTCOME, document)


def solve(folder: Path) -> Outcome:
    """The outcome of the run that `request.json` describes."""
    request = json.loads((folder / REQUEST).read_text(encoding="utf-8"))
    scenario = load(Path(request["path"]), request["changes"])
    told = -math.inf

    def tell(_seconds: float, gap: float) -> None:
        nonlocal told
        if time.monotonic() - told >= TELL_EVERY:
            told = time.monotonic()
            write(folder / PROGRESS, {"gap": gap if math.isfinite(gap) else None})

    result = run(scenario, progress=tell)
    if isinstance(result, (Infeasible, Unbounded, Stopped)):
        return result
    return Solved(result.plan, result.checks, result.seconds)


def write(path: Path, document: Any) -> None:
    """A JSON file that a reader sees whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False), encoding="utf-8")
    draft.replace(path)


def _end_with_parent() -> None:
    """Waits for the end of standard input, which comes when the parent ends, however it ends."""
    # straight from the system: a lock of Python's own on stdin would be held when the interpreter ends
    while os.read(0, 1024):
        pass
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
