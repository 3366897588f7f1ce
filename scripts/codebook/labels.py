"""Dutch labels beside the ids of a table, from the dimensions."""

import pandas as pd

# The label of each id column, and the dimension columns that it is found by.
LABELS = {
    "loket": ("loket_label", {"loket": "loket"}),
    "wave": ("wave_label", {"wave": "wave"}),
    "dimension": ("dimension_label", {"dimension": "dimension"}),
    "subgroup_a": (
        "subgroup_label",
        {"dimension": "dimension", "subgroup_a": "subgroup"},
    ),
    "subgroup_b": (
        "subgroup_label",
        {"dimension": "dimension", "subgroup_b": "subgroup"},
    ),
    "question": ("question_label", {"question": "question"}),
    "option": ("option_label", {"question": "question", "option": "option"}),
}
REST_LABEL = "Overige klanten"


def with_labels(rows: pd.DataFrame, *dimensions: pd.DataFrame) -> pd.DataFrame:
    """Put a label column behind each id column of a table.

    Args:
        rows: Ids in any of the columns of `LABELS`.
        dimensions: dim_question, dim_answer_option, dim_subgroup, dim_loket, dim_wave:
            those that the ids of `rows` come from.

    Returns:
        The rows in their order, with `<id>_label` right of each id; missing where the
        id is, and for the rest of a comparison its own label.
    """
    rows = rows.copy()
    for name, (label, keys) in LABELS.items():
        if name not in rows:
            continue
        home = next(
            dimension
            for dimension in dimensions
            if {label, *keys.values()} <= set(dimension.columns)
        )
        labels = home[[*keys.values(), label]].drop_duplicates()
        labels.columns = pd.Index([*keys, f"{name}_label"])
        found = rows[list(keys)].merge(labels, on=list(keys), how="left")
        place = list(rows.columns).index(name) + 1
        # a text, also where no row or none with an id is there to say so
        texts = found[f"{name}_label"].astype("str").set_axis(rows.index)
        rows.insert(place, f"{name}_label", texts)
        if name == "subgroup_b":
            rows.loc[rows[name] == "rest", "subgroup_b_label"] = REST_LABEL
    return rows
