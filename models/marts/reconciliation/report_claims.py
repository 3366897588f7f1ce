"""Each claim of the published report beside what the tests say."""


def model(dbt, session):
    from scripts.reconciliation.claims import report_claims

    # dbt has contracts for SQL models only
    dbt.config(contract={"enforced": False})
    return report_claims(
        {
            "published_claims": dbt.ref("published_claims").df(),
            "published_figures": dbt.ref("published_figures").df(),
            "sig_year_on_year": dbt.ref("sig_year_on_year").df(),
            "sig_subgroups": dbt.ref("sig_subgroups").df(),
            "mart_top_lokets": dbt.ref("mart_top_lokets").df(),
            "mart_scores_per_year": dbt.ref("mart_scores_per_year").df(),
            "mart_scores_per_subgroup": dbt.ref("mart_scores_per_subgroup").df(),
            "mart_answers_per_year": dbt.ref("mart_answers_per_year").df(),
            "dim_question": dbt.ref("dim_question").df(),
            "dim_subgroup": dbt.ref("dim_subgroup").df(),
            "dim_answer_option": dbt.ref("dim_answer_option").df(),
            "subgroup_options": dbt.ref("subgroup_options").df(),
            "report_policy": dbt.ref("report_policy").df(),
        }
    )
