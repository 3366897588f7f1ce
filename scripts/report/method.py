"""How the survey was done: response, changes, tests, and what is hidden."""

from __future__ import annotations

from collections import Counter
from math import ceil

from scripts.codebook.dutch import dutch_number, in_sentence, listed
from scripts.report.blocks import Block, Lines, Slide, Table
from scripts.report.edition import HIDDEN, Edition, Row, count
from scripts.report.parts import base_line, period_chart, questions, tiles

# what a slide takes
NOTES, CHANGES = 6, 11
TESTS = {
    "sig_year_on_year": "met eerdere jaren",
    "sig_subgroups": "tussen groepen",
    "sig_lokets": "tussen loketten",
    "sig_lokets_year_on_year": "van een loket met eerdere jaren",
    "sig_trends": "langs geordende groepen",
}
HIDDEN_IN = {
    "mart_scores_per_loket": "Cijfers per loket",
    "mart_scores_per_subgroup": "Cijfers per groep",
    "mart_answers_per_loket": "Antwoorden per loket",
    "mart_answers_per_subgroup": "Antwoorden per groep",
    "mart_fieldwork_per_loket": "Respons per loket",
    "mart_open_answer_themes": "Thema’s van open antwoorden",
}


def method_slides(edition: Edition, has_quotes: bool) -> list[Slide]:
    """The account of the survey, in the order of its steps.

    has_quotes: whether the report quotes answers.
    """
    return [
        Slide(("Onderzoeksverantwoording",), kind="section"),
        _response(edition),
        *_notes(edition),
        *_changes(edition),
        _tests(edition),
        hidden_slide(edition, has_quotes=has_quotes),
    ]


def _response(edition: Edition) -> Slide:
    rows = edition.rows("mart_fieldwork_per_wave")
    chart = period_chart(edition, "mart_fieldwork_per_wave", rows)
    per_loket = edition.titles("response/lokets")
    lines = [text for text in (edition.text("response/waves"), *per_loket[:1]) if text]
    blocks: list[tuple[str, Block]] = [("top", tiles(edition, "fieldwork/tiles"))]
    if chart is not None:
        blocks.append(("below_left", chart))
    blocks.append(("below_right", Lines("Respons", tuple(lines), True)))
    figures = edition.row("mart_fieldwork_per_year")
    rate = HIDDEN
    if figures.get("response_rate") is not None:
        rate = f"{dutch_number(100 * figures['response_rate'], 1)}%"
    return Slide(
        (f"{rate} van de uitgenodigde klanten vulde de vragenlijst in", "Respons"),
        question="Methode en respons",
        blocks=tuple(blocks),
        base=base_line(
            f"{count(figures.get('n_invited'))} uitgenodigde klanten, {edition.year}"
        ),
    )


def _notes(edition: Edition) -> list[Slide]:
    """What the story says of the method, some notes on a slide."""
    notes = edition.told("method", "note")
    slides = []
    pages = ceil(len(notes) / NOTES)
    for page in range(pages):
        own = notes[page * NOTES : (page + 1) * NOTES]
        texts = [f"{row['headline']}: {row['text']}" for row in own]
        half = ceil(len(texts) / 2)
        blocks: list[tuple[str, Block]] = [("left", Lines("", tuple(texts[:half])))]
        if texts[half:]:
            blocks.append(("right", Lines("", tuple(texts[half:]))))
        named = listed([in_sentence(row["headline"]) for row in own])
        slides.append(
            Slide(
                (f"Zo is het onderzoek gedaan: {named}", "Zo is het onderzoek gedaan"),
                question=f"Methode ({page + 1}/{pages})",
                blocks=tuple(blocks),
            )
        )
    return slides


def _changes(edition: Edition) -> list[Slide]:
    """What is new in the questionnaire, or can't be compared with earlier years."""
    reasons: dict[str, list[Row]] = {}
    for row in edition.rows("sig_year_on_year"):
        if str(row["reason"] or "").startswith("not_comparable"):
            reasons.setdefault(row["question"], []).append(row)
    rows = []
    for question in questions(edition):
        said = [
            _change(edition, own)
            for own in _by_reason(reasons.get(question["question"], []))
        ]
        if question["remark"]:
            said.append(question["remark"])
        if said:
            rows.append((question["question_label"], "; ".join(said)))
    pages = max(ceil(len(rows) / CHANGES), 1)
    slides = []
    for page in range(pages):
        own_rows = tuple(rows[page * CHANGES : (page + 1) * CHANGES])
        title = f"Bij {len({label for label, _ in rows})} vragen is er iets veranderd"
        block: Block = Table(
            "sig_year_on_year",
            "",
            ("Vraag", "Wat er veranderde"),
            own_rows,
            (3, 7),
        )
        if not rows:
            title = "De vragenlijst is gelijk aan de vorige"
            block = Lines("", ("Alle vragen en antwoorden zijn te vergelijken.",))
        slides.append(
            Slide(
                (title,),
                question="Wijzigingen in de vragenlijst, en wat daardoor niet te "
                "vergelijken is met eerdere jaren",
                blocks=(("full", block),),
            )
        )
    return slides


def _by_reason(rows: list[Row]) -> list[list[Row]]:
    reasons: dict[str, list[Row]] = {}
    for row in rows:
        reasons.setdefault(row["reason"], []).append(row)
    return list(reasons.values())


def _change(edition: Edition, rows: list[Row]) -> str:
    """Why some answers can't be compared; of new ones also which."""
    reason = edition.label("reason", rows[0]["reason"])
    if rows[0]["reason"] != "not_comparable_new_option":
        return reason
    named = listed([f"‘{row['option_label']}’" for row in rows])
    return f"{reason} {named}"


def _tests(edition: Edition) -> Slide:
    """Which tests were used, and how often."""
    rows = []
    for table, said in TESTS.items():
        used = Counter(
            row["test"]
            for row in edition.rows(table)
            if row["p_value"] is not None and row["test"]
        )
        rows += [
            (said, edition.label("test", test), count(number))
            for test, number in sorted(used.items())
        ]
    legends = [edition.text(p, "legend") for p in ("topic/marks", "groups", "lokets")]
    block: Block = Lines("", ("Er is niets getoetst: daarvoor zijn er te weinig.",))
    if rows:
        block = Table(
            "sig_year_on_year",
            "Welke toets waarvoor",
            ("Vergelijking", "Toets", "Aantal"),
            tuple(rows),
            (3.2, 4.4, 1.2),
            (2,),
        )
    return Slide(
        ("Alleen verschillen die de toets doorstaan, krijgen een pijl",),
        question="Gebruikte toetsen",
        blocks=(
            ("main", block),
            ("side", Lines("Pijlen", tuple(filter(None, legends)), is_box=True)),
        ),
        base=base_line(f"alle vergelijkingen van {edition.year} die getoetst zijn"),
    )


def hidden_slide(edition: Edition, loket: str = "", has_quotes: bool = False) -> Slide:
    """What is hidden and why, for the country or for one loket."""
    rows, total = [], 0
    for table, said in HIDDEN_IN.items():
        where = {"loket": loket} if loket else {}
        if loket and "loket" not in edition.columns(table):
            continue
        own = edition.rows(table, **where)
        hidden = sum(row.get("suppressed") is not None for row in own)
        rows.append((said, count(len(own)), count(hidden)))
        total += hidden
    smallest = count(edition.dataset["suppression_min_base"])
    few = count(edition.dataset["suppression_min_answers"])
    written = (
        "Antwoorden van personen en geschreven antwoorden staan niet in dit rapport."
    )
    if has_quotes:
        written = (
            "Antwoorden van personen staan niet in dit rapport, en van de geschreven "
            "antwoorden alleen enkele die de onderzoeker uitkoos."
        )
    why = (
        f"Een uitkomst over minder dan {smallest} mensen wordt niet gepubliceerd: wie "
        "meedeed, zou herkenbaar kunnen zijn. Van een loket of groep staat er ook geen "
        f"antwoord op een achtergrondvraag dat minder dan {few} mensen gaven.",
        "Ook verborgen is wat nodig is om zo’n uitkomst te kunnen uitrekenen uit "
        "totalen, andere tabellen of een eerdere editie.",
        written,
    )
    title = "Kleine aantallen zijn afgeschermd om klanten te beschermen"
    if loket and not total:
        title = "Van dit loket hoefde in deze tabellen niets te worden afgeschermd"
    return Slide(
        (title,),
        question="Wat hier niet staat, en waarom",
        blocks=(
            (
                "main",
                Table(
                    "suppressed",
                    "Afgeschermde uitkomsten",
                    ("Tabel", "Uitkomsten", "Afgeschermd"),
                    tuple(rows),
                    (5, 2, 2),
                    (1, 2),
                ),
            ),
            ("side", Lines("Waarom", why, is_box=True)),
        ),
        legend=edition.text("figures/hidden", "note"),
    )
