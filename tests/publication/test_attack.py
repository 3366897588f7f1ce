"""Whole publications, attacked: what can be worked out of them (`make attack`).

The tables of docs/reliability.md are written here, and what hiding costs. A count that
is recovered fails the run, and then its table is not written.
"""

import shutil
from pathlib import Path

import duckdb
import pytest
from answers_attack import Puzzle, growing, publish_all, puzzles, side_by_side
from editions_attack import Attacker
from project import ROOT, Project
from small_warehouse import BACKGROUND as OF_SMALL
from small_warehouse import SCORES
from soak.reliability_page import write_table
from surveys import Survey, write_survey
from test_ledger import Editions, grown, with_dimensions

from scripts.publication import hiding
from scripts.publication.database import write_database
from scripts.publication.tables import PublishedTable

SEQUENCES, EDITIONS = 6, 10
# editions of surveys that only grow
GROWING = 4
# the policies suppression_min_interval and suppression_min_answers, the larger one
MIN_INTERVAL = 5
# a third of the demo's respondents, so that most groups are small
THIN = Survey({"2022-05": 180, "2022-06": 180, "2023-03": 450, "2023-05": 450}, 34)

BACKGROUNDS = """
select question, list(option order by position) from marts.dim_answer_option
where question in (select question from codebook.dimensions)
    and (question, option) not in (select (question, net) from codebook.option_groups)
group by all order by all
"""


def attacked(project: Project, folder: Path) -> list[Puzzle]:
    """Publish a warehouse and attack what is published."""
    published = project.run(
        *("python", "-m", "scripts", "publish", "--out", str(folder))
    )
    assert published.returncode == 0, published.stderr
    with duckdb.connect(project.warehouse, read_only=True) as connection:
        backgrounds = dict(connection.sql(BACKGROUNDS).fetchall())
        people = connection.sql(
            f"select year, loket, {', '.join(backgrounds)} from marts.fct_responses"
        ).df()
    return puzzles(people, folder / "kto.duckdb", backgrounds)


@pytest.mark.slow
def test_answers_of_a_few(demo: Project, tmp_path: Path) -> None:
    thin = Project(ROOT, tmp_path / "warehouse.duckdb")
    loaded = thin.load(write_survey(THIN, thin, tmp_path / "exports"))
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    built = thin.dbt("build")
    assert built.returncode == 0, built.stdout
    rows = []
    for name, project in (("the demo", demo), ("a third of it, made up", thin)):
        found = attacked(project, tmp_path / f"published_{len(rows)}")
        for cut, is_cross in (("lokets", False), ("crosses", True)):
            own = [puzzle for puzzle in found if (" and " in puzzle.name) is is_cross]
            widths = [width for puzzle in own for width in puzzle.widths()]
            recovered = sum(len(puzzle.leaks()) for puzzle in own)
            assert recovered == 0
            assert [n for puzzle in own for n in puzzle.narrow(MIN_INTERVAL)] == []
            assert len(widths) > 20
            rows.append(
                [
                    f"{name}: {cut}",
                    sum(puzzle.hidden for puzzle in own),
                    len(widths),
                    recovered,
                    min(widths),
                    sum(width < MIN_INTERVAL for width in widths),
                ]
            )
    write_table(
        "answers of a few",
        [
            "survey",
            "answers hidden",
            "of 1 to 4, attacked",
            "recovered",
            "narrowest interval",
            f"narrower than {MIN_INTERVAL}",
        ],
        rows,
    )


@pytest.mark.slow
def test_editions_side_by_side(tmp_path: Path) -> None:
    rows = []
    for seed in range(SEQUENCES):
        folder = tmp_path / str(seed)
        folder.mkdir()
        editions, attacker = Editions(folder), Attacker()
        anew = 0
        for people in grown(seed, editions=EDITIONS):
            columns = [
                c for c in people if c != "person" and not str(c).startswith("v_")
            ]
            marts = editions.publish(people[columns], counts_only=True)
            attacker.read(marts, with_dimensions(people), SCORES)
            of_lokets = marts["mart_scores_per_loket"]
            is_new = of_lokets["suppressed"].isna() & of_lokets["as_of"].isna()
            anew += int(is_new.sum())
        leaks = attacker.leaks(contrasts=False)
        assert leaks == []
        contrasts = len(attacker.leaks())
        equations = sum(len(set(own)) for own in attacker.equations.values())
        rows.append([seed, EDITIONS, equations, anew, len(leaks), contrasts])
    write_table(
        "editions side by side",
        [
            "sequence",
            "editions",
            "sums that are published",
            "rows of lokets shown anew",
            "sums over 1 to 9 people recovered",
            "of some less others",
        ],
        rows,
    )


@pytest.mark.slow
def test_answers_over_editions(tmp_path: Path) -> None:
    rows = []
    for seed in range(SEQUENCES):
        folder = tmp_path / str(seed)
        folder.mkdir()
        editions = growing(seed, GROWING)
        files = publish_all(editions, folder)
        found = side_by_side(list(zip(editions, files, strict=True)), OF_SMALL)
        leaks = [leak for puzzle in found for leak in puzzle.leaks()]
        assert leaks == []
        narrow = sum(len(puzzle.narrow(MIN_INTERVAL)) for puzzle in found)
        small = sum(len(puzzle.small) for puzzle in found)
        anew = sum(map(shown_anew, files))
        rows.append([seed, GROWING, anew, small, len(leaks), narrow])
    write_table(
        "answers over editions",
        [
            "sequence",
            "editions",
            "rows of lokets shown anew",
            "counts of 1 to 4, attacked",
            "recovered",
            f"within less than {MIN_INTERVAL}",
        ],
        rows,
    )


def shown_anew(file: Path) -> int:
    """Rows of answers of lokets that are not of an earlier edition."""
    with duckdb.connect(file, read_only=True) as connection:
        ((n,),) = connection.sql(
            "select count(*) from marts.mart_answers_per_loket"
            " where suppressed is null and as_of is null and n_base > 0"
        ).fetchall()
    return int(n)


COST_OF_GROWING = """
select count(*), count(*) filter (where suppressed is not null)
from marts.{table} join marts.dim_question using (question)
where year = 2023 and topic = 'background'
"""


@pytest.mark.slow
def test_what_a_year_costs_that_is_published_as_it_grows(tmp_path: Path) -> None:
    rows = []
    for months in (["12"], ["06", "12"], ["03", "05", "08", "12"]):
        folder = tmp_path / "-".join(months)
        exports = folder / "exports"
        exports.mkdir(parents=True)
        project = Project(ROOT, folder / "warehouse.duckdb")
        for last in months:
            for file in (ROOT / "data").glob("*_2023-*"):
                if file.name.split("_")[1][5:7] <= last:
                    shutil.copy(file, exports)
            assert project.load(exports).returncode == 0
            built = project.dbt("build")
            assert built.returncode == 0, built.stdout
            published = project.run(
                *("python", "-m", "scripts", "publish", "--out", str(folder / "out"))
            )
            assert published.returncode == 0, published.stderr
        of_tables = []
        with duckdb.connect(folder / "out" / "kto.duckdb", read_only=True) as last_one:
            for table in ("mart_answers_per_loket", "mart_answers_per_subgroup"):
                sql = COST_OF_GROWING.format(table=table)
                of_tables += last_one.sql(sql).fetchall()[0]
        rows.append([", ".join(months), *of_tables])
    assert [row[2] for row in rows] == sorted(row[2] for row in rows)
    write_table(
        "a year as it grows",
        [
            "published after the months",
            "rows of lokets",
            "without a figure",
            "rows of subgroups",
            "without a figure",
        ],
        rows,
    )


def hidden_of(
    warehouse: Path, published: Path, tables: list[PublishedTable]
) -> dict[str, tuple[int, int, float]]:
    """Per table its rows, those hidden, and the part of the bases that these have."""
    found = {}
    with duckdb.connect(published, read_only=True) as connection:
        connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
        for table in tables:
            if not table.content:
                continue
            base = f"whole.{table.bases[0]}"
            found[table.name] = connection.sql(
                "select count(*), count(published.suppressed),"
                f" coalesce(sum(if(published.suppressed is null, 0, {base}))"
                f" / nullif(sum({base}), 0), 0)"
                f" from marts.{table.name} as published"
                f" join warehouse.marts.{table.name} as whole"
                f" using ({', '.join(table.keys)})"
            ).fetchall()[0]
    return found


@pytest.mark.slow
def test_what_hiding_costs(
    demo: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = write_database(demo.warehouse, tmp_path / "with.duckdb")
    after = hidden_of(demo.warehouse, tmp_path / "with.duckdb", tables)
    monkeypatch.setattr(hiding, "hide_small_answers", lambda *_: [])
    tables = write_database(demo.warehouse, tmp_path / "alone.duckdb")
    before = hidden_of(demo.warehouse, tmp_path / "alone.duckdb", tables)
    rows = [
        [
            f"`{name}`",
            n,
            before[name][1],
            hidden,
            *(f"{part:.1%}" for part in (before[name][2], of_bases)),
        ]
        for name, (n, hidden, of_bases) in after.items()
        if hidden
    ]
    assert all(row[3] >= row[2] for row in rows)
    assert any(row[3] > row[2] for row in rows)
    write_table(
        "what hiding costs",
        [
            "table",
            "rows",
            "hidden: small groups alone",
            "and answers of a few",
            "of the respondents: small groups alone",
            "and answers of a few",
        ],
        rows,
    )
