"""The published tables as an Excel workbook in Dutch."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scripts.codebook.dutch import dutch_number
from scripts.publication.column_sheet import ColumnSheet
from scripts.publication.editions import Mark, read_mark
from scripts.publication.labelled import (
    LABELS,
    Words,
    read_headings,
    read_words,
    survey_name,
)
from scripts.publication.overview import TITLE, overview_rows, write_charts
from scripts.publication.sheets import (
    readable_columns,
    set_up_pages,
    workbook_formats,
    write_table,
)
from scripts.publication.tables import PublishedTable

CHARTS = "Grafieken"
DIFFERS = ("up", "down")


def write_workbook(database: Path, tables: list[PublishedTable], file: Path) -> None:
    """Write a cover, what readers look for first, and a sheet per table.

    Of a table with years the latest stands first, and is what is printed. Every text is
    written as text: no cell is a formula, whatever it begins with.

    Args:
        database: The published DuckDB file.
        tables: Its tables.
        file: The workbook to write.
    """
    with duckdb.connect(database, read_only=True) as connection:
        headings = read_headings(connection)
        words = read_words(connection, LABELS)
        mark = read_mark(connection)
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, options) as workbook:
            workbook.set_properties({"title": survey_name(connection)})
            workbook.set_custom_property("Editie", mark.edition, "text")
            footer = footer_of(mark)
            formats = workbook_formats(workbook)
            cover = workbook.add_worksheet("Voorblad")
            names, rows, keys = overview_rows(connection)
            columns = readable_columns(names, rows, keys, headings, words)
            overview = workbook.add_worksheet(TITLE, ColumnSheet)
            n_printed = order_for_readers(names, rows, keys)
            write_table(overview, columns, keys, formats, footer, n_printed)
            charts = workbook.add_worksheet(CHARTS)
            write_charts(workbook, charts, connection, formats, footer)
            sizes = {TITLE: len(rows), CHARTS: None}
            for table in tables:
                relation = connection.sql(f"from marts.{table.name}")
                names, rows = relation.columns, relation.fetchall()
                printed = order_for_readers(names, rows, table.keys)
                sizes[table.title] = len(rows)
                columns = readable_columns(names, rows, table.keys, headings, words)
                write_table(
                    workbook.add_worksheet(table.title, ColumnSheet),
                    columns,
                    table.keys,
                    formats,
                    footer,
                    printed,
                )
            _write_cover(cover, connection, sizes, words, formats, footer)


def footer_of(mark: Mark) -> str:
    """What stands below each printed page."""
    warning = "Voorbeeldgegevens (verzonnen). " if mark.origin == "demo" else ""
    return f"{warning}Editie {mark.edition}"


def order_for_readers(
    names: Sequence[str], rows: list[tuple[Any, ...]], keys: Sequence[str]
) -> int | None:
    """Put the latest year first and, of tests, what differs; else nothing moves.

    Args:
        names: Columns of the rows.
        rows: Rows, which are put in order.
        keys: What names a row.

    Returns:
        How many rows from the first are worth printing; None where all are.
    """
    if "year" not in keys:
        return None
    year = names.index("year")
    told = names.index("direction") if "direction" in names else None
    if told is not None:
        rows.sort(key=lambda row: row[told] not in DIFFERS)
    rows.sort(key=itemgetter(year), reverse=True)
    worth = [
        row
        for row in rows
        if row[year] == rows[0][year] and (told is None or row[told] in DIFFERS)
    ]
    return len(worth)


def _write_cover(
    sheet: Worksheet,
    connection: duckdb.DuckDBPyConnection,
    sizes: Mapping[str, int | None],
    words: Words,
    formats: Mapping[str, Format],
    footer: str,
) -> None:
    """Write what the workbook holds, on what it rests and by which policy."""
    edition, origin, published_at, n_responses, min_base, few = connection.sql(
        "select edition, origin, published_at, n_responses, suppression_min_base,"
        " suppression_min_answers from marts.dataset"
    ).fetchall()[0]
    waves = connection.sql("select wave_label from marts.dim_wave order by wave")
    labels = [label for (label,) in waves.fetchall()]
    sheet.hide_gridlines(2)
    set_up_pages(sheet, footer, is_wide=True)
    sheet.set_column(0, 0, 52)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, survey_name(connection), formats["title"])
    sheet.set_row(0, 28)
    row = 1
    if origin == "demo":
        text = "Voorbeeldgegevens: deze antwoorden zijn verzonnen (synthetisch)."
        sheet.write_string(row, 0, text, formats["warning"])
        row += 1
    for name, value in (
        ("Gemaakt op", f"{published_at:%d-%m-%Y om %H:%M} uur (UTC)"),
        ("Editie", edition),
        ("Periode", f"{labels[0]} tot en met {labels[-1]}" if labels else "geen"),
        (
            "Basis",
            f"{dutch_number(n_responses or 0)} ingevulde vragenlijsten, niet gewogen",
        ),
        (
            "Aandelen",
            "Van allen aan wie de vraag is gesteld; bij een vraag met één antwoord van"
            " allen die antwoord gaven.",
        ),
        (
            "Optellingen",
            "Een rij met ‘ja’ bij ‘Optelling van antwoorden’ telt andere antwoorden op"
            " die er ook staan: neem in een som alleen de rijen met ‘nee’.",
        ),
        (
            "Pijlen",
            "▲ significant hoger, ▼ significant lager; zonder pijl is er geen"
            " aantoonbaar verschil.",
        ),
        (
            "Afgeschermd",
            f"Uitkomsten over minder dan {min_base} mensen zijn weggelaten, antwoorden"
            f" op achtergrondvragen van minder dan {few} mensen van een loket of groep,"
            " en uitkomsten waarmee die te berekenen zijn. Die rijen heten"
            " “afgeschermd”.",
        ),
        (
            "Afdrukken",
            "Van een tabblad met jaren wordt het laatste jaar afgedrukt, dat vooraan"
            " staat; van toetsen daarvan de rijen met een pijl.",
        ),
    ):
        row += 1
        sheet.write_string(row, 0, name, formats["bold"])
        sheet.write_string(row, 1, value, formats["wrapped"])
    row += 2
    sheet.write_string(row, 0, "Tabbladen", formats["section"])
    for title, size in sizes.items():
        row += 1
        address = title.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{address}'!A1", formats["link"], title)
        if size is not None:
            said = "1 rij" if size == 1 else f"{dutch_number(size)} rijen"
            sheet.write_string(row, 1, said)
    row += 2
    sheet.write_string(row, 0, "Afspraken van het rapport", formats["section"])
    policy = connection.sql(
        "select label, question, value, unit from codebook.report_policy"
    )
    for label, question, value, unit in policy.fetchall():
        row += 1
        named = words.get("question", {}).get(question, question)
        exception = f": {named}" if question else ""
        sheet.write_string(row, 0, label + exception)
        sheet.write_string(row, 1, readable_setting(value, unit, words))


def readable_setting(value: str, unit: str, words: Words) -> str:
    """Say in Dutch what a setting of the report policy is.

    Args:
        value: A number, or a code such as a dimension or subgroup.
        unit: Its unit, or of a code the column that it belongs to.
        words: Dutch words per column and code, among them those of units.

    Returns:
        Such as '0,05', '30 mensen' or 'Testen gemaakt'.
    """
    if value in words.get(unit, {}):
        return words[unit][value]
    try:
        number = dutch_number(float(value), None)
    except ValueError:
        return value
    return f"{number} {words.get('unit', {}).get(unit, unit)}".strip()
