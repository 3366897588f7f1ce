"""The published tables as an Excel workbook in Dutch."""

from pathlib import Path

import duckdb
import pandas as pd
import xlsxwriter

from scripts.publication.tables import PublishedTable

NUMBER_FORMATS = {
    "text": "@",
    "arrow": "@",
    "year": "0",
    "count": "#,##0",
    "mark": "0.0",
    "share": "0%",
    "decimal": "0.00",
    "p": "0.000",
}
# wide enough for most, narrow enough to see several columns
WIDEST = 60
DARK = "#1F3A5F"


def write_workbook(database: Path, tables: list[PublishedTable], file: Path) -> None:
    """Write a cover and a sheet per table.

    Every text is written as text: no cell is a formula, whatever it begins with.

    Args:
        database: The published DuckDB file.
        tables: Its tables.
        file: The workbook to write.
    """
    with duckdb.connect(database, read_only=True) as connection:
        headings = connection.sql("from codebook.headings").df()
        headings = headings.set_index("column_name")
        labels = connection.sql("from codebook.value_labels").df()
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, options) as workbook:
            _write_cover(workbook, connection, tables)
            for table in tables:
                rows = readable(_frame(connection, table.name), labels)
                _write_table(workbook, table.title, rows, headings)


def readable(rows: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Leave out ids that have a label beside them and put Dutch words for codes.

    Args:
        rows: A published table.
        labels: column_name, value (a code) and label (Dutch).

    Returns:
        The rows as a reader wants them.
    """
    ids = [name for name in rows if f"{name}_label" in rows]
    shown = rows.drop(columns=ids)
    for name, words in labels.groupby("column_name"):
        if name in shown:
            codes = dict(zip(words["value"], words["label"].fillna(""), strict=True))
            shown[name] = shown[name].map(codes).fillna(shown[name])
    # a share has an option, a mark has none
    if "option_label" in shown:
        shown.attrs["is_share"] = rows["option"].notna().tolist()
    return shown


def _frame(connection: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame:
    return connection.sql(f"from marts.{table}").df()


def _write_cover(
    workbook: xlsxwriter.Workbook,
    connection: duckdb.DuckDBPyConnection,
    tables: list[PublishedTable],
) -> None:
    sheet = workbook.add_worksheet("Voorblad")
    title = workbook.add_format({"bold": True, "font_size": 18, "font_color": DARK})
    bold = workbook.add_format({"bold": True})
    warning = workbook.add_format({"bold": True, "font_color": "#9C2A00"})
    link = workbook.add_format({"font_color": "#0B5394", "underline": 1})
    dataset = _frame(connection, "dataset").iloc[0]
    policy = connection.sql("from codebook.report_policy").df()
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 80)
    sheet.write_string(0, 0, "Klanttevredenheid Leerwerkloketten", title)
    row = 1
    if dataset["origin"] == "demo":
        text = "Voorbeeldgegevens: deze antwoorden zijn verzonnen (synthetisch)."
        sheet.write_string(row, 0, text, warning)
        row += 1
    row += 1
    for name, value in (
        ("Gemaakt op", f"{dataset['published_at']:%d-%m-%Y %H:%M} (UTC)"),
        ("Metingen", f"{dataset['first_wave']} tot en met {dataset['last_wave']}"),
        ("Basis", f"{dataset['n_responses']} ingevulde vragenlijsten, geen weging"),
        (
            "Afgeschermd",
            f"uitkomsten van minder dan {dataset['suppression_min_base']} mensen, en"
            " uitkomsten waaruit die te herleiden zijn",
        ),
        ("Aandelen", "van allen aan wie de vraag is gesteld"),
        ("Pijlen", "▲ significant hoger, ▼ significant lager"),
    ):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, value)
        row += 1
    row += 1
    sheet.write_string(row, 0, "Tabbladen", bold)
    for table in tables:
        row += 1
        sheet.write_url(row, 0, f"internal:'{table.title}'!A1", link, table.title)
    row += 2
    sheet.write_string(row, 0, "Afspraken van het rapport", bold)
    for setting in policy.itertuples():
        row += 1
        sheet.write_string(row, 0, setting.label)
        sheet.write_string(row, 1, setting.value)


def _write_table(
    workbook: xlsxwriter.Workbook,
    title: str,
    rows: pd.DataFrame,
    headings: pd.DataFrame,
) -> None:
    sheet = workbook.add_worksheet(title)
    header = workbook.add_format(
        {
            "bold": True,
            "bg_color": DARK,
            "font_color": "white",
            "text_wrap": True,
            "valign": "top",
        }
    )
    formats = {
        kind: workbook.add_format({"num_format": number})
        for kind, number in NUMBER_FORMATS.items()
    }
    is_share = rows.attrs.get("is_share")
    for column, name in enumerate(rows.columns):
        heading, kind = headings.loc[name, ["heading", "format"]]
        sheet.write_string(0, column, heading, header)
        values = rows[name].tolist()
        texts = [str(value) for value in values[:500] if not pd.isna(value)]
        width = max([len(text) for text in texts if kind == "text"], default=0)
        sheet.set_column(column, column, min(max(width, 12) + 2, WIDEST))
        for row, value in enumerate(values, start=1):
            if value is None or pd.isna(value):
                continue
            if isinstance(value, bool):
                sheet.write_string(row, column, "ja" if value else "nee")
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            elif kind == "estimate":
                shown = "share" if is_share and is_share[row - 1] else "mark"
                sheet.write_number(row, column, value, formats[shown])
            else:
                sheet.write_number(row, column, value, formats[kind])
    sheet.set_row(0, 48)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(rows.columns) - 1)
