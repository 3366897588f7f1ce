"""The changes that are said to make no difference are of code that is still there."""

import importlib
import inspect

import pytest
import yaml
from mutants import Mutant, mutant_of
from project import ROOT

LISTED = [
    Mutant(**entry)
    for entry in yaml.safe_load((ROOT / "tests/mutants.yml").read_text("utf-8"))
]


@pytest.mark.parametrize("listed", LISTED, ids=lambda m: f"{m.function}: {m.becomes}")
def test_a_listed_change_is_of_a_line_of_its_function(listed: Mutant) -> None:
    module, _, function = listed.function.rpartition(".")
    code = inspect.getsource(getattr(importlib.import_module(module), function))
    assert listed.was in " ".join(code.split())
    assert listed.was != listed.becomes
    assert listed.reason


def test_a_change_is_told_by_its_function_and_both_lines() -> None:
    shown = "# name: survived\n--- a.py\n+++ b.py\n@@ -1,2 +1,1 @@\n def half(n):\n"
    shown += "-    return (\n-        n / 2)\n+    return n * 2\n"
    assert mutant_of("scripts.room.x__half__mutmut_3", shown) == Mutant(
        "scripts.room._half", "return ( n / 2)", "return n * 2"
    )
