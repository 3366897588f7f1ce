"""Run the significance tests again on the published marts, under another policy.

    python -m scripts compare years --question overall
    python -m scripts compare subgroups --dimension gender --correction holm --all
    python -m scripts compare lokets --loket Achterhoek --alpha 0.01 --csv loket.csv

What is not said on the command line comes from seeds/policy/report_policy.csv.
Published cells that are suppressed cannot be tested: their rows say so, and they do not
count in their family, so corrected p-values there are smaller than in the sig_ tables.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from scripts.codebook.check import CodebookError, require_sound_codebook
from scripts.codebook.numbers import figure, p_value
from scripts.codebook.policy import CORRECTIONS, POLICY_SEED, TESTS_AGAINST_REST, Policy
from scripts.significance import compare_lokets, compare_subgroups, compare_years
from scripts.statistics.inputs import REASONS

DEFAULT_DATABASE = Path("published") / "kto.duckdb"
WIDTH_WHEN_NOT_A_TERMINAL = 200
ARROWS = {"up": "↑", "down": "↓", "none": ""}

SCORES = "n_valid, mean, variance"
ANSWERS = "n_base, n_chosen"
VERSIONS = "comparable_since, has_two_versions"
QUERIES = {
    "scores_per_year": f"year, question, {VERSIONS}, {SCORES}, skewness",
    "answers_per_year": f"year, question, option, {VERSIONS}, is_net, {ANSWERS}",
    "scores_per_subgroup": f"year, dimension, subgroup, question, {SCORES}",
    "answers_per_subgroup": f"year, dimension, subgroup, question, option, {ANSWERS}",
    "scores_per_loket": f"year, loket, question, {SCORES}",
    "answers_per_loket": f"year, loket, question, option, {ANSWERS}",
}


class CompareError(Exception):
    """What stands in the way of an answer, in one sentence."""


@dataclass(frozen=True)
class Comparison:
    """One of the three tables: how it is made, narrowed down and shown.

    Attributes:
        tables: Marts that `compute` takes, in its order, without their prefix.
        compute: The function of `significance` that makes it.
        filters: Columns that can be asked for on the command line.
        sides: Columns with the two things compared; None where the heading says it.
        bases: Columns with their bases.
        estimates: Columns with their means or shares.
        headings: What those are called in the terminal.
    """

    tables: tuple[str, ...]
    compute: Callable[..., pd.DataFrame]
    filters: tuple[str, ...]
    sides: tuple[str, ...]
    bases: tuple[str, str]
    estimates: tuple[str, str]
    headings: tuple[str, str]


COMPARISONS = {
    "years": Comparison(
        tables=("scores_per_year", "answers_per_year"),
        compute=compare_years,
        filters=("year", "question", "option"),
        sides=("year", "previous_year"),
        bases=("base", "previous_base"),
        estimates=("estimate", "previous_estimate"),
        headings=("this (n)", "previous (n)"),
    ),
    "subgroups": Comparison(
        tables=(
            "scores_per_subgroup",
            "answers_per_subgroup",
            "scores_per_year",
            "answers_per_year",
            "dimensions",
        ),
        compute=compare_subgroups,
        filters=("year", "question", "option", "dimension"),
        sides=("year", "dimension", "subgroup_a", "subgroup_b"),
        bases=("base_a", "base_b"),
        estimates=("estimate_a", "estimate_b"),
        headings=("a (n)", "b (n)"),
    ),
    "lokets": Comparison(
        tables=(
            "scores_per_loket",
            "answers_per_loket",
            "scores_per_year",
            "answers_per_year",
        ),
        compute=compare_lokets,
        filters=("year", "question", "option", "loket"),
        sides=("year", "loket"),
        bases=("base", "rest_base"),
        estimates=("estimate", "rest_estimate"),
        headings=("loket (n)", "rest (n)"),
    ),
}


def read_marts(database: Path, tables: Sequence[str]) -> list[pd.DataFrame]:
    """Read marts from a published file, each with the columns that the tests need.

    Raises:
        CompareError: The file or a table in it is absent or cannot be read.
    """
    if not database.exists():
        raise CompareError(
            f"{database} does not exist: run 'make build' first, or name the file with "
            "--database."
        )
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            return [
                connection.sql(
                    "select distinct dimension, question from marts.dim_subgroup"
                    if table == "dimensions"
                    else f"select {QUERIES[table]} from marts.mart_{table}"
                ).df()
                for table in tables
            ]
    except duckdb.Error as error:
        cause = str(error).splitlines()[0]
        raise CompareError(
            f"{database} cannot be read as published marts ({cause}): run 'make build' "
            "to publish it again."
        ) from error


def narrowed(table: pd.DataFrame, wanted: dict[str, str]) -> pd.DataFrame:
    """Keep the rows with the wanted values; a year or other column at a time.

    Raises:
        CompareError: A value does not occur at all; near ones are named.
    """
    for column, value in wanted.items():
        known = sorted(table[column].dropna().astype("str").unique())
        if value not in known:
            near = difflib.get_close_matches(value, known, n=3, cutoff=0.5)
            hint = f"did you mean {' or '.join(near)}?" if near else ""
            few = f"known are {', '.join(known)}." if len(known) <= 12 else ""
            raise CompareError(
                f"There is no {column} '{value}' to compare"
                + (f": {hint or few}" if hint or few else ".")
            )
    for column, value in wanted.items():
        table = table[table[column].astype("str") == value]
    return table


def as_figures(values: pd.Series[float], is_share: pd.Series[bool]) -> list[str]:
    """Means with two decimals, shares in percents, '' where null."""
    return [
        "" if pd.isna(value) else figure(value, bool(share))
        for value, share in zip(values, is_share, strict=True)
    ]


def as_p_values(values: pd.Series[float]) -> list[str]:
    """P-values with four decimals, '' where null."""
    return ["" if pd.isna(p) else p_value(p) for p in values]


def as_table(rows: pd.DataFrame, comparison: Comparison, correction: str) -> Table:
    """The rows as a table for people; the CSV has every column."""
    is_share = rows["option"].notna()
    low, high = (as_figures(rows[c], is_share) for c in ("low", "high"))
    columns: dict[str, Iterable[str]] = {
        side: rows[side].astype("str").fillna("") for side in comparison.sides
    }
    columns["question"] = rows["question"]
    columns["option"] = rows["option"].fillna("")
    for heading, estimate, base in zip(
        comparison.headings, comparison.estimates, comparison.bases, strict=True
    ):
        columns[heading] = [
            f"{estimated} ({n})" if estimated else ""
            for estimated, n in zip(
                as_figures(rows[estimate], is_share), rows[base], strict=True
            )
        ]
    columns["difference"] = as_figures(rows["difference"], is_share)
    columns["interval"] = [
        f"{a} to {b}" if a else "" for a, b in zip(low, high, strict=True)
    ]
    columns["test"] = rows["test"]
    # the p-value itself and, if another decides, that one
    for name in dict.fromkeys(["p_value", CORRECTIONS[correction]]):
        columns[name] = as_p_values(rows[name])
    columns[""] = [ARROWS[d] for d in rows["direction"]]
    columns["reason"] = rows["reason"]
    table = Table(*columns, box=SIMPLE_HEAD)
    for row in zip(*columns.values(), strict=True):
        table.add_row(*row)
    return table


def summary(rows: pd.DataFrame, policy: Policy, correction: str) -> str:
    """How many comparisons there are, how many are significant or not tested."""
    significant = int((rows["direction"] != "none").sum())
    untested = int(rows["p_value"].isna().sum())
    return (
        f"{significant} of {len(rows)} comparisons significant at alpha "
        f"{policy.alpha:g} (correction: {correction}, smallest base: "
        f"{policy.min_base_test:g}); {untested} not tested."
    )


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts compare",
        description="Run the significance tests again on the published marts.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    helps = {
        "years": "each score and option against the previous comparable year",
        "subgroups": "subgroups against each other and against the rest",
        "lokets": "each loket against the rest of the country",
    }
    for name, comparison in COMPARISONS.items():
        command = commands.add_parser(name, help=helps[name])
        for column in comparison.filters:
            command.add_argument(f"--{column}", help=f"only this {column}")
        command.add_argument("--alpha", type=float, help="significance level")
        command.add_argument(
            "--correction",
            choices=list(CORRECTIONS),
            help="correction of p-values for the number of tests in a family",
        )
        if name != "years":
            command.add_argument(
                "--mean-against-rest",
                choices=TESTS_AGAINST_REST,
                help="test of a mean against the rest",
            )
        command.add_argument(
            "--min-base", type=float, help="no test where a base is smaller"
        )
        command.add_argument(
            "--all", action="store_true", help="also what is not significant or tested"
        )
        command.add_argument(
            "--csv", type=Path, metavar="FILE", help="write every column to a CSV file"
        )
        command.add_argument(
            "--database",
            type=Path,
            metavar="FILE",
            default=DEFAULT_DATABASE,
            help=f"published marts (default: {DEFAULT_DATABASE})",
        )
    return parser.parse_args(arguments)


def policy_for(options: argparse.Namespace) -> Policy:
    """The report policy, with what the command line says instead."""
    try:
        require_sound_codebook(POLICY_SEED.parents[1])
    except CodebookError as error:
        raise CompareError(str(error)) from error
    policy = Policy.from_table(pd.read_csv(POLICY_SEED))
    given = {
        "alpha": options.alpha,
        f"headline_correction_{options.command}": options.correction,
        "mean_against_rest": getattr(options, "mean_against_rest", None),
        "min_base_test": options.min_base,
    }
    try:
        return replace(policy, **{k: v for k, v in given.items() if v is not None})
    except ValueError as error:
        raise CompareError(str(error)) from error


def run(options: argparse.Namespace, console: Console) -> None:
    """Compute the table, narrow it down and show or write it."""
    comparison = COMPARISONS[options.command]
    policy = policy_for(options)
    correction = policy.correction(options.command)
    marts = read_marts(options.database, comparison.tables)
    wanted = {c: getattr(options, c) for c in comparison.filters}
    rows = narrowed(
        comparison.compute(*marts, policy),
        {c: value for c, value in wanted.items() if value is not None},
    )
    listed = rows if options.all else rows[rows["direction"] != "none"]
    if options.csv:
        try:
            listed.to_csv(options.csv, index=False)
        except OSError as error:
            raise CompareError(f"{options.csv} cannot be written: {error}.") from error
        console.print(f"{len(listed)} rows written to {options.csv}.")
    elif len(listed):
        console.print(as_table(listed, comparison, correction))
        for reason in sorted(set(listed["reason"]) - {""}):
            console.print(f"{reason}: {REASONS[reason]}", style="dim")
    console.print(summary(rows, policy, correction))
    if not options.all and len(listed) < len(rows):
        console.print("--all lists the other comparisons too.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 1 and one sentence on stderr where it cannot."""
    options = parsed(arguments)
    terminal = sys.stdout.isatty()
    console = Console(
        highlight=False, width=None if terminal else WIDTH_WHEN_NOT_A_TERMINAL
    )
    try:
        run(options, console)
    except CompareError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
