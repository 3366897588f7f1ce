"""Seed files as people and Excel leave them: read, or refused in one sentence."""

from pathlib import Path

import pytest
from broken_seeds import BrokenSeeds

from scripts.codebook.seeds import read_seeds

MONTHS = "codebook/months"
SAVE = "save it as 'CSV UTF-8' with commas between the cells"


@pytest.fixture
def seeds(tmp_path: Path) -> BrokenSeeds:
    return BrokenSeeds.copy(tmp_path)


def test_rows_know_their_file_and_line(seeds: BrokenSeeds) -> None:
    row = read_seeds(seeds.folder)["months"][4]
    assert (row.file, row.line) == ("seeds/codebook/months.csv", 6)
    assert dict(row) == {"month": "5", "label": "mei"}


def test_a_bom_crlf_and_quotes_are_read(seeds: BrokenSeeds) -> None:
    """What Excel writes as 'CSV UTF-8'."""
    text = seeds.text(MONTHS).replace("5,mei", '"5","mei"').replace("\n", "\r\n")
    seeds.write(MONTHS, b"\xef\xbb\xbf" + text.encode())
    assert seeds.sentences() == []
    assert read_seeds(seeds.folder)["months"][4]["label"] == "mei"


def test_columns_may_be_in_another_order(seeds: BrokenSeeds) -> None:
    rows = [line.split(",") for line in seeds.text(MONTHS).splitlines()]
    seeds.write(MONTHS, "\n".join(f"{label},{month}" for month, label in rows))
    assert seeds.sentences() == []


# (the file, the one thing that is told of it)
FILES = [
    (
        "month;label\n1;januari\n",
        f": the cells are divided by semicolons, not by commas; {SAVE}",
    ),
    (
        "month\tlabel\n1\tjanuari\n",
        f": the cells are divided by tabs, not by commas; {SAVE}",
    ),
    (
        "month,label\n1,januari\n2,fébruari\n".encode("cp1252"),
        ", line 3: the letters are not in UTF-8 but perhaps in Windows-1252, as "
        f"Excel's plain CSV is; {SAVE}",
    ),
    ("month,label\n".encode("utf-16"), f": the file is no text, or UTF-16; {SAVE}"),
    (b"PK\x03\x04\0\0", f": the file is a workbook; {SAVE}"),
    ("", ": the first line is empty; expected the columns month, label"),
    (
        "month,lable\n1,januari\n",
        ", line 1: the column 'lable' is not known (did you mean label?); correct or "
        "remove it",
    ),
    (
        "month,label,label\n1,januari,januari\n",
        ", line 1: the column 'label' stands there more than once; keep one",
    ),
    (
        "month,label,\n1,januari,\n",
        ", line 1: a column has no name; name it, or remove its commas",
    ),
    ("month\n1\n", ", line 1: the column label should be there; add what is missing"),
    (
        "month,label\n1,januari,koud\n",
        ", line 2: the row has 3 cells; expected 2, as the header has (a cell with a "
        'comma is written as "a, b")',
    ),
    (
        "month,label\n1\n",
        ", line 2: the row has 1 cell; expected 2, as the header has (a cell with a "
        'comma is written as "a, b")',
    ),
    ("month,label\n1,januari\n\n", ", line 3: the line is empty; remove it"),
    ("month,label\n1,januari\n,\n", ", line 3: the line is empty; remove it"),
    (
        'month,label\n1,"januari\n2,februari\n',
        ', line 2: a quote (") is not closed, or stands in the middle of a cell; write '
        'a cell with a comma as "a, b" and a quote in it as ""',
    ),
    (
        'month,label\n1,"janu"ari\n',
        ', line 2: a quote (") is not closed, or stands in the middle of a cell; write '
        'a cell with a comma as "a, b" and a quote in it as ""',
    ),
    (
        'month,label\n1,"janu\nari"\n',
        ', line 2: a cell goes on over the end of the line; close the quote (") that '
        "opens it, or put the cell on one line",
    ),
    ("month,label\n", ": the seed has no rows"),
]


@pytest.mark.parametrize(("content", "told"), FILES)
def test_a_file_that_is_no_seed_is_told_once(
    seeds: BrokenSeeds, content: str | bytes, told: str
) -> None:
    seeds.write(MONTHS, content)
    sentences = seeds.sentences()
    assert f"seeds/{MONTHS}.csv{told}." in sentences
    assert all(sentence.startswith(f"seeds/{MONTHS}.csv") for sentence in sentences)


def test_a_missing_and_a_misplaced_seed(seeds: BrokenSeeds) -> None:
    (seeds.folder / "codebook" / "months.csv").rename(seeds.folder / "months.csv")
    (seeds.folder / "policy" / "score_bands.csv").unlink()
    assert seeds.sentences()[:2] == [
        "seeds/codebook/months.csv: the seed is missing; move it there from "
        "seeds/months.csv.",
        "seeds/policy/score_bands.csv: the seed is missing; restore the file.",
    ]


def test_a_file_that_dbt_would_take_for_a_seed(seeds: BrokenSeeds) -> None:
    seeds.write("codebook/lokets - kopie", seeds.text("codebook/lokets"))
    assert seeds.sentences() == [
        "seeds/codebook/lokets - kopie.csv: the file is no seed (did you mean lokets?)"
        "; move it out of seeds/, or describe it in a YAML file beside it."
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            "month: integer",
            "month: intger",
            "seeds: codebook/_codebook.yml, seed months: column month has the type "
            "'intger'; expected one of varchar, integer, boolean, double.",
        ),
        (
            "key: [month]",
            "keys: [month]",
            "seeds: codebook/_codebook.yml, seed months: meta has the unknown keys.",
        ),
    ],
)
def test_a_mistake_in_the_schema_is_told(
    seeds: BrokenSeeds, right: str, wrong: str, told: str
) -> None:
    path = seeds.folder / "codebook" / "_codebook.yml"
    text = path.read_text(encoding="utf-8")
    assert text.count(right) == 1
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    assert seeds.sentences() == [told]


def test_a_schema_that_is_no_yaml_is_told(seeds: BrokenSeeds) -> None:
    (seeds.folder / "codebook" / "_codebook.yml").write_text("seeds: [")
    (sentence,) = seeds.sentences()
    assert sentence.startswith("seeds: codebook/_codebook.yml can't be read as a list")
