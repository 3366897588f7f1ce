"""Nothing on a slide overflows or overlaps: measured for every report of the demo."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from measured import length, mistakes

from scripts.report import colours
from scripts.report.blocks import Chart, Lines, Series, Slide, Table
from scripts.report.edition import Edition, ReportError
from scripts.report.fonts import text_width, wrapped
from scripts.report.layout import TextItem, laid_out
from scripts.report.loket import lokets
from scripts.report.writing import deck_of

ROOT = Path(__file__).resolve().parents[2]
# longer than any that there is
LOKET = "Stedendriehoek en Noordwest Veluwe en Zuid-Kennemerland en IJmond"
QUESTION = " en de duidelijkheid daarvan"
OPTION = " en kan daardoor stappen zetten op de arbeidsmarkt"


@pytest.mark.parametrize("year", [2022, 2023])
def test_every_report_fits(published: Path, year: int) -> None:
    edition = Edition.open(published, year)
    names = ["", *(row["loket"] for row in lokets(edition))]
    assert len(names) == {2022: 27, 2023: 35}[year]
    assert [m for name in names for m in mistakes(deck_of(edition, name))] == []


def test_the_longest_names_fit(published: Path, tmp_path: Path) -> None:
    shutil.copy(published / "kto.duckdb", tmp_path)
    with duckdb.connect(tmp_path / "kto.duckdb") as connection:
        columns = connection.sql(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = 'marts' and column_name in"
            " ('loket_label', 'question_label', 'option_label')"
        ).fetchall()
        loket = connection.sql("select loket_label from marts.dim_loket").fetchall()[0]
        for table, column in columns:
            if column == "loket_label":
                change = f"{column} = '{LOKET}' where {column} = '{loket[0]}'"
            else:
                more = QUESTION if column == "question_label" else OPTION
                change = f"{column} = {column} || '{more}'"
            connection.execute(f"update marts.{table} set {change}")
        connection.execute(
            "update marts.story set text = replace(text, ?, ?),"
            " headline = left(replace(headline, ?, ?), 80)",
            [loket[0], LOKET, loket[0], LOKET],
        )
    edition = Edition.open(tmp_path, 2023)
    longest = edition.row("dim_loket", loket_label=LOKET)["loket"]
    for name in ("", longest):
        assert mistakes(deck_of(edition, name)) == []


def test_the_number_of_slides(edition: Edition) -> None:
    assert len(deck_of(edition, "").slides) == 35
    for row in lokets(edition):
        assert 8 <= len(deck_of(edition, row["loket"]).slides) <= 12


def test_a_title_has_two_lines_at_most(edition: Edition) -> None:
    deck = deck_of(edition, "")
    for number, slide in enumerate(deck.slides, start=1):
        title = laid_out(slide, number, deck.footer, deck.warning)[0]
        assert isinstance(title, TextItem)
        (text,) = title.paragraphs
        assert len(wrapped(text.text, text.size, title.box.width, True)) <= 2


def test_every_content_slide_says_its_edition_and_that_it_is_a_demo(
    edition: Edition,
) -> None:
    deck = deck_of(edition, "")
    for number, slide in enumerate(deck.slides, start=1):
        said = " ".join(
            paragraph.text
            for item in laid_out(slide, number, deck.footer, deck.warning)
            if isinstance(item, TextItem)
            for paragraph in item.paragraphs
        )
        assert "voorbeeldgegevens" in said
        assert edition.name in said or slide.kind == "section"


@pytest.mark.parametrize(
    "block",
    [
        # a word that no line holds, and more rows than a slide has room for
        Table("t", "", ("a", "b"), (("x" * 400, "y"),), (1, 1)),
        Table("t", "", ("a",), (("x",),) * 60, (1,)),
        Chart(
            "c", "bars", "", ("x",) * 90, (Series("s", (1.0,) * 90, "000000"),), "mark"
        ),
        Lines("", ("woord " * 2000,)),
    ],
    ids=["word", "rows", "bars", "text"],
)
def test_what_does_not_fit_is_told_and_not_drawn(block: Table | Chart | Lines) -> None:
    slide = Slide(("Een titel",), blocks=(("full", block),))
    with pytest.raises(ReportError, match="no room for"):
        laid_out(slide, 1, "", "")


def test_lines_that_may_be_left_out_are_until_the_rest_fits() -> None:
    lines = Lines("Kop", ("woord " * 80,) * 9, True, may_drop=True, more="Meer elders.")
    slide = Slide(("Een titel",), blocks=(("side", lines),))
    box = laid_out(slide, 1, "", "")[1]
    assert isinstance(box, TextItem)
    assert box.paragraphs[-1].text == "Meer elders."
    assert 2 < len(box.paragraphs) < 10


def test_a_text_is_broken_where_it_is_too_wide() -> None:
    text = "Stedendriehoek en Noordwest Veluwe"
    lines = wrapped(text, 12, 100)
    assert " ".join(lines) == text
    assert all(text_width(line, 12) <= 100 for line in lines)
    # as the font's tables have it, and a little to spare
    assert length(text, 12) <= text_width(text, 12) <= 1.02 * length(text, 12)
    assert wrapped("onafhankelijkheid", 20, 60) != ["onafhankelijkheid"]
    assert "".join(wrapped("onafhankelijkheid", 20, 60)) == "onafhankelijkheid"


def test_the_colours_are_those_of_the_dashboard() -> None:
    css = (ROOT / "dashboard" / "app.css").read_text(encoding="utf-8")
    named = {
        name.upper().replace("-", "_"): code.upper()
        for name, code in re.findall(r"--([a-z-]+): #([0-9a-f]{6});", css)
    }
    for name in ("INK", "INK_SOFT", "BRAND", "BRAND_SOFT", "GOOD", "SUFFICIENT"):
        assert getattr(colours, name) == named[name], name
    for name in ("INSUFFICIENT", "NOT_APPLICABLE", "ACCENT", "PREVIOUS"):
        assert getattr(colours, name) == named[name], name


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, by WCAG 2.2."""

    def luminance(code: str) -> float:
        parts = [int(code[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        linear = [
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_texts_stand_out_from_what_is_behind_them() -> None:
    pairs = [
        (colours.INK, colours.WHITE),
        (colours.INK_SOFT, colours.WHITE),
        (colours.INK_SOFT, colours.BRAND_SOFT),
        (colours.WHITE, colours.BRAND),
        *((ink, band) for band, ink in colours.ON.items()),
    ]
    assert all(contrast(*pair) >= 4.5 for pair in pairs)


def test_approved_answers_stand_beside_their_themes(edition: Edition) -> None:
    said = "Een verzonnen antwoord over het gesprek."
    quotes = [(2023, "remarks", said)] * 9 + [(2022, "remarks", "Van een ander jaar.")]
    deck = deck_of(edition, "", quotes)
    assert mistakes(deck) == []
    with_quotes = [slide for slide in deck.slides if said in repr(slide.blocks)]
    assert len(with_quotes) == 1
    assert "Van een ander jaar." not in repr(deck.slides)
    assert said not in repr(deck_of(edition, "").slides)
