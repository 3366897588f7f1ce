"""Options that few of a loket or subgroup chose, and what would tell how many."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest
from answers_attack import growing, publish_all, puzzles, side_by_side
from small_warehouse import (
    BACKGROUND,
    LOKETS,
    random_respondents,
    respondents,
    write_warehouse,
)

from scripts.publication import answer_crosses, ledger, small_answers
from scripts.publication.database import write_database
from scripts.publication.suppression import is_small


def published(people: pd.DataFrame, folder: Path) -> Path:
    write_warehouse(people, folder / "w.duckdb")
    write_database(folder / "w.duckdb", folder / "kto.duckdb")
    return folder / "kto.duckdb"


def larger(seed: int) -> pd.DataFrame:
    """Random respondents, of groups that are mostly large enough by themselves."""
    return pd.concat(
        [random_respondents(seed + 10 * k) for k in range(3)], ignore_index=True
    )


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_small_answer_can_be_worked_out(seed: int, tmp_path: Path) -> None:
    people = larger(seed)
    file = published(people, tmp_path)
    found = puzzles(people, file, BACKGROUND)
    assert sum(len(puzzle.small) for puzzle in found) > 20
    assert [leak for puzzle in found for leak in puzzle.leaks()] == []
    assert [near for puzzle in found for near in puzzle.narrow(5)] == []


def test_the_attack_finds_what_hiding_small_answers_alone_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        small_answers,
        "hide_in_answers",
        lambda counts, hidden, least, *_: is_small(counts, least) | hidden[:, None],
    )
    monkeypatch.setattr(
        answer_crosses,
        "hide_in_crosses",
        lambda sums, least, hidden, *_: (
            hidden | ((sums.counts > 0) & (sums.counts < least))
        ),
    )
    people = larger(0)
    found = puzzles(people, published(people, tmp_path), BACKGROUND)
    leaks = [leak for puzzle in found for leak in puzzle.leaks()]
    assert any(" and " in leak for leak in leaks)
    assert any(" and " not in leak for leak in leaks)


def test_a_small_answer_goes_with_the_next_of_its_loket_and_its_option(
    tmp_path: Path,
) -> None:
    ages = {"under_18": [2, 20, 30], "from_18_to_27": [40, 50, 60], "from_50": [90] * 3}
    people = respondents(
        [
            {"loket": loket, "age": age, "n": n}
            for age, sizes in ages.items()
            for loket, n in zip(LOKETS, sizes, strict=False)
        ]
    )
    file = published(people, tmp_path)
    with duckdb.connect(file, read_only=True) as connection:
        hidden = connection.sql(
            "select loket, option, n_chosen, share, n_base, suppressed from"
            " marts.mart_answers_per_loket where question = 'age'"
            " and suppressed is not null order by all"
        ).fetchall()
        tests = connection.sql(
            "select loket, option from marts.sig_lokets where question = 'age'"
            " and suppressed is not null order by all"
        ).fetchall()
        story = connection.sql("select count(*) from marts.sig_lokets").fetchall()
    cells = [
        (LOKETS[0], "from_18_to_27"),
        (LOKETS[0], "under_18"),
        (LOKETS[1], "from_18_to_27"),
        (LOKETS[1], "under_18"),
    ]
    assert hidden == [(*cell, None, None, None, "suppressed") for cell in cells]
    assert tests == cells
    assert story != [(0,)]


def test_an_answer_that_others_are_routed_on_is_their_base(tmp_path: Path) -> None:
    """How many took a test is how many were asked what they thought of it."""
    people = respondents(
        [
            {"loket": LOKETS[0], "took_test": "yes", "n": 7},
            {"loket": LOKETS[0], "took_test": "no", "n": 50},
            {"loket": LOKETS[1], "took_test": "yes", "n": 30},
            {"loket": LOKETS[1], "took_test": "no", "n": 50},
            {"loket": LOKETS[2], "took_test": "yes", "n": 30},
            {"loket": LOKETS[2], "took_test": "no", "n": 60},
        ]
    )
    file = published(people, tmp_path)
    with duckdb.connect(file, read_only=True) as connection:
        rows = connection.sql(
            "select loket, option from marts.mart_answers_per_loket"
            " where question = 'took_test' and n_base > 0 order by all"
        ).fetchall()
    assert rows == [(LOKETS[2], "no"), (LOKETS[2], "yes")]


def test_none_are_hidden_where_the_policy_says_one(tmp_path: Path) -> None:
    people = larger(1)
    write_warehouse(people, tmp_path / "w.duckdb")
    with duckdb.connect(tmp_path / "w.duckdb") as connection:
        connection.execute(
            "update codebook.report_policy set value ="
            " if(setting = 'suppression_min_answers', '1', '0') where setting in"
            " ('suppression_min_answers', 'suppression_min_interval')"
        )
        connection.execute("delete from codebook.routing")
    write_database(tmp_path / "w.duckdb", tmp_path / "kto.duckdb")
    with duckdb.connect(tmp_path / "kto.duckdb", read_only=True) as connection:
        partly = connection.sql(
            "select year, loket, question from marts.mart_answers_per_loket"
            " group by all having count(suppressed) not in (0, count(*))"
        ).fetchall()
        assert partly == []


def test_a_hidden_answer_shows_no_figure_of_an_earlier_edition(tmp_path: Path) -> None:
    def edition(number: int, few: int) -> list[tuple]:
        people = respondents(
            [
                {"loket": loket, "age": age, "n": n}
                for loket in LOKETS[:3]
                for age, n in (
                    ("under_18", few if loket == LOKETS[0] else 40),
                    ("from_18_to_27", 40 + 200 * number),
                    ("from_50", 90),
                )
            ]
        )
        file = tmp_path / f"w{number}.duckdb"
        write_warehouse(people, file)
        out = tmp_path / f"kto{number}.duckdb"
        write_database(file, out, ledger=tmp_path / "ledger")
        with duckdb.connect(out, read_only=True) as connection:
            return connection.sql(
                "select n_chosen, as_of from marts.mart_answers_per_loket where"
                f" loket = '{LOKETS[0]}' and option = 'under_18' and year = 2023"
            ).fetchall()

    assert edition(0, 8) == [(8, None)]
    assert edition(1, 3) == [(None, None)]


def published_again(people: pd.DataFrame, folder: Path, number: int) -> pd.DataFrame:
    """Publish one edition more; its answers of lokets about age."""
    file, out = folder / f"w{number}.duckdb", folder / f"kto{number}.duckdb"
    write_warehouse(people, file)
    write_database(file, out, ledger=folder / "ledger")
    with duckdb.connect(out, read_only=True) as connection:
        return connection.sql(
            "select loket, option, n_chosen, suppressed from"
            " marts.mart_answers_per_loket where question = 'age'"
            " and (n_base > 0 or suppressed is not null)"
        ).df()


def test_what_an_earlier_edition_showed_is_not_hidden_for_another(
    tmp_path: Path,
) -> None:
    """The second loket grew, so that the third is the smallest beside the first."""

    def edition(number: int, second: int) -> set[str]:
        few = dict(zip(LOKETS, [2, second, 22], strict=False))
        people = [{"loket": name, "age": "under_18", "n": few[name]} for name in few]
        people += [
            {"loket": name, "age": "from_50", "n": 70 + few[name]} for name in few
        ]
        rows = published_again(respondents(people), tmp_path, number)
        hidden = rows[rows["suppressed"].notna() & (rows["option"] == "under_18")]
        return set(hidden["loket"])

    assert edition(0, 20) == {LOKETS[0], LOKETS[1]}
    assert edition(1, 60) == {LOKETS[0], LOKETS[1]}


def test_no_small_answer_follows_from_several_editions(tmp_path: Path) -> None:
    """Nor of those who came between two of them."""
    editions = growing(0, editions=3)
    files = publish_all(editions, tmp_path)
    found = side_by_side(list(zip(editions, files, strict=True)), BACKGROUND)
    assert sum(len(puzzle.small) for puzzle in found) > 500
    assert [leak for puzzle in found for leak in puzzle.leaks()] == []


def test_each_edition_by_itself_would_tell_of_newcomers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attack finds what no ledger of answers prevents."""
    monkeypatch.setattr(ledger.Ledger, "answers", lambda *_: None)
    editions = growing(0, editions=2)
    files = publish_all(editions, tmp_path)
    found = side_by_side(list(zip(editions, files, strict=True)), BACKGROUND)
    assert [leak for puzzle in found for leak in puzzle.leaks()] != []


def of_2023(file: Path) -> pd.DataFrame:
    """The published answers of lokets about age."""
    with duckdb.connect(file, read_only=True) as connection:
        return connection.sql(
            "select loket, option, n_chosen, as_of, suppressed from"
            " marts.mart_answers_per_loket where question = 'age' and year = 2023"
            " and n_chosen > 0 order by all"
        ).df()


def test_background_answers_wait_until_the_year_has_grown(tmp_path: Path) -> None:
    """By half, as the policy says; until then they stand, and say so."""

    def people(size: int) -> pd.DataFrame:
        groups = [
            {"loket": loket, "age": age, "n": size}
            for loket in LOKETS[:3]
            for age in ("under_18", "from_50")
        ]
        every = respondents(groups)
        return every.assign(person=every.index)

    files = publish_all([people(n) for n in (40, 50, 60)], tmp_path)
    first, second, third = map(of_2023, files)
    assert set(first["n_chosen"]) == {40}
    assert set(second["n_chosen"]) == {40}
    assert set(second["as_of"]) == {"2023-03"}
    assert set(third["n_chosen"]) == {60}
    assert third["as_of"].isna().all()


def test_the_last_month_of_a_year_shows_its_answers(tmp_path: Path) -> None:
    """However few came since: a report of the year is of the year."""

    def people(size: int) -> pd.DataFrame:
        groups = [
            {"loket": loket, "age": age, "n": size, "wave": "2022-05", "year": 2022}
            for loket in LOKETS[:3]
            for age in ("under_18", "from_50")
        ]
        every = respondents(groups)
        return every.assign(person=every.index)

    files = publish_all([people(n) for n in (40, 46)], tmp_path)
    with duckdb.connect(files[-1], read_only=True) as connection:
        rows = connection.sql(
            "select distinct n_chosen, as_of from marts.mart_answers_per_loket"
            " where question = 'age' and year = 2022 and n_base > 0 and n_chosen > 0"
        ).fetchall()
    assert rows == [(46, None)]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_another_policy_or_version_does_not_tell_what_the_one_before_hid(
    seed: int, tmp_path: Path
) -> None:
    """Of the same respondents, what either edition hid must be hidden in both."""
    people = larger(seed)
    known: set[tuple[str, str]] = set()
    hidden: set[tuple[str, str]] = set()
    for number, width in enumerate((0, 9, 4)):
        file, out = tmp_path / f"w{number}.duckdb", tmp_path / f"kto{number}.duckdb"
        write_warehouse(people[people["year"] == 2023], file)
        with duckdb.connect(file) as connection:
            connection.execute(
                "update codebook.report_policy set value = ?"
                " where setting = 'suppression_min_interval'",
                [str(width)],
            )
        write_database(file, out, ledger=tmp_path / "ledger")
        with duckdb.connect(out, read_only=True) as connection:
            rows = connection.sql(
                "select (question, loket, option) as cell, suppressed is null"
                " from marts.mart_answers_per_loket where n_base > 0"
                " or suppressed is not null"
            ).fetchall()
        known |= {cell for cell, is_shown in rows if is_shown}
        hidden |= {cell for cell, is_shown in rows if not is_shown}
    assert hidden
    assert known & hidden == set()


LINES = """
with whole as (
    select year, question, option, {parts} as part, n_chosen, n_base
    from warehouse.marts.{table}
),

shown as (
    select year, question, option, {parts} as part, suppressed
    from marts.{table}
)

select
    year, question, option, {line} as line,
    any_value(country.n_chosen) as total,
    any_value(country.n_chosen)
    - sum(if(shown.suppressed is null, whole.n_chosen, 0)) as left_over
from whole
inner join shown using (year, question, option, part)
inner join warehouse.marts.mart_answers_per_year as country
    using (year, question, option)
where {chosen}
group by all
having count_if(shown.suppressed is not null and whole.n_base > 0) > 0
    and left_over < least(4, total)
"""


@pytest.mark.parametrize("seed", [0, 1, 3, 4])
def test_what_is_left_of_a_total_says_little_of_a_small_group(
    seed: int, tmp_path: Path
) -> None:
    """Of every question: what all hidden groups together answered is not near 0."""
    people = random_respondents(seed)
    file = published(people, tmp_path)
    with duckdb.connect(file, read_only=True) as connection:
        connection.execute(f"attach '{tmp_path / 'w.duckdb'}' as warehouse (read_only)")
        hidden = connection.sql(
            "select count(*) from marts.mart_answers_per_loket"
            " where question = 'outcome' and suppressed is not null"
        ).fetchall()
        assert hidden != [(0,)]
        for table, parts, line, chosen in (
            ("mart_answers_per_loket", "loket", "''", "true"),
            (
                "mart_answers_per_subgroup",
                "{'dimension': dimension, 'subgroup': subgroup}",
                "part.dimension",
                "question = 'outcome'",
            ),
        ):
            found = connection.sql(
                LINES.format(table=table, parts=parts, line=line, chosen=chosen)
            )
            assert found.fetchall() == []


def test_nobody_of_a_small_loket_gave_an_answer_is_a_count_too(tmp_path: Path) -> None:
    """Two lokets of seven are hidden, and all who said 'other' are in a third."""
    people = respondents(
        [
            {"loket": LOKETS[0], "n": 7},
            {"loket": LOKETS[1], "n": 7},
            {"loket": LOKETS[2], "other": True, "n": 40},
            {"loket": LOKETS[3], "other": True, "n": 60},
        ]
    )
    file = published(people, tmp_path)
    with duckdb.connect(file, read_only=True) as connection:
        shown = connection.sql(
            "select loket from marts.mart_answers_per_loket where option = 'other'"
            " and question = 'outcome' and suppressed is null and n_base > 0"
        ).fetchall()
    assert shown == [(LOKETS[3],)]
