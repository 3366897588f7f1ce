"""The figures of one kind of cut, with the columns that the tables of it have."""

from __future__ import annotations

import pandas as pd

# What cut and member are called per kind; the total has neither.
NAMES = {
    "total": {},
    "loket": {"member": "loket"},
    "subgroup": {"cut": "dimension", "member": "subgroup"},
    "wave": {"member": "wave"},
}


def figures_of(figures: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Rows of score_figures or answer_figures, with weights beside the marts' columns.

    kind: total, loket, subgroup or wave. The tests read these rather than the marts,
    since they need the sums of weights, which nobody else does.
    """
    rows = figures[figures["kind"] == kind].rename(columns=NAMES[kind])
    return rows.reset_index(drop=True)
