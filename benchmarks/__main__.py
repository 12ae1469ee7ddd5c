"""`python -m benchmarks [--smoke]`: every measurement, or each once at its smallest size."""

import argparse

from benchmarks import build_against_solve, infeasible, many_cash_flows, monte_carlo


def main() -> None:
    """Run the measurements."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="smallest sizes only: does it run at all?")
    smoke = parser.parse_args().smoke
    build_against_solve.measure((20,) if smoke else build_against_solve.SIZES)
    print()
    infeasible.measure((20,) if smoke else infeasible.SIZES)
    print()
    many_cash_flows.measure(20 if smoke else many_cash_flows.DRAWS)
    print()
    monte_carlo.measure(200 if smoke else monte_carlo.DRAWS, 3 if smoke else monte_carlo.PROJECTS, sample=20)


if __name__ == "__main__":
    main()
