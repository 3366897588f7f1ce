"""The dashboard's build: what it refuses, and that a failing query stops it."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts import build_dashboard
from scripts.open_answers.quotes import Quote

from .conftest import ROOT, TOP_LEVEL, Query


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


def small_project(folder: Path, pages: dict[str, str]) -> Path:
    """A copy of the project with other pages: paths below `pages/` and their texts."""
    original = ROOT / "dashboard"
    left_out = shutil.ignore_patterns("node_modules", "build", ".evidence", "pages")
    shutil.copytree(original, folder, ignore=left_out)
    (folder / "pages").mkdir()
    for layout in (original / "pages").glob("+*"):
        shutil.copy(layout, folder / "pages")
    for path, text in pages.items():
        (folder / "pages" / path).parent.mkdir(exist_ok=True)
        (folder / "pages" / path).write_text(text, encoding="utf-8")
    (folder / "node_modules").symlink_to(original / "node_modules")
    return folder


def test_a_failing_query_fails_the_build(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A copy of the project, with one page, on a table that is not there."""
    page = """
```sql numbers
select * from kto.a_table_that_is_not_there
```

{#each numbers as row}

{row.year}

{/each}
"""
    project = small_project(tmp_path / "dashboard", {"index.md": page})
    published = request.config.getoption("--published")
    with pytest.raises(build_dashboard.DashboardError) as refusal:
        build_dashboard.build(published, project)
    assert "a_table_that_is_not_there" in str(refusal.value)
    assert not (project / "build").exists()


def test_the_page_of_open_answers_quotes_what_was_approved(
    tmp_path: Path, request: pytest.FixtureRequest, marts: Query
) -> None:
    """An answer that was approved under two themes stands there once, in its year."""
    path = "open-antwoorden/index.md"
    text = (ROOT / "dashboard" / "pages" / path).read_text(encoding="utf-8")
    # the menu leads to these
    others = {f"{page}index.md".lstrip("/"): "# Leeg\n" for page in TOP_LEVEL}
    project = small_project(tmp_path / "dashboard", {**others, path: text})
    shown = marts(
        "select year, question, theme, theme_label from mart_open_answer_themes"
        " where suppressed is null and question = 'remarks'"
        " and year = (select max(year) from dim_wave) order by theme limit 2"
    )
    said = "Het was <b>prima</b> & 'snel' ${1 + 1}"
    quotes = [Quote(row["year"], row["question"], row["theme"], said) for row in shown]
    published = request.config.getoption("--published")
    build_dashboard.build(published, project, quotes)
    page = (project / "build" / "open-antwoorden" / "index.html").read_text("utf-8")
    text = html.unescape(re.sub(r"<script[\s\S]*?</script>|<[^>]+>", "", page))
    assert text.count(f"“{said}”") == 1
    themes = "; ".join(row["theme_label"] for row in shown)
    assert f"“{said}” {themes}" in text
    assert "De antwoorden zelf worden niet getoond" not in text
    assert "gekozen door de onderzoeker" in text


def test_reports_that_were_made_are_linked_from_their_pages(site_folder: Path) -> None:
    pages = {"": site_folder / "index.html"}
    for file in (site_folder / "loketten").glob("*/index.html"):
        pages[f"-{file.parent.name}"] = file
    made = {file.stem for file in (site_folder / "rapporten").iterdir()}
    latest = max((name[:8] for name in made), default="kto-2023")
    for name, page in pages.items():
        for ending in ("pdf", "pptx"):
            link = f'href="/rapporten/{latest}{name}.{ending}"'
            is_linked = link in page.read_text("utf-8")
            assert is_linked == (f"{latest}{name}" in made), link
