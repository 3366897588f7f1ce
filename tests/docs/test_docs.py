"""What the documentation shows works."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from project import ROOT, Project

PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
QUERIES = re.findall(
    r"^```sql\n(.*?)^```",
    (ROOT / "docs" / "sql-examples.md").read_text("utf-8"),
    re.M | re.S,
)


@pytest.mark.parametrize(
    "query", QUERIES, ids=lambda query: query.split("from ")[1][:30]
)
def test_sql_examples_give_rows(query: str, demo: Project) -> None:
    with duckdb.connect(demo.warehouse, read_only=True) as connection:
        assert connection.sql(query).fetchall()


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r"\]\((?!http)([^)#]+)", text):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_files_and_folders_that_the_readme_sends_you_to_are_there() -> None:
    """The rows of its tables, apart from what a build makes."""
    text = (ROOT / "README.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    named = set(re.findall(r"`([\w.*/-]+/[\w.*/-]*)`", "\n".join(rows)))
    made = {name for name in named if name.startswith(("published/", "warehouse/"))}
    assert len(named - made) >= 30
    for name in named - made:
        assert list(ROOT.glob(name.rstrip("/"))), name


def test_the_licence_is_the_one_that_the_project_names() -> None:
    named = (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'license = "EUPL-1.2"' in named
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    articles = re.findall(r"^(\d+)\.", licence, re.M)
    assert [int(number) for number in articles] == list(range(1, 16))


def test_a_version_is_the_same_everywhere() -> None:
    homes = {
        "pyproject.toml": r'^version = "(.+)"$',
        "dbt_project.yml": r'^version: "(.+)"$',
        "CHANGELOG.md": r"^## (\d+\.\d+\.\d+)",
    }
    versions = {
        found.group(1)
        for name, pattern in homes.items()
        if (found := re.search(pattern, (ROOT / name).read_text("utf-8"), re.M))
    }
    assert len(versions) == 1, versions


def test_make_help_lists_what_the_readme_names() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(
        r"`?make ([a-z][a-z-]+)", (ROOT / "README.md").read_text("utf-8")
    ):
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_columns_of_the_published_tables_have_a_description() -> None:
    """Each model's page says what its columns are; see also the contracts."""
    for page in sorted((ROOT / "models" / "marts").rglob("*.yml")):
        if page.name in ("exposures.yml", "metrics.yml"):
            continue
        text = page.read_text(encoding="utf-8")
        columns = text.split("    columns:")[1].split("unit_tests:")[0]
        assert columns.count("- name:") == columns.count("description:"), page.name


# The longest tables, and views of names over them: their keys follow from the codebook,
# which is checked, and looking for doubles among millions at each build would take
# longer than making them.
LONG_TABLES = {
    "dim_answer_value": ["answer_number"],
    "fct_answers": ["respondent", "question"],
    "fct_choices": ["respondent", "question", "option"],
    "fct_scores": ["respondent", "question"],
    "respondent_members": ["respondent", "cut"],
    "response_answers": ["response_number", "answer_number"],
    "response_members": ["response_number", "wave_member"],
    "response_routes": ["response_number", "question_number"],
    "stg_kto__asked_questions": ["response_number", "question"],
    "stg_kto__given_answers": ["response_number", "answer_number"],
}


@pytest.mark.parametrize("table", LONG_TABLES)
def test_the_key_of_a_long_table_identifies_its_rows(demo: Project, table: str) -> None:
    schema = "staging" if table.startswith("stg_") else "marts"
    key = ", ".join(LONG_TABLES[table])
    ((rows, keys, empty),) = demo.query(
        f"select count(*), count(distinct ({key})),"
        f" count(*) filter (concat_ws('', {key}) = '') from {schema}.{table}"
    )
    assert rows == keys > 0
    assert empty == 0


def test_every_table_with_a_grain_has_its_key_tested(demo: Project) -> None:
    """Tables that list what was said, row by row, have no key."""
    text = (ROOT / "tests" / "data" / "keys_identify_rows.sql").read_text("utf-8")
    without_key = {
        "stg_kto__cells",
        # several seeds in one, each with the key that the codebook's check looks at
        "stg_kto__codebook",
        "stg_kto__delivered_values",
        "stg_kto__open_answer_cells",
        "stg_kto__open_answers",
        "stg_kto__unknowns",
    }
    own, named = text.split("{% set published = [")
    own_keys = set(re.findall(r"^    '(\w+)': \[", own, re.M))
    published = re.findall(r"^    '(\w+)',$", named, re.M)
    seed = [row["table_name"] for row in demo.read("policy/published_tables.csv")]
    assert sorted(published) == sorted(seed)
    assert not own_keys & set(seed), "the seed is the home of these keys"
    models = {page.stem for page in (ROOT / "models").rglob("*.yml")}
    tables = (
        models - without_key - set(LONG_TABLES) - {"exposures", "metrics", "__sources"}
    )
    assert tables == own_keys | set(seed)


def test_a_row_that_comes_twice_fails_with_its_key(
    demo: Project, tmp_path: Path
) -> None:
    copy = Project(ROOT, Path(shutil.copy(demo.warehouse, tmp_path)))
    with duckdb.connect(copy.warehouse) as connection:
        connection.execute("insert into marts.sig_lokets from marts.sig_lokets limit 1")
    result = copy.dbt("test", "--select", "keys_identify_rows")
    assert result.returncode != 0
    assert "sig_lokets: 20" in result.stdout
    assert "should be filled and name one row" in result.stdout


def test_paths_of_a_machine_are_in_no_page() -> None:
    for page in PAGES:
        assert not re.search(
            r"(?<![\w.])/(home|root|tmp|work)/", page.read_text("utf-8")
        ), page
