"""Which moments of truth matter most for the overall mark, and how they are marked."""


def model(dbt, session):
    import pandas as pd

    from scripts.codebook.labels import with_labels
    from scripts.codebook.policy import Policy, Settings
    from scripts.statistics.importance import importance_performance

    table = dbt.ref("report_policy").df()
    settings = Settings.from_table(table)
    questions = dbt.ref("dim_question").df().sort_values("position")
    target = settings.text("main_question")
    of_topic = questions["topic"] == settings.text("importance_topic")
    # what is to be explained may be among them
    of_topic &= questions["question"] != target
    # a mark on another scale has no place among these means
    groups = questions.set_index("question")["compared_with"]
    of_topic &= questions["compared_with"] == groups[target]
    lokets = dbt.ref("mart_score_pairs").df()
    pair = ["year", "question_a", "question_b"]
    country = lokets.drop(columns="loket").groupby(pair, as_index=False).sum()
    results = [
        importance_performance(
            pairs,
            keys=["year", "loket"],
            target=target,
            predictors=questions.loc[of_topic, "question"].tolist(),
            min_base=settings.number("importance_min_base"),
            min_probability=settings.number("quadrant_min_probability"),
            alpha=Policy.from_table(table).alpha,
        )
        for pairs in (country.assign(loket="all"), lokets)
    ]
    labels = dbt.ref("dim_member").df().rename(columns={"member": "loket"})
    lokets = labels[labels["kind"].isin(["total", "loket"])]
    lokets = lokets.rename(columns={"member_label": "loket_label"})
    return with_labels(pd.concat(results), questions, lokets)
