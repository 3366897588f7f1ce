"""What the tests say, as Dutch sentences in the order that a reader wants."""


def model(dbt, session):
    from scripts.story.findings import findings

    return findings(
        {
            "sig_year_on_year": dbt.ref("sig_year_on_year").df(),
            "sig_subgroups": dbt.ref("sig_subgroups").df(),
            "sig_lokets": dbt.ref("sig_lokets").df(),
            "mart_scores_per_subgroup": dbt.ref("mart_scores_per_subgroup").df(),
            "mart_scores_per_loket": dbt.ref("mart_scores_per_loket").df(),
            "mart_loket_standing": dbt.ref("mart_loket_standing").df(),
            "sig_trends": dbt.ref("sig_trends").df(),
            "mart_scores_per_year": dbt.ref("mart_scores_per_year").df(),
            "mart_answers_per_year": dbt.ref("mart_answers_per_year").df(),
            "mart_open_answer_themes": dbt.ref("mart_open_answer_themes").df(),
            "mart_top_lokets": dbt.ref("mart_top_lokets").df(),
            "mart_adjusted_test_effect": dbt.ref("mart_adjusted_test_effect").df(),
            "mart_importance_performance": dbt.ref("mart_importance_performance").df(),
            "mart_wave_trends": dbt.ref("mart_wave_trends").df(),
            "dim_question": dbt.ref("dim_question").df(),
            "dim_answer_option": dbt.ref("dim_answer_option").df(),
            "dim_subgroup": dbt.ref("dim_subgroup").df(),
            "dim_wave": dbt.ref("dim_wave").df(),
            "phrases": dbt.ref("phrases").df(),
            "score_bands": dbt.ref("score_bands").df(),
            "report_policy": dbt.ref("report_policy").df(),
        }
    )
