"""The rules of the house: one way through, and only counts look at respondents."""

import ast
import re
from pathlib import Path

import pytest
import yaml
from project import ROOT

MARTS = ROOT / "models" / "marts"
RESPONDENTS = {
    "fct_answers",
    "fct_choices",
    "fct_responses",
    "fct_scores",
    "fct_themes",
    "respondent_members",
    "response_members",
    "response_answers",
    "response_routes",
}
# whole numbers per wave that add up; nothing else reads a row per respondent
COUNTS = {
    "asked_counts",
    "fieldwork_counts",
    "raked_weights",
    "response_counts",
    "score_pair_sums",
    "theme_counts",
}


def refs(model: Path) -> set[str]:
    text = model.read_text(encoding="utf-8")
    return set(re.findall(r"ref\(['\"](\w+)['\"]\)", text))


def models(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.rglob("*")) if p.suffix in (".sql", ".py")]


@pytest.mark.parametrize("model", models(MARTS), ids=lambda path: path.stem)
def test_a_mart_reads_the_star_and_only_counts_read_respondents(model: Path) -> None:
    if model.parent.name == "star":
        return
    staging = {name for name in refs(model) if name.startswith("stg_")}
    assert not staging
    if model.stem not in COUNTS:
        assert not refs(model) & RESPONDENTS


def test_a_long_table_says_by_which_column_its_waves_are_made_again() -> None:
    """Without one, the rows of a corrected wave would stand beside their old ones."""
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text("utf-8"))
    found = set()

    def look(node: dict, name: str) -> None:
        if node.get("+materialized") == "incremental":
            folder = MARTS / name
            found.update(
                {p.stem for p in models(folder)} if folder.is_dir() else {name}
            )
        for key, value in node.items():
            if isinstance(value, dict):
                look(value, key)

    look(project["models"]["kto"], "kto")
    assert "response_counts" in found
    for page in sorted((ROOT / "models").rglob("*.yml")):
        if page.stem in found:
            (table,) = yaml.safe_load(page.read_text("utf-8"))["models"]
            columns = {column["name"] for column in table["columns"]}
            keys = {"wave", "response_number", "column_number", "wave_member"}
            assert columns & keys, page.name
            found.remove(page.stem)
    assert not found


def test_only_staging_calls_sources() -> None:
    for model in models(MARTS):
        assert "source(" not in model.read_text(encoding="utf-8"), model.name


def rooms(module: Path) -> set[str]:
    """Which rooms of scripts/ a module imports from; commands are 'commands'."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] == "scripts":
                found.add(parts[1] if len(parts) > 1 else "commands")
    return found


# what a room may import from: no arrow runs back up, and the demo stands apart
ALLOWED = {
    "codebook": {"warehouse"},
    "statistics": {"codebook"},
    "deliveries": {"codebook", "open_answers", "warehouse"},
    "warehouse": set(),
    "spark": {"warehouse"},
    "open_answers": {"codebook"},
    "suggestions": {"codebook", "deliveries"},
    "story": {"codebook", "statistics"},
    "reconciliation": {"codebook", "statistics", "story"},
    "publication": {"codebook", "open_answers", "statistics", "warehouse"},
    "report": {"codebook", "publication"},
    "validation": {"codebook", "statistics", "story", "significance"},
    "demo": {"codebook"},
    "benchmark": {"codebook", "deliveries", "open_answers"},
}


@pytest.mark.parametrize("room", ALLOWED)
def test_no_import_runs_back_up(room: str) -> None:
    for module in sorted((ROOT / "scripts" / room).rglob("*.py")):
        assert rooms(module) <= ALLOWED[room] | {room}, module.name


def test_the_top_level_holds_commands_and_what_users_import() -> None:
    for module in sorted((ROOT / "scripts").glob("*.py")):
        text = module.read_text(encoding="utf-8")
        is_command = "def main(" in text
        assert is_command or module.stem in ("__init__", "significance"), module.name
