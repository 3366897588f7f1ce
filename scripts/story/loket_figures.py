"""What the page of a loket says: its marks beside the others', its key figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from scripts.codebook.dutch import dutch_number, in_sentence, listed
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.story.fieldwork_figures import rate
from scripts.story.lokets import told_lokets
from scripts.story.told import Ids, Told, short
from scripts.story.words_of_tests import (
    ARROWS,
    change_words,
    few_answers,
    higher,
    is_told,
)

SCORES = "mart_scores_per_loket"
TESTS = "sig_lokets"
CHANGES = "sig_lokets_year_on_year"
IMPORTANCE = "mart_importance_performance"
FIELDWORK = "mart_fieldwork_per_loket"


def loket_marks(tables: Tables, words: Words) -> list[Told]:
    """Which marks of a loket differ from those of the others, and what stands out."""
    frame = tables[TESTS]
    tests: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in records(frame[frame["option"].isna()]):
        tests[int(row["year"]), row["loket"]].append(row)
    differ = told_lokets(tables, words)
    improve: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in records(tables[IMPORTANCE]):
        if row["quadrant"] == "improve":
            improve[int(row["year"]), row["loket"]].append(row)
    told = []
    for (year, loket), rows in tests.items():
        place = f"loket/{loket}/marks"
        strong = differ.get((year, loket, "up"), [])
        weak = differ.get((year, loket, "down"), [])
        tested = [row for row in rows if row["p_value"] is not None]
        label = rows[0]["loket_label"]
        text = _marks_told(label, strong, weak, bool(tested))
        rests = [*strong, *weak] or tested
        neutral = f"{label}: cijfers per onderdeel"
        base = f"klanten van dit loket die een cijfer gaven, {year} (n erbij)"
        told += [
            Told(
                year,
                place,
                "title",
                text,
                *((TESTS, row_keys(TESTS, rests)) if rests else ("", "")),
                headline=short(text, neutral),
                base_text=base,
                loket=loket,
            ),
            Told(
                year,
                place,
                "title",
                neutral,
                choice=2,
                headline=short(neutral),
                base_text=base,
                loket=loket,
            ),
        ]
        for row in rows:
            told += _beside_mark(row, place, words)
        told += _points(
            year, loket, strong, weak, improve[year, loket], bool(tested), words
        )
    return told


def _marks_told(label: str, strong: list[Row], weak: list[Row], is_tested: bool) -> str:
    parts = [
        f"een {mark} cijfer dan de andere loketten voor {_names(rows)}"
        for mark, rows in (("hoger", strong), ("lager", weak))
        if rows
    ]
    if parts:
        return f"{label}: {'; '.join(parts)}"
    if is_tested:
        return (
            f"{label}: geen cijfers die noemenswaardig afwijken van die van andere "
            "loketten"
        )
    return f"{label}: te weinig antwoorden om met andere loketten te vergelijken"


def _names(rows: list[Row]) -> str:
    return listed([in_sentence(row["question_label"]) for row in rows])


def _beside_mark(row: Row, place: str, words: Words) -> list[Told]:
    """What stands beside one mark of a loket."""
    few = few_answers(row)
    text, arrow = few, ""
    if row["p_value"] is not None:
        text = "niet noemenswaardig anders"
    if is_told(row, words):
        arrow = ARROWS[row["direction"]]
        text = f"significant {higher(row)} dan de andere loketten"
    if not text:
        return []
    return [
        Told(
            int(row["year"]),
            place,
            "difference",
            text,
            TESTS,
            row_key(TESTS, row),
            headline=few,
            arrow=arrow,
            topic=words.topic(row["question"]),
            question=row["question"],
            loket=row["loket"],
        )
    ]


def _points(
    year: int,
    loket: str,
    strong: list[Row],
    weak: list[Row],
    improve: list[Row],
    is_tested: bool,
    words: Words,
) -> list[Told]:
    """Strengths and points to improve, a line each."""

    def marks(rows: list[Row]) -> str:
        told = []
        for row in rows:
            own = words.figure(row["estimate"], False)
            rest = words.figure(row["rest_estimate"], False)
            label = in_sentence(row["question_label"])
            told.append(f"{label} ({own}; elders {rest})")
        return listed(told)

    place = f"loket/{loket}/points"
    lines = [
        ("Sterk", TESTS, strong, marks),
        ("Te verbeteren", TESTS, weak, marks),
        (
            "Belangrijk voor klanten van dit loket, met een lager cijfer",
            IMPORTANCE,
            improve,
            _names,
        ),
    ]
    told = [
        Told(
            year,
            place,
            "note",
            f"{tell(rows)}.",
            table,
            row_keys(table, rows),
            position=position,
            headline=heading,
            loket=loket,
        )
        for position, (heading, table, rows, tell) in enumerate(lines, start=1)
        if rows
    ]
    few = "Er zijn te weinig antwoorden om sterke en zwakke punten aan te wijzen."
    if not told:
        text = "Geen onderdeel wijkt noemenswaardig af van de andere loketten."
        told.append(Told(year, place, "note", text if is_tested else few, loket=loket))
    first = told[0].position
    return [
        *told,
        Told(year, place, "note", few, position=first, choice=2, loket=loket),
    ]


def loket_overall(tables: Tables, words: Words) -> list[Told]:
    """The main mark of a loket: key figure, bands and a warning where it is small."""
    main = words.main_question
    country = {
        int(row["year"]): row
        for row in records(tables["mart_scores_per_year"])
        if row["question"] == main
    }
    tests = {
        (int(row["year"]), row["loket"]): row
        for row in records(tables[TESTS])
        if row["question"] == main and not row["option"]
    }
    changes = {
        (int(row["year"]), row["loket"]): row
        for row in records(tables[CHANGES])
        if row["question"] == main and not row["option"]
    }
    scores: dict[str, list[Row]] = defaultdict(list)
    for row in records(tables[SCORES]):
        if row["question"] == main and row["n_asked"]:
            scores[row["loket"]].append(row)
    since = words.questions[main]["comparable_since"]
    told = []
    for loket, rows in scores.items():
        rows.sort(key=lambda row: row["year"])
        for place, row in enumerate(rows):
            year = int(row["year"])
            earlier = [old for old in rows[:place] if old["year"] >= since]
            test = tests.get((year, loket))
            told += _main_tile(row, test, country[year], words)
            change = changes.get((year, loket))
            is_first = not place and year > min(country)
            told += _previous_tile(year, loket, earlier, change, is_first, words)
            told += _bands(row, country[year], words)
            if few_answers(test) and row["n_valid"]:
                text = (
                    f"Dit loket heeft in {year} {dutch_number(row['n_valid'])} "
                    "antwoorden. Lees de cijfers als een indicatie: één klant meer of "
                    "minder maakt al verschil."
                )
                told.append(
                    Told(
                        year,
                        f"loket/{loket}/notice",
                        "note",
                        text,
                        SCORES,
                        row_key(SCORES, row),
                        loket=loket,
                    )
                )
    return told


def _main_tile(row: Row, test: Row | None, country: Row, words: Words) -> list[Told]:
    year, loket = int(row["year"]), row["loket"]
    place = f"loket/{loket}/tiles"
    label = words.questions[words.main_question]["question_label"]
    told = [_no_tile(year, place, 1, label, few_to_show(words), loket)]
    if row["mean"] is None:
        return told
    arrow = ""
    said = f"landelijk een {words.figure(country['mean'], False)}"
    rests = SCORES, row_key(SCORES, row)
    if test is not None and is_told(test, words):
        arrow = ARROWS[test["direction"]]
        said = f"significant {higher(test)} dan de andere loketten"
        rests = TESTS, row_key(TESTS, test)
    tile = Told(
        year,
        place,
        "tile",
        f"{said}; n={dutch_number(row['n_valid'])}",
        *rests,
        headline=label,
        figure=words.figure(row["mean"], False),
        arrow=arrow,
        question=words.main_question,
        loket=loket,
    )
    return [*told, tile]


def _previous_tile(
    year: int,
    loket: str,
    earlier: list[Row],
    change: Row | None,
    is_first: bool,
    words: Words,
) -> list[Told]:
    """The mark before, and whether this one differs from it."""
    place, label = f"loket/{loket}/tiles", "Vorige keer"
    none = "geen eerdere meting met genoeg antwoorden"
    if is_first:
        none = f"deed in {year} voor het eerst mee"
    elif not earlier:
        none = "geen eerdere meting"
    told = [replace(_no_tile(year, place, 2, label, none, loket), choice=3)]
    if earlier and earlier[-1]["mean"] is not None:
        last = earlier[-1]
        figure = words.figure(last["mean"], False)
        if change is not None and change["previous_year"] == last["year"]:
            told.append(
                Told(
                    year,
                    place,
                    "tile",
                    f"{int(last['year'])}, n={dutch_number(last['n_valid'])}; nu "
                    f"{change_words(change)}",
                    CHANGES,
                    row_key(CHANGES, change),
                    position=2,
                    headline=label,
                    figure=figure,
                    arrow=ARROWS.get(change["direction"], ""),
                    question=words.main_question,
                    loket=loket,
                )
            )
        told.append(
            Told(
                year,
                place,
                "tile",
                f"{int(last['year'])}, n={dutch_number(last['n_valid'])}",
                SCORES,
                row_key(SCORES, last),
                position=2,
                choice=2,
                headline=label,
                figure=figure,
                question=words.main_question,
                loket=loket,
            )
        )
    return told


def response_tiles(tables: Tables, words: Words) -> list[Told]:
    """The response of a loket, as a key figure of its page."""
    told = []
    for row in records(tables[FIELDWORK]):
        year, loket = int(row["year"]), row["loket"]
        if row["n_invited"] is None:
            # without invitations there is no response, whatever the number of answers
            continue
        place = f"loket/{loket}/tiles"
        told.append(_no_tile(year, place, 3, "Respons", few_to_show(words), loket))
        if row["n_responses"] is not None:
            told.append(
                Told(
                    year,
                    place,
                    "tile",
                    f"{dutch_number(row['n_responses'])} van de "
                    f"{dutch_number(row['n_invited'])} uitgenodigde klanten",
                    FIELDWORK,
                    row_key(FIELDWORK, row),
                    position=3,
                    headline="Respons",
                    figure=rate(row["response_rate"], words),
                    loket=loket,
                )
            )
    return told


def _no_tile(
    year: int, place: str, position: int, label: str, text: str, loket: str
) -> Told:
    """A key figure that there is not, or that may not be shown."""
    return Told(
        year,
        place,
        "tile",
        text,
        position=position,
        choice=2,
        headline=label,
        figure="–",
        loket=loket,
    )


def _bands(row: Row, country: Row, words: Words) -> list[Told]:
    """How many clients of a loket give a high mark, beside the country."""
    year, loket, label = int(row["year"]), row["loket"], row["loket_label"]
    place = f"loket/{loket}/bands"
    neutral = f"Verdeling van de cijfers: te weinig antwoorden bij {label}"
    who = "klanten aan wie de vraag is gesteld"
    whole = f"Nederland n={dutch_number(country['n_asked'])}"
    ids: Ids = {"question": words.main_question, "loket": loket}
    told = [
        Told(
            year,
            place,
            "title",
            neutral,
            choice=2,
            headline=short(neutral),
            base_text=f"{who}, {year} ({whole})",
            **ids,
        )
    ]
    if row["share_good"] is not None:
        own = words.figure(row["share_good"], True)
        all_lokets = words.figure(country["share_good"], True)
        text = (
            f"{own} van de klanten geeft {label} een {words.reach('good')}; landelijk "
            f"{all_lokets}"
        )
        told.append(
            Told(
                year,
                place,
                "title",
                text,
                SCORES,
                row_key(SCORES, row),
                headline=short(
                    f"{own} geeft {label} een {words.reach('good')}",
                    f"{own} geeft een {words.reach('good')}",
                ),
                base_text=f"{who}, {year} ({label} n={dutch_number(row['n_asked'])} en "
                f"{whole})",
                **ids,
            )
        )
    return told


def few_to_show(words: Words) -> str:
    """Why a figure is not shown, in few words."""
    smallest = dutch_number(words.settings.number("suppression_min_base"))
    return f"minder dan {smallest} antwoorden"
