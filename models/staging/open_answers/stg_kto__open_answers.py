"""Open answers as they may be read: with personal data masked."""


def model(dbt, session):
    from scripts.open_answers.masking import mask_answers

    return mask_answers(dbt.ref("stg_kto__open_answer_cells").to_arrow_table())
