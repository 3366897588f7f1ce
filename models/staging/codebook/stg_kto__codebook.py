"""The codebook of each questionnaire in full, its own rows and inherited ones."""


def model(dbt, session):
    from scripts.codebook.resolved_table import resolved_table

    return resolved_table(
        {
            "questionnaires": dbt.ref("questionnaires").df(),
            "questions": dbt.ref("questions").df(),
            "question_versions": dbt.ref("question_versions").df(),
            "options": dbt.ref("options").df(),
            "option_groups": dbt.ref("option_groups").df(),
            "option_versions": dbt.ref("option_versions").df(),
            "routing": dbt.ref("routing").df(),
            "scales": dbt.ref("scales").df(),
            "export_columns": dbt.ref("export_columns").df(),
            "answer_codes": dbt.ref("answer_codes").df(),
        }
    )
