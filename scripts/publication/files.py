"""The published tables as Parquet, CSV and a source folder for Evidence."""

import codecs
import shutil
from pathlib import Path

import duckdb

from scripts.publication.earlier import AS_OF
from scripts.publication.editions import read_mark, write_manifest
from scripts.publication.labelled import (
    LABELS,
    Title,
    Words,
    in_words,
    read_headings,
    read_words,
    readable_titles,
)
from scripts.publication.tables import PublishedTable

# Evidence formats a column by the end of its name: fractions as percentages.
FRACTIONS = ("share", "response_rate", "importance")
FRACTION_TAG = "_pct"
# Evidence reads 64-bit numbers as fractions, and knows no decimals and lists.
EVIDENCE_TYPES = {"VARCHAR", "BOOLEAN", "INTEGER", "DOUBLE", "TIMESTAMP"}

DATASET = "dataset"
# texts say up to which month their figures go in the words of the survey's months
TOLD = "story"
AS_OF_IN_WORDS = (
    "coalesce((select wave_label from marts.dim_wave where wave = as_of), as_of)"
    " as as_of"
)
CODEBOOK = "codebook"
# A spreadsheet makes a date of 'mei 2022' and of '2022-05', and would work out a text
# that begins as a formula does.
A_MONTH = r"^([a-z]+ \d{4}|\d{4}-\d{2})$"
MONTH = "meting"
A_FORMULA = r"^([=+@\t\r]|-\D)"


def write_csv_and_parquet(
    database: Path, tables: list[PublishedTable], folder: Path
) -> None:
    """Write a CSV and a Parquet file per table into `csv/` and `parquet/`.

    Beside those of the tables stands `dataset`, which says what was published and
    whether it is synthetic, and in `codebook/` what questions, options and settings
    are. Parquet files carry the edition in their metadata; beside the CSV files stands
    a file that does.
    """
    for kind in ("csv", "parquet"):
        (folder / kind / CODEBOOK).mkdir(parents=True)
    with duckdb.connect(database, read_only=True) as connection:
        mark = read_mark(connection)
        metadata = f"{{edition: '{mark.edition}', built_at: '{mark.built_at}'}}"
        options = {"csv": "", "parquet": f", kv_metadata {metadata}"}
        codebook = connection.sql(
            "select table_name from duckdb_tables() where schema_name = 'codebook'"
        ).fetchall()
        files = {f"marts.{name}": name for name in _names(tables)}
        files |= {f"codebook.{name}": f"{CODEBOOK}/{name}" for (name,) in codebook}
        for table, name in files.items():
            for kind, option in options.items():
                file = folder / kind / f"{name}.{kind}"
                connection.execute(
                    f"copy {table} to $file (format {kind}{option})",
                    {"file": str(file)},
                )
        write_manifest(folder / "csv", mark)


def write_dutch_csv(database: Path, tables: list[PublishedTable], folder: Path) -> None:
    """Write a CSV file per table into `csv-nl/`, as a Dutch Excel or Calc opens it.

    In UTF-8 with a mark, divided by semicolons, with decimal commas, Dutch titles and
    words. A program with other settings reads it wrong; `csv/` is for programs.
    """
    place = folder / "csv-nl"
    place.mkdir()
    keys = {table.name: table.keys for table in tables}
    with duckdb.connect(database, read_only=True) as connection:
        headings = read_headings(connection)
        words = read_words(connection, LABELS)
        for name in _names(tables):
            described = connection.sql(f"describe marts.{name}").fetchall()
            types = {column: kind for column, kind, *_ in described}
            own_keys = keys.get(name, [])
            titles = readable_titles(list(types), own_keys, headings, words)
            cells = [
                f'{dutch_cell(title, types[title.name], words)} as "{title.heading}"'
                for title in titles
            ]
            file = place / f"{name}.csv"
            order = f" order by {', '.join(own_keys)}" if own_keys else ""
            connection.execute(
                f"copy (select {', '.join(cells)} from marts.{name}{order})"
                " to $file (format csv, delimiter ';')",
                {"file": str(file)},
            )
            file.write_bytes(codecs.BOM_UTF8 + file.read_bytes())
        write_manifest(place, read_mark(connection))


def dutch_cell(title: Title, kind: str, words: Words) -> str:
    """SQL of a cell as a Dutch Excel reads it.

    Args:
        title: The column.
        kind: Its DuckDB type.
        words: Dutch words per column and code.
    """
    if kind == "BOOLEAN":
        return f"if({title.name}, 'ja', 'nee')"
    if kind == "DOUBLE":
        return f"replace(cast({title.name} as varchar), '.', ',')"
    if kind == "TIMESTAMP":
        return f"strftime({title.name}, '%d-%m-%Y %H:%M:%S')"
    if kind != "VARCHAR":
        return title.name
    text = title.name
    if title.kind in ("text", "arrow"):
        text = in_words(text, words.get(text, {}))
    return (
        f"case when regexp_matches({text}, '{A_MONTH}') then '{MONTH} ' || {text}"
        f" when regexp_matches({text}, '{A_FORMULA}') then chr(39) || {text}"
        f" else {text} end"
    )


def _names(tables: list[PublishedTable]) -> list[str]:
    return [DATASET, *(table.name for table in tables)]


def write_evidence(database: Path, tables: list[PublishedTable], folder: Path) -> None:
    """Write a source folder that an Evidence project takes as it is.

    Args:
        database: The published DuckDB file; a copy goes into the folder.
        tables: Its tables.
        folder: The folder, whose name is the name of the source.
    """
    folder.mkdir(parents=True)
    shutil.copy(database, folder / "kto.duckdb")
    (folder / "connection.yaml").write_text(
        "name: kto\ntype: duckdb\noptions:\n  filename: kto.duckdb\n", encoding="utf-8"
    )
    with duckdb.connect(database, read_only=True) as connection:
        years = {
            name
            for (name,) in connection.sql(
                "select column_name from codebook.headings where format = 'year'"
            ).fetchall()
        }
        for name in _names(tables):
            columns = connection.sql(f"describe marts.{name}").fetchall()
            query = evidence_query(name, [(row[0], row[1]) for row in columns], years)
            (folder / f"{name}.sql").write_text(query, encoding="utf-8")
    places = "select loket, place, kind\nfrom codebook.loket_places\n"
    (folder / "loket_places.sql").write_text(places, encoding="utf-8")
    policy = "select setting, question, value\nfrom codebook.report_policy\n"
    (folder / "report_policy.sql").write_text(policy, encoding="utf-8")


def evidence_query(table: str, columns: list[tuple[str, str]], years: set[str]) -> str:
    """Write the query that gives Evidence a table in types that it keeps.

    Args:
        table: Name of the table in the schema marts.
        columns: Names and DuckDB types of its columns.
        years: Names of the columns with a year.

    Returns:
        SQL with years as text, else shown as 2,023; whole numbers of 32 bits;
        fractions under names that Evidence formats as percentages; and of what is told
        the month up to which it goes in words.

    Raises:
        ValueError: A column has a type that Evidence would lose.
    """
    selected = []
    for name, kind in columns:
        if (table, name) == (TOLD, AS_OF):
            selected.append(AS_OF_IN_WORDS)
        elif name in years:
            selected.append(f"cast({name} as varchar) as {name}")
        elif kind == "BIGINT":
            selected.append(f"cast({name} as integer) as {name}")
        elif kind not in EVIDENCE_TYPES:
            raise ValueError(
                f"{table}.{name} is {kind}; Evidence takes {sorted(EVIDENCE_TYPES)}"
            )
        elif kind == "DOUBLE" and name.startswith(FRACTIONS):
            selected.append(f"{name} as {name}{FRACTION_TAG}")
        else:
            selected.append(name)
    return "select\n    " + ",\n    ".join(selected) + f"\nfrom marts.{table}\n"
