"""Corrections for many tests, within families: Holm and Benjamini-Hochberg."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from scripts.statistics.inputs import (
    FloatArray,
    Numbers,
    as_arrays,
    family_codes,
    refuse,
)


def holm(p_value: Numbers, family: Any = None) -> FloatArray:
    """Holm's step-down p-values within each family (all rows: one family).

    A missing p stays missing and does not count in its family.
    Source: S. Holm, Scandinavian Journal of Statistics 6 (1979), 65-70.
    """
    return _adjusted(p_value, family, step_up=False)


def benjamini_hochberg(p_value: Numbers, family: Any = None) -> FloatArray:
    """Benjamini-Hochberg p-values within each family (all rows: one family).

    A missing p stays missing and does not count in its family.
    Source: Y. Benjamini, Y. Hochberg, JRSS B 57 (1995), 289-300.
    """
    return _adjusted(p_value, family, step_up=True)


def _adjusted(p_value: Numbers, family: Any, *, step_up: bool) -> FloatArray:
    (p,) = as_arrays(p_value)
    refuse((p < 0) | (p > 1), "A p-value lies outside 0 to 1")
    codes = (
        np.zeros(len(p), dtype=np.int64) if family is None else family_codes(family)[0]
    )
    given = np.flatnonzero(~np.isnan(p))
    order = given[np.lexsort((p[given], codes[given]))]
    ordered = pd.Series(p[order])
    by_family = ordered.groupby(codes[order], sort=False)
    rank = by_family.cumcount() + 1
    size = by_family.transform("size")
    if step_up:
        raw = (ordered * size / rank)[::-1]
        stepped = raw.groupby(codes[order][::-1], sort=False).cummin()[::-1]
    else:
        raw = ordered * (size - rank + 1)
        stepped = raw.groupby(codes[order], sort=False).cummax()
    adjusted = np.full(len(p), np.nan)
    adjusted[order] = np.minimum(stepped.to_numpy(), 1.0)
    return adjusted
