"""Which moments of truth matter most for the overall mark, and how they are marked."""


def model(dbt, session):
    import pandas as pd

    from scripts.codebook.labels import with_labels
    from scripts.codebook.policy import Policy, general_settings
    from scripts.statistics.importance import importance_performance

    table = dbt.ref("report_policy").df()
    settings = general_settings(table)
    questions = dbt.ref("dim_question").df().sort_values("position")
    of_topic = questions["topic"] == settings["importance_topic"]
    lokets = dbt.ref("mart_score_pairs").df()
    pair = ["year", "question_a", "question_b"]
    country = lokets.drop(columns="loket").groupby(pair, as_index=False).sum()
    results = [
        importance_performance(
            pairs,
            keys=["year", "loket"],
            target=settings["importance_target"],
            predictors=questions.loc[of_topic, "question"].tolist(),
            min_base=float(settings["importance_min_base"]),
            min_probability=float(settings["quadrant_min_probability"]),
            alpha=Policy.from_table(table).alpha,
        )
        for pairs in (country.assign(loket="all"), lokets)
    ]
    result = with_labels(pd.concat(results), questions, dbt.ref("dim_loket").df())
    result.loc[result["loket"] == "all", "loket_label"] = "Nederland"
    return result
