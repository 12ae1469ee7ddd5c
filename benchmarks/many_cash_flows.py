"""NPV, IRR and DSCR of draws x projects x years, against loops over numpy-financial and pyxirr in the same run."""

import gc
import importlib.util
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import numpy_financial
import pyxirr

from finance.rates.many import irr_many, npv_many

DRAWS, PROJECTS, YEARS = 100_000, 30, 30
TENOR = 15
RATE = 0.1
DRAWS_AT_ONCE = 500  # 15,000 flows, 8 megabytes with their debt service: memory stays where it is
SAMPLED_BLOCKS = 10
SAMPLE = {"numpy-financial": 50, "pyxirr": 2_000}  # flows of such a block that the loops are timed on

Rows = np.ndarray


def _draws(count: int, seed: int = 1) -> Iterator[tuple[Rows, Rows, Rows]]:
    """Blocks of project cash flow `(rows, 31)`, CFADS and debt service `(rows, 15)`, a row per draw and project."""
    draw = np.random.default_rng(seed)
    capex = draw.uniform(50.0, 200.0, PROJECTS)
    income = capex[:, None] * draw.uniform(0.08, 0.2, (PROJECTS, 1)) * 1.03 ** np.arange(YEARS)
    service = np.repeat(0.7 * capex[:, None] * 0.12, TENOR, axis=1)
    for first in range(0, count, DRAWS_AT_ONCE):
        rows = min(DRAWS_AT_ONCE, count - first)
        cost, demand = (
            draw.lognormal(0.1, 0.2, (rows, PROJECTS, 1)),
            draw.lognormal(0.0, 0.1, (rows, PROJECTS, YEARS)),
        )
        cfads = (income * demand).reshape(-1, YEARS)
        flows = np.concatenate([-(capex[:, None] * cost).reshape(-1, 1), cfads], axis=1)
        yield flows, cfads[:, :TENOR], np.tile(service, (rows, 1))


def _ours(block: tuple[Rows, Rows, Rows], *, compiled: bool) -> list[float]:
    flows, cfads, service = block
    calls: tuple[Callable[[], object], ...] = (
        lambda: npv_many(RATE, flows),
        lambda: irr_many(flows, compiled=compiled),
        lambda: (cfads / service).min(axis=1),
    )
    return [_seconds(call) for call in calls]


def _loop(
    block: tuple[Rows, Rows, Rows], npv: Callable[..., object], irr: Callable[..., object]
) -> list[float]:
    flows, cfads, service = block

    calls: tuple[Callable[[], object], ...] = (
        lambda: [npv(RATE, flow) for flow in flows],
        lambda: [irr(flow) for flow in flows],
        lambda: [(c / s).min() for c, s in zip(cfads, service, strict=True)],
    )
    return [_seconds(call) for call in calls]


def _seconds(call: Callable[[], object]) -> float:
    """Processor seconds: others on the machine do not count."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def _agreement() -> float:
    """The largest difference of a rate from pyxirr's, over one block."""
    flows = next(_draws(DRAWS_AT_ONCE))[0]
    theirs = np.array([pyxirr.irr(flow) for flow in flows], dtype=np.float64)
    return float(np.abs(irr_many(flows).rate - theirs).max())


def measure(draws: int = DRAWS) -> None:
    """Print nanoseconds a flow for each of the three, and how many times slower the loops are."""
    ours: dict[str, Callable[[tuple[Rows, Rows, Rows]], list[float]]] = {
        "numpy": partial(_ours, compiled=False)
    }
    if importlib.util.find_spec("numba") is not None:
        irr_many([[-1.0, 2.0]], compiled=True)  # compiled once, kept on disk
        ours["numba"] = partial(_ours, compiled=True)
    loops = {
        "numpy-financial": partial(_loop, npv=numpy_financial.npv, irr=numpy_financial.irr),
        "pyxirr": partial(_loop, npv=pyxirr.npv, irr=pyxirr.irr),
    }
    seconds = {name: np.zeros(3) for name in (*ours, *loops)}
    flows = dict.fromkeys(seconds, 0)
    turn = max(1, draws // (DRAWS_AT_ONCE * SAMPLED_BLOCKS))
    for warm_up in ours.values():  # the first call starts the threads of the linear algebra
        warm_up(next(_draws(1)))
    gc.disable()  # thousands of small lists of the loops would be walked over while others are timed
    for number, block in enumerate(_draws(draws)):
        for name, run in ours.items():
            seconds[name] += run(block)
            flows[name] += len(block[0])
        for name, run in loops.items() if number % turn == 0 else ():
            part = min(len(block[0]), SAMPLE[name])
            seconds[name] += run(tuple(rows[:part] for rows in block))
            flows[name] += part
    gc.enable()
    each = {name: np.append(spent, spent.sum()) / flows[name] * 1e9 for name, spent in seconds.items()}
    print(f"{draws} draws x {PROJECTS} projects x {YEARS} years: processor nanoseconds a flow,")
    print(f"in brackets how many times those of {', '.join(ours)}")
    print(f"{'':23s}" + "".join(f"{what:>22s}" for what in ("NPV", "IRR", "DSCR", "together")))
    for name, spent in each.items():
        slower = [
            [f"{spent[k] / each[own][k]:.1f}" for own in ours] if name in loops else [] for k in range(4)
        ]
        cells = [f"{spent[k]:.0f}" + (f" ({', '.join(slower[k])})" if slower[k] else "") for k in range(4)]
        print(f"{name:15s}{flows[name]:8d}" + "".join(f"{cell:>22s}" for cell in cells))
    print(f"largest difference of a rate from pyxirr's: {_agreement():.1e}")
