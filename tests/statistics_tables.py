"""Marts of a few rows, for tests of the comparison tables."""

import pandas as pd

from scripts.codebook.policy import POLICY_SEED, Policy

POLICY = Policy.from_table(pd.read_csv(POLICY_SEED))


def scores(rows: list[tuple], keys: list[str]) -> pd.DataFrame:
    """Keys, then n_valid, mean and variance; marks without skewness."""
    table = pd.DataFrame(rows, columns=[*keys, "n_valid", "mean", "variance"])
    return _with_types(table, keys).assign(skewness=0.0)


def answers(rows: list[tuple], keys: list[str]) -> pd.DataFrame:
    """Keys, then n_chosen and n_base."""
    return _with_types(pd.DataFrame(rows, columns=[*keys, "n_chosen", "n_base"]), keys)


def _with_types(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    types = {c: "str" if c in keys else "float" for c in table.columns}
    return table.astype({**types, "year": "int"})
