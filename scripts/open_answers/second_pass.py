"""The second pass: names that the Dutch de-identifier deduce finds.

deduce was made for medical files and knows how names are built: initials, particles,
prefixes. Of its annotators only those of names are run, on its lists of names: that
loads in a second or two, where the whole of it takes minutes the first time. Its dates
would take every appointment for a birthday, and its streets are in the first pass.
"""

import logging
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from scripts.open_answers.known_names import (
    SENTENCE_START,
    Token,
    organisations_in,
    tokens_of,
)
from scripts.open_answers.word_lists import deduce_lists

READ = ("names", "whitelist")
AT_WORK = re.compile(r"\b(?:bij|voor|naar|via|de|het)\s+$", re.IGNORECASE)
LEFT_EMPTY = (
    "institutions/lst_healthcare_institution",
    "institutions/lst_hospital",
    "institutions/lst_hospital_abbr",
    "locations/lst_street",
    "locations/lst_placename",
)


def may_hold_names(text: str) -> bool:
    """Whether a word is left that deduce might take for a name, and rightly."""
    return any(_may_start(token, text) for token in tokens_of(text))


def mask_names(text: str) -> str:
    """Mask the names that deduce finds and that are no organisation, place or word."""
    for start, end in reversed(_find(text)):
        text = f"{text[:start]}[naam]{text[end:]}"
    return text


def _find(text: str) -> list[tuple[int, int]]:
    engine = _engine()
    found = engine.deidentify(text, enabled=_enabled()).annotations
    tokens = tokens_of(text)
    protected = organisations_in(text)
    spans = []
    for annotation in sorted(found, key=lambda found: found.start_char):
        inside = [
            token
            for token in tokens
            if annotation.start_char <= token.start < annotation.end_char
            and not any(start <= token.start < end for start, end in protected)
        ]
        while inside and not _may_start(inside[0], text):
            inside = inside[1:]
        while inside and not _may_end(inside[-1]):
            inside = inside[:-1]
        if len(inside) == 1 and _is_employer(inside[0], text):
            continue
        if inside and any(len(token.text) > 2 for token in inside):
            spans.append((inside[0].start, inside[-1].end))
    return spans


def _may_start(token: Token, text: str) -> bool:
    is_start = SENTENCE_START.search(text[: token.start]) is not None
    if token.is_no_name or (token.is_place and not token.is_first_name):
        return False
    if token.is_ordinary and len(token.text) > 1:
        return False
    return token.is_capital and (not is_start or token.is_first_name)


def _is_employer(token: Token, text: str) -> bool:
    """A surname alone behind these words is a company's: 'werk bij Philips'."""
    before = AT_WORK.search(text[: token.start])
    return before is not None and not token.is_first_name


def _may_end(token: Token) -> bool:
    return token.is_capital and not (
        token.is_no_name or token.is_ordinary or token.is_place
    )


@cache
def _enabled() -> frozenset[str]:
    names = _engine().processors["names"].get_names()
    return frozenset({"names", *names, "post_processing", "overlap_resolver"})


@cache
def _engine() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        lists = Path(folder, "src")
        for name in READ:
            shutil.copytree(deduce_lists() / name, lists / name)
        for name in LEFT_EMPTY:
            (lists / name).mkdir(parents=True)
            (lists / name / "items.txt").touch()
        with _quietly():
            import deduce

            return deduce.Deduce(
                lookup_data_path=folder, cache_path=folder, build_lookup_structs=True
            )


@contextmanager
def _quietly() -> Iterator[None]:
    """Load deduce without what it does to the process that loads it.

    It has every message of every library written to the standard output, says that it
    takes minutes, and changes which warnings are shown.
    """
    # with a handler there, logging adds none by itself
    quiet = logging.NullHandler()
    level = logging.root.manager.disable
    logging.root.addHandler(quiet)
    logging.disable(logging.INFO)
    try:
        with warnings.catch_warnings():
            yield
    finally:
        logging.disable(level)
        logging.root.removeHandler(quiet)
