"""What the figures of all moments of truth together say, and their importance."""

from __future__ import annotations

from collections import defaultdict

from scripts.codebook.dutch import dutch_number, in_sentence, listed
from scripts.codebook.row_keys import row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.story.levels import marks_of_topics
from scripts.story.told import Ids, Told, short

YEARS = "mart_scores_per_year"
IMPORTANCE = "mart_importance_performance"


def moments(tables: Tables, words: Words) -> list[Told]:
    """The extremes of the moments of truth: their means and their bands."""
    topic = words.settings.text("importance_topic")
    told = []
    for (year, own), rows in marks_of_topics(tables, words).items():
        if own != topic:
            continue
        rests = (YEARS, row_keys(YEARS, rows))
        high, low = (
            (_label(row, words), words.figure(row["mean"], False))
            for row in (rows[0], rows[-1])
        )
        text = (
            f"{high[0]} krijgt het hoogste cijfer ({high[1]}), {in_sentence(low[0])} "
            f"het laagste ({low[1]})"
        )
        headline = f"Hoogst: {in_sentence(high[0])} ({high[1]})"
        if len(rows) == 1:
            text = f"{high[0]}: gemiddeld een {high[1]}"
        told += _title(
            year,
            "topic/marks",
            text,
            headline,
            f"klanten die een cijfer gaven, {year} (n per onderdeel erbij)",
            *rests,
            neutral=f"Het cijfer per onderdeel, {year}",
            topic=topic,
        )
        good = max(rows, key=lambda row: row["share_good"])
        bad = max(rows, key=lambda row: row["share_insufficient"])
        share = words.figure(good["share_good"], True)
        headline = f"{_label(good, words)}: {share} geeft een {words.reach('good')}"
        text = (
            f"{headline}. Een {words.reach('insufficient')} komt het meest voor bij "
            f"{in_sentence(_label(bad, words))} "
            f"({words.figure(bad['share_insufficient'], True)})"
        )
        told += _title(
            year,
            "topic/bands",
            text,
            headline,
            f"klanten aan wie de vraag is gesteld, {year} (n per onderdeel erbij)",
            *rests,
            neutral=f"De cijfers per onderdeel, {year}",
            topic=topic,
        )
    return told


def importance(tables: Tables, words: Words) -> list[Told]:
    """Where a better mark is likely to matter most, for the country and per loket."""
    groups: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in records(tables[IMPORTANCE]):
        groups[int(row["year"]), row["loket"]].append(row)
    main = in_sentence(words.questions[words.main_question]["question_label"])
    told = []
    for (year, loket), rows in groups.items():
        place = f"importance/{loket}"
        name = rows[0]["loket_label"]
        known = [row for row in rows if row["importance"] is not None]
        known.sort(key=lambda row: -row["importance"])
        weak = [
            in_sentence(_label(row, words))
            for row in known
            if row["quadrant"] == "improve"
        ]
        text = (
            f"{name}: {listed(weak)} {'hangen' if len(weak) > 1 else 'hangt'} sterk "
            f"samen met {main} en {'krijgen' if len(weak) > 1 else 'krijgt'} een lager "
            "cijfer"
            if weak
            else f"{name}: geen onderdeel dat zeker sterk samenhangt met {main} en een "
            "lager cijfer krijgt"
        )
        short_text = f"{name}: lager cijfer voor {weak[0]}" if weak else text
        largest = max((row["n_with_target"] for row in known), default=0)
        neutral = f"{name}: te weinig antwoorden in {year}"
        told += _title(
            year,
            place,
            text if known else neutral,
            short(text, short_text) if known else neutral,
            f"klanten die beide cijfers gaven, {year} (n={dutch_number(largest)} bij "
            "het meest beoordeelde onderdeel)"
            if known
            else f"klanten die beide cijfers gaven, {year} (n te klein)",
            *((IMPORTANCE, row_keys(IMPORTANCE, known)) if known else ("", "")),
            neutral=neutral,
            topic=words.settings.text("importance_topic"),
            loket="" if loket == "all" else loket,
        )
        notes = (
            f"Belang: welk deel van de verschillen in {main} bij dit onderdeel hoort, "
            "van alles wat de onderdelen samen verklaren.",
            # of the chart, which a slide hasn't
            "De stippellijnen zijn gemiddelden.",
        )
        told += [
            Told(
                year,
                place,
                "note",
                note,
                position=position,
                loket="" if loket == "all" else loket,
            )
            for position, note in enumerate(notes, start=1)
        ]
    return told


def _title(
    year: int,
    place: str,
    text: str,
    headline: str,
    base: str,
    table: str,
    key: str,
    *,
    neutral: str,
    topic: str,
    loket: str = "",
) -> list[Told]:
    """A title, and the one that takes its place where it may not be published."""
    ids: Ids = {"topic": topic, "loket": loket}
    return [
        Told(
            year,
            place,
            "title",
            text,
            table,
            key,
            headline=short(text, headline, neutral),
            base_text=base,
            **ids,
        ),
        Told(
            year,
            place,
            "title",
            neutral,
            choice=2,
            headline=short(neutral),
            base_text="klanten die een cijfer gaven (n in de tabel)",
            **ids,
        ),
    ]


def _label(row: Row, words: Words) -> str:
    return str(words.questions[row["question"]]["question_label"])
