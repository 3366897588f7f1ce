"""What weighting lokets to their invitations would change in each score."""


def model(dbt, session):
    from scripts.codebook.labels import with_labels
    from scripts.codebook.policy import Policy
    from scripts.statistics.weighting_effect import weighting_effect

    policy = Policy.from_table(dbt.ref("report_policy").df())
    result = weighting_effect(
        dbt.ref("mart_scores_per_loket").df(),
        dbt.ref("mart_fieldwork_per_loket").df(),
        dbt.ref("mart_fieldwork_per_year").df(),
        alpha=policy.alpha,
    )
    return with_labels(result, dbt.ref("dim_question").df())
