"""What changed since earlier years, what did not, and what cannot be compared."""

from __future__ import annotations

from collections import defaultdict

from scripts.codebook.dutch import listed, sentence
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.story.finding import Finding, strength

NOT_COMPARABLE = {
    "not_comparable_new_question": "deze vraag in {year} voor het eerst is gesteld",
    "not_comparable_changed_options": "de antwoordmogelijkheden in {year} zijn "
    "veranderd",
    "not_comparable_two_versions": "de vraag binnen een jaar op twee manieren is "
    "gesteld",
    "not_comparable_changed_wording": "de vraag in {year} anders is gesteld",
}
NEW_OPTION = "not_comparable_new_option"
ARROWS = {"up": "▲", "down": "▼"}


def year_changes(tables: Tables, words: Words) -> list[Finding]:
    """Changes with an arrow; what did not change; what cannot be compared, and why."""
    table = "sig_year_on_year"
    rows = records(tables[table])
    found = [_change(row, words) for row in rows if row["direction"] != "none"]

    questions: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in rows:
        questions[int(row["year"]), row["question"]].append(row)
    unchanged: dict[tuple[int, str, bool, int], list[Row]] = defaultdict(list)
    for (year, question), own in questions.items():
        tested = [row for row in own if row["p_value"] is not None]
        if tested and all(row["direction"] == "none" for row in tested):
            first = tested[0]
            is_share = bool(first["option"])
            before = int(first["previous_year"])
            unchanged[year, words.topic(question), is_share, before] += tested
        found += _no_comparison(year, question, own, words)
    found += [_no_change(key, own, words) for key, own in unchanged.items()]
    return found


def _change(row: Row, words: Words) -> Finding:
    """One score or option that went up or down."""
    question, option, is_up = row["question"], row["option"], row["direction"] == "up"
    values = [row["estimate"]], [row["previous_estimate"]]
    extra = words.decimals(*(values[::-1] if is_up else values), bool(option))
    now, before = (
        words.tentative(words.figure(value, bool(option), extra), base)
        for value, base in (
            (row["estimate"], row["base"]),
            (row["previous_estimate"], row["previous_base"]),
        )
    )
    if option:
        does = words.chose(question, option, "vaker" if is_up else "minder vaak")
        text = f"klanten {does} ({now}) dan in {row['previous_year']} ({before})"
    else:
        mark = "hoger" if is_up else "lager"
        text = (
            f"klanten geven {words.question(question)} een {mark} cijfer ({now}) "
            f"dan in {row['previous_year']} ({before})"
        )
    arrow = ARROWS[row["direction"]]
    return Finding(
        int(row["year"]),
        "year_change",
        f"{arrow} {sentence(text)}",
        "sig_year_on_year",
        row_key("sig_year_on_year", row),
        topic=words.topic(question),
        question=question,
        option=option or "",
        arrow=arrow,
        strength=strength(row),
    )


def _no_change(
    key: tuple[int, str, bool, int], rows: list[Row], words: Words
) -> Finding:
    """The questions of a topic that were tested and did not change, in one sentence."""
    year, topic, is_share, before = key
    questions = sorted(
        {row["question"] for row in rows},
        key=lambda question: words.questions[question]["position"],
    )
    if is_share:
        names = listed([words.label(question) for question in questions])
        text = f"de antwoorden op {names} zijn"
    else:
        names = listed([words.question(question) for question in questions])
        one = len(questions) == 1
        text = f"het cijfer voor {names} is" if one else f"de cijfers voor {names} zijn"
    marks = ""
    if len(rows) == 1:
        now, then = (
            words.figure(rows[0][side], is_share)
            for side in ("estimate", "previous_estimate")
        )
        base = min(rows[0]["base"], rows[0]["previous_base"])
        marks = f" ({words.tentative(f'{now} tegenover {then}', base)})"
    return Finding(
        year,
        "no_year_change",
        sentence(f"{text} niet aantoonbaar veranderd ten opzichte van {before}{marks}"),
        "sig_year_on_year",
        row_keys("sig_year_on_year", rows),
        topic=topic,
        question=questions[0] if len(questions) == 1 else "",
    )


def _no_comparison(
    year: int, question: str, rows: list[Row], words: Words
) -> list[Finding]:
    """Why a question, or which options of it, cannot be compared with earlier years."""
    reasons: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["reason"] in NOT_COMPARABLE or row["reason"] == NEW_OPTION:
            reasons[row["reason"]].append(row)
    found = []
    for reason, of in reasons.items():
        if reason == NEW_OPTION:
            labels = listed([f"‘{row['option_label']}’" for row in of])
            one = len(of) == 1
            subject = f"het antwoord {labels}" if one else f"de antwoorden {labels}"
            because = f"{'dat antwoord' if one else 'die antwoorden'} in {year} nieuw"
            because += " is" if one else " zijn"
            subject += f" bij {words.label(question)}"
        else:
            because = NOT_COMPARABLE[reason].format(year=year)
            if of[0]["option"]:
                one, subject = False, f"de antwoorden op {words.label(question)}"
                if len(of) < len(rows):
                    some = listed([f"‘{row['option_label']}’" for row in of])
                    subject = f"de antwoorden {some} bij {words.label(question)}"
            else:
                one, subject = True, f"het cijfer voor {words.question(question)}"
        text = (
            f"{subject} {'is' if one else 'zijn'} niet te vergelijken met eerdere "
            f"jaren, omdat {because}"
        )
        found.append(
            Finding(
                year,
                "not_comparable",
                sentence(text),
                "sig_year_on_year",
                row_keys("sig_year_on_year", of),
                topic=words.topic(question),
                question=question,
                option=of[0]["option"] if len(of) == 1 and of[0]["option"] else "",
            )
        )
    return found
