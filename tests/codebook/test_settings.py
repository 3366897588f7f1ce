"""The list of settings beside the policy's seed is what the code reads."""

import re
from dataclasses import fields

from project import ROOT

from scripts.codebook.policy import Policy
from scripts.codebook.schema import read_schemas
from scripts.deliveries.policy import DeliveryPolicy

SCHEMAS = read_schemas(ROOT / "seeds")
# where a setting can be read; the demo is made from the policy
PLACES = ("scripts/**/*.py", "models/**/*.py", "models/**/*.sql", "macros/**/*.sql")
PAGES = ("dashboard/pages/**/*.md", "dashboard/components/**/*.svelte")
QUERIES = ("dashboard/queries/**/*.sql", "seeds/policy/published_tables.csv")
# the ways in which code names a setting that it reads
READS = re.compile(
    r"""(?:settings(?:\.(?:text|number)\(|\[)|\bsetting\((?:[\w.]+,\s*)?
    |\bsetting\s=\s)["'](\w+)["']""",
    re.VERBOSE,
)


def texts(*patterns: str) -> list[str]:
    files = [file for pattern in patterns for file in ROOT.glob(pattern)]
    return [
        file.read_text(encoding="utf-8") for file in files if "demo" not in file.parts
    ]


def test_what_code_reads_is_in_the_list() -> None:
    read = {name for text in texts(*PLACES) for name in READS.findall(text)}
    read |= {field.name for field in fields(Policy)}
    listed = SCHEMAS["report_policy"].values["setting"]
    assert len(read) > len(listed) / 2
    assert read <= set(listed)


def test_what_is_in_the_list_is_read() -> None:
    words = set(re.findall(r"\w+", " ".join(texts(*PLACES, *PAGES, *QUERIES))))
    assert set(SCHEMAS["report_policy"].values["setting"]) <= words


def test_the_loader_reads_every_setting_of_a_delivery() -> None:
    listed = SCHEMAS["delivery_policy"].values["setting"]
    assert listed == [field.name for field in fields(DeliveryPolicy)]
