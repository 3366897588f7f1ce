"""Each subgroup against the other subgroups of its dimension, and against the rest."""


def model(dbt, session):
    from scripts.codebook.labels import with_labels
    from scripts.codebook.policy import Policy
    from scripts.significance import compare_subgroups

    result = compare_subgroups(
        dbt.ref("mart_scores_per_subgroup").df(),
        dbt.ref("mart_answers_per_subgroup").df(),
        dbt.ref("mart_scores_per_year").df(),
        dbt.ref("mart_answers_per_year").df(),
        dbt.ref("dimensions").df(),
        Policy.from_table(dbt.ref("report_policy").df()),
    )
    return with_labels(
        result,
        dbt.ref("dim_question").df(),
        dbt.ref("dim_answer_option").df(),
        dbt.ref("dim_subgroup").df(),
    )
