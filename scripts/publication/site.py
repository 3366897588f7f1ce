"""What the dashboard says of the survey on every page, and which pages it has.

Read from a published database while the site is built, since the frame around the pages
asks no queries. A page of which the survey has nothing is left out of the menu, and of
the site.
"""

import json
from pathlib import Path
from typing import Any

import duckdb

# pages by their folder, and how many rows one has anything of
PAGES = {
    "momenten": "select count(*) from marts.mart_scores_per_year",
    "opbrengst": "select count(*) from marts.dim_question where topic = {result_topic}",
    "klanten": "select count(*) from marts.dim_question"
    " where topic in ({background_topic}, {arrival_topic})",
    "loketten": "select greatest(count(*) - 1, 0) from marts.dim_loket",
    "belang-en-prestatie": "select count(*) from marts.mart_importance_performance",
    "trends": "select count(*) from marts.mart_wave_trends",
    "open-antwoorden": "select count(*) from marts.mart_open_answer_themes",
}
TEXTS = {"name": "about/name", "about": "about/question", "source": "about/source"}


def read_survey(database: Path) -> dict[str, Any]:
    """The names of the survey, and the folders of the pages that it has.

    Args:
        database: The published DuckDB file.

    Returns:
        name, about and source (texts), and pages (a list of folders).
    """
    with duckdb.connect(database, read_only=True) as connection:
        settings = {
            name: "'" + value.replace("'", "''") + "'"
            for name, value in connection.sql(
                "select setting, value from codebook.report_policy"
                " where coalesce(question, '') = ''"
            ).fetchall()
        }
        texts = dict(
            connection.sql(
                "select place, arg_max(text, year) from marts.story"
                " where place like 'about/%' and kind = 'label' group by place"
            ).fetchall()
        )
        pages = [
            page
            for page, sql in PAGES.items()
            if connection.sql(sql.format(**settings)).fetchall()[0][0]
        ]
    return {
        **{name: texts.get(place, "") for name, place in TEXTS.items()},
        "pages": pages,
    }


def write_survey(database: Path, dashboard: Path) -> dict[str, Any]:
    """Put it where the components of the dashboard read it; returns it."""
    survey = read_survey(database)
    file = dashboard / "components" / "lib" / "survey.json"
    file.write_text(json.dumps(survey, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return survey
