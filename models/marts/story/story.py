"""Every text of the pages, once, with its place and the rows that it rests on."""


def model(dbt, session):
    from scripts.story.story import story

    return story(
        {
            "sig_year_on_year": dbt.ref("sig_year_on_year").df(),
            "sig_subgroups": dbt.ref("sig_subgroups").df(),
            "sig_lokets": dbt.ref("sig_lokets").df(),
            "mart_loket_standing": dbt.ref("mart_loket_standing").df(),
            "sig_trends": dbt.ref("sig_trends").df(),
            "sig_lokets_year_on_year": dbt.ref("sig_lokets_year_on_year").df(),
            "mart_scores_per_year": dbt.ref("mart_scores_per_year").df(),
            "mart_scores_per_loket": dbt.ref("mart_scores_per_loket").df(),
            "mart_answers_per_year": dbt.ref("mart_answers_per_year").df(),
            "mart_answers_per_loket": dbt.ref("mart_answers_per_loket").df(),
            "mart_open_answer_themes": dbt.ref("mart_open_answer_themes").df(),
            "mart_top_lokets": dbt.ref("mart_top_lokets").df(),
            "mart_adjusted_test_effect": dbt.ref("mart_adjusted_test_effect").df(),
            "mart_importance_performance": dbt.ref("mart_importance_performance").df(),
            "mart_net_scores": dbt.ref("mart_net_scores").df(),
            "mart_wave_trends": dbt.ref("mart_wave_trends").df(),
            "mart_fieldwork": dbt.ref("mart_fieldwork").df(),
            "mart_fieldwork_per_wave": dbt.ref("mart_fieldwork_per_wave").df(),
            "mart_fieldwork_per_loket": dbt.ref("mart_fieldwork_per_loket").df(),
            "mart_fieldwork_per_year": dbt.ref("mart_fieldwork_per_year").df(),
            "dim_question": dbt.ref("dim_question").df(),
            "dim_answer_option": dbt.ref("dim_answer_option").df(),
            "dim_subgroup": dbt.ref("dim_subgroup").df(),
            "dim_loket": dbt.ref("dim_loket").df(),
            "dim_wave": dbt.ref("dim_wave").df(),
            "period_names": dbt.ref("period_names").df(),
            "survey_notes": dbt.ref("survey_notes").df(),
            "phrases": dbt.ref("phrases").df(),
            "score_bands": dbt.ref("score_bands").df(),
            "report_policy": dbt.ref("report_policy").df(),
        }
    )
