"""The report of one loket: its own figures beside those of the country."""

from __future__ import annotations

from math import ceil

from scripts.codebook.dutch import dutch_number, listed, signed_number
from scripts.report import colours
from scripts.report.blocks import Block, Chart, Deck, Lines, Series, Slide, Table
from scripts.report.country import places, survey_name, warning
from scripts.report.edition import HIDDEN, Edition, Row, count, share
from scripts.report.method import hidden_slide
from scripts.report.parts import (
    COUNTRY,
    band_chart,
    base_line,
    has_marks,
    loket_answer_chart,
    on_main_scale,
    period_chart,
    questions,
    tiles,
)

# questions on a slide: results in two columns, who the clients are in three
RESULTS = ("left", "right")
CLIENTS = ("third_1", "third_2", "third_3")
STRENGTHS = "Sterk en te verbeteren"


def lokets(edition: Edition) -> list[Row]:
    """The lokets that took part in the year."""
    took_part = {
        row["loket"]
        for row in edition.rows("mart_fieldwork_per_loket")
        if row["n_responses"] != 0
    }
    return [row for row in edition.rows("dim_loket") if row["loket"] in took_part]


def loket_deck(edition: Edition, loket: Row, file: str) -> Deck:
    """The report of a loket.

    Args:
        edition: What was published.
        loket: Its row of dim_loket.
        file: Name of its files, without ending.
    """
    name, year = loket["loket"], edition.year
    label = loket["loket_label"]
    own = {
        row["question"]: row
        for row in edition.rows("mart_scores_per_loket", loket=name)
        if row["n_asked"] != 0
    }
    asked = [q for q in questions(edition) if has_marks(q) and q["question"] in own]
    slides = [
        Slide(
            (f"{label}: klanttevredenheid {year}",),
            kind="cover",
            question=f"Rapport van het loket. Editie {edition.name}.",
        ),
        _summary(edition, name, label, own),
        _beside_country(edition, name, label, asked, own),
        _since_last(edition, name, label, asked),
        _bands(edition, name, label, asked, own),
        _points(edition, name, label, asked),
        *_answers(edition, name, label, "result_topic", RESULTS, "Opbrengst"),
        *_answers(edition, name, label, "background_topic", CLIENTS, "Klanten"),
        _what_shows(edition, name, label, asked),
        hidden_slide(edition, name),
    ]
    return Deck(
        f"{survey_name(edition)} {year}: {label}",
        file,
        f"{label} · {survey_name(edition)} {year} · editie {edition.name}",
        warning(edition),
        tuple(slides),
    )


def _all_hidden(own: dict[str, Row]) -> bool:
    return all(row["suppressed"] is not None for row in own.values())


def _summary(edition: Edition, name: str, label: str, own: dict[str, Row]) -> Slide:
    place = f"loket/{name}"
    notice = edition.text(
        "lokets/hidden" if _all_hidden(own) else f"{place}/notice", "note"
    )
    points = _strengths(edition, name)
    told = edition.rows("findings", loket=name)
    lines = [*points, *(row["finding"] for row in told)]
    if _all_hidden(own):
        lines = []
    blocks: list[tuple[str, Block]] = [("top", tiles(edition, f"{place}/tiles"))]
    if lines:
        blocks.append(("below_left", Lines(STRENGTHS, tuple(lines), may_drop=True)))
    if notice:
        area = "below_right" if lines else "below"
        blocks.append((area, Lines("Lees dit eerst", (notice,), is_box=True)))
    short = f"{label} in het kort"
    titles = [
        f"{row['headline']}: {row['figure']} ({row['text']})"
        for row in edition.told(f"{place}/tiles", "tile")[:1]
    ]
    return Slide(
        (*(f"{label}. {title}" for title in titles), short),
        question=short,
        blocks=tuple(blocks),
        base=base_line(edition.base(f"{place}/bands")),
        legend=edition.text("lokets", "legend"),
        notes="\n".join(lines),
    )


def _strengths(edition: Edition, name: str) -> tuple[str, ...]:
    """What is strong at a loket and what can be better, as the story tells it."""
    return tuple(
        f"{row['headline']}: {row['text']}" if row["headline"] else row["text"]
        for row in edition.told(f"loket/{name}/points", "note")
    )


def _country(edition: Edition) -> dict[str, Row]:
    return {row["question"]: row for row in edition.rows("mart_scores_per_year")}


def _beside_country(
    edition: Edition, name: str, label: str, asked: list[Row], own: dict[str, Row]
) -> Slide:
    """Its marks beside those of the country."""
    place = f"loket/{name}/marks"
    country = _country(edition)
    asked = on_main_scale(edition, asked)
    values = tuple(own[q["question"]]["mean"] for q in asked)
    series = [
        Series(
            COUNTRY,
            tuple(country.get(q["question"], {}).get("mean") for q in asked),
            colours.PREVIOUS,
        )
    ]
    if any(value is not None for value in values):
        series.insert(0, Series(label, values, colours.ACCENT))
    labels, said = [], []
    for question, value in zip(asked, values, strict=True):
        beside = edition.told(place, "difference", question=question["question"])
        arrow = (beside[0]["arrow"] or "") if beside else ""
        mark = HIDDEN if value is None else arrow
        labels.append(f"{question['question_label']} {mark}".strip())
        row = own[question["question"]]
        said.append(
            (
                question["question_label"],
                count(row["n_valid"]),
                _verdict(beside[0]) if beside else edition.text("figures/few", "label"),
            )
        )
    chart = Chart(
        f"mart_scores_per_loket|loket={name}",
        "bars",
        "Cijfer",
        tuple(labels),
        tuple(series),
        "mark",
        edition.decimals,
    )
    table = Table(
        "sig_lokets",
        "Vergeleken met de andere loketten",
        ("Onderdeel", "n", "Verschil"),
        tuple(said),
        (3, 1, 3.4),
        (1,),
    )
    return Slide(
        edition.titles(place) or (f"{label}: cijfers per onderdeel",),
        question="Cijfers naast die van Nederland",
        # a survey may ask no mark at all
        blocks=(("left", chart), ("right", table)) if asked else (),
        base=base_line(edition.base(place)),
        legend=edition.text("lokets", "legend"),
    )


def _verdict(beside: Row) -> str:
    """What the story says beside a mark, with its remark on few answers."""
    text, remark = beside["text"], beside["headline"]
    return f"{text} ({remark})" if remark and remark != text else str(text)


def _since_last(edition: Edition, name: str, label: str, asked: list[Row]) -> Slide:
    """Its marks beside its own of the last comparable year, with the tested change."""
    rows = []
    arrows: list[str] = []
    tests = {
        row["question"]: row
        for row in edition.rows("sig_lokets_year_on_year", loket=name, option=None)
    }
    for question in asked:
        row = tests.get(question["question"])
        if row is None:
            continue
        hidden = row["suppressed"] is not None
        reason = "suppressed" if hidden else row["reason"]
        arrow = edition.label("direction", row["direction"]) if not hidden else ""
        if arrow:
            arrows.append(question["question_label"])
        verdict = edition.label("reason", reason) if reason else ""
        if not hidden and row["p_value"] is not None:
            tested = f"{arrow} significant" if arrow else "geen aantoonbare verandering"
            verdict = f"{tested} ({verdict})" if verdict else tested
        rows.append(
            (
                question["question_label"],
                _with_base(edition, row["previous_estimate"], row["previous_base"]),
                _with_base(edition, row["estimate"], row["base"]),
                _interval(edition, row),
                verdict,
            )
        )
    years = sorted(
        {int(r["previous_year"]) for r in tests.values() if r["previous_year"]}
    )
    before = str(years[-1]) if years else "eerder"
    title = f"{label}: geen cijfer is aantoonbaar anders dan in {before}"
    if arrows:
        title = f"{label}: een ander cijfer dan in {before} voor {listed(arrows)}"
    if not any(row["p_value"] is not None for row in tests.values()):
        title = f"{label}: te weinig antwoorden om met {before} te vergelijken"
    if not years:
        title = f"{label}: geen eerdere meting om mee te vergelijken"
    block: Block = Lines("", ("Er is geen eerder cijfer.",))
    if rows:
        block = Table(
            "sig_lokets_year_on_year",
            "",
            ("Onderdeel", before, str(edition.year), "Verschil (interval)", "Toets"),
            tuple(rows),
            (3.4, 2, 2, 3, 4.4),
            (1, 2, 3),
        )
    return Slide(
        (title, f"{label}: de cijfers naast die van {before}"),
        question="Cijfers naast die van de vorige vergelijkbare meting van dit loket",
        blocks=(("full", block),),
        base=base_line("klanten van dit loket die een cijfer gaven (n erbij)"),
        legend=edition.text("topic/marks", "legend"),
    )


def _with_base(edition: Edition, value: float | None, n: float | None) -> str:
    if value is None:
        return HIDDEN
    return f"{edition.mark(value)} (n={count(n)})"


def _interval(edition: Edition, row: Row) -> str:
    if row["difference"] is None or row["low"] is None:
        return HIDDEN
    low, middle, high = (
        signed_number(row[name], edition.decimals)
        for name in ("low", "difference", "high")
    )
    return f"{middle} ({low} tot {high})"


def _bands(
    edition: Edition, name: str, label: str, asked: list[Row], own: dict[str, Row]
) -> Slide:
    """Its bands of every mark, of the main one beside the country."""
    main = edition.setting("main_question")
    country = _country(edition).get(main, {})
    mine = [
        {**own[q["question"]], "label": _band_label(q, own[q["question"]])}
        for q in asked
    ]
    shown = [row for row in mine if row["share_good"] is not None]
    blocks: list[tuple[str, Block]] = []
    if shown:
        chart = band_chart(edition, f"mart_scores_per_loket|loket={name}", label, mine)
        blocks.append(("main", chart))
    if country:
        n = count(country["n_asked"])
        row = {**country, "label": f"{COUNTRY} (n={n})"}
        chart = band_chart(edition, f"mart_scores_per_year|question={main}", "", [row])
        beside = "; ".join(
            f"{series.name.lower()}: {share(series.values[0])}"
            for series in chart.series
        )
        question = next((q for q in asked if q["question"] == main), None)
        said = [f"{question['question_label']}: {beside}."] if question else [beside]
        if not shown:
            said.append(edition.text("lokets/hidden", "note"))
        blocks.append(("side", Lines(f"{COUNTRY} (n={n})", tuple(said), is_box=True)))
    return Slide(
        edition.titles(f"loket/{name}/bands")
        or (f"{label}: verdeling van de cijfers",),
        question="Verdeling van de cijfers",
        blocks=tuple(blocks),
        base=base_line("klanten van dit loket aan wie de vraag is gesteld (n erbij)"),
        legend=edition.text("figures/hidden", "note"),
    )


def _band_label(question: Row, row: Row) -> str:
    n = "" if row["n_asked"] is None else f" (n={count(row['n_asked'])})"
    return f"{question['question_label']}{n}"


def _points(edition: Edition, name: str, label: str, asked: list[Row]) -> Slide:
    """Its place among the lokets, per mark, and how sure that is."""
    rows = []
    for question in asked:
        row = edition.row(
            "mart_loket_standing", question=question["question"], loket=name
        )
        shown = bool(row) and row["suppressed"] is None and row["low"] is not None
        rows.append(
            (
                question["question_label"],
                edition.mark(row.get("mean") if row else None),
                f"{edition.mark(row['low'])} tot {edition.mark(row['high'])}"
                if shown
                else HIDDEN,
                places(row),
                share(row.get("top_probability")),
            )
        )
    total = len(lokets(edition))
    table = Table(
        "mart_loket_standing",
        f"Plaats tussen {total} loketten, met onzekerheid",
        ("Onderdeel", "Cijfer", "Ligt tussen", "Plaats", "Kans op top 3"),
        tuple(rows),
        (3.6, 1.5, 2.2, 2, 1.8),
        (1, 2, 3, 4),
    )
    return Slide(
        edition.titles(f"importance/{name}") or (f"{label}: sterk en te verbeteren",),
        question="Sterke en te verbeteren punten, en hoe zeker die zijn",
        blocks=(
            ("main", table),
            ("side", Lines(STRENGTHS, _strengths(edition, name), True, may_drop=True)),
        ),
        base=base_line(edition.base(f"importance/{name}")),
        legend="‘Ligt tussen’ rekent mee hoeveel antwoorden er zijn en wat bij andere "
        "loketten gewoon is; een plaats die van hoog tot laag loopt, is niet bekend.",
    )


def _answers(
    edition: Edition,
    name: str,
    label: str,
    topic: str,
    areas: tuple[str, ...],
    heading: str,
) -> list[Slide]:
    """Answers of a loket beside the country, some questions on a slide."""
    charts: list[tuple[Row, Chart]] = []
    for question in questions(edition):
        if question["topic"] != edition.setting(topic):
            continue
        chart = loket_answer_chart(edition, question, name)
        if chart is not None:
            charts.append((question, chart))
    pages = ceil(len(charts) / len(areas))
    slides = []
    for page in range(pages):
        own = charts[page * len(areas) : (page + 1) * len(areas)]
        named = listed([q["question_label"].lower() for q, _ in own])
        slides.append(
            Slide(
                (f"{label}: {named}", f"{label}: {heading.lower()}"),
                question=f"{heading} ({page + 1}/{pages}), naast Nederland",
                blocks=tuple(
                    (area, chart) for area, (_, chart) in zip(areas, own, strict=False)
                ),
                base=base_line("klanten van dit loket die antwoord gaven (n erbij)"),
                legend=edition.text("figures/hidden", "note"),
            )
        )
    return slides


def _what_shows(edition: Edition, name: str, label: str, asked: list[Row]) -> Slide:
    """Its response, and which differences its base could have shown."""
    table = "mart_fieldwork"
    rows = edition.rows(table, loket=name)
    chart = period_chart(edition, f"{table}|loket={name}", rows)
    visible = []
    for question in asked:
        row = edition.row(
            "sig_lokets", loket=name, question=question["question"], option=None
        )
        smallest = row.get("smallest_visible")
        said = HIDDEN if smallest is None else dutch_number(smallest, edition.decimals)
        visible.append((question["question_label"], count(row.get("base")), said))
    power = share(float(edition.setting("visible_power")))
    blocks: list[tuple[str, Block]] = [("top", tiles(edition, f"loket/{name}/tiles"))]
    heading = edition.text("response/periods", "label")
    hidden = Lines(heading, (edition.text("figures/hidden", "note"),))
    blocks.append(("below_left", chart or hidden))
    blocks.append(
        (
            "below_right",
            Table(
                "sig_lokets",
                "Wat de antwoorden kunnen laten zien",
                ("Onderdeel", "n", "Kleinste verschil"),
                tuple(visible),
                (4, 1, 2.4),
                (1, 2),
            ),
        )
    )
    return Slide(
        edition.titles(f"loket/{name}/response") or (f"{label}: respons",),
        question="Respons, en wat de antwoorden van dit loket wel en niet kunnen tonen",
        blocks=tuple(blocks),
        base=base_line(edition.base(f"loket/{name}/response")),
        legend=f"Kleinste verschil: een verschil met de andere loketten dat zo groot "
        f"is, wordt met {power} kans gevonden; een kleiner verschil kan er zijn zonder "
        f"pijl. {HIDDEN}: te weinig antwoorden om te toetsen.",
    )
