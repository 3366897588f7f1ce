"""Each loket against itself in the latest earlier year that it compares with."""


def model(dbt, session):
    from scripts.codebook.labels import with_labels
    from scripts.codebook.policy import Policy
    from scripts.significance import compare_lokets_between_years
    from scripts.statistics.figures import figures_of

    scores = dbt.ref("score_figures").df()
    answers = dbt.ref("answer_figures").df()
    result = compare_lokets_between_years(
        figures_of(scores, "loket"),
        figures_of(answers, "loket"),
        figures_of(scores, "total"),
        figures_of(answers, "total"),
        Policy.from_table(dbt.ref("report_policy").df()),
    )
    return with_labels(
        result,
        dbt.ref("dim_question").df(),
        dbt.ref("dim_answer_option").df(),
        dbt.ref("dim_loket").df(),
    )
