"""Each score per wave: its interval, a rolling figure and waves that stand out."""


def model(dbt, session):
    from scripts.codebook.labels import with_labels
    from scripts.codebook.policy import Policy, Settings
    from scripts.statistics.trends import wave_trends

    table = dbt.ref("report_policy").df()
    settings = Settings.from_table(table)
    waves = dbt.ref("mart_scores_per_wave").df()
    result = wave_trends(
        waves.rename(columns={"n_valid": "n"}),
        keys=["question"],
        min_base=settings.number("trend_min_base"),
        alpha=Policy.from_table(table).alpha,
        rolling_waves=int(settings.number("trend_rolling_waves")),
        limit_errors=settings.number("trend_limit_errors"),
    )
    return with_labels(
        result.rename(columns={"n": "n_valid"}),
        dbt.ref("dim_question").df(),
        dbt.ref("dim_wave").df(),
    )
