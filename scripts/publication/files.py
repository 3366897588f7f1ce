"""The published tables as Parquet, CSV and a source folder for Evidence."""

import shutil
from pathlib import Path

import duckdb

from scripts.publication.editions import read_mark, write_manifest
from scripts.publication.tables import PublishedTable

# Evidence formats a column by the end of its name: fractions as percentages.
FRACTIONS = ("share", "response_rate", "importance")
FRACTION_TAG = "_pct"
# Evidence reads 64-bit numbers as fractions, and knows no decimals and lists.
EVIDENCE_TYPES = {"VARCHAR", "BOOLEAN", "INTEGER", "DOUBLE", "TIMESTAMP"}


def write_csv_and_parquet(
    database: Path, tables: list[PublishedTable], folder: Path
) -> None:
    """Write a CSV and a Parquet file per table into `csv/` and `parquet/`.

    Parquet files carry the edition in their metadata; beside the CSV files stands a
    file that does.
    """
    for kind in ("csv", "parquet"):
        (folder / kind).mkdir()
    with duckdb.connect(database, read_only=True) as connection:
        mark = read_mark(connection)
        metadata = f"{{edition: '{mark.edition}', built_at: '{mark.built_at}'}}"
        options = {"csv": "", "parquet": f", kv_metadata {metadata}"}
        for table in tables:
            for kind, option in options.items():
                file = folder / kind / f"{table.name}.{kind}"
                connection.execute(
                    f"copy marts.{table.name} to $file (format {kind}{option})",
                    {"file": str(file)},
                )
        write_manifest(folder / "csv", mark)


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
        for name in ["dataset", *(table.name for table in tables)]:
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
        SQL with years as text, else shown as 2,023; whole numbers of 32 bits; fractions
        under names that Evidence formats as percentages; and whether a row is hidden.

    Raises:
        ValueError: A column has a type that Evidence would lose.
    """
    selected = []
    for name, kind in columns:
        if name in years:
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
        if name == "suppressed":
            selected.append("suppressed is not null as is_suppressed")
    return "select\n    " + ",\n    ".join(selected) + f"\nfrom marts.{table}\n"
