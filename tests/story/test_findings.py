"""Findings: each kind of sentence, merging, order, caps and rounding."""

import csv
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from scripts.codebook.dutch import dutch_number, listed, shortened
from scripts.codebook.numbers import round_half_up
from scripts.codebook.row_keys import keys_of_tables, row_keys
from scripts.codebook.rows import Row
from scripts.codebook.words import SURVEY
from scripts.story.findings import COLUMNS, KINDS, findings

SEEDS = Path(__file__).parents[2] / "seeds"

QUESTIONS = [
    ("overall", "scale_1_10", "satisfaction", 1, "Algemeen"),
    ("why", "open", "satisfaction", 2, "Reden"),
    ("site", "scale_1_10", "moment", 3, "Website"),
    ("desk", "scale_1_10", "moment", 4, "Balie"),
    ("took", "single", "background", 20, "Test"),
    ("aim", "multiple", "arrival", 6, "Vraag"),
    ("gain", "multiple", "result", 8, "Opbrengst"),
]
OPTIONS = [
    ("took", "yes", "Ja"),
    ("took", "no", "Nee"),
    ("aim", "job", "Welk werk?"),
    ("aim", "study", "Welke studie?"),
    ("aim", "other", "Anders"),
    ("gain", "insight", "Meer inzicht"),
    ("gain", "nothing", "Niets"),
    ("gain", "money", "Geld"),
]
WAVES = [("2023-03", "maart 2023")]
# (dimension, position, background question) and its subgroups
DIMENSIONS = {
    ("age", 1, "age"): ["young", "middle", "old"],
    ("halves", 2, "age"): ["below", "over"],
    ("gender", 3, "gender"): ["man", "woman", "unknown"],
    ("talks", 4, "talks"): ["1", "2", "3", "4"],
    ("work", 5, "work"): ["a", "b", "c", "d", "e", "f"],
    ("jobs", 6, "jobs"): ["a", "b", "c", "d", "e", "f", "g"],
}
PHRASES = [
    ("topic", "moment", "momenten"),
    ("question", "overall", "de hulp"),
    ("question", "site", "de website"),
    ("asked", "aim", "waarmee zij kwamen"),
    ("option", "aim|job", "vragen {more} naar werk"),
    ("option", "aim|study", "vragen {more} naar een studie"),
    ("residual_option", "aim|other", "vragen {more} iets anders"),
    ("option", "gain|insight", "kregen {more} inzicht"),
    ("opposite", "gain|nothing", "van de klanten had er iets aan"),
    ("subgroup", "age|young", "klanten tot 27 jaar"),
    ("subgroup", "age|middle", "klanten van 27 tot 50 jaar"),
    ("subgroup", "age|old", "klanten van 50 jaar en ouder"),
    ("subgroup", "halves|below", "klanten tot 50 jaar"),
    ("subgroup", "halves|over", "klanten vanaf 50 jaar"),
    ("subgroup", "gender|man", "mannen"),
    ("subgroup", "gender|woman", "vrouwen"),
    ("residual_subgroup", "gender|unknown", "klanten die dat niet zeggen"),
    ("subgroup", "talks|1", "klanten met één gesprek"),
    ("subgroup", "talks|2", "klanten met twee gesprekken"),
    ("subgroup", "talks|3", "klanten met drie gesprekken"),
    ("subgroup", "talks|4", "klanten met vier gesprekken"),
    ("trend", "talks", "meer gesprekken klanten hadden"),
    ("trend_clause", "talks", "naarmate zij meer gesprekken hadden"),
    ("held_constant", "talks", "bij een gelijk aantal gesprekken"),
]
POLICY = {
    "alpha": "0.05",
    "headline_correction_years": "none",
    "headline_correction_subgroups": "none",
    "headline_correction_lokets": "none",
    "mean_against_rest": "welch_t",
    "min_base_test": "30",
    "min_base_firm": "100",
    "min_expected_count": "5",
    "visible_power": "0.8",
    "mean_decimals": "1",
    "top_lokets_min_base": "50",
    "main_question": "overall",
    "findings_per_question": "3",
    "finding_correction": "holm",
    "finding_min_mark": "0.2",
    "finding_min_share": "0.03",
    "finding_min_stability": "0",
    "findings_per_year": "40",
    "headline_findings": "4",
    "headline_min_stability": "0.8",
    "top_lokets_min_lead": "0.2",
    "top_lokets_ranks": "3",
    "trend_limit_errors": "3",
    "quadrant_min_probability": "0.8",
}
TESTED = {"low": 0.1, "high": 0.5, "effect_size": 0.3, "reason": ""}
TESTED |= {"p_value": 1e-4, "p_holm": 2e-4, "p_bh": 1e-4}
VARIANCE = 0.01  # so little that what is told would come back


def empty(*columns: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))


def policy(**settings: str) -> pd.DataFrame:
    rows: list[tuple[str, str | None, str]] = [
        (name, None, value) for name, value in (POLICY | settings).items()
    ]
    rows.append(("findings_per_question", "took", "0"))
    return pd.DataFrame(rows, columns=["setting", "question", "value"])


def tables(**given: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The codebook above and, where a test gives no rows, empty marts."""
    subgroups = [
        (dimension, dimension.title(), place, asked, name, name.title(), position)
        for (dimension, place, asked), names in DIMENSIONS.items()
        for position, name in enumerate(names, start=1)
    ]
    test = [*TESTED, "difference", "direction"]
    base = {
        "sig_year_on_year": empty(
            *keys_of_tables()["sig_year_on_year"], "previous_year", *test
        ),
        "sig_subgroups": empty(
            *keys_of_tables()["sig_subgroups"],
            *("base_a", "base_b", "estimate_a", "estimate_b", "omnibus_p_value"),
            *test,
        ),
        "sig_trends": empty(*keys_of_tables()["sig_trends"], *test),
        "sig_lokets": empty(
            *keys_of_tables()["sig_lokets"], *("base", "rest_base"), *test
        ),
        "mart_scores_per_year": empty(
            "year", "question", "n_valid", "mean", "variance"
        ),
        "mart_scores_per_loket": empty(
            "year", "loket", "question", "n_valid", "mean", "variance"
        ),
        "mart_loket_standing": empty("year", "loket", "question", "top_probability"),
        "mart_answers_per_year": empty("year", "question", "option", "n_base", "share"),
        "mart_open_answer_themes": empty(
            "year", "question", "theme", "theme_label", "n_base", "share"
        ),
        "mart_top_lokets": empty("year", "question", "rank", "loket"),
        "mart_adjusted_test_effect": empty("year", "question"),
        "mart_importance_performance": empty("year", "loket", "question"),
        "mart_wave_trends": empty("wave", "question", "flag"),
        "dim_wave": pd.DataFrame(WAVES, columns=["wave", "wave_label"]),
        "dim_question": pd.DataFrame(
            QUESTIONS,
            columns=["question", "kind", "topic", "position", "question_label"],
        ),
        "dim_answer_option": pd.DataFrame(
            OPTIONS, columns=["question", "option", "option_label"]
        ),
        "dim_subgroup": pd.DataFrame(
            subgroups,
            columns=[
                "dimension",
                "dimension_label",
                "dimension_position",
                "question",
                "subgroup",
                "subgroup_label",
                "position",
            ],
        ),
        "phrases": pd.DataFrame(PHRASES, columns=["kind", "id", "phrase"]),
        "score_bands": pd.DataFrame(
            [("good", 8, 10), ("sufficient", 6, 7), ("insufficient", 1, 5)],
            columns=["band", "lowest_score", "highest_score"],
        ).assign(scale="scale_1_10"),
        "report_policy": policy(),
    }
    made = {
        "mart_scores_per_subgroup": spread_of(**given),
        "mart_scores_per_year": scores_of(**given),
    }
    return base | made | given


def scores_of(**given: pd.DataFrame) -> pd.DataFrame:
    """mart_scores_per_year of what is compared, on bases too small to be told."""
    years = given.get("sig_year_on_year", empty("year", "previous_year", "question"))
    lokets = given.get("sig_lokets", empty("year", "question"))
    parts = [years[["year", "question"]], lokets[["year", "question"]]]
    parts.append(
        years[["previous_year", "question"]].set_axis(parts[0].columns, axis=1)
    )
    known = pd.concat(parts).dropna().drop_duplicates()
    return known.assign(n_valid=1, mean=7.0, variance=VARIANCE)


def spread_of(**given: pd.DataFrame) -> pd.DataFrame:
    """mart_scores_per_subgroup of the groups that are compared."""
    keys = ["year", "dimension", "subgroup", "question"]
    compared = given.get("sig_subgroups", empty("subgroup_a", *keys))
    groups = compared.drop(columns="subgroup", errors="ignore")
    groups = groups.rename(columns={"subgroup_a": "subgroup"})[keys]
    return groups.drop_duplicates().assign(variance=VARIANCE)


def year_row(question: str, now: float, before: float | None, **other: object) -> Row:
    """A row of sig_year_on_year, tested without a difference unless told otherwise."""
    compared = before is not None
    row = {
        "year": 2023,
        "previous_year": 2022 if compared else None,
        "question": question,
        "option": None,
        "option_label": None,
        "base": 500,
        "previous_base": 400 if compared else None,
        "estimate": now,
        "previous_estimate": before,
        "difference": now - before if before is not None else None,
        "direction": "none",
        **(TESTED if compared else dict.fromkeys(TESTED)),
    }
    return row | other


def groups(
    dimension: str,
    question: str,
    estimates: dict[str, float],
    significant: list[tuple[str, str]],
    option: str | None = None,
    **other: object,
) -> pd.DataFrame:
    """sig_subgroups of one family: all pairs, and each subgroup against the rest."""
    bases = other.pop("bases", {})
    assert isinstance(bases, dict)
    key = {"year": 2023, "dimension": dimension, "question": question, "option": option}
    rows = []
    for a, b in [
        *combinations(sorted(estimates), 2),
        *((s, "rest") for s in estimates),
    ]:
        against = estimates.get(b, 0.0)
        different = (a, b) in significant or (b, a) in significant
        direction = "up" if estimates[a] > against else "down"
        rows.append(
            {
                **key,
                "subgroup_a": a,
                "subgroup_b": b,
                "base_a": bases.get(a, 200),
                "base_b": bases.get(b, 200),
                "estimate_a": estimates[a],
                "estimate_b": against,
                "difference": estimates[a] - against,
                "direction": direction if different else "none",
                "omnibus_p_value": 0.001,
                **TESTED,
                **other,
            }
        )
    return pd.DataFrame(rows)


def told(**given: pd.DataFrame) -> list[str]:
    return findings(tables(**given))["finding"].tolist()


def one(**given: pd.DataFrame) -> str:
    (sentence,) = told(**given)
    return sentence


# --- numbers and lists ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (7.85, 1, "7,9"),  # a half that a double holds as 7.8499…
        (7.849, 1, "7,8"),
        (0.5, 0, "1"),  # not to even
        (2.5, 0, "3"),
        (2159, 0, "2.159"),
        (8.0, 1, "8,0"),
    ],
)
def test_numbers_are_rounded_half_up_and_written_in_dutch(
    value: float, decimals: int, text: str
) -> None:
    assert dutch_number(value, decimals) == text


def test_rounding_is_half_up_on_every_share_of_a_base() -> None:
    for base in (7, 20, 40, 960, 2159):
        for count in range(base + 1):
            tenths = (20 * count + base) // (2 * base)  # exact, in whole numbers
            assert round_half_up(count / base, 1) == tenths / 10


def test_lists_and_shared_beginnings() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b en c"
    same = [("klanten met werk", "8,0"), ("klanten met een uitkering", "7,5")]
    assert shortened(same) == "klanten met werk (8,0) of een uitkering (7,5)"
    # what shares less than two words is told in full, and first
    mixed = [*same, ("studenten", "8,1")]
    assert shortened(mixed) == (
        "studenten (8,1) en klanten met werk (8,0) of een uitkering (7,5)"
    )


# --- levels ---------------------------------------------------------------------------


def score(question: str, mean: float, n: int = 500, **other: object) -> Row:
    shares = {"share_good": 0.705, "share_insufficient": 0.085, "variance": VARIANCE}
    return {"year": 2023, "question": question, "n_valid": n, "mean": mean} | (
        shares | other
    )


def test_the_overall_mark_is_told_with_its_bands() -> None:
    assert one(mart_scores_per_year=pd.DataFrame([score("overall", 7.85, 2159)])) == (
        "Klanten geven de hulp gemiddeld een 7,9 (n=2.159): 71% geeft een 8 of hoger, "
        "9% een 5 of lager."
    )


def test_a_topic_with_several_marks_tells_the_extremes() -> None:
    rows = pd.DataFrame([score("site", 7.5), score("desk", 8.2, 60)])
    assert one(mart_scores_per_year=rows) == (
        "Van de momenten gaat het hoogste cijfer naar ‘Balie’ (8,2; indicatief); het "
        "laagste gaat naar de website (7,5)."
    )


def test_a_mark_on_too_small_a_base_is_not_told() -> None:
    assert told(mart_scores_per_year=pd.DataFrame([score("overall", 7.9, 29)])) == []


def answer(question: str, option: str, label: str, share: float, n: int = 500) -> Row:
    return {
        "year": 2023,
        "question": question,
        "option": option,
        "option_label": label,
        "n_base": n,
        "share": share,
    }


def test_the_most_given_answers_without_those_that_tell_little() -> None:
    rows = [
        answer("aim", "other", "Anders", 0.6),
        answer("aim", "job", "Welk werk?", 0.425),
        answer("aim", "study", "Welke studie?", 0.2),
    ]
    assert one(mart_answers_per_year=pd.DataFrame(rows)) == (
        "Op de vraag waarmee zij kwamen, antwoorden klanten het vaakst ‘Welk werk?’ "
        "(43%) en ‘Welke studie?’ (20%)."
    )


def test_who_did_not_choose_an_option_where_that_tells_more() -> None:
    rows = [
        answer("gain", "nothing", "Niets", 0.12),
        answer("gain", "insight", "Meer inzicht", 0.3),
        answer("gain", "money", "Geld", 0.0),
    ]
    assert told(mart_answers_per_year=pd.DataFrame(rows)) == [
        "88% van de klanten had er iets aan.",
        "Bij ‘Opbrengst’ antwoorden klanten het vaakst ‘Meer inzicht’ (30%) en ‘Niets’ "
        "(12%).",
    ]


def test_of_two_answers_one_is_told() -> None:
    rows = [answer("took", "no", "Nee", 0.6), answer("took", "yes", "Ja", 0.4)]
    assert one(mart_answers_per_year=pd.DataFrame(rows)) == (
        "Bij ‘Test’ antwoorden klanten het vaakst ‘Nee’ (60%)."
    )


def test_open_answers_are_told_by_theme_and_are_no_headline() -> None:
    row = {"year": 2023, "question": "why", "theme": "slow", "theme_label": "Traag"}
    themes = pd.DataFrame([row | {"n_base": 152, "share": 0.1}])
    table = findings(tables(mart_open_answer_themes=themes))
    assert table["finding"].tolist() == [
        "Bij ‘Reden’ schrijven klanten het vaakst over ‘Traag’ (10%); 152 klanten "
        "schreven een antwoord."
    ]
    assert table["sig_key"].tolist() == ["year=2023|question=why|theme=slow"]
    assert not table["is_headline"].any()


# --- years ----------------------------------------------------------------------------


def test_a_change_has_an_arrow_and_both_figures() -> None:
    rows = [
        year_row("overall", 7.85, 8.14, direction="down"),
        year_row("aim", 0.42, 0.37, option="job", direction="up", base=80),
    ]
    table = findings(tables(sig_year_on_year=pd.DataFrame(rows)))
    assert table["finding"].tolist() == [
        "▼ Klanten geven de hulp een lager cijfer (7,9) dan in 2022 (8,1).",
        "▲ Meer klanten vragen naar werk (42%; indicatief) dan in 2022 (37%).",
    ]
    assert table["arrow"].tolist() == ["▼", "▲"]
    assert table["kind"].unique().tolist() == ["year_change"]
    assert table["sig_key"].tolist() == [
        "year=2023|question=overall",
        "year=2023|question=aim|option=job",
    ]


def test_a_change_that_rounding_would_hide_gets_a_decimal() -> None:
    row = year_row("overall", 7.92, 7.88, direction="up")
    frame, least = pd.DataFrame([row]), policy(finding_min_mark="0.01")
    assert one(sig_year_on_year=frame, report_policy=least) == (
        "▲ Klanten geven de hulp een hoger cijfer (7,92) dan in 2022 (7,88)."
    )


def test_a_change_that_is_too_small_to_matter_is_not_told() -> None:
    small = year_row("overall", 8.0, 7.81, direction="up")
    share = year_row("aim", 0.42, 0.391, option="job", direction="up")
    assert told(sig_year_on_year=pd.DataFrame([small, share])) == []
    # as large as the policy asks, though a double holds 0.1999…
    enough = year_row("overall", 8.1, 7.9, direction="up")
    assert len(told(sig_year_on_year=pd.DataFrame([enough]))) == 1


def test_a_change_that_may_be_chance_is_told_as_such() -> None:
    row = year_row("aim", 0.42, 0.37, option="job", direction="up", p_holm=0.06)
    frame = pd.DataFrame([row])
    assert one(sig_year_on_year=frame) == (
        "▲ Meer klanten vragen naar werk (42%) dan in 2022 (37%); bij zoveel "
        "vergelijkingen kan dat toeval zijn."
    )
    plain = policy(finding_correction="none")
    assert "toeval" not in one(sig_year_on_year=frame, report_policy=plain)


def test_answers_that_tell_little_are_no_change() -> None:
    row = year_row("aim", 0.5, 0.3, option="other", direction="up")
    assert told(sig_year_on_year=pd.DataFrame([row])) == []


def test_what_did_not_change_is_one_sentence_per_topic() -> None:
    rows = [
        year_row("overall", 7.9, 7.94),
        year_row("desk", 8.0, 8.1),
        year_row("site", 7.5, 7.4),
        year_row("aim", 0.4, 0.4, option="job"),
        # not tested: neither changed nor unchanged
        year_row(
            "gain", 0.4, 0.4, option="money", p_value=None, reason="base_too_small"
        ),
    ]
    assert told(sig_year_on_year=pd.DataFrame(rows)) == [
        "Het cijfer voor de hulp is niet aantoonbaar veranderd ten opzichte van 2022 "
        "(7,9 tegenover 7,9).",
        "De cijfers voor de website en ‘Balie’ zijn niet aantoonbaar veranderd ten "
        "opzichte van 2022.",
        "Klanten antwoorden niet aantoonbaar anders dan in 2022 op de vraag waarmee "
        "zij kwamen (40% tegenover 40%).",
    ]


def test_a_question_of_which_an_option_changed_is_not_unchanged() -> None:
    rows = [
        year_row("aim", 0.5, 0.4, option="job", direction="up"),
        year_row("aim", 0.2, 0.2, option="study"),
    ]
    assert one(sig_year_on_year=pd.DataFrame(rows)).startswith("▲ Meer klanten vragen")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            year_row("site", 7.5, None, reason="not_comparable_new_question"),
            "Het cijfer voor de website is niet te vergelijken met eerdere jaren, "
            "omdat deze vraag in 2023 voor het eerst is gesteld.",
        ),
        (
            year_row("site", 7.5, None, reason="not_comparable_changed_wording"),
            "Het cijfer voor de website is niet te vergelijken met eerdere jaren, "
            "omdat de vraag in 2023 anders is gesteld.",
        ),
        (
            year_row(
                "aim", 0.2, None, option="job", reason="not_comparable_changed_options"
            ),
            "Op de vraag waarmee zij kwamen, zijn de antwoorden niet te vergelijken "
            "met eerdere jaren, omdat de antwoordmogelijkheden in 2023 zijn veranderd.",
        ),
        (
            year_row(
                "aim",
                *(0.2, None),
                option="job",
                option_label="Welk werk?",
                reason="not_comparable_new_option",
            ),
            "Op de vraag waarmee zij kwamen, konden klanten in 2023 voor het eerst "
            "‘Welk werk?’ antwoorden; dat is dus niet met eerdere jaren te "
            "vergelijken.",
        ),
    ],
)
def test_what_cannot_be_compared_is_told_with_the_reason(
    row: Row, sentence: str
) -> None:
    table = findings(tables(sig_year_on_year=pd.DataFrame([row])))
    assert table["finding"].tolist() == [sentence]
    assert table["kind"].tolist() == ["not_comparable"]


def test_new_options_share_a_sentence() -> None:
    new = {"reason": "not_comparable_new_option"}
    rows = [
        year_row("aim", 0.2, None, option="job", option_label="A", **new),
        year_row("aim", 0.2, None, option="study", option_label="B", **new),
    ]
    assert one(sig_year_on_year=pd.DataFrame(rows)) == (
        "Op de vraag waarmee zij kwamen, konden klanten in 2023 voor het eerst ‘A’ en "
        "‘B’ antwoorden; dat is dus niet met eerdere jaren te vergelijken."
    )


# --- groups ---------------------------------------------------------------------------


def test_two_groups_differ_in_a_mark() -> None:
    frame = groups("gender", "site", {"man": 7.44, "woman": 7.66}, [("man", "woman")])
    table = findings(tables(sig_subgroups=frame))
    assert table["finding"].tolist() == [
        "Vrouwen geven de website een hoger cijfer (7,7) dan mannen (7,4)."
    ]
    assert table["sig_key"].tolist() == [
        "year=2023|dimension=gender|subgroup_a=man|subgroup_b=woman|question=site"
    ]
    assert table["dimension"].tolist() == ["gender"]


def test_pairs_that_say_the_same_become_one_sentence() -> None:
    marks = {"young": 8.1, "middle": 8.0, "old": 7.7}
    frame = groups("age", "site", marks, [("old", "young"), ("middle", "old")])
    table = findings(tables(sig_subgroups=frame))
    assert table["finding"].tolist() == [
        "Klanten van 50 jaar en ouder geven de website een lager cijfer (7,7) dan "
        "klanten tot 27 jaar (8,1) en klanten van 27 tot 50 jaar (8,0)."
    ]
    assert table["sig_key"].item().count(";") == 1  # it rests on both pairs


def test_several_groups_above_several_others() -> None:
    marks = {"1": 7.3, "2": 7.5, "3": 8.0, "4": 8.2}
    marks["2"] = 7.2  # not a trend
    pairs = [("1", "3"), ("1", "4"), ("2", "3"), ("2", "4")]
    frame = groups("talks", "site", marks, pairs, bases={"4": 60})
    assert one(sig_subgroups=frame) == (
        "Klanten met drie gesprekken (8,0) of vier gesprekken (8,2; indicatief) geven "
        "de website een hoger cijfer dan klanten met één gesprek (7,3) of twee "
        "gesprekken (7,2)."
    )


def trend(question: str, direction: str, **other: object) -> pd.DataFrame:
    """sig_trends along the number of talks."""
    row = {"year": 2023, "dimension": "talks", "question": question, "option": None}
    return pd.DataFrame([row | TESTED | {"direction": direction} | other])


def test_a_trend_rests_on_a_test_of_the_whole_order() -> None:
    marks = {"1": 7.6, "2": 8.0, "3": 8.2, "4": 8.8}
    pairs = [("1", "2"), ("1", "4"), ("2", "4"), ("3", "4")]
    frame = groups("talks", "site", marks, pairs, bases={"4": 60})
    found = findings(tables(sig_subgroups=frame, sig_trends=trend("site", "up")))
    assert found["sig_table"].tolist() == ["sig_trends"]
    assert found["sig_key"].tolist() == ["year=2023|dimension=talks|question=site"]
    assert found["finding"].item() == (
        "Hoe meer gesprekken klanten hadden, hoe hoger het cijfer voor de website: van "
        "7,6 bij klanten met één gesprek tot 8,8 bij klanten met vier gesprekken "
        "(indicatief)."
    )


def test_an_ordered_dimension_that_only_falls_is_a_trend_of_answers() -> None:
    shares = {"1": 0.4, "2": 0.3, "3": 0.2, "4": 0.1}
    pairs = [("1", "2"), ("1", "4"), ("2", "4"), ("3", "4")]
    frame = groups("talks", "aim", shares, pairs, option="job")
    falls = trend("aim", "down", option="job")
    assert one(sig_subgroups=frame, sig_trends=falls) == (
        "Klanten vragen minder vaak naar werk naarmate zij meer gesprekken hadden: van "
        "40% bij klanten met één gesprek tot 10% bij klanten met vier gesprekken."
    )


@pytest.mark.parametrize(
    ("marks", "tested"),
    [
        # no test of the order
        ({"1": 7.6, "2": 8.0, "3": 8.2, "4": 8.8}, {"direction": "none"}),
        # it does not hold after the correction
        ({"1": 7.6, "2": 8.0, "3": 8.2, "4": 8.8}, {"direction": "up", "p_holm": 0.1}),
        # the ends hardly differ
        ({"1": 8.2, "2": 7.6, "3": 8.8, "4": 8.3}, {"direction": "up"}),
        # a pair says the opposite
        ({"1": 7.6, "2": 8.4, "3": 7.7, "4": 8.8}, {"direction": "up"}),
    ],
)
def test_what_is_no_trend(marks: dict[str, float], tested: Row) -> None:
    pairs = [("1", "2"), ("2", "3"), ("3", "4")]
    frame = groups("talks", "site", marks, pairs)
    rising = trend("site", **tested)
    assert "Hoe meer" not in one(sig_subgroups=frame, sig_trends=rising)


def test_less_often_nothing_is_told_as_more_often_something() -> None:
    phrases = [
        *PHRASES,
        ("option", "gain|nothing", "hadden {more} niets aan de hulp"),
        ("contrary", "gain|nothing", "hadden {more} iets aan de hulp"),
    ]
    table = pd.DataFrame(phrases, columns=["kind", "id", "phrase"])
    # two groups below the one that is told
    low = groups(
        "talks",
        "gain",
        {"1": 0.1, "2": 0.3, "3": 0.4},
        [("1", "2"), ("1", "3")],
        option="nothing",
    )
    assert one(sig_subgroups=low, phrases=table) == (
        "Klanten met één gesprek hadden vaker iets aan de hulp (90%) dan klanten met "
        "twee gesprekken (70%) of drie gesprekken (60%)."
    )
    high = low.assign(
        estimate_a=1 - low["estimate_a"],
        estimate_b=1 - low["estimate_b"],
        difference=-low["difference"],
        direction=low["direction"].replace({"up": "down", "down": "up"}),
    )
    assert one(sig_subgroups=high, phrases=table) == (
        "Klanten met één gesprek hadden vaker niets aan de hulp (90%) dan klanten met "
        "twee gesprekken (70%) of drie gesprekken (60%)."
    )


def test_answers_in_which_the_same_two_groups_differ_share_a_sentence() -> None:
    pair = [("man", "woman")]
    frame = pd.concat(
        [
            groups("gender", "aim", {"man": 0.2, "woman": 0.3}, pair, option="job"),
            groups("gender", "aim", {"man": 0.1, "woman": 0.2}, pair, option="study"),
        ]
    )
    assert one(sig_subgroups=frame) == (
        "Vrouwen vragen vaker naar werk (30% tegenover 20%) en vragen vaker naar een "
        "studie (20% tegenover 10%) dan mannen."
    )


def test_a_dimension_that_repeats_another_is_told_once() -> None:
    marks = {"young": 8.1, "middle": 8.0, "old": 7.7}
    frame = pd.concat(
        [
            groups("halves", "site", {"below": 8.0, "over": 7.7}, [("below", "over")]),
            groups("age", "site", marks, [("old", "young")]),
        ]
    )
    assert one(sig_subgroups=frame) == (
        "Klanten tot 27 jaar geven de website een hoger cijfer (8,1) dan klanten van "
        "50 jaar en ouder (7,7)."
    )
    only = groups("halves", "site", {"below": 8.0, "over": 7.7}, [("below", "over")])
    assert "Klanten tot 50 jaar" in one(sig_subgroups=only)


@pytest.mark.parametrize(
    "other",
    [
        {"difference": 0.19},  # significant but trivial
        {"p_holm": 0.06},  # it does not hold after the correction
        {"omnibus_p_value": 0.2},  # all groups together do not differ
    ],
)
def test_differences_that_are_not_told(other: Row) -> None:
    marks = {"man": 7.4, "woman": 7.7}
    frame = groups("gender", "site", marks, [("man", "woman")], **other)
    assert told(sig_subgroups=frame) == []


def test_a_missing_omnibus_test_hides_nothing() -> None:
    marks = {"man": 7.4, "woman": 7.7}
    pair = [("man", "woman")]
    frame = groups("gender", "site", marks, pair, omnibus_p_value=None)
    assert len(told(sig_subgroups=frame)) == 1


def test_groups_that_tell_little_are_told_where_there_is_nothing_else() -> None:
    marks = {"man": 7.4, "woman": 7.7, "unknown": 6.0}
    vague = groups("gender", "site", marks, [("man", "unknown")])
    assert "die dat niet zeggen" in one(sig_subgroups=vague)
    both = groups("gender", "site", marks, [("man", "unknown"), ("man", "woman")])
    assert "die dat niet zeggen" not in one(sig_subgroups=both)


def test_many_groups_are_not_listed() -> None:
    shares = {"a": 0.6, "b": 0.1, "c": 0.12, "d": 0.15, "e": 0.2, "f": 0.22}
    pairs = [("a", other) for other in "bcdef"]
    frame = groups("work", "aim", shares, pairs, option="job")
    assert one(sig_subgroups=frame) == (
        "Klanten met ‘A’ bij ‘Work’ vragen vaker naar werk (60%) dan alle andere "
        "groepen (10% tot 22%)."
    )
    # one of seven is not among those that differ
    seven = groups("jobs", "aim", shares, pairs, option="job")
    assert "dan de meeste andere groepen (10% tot 22%)" in one(sig_subgroups=seven)


def test_the_policy_limits_the_differences_of_a_question() -> None:
    frame = pd.concat(
        [
            groups("gender", "site", {"man": 7.4, "woman": 7.7}, [("man", "woman")]),
            groups("age", "site", {"young": 8.1, "old": 7.7}, [("old", "young")]),
            groups("talks", "site", {"1": 7.4, "2": 7.9}, [("1", "2")], low=0.4),
        ]
    )
    limited = told(sig_subgroups=frame, report_policy=policy(findings_per_question="1"))
    assert limited == [
        "Klanten met twee gesprekken geven de website een hoger cijfer (7,9) dan "
        "klanten met één gesprek (7,4)."
    ]
    exception = groups("gender", "took", {"man": 0.1, "woman": 0.3}, [("man", "woman")])
    exception["option"] = "yes"
    assert told(sig_subgroups=exception) == []


def test_undefined_tests_say_nothing() -> None:
    frame = groups("gender", "site", {"man": 7.4, "woman": 7.7}, [])
    frame[["p_value", "low", "high", "effect_size"]] = float("nan")
    frame["reason"] = "base_too_small"
    assert told(sig_subgroups=frame) == []


# --- beyond the tests and lokets ------------------------------------------------------


def adjusted(raw: float, held: float, p_value: float) -> pd.DataFrame:
    row = {
        "year": 2023,
        "question": "overall",
        "factor": "gender",
        "control": "talks",
        "level": "woman",
        "reference": "man",
        "raw_difference": raw,
        "raw_p_value": 0.001,
        "adjusted_difference": held,
        "p_value": p_value,
    }
    return pd.DataFrame([row, row | {"question": "site"}])


@pytest.mark.parametrize(
    ("held", "p_value", "ending"),
    [
        (0.29, 0.01, "is het verschil 0,3 punt."),
        (0.05, 0.4, "is dat verschil niet meer aantoonbaar."),
        (-0.2, 0.01, "geven zij juist 0,2 punt minder."),
    ],
)
def test_the_adjusted_effect_of_the_main_mark(
    held: float, p_value: float, ending: str
) -> None:
    assert one(mart_adjusted_test_effect=adjusted(0.44, held, p_value)) == (
        "Vrouwen geven de hulp gemiddeld 0,4 punt meer dan mannen; bij een gelijk "
        f"aantal gesprekken {ending}"
    )


def test_without_a_phrase_what_is_held_constant_has_its_label() -> None:
    frame = adjusted(0.44, 0.3, 0.01).assign(control="work")
    assert "; bij een gelijk antwoord op ‘Work’ is het" in one(
        mart_adjusted_test_effect=frame
    )


def test_an_undefined_adjusted_effect_is_not_told() -> None:
    frame = adjusted(0.4, 0.3, 0.01)
    frame["p_value"] = None
    assert told(mart_adjusted_test_effect=frame) == []


def test_importance_tells_what_goes_together_and_would_come_back() -> None:
    frame = pd.DataFrame(
        [
            (2023, "all", "site", 7.5, 0.3, "improve", 0.9, 0.05),
            (2023, "all", "desk", 8.0, 0.2, "maintain", 0.0, 0.1),
            (2023, "Twente", "desk", 7.0, 0.4, "improve", 0.9, 0.1),
        ],
        columns=[
            *("year", "loket", "question", "mean", "importance", "quadrant"),
            *("p_improve", "p_keep_up"),
        ],
    )
    assert one(mart_importance_performance=frame) == (
        "Het cijfer voor de website (7,5) is lager dan gemiddeld en hangt sterker dan "
        "gemiddeld samen met het cijfer voor de hulp."
    )
    # it matters, but where its mark lies is not sure
    frame.loc[0, ["quadrant", "p_improve", "p_keep_up"]] = ["unclear", 0.5, 0.4]
    assert one(mart_importance_performance=frame) == (
        "Het cijfer voor de website hangt sterker dan gemiddeld samen met het cijfer "
        "voor de hulp."
    )
    # whether it matters more than others is not sure either
    frame.loc[0, "p_keep_up"] = 0.2
    assert told(mart_importance_performance=frame) == []


def loket_row(loket: str, question: str, direction: str, **other: object) -> Row:
    row = {
        "year": 2023,
        "loket": loket,
        "loket_label": loket,
        "question": question,
        "option": None,
        "base": 120,
        "rest_base": 2000,
        "estimate": 8.5,
        "rest_estimate": 7.9,
        "difference": 0.6,
        "direction": direction,
    }
    return row | TESTED | other


def test_top_lokets_are_one_sentence_with_ties() -> None:
    top = pd.DataFrame(
        [
            (2023, "site", 1, "Oost", "Oost", 60, 8.45),
            (2023, "site", 1, "West", "West", 80, 8.5),
            (2023, "site", 2, "Noord", "Noord", 1200, 8.3),
            (2023, "site", 3, "Zuid", "Zuid", 70, 8.2),
        ],
        columns=["year", "question", "rank", "loket", "loket_label", "n_valid", "mean"],
    )
    lokets = pd.DataFrame([loket_row("Oost", "site", "none")])
    keys = ["year", "loket", "question", "top_probability"]
    sure = pd.DataFrame([(2023, "Noord", "site", 0.594)], columns=keys)
    assert one(
        mart_top_lokets=top[2:3], sig_lokets=lokets, mart_loket_standing=sure
    ) == (
        "Het hoogste cijfer voor de website krijgt Noord (8,3; n=1.200; 59%); het "
        "percentage is de kans dat een loket echt bij de beste 3 hoort."
    )
    assert one(mart_top_lokets=top, sig_lokets=lokets) == (
        "De hoogste cijfers voor de website krijgen West (8,5; n=80) en Oost (8,5; "
        "n=60), gevolgd door Noord (8,3; n=1.200), en daarna Zuid (8,2; n=70)."
    )
    assert one(mart_top_lokets=top[2:3], sig_lokets=lokets) == (
        "Het hoogste cijfer voor de website krijgt Noord (8,3; n=1.200)."
    )


def test_no_loket_stands_out_or_none_can() -> None:
    large = pd.DataFrame([loket_row("Oost", "site", "none", base=50)])
    assert one(sig_lokets=large) == (
        "Geen loket krijgt voor de website een cijfer dat ten minste 0,2 boven het "
        "landelijke ligt."
    )
    small = pd.DataFrame([loket_row("Oost", "site", "none", base=49)])
    assert one(sig_lokets=small) == (
        "Voor het cijfer voor de website heeft geen loket genoeg antwoorden om apart "
        "te noemen (ten minste 50)."
    )


def test_what_is_particular_to_a_loket_comes_last() -> None:
    rows = [
        loket_row("Oost", "site", "up"),
        loket_row("Oost", "overall", "up", base=60, low=0.3),
        loket_row("Oost", "desk", "down", estimate=7.0, difference=-0.9, low=-0.9),
    ]
    rows[2]["high"] = -0.1
    table = findings(tables(sig_lokets=pd.DataFrame(rows)))
    last = table[table["kind"] == "loket_difference"]
    assert last["finding"].tolist() == [
        "Oost krijgt een hoger cijfer dan de andere loketten voor de hulp (8,5 "
        "tegenover 7,9; indicatief) en de website (8,5 tegenover 7,9).",
        "Oost krijgt een lager cijfer dan de andere loketten voor ‘Balie’ (7,0 "
        "tegenover 7,9).",
    ]
    assert last["loket"].tolist() == ["Oost", "Oost"]
    assert last["topic"].isna().all()
    assert last["position"].tolist() == [len(table) - 1, len(table)]


def test_a_wave_outside_its_limits_is_told() -> None:
    row = {"wave": "2023-03", "year": 2023}
    row |= {"question": "site", "mean": 6.55, "centre": 7.5, "flag": "below"}
    row |= {"control_low": 6.9, "control_high": 8.1}
    quiet = row | {"wave": "2023-04", "flag": None}
    assert one(mart_wave_trends=pd.DataFrame([row, quiet])) == (
        "In maart 2023 was het cijfer voor de website opvallend laag (6,6; gemiddeld "
        "over 2023: 7,5)."
    )


# --- the table ------------------------------------------------------------------------


def test_order_and_headlines() -> None:
    scores = [score("overall", 7.9), score("site", 7.5), score("desk", 8.0)]
    changes = [year_row("overall", 7.9, 7.9), year_row("site", 7.5, 7.4)]
    changes.append(year_row("aim", 0.5, 0.4, option="job", direction="up"))
    frame = pd.concat(
        [
            groups("gender", "site", {"man": 7.4, "woman": 7.7}, [("man", "woman")]),
            groups("gender", "overall", {"man": 7.4, "woman": 7.7}, [("man", "woman")]),
            groups(
                "gender", "desk", {"man": 7, "woman": 8}, [("man", "woman")], low=0.4
            ),
            groups("talks", "site", {"1": 7.4, "2": 7.9}, [("1", "2")], low=0.05),
        ]
    )
    table = findings(
        tables(
            mart_scores_per_year=pd.DataFrame(scores),
            sig_year_on_year=pd.DataFrame(changes),
            sig_subgroups=frame,
        )
    )
    assert list(table.columns) == COLUMNS
    assert table["position"].tolist() == list(range(1, len(table) + 1))
    assert [
        (topic, kind, question)
        for topic, kind, question in zip(
            table["topic"], table["kind"], table["question"].fillna(""), strict=True
        )
    ] == [
        ("satisfaction", "level", "overall"),
        ("satisfaction", "no_year_change", "overall"),
        ("satisfaction", "group_difference", "overall"),
        ("moment", "level", ""),
        ("moment", "no_year_change", "site"),
        # the strongest first, but each dimension before another's second
        ("moment", "group_difference", "desk"),
        ("moment", "group_difference", "site"),
        ("moment", "group_difference", "site"),
        ("arrival", "year_change", "aim"),
    ]
    assert table["dimension"].tolist()[5:8] == ["gender", "talks", "gender"]
    # at most four: all of the main topic, then one of each other
    assert table.loc[table["is_headline"], "position"].tolist() == [1, 2, 3, 4]


def test_each_topic_gets_its_share_of_what_a_year_tells() -> None:
    marks = {"man": 7.4, "woman": 7.7}
    of_moment = [
        groups("gender", question, marks, [("man", "woman")])
        for question in ("site", "desk", "overall")
    ]
    changes = pd.DataFrame(
        [
            year_row("aim", 0.5, 0.4, option="job", direction="up"),
            year_row("gain", 0.5, 0.4, option="money", direction="up"),
        ]
    )
    given = {"sig_subgroups": pd.concat(of_moment), "sig_year_on_year": changes}
    assert len(findings(tables(**given))) == 5
    four = findings(tables(**given, report_policy=policy(findings_per_year="4")))
    topics = ["satisfaction", "moment", "arrival", "result"]
    assert four["topic"].tolist() == topics
    assert four["position"].tolist() == [1, 2, 3, 4]


def test_what_would_seldom_come_back_is_not_told_and_is_no_headline() -> None:
    # one and a half errors apart, just significant in this survey
    marks, pair = {"man": 7.4, "woman": 7.7}, [("man", "woman")]
    frame = groups("gender", "overall", marks, pair)
    shaky = spread_of(sig_subgroups=frame).assign(variance=4.0)
    given = {"sig_subgroups": frame, "mart_scores_per_subgroup": shaky}
    table = findings(tables(**given))
    assert 0.1 < table["stability"].item() < 0.4
    assert not table["is_headline"].any()
    half = policy(finding_min_stability="0.5")
    assert findings(tables(**given, report_policy=half)).empty
    firm = findings(tables(sig_subgroups=frame))
    assert firm["stability"].item() > 0.95
    assert firm["is_headline"].all()


def test_nothing_to_tell_is_an_empty_table_of_the_same_columns() -> None:
    table = findings(tables())
    assert table.empty
    assert list(table.columns) == COLUMNS


def test_a_year_without_an_earlier_one_has_no_changes() -> None:
    table = findings(tables(mart_scores_per_year=pd.DataFrame([score("overall", 7.9)])))
    assert table["kind"].tolist() == ["level"]


def test_a_setting_that_is_absent_is_one_clear_sentence() -> None:
    short = policy()
    short = short[short["setting"] != "headline_findings"]
    scores = pd.DataFrame([score("overall", 7.9)])
    with pytest.raises(ValueError, match="no setting 'headline_findings': add a row"):
        findings(tables(mart_scores_per_year=scores, report_policy=short))


def test_row_keys_leave_out_what_is_null_and_what_repeats() -> None:
    row = {"year": 2023, "question": "site", "option": None}
    assert row_keys("sig_year_on_year", [row, row]) == "year=2023|question=site"


# --- the seed of phrases --------------------------------------------------------------


def seed(path: str) -> list[dict[str, str]]:
    with (SEEDS / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_phrases_belong_to_the_codebook_and_fit() -> None:
    phrases = seed("codebook/phrases.csv")
    keys = [(row["kind"].removeprefix("residual_"), row["id"]) for row in phrases]
    assert len(set(keys)) == len(keys)
    questions = seed("codebook/questions.csv")
    options = {f"{o['question']}|{o['option']}" for o in seed("codebook/options.csv")}
    themes = seed("open_answers/open_answer_themes.csv")
    options |= {f"{row['question']}|{row['theme']}" for row in themes}
    groups = {
        f"{s['dimension']}|{s['subgroup']}" for s in seed("codebook/subgroups.csv")
    }
    dimensions = {row["dimension"] for row in seed("codebook/dimensions.csv")}
    ids = {question["question"] for question in questions}
    known = {
        "survey": set(SURVEY),
        "topic": {question["topic"] for question in questions},
        "question": ids,
        "asked": ids,
        "option": options,
        "opposite": options,
        "contrary": options,
        "theme": {f"{row['question']}|{row['theme']}" for row in themes},
        "subgroup": groups,
        "trend": dimensions,
        "trend_clause": dimensions,
        "held_constant": dimensions,
    }
    for (kind, name), row in zip(keys, phrases, strict=True):
        assert name in known[kind], row
        assert ("{more}" in row["phrase"]) == (kind in ("option", "contrary")), row
    told = set(keys)
    assert {n for k, n in told if k == "trend"} == {
        n for k, n in told if k == "trend_clause"
    }


def test_every_kind_has_a_place_in_the_order() -> None:
    assert len(set(KINDS)) == len(KINDS)
