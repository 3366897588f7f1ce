"""The schema has one home, the YAML beside the seeds, and agrees with what uses it."""

import duckdb
import yaml
from broken_seeds import SEEDS
from project import Project

from scripts.codebook.mistakes import Mistake, report
from scripts.codebook.rules.reserved_words import OWN_COLUMNS, SQL_WORDS
from scripts.codebook.schema import read_schemas
from scripts.codebook.seeds import read_seeds


def test_each_column_has_a_type_and_a_description() -> None:
    for path in SEEDS.glob("*/*.yml"):
        for seed in yaml.safe_load(path.read_text(encoding="utf-8"))["seeds"]:
            described = [column["name"] for column in seed["columns"]]
            assert described == list(seed["config"]["column_types"]), seed["name"]


def test_what_the_schema_names_are_columns() -> None:
    schemas = read_schemas(SEEDS)
    for schema in schemas.values():
        named = {
            *schema.key,
            *(column for columns in schema.unique for column in columns),
            *schema.any_case,
            *schema.kept_as_is,
            *schema.optional,
            *schema.words,
            *schema.words_or_numbers,
            *schema.columns_of_tables,
            *schema.waves,
            *schema.values,
            *schema.ranges,
            *schema.patterns,
            *(column for one in schema.references for column in one.columns),
        }
        assert named <= set(schema.types), schema.name
        for reference in schema.references:
            assert set(reference.home) <= set(schemas[reference.seed].types)


def test_built_seeds_have_the_types_of_the_schema(demo: Project) -> None:
    built = {
        (table, column): type_.lower()
        for table, column, type_ in demo.query(
            "select table_name, column_name, data_type"
            " from information_schema.columns where table_schema = 'codebook'"
        )
    }
    described = {
        (schema.name, column): type_
        for schema in read_schemas(SEEDS).values()
        for column, type_ in schema.types.items()
    }
    assert built == described


def test_built_seeds_have_the_rows_that_were_read(demo: Project) -> None:
    """The check and dbt read the same files alike, quotes and spaces too."""
    seeds = read_seeds(SEEDS)
    for name, rows in seeds.tables.items():
        columns = list(seeds.schemas[name].types)
        texts = ", ".join(f"coalesce({column}::varchar, '')" for column in columns)
        built = demo.query(f"select {texts} from codebook.{name}")
        as_read = [
            tuple(
                f"{float(row[column])}"
                if seeds.schemas[name].types[column] == "double"
                else row[column]
                for column in columns
            )
            for row in rows
        ]
        assert sorted(built) == sorted(as_read), name


def test_reserved_words_are_those_of_the_engine(demo: Project) -> None:
    reserved = {
        word
        for (word,) in duckdb.sql(
            "select keyword_name from duckdb_keywords()"
            " where keyword_category = 'reserved'"
        ).fetchall()
    }
    assert reserved <= SQL_WORDS
    columns = {
        column
        for (column,) in demo.query(
            "select column_name from information_schema.columns"
            " where table_schema = 'marts' and table_name = 'fct_responses'"
        )
    }
    backgrounds = {row["question"] for row in read_seeds(SEEDS)["dimensions"]}
    assert columns - backgrounds <= OWN_COLUMNS


def test_long_lists_are_cut() -> None:
    mistakes = [Mistake("seeds/a.csv", "it is wrong", (line,)) for line in range(40)]
    told = report(mistakes).splitlines()
    assert told[0] == "The codebook has 40 mistakes:"
    assert len(told) == 22
    assert told[-1].startswith(
        "… and 20 more; `python -m scripts codebook check --all`"
    )
    assert len(report(mistakes, None).splitlines()) == 41
    many = Mistake("seeds/a.csv", "it is wrong", tuple(range(2, 14)), "label")
    assert str(many) == (
        "seeds/a.csv, lines 2, 3, 4 and 9 more, column label: it is wrong."
    )
