"""Each loket against itself in the latest earlier year that it compares with."""


def model(dbt, session):
    from scripts.codebook.labels import with_labels
    from scripts.codebook.policy import Policy
    from scripts.significance import compare_lokets_between_years

    result = compare_lokets_between_years(
        dbt.ref("mart_scores_per_loket").df(),
        dbt.ref("mart_answers_per_loket").df(),
        dbt.ref("mart_scores_per_year").df(),
        dbt.ref("mart_answers_per_year").df(),
        Policy.from_table(dbt.ref("report_policy").df()),
    )
    return with_labels(
        result,
        dbt.ref("dim_question").df(),
        dbt.ref("dim_answer_option").df(),
        dbt.ref("dim_loket").df(),
    )
