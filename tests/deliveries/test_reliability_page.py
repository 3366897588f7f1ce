"""The page of odd deliveries is of the corpus as it is."""

import re

from corpora.odd_deliveries.corpus import CORPUS
from project import ROOT


def test_every_kind_is_on_the_page_with_the_outcome_that_the_tests_hold() -> None:
    page = (ROOT / "docs" / "reliability" / "deliveries.md").read_text("utf-8")
    told = dict(re.findall(r"^\| (.+?) \| (\w+) \| .*\|$", page, re.M))
    for kinds in CORPUS.values():
        for kind in kinds:
            assert told.get(kind.name) == kind.outcome, kind.name
