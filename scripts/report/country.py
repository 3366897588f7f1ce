"""The report of the country: which slides, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TypeAlias

from scripts.codebook.dutch import in_sentence, listed
from scripts.report.blocks import Block, Chart, Deck, Lines, Slide, Table
from scripts.report.edition import HIDDEN, Edition, Row, count, share
from scripts.report.method import method_slides
from scripts.report.parts import (
    answer_chart,
    band_chart,
    base_line,
    has_marks,
    on_main_scale,
    questions,
    side_box,
    theme_chart,
    tiles,
    top_table,
    year_chart,
)

CONTENTS = (
    "Hoe klanten de dienstverlening als geheel beoordelen, en elk "
    "moment van de waarheid.",
    "Of dat anders is dan in de vorige vergelijkbare meting.",
    "Welke groepen klanten en welke loketten een ander cijfer geven of krijgen.",
    "Hoe klanten binnenkwamen, wat het advies opleverde en wat zij daarna deden.",
)
# year, open question and text
Quotes: TypeAlias = Sequence[tuple[int, str, str]]
DRAFT = "Vul hier het advies in"


def country_deck(edition: Edition, quotes: Quotes = ()) -> Deck:
    """The report of the country for the year of an edition.

    Questions come in the order of the questionnaire: the main mark and its reasons, the
    moments of truth together and one by one, answers, open answers; who the clients
    are stands at the end.

    Args:
        edition: What was published.
        quotes: Answers that a researcher approved; those of other years are left out.
    """
    year = edition.year
    slides = [
        Slide(
            (f"{survey_name(edition)} {year}",),
            kind="cover",
            question=f"Landelijk rapport. Editie {edition.name}.",
        ),
        _about(edition),
        _groups(edition),
        _conclusions(edition),
        *_advice(edition),
    ]
    background = edition.setting("background_topic")
    moments_told = False
    for question in questions(edition):
        if question["topic"] == background:
            continue
        if question["question"] == edition.setting("main_question"):
            slides += [_mark(edition, question), _standing(edition, question)]
        elif has_marks(question):
            if question["topic"] == edition.setting("importance_topic"):
                if not moments_told:
                    slides.append(_moments(edition))
                moments_told = True
            slides.append(_mark(edition, question))
        elif question["kind"] == "open":
            slides += _themes(edition, question, quotes)
        else:
            slides += _answers(edition, question)
    slides += _composition(edition, background)
    slides += method_slides(edition, any(own == year for own, *_ in quotes))
    return Deck(
        f"{survey_name(edition)} {year}",
        f"kto-{year}",
        f"{survey_name(edition)} {year} · editie {edition.name}",
        warning(edition),
        tuple(slides),
    )


def survey_name(edition: Edition) -> str:
    """What the survey is called on every slide."""
    return edition.text("about/name", "label")


def warning(edition: Edition) -> str:
    """That the answers are made up, where they are."""
    return "voorbeeldgegevens" if edition.dataset["origin"] == "demo" else ""


def _about(edition: Edition) -> Slide:
    figures = edition.row("mart_fieldwork_per_year")
    title = "Over het onderzoek"
    about = tuple(row["text"] for row in edition.told("about/report", "note"))
    if figures.get("n_responses") and figures.get("n_invited"):
        title = (
            f"{count(figures['n_responses'])} van de {count(figures['n_invited'])} "
            f"uitgenodigde klanten deden mee, van {count(figures['n_lokets'])} loketten"
        )
    return Slide(
        (title, "Over het onderzoek"),
        question="Over het onderzoek",
        blocks=(
            ("top", tiles(edition, "fieldwork/tiles")),
            *([("below_left", Lines("Het onderzoek", about))] if about else []),
            ("below_right", Lines("In dit rapport", CONTENTS, bullets=True)),
        ),
    )


def _groups(edition: Edition) -> Slide:
    shown = {
        (row["dimension"], row["subgroup"])
        for row in edition.rows("mart_scores_per_subgroup")
        if row["n_asked"] != 0
    }
    names: dict[tuple[int, str], list[str]] = {}
    for row in sorted(edition.rows("dim_subgroup"), key=lambda r: r["position"]):
        if (row["dimension"], row["subgroup"]) in shown:
            key = (row["dimension_position"], row["dimension_label"])
            names.setdefault(key, []).append(row["subgroup_label"])
    rows = tuple((label, ", ".join(own)) for (_, label), own in sorted(names.items()))
    legends = [edition.text(p, "legend") for p in ("topic/marks", "groups", "lokets")]
    blocks: list[tuple[str, Block]] = [
        ("side", Lines("Pijlen in dit rapport", tuple(filter(None, legends)), True))
    ]
    if rows:
        blocks.insert(
            0,
            ("main", Table("dim_subgroup", "", ("Kenmerk", "Groepen"), rows, (2, 5))),
        )
    return Slide(
        (f"Klanten zijn vergeleken naar {len(rows)} kenmerken, loketten met elkaar",),
        question="Een groep of loket is steeds vergeleken met alle andere samen.",
        blocks=tuple(blocks),
    )


def _conclusions(edition: Edition) -> Slide:
    main = edition.setting("main_question")
    headlines = [row["finding"] for row in edition.rows("findings", is_headline=True)]
    lines = Lines("", tuple(headlines), bullets=True)
    return Slide(
        edition.titles(f"question/{main}/mean") or ("Conclusies",),
        question="Conclusies",
        blocks=(("top", tiles(edition, "overview/tiles")), ("below", lines)),
        legend=edition.text("topic/marks", "legend"),
        notes="\n".join(headlines),
    )


def _advice(edition: Edition) -> list[Slide]:
    """What an advice can rest on, and a page that the researcher fills in."""
    place = "importance/all"
    rows = edition.rows("mart_importance_performance", loket="all")
    rows = [row for row in rows if row["importance"] is not None]
    rows.sort(key=lambda row: -row["importance"])
    evidence = _evidence(edition)
    box = Lines("Waarop een advies kan rusten", evidence, True, may_drop=True)
    blocks: list[tuple[str, Block]] = [("side", box)]
    if rows:
        table = Table(
            "mart_importance_performance|loket=all",
            "Belang en cijfer per onderdeel",
            ("Onderdeel", "Cijfer", "Belang (interval)", "Wat dat betekent"),
            tuple(
                (
                    row["question_label"],
                    edition.mark(row["mean"]),
                    f"{share(row['importance'])} ({share(row['importance_low'])}"
                    f"–{share(row['importance_high'])})",
                    edition.label("quadrant", row["quadrant"]),
                )
                for row in rows
            ),
            (4, 1.4, 3, 2.6),
            (1, 2),
        )
        blocks.insert(0, ("main", table))
    slides = [
        Slide(
            edition.titles(place) or ("Waar kan het beter?",),
            question="Waar kan het beter? De cijfers waarop een advies kan rusten.",
            blocks=tuple(blocks),
            base=base_line(edition.base(place)),
            legend=edition.text(place, "note"),
            notes="\n".join(evidence),
        )
    ]
    draft = Lines(DRAFT, ("Wat?", "Voor wie?", "Waarom: welke cijfers?"), True)
    slides.append(
        Slide(
            ("Ons advies",),
            question="Deze bladzijde is voor de onderzoeker; zij staat niet in de PDF.",
            blocks=(("third_1", draft), ("third_2", draft), ("third_3", draft)),
            notes="\n".join(evidence),
            is_draft=True,
        )
    )
    return slides


def _evidence(edition: Edition) -> tuple[str, ...]:
    """What an advice may rest on: importance, themes, groups that differ."""
    found = edition.rows("findings", kind=["importance"], loket=None)
    lines = [row["finding"] for row in found]
    for question in questions(edition):
        if question["kind"] != "open":
            continue
        themes = edition.text(f"question/{question['question']}/themes")
        if themes:
            lines.append(f"{themes}.")
    main = edition.setting("main_question")
    groups = edition.rows("findings", question=main, kind="group_difference")
    return (*lines, *(row["finding"] for row in groups[:2]))


def _mark(edition: Edition, question: Row) -> Slide:
    """A mark: its bands, its years, its best lokets, its groups."""
    name = question["question"]
    row = edition.row("mart_scores_per_year", question=name)
    box, notes = side_box(edition, name, "Verschillen tussen groepen")
    blocks: list[tuple[str, Block]] = [("side", box)]
    if row:
        bands = band_chart(
            edition,
            f"mart_scores_per_year|question={name}",
            "",
            [{**row, "label": str(edition.year)}],
            question["kind"],
        )
        if bands.series:
            blocks.insert(0, ("main_top", bands))
    years = year_chart(edition, name)
    if years is not None:
        blocks.insert(-1, ("main_left", years))
    top = top_table(edition, name)
    blocks.insert(-1, ("main_right", top))
    # where no loket stands out it is told there which could have
    which = edition.text(f"question/{name}/top", "note")
    told = isinstance(top, Lines) and which in top.lines
    mean, bands_base = (edition.base(f"question/{name}/{p}") for p in ("mean", "bands"))
    return Slide(
        edition.titles(f"question/{name}/mean") or (question["question_label"],),
        question=f"Vraag: {question['wording']}",
        blocks=tuple(blocks),
        base=base_line(bands_base, mean) + _remark(question),
        legend=" ".join(
            [edition.text("topic/marks", "legend"), *([] if told else [which])]
        ),
        notes=notes,
    )


def _remark(question: Row) -> str:
    """What the codebook remarks on the wording of a year."""
    return f" {question['remark'].rstrip('.')}." if question["remark"] else ""


def _standing(edition: Edition, question: Row) -> Slide:
    """The best lokets, and how sure their place is."""
    name, place = question["question"], f"question/{question['question']}/top"
    standing = {
        row["loket"]: row for row in edition.rows("mart_loket_standing", question=name)
    }
    top = edition.rows("mart_top_lokets", question=name)
    top.sort(key=lambda row: (row["rank"], -row["n_valid"]))
    rows = []
    for row in top:
        own = standing.get(row["loket"], {})
        rows.append(
            (
                str(int(row["rank"])),
                row["loket_label"],
                edition.mark(row["mean"]),
                count(row["n_valid"]),
                places(own),
                share(own.get("top_probability")),
            )
        )
    explained = Lines(
        "Hoe zeker is een plaats?",
        (
            "Een loket heeft enkele tientallen antwoorden. Met andere klanten had het "
            "ook hoger of lager kunnen staan.",
            "‘Plaats’ loopt van de hoogste tot de laagste plaats die met de antwoorden "
            "te verenigen is. De kans zegt hoe vaak het loket dan bij de eerste drie "
            "hoort.",
            "Gebruik de lijst om van elkaar te leren, niet om af te rekenen.",
        ),
        is_box=True,
    )
    block: Block = top_table(edition, name)
    if rows:
        block = Table(
            f"mart_loket_standing|question={name}",
            "Hoogst scorende loketten, en hoe zeker hun plaats is",
            ("", "Loket", "Cijfer", "n", "Plaats", "Kans op top 3"),
            tuple(rows),
            (0.8, 4, 1.5, 1.2, 2, 2),
            (2, 3, 4, 5),
        )
    return Slide(
        edition.titles(place) or (question["question_label"],),
        question=f"Vraag: {question['wording']}",
        blocks=(("main", block), ("side", explained)),
        base=base_line(edition.base(f"question/{name}/mean")),
        legend=edition.text(place, "note"),
    )


def places(standing: Row) -> str:
    """The interval of a rank: '1 tot 20'."""
    low, high = standing.get("rank_low"), standing.get("rank_high")
    return HIDDEN if low is None or high is None else f"{count(low)} tot {count(high)}"


def _moments(edition: Edition) -> Slide:
    """All moments of truth together, the highest mark first."""
    topic = edition.setting("importance_topic")
    own = {
        row["question"]: row
        for row in on_main_scale(edition, list(filter(has_marks, questions(edition))))
        if row["topic"] == topic
    }
    rows = [
        row
        for row in edition.rows("mart_scores_per_year", question=list(own))
        if row["mean"] is not None
    ]
    rows.sort(key=lambda row: -row["mean"])
    bands = band_chart(
        edition,
        "mart_scores_per_year",
        "Verdeling van de cijfers",
        [{**row, "label": row["question_label"]} for row in rows],
    )
    marks = []
    for row in rows:
        change = edition.row("sig_year_on_year", question=row["question"], option=None)
        beside = edition.told(f"question/{row['question']}/mean", "difference")
        arrow = (beside[0]["arrow"] or beside[0]["headline"] or "") if beside else ""
        marks.append(
            (
                row["question_label"],
                edition.mark(change.get("previous_estimate")),
                f"{edition.mark(row['mean'])} {arrow}".strip(),
                count(row["n_valid"]),
            )
        )
    blocks: list[tuple[str, Block]] = []
    if bands.series:
        blocks = [
            ("main", bands),
            (
                "side",
                Table(
                    "mart_scores_per_year",
                    "Cijfer",
                    ("Onderdeel", "Vorige", str(edition.year), "n"),
                    tuple(marks),
                    (4, 1.8, 2, 1.8),
                    (1, 2, 3),
                ),
            ),
        ]
    return Slide(
        edition.titles("topic/marks") or ("Momenten van de waarheid",),
        question="Momenten van de waarheid: alle onderdelen naast elkaar",
        blocks=tuple(blocks),
        base=base_line(edition.base("topic/bands"), edition.base("topic/marks")),
        legend=edition.text("topic/marks", "legend"),
    )


def _answers(edition: Edition, question: Row) -> list[Slide]:
    """The answers to a question, beside the year before."""
    name = question["question"]
    place = f"question/{name}/answers"
    chart = answer_chart(edition, name, edition.text(place, "note"))
    if chart is None:
        return []
    box, notes = side_box(edition, name, "Verschillen tussen groepen")
    return [
        Slide(
            edition.titles(place) or (question["question_label"],),
            question=f"Vraag: {question['wording']}",
            blocks=(("main", chart), ("side", box)),
            base=base_line(edition.base(place)) + _remark(question),
            legend=edition.text(place, "legend"),
            notes=notes,
        )
    ]


def _themes(edition: Edition, question: Row, quotes: Quotes) -> list[Slide]:
    """The themes of an open question, and answers that may be quoted."""
    name = question["question"]
    chart = theme_chart(edition, name)
    if chart is None:
        return []
    place = f"question/{name}/themes"
    box = Lines(
        "Over de thema’s",
        (
            "De antwoorden zijn met vaste regels over thema’s verdeeld; een antwoord "
            "kan over meer thema’s gaan.",
            "De antwoorden zelf worden niet gepubliceerd.",
        ),
        is_box=True,
    )
    # approved under two themes it is one answer
    own = tuple(
        dict.fromkeys(
            f"“{text}”"
            for year, asked, text in quotes
            if (year, asked) == (edition.year, name)
        )
    )
    if own:
        heading = edition.text("quotes", "label")
        box = Lines(heading, own, is_box=True, may_drop=True)
    return [
        Slide(
            edition.titles(place) or (question["question_label"],),
            question=f"Vraag: {question['wording']}",
            blocks=(("main", chart), ("side", box)),
            base=base_line(edition.base(place)),
            legend=edition.text("quotes", "note") if own else "",
            notes="\n".join(own),
        )
    ]


def _composition(edition: Edition, topic: str) -> list[Slide]:
    """Who the clients are: two questions on a slide."""
    charts: list[tuple[Row, Chart]] = []
    for question in questions(edition):
        if question["topic"] == topic:
            label = question["question_label"]
            chart = answer_chart(edition, question["question"], label)
            if chart is not None:
                charts.append((question, chart))
    slides = []
    count_of_slides = ceil(len(charts) / 2)
    for number in range(count_of_slides):
        pair = charts[2 * number : 2 * number + 2]
        places_told = [f"question/{q['question']}/answers" for q, _ in pair]
        said = [
            edition.text(place, kind)
            for kind in ("legend", "note")
            for place in places_told
        ]
        texts = [titles[-1] for p in places_told if (titles := edition.titles(p))]
        wordings = " ".join(q["wording"] for q, _ in pair)
        labels = listed([in_sentence(q["question_label"]) for q, _ in pair])
        slides.append(
            Slide(
                ("; ".join(texts), *texts[:1], f"Wie de klanten zijn: {labels}"),
                question=f"Samenstelling ({number + 1}/{count_of_slides}). "
                f"Vraag: {wordings}",
                blocks=tuple(
                    (area, chart)
                    for area, (_, chart) in zip(("left", "right"), pair, strict=False)
                ),
                base=base_line(*(edition.base(place) for place in places_told)),
                legend=" ".join(dict.fromkeys(text for text in said if text)),
            )
        )
    return slides
