"""Where each loket stands on each score, and how sure that is."""


def model(dbt, session):
    from scripts.codebook.labels import with_labels
    from scripts.codebook.policy import Policy, Settings
    from scripts.statistics.figures import figures_of
    from scripts.statistics.standing import standing

    table = dbt.ref("report_policy").df()
    policy = Policy.from_table(table)
    keys = ["year", "loket", "question"]
    result = standing(
        figures_of(dbt.ref("score_figures").df(), "loket"),
        keys=["year", "question"],
        member="loket",
        min_base=policy.min_base_test,
        top=int(Settings.from_table(table).number("top_lokets_ranks")),
        alpha=policy.alpha,
    )
    tests = dbt.ref("sig_lokets").df()
    tests = tests.loc[tests["option"].isna(), [*keys, "smallest_visible"]]
    return with_labels(
        result.merge(tests, on=keys, how="left", validate="one_to_one"),
        dbt.ref("dim_question").df(),
        dbt.ref("dim_loket").df(),
    )
