"""Every finding of the demo, of all years, by rules of Dutch; and every phrase."""

import re

import pytest
from project import Project

# What a subordinate clause must not run into: the verb of the sentence.
VERBS = r"(?:geven|komen|hoorden|maakten|hadden|willen|gaan|zeggen|weten|krijgen|zijn)"
RULES = {
    # 'klanten die een test maakten, geven'
    "a comma after a relative clause": rf"\bdie [^,.;:()]*? \w+(?:en|n) {VERBS}\b",
    "no double negation": r"\bminder vaak (?:[a-zé]+ ){0,3}(?:niet|niets|geen)\b",
    "no comparison of a comparison": r"\b(?:vaker|vaak) (?:beter|meer|minder)\b",
    "no figure before a comparative": r"\been \d[\d,]* punt (?:hoger|lager)",
    "no 'naarmate' after 'naarmate'": r"naarmate .* naarmate",
    "no double space or space before a comma": r"  | [,.;:]",
    "no empty brackets": r"\(\s*\)|None|nan",
    "no word twice": r"\b(\w+) \1\b",
    "nobody 'springs out'": r"springt|uitspringen",
    "more people, not the same more often": r"Klanten (?:hebben|zijn) vaker [^.]* dan "
    r"in \d{4}",
}


@pytest.fixture(scope="module")
def told(demo: Project) -> list[str]:
    """The findings of all years, and the titles of the story."""
    findings = demo.query("select finding from marts.findings")
    titles = demo.query("select text from marts.story where kind in ('title', 'note')")
    return [text for (text,) in (*findings, *titles)]


@pytest.mark.parametrize("rule", RULES)
def test_sentences_keep_the_rules_of_dutch(told: list[str], rule: str) -> None:
    broken = [text for text in told if re.search(RULES[rule], text)]
    assert not broken, broken


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("a comma after a relative clause", "Klanten die een test maakten geven meer."),
        ("no double negation", "Klanten hadden minder vaak niets aan de hulp."),
        ("no double negation", "Mannen maakten minder vaak geen test."),
        ("no comparison of a comparison", "Mannen weten minder vaak beter wat past."),
        ("no figure before a comparative", "Zij geven een 0,4 punt hoger cijfer."),
        ("no word twice", "Zij geven de de website een 8."),
        (
            "more people, not the same more often",
            "Klanten hebben vaker werk (2%) dan in 2022 (1%).",
        ),
    ],
)
def test_a_sentence_that_breaks_a_rule_is_seen(rule: str, wrong: str) -> None:
    assert re.search(RULES[rule], wrong)


def test_sentences_begin_and_end_as_sentences_do(demo: Project) -> None:
    for (text,) in demo.query("select finding from marts.findings"):
        assert re.match(r"(?:[▲▼] )?[A-ZÉ\d‘]", text), text
        assert text.endswith("."), text
        assert text.count("(") == text.count(")"), text
        assert text.count("‘") <= text.count("’"), text  # zzp’ers


def test_what_has_a_phrase_is_not_told_by_its_label(demo: Project) -> None:
    labels = demo.query(
        """
        select distinct dim_question.question_label from marts.dim_question
        inner join codebook.phrases on dim_question.question = phrases.id
        where phrases.kind in ('question', 'asked')
        """
    )
    for (text,) in demo.query("select finding from marts.findings"):
        for (label,) in labels:
            assert f"‘{label}’" not in text, text


def test_phrases_that_deny_have_their_contrary(demo: Project) -> None:
    denying = demo.query(
        """
        select phrases.id from codebook.phrases
        where kind in ('option', 'residual_option')
            and regexp_matches(phrase, '\b(niet|niets|geen)\b')
            and phrases.id not in
                (select id from codebook.phrases where kind = 'contrary')
        """
    )
    assert denying == []


def test_at_most_as_many_as_the_policy_tells_and_each_topic_some(demo: Project) -> None:
    ((most,),) = demo.query(
        "select cast(value as integer) from codebook.report_policy"
        " where setting = 'findings_per_year' and question is null"
    )
    counts = demo.query("select count(*) from marts.findings group by year")
    assert all(count <= most for (count,) in counts)
    topics = demo.query(
        "select year, topic, count(*) from marts.findings"
        " where topic is not null group by all"
    )
    asked = demo.query("select distinct topic from marts.dim_question")
    assert len(topics) >= 2 * len(asked) - 2
    stable = demo.query("select min(stability) from marts.findings where is_headline")
    assert stable[0][0] >= 0.8
