"""Writes into docs/open-answers.md what masking finds in the corpus, and how fast.

Run as `PYTHONPATH=tests python -m open_answers.write_masking_measures`.
"""

import re
import time
from functools import partial
from pathlib import Path

from open_answers import corpus

from scripts.open_answers.masking import TAGS, mask

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "open-answers.md"
MEASURES = ("<!-- measures: begin -->", "<!-- measures: end -->")
SPEED = ("<!-- speed: begin -->", "<!-- speed: end -->")
PARTS = {"tuned": "tuned on", "held_out": "held out"}


def measures() -> str:
    """Recall and precision per kind and part, as a table."""
    scores = {part: corpus.score(corpus.read(part), mask)[0] for part in PARTS}
    header = [
        f"recall, {said} | precision, {said} | n, {said}" for said in PARTS.values()
    ]
    rows = [f"| kind | {' | '.join(header)} |", "|---" * 7 + "|"]
    for kind in ["alles", *(tag.strip("[]") for tag in TAGS)]:
        cells = [
            f"{score.recall:.0%} | {score.precision:.0%} | {score.marks}"
            for score in (scores[part][kind] for part in PARTS)
        ]
        rows.append(f"| {kind} | {' | '.join(cells)} |")
    for part, said in PARTS.items():
        sentences = corpus.read(part)
        rules = corpus.score(sentences, partial(mask, second_pass=False))[0]["alles"]
        both = scores[part]["alles"]
        rows.append(
            f"{said.capitalize()}, {len(sentences)} sentences; by the first pass alone "
            f"{rules.recall:.1%} at {rules.precision:.1%}, by both {both.recall:.1%} "
            f"at {both.precision:.1%}."
        )
    return "\n".join([*rows[:-2], "", *rows[-2:]])


def speed() -> str:
    """Answers per second of processor time, after lists and deduce have been read."""
    texts = [one.text for part in PARTS for one in corpus.read(part)]
    said = []
    for second_pass, passes in ((False, "the first pass alone"), (True, "both")):
        started = time.process_time()
        for text in texts:
            mask(text, second_pass)
        first = time.process_time() - started
        started = time.process_time()
        for text in texts:
            mask(text, second_pass)
        again = time.process_time() - started
        said.append(
            f"{len(texts) / again:,.0f} a second by {passes} "
            f"(reading the lists: {max(first - again, 0):.1f} s)"
        )
    return "Sentences of the corpus: " + ", ".join(said) + "."


def with_measures(document: str) -> str:
    """A document with the table of today."""
    return _between(document, MEASURES, measures())


def _between(document: str, marks: tuple[str, str], text: str) -> str:
    begin, end = map(re.escape, marks)
    return re.sub(
        rf"(?s){begin}.*?{end}", lambda _: f"{marks[0]}\n{text}\n{marks[1]}", document
    )


def main() -> None:
    """Write both."""
    document = DOCUMENT.read_text(encoding="utf-8")
    document = _between(document, SPEED, speed())
    DOCUMENT.write_text(with_measures(document), encoding="utf-8")


if __name__ == "__main__":
    main()
