"""How much personal data masking finds in sentences as clients write them."""

import logging
import subprocess
import sys
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from open_answers import corpus
from open_answers.write_masking_measures import DOCUMENT, with_measures
from project import ROOT

from scripts.open_answers.masking import TAGS, mask

RECALL = 0.9
PRECISION = 0.95
# a kind with few marks in the corpus may miss one or two of them
RECALL_OF_A_KIND = 0.85
PARTS = ("tuned", "held_out")


def rules_only(text: str) -> str:
    return mask(text, second_pass=False)


def test_the_corpus_is_large_and_has_every_kind() -> None:
    sentences = {part: corpus.read(part) for part in PARTS}
    assert sum(map(len, sentences.values())) >= 600
    assert len(sentences["held_out"]) >= 200
    for part in PARTS:
        kinds = {mark.kind for one in sentences[part] for mark in one.marks}
        assert kinds == {tag.strip("[]") for tag in TAGS}
        assert sum(not one.marks for one in sentences[part]) >= 50, "nothing to mask"
    texts = [one.text for part in PARTS for one in sentences[part]]
    assert len(texts) == len(set(texts)), "a sentence stands in the corpus twice"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("masking", [rules_only, mask])
def test_masking_finds_enough_and_little_else(part: str, masking) -> None:
    scores, _ = corpus.score(corpus.read(part), masking)
    assert scores["alles"].recall >= RECALL
    assert scores["alles"].precision >= PRECISION
    for kind, score in scores.items():
        assert score.recall >= RECALL_OF_A_KIND, kind
        assert score.precision >= PRECISION, kind


def test_the_score_sees_what_is_missed_and_what_is_too_much() -> None:
    (sentence,) = [corpus.parse("{naam:Karin} en {naam:Piet de Boer} van het UWV")]
    masked = {
        "Karin en Piet de Boer van het UWV": (0, 0, 0),
        "[naam] en [naam] van het UWV": (2, 2, 2),
        # half a name is not found, though the tag stands for a name
        "[naam] en Piet [naam] van het UWV": (1, 2, 2),
        "[naam] en [naam] van het [naam]": (2, 3, 2),
    }
    for text, (found, tags, right) in masked.items():
        score = corpus.score([sentence], lambda _, text=text: text)[0]["alles"]
        assert (score.marks, score.found, score.tags, score.right) == (
            2,
            found,
            tags,
            right,
        )


@pytest.mark.parametrize("part", PARTS)
def test_masking_a_masked_text_changes_nothing(part: str) -> None:
    for sentence in corpus.read(part):
        for masking in (mask, rules_only):
            masked = masking(sentence.text)
            assert masking(masked) == masked


PIECES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(TAGS),
    st.sampled_from(
        (
            *("mevrouw", "Karin", "de", "geboren op", "12-03-1985", "06", "123", "bsn"),
            *("straat 12", "1234 AB", "NL91ABNA", "www.", ".nl", "kenteken", "nummer"),
            *("punt", "apenstaartje", "adviseur", "Van", "\ufdd0", "12-GHB-3", "gr"),
            *("(", "@", "\n"),
        )
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(PIECES, st.sampled_from(["", " ", ", "])), max_size=14))
def test_any_text_can_be_masked_and_does_not_grow(pieces) -> None:
    text = "".join(piece + space for piece, space in pieces)
    masked = mask(text)
    assert mask(masked) == masked
    # a tag stands for two signs at least
    assert len(masked) <= len(text) / 2 * max(map(len, TAGS)) + len(text)


def test_a_long_text_takes_no_more_than_its_share() -> None:
    # a pattern that tries every way to read a text would not come back from these
    for text in (
        "a.b-" * 900,
        "12 " * 900,
        "Van de " * 500,
        "x@" * 900,
        "(0" * 900,
    ):
        mask(text)


def test_the_second_pass_leaves_logs_and_warnings_as_they_are() -> None:
    command = (
        "import logging, warnings; from scripts.open_answers import second_pass;"
        "root = logging.root;"
        "now = lambda: (root.level, list(root.handlers), list(warnings.filters));"
        "before = now();"
        "second_pass.mask_names('Gisteren was Karin Jansen er');"
        "print(before == now())"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.stdout.strip(), done.stderr) == ("True", "")


def test_masking_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), warnings.catch_warnings(record=True) as said:
        for sentence in corpus.read("held_out"):
            mask(sentence.text)
    assert caplog.records == []
    assert said == []


def test_the_measures_in_the_documentation_are_those_of_today() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert with_measures(written) == written, (
        "docs/open-answers.md is of an earlier masking: run "
        "PYTHONPATH=tests python -m open_answers.write_masking_measures"
    )
