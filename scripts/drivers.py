"""Which moments of truth matter most for the overall mark.

From sums over pairs of questions, never from respondents: correlations, Johnson's
relative weights, and the importance-performance table that readers see. A weight says
how much of the differences in the overall mark goes together with a question; it does
not prove that improving one raises the other.

Relative weights have no interval here: that takes respondents (a bootstrap). The
correlations do.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from scripts.hypothesis_tests import FloatArray

# Smallest eigenvalue left in a correlation matrix: predictors that explain each other
# for more than this are as good as the same, and weights could not be told apart.
SMALLEST_EIGENVALUE = 1e-6

QUADRANTS = {
    "improve": "matters more than average, mark below average",
    "keep_up": "matters more than average, mark average or above",
    "low_priority": "matters average or less, mark below average",
    "maintain": "matters average or less, mark average or above",
}

IMPORTANCE_COLUMNS = [
    "question",
    "n",
    "mean",
    "n_with_target",
    "correlation",
    "correlation_low",
    "correlation_high",
    "relative_weight",
    "importance",
    "r_squared",
    "quadrant",
    "matrix_adjusted",
    "reason",
]


def pair_correlations(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pearson's correlation of each pair of questions, from its sums.

    Args:
        pairs: question_a, question_b and, over respondents who answered both, n,
            sum_a, sum_b, sum_aa, sum_bb, sum_ab; a pair in one order suffices.

    Returns:
        question_a, question_b, n and correlation; null where n is below 2 or a
        question has no variance among those who answered both.
    """
    sums = pairs[["n", "sum_a", "sum_b", "sum_aa", "sum_bb", "sum_ab"]].astype(float)
    n = sums["n"]
    squares_a = n * sums["sum_aa"] - sums["sum_a"] ** 2
    squares_b = n * sums["sum_bb"] - sums["sum_b"] ** 2
    products = n * sums["sum_ab"] - sums["sum_a"] * sums["sum_b"]
    defined = (n >= 2) & (squares_a > 0) & (squares_b > 0)
    correlation = np.full(len(pairs), np.nan)
    np.divide(
        products,
        np.sqrt((squares_a * squares_b).clip(lower=0)),
        correlation,
        where=defined,
    )
    return pd.DataFrame(
        {
            "question_a": pairs["question_a"],
            "question_b": pairs["question_b"],
            "n": pairs["n"],
            "correlation": np.clip(correlation, -1, 1),
        }
    )


def correlation_matrix(
    correlations: pd.DataFrame, questions: list[str]
) -> pd.DataFrame:
    """Square correlation matrix of these questions, 1 on its diagonal.

    Args:
        correlations: As `pair_correlations` gives them.
        questions: The rows and columns, in this order.

    Returns:
        A questions x questions frame; null where a pair has no correlation.
    """
    both = pd.concat(
        [
            correlations,
            correlations.rename(
                columns={"question_a": "question_b", "question_b": "question_a"}
            ),
        ]
    ).drop_duplicates(["question_a", "question_b"])
    matrix = both.pivot(index="question_a", columns="question_b", values="correlation")
    matrix = matrix.reindex(index=questions, columns=questions)
    values = matrix.to_numpy(dtype=float, copy=True)
    np.fill_diagonal(values, 1.0)
    return pd.DataFrame(values, index=questions, columns=questions)


def positive_definite(matrix: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """Make a correlation matrix positive definite, if it is not.

    Correlations over pairwise-complete answers come from different respondents, so
    together they can contradict each other. Eigenvalues below SMALLEST_EIGENVALUE are
    then raised to it and the result is scaled back to a diagonal of 1: the spectral
    method of R. Rebonato and P. Jäckel (1999).

    Returns:
        The matrix, and whether it was changed.
    """
    values, vectors = np.linalg.eigh(matrix.to_numpy(dtype=float))
    if values.min() >= SMALLEST_EIGENVALUE:
        return matrix, False
    raised = (vectors * np.maximum(values, SMALLEST_EIGENVALUE)) @ vectors.T
    scale = 1 / np.sqrt(np.diag(raised))
    repaired = raised * np.outer(scale, scale)
    np.fill_diagonal(repaired, 1.0)
    return pd.DataFrame(repaired, index=matrix.index, columns=matrix.columns), True


def relative_weights(matrix: pd.DataFrame, target: str) -> pd.Series[float]:
    """Johnson's relative weights of all other questions for the target.

    Each predictor's share in the explained variance when predictors are correlated:
    they are replaced by the orthogonal variables nearest to them, and the squared
    coefficients of those are divided over the predictors. The weights add up to R².

    Args:
        matrix: Positive definite correlation matrix of predictors and target.
        target: The question that is explained.

    Returns:
        A weight per predictor, in the matrix's order.

    Source: J. W. Johnson, Multivariate Behavioral Research 35 (2000), 1-19.
    """
    predictors = matrix.index.drop(target)
    among = matrix.loc[predictors, predictors].to_numpy(dtype=float)
    with_target = matrix.loc[predictors, target].to_numpy(dtype=float)
    values, vectors = np.linalg.eigh(among)
    root = (vectors * np.sqrt(values)) @ vectors.T
    coefficients = np.linalg.solve(root, with_target)
    return pd.Series(root**2 @ coefficients**2, index=predictors)


def correlation_interval(
    correlation: FloatArray, n: FloatArray, *, alpha: float
) -> tuple[FloatArray, FloatArray]:
    """Fisher's interval of a correlation; null where n is below 4.

    Source: R. A. Fisher, Metron 1 (1921), 3-32.
    """
    given = (n > 3) & (np.abs(correlation) < 1)
    centre = np.arctanh(np.where(given, correlation, 0.0))
    margin = special.ndtri(1 - alpha / 2) / np.sqrt(np.where(given, n - 3, 1.0))
    low, high = np.tanh(centre - margin), np.tanh(centre + margin)
    return np.where(given, low, np.nan), np.where(given, high, np.nan)


def importance_performance(
    pairs: pd.DataFrame,
    *,
    keys: list[str],
    target: str,
    predictors: list[str],
    min_base: float,
    alpha: float,
) -> pd.DataFrame:
    """Importance and mark of each predictor, per group of `keys` (year; year, loket).

    A predictor takes part where it was answered together with the target, and with
    each other predictor that takes part, by at least min_base respondents; the one
    answered most often goes first. The others get `reason` 'base_too_small', or
    'no_variance' where everyone gave the same mark. Importance is a predictor's share
    of R²; average importance is one divided by the number of predictors, average mark
    the plain mean of the predictors' means. A predictor that nobody of a group answered
    (not asked that year) has no row there.

    Args:
        pairs: The keys and the columns of `pair_correlations`, with a row of each
            question with itself (from which n and mean come) and of each pair.
        keys: Columns that tell the groups apart.
        target: The question that is explained.
        predictors: The questions that explain it.
        min_base: Fewest respondents per pair.
        alpha: 1 less the confidence of the correlation's interval.

    Returns:
        The keys and `IMPORTANCE_COLUMNS`, a row per group and predictor in the order
        of `predictors`; n and mean are of all who gave the predictor a mark.

    Raises:
        ValueError: A question has no row with itself.
    """
    known = pairs[
        pairs["question_a"].isin([target, *predictors])
        & pairs["question_b"].isin([target, *predictors])
    ]
    tables = []
    for _, rows in known.groupby(keys):
        answered = {*rows["question_a"], *rows["question_b"]}
        if target not in answered:
            continue
        asked = [question for question in predictors if question in answered]
        table = _importance_of_group(rows, target, asked, min_base, alpha)
        tables.append(table.assign(**{key: rows[key].iloc[0] for key in keys}))
    columns = [*keys, *IMPORTANCE_COLUMNS]
    return (
        pd.concat(tables, ignore_index=True)[columns]
        if tables
        else pd.DataFrame(columns=columns)
    )


def _importance_of_group(
    rows: pd.DataFrame,
    target: str,
    predictors: list[str],
    min_base: float,
    alpha: float,
) -> pd.DataFrame:
    correlations = pair_correlations(rows)
    questions = [target, *predictors]
    matrix = correlation_matrix(correlations, questions)
    counts = _pair_counts(rows, questions)
    own = rows[rows["question_a"] == rows["question_b"]].set_index("question_a")
    missing = [q for q in questions if q not in own.index]
    if missing:
        raise ValueError(
            f"The pairs have no row of question '{missing[0]}' with itself: its n and "
            "mean come from there."
        )
    taking_part: list[str] = []
    reasons = dict.fromkeys(predictors, "base_too_small")
    for question in counts[target].drop(target).sort_values(ascending=False).index:
        others = [target, *taking_part]
        if (counts.loc[question, others] < min_base).any():
            continue
        constant = matrix.loc[question, others].isna().any()
        reasons[question] = "no_variance" if constant else ""
        if not constant:
            taking_part.append(question)

    weights: pd.Series[Any] = pd.Series(dtype=float)
    adjusted = False
    if taking_part:
        definite, adjusted = positive_definite(
            matrix.loc[[target, *taking_part], [target, *taking_part]]
        )
        weights = relative_weights(definite, target)
    r_squared = float(weights.sum()) if taking_part else np.nan
    n_with_target = counts.loc[predictors, target].to_numpy(dtype=float)
    enough = n_with_target >= min_base
    correlation = np.where(enough, matrix.loc[predictors, target], np.nan)
    low, high = correlation_interval(correlation, n_with_target, alpha=alpha)
    n = own.loc[predictors, "n"].to_numpy(dtype=float)
    mean = np.full(len(n), np.nan)
    np.divide(own.loc[predictors, "sum_a"].to_numpy(float), n, mean, where=n > 0)
    table = pd.DataFrame(
        {
            "question": predictors,
            "n": n.astype(np.int64),
            "mean": mean,
            "n_with_target": n_with_target.astype(np.int64),
            "correlation": correlation,
            "correlation_low": low,
            "correlation_high": high,
            "relative_weight": weights.reindex(predictors).to_numpy(dtype=float),
            "r_squared": r_squared,
            "matrix_adjusted": adjusted,
            "reason": [reasons[q] for q in predictors],
        }
    )
    explains = r_squared > 0
    table["importance"] = table["relative_weight"] / r_squared if explains else np.nan
    matters = table["importance"] > 1 / max(len(taking_part), 1)
    below = table["mean"] < table.loc[table["importance"].notna(), "mean"].mean()
    table["quadrant"] = pd.Series(
        np.select(
            [matters & below, matters, below],
            ["improve", "keep_up", "low_priority"],
            default="maintain",
        ),
        dtype="str",
    ).where(table["importance"].notna())
    return table


def _pair_counts(rows: pd.DataFrame, questions: list[str]) -> pd.DataFrame:
    """Respondents who answered both, questions x questions; 0 for an absent pair."""
    counts = rows.pivot(index="question_a", columns="question_b", values="n")
    counts = counts.reindex(index=questions, columns=questions).astype(float)
    return counts.fillna(counts.T).fillna(0)
