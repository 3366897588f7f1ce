"""Where the marks and answers of a year stand."""

from __future__ import annotations

from collections import defaultdict

from scripts.codebook.dutch import dutch_number, listed, sentence
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.story.finding import Finding

# How many of the most chosen answers are told.
TOP_ANSWERS = 3
# Of so many questions or more, the second highest and the second lowest are told too.
MANY_QUESTIONS = 4


def levels(tables: Tables, words: Words) -> list[Finding]:
    """The marks of a year: a topic's only one by itself, of several the extremes."""
    found = []
    for (year, topic), rows in marks_of_topics(tables, words).items():
        tell = _only_mark if len(rows) == 1 else _extremes
        found.append(
            Finding(
                year,
                "level",
                tell(rows, topic, words),
                "mart_scores_per_year",
                row_keys("mart_scores_per_year", rows),
                topic=topic,
                question=rows[0]["question"] if len(rows) == 1 else "",
            )
        )
    return found


def marks_of_topics(tables: Tables, words: Words) -> dict[tuple[int, str], list[Row]]:
    """Per year and topic the marks on enough answers to be told, highest first."""
    topics: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in records(tables["mart_scores_per_year"]):
        # a mark on another scale has no place among these
        is_ranked = words.is_ranked(row["question"])
        if is_ranked and row["mean"] is not None and row["n_valid"] >= words.test_base:
            topics[int(row["year"]), words.topic(row["question"])].append(row)
    for rows in topics.values():
        rows.sort(key=lambda row: (-row["mean"], row["question"]))
    return topics


def _only_mark(rows: list[Row], topic: str, words: Words) -> str:
    """The mean and the shares of high and low marks of one question."""
    (row,) = rows
    mean = words.figure(row["mean"], False)
    base = words.tentative(f"n={dutch_number(row['n_valid'])}", row["n_valid"])
    good = words.figure(row["share_good"], True)
    insufficient = words.figure(row["share_insufficient"], True)
    return sentence(
        f"klanten geven {words.question(row['question'])} gemiddeld een {mean} "
        f"({base}): {good} geeft een "
        f"{words.bands['good']['lowest_score']} of hoger, {insufficient} een "
        f"{words.bands['insufficient']['highest_score']} of lager"
    )


def _extremes(rows: list[Row], topic: str, words: Words) -> str:
    """The highest and the lowest mark of a topic's questions, ordered by their mean."""

    def told(row: Row) -> str:
        figure = words.tentative(words.figure(row["mean"], False), row["n_valid"])
        return f"{words.question(row['question'])} ({figure})"

    high, low = told(rows[0]), told(rows[-1])
    if len(rows) >= MANY_QUESTIONS:
        high += f", gevolgd door {told(rows[1])}"
        low += f", daarna naar {told(rows[-2])}"
    name = words.phrases.get(("topic", topic))
    start = (
        f"van de {name} gaat het hoogste cijfer" if name else "het hoogste cijfer gaat"
    )
    return sentence(f"{start} naar {high}; het laagste gaat naar {low}")


def answers(tables: Tables, words: Words) -> list[Finding]:
    """The answers that were given most, and who did not choose a telling option."""
    themes = tables["mart_open_answer_themes"].assign(option=lambda rows: rows["theme"])
    frames = {
        "mart_answers_per_year": tables["mart_answers_per_year"],
        "mart_open_answer_themes": themes.rename(
            columns={"theme_label": "option_label"}
        ),
    }
    found = []
    for table, frame in frames.items():
        questions: dict[tuple[int, str], list[Row]] = defaultdict(list)
        for row in records(frame[frame["n_base"] >= words.test_base]):
            questions[int(row["year"]), row["question"]].append(row)
        for rows in questions.values():
            rows.sort(key=lambda row: (-row["share"], row["option"]))
            found += [_most_given(table, rows, words)]
            found += [_not_chosen(table, row, words) for row in rows]
    return [finding for finding in found if finding is not None]


def telling_answers(rows: list[Row], words: Words) -> list[Row]:
    """Answers to a question that were given and tell something, most given first."""
    telling = [
        row
        for row in rows
        if row["share"]
        and not words.is_residual("option", row["question"], row["option"])
    ]
    return sorted(telling, key=lambda row: (-row["share"], row["option"]))


def _most_given(table: str, rows: list[Row], words: Words) -> Finding | None:
    """The most given answers to a question, or what open answers are mostly about."""
    question, base = rows[0]["question"], rows[0]["n_base"]
    telling = telling_answers(rows, words)
    # of two answers one says it all, if not in words of its own (see `_not_chosen`)
    telling = telling[: TOP_ANSWERS if len(rows) > 2 else 1]
    opposites = [("opposite", f"{question}|{row['option']}") for row in rows]
    if not telling or (len(rows) == 2 and words.phrases.keys() & set(opposites)):
        return None
    told = listed(
        [
            f"‘{row['option_label']}’ "
            f"({words.tentative(words.figure(row['share'], True), base)})"
            for row in telling
        ]
    )
    if table == "mart_open_answer_themes":
        text = (
            f"de open antwoorden op {words.label(question)} (n={dutch_number(base)}) "
            f"gaan het vaakst over {told}"
        )
    else:
        text = f"{words.asked(question)} antwoorden klanten het vaakst {told}"
    return Finding(
        int(rows[0]["year"]),
        "level",
        sentence(text),
        table,
        row_keys(table, telling),
        topic=words.topic(question),
        question=question,
    )


def _not_chosen(table: str, row: Row, words: Words) -> Finding | None:
    """The share that did not choose an option, where that has a phrase."""
    question, option = row["question"], row["option"]
    phrase = words.phrases.get(("opposite", f"{question}|{option}"))
    if phrase is None:
        return None
    share = words.figure(1 - row["share"], True)
    return Finding(
        int(row["year"]),
        "level",
        sentence(f"{share} {phrase}{words.flag(row['n_base'])}"),
        table,
        row_key(table, row),
        topic=words.topic(question),
        question=question,
        option=option,
        strength=1 - row["share"],
    )
