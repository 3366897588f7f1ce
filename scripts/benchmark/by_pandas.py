"""The score and answer tables by a pandas script, as somebody would write it.

    python -m scripts.benchmark.by_pandas EXPORTS SEEDS OUT

No checks, no versions of files, no open answers, no history: figures only. It reads the
columns that it needs, with Arrow's reader, which is the fastest that pandas has.
"""

import sys
from pathlib import Path

import pandas as pd

from scripts.benchmark.coding import NOT_APPLICABLE, Coding, read_coding


def main(exports: str, seeds: str, out: str) -> None:
    """Write scores.parquet and answers.parquet into a folder."""
    coding = read_coding(Path(seeds))
    rows = pd.concat(
        [
            pd.read_csv(file, sep=";", usecols=coding.columns, engine="pyarrow")
            for file in sorted(Path(exports).glob("responses_*.csv"))
        ],
        ignore_index=True,
    )
    rows["year"] = pd.to_datetime(rows[coding.started]).dt.year
    members = {"total": "total", "loket": rows[coding.loket]}
    for dimension, (column, groups) in coding.dimensions.items():
        members[dimension] = rows[column].map(groups)
    # one column of the outcome at a time is added up per year and member
    wide = _wide(rows, coding)
    scores, answers = [], []
    for cut, member in members.items():
        keys = [rows["year"], pd.Series(member, rows.index, name="member")]
        grouped = wide.groupby(keys)
        sums = grouped.sum()
        sums["n"] = grouped.size()
        marks = rows[list(coding.scores)].where(lambda mark: mark != NOT_APPLICABLE)
        spread = marks.groupby(keys).agg(["count", "mean", "var"])
        scores.append(_scores(sums, spread, coding).assign(cut=cut))
        answers.append(_answers(sums, coding).assign(cut=cut))
    pd.concat(scores).reset_index().to_parquet(Path(out) / "scores.parquet")
    pd.concat(answers).reset_index().to_parquet(Path(out) / "answers.parquet")


def _wide(rows: pd.DataFrame, coding: Coding) -> pd.DataFrame:
    """Whether each respondent counts in each number, a column per number."""
    found = {}
    for column, question in coding.scores.items():
        mark = rows[column]
        for band, (low, high) in coding.bands.items():
            found[f"{question}|{band}"] = mark.between(low, high)
        found[f"{question}|not_applicable"] = mark == NOT_APPLICABLE
        if question in coding.routed:
            decides, code = coding.routed[question]
            found[f"{question}|n_asked"] = rows[decides] == code
    for column, (question, options) in coding.choices.items():
        found[f"{question}|"] = rows[column].notna()
        for code, option in options.items():
            found[f"{question}|{option}"] = rows[column] == code
    for column, (question, option) in coding.flags.items():
        found[f"{question}|{option}"] = rows[column] == 1
    return pd.DataFrame(found)


def _scores(sums: pd.DataFrame, spread: pd.DataFrame, coding: Coding) -> pd.DataFrame:
    parts = []
    for column, question in coding.scores.items():
        asked = sums[f"{question}|n_asked" if question in coding.routed else "n"]
        part = pd.DataFrame(
            {
                "question": question,
                "n_asked": asked,
                "n_valid": spread[column, "count"],
                "mean": spread[column, "mean"],
                "variance": spread[column, "var"],
            }
        )
        for share in (*coding.bands, "not_applicable"):
            part[f"share_{share}"] = sums[f"{question}|{share}"] / asked
        parts.append(part)
    return pd.concat(parts)


def _answers(sums: pd.DataFrame, coding: Coding) -> pd.DataFrame:
    bases = [
        (question, option, f"{question}|")
        for question, options in coding.choices.values()
        for option in options.values()
    ]
    bases += [(*both, "n") for both in coding.flags.values()]
    return pd.concat(
        pd.DataFrame(
            {
                "question": question,
                "option": option,
                "n_base": sums[base],
                "n_chosen": sums[f"{question}|{option}"],
                "share": sums[f"{question}|{option}"] / sums[base],
            }
        )
        for question, option, base in bases
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
