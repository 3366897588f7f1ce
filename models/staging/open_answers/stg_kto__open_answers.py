"""Open answers as they may be read: with personal data masked."""


def model(dbt, session):
    import secrets
    from pathlib import Path

    from scripts.open_answers.masked_before import mask_new_answers
    from scripts.spark.handing_over import masked_in
    from scripts.warehouse.key import key_or_none

    this = dbt.this
    cells = dbt.ref("stg_kto__open_answer_cells")
    if folder := dbt.config.get("handed_over"):
        # masked while Spark counted
        return session.read_parquet(masked_in(folder)).to_arrow_table()
    if dbt.is_incremental:
        # the rows of other waves stand there already
        touched = session.execute("select wave from build.touched_waves").fetchall()
        waves = ", ".join(f"'{wave}'" for (wave,) in touched) or "null"
        cells = cells.filter(f"wave in ({waves})")
    is_there = session.execute(
        "select 1 from duckdb_columns() where database_name = ? and schema_name = ?"
        " and table_name = ? and column_name = 'fingerprint'",
        [this.database, this.schema, this.identifier],
    ).fetchall()

    def masked_before(fingerprints):
        if not is_there:
            return {}
        query = (
            f"select distinct fingerprint, answer from {this}"
            " where fingerprint in (select unnest(?))"
        )
        return dict(session.execute(query, [fingerprints]).fetchall())

    ((file,),) = session.execute(
        "select path from duckdb_databases() where database_name = ?", [this.database]
    ).fetchall()
    return mask_new_answers(
        cells.to_arrow_table(),
        masked_before,
        # without the key of the warehouse everything is masked anew
        key_or_none(Path(file) if file else None) or secrets.token_bytes(),
        second_pass=dbt.config.get("second_pass"),
    )
