"""Each subgroup against the other subgroups of its dimension, and against the rest."""


def model(dbt, session):
    from scripts.codebook.labels import with_labels
    from scripts.codebook.policy import Policy
    from scripts.significance import compare_subgroups
    from scripts.statistics.figures import figures_of

    scores = dbt.ref("score_figures").df()
    answers = dbt.ref("answer_figures").df()
    result = compare_subgroups(
        figures_of(scores, "subgroup"),
        figures_of(answers, "subgroup"),
        figures_of(scores, "total"),
        figures_of(answers, "total"),
        dbt.ref("dimensions").df(),
        Policy.from_table(dbt.ref("report_policy").df()),
    )
    return with_labels(
        result,
        dbt.ref("dim_question").df(),
        dbt.ref("dim_answer_option").df(),
        dbt.ref("dim_subgroup").df(),
    )
