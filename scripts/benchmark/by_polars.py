"""The score and answer tables by a polars script, as somebody would write it.

    python -m scripts.benchmark.by_polars EXPORTS SEEDS OUT

No checks, no versions of files, no open answers, no history: figures only. Everything
is lazy, so polars reads the columns that it needs.
"""

import sys
from pathlib import Path

import polars as pl

from scripts.benchmark.coding import NOT_APPLICABLE, Coding, read_coding


def main(exports: str, seeds: str, out: str) -> None:
    """Write scores.parquet and answers.parquet into a folder."""
    coding = read_coding(Path(seeds))
    types = dict.fromkeys([*coding.scores, *coding.choices, *coding.flags], pl.Int64)
    rows = pl.scan_csv(
        Path(exports) / "responses_*.csv",
        separator=";",
        schema_overrides=types,
    ).select(
        pl.col(coding.loket).alias("loket"),
        pl.col(coding.started).str.slice(0, 4).cast(pl.Int64).alias("year"),
        pl.lit("total").alias("total"),
        *types,
        *(
            pl.col(column)
            .replace_strict(groups, default=None, return_dtype=pl.String)
            .alias(dimension)
            for dimension, (column, groups) in coding.dimensions.items()
        ),
    )
    aggregates = [pl.len().alias("n"), *_scores(coding), *_answers(coding)]
    wide = [
        rows.drop_nulls(cut)
        .group_by("year", pl.col(cut).alias("member"))
        .agg(aggregates)
        .with_columns(pl.lit(cut).alias("cut"))
        for cut in ("total", "loket", *coding.dimensions)
    ]
    figures = pl.concat(pl.collect_all(wide), how="diagonal")
    _long_scores(figures, coding).write_parquet(Path(out) / "scores.parquet")
    _long_answers(figures, coding).write_parquet(Path(out) / "answers.parquet")


def _scores(coding: Coding) -> list[pl.Expr]:
    found = []
    for column, question in coding.scores.items():
        mark = pl.col(column)
        given = pl.when(mark != NOT_APPLICABLE).then(mark)
        asked = pl.len()
        if question in coding.routed:
            decides, code = coding.routed[question]
            asked = (pl.col(decides) == code).sum()
        found += [
            asked.alias(f"{question}|n_asked"),
            given.count().alias(f"{question}|n_valid"),
            given.mean().alias(f"{question}|mean"),
            given.var().alias(f"{question}|variance"),
            (mark == NOT_APPLICABLE).sum().alias(f"{question}|not_applicable"),
            *(
                given.is_between(low, high).sum().alias(f"{question}|{band}")
                for band, (low, high) in coding.bands.items()
            ),
        ]
    return found


def _answers(coding: Coding) -> list[pl.Expr]:
    found = []
    for column, (question, options) in coding.choices.items():
        found.append(pl.col(column).count().alias(f"{question}|"))
        found += [
            (pl.col(column) == code).sum().alias(f"{question}|{option}")
            for code, option in options.items()
        ]
    found += [
        (pl.col(column) == 1).sum().alias(f"{question}|{option}")
        for column, (question, option) in coding.flags.items()
    ]
    return found


def _long_scores(figures: pl.DataFrame, coding: Coding) -> pl.DataFrame:
    return pl.concat(
        figures.select(
            *("year", "cut", "member"),
            pl.lit(question).alias("question"),
            *(
                pl.col(f"{question}|{name}").alias(name)
                for name in ("n_asked", "n_valid", "mean", "variance")
            ),
            *(
                (pl.col(f"{question}|{share}") / pl.col(f"{question}|n_asked")).alias(
                    f"share_{share}"
                )
                for share in (*coding.bands, "not_applicable")
            ),
        )
        for question in coding.scores.values()
    )


def _long_answers(figures: pl.DataFrame, coding: Coding) -> pl.DataFrame:
    bases = [
        (question, option, f"{question}|")
        for question, options in coding.choices.values()
        for option in options.values()
    ]
    bases += [(*both, "n") for both in coding.flags.values()]
    return pl.concat(
        figures.select(
            *("year", "cut", "member"),
            pl.lit(question).alias("question"),
            pl.lit(option).alias("option"),
            pl.col(base).alias("n_base"),
            pl.col(f"{question}|{option}").alias("n_chosen"),
            (pl.col(f"{question}|{option}") / pl.col(base)).alias("share"),
        )
        for question, option, base in bases
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
