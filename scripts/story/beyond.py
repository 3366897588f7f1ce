"""What stands beside the tests: the adjusted effect, importance and waves."""

from __future__ import annotations

from collections import defaultdict

from scripts.codebook.dutch import listed, sentence
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.story.finding import Finding

# How many questions are told at most.
MOST_IMPORTANT = 3


def adjusted_effect(tables: Tables, words: Words) -> list[Finding]:
    """Whether the difference in the main mark stays when another is held constant."""
    table = "mart_adjusted_test_effect"
    found = []
    for row in records(tables[table]):
        question = row["question"]
        if (
            question != words.main_question
            or row["p_value"] is None
            or row["raw_p_value"] is None
            or row["raw_p_value"] >= words.alpha
        ):
            continue
        constant = words.phrases.get(
            ("held_constant", row["control"]),
            f"bij een gelijk antwoord op {words.dimension(row['control'])}",
        )
        raw, adjusted = row["raw_difference"], row["adjusted_difference"]
        text = (
            f"{words.group(row['factor'], row['level'])} geven "
            f"{words.question(question)} een {words.figure(abs(raw), False)} punt "
            f"{_mark(raw)} cijfer dan {words.group(row['factor'], row['reference'])}; "
            f"{constant} is "
        )
        if row["p_value"] >= words.alpha:
            text += "dat verschil niet meer aantoonbaar"
        elif raw * adjusted > 0:
            text += f"het verschil {words.figure(abs(adjusted), False)} punt"
        else:
            size = words.figure(abs(adjusted), False)
            text += f"het cijfer juist {size} punt {_mark(adjusted)}"
        found.append(
            Finding(
                int(row["year"]),
                "adjusted",
                sentence(text),
                table,
                row_key(table, row),
                topic=words.topic(question),
                question=question,
                dimension=row["factor"],
            )
        )
    return found


def _mark(difference: float) -> str:
    """'hoger' or 'lager'."""
    return "hoger" if difference > 0 else "lager"


def importance(tables: Tables, words: Words) -> list[Finding]:
    """Which marks go together with the main mark most, where that would come back.

    Told as what goes together: it proves no cause.
    """
    table = "mart_importance_performance"
    target = words.main_question
    sure = words.settings.number("quadrant_min_probability")
    years: dict[int, list[Row]] = defaultdict(list)
    for row in records(tables[table]):
        if row["loket"] == "all" and row["importance"] is not None:
            years[int(row["year"])].append(row)
    found = []
    for year, rows in years.items():
        rows.sort(key=lambda row: -row["importance"])
        improve = [row for row in rows if row["quadrant"] == "improve"][:MOST_IMPORTANT]
        goal = f"het cijfer voor {words.question(target)}"
        if improve:
            names = listed(
                [
                    f"{words.question(row['question'])} "
                    f"({words.figure(row['mean'], False)})"
                    for row in improve
                ]
            )
            one = len(improve) == 1
            text = (
                f"{'het cijfer' if one else 'de cijfers'} voor {names} "
                f"{'is' if one else 'zijn'} lager dan gemiddeld en "
                f"{'hangt' if one else 'hangen'} sterker dan gemiddeld samen met {goal}"
            )
        elif rows[0]["p_improve"] + rows[0]["p_keep_up"] < sure:
            continue
        else:
            text = (
                f"het cijfer voor {words.question(rows[0]['question'])} hangt sterker "
                f"dan gemiddeld samen met {goal}"
            )
        told = improve or rows[:1]
        found.append(
            Finding(
                year,
                "importance",
                sentence(text),
                table,
                row_keys(table, told),
                topic=words.topic(told[0]["question"]),
                question=told[0]["question"] if len(told) == 1 else "",
            )
        )
    return found


def wave_flags(tables: Tables, words: Words) -> list[Finding]:
    """Waves whose mark leaves its control limits."""
    table = "mart_wave_trends"
    found = []
    for row in records(tables[table]):
        if not row["flag"]:
            continue
        question = row["question"]
        high = "hoog" if row["flag"] == "above" else "laag"
        text = (
            f"in {words.wave(row['wave'])} was het cijfer voor "
            f"{words.question(question)} opvallend {high} "
            f"({words.figure(row['mean'], False)}; gemiddeld over {row['year']}: "
            f"{words.figure(row['centre'], False)})"
        )
        found.append(
            Finding(
                int(row["year"]),
                "wave_flag",
                sentence(text),
                table,
                # a wave has one year
                row_key(table, {"wave": row["wave"], "question": question}),
                topic=words.topic(question),
                question=question,
            )
        )
    return found
