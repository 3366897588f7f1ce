"""What the figures of one mark say: its bands, its mean, its lokets and its waves."""

from __future__ import annotations

from collections import defaultdict

from scripts.codebook.dutch import capital, dutch_number, listed
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.story.lokets import no_top, ranked_lokets, top_probabilities
from scripts.story.told import Ids, Of, Told, short
from scripts.story.words_of_tests import ARROWS, change_words, is_comparable

YEARS = "mart_scores_per_year"
CHANGES = "sig_year_on_year"
STANDING = "mart_loket_standing"


def score_changes(tables: Tables) -> dict[tuple[int, str], Row]:
    """The row of sig_year_on_year of each mark, per year and question."""
    return {
        (int(row["year"]), row["question"]): row
        for row in records(tables[CHANGES])
        if not row["option"]
    }


def bands(tables: Tables, words: Words) -> list[Told]:
    """How many give a high mark, and how many a low one."""
    told = []
    for row in records(tables[YEARS]):
        year, question = int(row["year"]), row["question"]
        place = f"question/{question}/bands"
        ids: Ids = {"topic": words.topic(question), "question": question}
        told.append(
            _nothing(year, place, words, topic=words.topic(question), question=question)
        )
        if not row["n_valid"]:
            continue
        good = words.figure(row["share_good"], True)
        insufficient = words.figure(row["share_insufficient"], True)
        text = (
            f"{good} geeft in {year} een {words.reach('good', question)}, "
            f"{insufficient} een {words.reach('insufficient', question)}"
        )
        told.append(
            Told(
                year,
                place,
                "title",
                text,
                YEARS,
                row_key(YEARS, row),
                headline=short(f"{good} geeft een {words.reach('good', question)}"),
                base_text=f"klanten aan wie de vraag is gesteld, {year} "
                f"({_n(row['n_asked'])})",
                **ids,
            )
        )
    return told


def means(tables: Tables, words: Words) -> list[Told]:
    """The mean of a mark and how it changed."""
    changes = score_changes(tables)
    told = []
    for row in records(tables[YEARS]):
        year, question = int(row["year"]), row["question"]
        place = f"question/{question}/mean"
        ids: Ids = {"topic": words.topic(question), "question": question}
        label = words.questions[question]["question_label"]
        told.append(
            _nothing(year, place, words, topic=words.topic(question), question=question)
        )
        if row["mean"] is None:
            continue
        change = changes.get((year, question))
        mean = f"{label}: gemiddeld een {words.figure(row['mean'], False)}"
        said = change_words(change)
        base = f"klanten die een cijfer gaven, {year} ({_n(row['n_valid'])})"
        of_year: Of = {"headline": short(mean, label), "base_text": base, **ids}
        rests = (YEARS, row_key(YEARS, row))
        told.append(Told(year, place, "title", mean, *rests, choice=2, **of_year))
        if change is not None:
            rests = (CHANGES, row_key(CHANGES, change))
        text = f"{mean}, {said}" if is_comparable(change) else f"{mean} ({said})"
        of_year["headline"] = short(text, mean, label)
        told.append(Told(year, place, "title", text, *rests, **of_year))
        told.append(
            Told(
                year,
                place,
                "difference",
                said,
                *rests,
                arrow=ARROWS.get((change or {}).get("direction", ""), ""),
                headline="nieuw" if said == "nieuwe vraag" else "",
                **ids,
            )
        )
    return told


def top_lokets(tables: Tables, words: Words) -> list[Told]:
    """Which lokets have the highest mark for a question."""
    table = "mart_top_lokets"
    sure = top_probabilities(tables)
    told = []
    for (year, question), (rows, largest) in ranked_lokets(tables).items():
        place = f"question/{question}/top"
        label = words.questions[question]["question_label"]
        ids: Ids = {"topic": words.topic(question), "question": question}
        rows = sorted(rows, key=lambda row: (row["rank"], -row["n_valid"]))
        best = [row["loket_label"] for row in rows if row["rank"] == rows[0]["rank"]]
        text = capital(no_top(question, largest, words))
        if best:
            verb = "scoren" if len(best) > 1 else "scoort"
            text = f"{label}: {listed(best)} {verb} het hoogst"
        neutral = f"{label}: hoogst scorende loketten"
        told += [
            Told(
                year,
                place,
                "title",
                text,
                table,
                row_key(table, {"year": year, "question": question}),
                headline=short(text, neutral),
                **ids,
            ),
            Told(
                year, place, "title", neutral, choice=2, headline=short(neutral), **ids
            ),
        ]
        base = dutch_number(words.settings.number("top_lokets_min_base", question))
        lead = dutch_number(
            words.settings.number("top_lokets_min_lead", question), None
        )
        note = (
            f"Loketten met ten minste {base} antwoorden in {year} die afgerond "
            f"minstens {lead} boven het landelijke cijfer uitkomen."
        )
        told.append(Told(year, place, "note", note, **ids))
        told += _sureness(year, place, rows, sure, ids, words)
    return told


def _sureness(
    year: int,
    place: str,
    rows: list[Row],
    sure: dict[tuple[int, str, str], float | None],
    ids: Ids,
    words: Words,
) -> list[Told]:
    """How likely the lokets of a top list truly belong to the highest."""
    known = [
        (row, chance)
        for row in rows
        if (chance := sure.get((year, row["question"], row["loket"]))) is not None
    ]
    if not known:
        return []
    top = dutch_number(words.settings.number("top_lokets_ranks"))
    names = [f"{row['loket_label']} {words.figure(p, True)}" for row, p in known]
    text = (
        "Hoe zeker is die plaats? De kans dat een loket echt bij de beste "
        f"{top} hoort: {listed(names)}."
    )
    key = row_keys(STANDING, [row for row, _ in known])
    return [Told(year, place, "note", text, STANDING, key, position=2, **ids)]


def trends(tables: Tables, words: Words) -> list[Told]:
    """Which waves of a year stand out, per question."""
    table = "mart_wave_trends"
    questions: dict[str, list[Row]] = defaultdict(list)
    for row in records(tables[table]):
        questions[row["question"]].append(row)
    most = int(words.settings.number("trend_waves_shown"))
    told = []
    for question, rows in questions.items():
        rows.sort(key=lambda row: row["wave"])
        label = words.questions[question]["question_label"]
        place = f"trend/{question}"
        ids: Ids = {"topic": words.topic(question), "question": question}
        for year in sorted({int(row["year"]) for row in rows}):
            own = [row for row in rows if int(row["year"]) == year]
            shown = [row for row in rows if int(row["year"]) <= year][-most:]
            flagged = [words.wave(row["wave"]) for row in own if row["flag"]]
            figures = "opvallend cijfer" if len(flagged) == 1 else "opvallende cijfers"
            shorter = f"{label}: {figures}"
            text = f"{shorter} in {listed(flagged)}"
            if not flagged:
                shorter = f"{label}: geen opvallende cijfers per meting"
                text = (
                    f"{label}: de schommelingen per meting vallen in {year} binnen wat "
                    "toeval is"
                )
            neutral = f"{label}: cijfer per meting"
            span = " tot en met ".join(
                words.wave(row["wave"]) for row in (shown[0], shown[-1])
            )
            sizes = [row["n_valid"] for row in shown]
            told.append(
                Told(
                    year,
                    place,
                    "title",
                    text,
                    table,
                    row_keys(table, shown),
                    headline=short(text, shorter, neutral),
                    base_text=f"klanten die een cijfer gaven, {span}; per meting "
                    f"n={dutch_number(min(sizes))} tot {dutch_number(max(sizes))}",
                    **ids,
                )
            )
            told.append(
                Told(
                    year,
                    place,
                    "title",
                    neutral,
                    choice=2,
                    headline=short(neutral),
                    base_text=f"klanten die een cijfer gaven, {span} (n in de tabel)",
                    **ids,
                )
            )
    return told


def _nothing(year: int, place: str, words: Words, *, topic: str, question: str) -> Told:
    """What stands where there is no figure to show."""
    label = words.questions[question]["question_label"]
    text = f"{label}: geen cijfers om te tonen in {year}"
    return Told(
        year,
        place,
        "title",
        text,
        choice=9,
        headline=short(text, label),
        base_text="klanten aan wie de vraag is gesteld (n in de tabel)",
        topic=topic,
        question=question,
    )


def _n(base: float) -> str:
    return f"n={dutch_number(base)}"
