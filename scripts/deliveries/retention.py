"""How long answers are kept: which waves are due to lose theirs, by the policy.

A month counts from its end: with a term of 24 months the open answers of October 2024
go from November 2026 on. All answers of a questionnaire year go together, counted from
its last month: a part of a year would give other figures of that year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import duckdb

from scripts.deliveries.codebook import Codebook

What = Literal["open answers", "answers"]
OPEN_ANSWERS: What = "open answers"
ANSWERS: What = "answers"

# stands in the cell of a text that is gone; macros/run/mark_of_what_expired.sql
MARK = "[bewaartermijn]"


@dataclass(frozen=True)
class Due:
    """What goes of a wave.

    `n_texts` are open answers that go out of rows that stay; `n_rows` are rows that go
    whole: all of them, or with the open answers those that don't count.
    """

    wave: str
    what: What
    n_texts: int
    n_rows: int


def term_of(codebook: Codebook, what: What) -> int:
    """Months that the policy keeps something; 0 where it keeps it for good."""
    policy = codebook.policy
    return (
        policy.retention_answers if what == ANSWERS else policy.retention_open_answers
    )


def is_past(codebook: Codebook, wave: str, what: What, today: date) -> bool:
    """Whether what was answered in a wave ('2023-05') was kept as long as it may be."""
    term = term_of(codebook, what)
    last = wave if what == OPEN_ANSWERS else _last_wave_of_year(codebook, wave)
    if not term or last is None:
        return False
    return _months(last) + term < today.year * 12 + today.month


def year_of(codebook: Codebook, wave: str) -> str | None:
    """The questionnaire year of a wave; None where no questionnaire covers it."""
    name = codebook.questionnaire_of(wave)
    years = {one.name: one.year for one in codebook.questionnaires}
    return None if name is None else years[name]


def expired_waves(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The waves of which answers were taken out: no file of theirs is loaded."""
    rows = connection.execute("select wave from raw.expired").fetchall()
    return frozenset(wave for (wave,) in rows)


def waves_due(
    connection: duckdb.DuckDBPyConnection, codebook: Codebook, today: date
) -> dict[str, What]:
    """The loaded waves that are due, in order, and what goes of each."""
    waves = connection.execute(
        """
        select wave, bool_or(kind = 'responses')
        from raw.load_log
        where status = 'loaded'
        group by wave
        order by wave
        """
    ).fetchall()
    done = expired_waves(connection)
    due: dict[str, What] = {}
    for wave, has_responses in waves:
        if is_past(codebook, wave, ANSWERS, today):
            due[wave] = ANSWERS
        elif (
            has_responses
            and wave not in done
            and is_past(codebook, wave, OPEN_ANSWERS, today)
        ):
            due[wave] = OPEN_ANSWERS
    return due


def counted(
    connection: duckdb.DuckDBPyConnection,
    codebook: Codebook,
    due: Mapping[str, What],
) -> list[Due]:
    """How much goes of each wave that is due."""
    n_texts = _texts(connection, codebook)
    rows = connection.execute(
        """
        with delivered as (
            select delivery_id, line_number, false as is_quarantined from raw.responses
            union all
            select delivery_id, line_number, true from raw.quarantine
        )

        select
            load_log.wave,
            count(*) as n_rows,
            count(*) filter (
                is_quarantined or superseded.delivery_id is not null
            ) as n_not_counted
        from delivered
        inner join raw.load_log as load_log using (delivery_id)
        left join raw.superseded as superseded using (delivery_id, line_number)
        where load_log.kind = 'responses'
        group by load_log.wave
        """
    ).fetchall()
    n_rows = {wave: counts for wave, *counts in rows}
    return [
        Due(
            wave,
            what,
            n_texts=0 if what == ANSWERS else n_texts.get(wave, 0),
            n_rows=n_rows.get(wave, (0, 0))[what == OPEN_ANSWERS],
        )
        for wave, what in due.items()
    ]


def _texts(connection: duckdb.DuckDBPyConnection, codebook: Codebook) -> dict[str, int]:
    """Open answers per wave, of the rows that count."""
    columns = [
        (questionnaire.name, column.name.lower())
        for questionnaire in codebook.questionnaires
        for column in codebook.columns_of(questionnaire.name, "responses")
        if column.content == "text"
    ]
    rows = connection.execute(
        """
        with text_columns as (
            select unnest($questionnaires) as questionnaire, unnest($names) as name
        )

        select load_log.wave, count(*)
        from raw.responses as responses
        inner join raw.load_log as load_log using (delivery_id)
        inner join raw.columns as columns using (delivery_id)
        inner join text_columns
            on load_log.questionnaire = text_columns.questionnaire
            and lower(trim(columns.column_name)) = text_columns.name
        anti join raw.superseded as superseded using (delivery_id, line_number)
        where trim(responses.cells[columns.position]) not in ('', $mark)
        group by load_log.wave
        """,
        {
            "questionnaires": [questionnaire for questionnaire, _ in columns],
            "names": [name for _, name in columns],
            "mark": MARK,
        },
    ).fetchall()
    return dict(rows)


def _last_wave_of_year(codebook: Codebook, wave: str) -> str | None:
    year = year_of(codebook, wave)
    return max(
        (one.last_wave for one in codebook.questionnaires if one.year == year),
        default=None,
    )


def _months(wave: str) -> int:
    return int(wave[:4]) * 12 + int(wave[5:7])
