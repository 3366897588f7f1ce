"""All demo deliveries: people, answers, texts and moments of each year, in files."""

from collections.abc import Callable

import numpy as np

from scripts.demo import assumptions, files, sentences
from scripts.demo.answers import Answers, fit_year, seed_of
from scripts.demo.codebook import Codebook, records
from scripts.demo.people import draw_people

Report = Callable[[str], None]


def asked_why(answers: Answers, codebook: Codebook, questionnaire: str) -> list[int]:
    """Respondents who are asked the open question that follows a low mark."""
    routing = codebook.routing
    rows = routing[
        (routing["questionnaire"] == questionnaire)
        & (routing["question"] == "dissatisfaction_reason")
    ]
    asked = np.zeros(len(answers.people), dtype=bool)
    for row in records(rows):
        asked |= answers.scores[row["routing_question"]] == int(row["routing_answer"])
    return [int(person) for person in np.flatnonzero(asked)]


def year_deliveries(
    codebook: Codebook, year: int, answers: Answers
) -> list[files.Delivery]:
    """The files of one year: responses and invitations of each wave."""
    people = answers.people
    n = len(people)
    questionnaire = assumptions.QUESTIONNAIRES[year]
    rng = np.random.default_rng(seed_of(year, "texts"))
    columns = files.Coder(codebook, questionnaire).rows_of("responses")
    with_other = columns[(columns["content"] == "text") & (columns["option"] != "")]
    chose_other: dict[str, list[int]] = {}
    for question, option in zip(
        with_other["question"], with_other["option"], strict=True
    ):
        gave = answers.gave(question, option)
        if gave is not None:
            chose_other[question] = [int(person) for person in np.flatnonzero(gave)]
    overall = answers.scores["overall"].astype(float)
    counts = assumptions.OPEN_ANSWERS[year]
    texts = sentences.draw_texts(
        sentences.read_phrases(),
        year,
        n,
        {
            "dissatisfaction_reason": (
                asked_why(answers, codebook, questionnaire),
                counts["dissatisfaction_reason"],
            ),
            "remarks": (list(range(n)), counts["remarks"]),
        },
        chose_other,
        ((overall - overall.mean()) / overall.std()).tolist(),
        assumptions.OTHER_TEXT_SHARE,
        rng,
    )
    figures = codebook.published_figures
    duration = [
        float(row["value"])
        for row in records(figures[figures["metric"] == "mean_duration_seconds"])
        if row["year"] == str(year)
    ]
    moments = files.draw_moments(
        people,
        year,
        duration[0] if duration else None,
        np.random.default_rng(seed_of(year, "moments")),
    )
    invited = files.draw_invitations(
        people,
        assumptions.N_INVITED[year],
        np.random.default_rng(seed_of(year, "invited")),
    )
    cells = files.cells_of(answers, texts, moments, codebook, year)
    responses = files.response_deliveries(cells, people["wave"], codebook, year)
    if year == files.ISO_YEAR:
        rng = np.random.default_rng(seed_of(year, "irregularities"))
        responses = list(files.with_irregularities(responses, codebook, rng))
    return responses + files.invitation_deliveries(invited, codebook, year)


def make_deliveries(codebook: Codebook, report: Report) -> list[files.Delivery]:
    """Fit all years and return their files; ``report`` is told each step."""
    deliveries: list[files.Delivery] = []
    later: Answers | None = None
    for year in assumptions.YEARS:
        rng = np.random.default_rng(seed_of(year, "people"))
        later = fit_year(codebook, year, draw_people(year, rng), later, report)
        deliveries += year_deliveries(codebook, year, later)
    return deliveries


def count_steps(codebook: Codebook) -> int:
    """Number of steps that make_deliveries reports."""
    background = set().union(*assumptions.BACKGROUND.values(), {"took_test"})
    return sum(
        question not in background
        for questionnaire in assumptions.QUESTIONNAIRES.values()
        for kind in ("scale_1_10", "single", "multiple")
        for question in codebook.questions_of(questionnaire, kind)
    )
