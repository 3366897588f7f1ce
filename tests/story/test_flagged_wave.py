"""A wave outside its limits, in the mart as it is built.

The columns of a made-up frame are what its writer believes: one had a wave_label, and
the mart had none.
"""

import duckdb
import pandas as pd
from project import Project

from scripts.codebook.words import Words
from scripts.story.beyond import wave_flags

TABLES = {
    "marts": [
        "mart_wave_trends",
        "dim_question",
        "dim_answer_option",
        "dim_subgroup",
        "dim_wave",
    ],
    "codebook": ["phrases", "report_policy", "score_bands"],
}


def test_a_flagged_wave_of_a_real_build_is_told(demo: Project) -> None:
    with duckdb.connect(demo.warehouse, read_only=True) as connection:
        tables: dict[str, pd.DataFrame] = {
            name: connection.sql(f"from {schema}.{name}").df()
            for schema, names in TABLES.items()
            for name in names
        }
    trends = tables["mart_wave_trends"]
    tables["mart_wave_trends"] = trends.assign(
        flag=trends["flag"].mask(
            (trends["wave"] == "2023-03") & (trends["question"] == "website"), "above"
        )
    )
    words = Words.from_tables(tables)
    told = {row.sig_key: row.finding for row in wave_flags(tables, words)}
    text = told["wave=2023-03|question=website"]
    assert text.startswith(
        "In maart 2023 was het cijfer voor de website opvallend hoog"
    )
