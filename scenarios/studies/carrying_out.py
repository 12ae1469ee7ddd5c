"""Many tasks, one after the other or on several processes: what is done stays done, whatever stops the rest."""

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")

Task = Callable[[Item, "float | None"], Found]
"""What is done with an item in so many seconds, None: as long as it takes."""

Told = Callable[[int, int], None]
"""Called with how many tasks are done, and how many there are."""

GRACE = 5.0
"""Seconds that a task may take longer than there is time before it is given up: reading a model in, proving a plan."""


@dataclass(frozen=True, slots=True)
class Effort:
    """`jobs`: processes at the same time. `seconds`: for the whole study, None: no limit. `told`: hears of progress.

    `apart`: also a single job runs in a process of its own, so that a key press ends a long solve at once.
    """

    jobs: int = 1
    seconds: float | None = None
    told: Told | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class CarriedOut(Generic[Found]):
    """Results by position of their item. `interrupted`: a key press ended it; `in_time`: no time limit did."""

    found: dict[int, Found]
    interrupted: bool
    in_time: bool


def carry_out(
    task: Task[Item, Found],
    items: Sequence[Item],
    effort: Effort,
    goes_on: Callable[[int, Found], bool] = lambda *_: True,
) -> CarriedOut[Found]:
    """Do the task for all items. Its results do not depend on the number of processes.

    `goes_on` looks at each result, and may end it all. Each item may take all the time that is left: what is done is
    done well, rather than everything badly.
    """
    deadline = None if effort.seconds is None else time.monotonic() + effort.seconds
    found: dict[int, Found] = {}
    is_here = effort.jobs <= 1 and not effort.apart
    in_turn = _here(task, items, deadline) if is_here else _apart(task, items, effort.jobs, deadline)
    interrupted = False
    try:
        for position, result in in_turn:
            found[position] = result
            if effort.told is not None:
                effort.told(len(found), len(items))
            if not goes_on(position, result):
                break
    except KeyboardInterrupt:
        interrupted = True
    in_time = deadline is None or time.monotonic() < deadline
    return CarriedOut(found, interrupted, in_time)


def _left(deadline: float | None) -> float | None:
    """Seconds until the deadline; none are left where it is 0."""
    return None if deadline is None else max(0.0, deadline - time.monotonic())


def _here(
    task: Task[Item, Found], items: Sequence[Item], deadline: float | None
) -> Iterator[tuple[int, Found]]:
    for position, item in enumerate(items):
        seconds = _left(deadline)
        if seconds == 0.0:
            return
        yield position, task(item, seconds)


def _timed(task: Task[Item, Found], item: Item, deadline: float | None) -> Found | None:
    """A task in a process of its own. Clocks that only go forward are the same for all processes of a machine."""
    seconds = _left(deadline)
    return None if seconds == 0.0 else task(item, seconds)


def _apart(
    task: Task[Item, Found], items: Sequence[Item], jobs: int, deadline: float | None
) -> Iterator[tuple[int, Found]]:
    # spawned and not forked: a copy of a process in which the solver has run may hang
    jobs = max(1, min(jobs, len(items)))
    before = set(multiprocessing.active_children())
    position_of: dict[Future[Found | None], int] = {}
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))
    try:
        with _deaf_to_keys():  # processes that start here never hear a key press: this one hears it for all
            for position, item in enumerate(items):
                future = pool.submit(_timed, task, item, deadline)
                position_of[future] = position
        waiting = set(position_of)
        while waiting:
            left = None if deadline is None else deadline + GRACE - time.monotonic()
            if left is not None and left <= 0.0:
                return
            done, waiting = wait(waiting, left, FIRST_COMPLETED)
            for future in sorted(done, key=position_of.__getitem__):
                result = future.result()
                if result is not None:
                    yield position_of[future], result
    finally:
        is_done = all(future.done() for future in position_of)
        pool.shutdown(wait=is_done, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - before:
            process.terminate()


@contextmanager
def _deaf_to_keys() -> Iterator[None]:
    try:
        old = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not the main thread: key presses do not come here
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, old)
