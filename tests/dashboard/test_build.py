"""The dashboard's build: what it refuses, and that a failing query stops it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts import build_dashboard

from .conftest import ROOT, Query


def test_a_query_that_fails_is_found_in_the_log() -> None:
    line = "trends | Error in Query! Catalog Error: Table with name x does not exist!"
    log = f"building\n\x1b[31m{line}\x1b[0m\n\nLINE 1: select\n{line}\n✔ done\n"
    assert build_dashboard.failed_queries(log) == [line]


def test_a_log_without_errors_has_no_failing_query() -> None:
    assert build_dashboard.failed_queries("✔ done\nBuild complete --> ./build\n") == []


@pytest.mark.parametrize("version", ["v20.20.2", "v22.0.0"])
def test_node_that_fits(version: str) -> None:
    build_dashboard.check_node(version)


@pytest.mark.parametrize(
    ("version", "said"),
    [(None, "not installed"), ("v18.19.0", "v18.19.0"), ("v24.1.0", "v24.1.0")],
)
def test_node_that_does_not_fit(version: str | None, said: str) -> None:
    with pytest.raises(build_dashboard.DashboardError, match=said) as refusal:
        build_dashboard.check_node(version)
    assert "20 to 22" in str(refusal.value)


def test_nothing_published_yet(tmp_path: Path) -> None:
    with pytest.raises(build_dashboard.DashboardError, match="make build"):
        build_dashboard.copy_source(tmp_path, tmp_path)


def test_a_publication_of_before_there_were_workbooks_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_dashboard, "node_version", lambda: "v20.20.2")
    source = tmp_path / "published" / "evidence" / "kto"
    source.mkdir(parents=True)
    (source / "connection.yaml").touch()
    with pytest.raises(build_dashboard.DashboardError, match="a workbook per loket"):
        build_dashboard.build(tmp_path / "published", tmp_path / "dashboard")


def test_the_page_of_a_loket_leads_to_its_workbook(
    site_folder: Path, slugs: dict[str, str], marts: Query
) -> None:
    rows = marts(
        "select distinct loket from mart_fieldwork_per_loket"
        " where n_responses is distinct from 0"
    )
    assert rows
    for row in rows:
        slug = slugs[row["loket"]]
        page = (site_folder / "loketten" / slug / "index.html").read_text("utf-8")
        assert f'href="/werkboeken/{slug}.xlsx"' in page
        assert (site_folder / "werkboeken" / f"{slug}.xlsx").stat().st_size > 5_000


def test_a_table_without_rows_has_the_types_of_one_with_rows(tmp_path: Path) -> None:
    script = ROOT / "tests" / "dashboard" / "empty_table.mjs"
    said = subprocess.run(
        ["node", script, ROOT / "dashboard", tmp_path],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    types = ["VARCHAR", "DOUBLE", "TIMESTAMP_MS", "BOOLEAN"]
    assert json.loads(said.splitlines()[-1]) == [types, 0]


def test_a_failing_query_fails_the_build(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A copy of the project, with one page, on a table that is not there."""
    project = tmp_path / "dashboard"
    original = ROOT / "dashboard"
    left_out = shutil.ignore_patterns("node_modules", "build", ".evidence", "pages")
    shutil.copytree(original, project, ignore=left_out)
    (project / "pages").mkdir()
    for layout in (original / "pages").glob("+*"):
        shutil.copy(layout, project / "pages")
    (project / "node_modules").symlink_to(original / "node_modules")
    page = """
```sql numbers
select * from kto.a_table_that_is_not_there
```

{#each numbers as row}

{row.year}

{/each}
"""
    (project / "pages" / "index.md").write_text(page, encoding="utf-8")
    published = request.config.getoption("--published")
    with pytest.raises(build_dashboard.DashboardError) as refusal:
        build_dashboard.build(published, project)
    assert "a_table_that_is_not_there" in str(refusal.value)
    assert not (project / "build").exists()
