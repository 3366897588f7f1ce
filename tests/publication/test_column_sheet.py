"""Columns written at once make the file that cells written one by one make."""

import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from scripts.publication.column_sheet import PIECE, ColumnSheet

TEXTS = ["a", None, "a", "<b> & 'c'", "=1+1", "", " d", "1"]
NUMBERS = [0.1, 1, None, 1 / 3, -2.5, 1e-9, 12345678901.0, True]


def parts_of(file: Path) -> dict[str, str]:
    """The XML of a workbook; without where rows begin and end, and the moment."""
    with zipfile.ZipFile(file) as package:
        found = {name: package.read(name).decode() for name in package.namelist()}
    found.pop("docProps/core.xml")
    return {name: re.sub(r' spans="\d+:\d+"', "", text) for name, text in found.items()}


@pytest.mark.parametrize("times", [1, PIECE])
def test_the_file_is_that_of_cells_one_by_one(tmp_path: Path, times: int) -> None:
    for kind in ("columns", "cells"):
        with xlsxwriter.Workbook(tmp_path / f"{kind}.xlsx") as workbook:
            sheet = workbook.add_worksheet("x", ColumnSheet)
            bold, share = (
                workbook.add_format(own) for own in ({"bold": 1}, {"num_format": "0%"})
            )
            sheet.write_string(0, 0, "Tekst", bold)
            sheet.write_string(0, 1, "Getal", bold)
            sheet.set_column(1, 1, 20, share)
            sheet.set_row(2, 30)
            texts, numbers = TEXTS * times, [*NUMBERS * times, 7]
            formats = [bold, None] * (len(TEXTS) // 2 * times)
            if kind == "columns":
                sheet.write_cells(0, texts, formats)
                sheet.write_cells(1, numbers, [None] * len(numbers))
                continue
            for row, (text, own) in enumerate(zip(texts, formats, strict=True), 1):
                if text is not None:
                    sheet.write_string(row, 0, text, own)
            for row, number in enumerate(numbers, 1):
                if number is not None:
                    sheet.write_number(row, 1, number)
    assert parts_of(tmp_path / "columns.xlsx") == parts_of(tmp_path / "cells.xlsx")


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), "x" * 40_000])
def test_what_fits_no_cell_is_refused(tmp_path: Path, cell: str | float) -> None:
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as workbook:
        sheet = workbook.add_worksheet("x", ColumnSheet)
        with pytest.raises(ValueError, match="fits"):
            sheet.write_cells(0, [cell], [None])
