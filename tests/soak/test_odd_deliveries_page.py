"""Every kind of odd delivery is loaded, and the page of what became of it written."""

from collections import Counter
from pathlib import Path

import pytest
from corpora.made_deliveries import SEEDS
from corpora.odd_deliveries.corpus import CORPUS
from corpora.odd_deliveries.kind import Kind
from project import ROOT

from scripts import load_exports
from scripts.deliveries.showing import printable

PAGE = ROOT / "docs" / "reliability" / "deliveries.md"
OUTCOMES = {
    "loaded": "whole, without a word",
    "warned": "whole, with a sentence",
    "quarantined": "without the rows that can't be read",
    "superseded": "whole; some rows give way",
    "rejected": "not at all; the other files are",
    "refused": "nothing is, of any file",
    "ignored": "not a delivery by its name",
}


@pytest.mark.slow
def test_the_page_of_odd_deliveries(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sections, totals = [], Counter()
    number = 0
    for title, kinds in CORPUS.items():
        lines = [f"## {title}", "", "| what is odd | outcome | what is said |"]
        lines.append("|---|---|---|")
        for kind in kinds:
            number += 1
            folder = tmp_path / str(number)
            outcome, sentence = _run(kind, folder, capsys)
            totals[outcome] += 1
            cells = (kind.name, outcome, sentence.replace(str(folder), "…"))
            lines.append("| " + " | ".join(map(_cell, cells)) + " |")
        sections.append("\n".join([*lines, ""]))
    summary = [
        "# Odd deliveries, and what becomes of them",
        "",
        "Written by `make soak` (`tests/soak/test_odd_deliveries_page.py`), not typed:",
        "each was made, loaded into a warehouse of its own, and looked at. The same",
        "kinds are in `make test`.",
        "",
        "| outcome | what is loaded | kinds |",
        "|---|---|---:|",
        *(f"| {name} | {what} | {totals[name]} |" for name, what in OUTCOMES.items()),
        f"| | | {sum(totals.values())} |",
        "",
    ]
    PAGE.write_text("\n".join([*summary, *sections]), encoding="utf-8")


def _run(
    kind: Kind, folder: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[str, str]:
    """The outcome that was seen, and the line of the output that tells it."""
    exports = folder / "exports"
    exports.mkdir(parents=True)
    name = printable(kind.make(exports).name)
    arguments = [exports, "--warehouse", folder / "w.duckdb", "--seeds", SEEDS]
    status = load_exports.main([*map(str, arguments), *kind.arguments])
    captured = capsys.readouterr()
    said = (captured.out + captured.err).splitlines()
    told = next((line for line in said if kind.sentence and kind.sentence in line), "")
    row = next((line for line in said if line.split()[:1] == name.split()[:1]), "")
    if captured.err and "rejected" not in captured.out:
        outcome = "ignored" if "no exports" in captured.err else "refused"
        return outcome, captured.err.strip()
    if status == 1:
        return "rejected", told
    if "in quarantine" in told:
        return "quarantined", told
    if "superseded" in told:
        return "superseded", told
    assert row, said
    return ("warned" if told else "loaded"), told


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
