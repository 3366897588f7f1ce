"""What the page of a loket says of its clients' answers, beside the other lokets'."""

from __future__ import annotations

from collections import defaultdict

from scripts.codebook.dutch import dutch_number, in_sentence, listed
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.story.finding import strength
from scripts.story.told import Ids, Told, short
from scripts.story.words_of_tests import ARROWS, is_told

ANSWERS = "mart_answers_per_loket"
TESTS = "sig_lokets"
TOP = "mart_top_lokets"
# Differences that fit in a title.
NAMED = 2


def loket_answers(tables: Tables, words: Words) -> list[Told]:
    """Titles of the answers of each loket, and which answers differ from elsewhere."""
    tests: dict[tuple[int, str, str], list[Row]] = defaultdict(list)
    frame = tables[TESTS]
    for row in records(frame[frame["option"].notna()]):
        tests[int(row["year"]), row["loket"], row["question"]].append(row)
    answers: dict[tuple[int, str, str], Row] = {}
    for row in records(tables[ANSWERS]):
        if row["n_base"]:
            answers[int(row["year"]), row["loket"], row["question"]] = row
    told = []
    for (year, loket, question), row in answers.items():
        place = f"loket/{loket}/answers/{question}"
        ids: Ids = {
            "topic": words.topic(question),
            "question": question,
            "loket": loket,
        }
        own = tests[year, loket, question]
        differ = sorted(
            (test for test in own if is_told(test, words)),
            key=lambda test: (-strength(test), test["option"]),
        )
        told += _titles(year, place, ids, row, own, differ, words)
        told += [
            Told(
                year,
                place,
                "difference",
                f"significant {_more(test)} dan bij de andere loketten",
                TESTS,
                row_key(TESTS, test),
                arrow=ARROWS[test["direction"]],
                **_of_option(ids, test["option"]),
            )
            for test in differ
        ]
        told += [
            Told(
                year,
                place,
                "last",
                f"‘{words.options[question, test['option']]['option_label']}’ staat "
                "onderaan.",
                **_of_option(ids, test["option"]),
            )
            for test in own
            if words.is_residual("option", question, test["option"])
        ]
    return told


def _of_option(ids: Ids, option: str) -> Ids:
    of_option = ids.copy()
    of_option["option"] = option
    return of_option


def _titles(
    year: int,
    place: str,
    ids: Ids,
    answer: Row,
    tests: list[Row],
    differ: list[Row],
    words: Words,
) -> list[Told]:
    """What differs from the other lokets, or that nothing does."""
    label = words.questions[answer["question"]]["question_label"]
    tested = [test for test in tests if test["p_value"] is not None]
    who = "klanten van dit loket die antwoord gaven"
    if words.questions[answer["question"]]["kind"] == "multiple":
        who = "klanten van dit loket aan wie de vraag is gesteld"
    neutral = f"{label}: te weinig antwoorden om te vergelijken"
    rests = (ANSWERS, row_key(ANSWERS, answer))
    text = neutral
    if differ:
        text = f"{label}: {listed([_named(test, words) for test in differ[:NAMED]])}"
        rests = (TESTS, row_keys(TESTS, differ))
    elif tested:
        text = f"{label}: geen aantoonbaar verschil met de andere loketten"
        rests = (TESTS, row_keys(TESTS, tested))
    return [
        Told(
            year,
            place,
            "title",
            text,
            *rests,
            headline=short(text, label),
            base_text=f"{who}, {year} (n={dutch_number(answer['n_base'])})",
            **ids,
        ),
        Told(
            year,
            place,
            "title",
            neutral,
            choice=2,
            headline=short(neutral, label),
            base_text=f"{who}, {year} (n in de tabel)",
            **ids,
        ),
    ]


def _named(test: Row, words: Words) -> str:
    answer = words.options[test["question"], test["option"]]["option_label"]
    own, rest = (
        words.figure(test[side], True) for side in ("estimate", "rest_estimate")
    )
    return (
        f"{_more(test)} ‘{answer.removesuffix(', namelijk:')}’ ({own}; bij de andere "
        f"loketten {rest})"
    )


def _more(test: Row) -> str:
    return "vaker" if test["direction"] == "up" else "minder vaak"


def loket_bases(tables: Tables, words: Words) -> list[Told]:
    """Which differences the number of answers of a loket could have shown."""
    tests: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in records(tables[TESTS]):
        if row["smallest_visible"] is not None:
            tests[int(row["year"]), row["loket"]].append(row)
    power = words.figure(words.settings.number("visible_power"), True)
    main = in_sentence(words.questions[words.main_question]["question_label"])
    told = []
    for (year, loket), rows in tests.items():
        marks = [
            row
            for row in rows
            if row["question"] == words.main_question and not row["option"]
        ]
        shares = [row for row in rows if row["option"]]
        if not marks or not shares:
            continue
        largest = max(shares, key=lambda row: row["smallest_visible"])
        points = dutch_number(100 * largest["smallest_visible"])
        text = (
            f"Met zoveel antwoorden wordt een verschil met de andere loketten van "
            f"{words.figure(marks[0]['smallest_visible'], False)} punt voor {main}, of "
            f"van {points} procentpunt bij een antwoord, met {power} kans opgemerkt. "
            "Kleinere verschillen kunnen er zijn zonder dat het onderzoek ze aantoont."
        )
        told.append(
            Told(
                year,
                f"loket/{loket}/base",
                "note",
                text,
                TESTS,
                row_keys(TESTS, [marks[0], largest]),
                headline="Wat dit aantal antwoorden kan laten zien",
                loket=loket,
            )
        )
    return told


def loket_places(tables: Tables, words: Words) -> list[Told]:
    """For which marks a loket is among the highest."""
    tops: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in records(tables[TOP]):
        tops[int(row["year"]), row["loket"]].append(row)
    told = []
    for (year, loket), rows in tops.items():
        rows.sort(key=lambda row: (row["rank"], row["question"]))
        names = [
            f"{in_sentence(words.questions[row['question']]['question_label'])} "
            f"(plaats {row['rank']}, met een {words.figure(row['mean'], False)})"
            for row in rows
        ]
        told.append(
            Told(
                year,
                f"loket/{loket}/points",
                "note",
                f"{listed(names)}.",
                TOP,
                row_keys(TOP, rows),
                # after the strengths and the points to improve
                position=4,
                headline="Bij de hoogst scorende loketten",
                loket=loket,
            )
        )
    return told
