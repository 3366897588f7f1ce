"""The PDF: what a screen reader finds in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from scripts.report.blocks import Chart, Deck, Table
from scripts.report.edition import Edition
from scripts.report.in_words import as_text
from scripts.report.pdf import write_pdf
from scripts.report.writing import deck_of


@pytest.fixture(scope="module")
def deck(edition: Edition) -> Deck:
    return deck_of(edition, "")


@pytest.fixture(scope="module")
def pdf(
    deck: Deck, edition: Edition, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[pikepdf.Pdf]:
    file = tmp_path_factory.mktemp("pdf") / "kto.pdf"
    write_pdf(deck, file, edition.dataset["published_at"])
    with pikepdf.open(file) as opened:
        yield opened


def elements(node: Any) -> Iterator[Any]:
    """The elements of the structure, in reading order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def kinds(pdf: pikepdf.Pdf) -> list[str]:
    return [str(e["/S"]) for e in elements(pdf.Root["/StructTreeRoot"])]


def test_it_is_tagged_and_has_a_title_and_a_language(pdf: pikepdf.Pdf) -> None:
    assert pdf.Root["/MarkInfo"]["/Marked"]
    assert str(pdf.Root["/Lang"]) == "nl-NL"
    assert pdf.Root["/ViewerPreferences"]["/DisplayDocTitle"]
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "Klanttevredenheid Leerwerkloketten 2023"
        assert metadata["pdfuaid:part"] == "1"


def test_it_has_a_page_per_slide_that_is_finished(pdf: pikepdf.Pdf, deck: Deck) -> None:
    assert len(pdf.pages) == len(list(deck.finished())) == len(deck.slides) - 1
    for page in pdf.pages:
        assert [round(float(edge)) for edge in page.mediabox] == [0, 0, 960, 540]


def test_every_chart_has_its_alternative_in_the_order_of_the_slides(
    pdf: pikepdf.Pdf, deck: Deck
) -> None:
    wanted = [
        as_text(block)
        for slide in deck.finished()
        for _, block in slide.blocks
        if isinstance(block, Chart)
    ]
    told = [
        str(e["/Alt"])
        for e in elements(pdf.Root["/StructTreeRoot"])
        if str(e["/S"]) == "/Figure"
    ]
    assert told == wanted
    assert len(wanted) > 30


def test_every_slide_begins_with_its_title(pdf: pikepdf.Pdf, deck: Deck) -> None:
    found = kinds(pdf)
    assert found.count("/H1") == len(list(deck.finished()))
    # no level is passed over
    first = [kind for kind in found if kind in ("/H1", "/H2", "/H3")]
    assert first[0] == "/H1"
    assert "/H2" in first and "/H3" not in first


def test_tables_are_tables_with_headers(pdf: pikepdf.Pdf, deck: Deck) -> None:
    tables = [
        block
        for slide in deck.finished()
        for _, block in slide.blocks
        if isinstance(block, Table)
    ]
    found = kinds(pdf)
    assert found.count("/Table") == len(tables)
    assert found.count("/TH") == sum(len(table.head) for table in tables)
    cells = sum(len(row) for table in tables for row in table.rows)
    assert found.count("/TD") == cells


def test_its_fonts_are_in_it(pdf: pikepdf.Pdf) -> None:
    seen = set()
    for page in pdf.pages:
        for font in page.resources.get("/Font", {}).values():
            for inner in font.get("/DescendantFonts", [font]):
                descriptor = inner["/FontDescriptor"]
                assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
                seen.add(str(descriptor["/FontName"]).partition("+")[2])
    assert seen == {"LiberationSans", "LiberationSans-Bold"}


def test_it_is_the_same_file_each_time(
    deck: Deck, edition: Edition, tmp_path: Path
) -> None:
    files = [tmp_path / name for name in ("one.pdf", "two.pdf")]
    for file in files:
        write_pdf(deck, file, edition.dataset["published_at"])
    assert files[0].read_bytes() == files[1].read_bytes()
