"""What the pages of lokets and of the method say, by the marts they rest on."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest
from project import Project


@pytest.fixture(scope="module")
def warehouse(demo: Project) -> Path:
    return Path(demo.warehouse)


def query(warehouse: Path, sql: str) -> pd.DataFrame:
    with duckdb.connect(warehouse, read_only=True) as connection:
        return connection.sql(sql).df()


def test_every_loket_has_a_title_for_what_its_clients_answered(warehouse: Path) -> None:
    without = query(
        warehouse,
        """
        select distinct answers.year, answers.loket, answers.question
        from marts.mart_answers_per_loket as answers
        left join marts.story as told
            on answers.year = told.year and told.kind = 'title'
            and told.place
                = 'loket/' || answers.loket || '/answers/' || answers.question
        where answers.n_base > 0 and told.place is null
        """,
    )
    assert without.empty


def test_an_arrow_at_an_answer_is_a_tested_difference(warehouse: Path) -> None:
    rows = query(
        warehouse,
        """
        select told.arrow, tests.direction, tests.p_value
        from marts.story as told
        left join marts.sig_lokets as tests using (year, loket, question, option)
        where told.place like 'loket/%/answers/%' and told.kind = 'difference'
        """,
    )
    assert len(rows) > 3
    assert rows["p_value"].notna().all()
    assert (rows["arrow"] == rows["direction"].map({"up": "▲", "down": "▼"})).all()


def test_a_change_has_a_verdict_and_a_first_time_is_no_lack(warehouse: Path) -> None:
    tiles = query(
        warehouse,
        """
        select told.*, dim_loket.first_year, changes.p_value
        from marts.story as told
        inner join marts.dim_loket as dim_loket using (loket)
        left join marts.sig_lokets_year_on_year as changes
            on told.year = changes.year and told.loket = changes.loket
            and changes.question = 'overall' and changes.option is null
        where told.place like 'loket/%/tiles' and told.position = 2
            and told.kind = 'tile' and told.year = 2023
        """,
    )
    first = tiles[tiles["first_year"] == 2023]
    assert len(first) > 0
    assert set(first["text"]) == {"deed in 2023 voor het eerst mee"}
    tested = tiles[(tiles["choice"] == 1) & tiles["p_value"].notna()]
    assert len(tested) > 10
    assert tested["text"].str.contains("aantoonbaar|significant").all()


def test_an_interval_holds_its_mean(warehouse: Path) -> None:
    rows = query(
        warehouse,
        """
        select told.text, scores.mean, scores.n_valid
        from marts.story as told
        inner join marts.mart_scores_per_loket as scores
            using (year, loket, question)
        where told.place like 'loket/%/interval'
        """,
    )
    assert rows["n_valid"].min() >= 30
    ends = rows["text"].str.replace(",", ".").str.split("–", expand=True).astype(float)
    assert (ends[0] < rows["mean"]).all() and (rows["mean"] < ends[1]).all()


def test_the_base_of_a_loket_says_what_it_can_show(warehouse: Path) -> None:
    rows = query(
        warehouse,
        """
        select told.text, tests.smallest_visible
        from marts.story as told
        inner join marts.sig_lokets as tests using (year, loket)
        where told.place like 'loket/%/base' and tests.question = 'overall'
            and tests.option is null
        """,
    )
    assert len(rows) > 30
    said = rows["text"].str.extract(r"van (\d+,\d) punt")[0].str.replace(",", ".")
    assert ((said.astype(float) - rows["smallest_visible"]).abs() <= 0.05 + 1e-9).all()


def test_what_was_new_in_a_year_is_told(warehouse: Path) -> None:
    rows = query(
        warehouse,
        "from marts.story where place like 'survey%' order by place, position",
    )
    assert set(rows[rows["year"] == 2023]["place"]) == {
        "survey",
        "survey/changes",
        "survey/groups",
    }
    changes = rows[rows["place"] == "survey/changes"]
    assert set(changes["year"]) == {2023}
    told = " ".join(changes["text"])
    assert "Duidelijkheid van het traject" in told and "Plannen" in told
