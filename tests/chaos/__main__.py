"""`make chaos`: a million records through everything that can break; the seed it prints makes the same run again."""

import argparse
import sys
import time

from tests.chaos.run import Plan, run


def main() -> None:
    """Run and say what came of it; fails when a promise was not kept."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--phones", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    chosen = parser.parse_args()
    sys.stdout.write(f"seed {chosen.seed}\n")
    plan = Plan(
        chosen.seed,
        chosen.records,
        chosen.phones,
        # A pull of a phone with thousands of visits in a week costs as much as two hundred records.
        share_of_pulls=0.005,
        seconds_between_kills=20,
        database_crashes=10**6,
    )
    outcome = run(plan)
    sys.stdout.write(outcome.told() + "\n")
    sys.exit(1 if outcome.wrong else 0)


main()
