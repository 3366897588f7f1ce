"""The weight of each response that makes the subgroups' shares those of the seed."""


def model(dbt, session):
    from scripts.codebook.policy import Settings
    from scripts.statistics.raking import RAKED, raked_weights

    settings = Settings.from_table(dbt.ref("report_policy").df())
    margins = dbt.ref("weighting_margins").df()
    members, responses = dbt.ref("respondent_members"), dbt.ref("fct_responses")
    if settings.text("weighting") != "raking":
        return RAKED
    cuts = margins["dimension"].drop_duplicates().tolist()
    responses = responses.project("respondent, response_number, year").df()
    of_cuts = members.filter(f"cut in {(*cuts, '')}").df()
    return raked_weights(responses, of_cuts, margins)
