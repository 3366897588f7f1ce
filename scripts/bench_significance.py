"""How long 100,000 comparisons take: `make bench-significance`.

The marts are made up, in their own shapes: only the number of rows matters to the
significance step, never the number of respondents behind them. Times are the best of
three runs, in seconds, of computing alone (no database, no import).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from scripts.codebook.policy import POLICY_SEED, Policy
from scripts.significance import compare_lokets, compare_subgroups, compare_years

COMPARISONS = 100_000
TARGET_SECONDS = 1.0
SEED = 2023
BENCH_POLICY = Policy.from_table(pd.read_csv(POLICY_SEED))


def made_up_marts(
    keys: pd.DataFrame, questions: int, base: int, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores and answers for each row of keys and each question, half of either.

    A question has ten options. Bases lie around `base`; one option in ten is so rare
    that Fisher's exact test is needed for it.
    """
    rng = np.random.default_rng(seed)
    options = 10
    scores = keys.merge(
        pd.DataFrame({"question": [f"score_{i}" for i in range(questions * options)]}),
        how="cross",
    )
    scores["n_valid"] = rng.integers(base // 2, base * 2, len(scores))
    scores["mean"] = rng.normal(7.9, 0.3, len(scores))
    scores["variance"] = rng.uniform(1.5, 3.5, len(scores))
    offered = pd.MultiIndex.from_product(
        [
            [f"choice_{i}" for i in range(questions)],
            [f"option_{i}" for i in range(options)],
        ],
        names=["question", "option"],
    )
    answers = keys.merge(offered.to_frame(index=False), how="cross")
    answers["n_base"] = rng.integers(base // 2, base * 2, len(answers))
    share = np.where(answers["option"] == "option_0", 0.01, 0.3)
    answers["n_chosen"] = rng.binomial(answers["n_base"], share)
    for frame in (scores, answers):
        frame["comparable_since"] = 2000
    return scores, answers


def subgroup_run(base: int) -> Callable[[], pd.DataFrame]:
    """Six subgroups in each dimension: 15 pairs and 6 comparisons with the rest."""
    groups = pd.MultiIndex.from_product(
        [
            [2023],
            [f"dimension_{i}" for i in range(12)],
            [f"group_{i}" for i in "abcdef"],
        ],
        names=["year", "dimension", "subgroup"],
    ).to_frame(index=False)
    questions = int(np.ceil(COMPARISONS / (12 * 21 * 20)))
    parts = made_up_marts(groups, questions, base, SEED)
    totals = made_up_marts(groups[["year"]].head(1), questions, base * 20, SEED + 1)
    dimensions = pd.DataFrame({"dimension": ["dimension_0"], "question": ["none"]})
    return lambda: compare_subgroups(*parts, *totals, dimensions, BENCH_POLICY)


def loket_run(base: int) -> Callable[[], pd.DataFrame]:
    """34 lokets over as many years as it takes."""
    years = int(np.ceil(COMPARISONS / (34 * 25 * 20)))
    lokets = pd.MultiIndex.from_product(
        [range(2023, 2023 + years), [f"loket_{i}" for i in range(34)]],
        names=["year", "loket"],
    ).to_frame(index=False)
    parts = made_up_marts(lokets, 25, base, SEED)
    totals = made_up_marts(lokets[["year"]].drop_duplicates(), 25, base * 40, SEED + 1)
    return lambda: compare_lokets(*parts, *totals, BENCH_POLICY)


def year_run(base: int) -> Callable[[], pd.DataFrame]:
    """Fifty years of a long questionnaire."""
    years = pd.DataFrame({"year": range(2000, 2051)})
    marts = made_up_marts(years, COMPARISONS // (50 * 20), base, SEED)
    return lambda: compare_years(*marts, BENCH_POLICY)


def best_of_three(run: Callable[[], pd.DataFrame]) -> tuple[float, int]:
    """Shortest time of three runs, in seconds, and the number of comparisons."""
    seconds, rows = [], 0
    for _ in range(3):
        start = time.perf_counter()
        rows = len(run())
        seconds.append(time.perf_counter() - start)
    return min(seconds), rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a row for each comparison table; 1 where one is slower than the target."""
    argparse.ArgumentParser(
        prog="python -m scripts bench-significance",
        description="Time 100,000 comparisons.",
    ).parse_args(arguments)
    table = Table("table", "base per group", "comparisons", "seconds", "per 100,000")
    slow = False
    runs = [
        ("sig_subgroups", subgroup_run, 200),
        ("sig_subgroups", subgroup_run, 20_000),
        ("sig_lokets", loket_run, 60),
        ("sig_lokets", loket_run, 6_000),
        ("sig_year_on_year", year_run, 2_000),
        ("sig_year_on_year", year_run, 200_000),
    ]
    for name, prepare, base in runs:
        seconds, rows = best_of_three(prepare(base))
        scaled = seconds * COMPARISONS / rows
        slow = slow or scaled > TARGET_SECONDS
        table.add_row(
            name, f"{base:,}", f"{rows:,}", f"{seconds:.2f}", f"{scaled:.2f} s"
        )
    Console().print(table)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
