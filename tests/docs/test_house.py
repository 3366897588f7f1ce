"""The rules of the house: one way through, and only counts look at respondents."""

import ast
import re
from pathlib import Path

import pytest
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
}
# whole numbers per wave that add up; nothing else reads a row per respondent
COUNTS = {
    "answer_counts",
    "mart_fieldwork",
    "score_counts",
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
    "codebook": set(),
    "statistics": {"codebook"},
    "deliveries": {"codebook", "open_answers"},
    "open_answers": {"codebook"},
    "story": {"codebook", "statistics"},
    "reconciliation": {"codebook", "statistics", "story"},
    "publication": {"codebook", "open_answers", "statistics"},
    "report": {"codebook", "publication"},
    "validation": {"codebook", "statistics", "significance"},
    "demo": {"codebook"},
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
