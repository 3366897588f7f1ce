"""The whole walk of a new year: a delivered file, a draft, edits, marts, publishing."""

import csv
from collections.abc import Callable
from pathlib import Path

from made_up_2024 import CLIENTS, write_2024
from project import ROOT, Project

# what a person changes in the draft: seed, where, column, from, to
EDITS = [
    ("questions", "wachttijd", "label", "Wachttijd"),
    ("questions", "waarschijnlijk_zou_aanbevelen", "label", "Aanbevelen"),
    ("questions", "vind_sfeer", "label", "Sfeer"),
    ("questions", "taal_spreek_thuis", "label", "Taal thuis"),
    ("dimensions", "taal_spreek_thuis", "label", "Taal thuis"),
    ("question_versions", "website", "comparable_with_previous", "true"),
]


def edit(draft: Path, seed: str, question: str, column: str, value: str) -> int:
    """Change a cell of the row of a question; returns how many rows that touched."""
    path = draft / f"{seed}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    touched = [row for row in rows if row["question"] == question]
    for row in touched:
        row[column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return len(touched)


def rows_of(draft: Path) -> int:
    return sum(
        len(path.read_text(encoding="utf-8").splitlines()) - 1
        for path in draft.glob("*.csv")
    )


def test_a_year_with_every_kind_of_change(
    new_project: Callable[[], Project], tmp_path: Path
) -> None:
    project = new_project()
    exports = write_2024(tmp_path / "exports")
    draft = tmp_path / "draft"

    def codebook(*arguments: str) -> str:
        done = project.run("python", "-m", "scripts", "codebook", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    said = codebook(
        "suggest",
        str(exports / "responses_2024-03.sav"),
        "--invitations",
        str(exports / "invitations_2024-03.csv"),
        "--out",
        str(draft),
    )
    # what is proposed takes no copy of what stayed, and few hands: both are counted
    assert "## Not placed: 0" in said
    proposed = rows_of(draft)
    assert proposed == 71
    touched = sum(edit(draft, *change) for change in EDITS)
    assert touched == len(EDITS) == 6

    assert "no mistakes with the draft" in codebook("check", "--draft", str(draft))
    codebook("adopt", str(draft))
    changed = codebook("diff", "2023", "2024")
    for words in ("Wachttijd", "TikTok", "Vast werk", "Behoefte aan contact na afloop"):
        assert words in changed

    for folder in (ROOT / "data", exports):
        loaded = project.load(folder)
        assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    built = project.dbt("build")
    assert built.returncode == 0, built.stdout

    assert project.query(
        "select question, n_asked, n_valid + n_not_applicable from ("
        " select question, n_asked, n_valid,"
        " round(n_asked * share_not_applicable)::integer as n_not_applicable"
        " from marts.mart_scores_per_year where year = 2024)"
        " where question in"
        " ('wachttijd', 'vind_sfeer', 'waarschijnlijk_zou_aanbevelen')"
        " order by question"
    ) == [
        (question, CLIENTS, CLIENTS)
        for question in ("vind_sfeer", "waarschijnlijk_zou_aanbevelen", "wachttijd")
    ]
    # the answers that came, went and stayed
    assert project.query(
        "select option, n_chosen from marts.mart_answers_per_year where year = 2024"
        " and question = 'first_heard' and option in ('tiktok', 'facebook')"
    ) == [("tiktok", 40)]
    # what may be compared, as it was decided
    assert project.query(
        "select question, reason from marts.sig_year_on_year where year = 2024"
        " and question in ('website', 'reachability', 'wachttijd') order by question"
    ) == [
        ("reachability", "not_comparable_changed_wording"),
        ("wachttijd", "not_comparable_new_question"),
        ("website", ""),
    ]
    # an answer that was split is compared as the net that was proposed
    assert project.query(
        "select count(*) from marts.sig_year_on_year where year = 2024"
        " and question = 'situation' and option = 'werk_totaal' and reason = ''"
    ) == [(1,)]
    # the new dimension, and the years before as they were
    assert project.query(
        "select count(distinct subgroup) from marts.mart_scores_per_subgroup"
        " where year = 2024 and dimension = 'taal_spreek_thuis'"
    ) == [(2,)]
    assert project.query(
        "select count(*) from marts.report_figures where not holds"
    ) == [(3,)]

    published = project.run(
        "python", "-m", "scripts", "publish", "--out", str(tmp_path / "published")
    )
    assert published.returncode == 0, published.stdout + published.stderr
    assert (tmp_path / "published" / "kto.duckdb").exists()
