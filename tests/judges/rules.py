"""Rules of dbt-score for what this house does in its own way: `make judges`.

dbt-score reads a manifest only. Keys are tested by one test for all tables, and what a
macro does is said in a comment above it; these rules look there.
"""

import csv
import re
from functools import cache
from pathlib import Path

from dbt_score import Macro, Model, RuleViolation, rule

ROOT = Path(__file__).resolve().parents[2]
# tables that list what was said, row by row, have no key; see tests/docs/test_docs.py
WITHOUT_KEY = re.compile(
    r"stg_kto__(cells|codebook|delivered_values|open_answer_cells|open_answers|unknowns)"
)


@cache
def tables_with_a_tested_key() -> frozenset[str]:
    """Names in the test of all keys, in the seed that it reads, and of long tables."""
    test = (ROOT / "tests" / "data" / "keys_identify_rows.sql").read_text("utf-8")
    named = re.findall(r"^    '(\w+)'[:,]", test, re.MULTILINE)
    long = (ROOT / "tests" / "docs" / "test_docs.py").read_text("utf-8")
    named += re.findall(r'^    "(\w+)": \[', long, re.MULTILINE)
    seed = ROOT / "seeds" / "policy" / "published_tables.csv"
    with seed.open(encoding="utf-8", newline="") as rows:
        named += [row["table_name"] for row in csv.DictReader(rows)]
    return frozenset(named)


@rule
def model_has_a_tested_key(model: Model) -> RuleViolation | None:
    """A test says which columns identify a row."""
    if model.name in tables_with_a_tested_key() or WITHOUT_KEY.fullmatch(model.name):
        return None
    return RuleViolation("Add its key to tests/data/keys_identify_rows.sql.")


@rule
def macro_has_a_comment(macro: Macro) -> RuleViolation | None:
    """What a macro does is said in a comment above it."""
    text = (ROOT / macro.original_file_path).read_text("utf-8")
    before = text.partition(f"macro {macro.name.split('__')[-1]}(")[0]
    if "#}" in before:
        return None
    return RuleViolation("Say above it in a comment what it does.")
