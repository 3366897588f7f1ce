"""Try the significance tests on simulated surveys: `make validate`.

python -m scripts validate [--warehouse FILE] [--surveys N] [--page FILE]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from rich.console import Console

from scripts.codebook.policy import POLICY_SEED, Policy
from scripts.validation.page import OFTEN, rates_lines, stability_lines, write
from scripts.validation.rates import (
    ENOUGH_POWER,
    power,
    power_table,
    published_differences,
    rates_table,
    validate,
)
from scripts.validation.simulated_surveys import (
    design_from_report,
    design_from_warehouse,
)
from scripts.validation.stability import headline_stability

SOURCES = {"report": "the published report", "warehouse": "the demo"}
SURVEYS = 4000
POWER_RUNS = 2000
WIDTH_WHEN_NOT_A_TERMINAL = 120


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate and print; 1 where a rate is out of bounds."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts validate",
        description="Show by simulation that the significance tests are valid.",
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        metavar="FILE",
        help="warehouse to take bases from (default: the published report's bases)",
    )
    parser.add_argument("--surveys", type=int, default=SURVEYS, help="surveys to draw")
    parser.add_argument(
        "--page",
        type=Path,
        metavar="FILE",
        help="page whose measured tables are written anew (docs/statistics.md)",
    )
    options = parser.parse_args(arguments)
    policy = Policy.from_table(pd.read_csv(POLICY_SEED))
    width = None if sys.stdout.isatty() else WIDTH_WHEN_NOT_A_TERMINAL
    console = Console(highlight=False, width=width)
    if options.warehouse and not options.warehouse.exists():
        print(
            f"{options.warehouse} does not exist: run 'make build' first, or leave "
            "--warehouse out to use the published report's bases.",
            file=sys.stderr,
        )
        return 1
    design = (
        design_from_warehouse(options.warehouse)
        if options.warehouse
        else design_from_report()
    )
    console.print(
        f"{options.surveys} surveys without any true difference, bases of "
        f"{design.source}: {design.now} respondents ({design.before} the year before), "
        f"{len(design.lokets)} lokets, {len(design.groups)} subgroups."
    )
    found = validate(design, policy, options.surveys)
    console.print(rates_table(found))
    if options.page:
        kind = "warehouse" if options.warehouse else "report"
        lines = rates_lines(found, options.surveys, SOURCES[kind])
        write(options.page, f"rates of the {kind}", lines)
    if options.warehouse:
        again = headline_stability(options.warehouse)
        console.print(
            f"{again.share(OFTEN):.0%} of {len(again.headlines)} headlines come back "
            f"in at least {OFTEN:.0%} of {again.surveys} surveys of respondents drawn "
            "again."
        )
        if options.page:
            write(options.page, "stability", stability_lines(again))
    differences = published_differences(design)
    if len(differences):
        strength = power(differences, design.marks, policy, POWER_RUNS)
        strong = int((strength["power"] >= ENOUGH_POWER).sum())
        console.print(
            f"Power at {len(strength)} published differences: median "
            f"{strength['power'].median():.0%}, at least {ENOUGH_POWER:.0%} for "
            f"{strong}. The others:"
        )
        console.print(power_table(strength))
    return 0 if all(rate.holds for rate in found) else 1


if __name__ == "__main__":
    sys.exit(main())
