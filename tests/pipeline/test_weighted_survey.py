"""A policy that weighs: every figure, test and finding follows it."""

import shutil
from collections.abc import Callable

import pytest
from project import Project

MODELS = [
    *("report_policy", "weighting_margins", "raked_weights", "response_weights"),
    *("response_counts", "asked_counts", "unanswered_counts"),
    *("score_counts", "score_figures"),
    *("answer_counts", "answer_figures"),
    *("mart_scores_per_year", "mart_answers_per_year", "sig_subgroups", "sig_trends"),
    *("sig_lokets", "sig_year_on_year"),
]
SHARES = {"male": "0.5", "female": "0.5"}


@pytest.mark.parametrize(
    "weighting", ["raking", pytest.param("loket_period", marks=pytest.mark.slow)]
)
def test_every_figure_and_test_follows_the_weights(
    demo: Project, new_project: Callable[[], Project], weighting: str
) -> None:
    project = new_project()
    shutil.copy(demo.warehouse, project.warehouse)
    project.set_policy(weighting=weighting)
    project.append(
        "policy/weighting_margins.csv",
        [
            {"year": "2023", "dimension": "gender", "subgroup": name, "share": share}
            for name, share in SHARES.items()
        ],
    )
    seeded = project.dbt("seed", "--select", *MODELS[:2])
    assert seeded.returncode == 0, seeded.stdout
    built = project.dbt("run", "--select", *MODELS[2:])
    assert built.returncode == 0, built.stdout

    # nobody is counted twice or lost, and on average everyone weighs 1
    ((lost,),) = project.query(
        "select count(*) from marts.fct_responses full outer join"
        " marts.response_weights using (response_number) where weight is null"
    )
    assert lost == 0
    ((weight,),) = project.query(
        "select avg(weight) from marts.response_weights"
        " inner join marts.fct_responses using (response_number) where year = 2023"
    )
    assert weight == pytest.approx(1)

    # the mean is that of the respondents with their weights, its base theirs
    figures = project.query(
        """
        select
            figures.question,
            figures.n_valid,
            figures.mean,
            figures.weight_squared,
            sum(weights.weight * score) / sum(weights.weight),
            sum(weights.weight * weights.weight)
        from marts.score_figures as figures
        inner join marts.fct_scores as scores using (question)
        inner join marts.fct_responses as responses using (respondent, year)
        inner join marts.response_weights as weights using (response_number)
        where figures.kind = 'total' and scores.score is not null
        group by all
        """
    )
    assert figures
    plain = {
        (question, n): mean
        for question, n, mean in demo.query(
            "select question, n_valid, mean from marts.mart_scores_per_year"
        )
    }
    moved = 0.0
    for question, n, mean, squares, expected, expected_squares in figures:
        assert mean == pytest.approx(expected)
        assert squares == pytest.approx(expected_squares)
        moved = max(moved, abs(mean - plain[question, n]))
    assert moved > 1e-4

    # tests stand on respondents, judged by what they are worth
    tested = project.query(
        "select base_a, test, p_value from marts.sig_subgroups"
        " where year = 2023 and dimension = 'gender' and option is null"
    )
    before = demo.query(
        "select base_a, test, p_value from marts.sig_subgroups"
        " where year = 2023 and dimension = 'gender' and option is null"
    )
    assert [row[:2] for row in tested] == [row[:2] for row in before]
    assert tested != before
    if weighting == "raking":
        shares = project.query(
            "select option, share from marts.mart_answers_per_year"
            " where year = 2023 and question = 'gender'"
        )
        told = dict(shares)
        assert told["male"] == pytest.approx(told["female"])
