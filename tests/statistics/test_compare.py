"""The analysts' command line on a small published file."""

import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from scripts.compare import main

YEARS = [(2022, 2022), (2023, 2022)]  # year, comparable since


def publish(path: Path) -> None:
    """Two years, one mark, one choice, three age groups and three lokets.

    The youngest group of 2022 and one loket are suppressed, as a publisher does.
    """
    scores_per_year = pd.DataFrame(
        [
            (year, "overall", since, 900, 8.0 + 0.3 * (year - 2022), 2.0, -1.2)
            for year, since in YEARS
        ],
        columns=[
            *("year", "question", "comparable_since"),
            *("n_valid", "mean", "variance", "skewness"),
        ],
    )
    answers_per_year = pd.DataFrame(
        [
            (year, "outcome", option, since, 900, chosen)
            for year, since in YEARS
            for option, chosen in (("job", 300), ("nothing", 90))
        ],
        columns=[
            "year",
            "question",
            "option",
            "comparable_since",
            "n_base",
            "n_chosen",
        ],
    )
    # no year has two versions of a question, and no option is a net
    scores_per_year["has_two_versions"] = False
    answers_per_year["has_two_versions"] = False
    answers_per_year["is_net"] = False
    tables = {
        "mart_scores_per_year": scores_per_year,
        "mart_answers_per_year": answers_per_year,
        "dim_subgroup": pd.DataFrame(
            {"dimension": ["age"] * 3, "subgroup": list("abc"), "question": ["age"] * 3}
        ),
    }
    for kind, key, members in (
        ("subgroup", "subgroup", "abc"),
        ("loket", "loket", "xyz"),
    ):
        scores, answers = [], []
        for i, member in enumerate(members):
            dimension = {"dimension": "age"} if kind == "subgroup" else {}
            hidden = member in "ax"
            part = {**dimension, key: member}
            scores.append(
                scores_per_year.assign(
                    **part,
                    n_valid=pd.array([None if hidden else 300] * 2, dtype="Int64"),
                    mean=None if hidden else 7.5 + 0.5 * i,
                    variance=None if hidden else 2.0,
                )
            )
            answers.append(
                answers_per_year.assign(
                    **part,
                    n_base=pd.array([None if hidden else 300] * 4, dtype="Int64"),
                    n_chosen=pd.array([None if hidden else 30] * 4, dtype="Int64"),
                )
            )
        tables[f"mart_scores_per_{kind}"] = pd.concat(scores)
        tables[f"mart_answers_per_{kind}"] = pd.concat(answers)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for name, frame in tables.items():
            connection.register("frame", frame)
            connection.execute(f"create table marts.{name} as select * from frame")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published") / "kto.duckdb"
    publish(path)
    return path


def in_csv(database: Path, folder: Path, *arguments: str) -> pd.DataFrame:
    file = folder / "out.csv"
    options = ["--database", str(database), "--csv", str(file)]
    assert main([*arguments, *options]) == 0
    return pd.read_csv(file)


def test_years_as_a_table(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["years", "--database", str(database)]) == 0
    output = capsys.readouterr().out
    assert "8.30 (900)" in output
    assert "↑" in output
    assert "1 of 3 comparisons significant at alpha 0.05" in output
    assert "outcome" not in output  # equal in both years, so not listed


def test_all_lists_what_is_not_significant_and_why_it_is_not_tested(
    database: Path, tmp_path: Path
) -> None:
    rows = in_csv(database, tmp_path, "subgroups", "--all", "--year", "2023")
    assert len(rows) == 3 * (3 + 3)
    hidden = (rows["subgroup_a"] == "a") | (rows["subgroup_b"] == "a")
    assert (rows.loc[hidden, "reason"] == "suppressed").all()
    assert rows.loc[hidden, "p_value"].isna().all()
    assert rows.loc[~hidden, "p_value"].notna().all()


def test_filters_and_another_policy(database: Path, tmp_path: Path) -> None:
    arguments = ["lokets", "--question", "overall", "--year", "2023", "--all"]
    usual = in_csv(database, tmp_path, *arguments)
    assert set(usual["question"]) == {"overall"}
    assert (usual["direction"] != "none").sum() == 2
    strict = in_csv(database, tmp_path, *arguments, "--alpha", "1e-30")
    assert (strict["direction"] == "none").all()
    large = in_csv(database, tmp_path, *arguments, "--min-base", "500")
    assert set(large["reason"]) == {"base_too_small", "suppressed"}
    permuted = in_csv(
        database, tmp_path, *arguments, "--mean-against-rest", "permutation"
    )
    assert set(permuted["test"]) == {"permutation", "none"}
    option = in_csv(database, tmp_path, "years", "--option", "nothing", "--all")
    assert option["option"].to_list() == ["nothing"]


def test_correction_decides_what_is_listed(database: Path, tmp_path: Path) -> None:
    # between the p-value and its Holm correction for the lokets that were tested
    row = in_csv(database, tmp_path, "lokets", "--loket", "y", "--all").iloc[0]
    alpha = str((row["p_value"] + row["p_holm"]) / 2)
    plain = in_csv(database, tmp_path, "lokets", "--alpha", alpha)
    holm = in_csv(
        database, tmp_path, "lokets", "--alpha", alpha, "--correction", "holm"
    )
    assert len(holm) < len(plain)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["years", "--question", "overal"], "no question 'overal'.*mean overall"),
        (["years", "--year", "1999"], "no year '1999'.*known are 2023"),
        (["lokets", "--loket", "q"], "no loket 'q'.*known are x, y, z"),
        (["subgroups", "--dimension", "aeg"], "no dimension 'aeg'.*mean age"),
        (["years", "--alpha", "5"], "alpha is 5.0; expected a number between 0 and 1"),
        (["years", "--csv", "/no/such/folder/x.csv"], "cannot be written"),
    ],
)
def test_mistakes_get_one_sentence(
    database: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    assert main([*arguments, "--database", str(database)]) == 1
    error = capsys.readouterr().err
    assert re.search(message, error), error
    assert len(error.splitlines()) == 1


def test_no_file_or_another_file_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["years", "--database", str(tmp_path / "none.duckdb")]) == 1
    assert "does not exist: run 'make build'" in capsys.readouterr().err
    text = tmp_path / "text.duckdb"
    text.write_text("not a database " * 500)
    assert main(["years", "--database", str(text)]) == 1
    assert "cannot be read as published marts" in capsys.readouterr().err
    empty = tmp_path / "empty.duckdb"
    duckdb.connect(str(empty)).close()
    assert main(["lokets", "--database", str(empty)]) == 1
    assert "run 'make build'" in capsys.readouterr().err
