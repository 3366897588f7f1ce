"""The story of each year: every text of the pages, once, with its place.

Titles, notes, legends, key figures and the words beside a figure are told here from the
tests, the marts and the policy, by the rules of the findings. The dashboard, the
workbook and the report lay the rows out and say nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import pandas as pd

from scripts.codebook.labels import with_labels
from scripts.codebook.rows import Tables, in_order
from scripts.codebook.words import Words
from scripts.story.answer_figures import answer_titles, theme_titles
from scripts.story.fieldwork_figures import (
    fieldwork_tiles,
    response_over_time,
    response_per_loket,
)
from scripts.story.general_texts import general_texts, overview_tiles
from scripts.story.group_figures import adjusted_notes, group_titles
from scripts.story.loket_answers import loket_answers, loket_bases, loket_places
from scripts.story.loket_changes import loket_changes, mean_intervals
from scripts.story.loket_figures import loket_marks, loket_overall, response_tiles
from scripts.story.loket_mergers import loket_mergers
from scripts.story.lokets import has_lokets
from scripts.story.net_scores import net_scores
from scripts.story.nets import without_nets
from scripts.story.page_texts import page_texts
from scripts.story.question_figures import bands, means, top_lokets, trends
from scripts.story.survey_texts import survey_texts
from scripts.story.told import Told
from scripts.story.topic_figures import importance, moments

# What a row is: the title of a figure; a remark below it; what its arrows mean; what
# stands beside one of its rows; which of its rows stands last; the name of one of its
# parts; a key figure.
KINDS = ["title", "note", "legend", "difference", "last", "label", "tile"]
COLUMNS = [
    "year",
    "place",
    "kind",
    "position",
    "choice",
    "topic",
    "question",
    "question_label",
    "option",
    "option_label",
    "dimension",
    "dimension_label",
    "subgroup",
    "subgroup_label",
    "loket",
    "loket_label",
    "text",
    "headline",
    "figure",
    "arrow",
    "base_text",
    "sig_table",
    "sig_key",
]
FIELDS = [field.name for field in fields(Told)]
IDS = ["question", "option", "dimension", "subgroup", "loket"]
NULLABLE = ["topic", *IDS]
NULLABLE += ["headline", "figure", "arrow", "base_text", "sig_table", "sig_key"]
BESIDE = ["difference", "last"]
PARTS: list[Callable[[Tables, Words], list[Told]]] = [
    overview_tiles,
    bands,
    means,
    group_titles,
    adjusted_notes,
    moments,
    importance,
    net_scores,
    answer_titles,
    theme_titles,
    trends,
    mean_intervals,
    fieldwork_tiles,
    response_over_time,
    general_texts,
    page_texts,
    survey_texts,
]
# where there are lokets to tell apart
OF_LOKETS: list[Callable[[Tables, Words], list[Told]]] = [
    top_lokets,
    loket_mergers,
    loket_overall,
    response_tiles,
    loket_marks,
    loket_changes,
    loket_answers,
    loket_bases,
    loket_places,
    response_per_loket,
]


def story(tables: Tables) -> pd.DataFrame:
    """The texts of each year.

    Args:
        tables: By name: those of `findings`, and mart_scores_per_loket,
            mart_answers_per_loket, sig_lokets_year_on_year, mart_fieldwork,
            mart_net_scores, mart_fieldwork_per_wave, mart_fieldwork_per_loket,
            mart_fieldwork_per_year, dim_loket and the seeds survey_notes and
            period_names; columns as in the marts and seeds.

    Returns:
        `COLUMNS`, ordered by year, place, kind, position and choice, which tell the
        rows apart. Ids, labels, figure, sig_table and sig_key are null where there
        is none.

    Raises:
        ValueError: Where report_policy lacks a setting.
    """
    tables = in_order(without_nets(tables))
    words = Words.from_tables(tables)
    parts = [*PARTS, *(OF_LOKETS if has_lokets(tables) else ())]
    told = [row for part in parts for row in part(tables, words)]
    # not asdict, which copies every text
    table = pd.DataFrame([vars(row) for row in told], columns=FIELDS)
    table[NULLABLE] = table[NULLABLE].astype(object).replace("", None)
    # what stands beside the rows of a figure is told apart by its number only
    beside = table["kind"].isin(BESIDE)
    # by what they are about: the order of the marts' rows means nothing
    numbered = table[beside].sort_values(["year", "place", "kind", *IDS])
    number = numbered.groupby(["year", "place", "kind"]).cumcount() + 1
    table.loc[beside, "position"] = number
    labelled = with_labels(
        table.sort_values(["year", "place", "kind", "position", "choice"]),
        *(tables[name] for name in ("dim_question", "dim_answer_option")),
        *(tables[name] for name in ("dim_subgroup", "dim_loket")),
    )
    labelled["subgroup_label"] = [
        None if pd.isna(subgroup) else words.subgroup_label(dimension, subgroup)
        for dimension, subgroup in zip(
            labelled["dimension"], labelled["subgroup"], strict=True
        )
    ]
    numbers = dict.fromkeys(["year", "position", "choice"], "int64")
    types = dict.fromkeys(COLUMNS, "str") | numbers
    return labelled[COLUMNS].astype(types).reset_index(drop=True)
