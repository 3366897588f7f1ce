"""The PowerPoint files: their own data against the marts, and what a reader hears."""

import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pptx import Presentation
from pptx.util import Pt

from scripts.report.edition import Edition, ReportError
from scripts.report.powerpoint import write_powerpoint
from scripts.report.template import own_template, read_template
from scripts.report.writing import deck_of

ROOT = Path(__file__).resolve().parents[2]
LOKET = "Midden-Brabant"
MARKS = ("▲", "▼", "–")


def written(edition: Edition, loket: str, file: Path) -> Any:
    write_powerpoint(deck_of(edition, loket), file, edition.dataset["published_at"])
    return Presentation(str(file))


@pytest.fixture(scope="module")
def country(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return written(edition, "", tmp_path_factory.mktemp("country") / "kto.pptx")


@pytest.fixture(scope="module")
def loket(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return written(edition, LOKET, tmp_path_factory.mktemp("loket") / "loket.pptx")


def charts(deck: Any) -> Iterator[tuple[str, str, dict[str, dict[str, float | None]]]]:
    """Each chart: its table, its rows, and per series the value of each category."""
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart:
                table, _, rows = shape.name.partition("|")
                plot = shape.chart.plots[0]
                names = [plain(str(category)) for category in plot.categories]
                yield (
                    table,
                    rows,
                    {
                        series.name: dict(zip(names, series.values, strict=True))
                        for series in plot.series
                    },
                )


def plain(category: str) -> str:
    """A label without its arrow, its remark or its base."""
    for mark in MARKS:
        category = category.removesuffix(f" {mark}")
    for remark in (" (nieuw)", " (indicatief)"):
        category = category.removesuffix(remark)
    return category.partition(" (n=")[0]


def where(rows: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rows.split("|") if part)


def test_shares_of_answers_are_those_of_the_mart(
    country: Any, edition: Edition
) -> None:
    seen = set()
    for table, rows, series in charts(country):
        if table not in ("mart_answers_per_year", "mart_open_answer_themes"):
            continue
        ids = where(rows)
        label = "theme_label" if "themes" in table else "option_label"
        wanted = {r[label]: r["share"] for r in edition.rows(table, **ids)}
        assert series[str(edition.year)] == wanted, ids
        if "2022" in series:
            before = {
                r[label]: r["share"]
                for r in edition.all_years(table, 2022)
                if r["question"] == ids["question"]
            }
            shown = {k: v for k, v in series["2022"].items() if v is not None}
            assert shown == {k: before[k] for k in shown}
            assert len(shown) >= len(before)
        seen.add(ids["question"])
    asked = edition.rows("dim_question_version")
    kinds = {r["question"]: r["kind"] for r in edition.rows("dim_question")}
    assert seen == {
        r["question"] for r in asked if not kinds[r["question"]].startswith("scale")
    }


def test_a_net_is_no_bar_beside_its_parts(
    country: Any, loket: Any, edition: Edition
) -> None:
    nets = edition.connection.sql(
        "select option_label from marts.dim_answer_option where is_net"
    ).fetchall()
    assert nets
    for deck in (country, loket):
        for _, _, series in charts(deck):
            for values in series.values():
                assert not values.keys() & {label for (label,) in nets}


def test_bands_and_means_are_those_of_the_mart(country: Any, edition: Edition) -> None:
    bands = {"Goed": "good", "Voldoende": "sufficient", "Onvoldoende": "insufficient"}
    found = 0
    for table, rows, series in charts(country):
        ids = where(rows)
        if table != "mart_scores_per_year" or "question" not in ids:
            continue
        row = edition.row(table, **ids)
        for name, values in series.items():
            band = bands.get(name.split(" ")[0])
            if name == "Cijfer":
                for year, mean in values.items():
                    (own,) = [
                        r
                        for r in edition.all_years(table, int(year))
                        if r["question"] == ids["question"]
                    ]
                    assert mean == own["mean"]
            else:
                share = row[f"share_{band or 'not_applicable'}"]
                assert values == {str(edition.year): share}
        found += 1
    # nine marks, each with its bands and its years
    assert found == 18


def test_the_published_figures_are_in_the_charts(
    country: Any, edition: Edition
) -> None:
    """Each share and mark that the report of 2023 prints, rounded as it prints it."""
    labels = {
        (r["question"], r["option"]): r["option_label"]
        for r in edition.rows("dim_answer_option")
    }
    bands = {
        band: edition.text(f"bands/{band}", "label")
        for band in ("good", "sufficient", "insufficient", "not_applicable")
    }
    shown: dict[tuple[str, str, str], float] = {}
    for table, rows, series in charts(country):
        question = where(rows).get("question", "")
        if table in ("mart_answers_per_year", "mart_scores_per_year"):
            for name, values in series.items():
                for category, value in values.items():
                    if value is not None:
                        shown[question, name, category] = value
    missed, held = [], 0
    file = ROOT / "seeds" / "report" / "published_figures.csv"
    for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
        if row["dimension"] != "total" or row["status"] != "stated":
            continue
        key = {
            "mean": (row["question"], "Cijfer", row["year"]),
            "band_share": (row["question"], bands.get(row["option"], ""), row["year"]),
            "share": (
                row["question"],
                row["year"],
                labels.get((row["question"], row["option"]), ""),
            ),
        }.get(row["metric"])
        if key is None or (row["metric"] == "band_share" and row["year"] != "2023"):
            continue
        if key not in shown:
            missed.append((row["id"], *key))
            continue
        scale = 1 if row["metric"] == "mean" else 100
        digits = int(row["decimals"])
        if round(shown[key] * scale + 1e-9, digits) != float(row["value"]):
            # half up, as the report rounds
            assert abs(shown[key] * scale - float(row["value"])) <= 0.5 * 10**-digits
        held += 1
    assert missed == []
    assert held > 150


def test_a_loket_stands_beside_the_country(loket: Any, edition: Edition) -> None:
    found = 0
    for table, rows, series in charts(loket):
        ids = where(rows)
        if table == "mart_answers_per_loket":
            wanted = edition.rows(table, **ids)
            other = edition.rows("mart_answers_per_year", question=ids["question"])
            assert series[LOKET] == {r["option_label"]: r["share"] for r in wanted}
            assert series["Nederland"] == {r["option_label"]: r["share"] for r in other}
            found += 1
        elif table == "mart_scores_per_loket" and LOKET in series:
            wanted = edition.rows(table, **ids)
            assert series[LOKET] == {r["question_label"]: r["mean"] for r in wanted}
            found += 1
    assert found > 8


def test_every_figure_is_told_in_words(country: Any, loket: Any) -> None:
    for deck in (country, loket):
        for slide in deck.slides:
            assert slide.shapes.title.text_frame.text
            for shape in slide.shapes:
                if shape.has_chart or shape.has_table:
                    told = shape._element.nvGraphicFramePr.cNvPr.get("descr")
                    assert told, shape.name
                if shape.has_chart:
                    for category in shape.chart.plots[0].categories:
                        assert str(category) in told


def test_texts_say_their_language(country: Any) -> None:
    for slide in country.slides:
        for run in slide._element.iter("{*}r", "{*}fld"):
            assert run.find("{*}rPr").get("lang") == "nl-NL"
    assert country.core_properties.language == "nl-NL"
    assert country.core_properties.title == "Klanttevredenheid Leerwerkloketten 2023"


def test_what_a_group_difference_has_no_room_for_is_in_the_notes(country: Any) -> None:
    noted = [slide for slide in country.slides if slide.has_notes_slide]
    assert len(noted) > 5
    assert all(slide.notes_slide.notes_text_frame.text for slide in noted)


def test_the_page_for_the_advice_is_in_powerpoint_alone(
    country: Any, edition: Edition
) -> None:
    deck = deck_of(edition, "")
    titles = [slide.shapes.title.text_frame.text for slide in country.slides]
    assert titles.count("Ons advies") == 1
    assert len(titles) == len(list(deck.finished())) + 1


def test_the_file_is_whole(edition: Edition, tmp_path: Path) -> None:
    """Each part is XML, is named in the package once, and leads to parts that exist."""
    file = tmp_path / "kto.pptx"
    written(edition, LOKET, file)
    with zipfile.ZipFile(file) as package:
        names = package.namelist()
        assert len(names) == len(set(names))
        for name in names:
            if not name.endswith((".xml", ".rels")):
                continue
            root = etree.fromstring(package.read(name))
            if not name.endswith(".rels"):
                ids = [e.get("id") for e in root.iter("{*}cNvPr")]
                assert len(ids) == len(set(ids)), name
                continue
            folder = Path(name).parent.parent
            for link in root:
                if link.get("TargetMode") != "External":
                    target = link.get("Target")
                    whole = target.lstrip("/") if target[0] == "/" else folder / target
                    parts: list[str] = []
                    for part in Path(whole).parts:
                        parts = parts[:-1] if part == ".." else [*parts, part]
                    assert "/".join(parts) in names, (name, target)


# the order that the schema of charts (ISO/IEC 29500, dml-chart) demands
PLOT_AREA = ("layout", "barChart", "catAx", "valAx")
BAR_CHART = ("barDir", "grouping", "varyColors", "ser", "dLbls", "gapWidth", "overlap")
BAR_CHART += ("axId",)
SERIES = (
    "idx",
    "order",
    "tx",
    "spPr",
    "invertIfNegative",
    "dPt",
    "dLbls",
    "cat",
    "val",
)
LABELS = ("dLbl", "numFmt", "spPr", "txPr", "dLblPos", "showLegendKey", "showVal")
LABELS += ("showCatName", "showSerName", "showPercent", "showBubbleSize")
LABELS += ("separator", "showLeaderLines")
LEGEND = ("legendPos", "layout", "overlay", "spPr", "txPr")
PARAGRAPH = ("lnSpc", "spcBef", "spcAft", "buNone", "buChar")


@pytest.mark.parametrize(
    ("element", "order"),
    [
        ("plotArea", PLOT_AREA),
        ("barChart", BAR_CHART),
        ("ser", SERIES),
        ("dLbls", LABELS),
        ("legend", LEGEND),
        ("pPr", PARAGRAPH),
    ],
)
def test_elements_stand_in_the_order_of_the_schema(
    country: Any, element: str, order: tuple[str, ...]
) -> None:
    found = 0
    roots = [
        *(slide._element for slide in country.slides),
        *(
            shape.chart._chartSpace
            for slide in country.slides
            for shape in slide.shapes
            if shape.has_chart
        ),
    ]
    for root in roots:
        for parent in root.iter(f"{{*}}{element}"):
            names = [etree.QName(child).localname for child in parent]
            if element == "pPr" and not set(names) <= set(order):
                # of the axes, which the library writes
                continue
            places = [order.index(name) for name in names]
            assert places == sorted(places), names
            found += 1
    assert found > 10


def test_a_template_of_ones_own_is_followed(edition: Edition, tmp_path: Path) -> None:
    master = own_template()
    master.slide_width, master.slide_height = Pt(720), Pt(405)
    for layout, name in zip(
        master.slide_layouts,
        ("Title Slide", "section header ", "Title Only"),
        strict=True,
    ):
        layout.name = name
    # a slide of the template itself is no part of the report
    master.slides.add_slide(master.slide_layouts[0])
    master.save(str(tmp_path / "own.pptx"))
    deck = deck_of(edition, LOKET)
    made = edition.dataset["published_at"]
    write_powerpoint(deck, tmp_path / "out.pptx", made, tmp_path / "own.pptx")
    found = Presentation(str(tmp_path / "out.pptx"))
    assert len(found.slides) == len(deck.slides)
    assert found.slides[1].slide_layout.name == "Title Only"
    for slide in found.slides:
        for shape in slide.shapes:
            assert shape.left + shape.width <= Pt(721)
            assert shape.top + shape.height <= Pt(406)


def test_what_a_template_lacks_is_told(tmp_path: Path) -> None:
    file = tmp_path / "own.pptx"
    master = own_template()
    master.slide_layouts[2].name = "Zonder titel"
    master.save(str(file))
    with pytest.raises(ReportError, match="no layout 'Alleen titel' or 'Title Only'"):
        read_template(file)
    narrow = own_template()
    narrow.slide_width = Pt(720)
    narrow.save(str(file))
    with pytest.raises(ReportError, match="16:9"):
        read_template(file)
    titleless = own_template()
    for shape in list(titleless.slide_layouts[2].placeholders):
        shape._element.getparent().remove(shape._element)
    titleless.save(str(file))
    with pytest.raises(ReportError, match="'Alleen titel' has no title"):
        read_template(file)
    file.write_text("no PowerPoint", encoding="utf-8")
    with pytest.raises(ReportError, match="can't be read as PowerPoint"):
        read_template(file)
