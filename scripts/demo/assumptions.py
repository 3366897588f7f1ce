"""What the demo assumes beyond the published report, as tables of data.

The report gives rounded shares; the counts here lie inside these roundings and were
chosen so that every published difference can hold (for example 72 clients with five
or more conversations: 1% of fewer than 67 isn't a whole number of people, and 21%,
32% and 35% must be whole numbers too).
Where the report is silent (which months 2022 had, how many clients each loket had,
how the background answers go together) the values are simply plausible.
"""

SEED = 20231122

YEARS = (2023, 2022)
"""Order of fitting: 2022 is fitted against the figures of 2023."""

QUESTIONNAIRES = {2022: "kto_2022", 2023: "kto_2023"}

RESPONDENT_PREFIX = {2022: "S22", 2023: "S23"}

N_INVITED = {2022: 4_948, 2023: 11_046}

WAVES: dict[int, dict[str, float]] = {
    2022: {
        "2022-05": 0.8,
        "2022-06": 1.1,
        "2022-07": 0.9,
        "2022-08": 0.8,
        "2022-09": 1.1,
        "2022-10": 1.2,
        "2022-11": 1.2,
        "2022-12": 0.9,
    },
    2023: {
        "2023-02": 0.9,
        "2023-03": 1.1,
        "2023-04": 1.0,
        "2023-05": 0.9,
        "2023-06": 1.1,
        "2023-07": 0.9,
        "2023-08": 0.8,
        "2023-09": 1.0,
        "2023-10": 1.2,
        "2023-11": 1.2,
        "2023-12": 0.9,
    },
}
"""Waves with their relative size. The months of 2022 were never published."""

BACKGROUND: dict[int, dict[str, dict[str, int]]] = {
    2023: {
        "age": {
            "under_18": 7,
            "from_18_to_27": 154,
            "from_27_to_50": 1126,
            "from_50": 872,
        },
        "gender": {"male": 758, "female": 1373, "undisclosed": 28},
        "education": {
            "primary": 47,
            "vmbo": 200,
            "mbo_1": 48,
            "mbo_2": 128,
            "mbo_3": 164,
            "mbo_4": 446,
            "havo": 148,
            "vwo": 41,
            "hbo": 596,
            "university": 231,
            "country_of_origin": 58,
            "not_applicable": 52,
        },
        "situation": {
            "employed": 885,
            "benefit_uwv": 492,
            "jobseeker_no_benefit": 196,
            "benefit_municipality": 181,
            "self_employed": 128,
            "student": 35,
            "undisclosed": 35,
            "other": 207,
        },
        "conversations": {
            "1": 920,
            "2": 588,
            "3": 290,
            "4": 138,
            "5_or_more": 72,
            "unknown": 151,
        },
    },
    2022: {
        "age": {
            "under_18": 3,
            "from_18_to_27": 70,
            "from_27_to_50": 519,
            "from_50": 368,
        },
        "gender": {"male": 320, "female": 625, "undisclosed": 15},
        "education": {
            "primary": 8,
            "vmbo": 79,
            "mbo_1": 18,
            "mbo_2": 52,
            "mbo_3": 79,
            "mbo_4": 226,
            "havo": 83,
            "vwo": 20,
            "hbo": 254,
            "university": 106,
            "not_applicable": 35,
        },
        "situation": {
            "employed": 387,
            "benefit_uwv": 262,
            "jobseeker_no_benefit": 95,
            "benefit_municipality": 70,
            "student": 12,
            "undisclosed": 12,
            "other": 122,
        },
        "conversations": {
            "1": 418,
            "2": 267,
            "3": 118,
            "4": 52,
            "5_or_more": 31,
            "unknown": 74,
        },
    },
}
"""Respondents per background answer; the order is the order of drawing."""

LEANINGS: dict[tuple[str, str], dict[tuple[str, str], float]] = {
    ("education", "primary"): {("age", "under_18"): 3.0},
    ("education", "vmbo"): {("age", "from_50"): 0.5, ("age", "under_18"): 5.0},
    ("education", "mbo_2"): {("age", "from_18_to_27"): 0.7},
    ("education", "havo"): {("age", "from_18_to_27"): 1.2},
    ("education", "vwo"): {("age", "from_18_to_27"): 1.0},
    ("education", "hbo"): {("age", "under_18"): -5.0},
    ("education", "university"): {
        ("age", "from_18_to_27"): -0.6,
        ("age", "under_18"): -8.0,
    },
    ("situation", "student"): {
        ("age", "from_18_to_27"): 2.5,
        ("age", "under_18"): 4.0,
        ("age", "from_50"): -3.0,
    },
    ("situation", "benefit_uwv"): {("age", "from_50"): 0.6},
    ("situation", "benefit_municipality"): {
        ("education", "primary"): 1.2,
        ("education", "vmbo"): 0.7,
        ("education", "mbo_1"): 1.0,
        ("education", "country_of_origin"): 1.0,
        ("education", "hbo"): -0.5,
        ("education", "university"): -0.5,
    },
    ("situation", "self_employed"): {
        ("education", "hbo"): 0.4,
        ("education", "university"): 0.4,
        ("age", "from_18_to_27"): -1.5,
    },
    ("situation", "employed"): {
        ("education", "hbo"): 0.2,
        ("gender", "female"): 0.1,
    },
    ("conversations", "5_or_more"): {("situation", "benefit_uwv"): 0.3},
}
"""How much likelier (log-odds) an answer is for those with an earlier answer."""

TOOK_TEST: dict[int, dict[str, int]] = {
    2023: {
        "1": 212,
        "2": 310,
        "3": 155,
        "4": 78,
        "5_or_more": 46,
        "unknown": 60,
    },
    2022: {
        "1": 95,
        "2": 138,
        "3": 64,
        "4": 29,
        "5_or_more": 19,
        "unknown": 32,
    },
}
"""Respondents who took a test, by their number of conversations."""

LOKETS: dict[int, dict[str, int]] = {
    2023: {
        "Achterhoek": 67,
        "Amersfoort": 52,
        "Drechtsteden": 47,
        "Drenthe": 58,
        "Flevoland": 44,
        "FoodValley": 49,
        "Fryslân": 96,
        "Gooi en Vechtstreek": 31,
        "Groningen": 81,
        "Groot Amsterdam": 92,
        "Haaglanden": 71,
        "Helmond-de Peel": 54,
        "Holland Rijnland": 55,
        "Midden-Brabant": 85,
        "Midden-Gelderland": 63,
        "Midden-Holland": 38,
        "Midden-Limburg": 36,
        "Midden-Utrecht": 78,
        "Noord-Holland Noord": 56,
        "Noord-Limburg": 41,
        "Noordoost-Brabant": 68,
        "Regio Zwolle": 74,
        "Rijk van Nijmegen": 59,
        "Rijnmond": 118,
        "Rivierenland": 28,
        "Stedendriehoek en Noordwest Veluwe": 66,
        "Twente": 104,
        "West-Brabant": 66,
        "Zaanstreek/Waterland": 35,
        "Zeeland": 51,
        "Zuid-Holland Centraal": 43,
        "Zuid-Kennemerland en IJmond": 46,
        "Zuid-Limburg": 50,
        "Zuidoost-Brabant": 157,
    },
    2022: {
        "Achterhoek": 34,
        "Amersfoort": 28,
        "Drechtsteden": 22,
        "Drenthe": 31,
        "Flevoland": 24,
        "Fryslân": 52,
        "Groningen": 41,
        "Groot Amsterdam": 47,
        "Haaglanden": 36,
        "Helmond-de Peel": 25,
        "Holland Rijnland": 28,
        "Midden-Brabant": 42,
        "Midden-Gelderland": 34,
        "Midden-Utrecht": 42,
        "Noord-Holland Noord": 28,
        "Noord-Limburg": 24,
        "Noordoost-Brabant": 36,
        "Regio Zwolle": 39,
        "Rijk van Nijmegen": 32,
        "Rijnmond": 66,
        "Stedendriehoek en Noordwest Veluwe": 35,
        "Twente": 58,
        "West-Brabant": 33,
        "Zeeland": 27,
        "Zuid-Limburg": 26,
        "Zuidoost-Brabant": 70,
    },
}
"""Respondents per loket. Of 2023 the report names some; which 26 took part in 2022
is not published, apart from the pilots Rijnmond, Fryslân and Twente."""

TOOK_TEST_IN_LOKET: dict[int, dict[str, int]] = {
    2023: {"Achterhoek": 42, "Noord-Holland Noord": 34},
    2022: {},
}
"""Respondents who took a test in lokets of which the report prints it (n=41 and
n=33 gave a mark); elsewhere in proportion."""

DURATION_MEDIAN_SECONDS = 410
DURATION_SPREAD = 0.55
"""Log-normal time to fill in; the mean of 2023 is set to the published one."""

# -- answers ------------------------------------------------------------------------

MARK_SHAPE: dict[int, float] = {
    1: 0.14,
    2: 0.08,
    3: 0.13,
    4: 0.20,
    5: 0.45,
    6: 0.33,
    7: 0.67,
    8: 0.54,
    9: 0.27,
    10: 0.19,
}
"""How marks divide within their band before they are tilted to the printed mean."""

COMMON_LOADING = 0.78
"""Loading of every score on a respondent's general satisfaction."""

LOKET_SPREAD = 0.10
"""Standard deviation of a loket's effect on general satisfaction."""

NOT_APPLICABLE_SHARE: dict[str, float] = {"tests": 0.02, "advice": 0.02}
"""Share of n.v.t. where the printed bands don't reach 100% and don't print it."""

OPTION_LEANINGS: dict[tuple[str, str], dict[tuple[str, str], float]] = {
    ("outcome", "nothing"): {("satisfaction", ""): -2.2},
    ("outcome", "know_what_suits_me"): {
        ("satisfaction", ""): 0.5,
        ("took_test", "yes"): 0.8,
        ("client_question", "which_work_suits_me"): 0.6,
    },
    ("outcome", "more_insight_labour_market"): {
        ("satisfaction", ""): 0.5,
        ("client_question", "labour_market_chances"): 0.7,
    },
    ("outcome", "know_where_my_chances_are"): {("satisfaction", ""): 0.4},
    ("outcome", "more_self_confidence"): {("satisfaction", ""): 0.7},
    ("outcome", "know_where_to_train"): {("client_question", "how_to_retrain"): 0.8},
    ("outcome", "know_what_to_learn"): {("client_question", "how_to_retrain"): 0.5},
    ("outcome", "got_training_budget"): {
        ("client_question", "training_budget_request"): 2.5,
    },
    ("outcome", "know_how_to_finance_training"): {
        ("client_question", "financial_schemes"): 1.5,
        ("client_question", "training_budget_request"): 1.0,
    },
    ("aftercare_need", "no"): {("satisfaction", ""): -0.1},
    ("first_heard", "uwv"): {("situation", "benefit_uwv"): 1.6},
    ("first_heard", "municipality"): {("situation", "benefit_municipality"): 1.8},
    ("first_heard", "roc"): {("age", "from_18_to_27"): 1.2},
    ("done_after", "nothing_yet"): {("outcome", "nothing"): 1.0},
    ("done_after", "kept_working_where_i_was"): {("situation", "employed"): 2.0},
    ("done_after", "hired_for_new_job"): {
        ("situation", "employed"): 1.0,
        ("situation", "benefit_municipality"): -1.0,
    },
    ("done_after", "found_job"): {("situation", "employed"): 1.0},
    ("done_after", "applied_not_hired_yet"): {
        ("situation", "benefit_uwv"): 0.9,
        ("done_after", "hired_for_new_job"): -3.0,
    },
    ("done_after", "applied_for_jobs"): {("situation", "benefit_uwv"): 0.9},
    ("done_after", "applied_for_training"): {
        ("client_question", "training_budget_request"): 1.5,
    },
    ("planned_next", "apply_for_jobs"): {
        ("done_after", "applied_not_hired_yet"): 1.6,
        ("done_after", "applied_for_jobs"): 1.2,
        ("done_after", "hired_for_new_job"): -1.2,
    },
    ("planned_next", "start_new_job"): {("done_after", "hired_for_new_job"): 1.6},
    ("planned_next", "keep_working_where_i_was"): {
        ("done_after", "kept_working_where_i_was"): 2.5,
    },
    ("planned_next", "nothing_for_now"): {("outcome", "nothing"): 0.8},
}
"""How much likelier (log-odds) an option is: per standard deviation of general
satisfaction, or for those with another answer."""

STANDS_ALONE = {
    ("outcome", "nothing"): 8.0,
    ("done_after", "nothing_yet"): 4.0,
    ("planned_next", "nothing_for_now"): 3.0,
}
"""Options that (mostly) exclude the question's other options: log-odds against."""

CROWDING = 0.9
"""Log-odds against each further option once options have been chosen."""

DRAW_FIRST = {
    "outcome": ("nothing",),
    "done_after": ("nothing_yet",),
    "planned_next": ("nothing_for_now",),
}
"""Options that are drawn before the question's others."""

DRAW_LAST = "other"

ASSUMED_SHARES: dict[tuple[int, str], dict[str, float]] = {
    (2022, "done_after"): {
        "applied_for_jobs": 0.34,
        "found_job": 0.19,
        "started_education": 0.18,
        "kept_gathering_information": 0.33,
        "nothing_yet": 0.08,
        "other": 0.21,
    },
    (2022, "planned_next"): {
        "apply_for_jobs": 0.33,
        "gather_information": 0.31,
        "follow_education": 0.17,
        "nothing_for_now": 0.13,
        "other": 0.25,
    },
}
"""Shares of questions that the report doesn't print."""

COUNTS_BETWEEN: dict[tuple[int, str, str], tuple[int, int]] = {
    (2022, "outcome", "know_where_to_find_apprenticeship"): (73, 74),
    (2023, "outcome", "know_where_to_find_apprenticeship"): (136, 138),
    (2022, "client_question", "labour_market_chances"): (215, 215),
    (2023, "client_question", "labour_market_chances"): (551, 552),
    (2022, "client_question", "which_career_suits_me"): (215, 215),
    (2023, "client_question", "which_career_suits_me"): (551, 552),
    (2023, "aftercare_need", "yes_longer_contact"): (293, 298),
}
"""Totals that must lie at one side of their rounding. 8% and 6% knowing where to find
an apprenticeship differ too much to be no significant change; 7.6% and 6.4% don't.
Likewise 22% and 26% for two client questions: the report's text speaks of a rise of
another one only. And 19% of those on a municipal benefit stands out clearly from the
rest only where the total of 14% was rounded up."""

FITS_ANOTHER_OPTION: dict[tuple[str, str, str], str] = {
    (
        "client_question",
        "education",
        "which_work_suits_me",
    ): "which_education_suits_me",
}
"""Contradicted figures (question, dimension, printed option) with the option that
they do fit: the demo gives them to that option."""

# -- files --------------------------------------------------------------------------

OPEN_ANSWERS: dict[int, dict[str, int]] = {
    2022: {"dissatisfaction_reason": 69, "remarks": 214},
    2023: {"dissatisfaction_reason": 152, "remarks": 475},
}
OTHER_TEXT_SHARE = 0.85
"""Share of those who chose 'anders' and wrote what."""

INVITED_DAY = 6
"""Day of the month on which a wave's invitations go out (moved past weekends)."""

RESPONSE_DAYS = 4.0
"""Mean number of days between invitation and answer (at most LAST_RESPONSE_DAY)."""

LAST_RESPONSE_DAY = 21

FILE_FORMATS: dict[str, str] = {"2023-06": "xlsx", "2023-09": "sav"}
"""Format of a wave's responses where it isn't CSV."""

INVITATION_FORMATS: dict[str, str] = {"2023-06": "xlsx"}

COMMA_WAVES = ("2023-05", "2023-11")
"""Waves of which the CSV files have commas; the others have semicolons."""

LOKET_PREFIX = {2022: "Leerwerkloket ", 2023: ""}

LOKET_SPELLINGS: dict[str, dict[str, str]] = {
    "2022-05": {"Fryslân": "Leerwerkloket Friesland"},
    "2022-06": {
        "Fryslân": "Leerwerkloket Friesland",
        "Helmond-de Peel": "Leerwerkloket Helmond De Peel",
        "Regio Zwolle": "Leerwerkloket Zwolle",
    },
    "2023-03": {"Noord-Holland Noord": "NH Noord", "Regio Zwolle": "Zwolle"},
    "2023-06": {"FoodValley": "Food Valley"},
    "2023-07": {
        "Midden-Brabant": "Midden Brabant",
        "Zaanstreek/Waterland": "Zaanstreek-Waterland",
    },
}
"""Spellings of lokets that some waves use; all are aliases in the codebook."""

DELIVERED_TWICE = ("2023-04", "opnieuw")
"""Wave whose file is delivered again, unchanged, under another name."""

CORRECTED = ("2023-08", "v2")
"""Wave that is delivered with mistakes first, and corrected after that."""

N_MISSING_BEFORE_CORRECTION = 4
N_WRONG_BEFORE_CORRECTION = 6

ANSWERED_TWICE = ("2023-10", "2023-11")
"""Waves that both hold one respondent; the second counts."""

CUT_SHORT = ("2023-03", 22)
"""Wave with a row that stops after so many cells."""

IMPOSSIBLE_DATE = ("2023-07", "2023-07-32 10:15:00")
"""Wave with a row that was completed on a day that doesn't exist."""
