"""Answers that were kept as long as they may be: out of the raw tables, for good.

Of an open answer the themes stay that were counted of it, so that no figure changes.
Of a year whose answers go nothing stays but the row per file in the log.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from scripts.deliveries import raw
from scripts.deliveries.codebook import Codebook
from scripts.deliveries.forgetting import recount
from scripts.deliveries.rejected import RefusedError
from scripts.deliveries.retention import ANSWERS, MARK, OPEN_ANSWERS, What, term_of
from scripts.warehouse.rewriting import InUseError, rewrite

# what an answer from a list is delivered in, and what a row holds besides answers
_CODED = ("score", "choice", "option_flag", "option_list")
_OTHER = ("respondent", "loket", "invited_at", "started_at", "completed_at", "origin")


def expire(warehouse: Path, codebook: Codebook, due: Mapping[str, What]) -> None:
    """Take out what is due, down to the bytes of the file.

    Expects a warehouse that holds a whole build of what is loaded where open answers
    are due: the build knows their themes. Raises RefusedError when it is in use, or a
    file was loaded since; the warehouse is untouched then.
    """

    def change(connection: duckdb.DuckDBPyConnection) -> None:
        for what, take_out in ((ANSWERS, _answers), (OPEN_ANSWERS, _open_answers)):
            waves = sorted(wave for wave, goes in due.items() if goes == what)
            if waves:
                take_out(connection, waves, _rule(codebook, what))

    try:
        rewrite(warehouse, raw.SCHEMA, change)
    except InUseError as error:
        raise RefusedError(str(error)) from error


def _rule(codebook: Codebook, what: What) -> str:
    return f"retention of {what}: {term_of(codebook, what)} months"


def _deliveries(
    connection: duckdb.DuckDBPyConnection, waves: Sequence[str]
) -> list[int]:
    rows = connection.execute(
        """
        select delivery_id
        from raw.load_log
        where status = 'loaded' and list_contains($waves, wave)
        order by delivery_id
        """,
        {"waves": list(waves)},
    ).fetchall()
    return [delivery for (delivery,) in rows]


def _answers(
    connection: duckdb.DuckDBPyConnection, waves: Sequence[str], rule: str
) -> None:
    deliveries = {"deliveries": _deliveries(connection, waves)}
    n_respondents, n_rows = _held(connection, deliveries)
    for table in raw.TABLES_OF_ROWS:
        connection.execute(
            f"delete from raw.{table} where list_contains($deliveries, delivery_id)",
            deliveries,
        )
    connection.execute(
        """
        update raw.load_log
        set
            status = 'expired', rows_forgotten = rows_delivered,
            rows_loaded = 0, rows_superseded = 0, rows_quarantined = 0
        where list_contains($deliveries, delivery_id)
        """,
        deliveries,
    )
    _log(connection, waves, ANSWERS, (rule, n_respondents, n_rows))


def _open_answers(
    connection: duckdb.DuckDBPyConnection, waves: Sequence[str], rule: str
) -> None:
    deliveries = _deliveries(connection, waves)
    chosen = {"deliveries": deliveries}
    _require_built(connection, deliveries)
    n_respondents, n_rows = _held(connection, chosen)
    # rows that don't count are in no figure; what is written in them goes with them
    connection.execute(
        """
        delete from raw.responses as responses
        using raw.superseded as superseded
        where
            responses.delivery_id = superseded.delivery_id
            and responses.line_number = superseded.line_number
            and list_contains($deliveries, responses.delivery_id)
        """,
        chosen,
    )
    connection.execute(
        """
        delete from raw.superseded
        where
            list_contains($deliveries, delivery_id)
            and delivery_id in (
                select delivery_id from raw.load_log where kind = 'responses'
            )
        """,
        chosen,
    )
    connection.execute(
        """
        delete from raw.quarantine where list_contains($deliveries, delivery_id)
        """,
        chosen,
    )
    connection.execute(
        """
        insert into raw.kept_themes
        select distinct
            respondents.delivery_id,
            respondents.line_number,
            themes.question,
            themes.theme
        from old.staging.stg_kto__open_answer_themes as themes
        inner join old.staging.stg_kto__respondents as respondents
            on themes.response_number = respondents.response_number
        where list_contains($deliveries, respondents.delivery_id)
        """,
        chosen,
    )
    # a delivery at a time: a row per cell of all of them might not fit in memory
    for delivery in deliveries:
        connection.execute(
            _WITHOUT_TEXTS,
            {"delivery": delivery, "mark": MARK, "coded": _CODED, "other": _OTHER},
        )
    recount(connection)
    _log(connection, waves, OPEN_ANSWERS, (rule, n_respondents, n_rows))


# a column that the codebook doesn't know may hold anything, so nothing of it stays
_WITHOUT_TEXTS = """
with cells as (
    select
        line_number,
        unnest(cells) as value,
        generate_subscripts(cells, 1) as position
    from raw.responses
    where delivery_id = $delivery
),

columns as (
    select * from old.staging.stg_kto__columns where delivery_id = $delivery
),

-- a list of options may have another option in the respondent's own words
written_values as (
    select
        values_of.column_number,
        values_of.value,
        -- the delimiter of a column is no constant, which string_agg demands
        replace(
            string_agg(
                case when values_of.is_written then $mark else values_of.part end,
                chr(31)
            ),
            chr(31),
            coalesce(any_value(columns.delimiter), '')
        ) as without_texts
    from old.staging.stg_kto__delivered_values as values_of
    inner join columns on values_of.column_number = columns.column_number
    group by values_of.column_number, values_of.value
    having bool_or(values_of.is_written)
),

without_texts as (
    select
        cells.line_number,
        list(
            case
                when trim(cells.value) = '' then cells.value
                when list_contains($coded, columns.content)
                    then coalesce(written_values.without_texts, cells.value)
                when list_contains($other, columns.content) then cells.value
                when columns.content = 'text' then $mark
                else ''
            end
            order by cells.position
        ) as cells
    from cells
    left join columns on cells.position = columns.position
    left join written_values
        on
            columns.column_number = written_values.column_number
            and cells.value = written_values.value
    group by cells.line_number
)

update raw.responses as responses
set cells = without_texts.cells
from without_texts
where
    responses.delivery_id = $delivery
    and responses.line_number = without_texts.line_number
"""


def _require_built(
    connection: duckdb.DuckDBPyConnection, deliveries: Sequence[int]
) -> None:
    """Raise RefusedError where a delivery was loaded since the build."""
    row = connection.execute(
        """
        select count(*)
        from (select unnest($deliveries) as delivery_id) as due
        anti join old.staging.stg_kto__columns as columns using (delivery_id)
        """,
        {"deliveries": list(deliveries)},
    ).fetchone()
    if row is not None and row[0]:
        raise RefusedError(
            "A file was loaded while this ran, of which the themes are not counted: "
            "run `dbt build` and try again. Nothing was changed."
        )


def _held(
    connection: duckdb.DuckDBPyConnection, deliveries: Mapping[str, list[int]]
) -> tuple[int, int]:
    """How many respondents and how many rows of theirs some deliveries hold."""
    row = connection.execute(
        """
        select count(distinct respondent), count(*)
        from (
            select delivery_id, respondent from raw.responses
            union all
            select delivery_id, respondent from raw.quarantine
        )
        where list_contains($deliveries, delivery_id)
        """,
        deliveries,
    ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def _log(
    connection: duckdb.DuckDBPyConnection,
    waves: Sequence[str],
    what: What,
    erasure: tuple[str, int, int],
) -> None:
    connection.execute(
        """
        insert or ignore into raw.expired
        select unnest($waves), $what, now() at time zone 'UTC'
        """,
        {"waves": list(waves), "what": what},
    )
    connection.execute(
        "insert into raw.erasures values (now() at time zone 'UTC', ?, ?, ?)",
        list(erasure),
    )
