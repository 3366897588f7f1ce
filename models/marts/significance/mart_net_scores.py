"""Net Promoter Scores of the questions whose scale has one, with their intervals."""


def model(dbt, session):
    from scripts.codebook.policy import Policy
    from scripts.statistics.net_score import net_score

    scales = dbt.ref("scales").df()
    questions = dbt.ref("dim_question").df()
    kinds = scales.loc[scales["has_net_score"].astype(bool), "scale"]
    wanted = questions.loc[questions["kind"].isin(kinds), "question"]
    figures = dbt.ref("score_figures").df()
    rows = figures[
        figures["kind"].isin(["total", "loket", "subgroup"])
        & figures["question"].isin(wanted)
    ].reset_index(drop=True)
    # the shares are of all who were asked, the score is of those who gave a mark
    counts = {
        name: (rows[f"share_{band}"] * rows["n_asked"]).round().fillna(0)
        for name, band in (("promoters", "good"), ("detractors", "insufficient"))
    }
    policy = Policy.from_table(dbt.ref("report_policy").df())
    scores = net_score(
        counts["promoters"], counts["detractors"], rows["n_valid"], policy.alpha
    )
    keys = ["year", "cut", "member", "member_label", "question", "question_label"]
    result = rows[[*keys, "n_valid"]].assign(
        n_promoters=counts["promoters"].astype("int64"),
        n_detractors=counts["detractors"].astype("int64"),
        net_score=scores["net_score"],
        low=scores["low"],
        high=scores["high"],
    )
    texts = ["cut", "member", "member_label", "question", "question_label"]
    return result.astype(dict.fromkeys(texts, "str"))
