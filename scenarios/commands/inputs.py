"""`check`, `schema`, `template` and `import`: what concerns the input alone."""

import argparse

from scenarios.commands.console import Console, located
from scenarios.faults import ScenarioError
from scenarios.loading import load
from scenarios.status import Exit


def check(arguments: argparse.Namespace, console: Console) -> Exit:
    """The command `check`: every fault of every file, `FILE: ok` where there is none."""
    worst = Exit.DONE
    for file in arguments.files:
        try:
            load(located(file))
        except ScenarioError as error:
            console.tell_plainly(error.text(console.language))
            worst = Exit.REFUSED
        else:
            console.out.write(console.language("{file}: ok", file=file) + "\n")
    return worst
