"""Groups of which everyone gave the same answer to a sensitive question."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest
from small_warehouse import LOKETS, respondents, write_warehouse

from scripts.publication.database import write_database


def hidden(people: pd.DataFrame, folder: Path, table: str, policy: str = "") -> set:
    """Lokets or subgroups by question of which nothing is shown."""
    write_warehouse(people, folder / "w.duckdb")
    if policy:
        with duckdb.connect(folder / "w.duckdb") as connection:
            connection.execute(policy)
    write_database(folder / "w.duckdb", folder / "kto.duckdb")
    part = "loket" if table.endswith("loket") else "subgroup"
    with duckdb.connect(folder / "kto.duckdb", read_only=True) as connection:
        return set(
            connection.sql(
                f"select {part}, question from marts.{table}"
                " where year = 2023"
                " and question in ('situation', 'took_test', 'overall')"
                " group by all having bool_and(suppressed is not null)"
            ).fetchall()
        )


def of_lokets(**of_first: object) -> pd.DataFrame:
    """Three lokets; the first one's clients all answer the same."""
    groups: list[dict[str, object]] = [{"loket": LOKETS[0], "n": 30, **of_first}]
    for loket, size in ((LOKETS[1], 40), (LOKETS[2], 60)):
        groups += [
            {"loket": loket, "situation": situation, "n": size, "took_test": took}
            for situation in ("employed", "student")
            for took in ("yes", "no")
        ]
    return respondents(groups)


def test_a_loket_that_answers_as_one_is_hidden_with_another(tmp_path: Path) -> None:
    people = of_lokets(situation="student", took_test="no")
    found = hidden(people, tmp_path, "mart_answers_per_loket")
    # with the smallest other one, or the country less the others would tell
    assert found == {(LOKETS[0], "situation"), (LOKETS[1], "situation")}


def test_marks_of_the_lowest_band_only_are_hidden(tmp_path: Path) -> None:
    people = of_lokets(overall=3.0)
    found = hidden(people, tmp_path, "mart_scores_per_loket")
    assert found == {(LOKETS[0], "overall"), (LOKETS[1], "overall")}


def test_a_subgroup_is_hidden_at_another_question_only(tmp_path: Path) -> None:
    people = respondents(
        [
            {"age": "from_27_to_50", "situation": "student", "n": 30},
            {"age": "from_50", "situation": "student", "n": 40},
            {"age": "from_50", "situation": "employed", "n": 40},
        ]
    )
    found = hidden(people, tmp_path, "mart_answers_per_subgroup")
    assert {("from_27_to_50", "situation"), ("from_50", "situation")} <= found
    # those who are employed are all employed: that is what the subgroup is
    assert ("employed", "situation") not in found


@pytest.mark.parametrize("question", ["situation", "overall"])
def test_the_policy_may_show_it(question: str, tmp_path: Path) -> None:
    people = of_lokets(situation="student", overall=3.0)
    shown = (
        "update codebook.report_policy set value = 'shown' where setting ="
        f" 'all_the_same' and question = '{question}'"
    )
    table = "answers" if question == "situation" else "scores"
    assert hidden(people, tmp_path, f"mart_{table}_per_loket", shown) == set()
