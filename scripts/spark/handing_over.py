"""What DuckDB hands to Spark: raw tables, codebook and seeds, as Parquet.

folder/from_duckdb/SCHEMA/TABLE/*.parquet   what Spark reads
folder/from_spark/SCHEMA.db/TABLE/*.parquet what Spark made (macros/engines)
"""

from pathlib import Path

import duckdb

from scripts.warehouse.key import key_file, key_or_none

# what is not answers comes in one file
SMALL_RAW = ("load_log", "columns", "invitations", "superseded", "kept_themes")


def hand_over_raw(warehouse: Path, folder: Path) -> None:
    """Write the raw tables, and of the responses a file per wave.

    Raises:
        duckdb.Error: The warehouse can't be read, or the folder not written.
    """
    with duckdb.connect(warehouse, read_only=True) as connection:
        for table in SMALL_RAW:
            _write(connection, f"from raw.{table}", folder, f"raw.{table}", "all")
        waves = connection.sql(
            "select wave, list(delivery_id) from raw.load_log"
            " where kind = 'responses' and status = 'loaded' group by wave"
        ).fetchall()
        for wave, deliveries in waves:
            numbers = ", ".join(str(int(number)) for number in deliveries)
            query = f"from raw.responses where delivery_id in ({numbers})"
            _write(connection, query, folder, "raw.responses", wave)
        if not waves:
            _write(connection, "from raw.responses", folder, "raw.responses", "none")


def empty_warehouse(warehouse: Path, made: Path) -> None:
    """Make a warehouse with the raw tables of another, without their rows.

    In it seeds and codebook are built and open answers masked, so that the warehouse
    itself stays as it is until Spark has done its part. What was masked before, and the
    key by which that is known, come along.
    """
    if (key := key_or_none(warehouse)) is not None:
        key_file(made).write_bytes(key)
    with duckdb.connect(made) as connection:
        connection.execute(f"attach '{_quoted(warehouse)}' as whole (read_only)")
        connection.execute("create schema raw")
        tables = connection.sql(
            "select table_name from duckdb_tables()"
            " where database_name = 'whole' and schema_name = 'raw'"
        ).fetchall()
        for (table,) in tables:
            connection.execute(
                f"create table raw.{table} as from whole.raw.{table} limit 0"
            )
        masked = connection.sql(
            "select 1 from duckdb_tables() where database_name = 'whole'"
            " and table_name = 'stg_kto__open_answers'"
        ).fetchall()
        if masked:
            connection.execute("create schema staging")
            connection.execute(
                "create table staging.stg_kto__open_answers as"
                " from whole.staging.stg_kto__open_answers"
            )


def hand_over_codebook(made: Path, folder: Path) -> None:
    """Write seeds, codebook, and the fingerprint of the code that read them."""
    with duckdb.connect(made, read_only=True) as connection:
        seeds = connection.sql(
            "select table_name from duckdb_tables() where schema_name = 'codebook'"
        ).fetchall()
        for (seed,) in seeds:
            name = f"codebook.{seed}"
            _write(connection, f"from {name}", folder, name, "all")
        name = "staging.stg_kto__codebook"
        _write(connection, f"from {name}", folder, name, "all")
        query = "select code from build.begun"
        _write(connection, query, folder, "build.code", "all")


def take_over_open_answers(made: Path, folder: Path) -> None:
    """Make what Spark found of open answers the cells that are masked there."""
    with duckdb.connect(made) as connection:
        path = f"{folder}/from_spark/staging.db/stg_kto__open_answer_cells/*.parquet"
        connection.execute("create schema if not exists staging")
        connection.execute(
            "create or replace view staging.stg_kto__open_answer_cells as"
            f" from read_parquet('{_quoted(path)}')"
        )


def hand_over_open_answers(made: Path, folder: Path) -> None:
    """Write the masked answers, which `dbt run` made in that warehouse."""
    with duckdb.connect(made, read_only=True) as connection:
        name = "staging.stg_kto__open_answers"
        _write(connection, f"from {name}", folder, name, "all")


def masked_in(folder: str) -> str:
    """The file of the masked answers in a folder of a run."""
    return f"{folder}/from_duckdb/staging/stg_kto__open_answers/all.parquet"


def tables_handed_over(folder: Path) -> list[str]:
    """The tables that Spark finds there, as schema.table."""
    return sorted(
        f"{table.parent.name}.{table.name}"
        for table in (folder / "from_duckdb").glob("*/*")
        if table.parent.name != "build"
    )


def _write(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    folder: Path,
    table: str,
    part: str,
) -> None:
    target = folder / "from_duckdb" / table.replace(".", "/")
    target.mkdir(parents=True, exist_ok=True)
    path = _quoted(target / f"{part}.parquet")
    connection.execute(f"copy ({query}) to '{path}' (format parquet)")


def _quoted(path: Path | str) -> str:
    return str(path).replace("'", "''")
