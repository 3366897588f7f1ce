"""Nets of options: figures of their own, and no sentence beside their parts."""

from __future__ import annotations

import numpy as np

from scripts.codebook.rows import Tables


def without_nets(tables: Tables) -> Tables:
    """Tables without the rows that are about a net (dim_answer_option says which).

    A sentence about the answers given most, or about one that rose, would tell the same
    clients twice.
    """
    options = tables["dim_answer_option"]
    if "is_net" not in options:
        return tables
    nets = options.loc[options["is_net"].astype(bool), ["question", "option"]]
    ids = set(nets.itertuples(index=False, name=None))
    if not ids:
        return tables
    kept = {}
    for name, frame in tables.items():
        if {"question", "option"} <= set(frame.columns):
            pairs = zip(frame["question"], frame["option"], strict=True)
            told = np.array([pair not in ids for pair in pairs], dtype=bool)
            frame = frame[told].reset_index(drop=True)
        kept[name] = frame
    return kept
