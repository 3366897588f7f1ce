"""The published tables as Parquet, CSV and a source folder for Evidence."""

import shutil
from pathlib import Path

import duckdb

from scripts.publication.tables import PublishedTable

# Evidence formats a column by the end of its name: fractions as percentages.
FRACTIONS = ("share", "response_rate", "importance")
FRACTION_TAG = "_pct"
# Evidence reads 64-bit numbers as fractions, and knows no decimals and lists.
EVIDENCE_TYPES = {"VARCHAR", "BOOLEAN", "INTEGER", "DOUBLE", "TIMESTAMP"}


def write_csv_and_parquet(
    database: Path, tables: list[PublishedTable], folder: Path
) -> None:
    """Write a CSV and a Parquet file per table into `csv/` and `parquet/`."""
    for kind in ("csv", "parquet"):
        (folder / kind).mkdir()
    with duckdb.connect(database, read_only=True) as connection:
        for table in tables:
            for kind in ("csv", "parquet"):
                file = folder / kind / f"{table.name}.{kind}"
                connection.execute(
                    f"copy marts.{table.name} to $file (format {kind})",
                    {"file": str(file)},
                )


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


def put_in_place(new: Path, out: Path, last: Path) -> list[Path]:
    """Move each file of the folder `new` over the old one in `out`, in one step each.

    Files of tables that are no longer published go, in the folders that `new` has.

    Args:
        new: Folder on the same disk as `out`.
        out: The published folder.
        last: The file that is moved last: who sees it, has all the others.

    Returns:
        The files, relative to `out`.
    """
    files = sorted(
        (file.relative_to(new) for file in new.rglob("*") if file.is_file()),
        key=lambda file: (file == last, file),
    )
    for folder in {file.parent for file in files if file.parent != Path()}:
        (out / folder).mkdir(parents=True, exist_ok=True)
        for old in (out / folder).iterdir():
            if old.is_file() and old.relative_to(out) not in files:
                old.unlink()
    for file in files:
        (new / file).replace(out / file)
    return files
