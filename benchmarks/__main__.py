"""`python -m benchmarks [--smoke]`: every measurement, or each once at its smallest size."""

import argparse

from benchmarks import (
    build_against_solve,
    frontier,
    infeasible,
    many_cash_flows,
    monte_carlo,
    what_ifs,
    whole_projects,
)


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
    print()
    frontier.measure(10 if smoke else frontier.PROJECTS, 5 if smoke else frontier.POINTS)
    print()
    what_ifs.measure(10 if smoke else what_ifs.PROJECTS, 10 if smoke else what_ifs.QUESTIONS)
    print()
    whole_projects.measure(smoke=smoke)


if __name__ == "__main__":
    main()
