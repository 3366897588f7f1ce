"""Whether scores and shares rise or fall along ordered groups, years and waves."""


def model(dbt, session):
    from scripts.codebook.labels import with_labels
    from scripts.codebook.policy import Policy
    from scripts.significance import compare_trends

    ordered = dbt.ref("dimensions").df()[["dimension", "question", "is_ordered"]]
    subgroups = dbt.ref("subgroups").df()[["dimension", "subgroup", "position"]]
    result = compare_trends(
        dbt.ref("mart_scores_per_subgroup").df(),
        dbt.ref("mart_answers_per_subgroup").df(),
        dbt.ref("mart_scores_per_year").df(),
        dbt.ref("mart_answers_per_year").df(),
        dbt.ref("mart_scores_per_wave").df(),
        subgroups.merge(ordered, on="dimension"),
        Policy.from_table(dbt.ref("report_policy").df()),
    )
    return with_labels(
        result,
        dbt.ref("dim_question").df(),
        dbt.ref("dim_answer_option").df(),
        dbt.ref("dim_subgroup").df(),
    )
