"""The difference that taking tests makes, raw and held constant for conversations."""


def model(dbt, session):
    from scripts.codebook.labels import with_labels
    from scripts.codebook.policy import Policy, Settings
    from scripts.statistics.adjusted import adjusted_difference

    table = dbt.ref("report_policy").df()
    settings = Settings.from_table(table)
    policy = Policy.from_table(table)
    cells = dbt.ref("mart_scores_per_factor_and_control").df()
    result = adjusted_difference(
        cells.rename(columns={"n_valid": "n"}),
        factor=settings.text("adjusted_factor"),
        level=settings.text("adjusted_level"),
        reference=settings.text("adjusted_reference"),
        control=settings.text("adjusted_control"),
        min_base=policy.min_base_test,
        alpha=policy.alpha,
    )
    return with_labels(result, dbt.ref("dim_question").df())
