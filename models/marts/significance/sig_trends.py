"""Whether scores and shares rise or fall along ordered groups, years and waves."""


def model(dbt, session):
    from scripts.codebook.labels import with_labels
    from scripts.codebook.policy import Policy
    from scripts.significance import compare_trends
    from scripts.statistics.figures import figures_of

    scores = dbt.ref("score_figures").df()
    answers = dbt.ref("answer_figures").df()
    ordered = dbt.ref("dimensions").df()[["dimension", "question", "is_ordered"]]
    subgroups = dbt.ref("subgroups").df()[["dimension", "subgroup", "position"]]
    result = compare_trends(
        figures_of(scores, "subgroup"),
        figures_of(answers, "subgroup"),
        figures_of(scores, "total"),
        figures_of(answers, "total"),
        figures_of(scores, "wave"),
        subgroups.merge(ordered, on="dimension"),
        Policy.from_table(dbt.ref("report_policy").df()),
    )
    return with_labels(
        result,
        dbt.ref("dim_question").df(),
        dbt.ref("dim_answer_option").df(),
        dbt.ref("dim_subgroup").df(),
    )
