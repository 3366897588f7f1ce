"""What stands beside the tests: the adjusted effect, importance and waves."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from scipy import special

from scripts.codebook.dutch import as_subject, listed, sentence
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
            f"{as_subject(words.group(row['factor'], row['level']))} geven "
            f"{words.question(question)} gemiddeld "
            f"{words.figure(abs(raw), False)} punt {_more(raw)} dan "
            f"{words.group(row['factor'], row['reference'])}; {constant} "
        )
        size = words.figure(abs(adjusted), False)
        if row["p_value"] >= words.alpha:
            text += "is dat verschil niet meer aantoonbaar"
        elif raw * adjusted > 0:
            text += f"is het verschil {size} punt"
        else:
            text += f"geven zij juist {size} punt {_more(adjusted)}"
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
                stability=_verdicts_again(row, words.alpha),
            )
        )
    return found


def _more(difference: float) -> str:
    """'meer' or 'minder'."""
    return "meer" if difference > 0 else "minder"


def _verdicts_again(row: Row, alpha: float) -> float:
    """How likely both verdicts come again: the rarer of the two, since they go along.

    A p-value says how many errors an estimate lies from none, and so how often it would
    lie beyond the limit in another survey.
    """
    limit = special.ndtri(1 - alpha / 2)
    raw, held = (
        special.ndtr(-special.ndtri(row[name] / 2) - limit)
        for name in ("raw_p_value", "p_value")
    )
    return float(min(raw, held if row["p_value"] < alpha else 1 - held))


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
        elif _comes_back(rows[0], False) < sure:
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
                # at least: of several, what each of them leaves
                stability=max(
                    1 - sum(1 - _comes_back(row, bool(improve)) for row in told), 0.0
                ),
            )
        )
    return found


def _comes_back(row: Row, is_weak: bool) -> float:
    """The probability that a mark matters again, and where told so is low again."""
    return float(row["p_improve"] if is_weak else row["p_improve"] + row["p_keep_up"])


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
                stability=_flagged_again(row, words),
            )
        )
    return found


def _flagged_again(row: Row, words: Words) -> float:
    """How likely the wave would lie beyond its limit in another survey."""
    limit = row["control_high" if row["flag"] == "above" else "control_low"]
    error = abs(limit - row["centre"]) / words.settings.number("trend_limit_errors")
    beyond = abs(row["mean"] - row["centre"]) - abs(limit - row["centre"])
    return float(special.ndtr(np.divide(beyond, error)))
