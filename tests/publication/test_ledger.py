"""Editions side by side: what may change, what stays, and what the ledger is for."""

import shutil
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from editions_attack import Attacker, small_groups
from project import ROOT
from small_warehouse import (
    BACKGROUND,
    LOKETS,
    SCORES,
    random_respondents,
    respondents,
    write_warehouse,
)

from scripts import publish as command
from scripts.publication import ledger as ledgers
from scripts.publication.database import write_database
from scripts.publication.earlier import cut_off_at
from scripts.publication.errors import PublishError
from scripts.publish import main, publish
from scripts.warehouse.key import make_key


class Editions:
    """A warehouse whose respondents change between editions."""

    def __init__(self, folder: Path) -> None:
        self.warehouse, self.file = folder / "w.duckdb", folder / "kto.duckdb"

    def publish(
        self, people: pd.DataFrame, counts_only: bool = False
    ) -> dict[str, pd.DataFrame]:
        self.warehouse.unlink(missing_ok=True)
        write_warehouse(people.reset_index(drop=True), self.warehouse, counts_only)
        with ledgers.new_ledger(self.warehouse) as ledger:
            self.file.unlink(missing_ok=True)
            write_database(self.warehouse, self.file, ledger=ledger)
            ledgers.keep_ledger(self.warehouse, ledger)
        with duckdb.connect(self.file, read_only=True) as connection:
            names = connection.sql(
                "select table_name from duckdb_tables() where schema_name = 'marts'"
            ).fetchall()
            return {
                name: connection.sql(f"from marts.{name}").df() for (name,) in names
            }


def of_loket(
    marts: dict[str, pd.DataFrame], loket: str, table: str = "mart_scores_per_loket"
) -> pd.Series:
    rows = marts[table]
    rows = rows[(rows["loket"] == loket) & (rows["question"] == "overall")]
    return rows[rows["year"] == 2023].iloc[0]


def lokets(*sizes: int) -> pd.DataFrame:
    return respondents(
        [
            {"loket": loket, "n": size, "took_test": "yes"}
            for loket, size in zip(LOKETS, sizes, strict=False)
        ]
    )


def test_a_few_newcomers_wait_until_they_are_ten(tmp_path: Path) -> None:
    editions = Editions(tmp_path)
    first = editions.publish(lokets(30, 40, 50))
    assert of_loket(first, LOKETS[0])["n_valid"] == 30
    # 4 came to the first loket and 20 to the others
    second = editions.publish(lokets(34, 40 + 10, 50 + 10))
    row = of_loket(second, LOKETS[0])
    assert row["n_valid"] == 30
    assert row["as_of"] == "2023-03"
    assert row["suppressed"] is None or pd.isna(row["suppressed"])
    # and one other waits, or the total would give the four away
    now = [of_loket(second, loket) for loket in LOKETS[1:3]]
    assert sorted(pd.isna(row["as_of"]) for row in now) == [False, True]
    assert second["mart_scores_per_year"]["n_valid"].max() == 144
    # what was worked out of the row stays with it
    assert of_loket(second, LOKETS[0], "sig_lokets")["base"] == 30
    # ten came by now
    third = editions.publish(lokets(40, 54, 60))
    row = of_loket(third, LOKETS[0])
    assert row["n_valid"] == 40
    assert pd.isna(row["as_of"])


def of_period(marts: dict[str, pd.DataFrame], loket: str, period: str) -> pd.Series:
    rows = marts["mart_fieldwork"]
    return rows[(rows["loket"] == loket) & (rows["period"] == period)].iloc[0]


def two_quarters(sizes: dict[str, tuple[int, ...]]) -> pd.DataFrame:
    """Respondents of 2022 per wave and loket."""
    groups = [
        {"wave": wave, "year": 2022, "loket": loket, "n": n}
        for wave, of_lokets in sizes.items()
        for loket, n in zip(LOKETS, of_lokets, strict=False)
        if n
    ]
    return respondents(groups)


def test_a_quarter_of_a_loket_waits_for_ten_newcomers(tmp_path: Path) -> None:
    """A month of a few answers is no difference between two editions of its quarter."""
    editions = Editions(tmp_path)
    sizes = {"2022-05": (15, 40, 50), "2022-11": (30, 30, 30)}
    of_first = two_quarters(sizes)
    first = editions.publish(of_first, counts_only=True)
    row = of_period(first, LOKETS[0], "2022-04")
    assert (row["n_responses"], pd.isna(row["as_of"])) == (15, True)
    # 3 came to the quarter and 20 to the year: the year is shown anew
    sizes |= {"2022-06": (3, 20, 20), "2022-11": (47, 30, 30)}
    second = editions.publish(two_quarters(sizes), counts_only=True)
    rows = second["mart_fieldwork_per_loket"]
    of_year = rows[(rows["loket"] == LOKETS[0]) & (rows["year"] == 2022)].iloc[0]
    row = of_period(second, LOKETS[0], "2022-04")
    assert row["n_responses"] == 15
    assert not pd.isna(row["as_of"])
    # the other quarter waits as well, where the year would give the three away
    other = of_period(second, LOKETS[0], "2022-10")
    assert pd.isna(of_year["as_of"]) <= (not pd.isna(other["as_of"]))
    attacker = Attacker()
    for people, marts in ((of_first, first), (two_quarters(sizes), second)):
        place = people.groupby(["wave", "loket"]).cumcount().astype(str)
        person = people["wave"] + people["loket"] + place
        attacker.read_fieldwork(marts, people.assign(person=person))
    assert attacker.leaks() == []


def test_one_who_is_forgotten_changes_nothing(tmp_path: Path) -> None:
    editions = Editions(tmp_path)
    people = lokets(30, 40, 50)
    first = editions.publish(people)
    second = editions.publish(people.drop(index=3))
    for name in ("mart_scores_per_loket", "mart_scores_per_year", "sig_lokets"):
        keys = [key for key in ("year", "loket", "question") if key in first[name]]
        pd.testing.assert_frame_equal(
            first[name].drop(columns="as_of").sort_values(keys, ignore_index=True),
            second[name].drop(columns="as_of").sort_values(keys, ignore_index=True),
        )
    assert second["dataset"]["n_responses"].tolist() == [120]


def test_a_corrected_mark_changes_nothing(tmp_path: Path) -> None:
    editions = Editions(tmp_path)
    people = lokets(30, 40, 50)
    first = editions.publish(people)
    people.loc[3, "overall"] = 1.0
    second = editions.publish(people)
    assert of_loket(second, LOKETS[0])["mean"] == of_loket(first, LOKETS[0])["mean"]
    assert not pd.isna(of_loket(second, LOKETS[0])["as_of"])


def test_the_same_again_is_the_same(tmp_path: Path) -> None:
    editions = Editions(tmp_path)
    people = random_respondents(4)
    first, second = editions.publish(people), editions.publish(people)
    for name in set(first) - {"dataset"}:
        pd.testing.assert_frame_equal(first[name], second[name])


@pytest.mark.parametrize(
    ("column", "figure", "left"),
    [
        # as a double a little less
        ("mean", 7.65, 7.65),
        ("mean", 7.65009, 7.65),
        ("difference", -0.12349, -0.1234),
        ("p_value", 0.0123456, 0.0123),
        ("sig_p_holm", 1.23456e-7, 1.23e-7),
        ("p_bh", 1.0, 1.0),
        ("p_value", 0.0, 0.0),
        # smaller than a power of ten can be the inverse of
        ("p_value", 1e-310, 0.0),
        ("p_value", None, None),
        ("mean", None, None),
    ],
)
def test_digits_that_no_reader_uses_are_cut_off(
    column: str, figure: float | None, left: float | None
) -> None:
    cut = cut_off_at(column, decimals=4, p_digits=3)
    rows = duckdb.execute(f"select {cut} from (select ?::double as {column})", [figure])
    assert rows.fetchall() == [(left if left is None else pytest.approx(left),)]


# --- the ledger ----------------------------------------------------------------------


def test_without_its_ledger_nothing_is_published(tmp_path: Path) -> None:
    warehouse, out = tmp_path / "w.duckdb", tmp_path / "published"
    write_warehouse(lokets(30, 40), warehouse)
    publish(warehouse, out)
    place = ledgers.ledger_of(warehouse)
    assert place.stat().st_mode & 0o777 == 0o600
    kept = shutil.copy(place, tmp_path / "kept")
    place.unlink()
    with pytest.raises(PublishError, match=r"there is no ledger .* put it back"):
        publish(warehouse, out)
    # another folder: a ledger that knows nothing of the first
    publish(warehouse, tmp_path / "other")
    with pytest.raises(PublishError, match="does not know edition"):
        publish(warehouse, out)
    assert len(list((out / "editions").iterdir())) == 1
    shutil.copy(kept, place)
    assert publish(warehouse, out).given_up is None
    assert len(list((out / "editions").iterdir())) == 2


def test_a_damaged_ledger_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And not the warehouse, which would be made anew for nothing."""
    warehouse, out = tmp_path / "w.duckdb", tmp_path / "published"
    write_warehouse(lokets(30, 40), warehouse)
    publish(warehouse, out)
    place = ledgers.ledger_of(warehouse)
    place.write_bytes(b"no database" * 1000)
    assert main(["--warehouse", str(warehouse), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"Not published: the ledger {place} can't be read (")
    assert said.count("\n") == 1


def test_what_a_killed_run_wrote_of_a_ledger_is_not_taken_over(tmp_path: Path) -> None:
    """Its log of changes would be read into the next copy."""
    warehouse, out = tmp_path / "w.duckdb", tmp_path / "published"
    write_warehouse(lokets(30, 40), warehouse)
    publish(warehouse, out)
    place = ledgers.ledger_of(warehouse)
    copy = Path(shutil.copy(place, f"{place}.new"))
    log = Path(f"{copy}.wal")
    with duckdb.connect(copy) as connection:
        connection.execute("create table of_the_killed_run (number integer)")
        written = log.read_bytes()
    log.write_bytes(written)
    publish(warehouse, out)
    with duckdb.connect(place, read_only=True) as connection:
        tables = connection.sql("select table_name from duckdb_tables()").fetchall()
    assert ("editions",) in tables
    assert ("of_the_killed_run",) not in tables
    assert not list(tmp_path.glob("*.new*"))


def test_two_runs_do_not_add_to_one_ledger(tmp_path: Path) -> None:
    """Also where they publish to different folders."""
    warehouse = tmp_path / "private" / "w.duckdb"
    warehouse.parent.mkdir()
    write_warehouse(lokets(30, 40), warehouse)
    with (
        command._alone_in(tmp_path / "private"),
        pytest.raises(PublishError, match="another run is publishing"),
    ):
        publish(warehouse, tmp_path / "published")


def test_a_ledger_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = tmp_path / "w.duckdb"
    write_warehouse(lokets(30, 40), warehouse)
    monkeypatch.setattr(ledgers.os, "access", lambda folder, how: False)
    with pytest.raises(PublishError, match=f"nothing can be written in {tmp_path}, "):
        publish(warehouse, tmp_path / "published")


def test_a_folder_of_the_old_layout_that_was_half_taken_over_is_finished(
    tmp_path: Path,
) -> None:
    """A run was stopped after it: what readers see has no manifest."""
    warehouse, out = tmp_path / "w.duckdb", tmp_path / "published"
    write_warehouse(lokets(30, 40), warehouse)
    before = out / "editions" / "20200101-000000-before"
    before.mkdir(parents=True)
    for file in (before / "kto.xlsx", out / "kto.xlsx"):
        file.write_text("old")
    (out / "current").symlink_to("editions/20200101-000000-before")
    edition = publish(warehouse, out).name
    assert (out / "current").readlink().name == edition


def test_a_folder_of_before_there_were_ledgers_begins_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse, out = tmp_path / "w.duckdb", tmp_path / "published"
    write_warehouse(lokets(30, 40), warehouse)
    first = publish(warehouse, out).name
    ledgers.ledger_of(warehouse).unlink()
    asked = ["--warehouse", str(warehouse), "--out", str(out)]
    assert main(asked) == 1
    assert "--begin-ledger" in capsys.readouterr().err
    assert main([*asked, "--begin-ledger"]) == 0
    assert f"whoever has kept edition {first}" in capsys.readouterr().out
    # from now on it is there
    assert main(asked) == 0
    assert "ledger" not in capsys.readouterr().out


def set_origin(warehouse: Path, origin: str) -> None:
    with duckdb.connect(warehouse) as connection:
        connection.execute("update raw.load_log set origin = ?", [origin])


def test_after_the_demo_any_warehouse_is_published(tmp_path: Path) -> None:
    """The README's two commands, one after the other, with a warehouse of their own."""
    out = tmp_path / "published"
    for name, origin in (("demo", "demo"), ("own", "real"), ("other", "real")):
        warehouse = tmp_path / f"{name}.duckdb"
        write_warehouse(lokets(30, 40), warehouse)
        set_origin(warehouse, origin)
        make_key(warehouse)
        if name != "other":
            publish(warehouse, out)
    # real people's editions are not followed by those of another warehouse
    with pytest.raises(PublishError, match="there is no ledger"):
        publish(warehouse, out)


def test_real_people_never_stand_beside_rows_of_the_demo(tmp_path: Path) -> None:
    editions = Editions(tmp_path)
    editions.publish(lokets(30, 40))
    after = lokets(33, 40)
    editions.warehouse.unlink()
    write_warehouse(after, editions.warehouse)
    set_origin(editions.warehouse, "real")
    with ledgers.new_ledger(editions.warehouse) as ledger:
        editions.file.unlink()
        write_database(editions.warehouse, editions.file, ledger=ledger)
    with duckdb.connect(editions.file, read_only=True) as connection:
        rows = connection.sql("from marts.mart_scores_per_loket").df()
    row = of_loket({"mart_scores_per_loket": rows}, LOKETS[0])
    assert row["n_asked"] == 33


# --- an attack -----------------------------------------------------------------------


def test_the_attack_finds_differences_and_what_is_left_of_a_total() -> None:
    def group(*people: int) -> frozenset[tuple[int, int]]:
        return frozenset((person, 0) for person in people)

    every = group(*range(40))
    assert small_groups([every, group(*range(40, 60))]) == []
    assert small_groups([every, group(*range(44))]) == [
        {(person, 0) for person in range(40, 44)}
    ]
    parts = [group(*range(15)), group(*range(15, 35))]
    assert small_groups([every, *parts]) == [{(person, 0) for person in range(35, 40)}]


SEEDS = ROOT / "seeds" / "codebook"
DIMENSIONS = pd.read_csv(SEEDS / "dimensions.csv", dtype=str)
MEMBERS = pd.read_csv(SEEDS / "subgroup_options.csv", dtype=str)


def with_dimensions(people: pd.DataFrame) -> pd.DataFrame:
    """The respondents, with the subgroup that they are in per dimension."""
    people = people.copy()
    answers = people[list(BACKGROUND)].copy()
    for row in DIMENSIONS.to_dict("records"):
        if row["question"] in BACKGROUND:
            own = MEMBERS[MEMBERS["dimension"] == row["dimension"]]
            names = dict(zip(own["option"], own["subgroup"], strict=True))
            people[row["dimension"]] = answers[row["question"]].map(names)
    for question in SCORES:
        people[f"asked_{question}"] = (
            people["took_test"] == "yes" if question == "tests" else True
        )
    return people


def grown(seed: int, editions: int) -> list[pd.DataFrame]:
    """Respondents of each edition: some come, some leave, some answers change."""
    rng = np.random.default_rng(seed)
    every = random_respondents(seed).sample(frac=1, random_state=seed)
    every = every.reset_index(drop=True).assign(person=lambda rows: rows.index)
    for question in SCORES:
        every[f"v_{question}"] = 0
    there = np.zeros(len(every), dtype=bool)
    there[: len(every) // 2] = True
    result = []
    for number in range(editions):
        result.append(every[there].copy())
        absent = np.flatnonzero(~there)
        there[absent[: int(rng.integers(0, 2 + 2 * len(absent) // editions))]] = True
        if rng.random() < 0.4:
            there[rng.choice(np.flatnonzero(there), int(rng.integers(1, 4)))] = False
        if rng.random() < 0.4:
            changed = rng.choice(np.flatnonzero(there), int(rng.integers(1, 13)))
            question = str(rng.choice(["overall", "website"]))
            own = every.loc[changed, question]
            every.loc[changed, question] = np.where(own > 1, own - 1, own)
            every.loc[changed[own > 1], f"v_{question}"] = number + 1
    return result


def test_no_sequence_of_editions_gives_a_small_group(tmp_path: Path) -> None:
    editions, attacker = Editions(tmp_path), Attacker()
    with_quarters, without = Attacker(), Attacker()
    renewed = 0
    for people in grown(0, editions=4):
        columns = [c for c in people if c != "person" and not str(c).startswith("v_")]
        marts = editions.publish(people[columns], counts_only=True)
        full = with_dimensions(people)
        attacker.read(marts, full, SCORES)
        with_quarters.read_fieldwork(marts, people)
        no_quarters = {"mart_fieldwork": marts["mart_fieldwork"].iloc[:0]}
        without.read_fieldwork(marts | no_quarters, people)
        rows = marts["mart_scores_per_loket"]
        renewed += int((rows["suppressed"].isna() & rows["as_of"].isna()).sum())
    assert attacker.leaks() == []
    # who responded when: waves beside lokets are held each by themselves
    # (docs/decisions); the quarters of a loket tell nothing more
    assert with_quarters.leaks() == without.leaks()
    # figures are shown at all
    assert renewed > 10
