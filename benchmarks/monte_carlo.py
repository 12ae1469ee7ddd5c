"""Monte Carlo of a portfolio: NPV, IRR and lowest DSCR of every project in every draw, beside a loop in Python.

The loop asks numpy_financial for NPV and IRR of one flow after the other and divides cash flow by debt service, on a
sample of the same flows; its time for all of them is reckoned from that.
"""

import resource
import time
import tracemalloc

import numpy as np
import numpy_financial

from finance.horizon import Floats
from finance.project import ProjectId, VehicleId
from finance.uncertainty.distributions import Normal, Pert, Quantiles, Triangular
from finance.uncertainty.exposure import DebtLines, Exposure
from finance.uncertainty.monte_carlo import bound, simulate
from finance.uncertainty.risk import Channel, Factor, FactorId, RiskTerms

DRAWS, PROJECTS, YEARS, SAMPLE = 100_000, 30, 30, 400
RATE = 0.1


def measure(draws: int = DRAWS, projects: int = PROJECTS, years: int = YEARS, sample: int = SAMPLE) -> None:
    """Print processor seconds and peak memory of both, and their ratio."""
    exposures = [_toll_road(number, years) for number in range(projects)]
    terms = _terms(draws)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    simulate(exposures, terms, RATE)
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    begun = time.process_time()
    simulate(exposures, terms, RATE)
    seconds = time.process_time() - begun
    flows = draws * projects
    loop = _loop(exposures, sample) / sample * flows
    print("   draws  projects  years   seconds  ns/flow  peak MB  bound MB  loop s (reckoned)   ratio")
    print(
        f"{draws:8,d} {projects:9d} {years:6d} {seconds:9.2f} {seconds / flows * 1e9:8.0f} {peak / 1e6:8.0f} "
        f"{bound(draws, years, len(terms.factors), 1) / 1e6:9.0f} {loop:18.0f} {loop / seconds:7.0f}"
    )
    print(f"whole process, peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")


def _terms(draws: int) -> RiskTerms:
    """Five factors, of which delay and cost go together."""
    return RiskTerms(
        (
            Factor(FactorId("cost"), Channel.COST, Pert(-0.1, 0.1, 0.6), per_project=True),
            Factor(FactorId("delay"), Channel.TIME, Triangular(0.0, 0.5, 3.0), per_project=True),
            Factor(FactorId("demand"), Channel.DEMAND, Quantiles(-0.25, 0.0, 0.15)),
            Factor(FactorId("price"), Channel.PRICE, Normal(0.0, 0.1)),
            Factor(FactorId("rate"), Channel.RATE, Normal(0.0, 0.01)),
        ),
        draws,
        correlations={(0, 1): 0.5, (2, 3): -0.2},
    )


def _toll_road(number: int, years: int) -> Exposure:
    """Two years of works, then revenue that grows; two thirds borrowed, repaid level from the third year."""
    year = np.arange(years)
    capital, opens = np.zeros((1, years)), year >= 2
    capital[0, :2] = 50.0 + number
    cost = float(capital.sum())
    revenue = (cost * (0.16 + 0.002 * number) * 1.03**year * opens)[None]
    tenor = min(15, years - 2)
    principal, rate = 2.0 / 3.0 * cost, 0.08
    level = principal * rate / (1.0 - (1.0 + rate) ** -tenor)
    served = opens & (year < 2 + tenor)
    balance = np.array([principal if t == 1 else 0.0 for t in range(years)])
    for t in range(2, 2 + tenor):
        balance[t] = balance[t - 1] * (1.0 + rate) - level
    interest = rate * np.concatenate([[0.0], balance[:-1]])
    nothing = np.zeros((1, years))
    return Exposure(
        vehicle=VehicleId(f"road {number}"),
        mode="private",
        is_public=False,
        projects=(ProjectId(f"road {number}"),),
        numbers=(number,),
        touched=np.ones((5, 1), dtype=bool),
        capital=capital,
        revenue=revenue,
        availability=nothing,
        opex=0.25 * revenue,
        depreciation=(cost / 20.0 * (opens & (year < 22)))[None],
        state_capital=nothing,
        debt=DebtLines.of((level * served)[None], interest[None], np.maximum(balance, 0.0)[None]),
        foreign_debt=DebtLines.none(1, years),
        public_debt=DebtLines.none(1, years),
        foreign_public_debt=DebtLines.none(1, years),
        tax_rate=np.full(years, 0.2),
        cash=np.zeros(years),
        paid_in=np.zeros(years),
        dscr=1.2,
    )


def _loop(exposures: list[Exposure], sample: int) -> float:
    """Seconds of a loop over `sample` flows."""
    generator = np.random.default_rng(1)
    rows: list[tuple[Floats, Floats, Floats]] = []
    for k in range(sample):
        exposure = exposures[k % len(exposures)]
        demand, cost = 1.0 + generator.normal(0.0, 0.1, 2)
        cash = (exposure.revenue * demand - exposure.opex)[0]
        rows.append((cash - exposure.capital[0] * cost, cash, exposure.debt.service[0]))
    begun = time.process_time()
    for flow, cash, service in rows:
        numpy_financial.npv(RATE, flow)
        numpy_financial.irr(flow)
        min(c / s for c, s in zip(cash, service, strict=True) if s > 0.0)
    return time.process_time() - begun


if __name__ == "__main__":
    measure()
