"""The figures of slides, made from rows of the marts and the words of the story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from scripts.codebook.rules.scales import NO_SCALES
from scripts.report import colours
from scripts.report.blocks import Chart, Lines, Series, Table, Tile, Tiles
from scripts.report.edition import HIDDEN, Edition, Row, count

# findings in a side box: a handful
MOST_BESIDE = 5
# bars that a slide has room for
MOST_ANSWERS = 14
BANDS = ("good", "sufficient", "insufficient", "not_applicable")
COUNTRY = "Nederland"


def questions(edition: Edition) -> list[Row]:
    """The questions of the year in the order of the report, with their wording."""
    asked = {row["question"]: row for row in edition.rows("dim_question_version")}
    return [
        {**row, **asked[row["question"]]}
        for row in sorted(edition.rows("dim_question"), key=lambda r: r["position"])
        if row["question"] in asked
    ]


def has_marks(question: Row) -> bool:
    """Whether a question is answered with a mark, on whatever scale."""
    return question["kind"] not in NO_SCALES


def on_main_scale(edition: Edition, asked: list[Row]) -> list[Row]:
    """The questions with a mark on the main one's scale: one chart holds no other."""
    main = edition.row("dim_question", question=edition.setting("main_question"))
    scale = main.get("compared_with")
    return [question for question in asked if question["compared_with"] == scale]


def tiles(edition: Edition, place: str, most: int = 4) -> Tiles:
    """The key figures at a place of the story."""
    told = edition.told(place, "tile")[:most]
    return Tiles(
        tuple(
            Tile(
                row["headline"] or "",
                " ".join(part for part in (row["figure"], row["arrow"]) if part),
                row["text"],
            )
            for row in told
        )
    )


def band_chart(
    edition: Edition, source: str, heading: str, rows: list[Row], scale: str = ""
) -> Chart:
    """Bands of marks: a bar per row.

    Args:
        edition: What was published.
        source: Where the rows are from.
        heading: What stands above it.
        scale: Of the marks; that of the main question where it is not said.
        rows: With `label` and share_good, share_sufficient, …; shares that are null
            are not drawn, and the label says so.
    """
    series = []
    for band in BANDS:
        values = tuple(row.get(f"share_{band}") for row in rows)
        if any(values):
            name = edition.text(f"bands/{scale}/{band}", "label") or edition.text(
                f"bands/{band}", "label"
            )
            series.append(Series(name, values, colours.BANDS[band]))
    categories = tuple(
        row["label"]
        if row.get("share_good") is not None
        else f"{row['label']} {HIDDEN}"
        for row in rows
    )
    return Chart(source, "bands", heading, categories, tuple(series), "share")


def year_chart(edition: Edition, question: str) -> Chart | None:
    """The mean per year, of the years that can be compared; what it says as heading."""
    now = edition.row("mart_scores_per_year", question=question)
    if not now:
        return None
    since = now["comparable_since"] or edition.year
    rows = [
        row
        for row in edition.all_years("mart_scores_per_year")
        if row["question"] == question
        and since <= row["year"] <= edition.year
        and row["mean"] is not None
    ]
    rows.sort(key=lambda row: row["year"])
    if not rows:
        return None
    beside = edition.told(f"question/{question}/mean", "difference")
    arrow = beside[0]["arrow"] if beside else None
    said = beside[0]["text"] if beside else ""
    labels = [str(int(row["year"])) for row in rows]
    if arrow:
        labels[-1] = f"{labels[-1]} {arrow}"
    return Chart(
        f"mart_scores_per_year|question={question}",
        "columns",
        f"Cijfer per jaar: {said}" if said else "Cijfer per jaar",
        tuple(labels),
        (Series("Cijfer", tuple(row["mean"] for row in rows), colours.ACCENT),),
        "mark",
        edition.decimals,
    )


def top_table(edition: Edition, question: str) -> Table | Lines:
    """The lokets with the highest marks, or that none stands out."""
    heading = "Hoogst scorende loketten"
    note = edition.text(f"question/{question}/top", "note")
    rows = edition.rows("mart_top_lokets", question=question)
    if not rows:
        title = edition.text(f"question/{question}/top")
        lines = tuple(text for text in (f"{title}." if title else "", note) if text)
        return Lines(heading, lines or (edition.text("figures/none", "note"),))
    rows.sort(key=lambda row: (row["rank"], -row["n_valid"]))
    return Table(
        f"mart_top_lokets|question={question}",
        heading,
        ("", "Loket", "Cijfer", "n"),
        tuple(
            (
                str(int(row["rank"])),
                row["loket_label"],
                edition.mark(row["mean"]),
                count(row["n_valid"]),
            )
            for row in rows
        ),
        (1, 6, 2, 1.6),
        (2, 3),
    )


def side_box(edition: Edition, question: str, heading: str) -> tuple[Lines, str]:
    """A handful of findings on a question that hold, and all of them as notes.

    Returns:
        The box, and the findings below each other.
    """
    kinds = ["group_difference", "adjusted", "wave_flag"]
    found = edition.rows("findings", question=question, kind=kinds, loket=None)
    if "stability" in edition.columns("findings"):
        # what would come back most often in other surveys like this one
        found.sort(key=lambda row: -(row["stability"] or 0))
    known = {row["dimension"] for row in found if row["kind"] == kinds[0]}
    lines = [row["finding"] for row in found]
    lines += _groups_told(edition, question, known)
    if not lines:
        none = edition.text("figures/no-finding", "note")
        if edition.rows("mart_scores_per_subgroup", question=question):
            none = "Geen verschillen die groot genoeg zijn om te noemen."
        return Lines(heading, (none,), True), ""
    box = Lines(
        heading,
        tuple(lines[:MOST_BESIDE]),
        is_box=True,
        may_drop=True,
        more="Meer verschillen staan in de notities en op het dashboard.",
    )
    return box, "\n".join(lines)


def _groups_told(edition: Edition, question: str, known: set[str]) -> list[str]:
    """What the figures of groups say of a mark, where groups differ.

    They differ as findings do, of which a year has a limited number.

    Args:
        edition: What was published.
        question: The mark.
        known: Dimensions that are told already.
    """
    subgroups = edition.rows("dim_subgroup")
    subgroups.sort(key=lambda row: row["dimension_position"])
    asked = {row["dimension"]: row["question"] for row in subgroups}
    told = {asked.get(dimension) for dimension in known}
    lines = []
    for dimension, of in asked.items():
        place = f"question/{question}/group/{dimension}"
        differ = any(row["arrow"] for row in edition.told(place, "difference"))
        # age in three groups and in two: once
        if differ and of not in told:
            told.add(of)
            lines.append(f"{edition.text(place)}.")
    return lines


def answer_chart(edition: Edition, question: str, heading: str = "") -> Chart | None:
    """The answers of a year beside the year before, the most given ones first."""
    place = f"question/{question}/answers"
    rows = edition.rows("mart_answers_per_year", question=question)
    beside = {row["option"]: row for row in edition.told(place, "difference")}
    last = {row["option"] for row in edition.told(place, "last")}
    changes = edition.rows("sig_year_on_year", question=question)
    before = {
        row["option"]: row["previous_estimate"]
        for row in changes
        if row["option"] and row["previous_estimate"] is not None
    }
    earlier = {row["previous_year"] for row in changes if row["previous_estimate"]}
    return _answers(
        f"mart_answers_per_year|question={question}",
        rows,
        "option",
        last,
        heading,
        str(edition.year),
        (str(int(max(earlier))), before) if earlier else None,
        {
            option: row["arrow"] or row["headline"] or ""
            for option, row in beside.items()
        },
    )


def theme_chart(edition: Edition, question: str) -> Chart | None:
    """The themes of open answers, the most frequent ones first."""
    rows = edition.rows("mart_open_answer_themes", question=question)
    last = {
        row["option"] for row in edition.told(f"question/{question}/themes", "last")
    }
    return _answers(
        f"mart_open_answer_themes|question={question}",
        rows,
        "theme",
        last,
        "",
        str(edition.year),
        None,
        {},
    )


def loket_answer_chart(edition: Edition, question: Row, loket: str) -> Chart | None:
    """The answers at a loket beside those of the country."""
    name = question["question"]
    own = edition.rows("mart_answers_per_loket", question=name, loket=loket)
    country = edition.rows("mart_answers_per_year", question=name)
    last = {row["option"] for row in edition.told(f"question/{name}/answers", "last")}
    label = own[0]["loket_label"] if own else ""
    shown = {row["option"]: row["share"] for row in own if row["share"] is not None}
    n = max((row["n_base"] or 0 for row in own), default=0)
    heading = f"{question['question_label']} (n={count(n)})"
    if not shown:
        heading = f"{question['question_label']} (dit loket: afgeschermd)"
        return _answers(
            f"mart_answers_per_year|question={name}",
            country,
            "option",
            last,
            heading,
            COUNTRY,
            None,
            {},
            colours.PREVIOUS,
        )
    beside = {row["option"]: row["share"] for row in country}
    return _answers(
        f"mart_answers_per_loket|question={name}|loket={loket}",
        own,
        "option",
        last,
        heading,
        label,
        (COUNTRY, beside),
        {},
    )


def _answers(
    source: str,
    rows: Sequence[Row],
    key: str,
    last: set[str],
    heading: str,
    name: str,
    other: tuple[str, dict[str, float | None]] | None,
    marks: dict[str, str],
    colour: str = colours.ACCENT,
) -> Chart | None:
    """Bars of shares: what was chosen most first, what is to stand last at the end."""
    if not rows:
        return None
    ordered = sorted(
        rows,
        key=lambda row: (
            row[key] in last,
            -(row["share"] if row["share"] is not None else -1),
            row["position"],
        ),
    )
    if len(ordered) > MOST_ANSWERS:
        said = f"de {MOST_ANSWERS} meest genoemde van {len(ordered)} antwoorden"
        heading = f"{heading} ({said})" if heading else said.capitalize()
        ordered = ordered[:MOST_ANSWERS]
    labels = tuple(
        _label(
            row[f"{key}_label"],
            marks.get(row[key], ""),
            HIDDEN if row["share"] is None else "",
        )
        for row in ordered
    )
    series = [Series(name, tuple(row["share"] for row in ordered), colour)]
    if other is not None:
        values = tuple(other[1].get(row[key]) for row in ordered)
        series.append(Series(other[0], values, colours.PREVIOUS))
    return Chart(source, "bars", heading, labels, tuple(series), "share")


def _label(text: str, *marks: str) -> str:
    """A label with its arrow, or with a remark such as (nieuw)."""
    said = [mark if len(mark) == 1 else f"({mark})" for mark in marks if mark]
    return " ".join([text, *said])


def period_chart(edition: Edition, source: str, rows: Sequence[Row]) -> Chart | None:
    """Answers per period, from rows per wave or per period.

    A period of which a wave is hidden is not drawn: what remains would tell it.

    Args:
        edition: What was published.
        source: Where the rows are from.
        rows: With n_responses, and `period` and `period_label`, or `wave`.
    """
    of_wave = {row["wave"]: row for row in edition.rows("dim_wave")}
    sums: dict[tuple[str, str], list[float | None]] = defaultdict(list)
    for row in rows:
        period = row if "period" in row else of_wave[row["wave"]]
        name = period["period_label"].removesuffix(f" {edition.year}")
        sums[period["period"], name].append(row["n_responses"])
    values: list[float | None] = []
    labels = []
    for (_, name), parts in sorted(sums.items()):
        known = [part for part in parts if part is not None]
        value = float(sum(known)) if len(known) == len(parts) else None
        values.append(value)
        labels.append(name if value is not None else f"{name} {HIDDEN}")
    if not any(value is not None for value in values):
        return None
    series = Series("Antwoorden", tuple(values), colours.ACCENT)
    heading = edition.text("response/periods", "label")
    return Chart(source, "columns", heading, tuple(labels), (series,), "count")


def base_line(*texts: str) -> str:
    """The bases of the figures on a slide, in one line."""
    known = list(dict.fromkeys(text for text in texts if text))
    return f"Basis: {'; '.join(known)}." if known else ""
