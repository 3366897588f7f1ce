"""Each rule, on a copy of the repository's seeds that is broken in one place."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from broken_seeds import BrokenSeeds

from scripts.codebook.mistakes import Mistake
from scripts.codebook.resolved import resolved
from scripts.codebook.rules import RULES
from scripts.codebook.seeds import Seeds, read_seeds


@dataclass(frozen=True)
class Case:
    """A mistake and all that is told of it; see mistakes.yml."""

    seed: str
    right: str
    wrong: str
    told: list[str]


CASES = [
    Case(**case)
    for case in yaml.safe_load(
        Path(__file__).with_name("mistakes.yml").read_text(encoding="utf-8")
    )
]


def test_the_codebook_has_no_mistakes(tmp_path: Path) -> None:
    assert BrokenSeeds.copy(tmp_path).sentences() == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.seed}: {case.wrong}")
def test_a_mistake_is_told_in_a_sentence(tmp_path: Path, case: Case) -> None:
    seeds = BrokenSeeds.copy(tmp_path)
    line = seeds.change(case.seed, case.right, case.wrong)
    expected = [
        f"seeds/{told.format(line=line, next=line + 1, before=line - 1)}."
        for told in case.told
    ]
    sentences = seeds.sentences()
    assert len(sentences) == len(expected), sentences
    for sentence, template in zip(sentences, expected, strict=True):
        # where other rows stand changes as the seeds grow
        numbers = re.escape(template).replace(r"\*", r"[\d, ]+(?: and \d+ more)?")
        assert re.fullmatch(numbers, sentence), (sentence, template)


def says_something(find: Callable[[Seeds], Iterable[Mistake]], seeds: Seeds) -> bool:
    """Whether a rule does; the check tries it only where its seeds are sound."""
    try:
        return any(True for _ in find(seeds))
    except (KeyError, ValueError):
        return False


def test_every_rule_is_broken_by_a_case(tmp_path: Path) -> None:
    """A rule that no case breaks could be one that never says anything."""
    silent = set(RULES)
    for number, case in enumerate(CASES):
        folder = tmp_path / str(number)
        folder.mkdir()
        broken = BrokenSeeds.copy(folder)
        broken.change(case.seed, case.right, case.wrong)
        seeds = read_seeds(broken.folder)
        full = resolved(seeds)
        silent = {
            rule
            for rule in silent
            if not says_something(rule.find, seeds if rule.as_written else full)
        }
    assert {rule.find.__name__ for rule in silent} == set()
