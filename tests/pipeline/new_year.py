"""A made-up 2024 with every kind of change, as a person would write it: seed rows."""

import csv
from pathlib import Path

from project import Project

from scripts.codebook.resolved import resolved
from scripts.codebook.seeds import SeedRow, read_seeds

# Of each seed the columns that are filled, and the rows that are added.
YEAR = {
    "codebook/questionnaires.csv": """
questionnaire,year,first_wave,last_wave,based_on
kto_2024,2024,2024-01,2024-06,kto_2023
""",
    "codebook/scales.csv": """
scale,label,lowest,highest,direction,compared_with,has_net_score
nps,Aanbeveling van 0 tot en met 10,0,10,up,recommendation,true
ease,Van 1 (makkelijk) tot en met 5 (moeilijk),1,5,down,ease,false
""",
    "policy/score_bands.csv": """
scale,band,lowest_score,highest_score,position,label
nps,good,9,10,1,Promotor
nps,sufficient,7,8,2,Passief
nps,insufficient,0,6,3,Criticaster
ease,good,4,5,1,Makkelijk
ease,sufficient,3,3,2,Neutraal
ease,insufficient,1,2,3,Moeilijk
""",
    "policy/value_labels.csv": """
column_name,value,label
kind,nps,aanbeveling
kind,ease,gemak
""",
    "codebook/questions.csv": """
question,kind,topic,position,label
waiting_time,scale_1_10,moment_of_truth,24,Wachttijd
recommend,nps,satisfaction,25,Aanbeveling
effort,ease,moment_of_truth,26,Gemak
""",
    "codebook/question_versions.csv": """
questionnaire,question,number,wording,comparable_with_previous,dropped
kto_2024,website,3,Hoe tevreden ben je over onze site?,true,
kto_2024,reachability,3,Hoe goed konden wij je bereiken?,false,
kto_2024,waiting_time,18,Hoe tevreden ben je over de wachttijd?,true,
kto_2024,recommend,19,Zou je ons aanbevelen?,true,
kto_2024,effort,20,Hoeveel moeite kostte het?,true,
kto_2024,planned_next,,,,true
""",
    "codebook/options.csv": """
question,option,position,label,excludes_others,is_net
first_heard,tiktok,11,TikTok,false,
client_question,retrain_by_course,10,Welke cursus kan ik doen?,false,
client_question,retrain_by_degree,11,Welk diploma kan ik halen?,false,
client_question,retrain,12,Omscholing,false,true
""",
    "codebook/option_versions.csv": """
questionnaire,question,option,label,comparable_with_previous,dropped
kto_2024,first_heard,tiktok,TikTok,true,
kto_2024,first_heard,facebook,,,true
kto_2024,client_question,how_to_retrain,,,true
kto_2024,client_question,retrain_by_course,Welke cursus kan ik doen?,true,
kto_2024,client_question,retrain_by_degree,Welk diploma kan ik halen?,true,
""",
    "codebook/option_groups.csv": """
question,net,option
client_question,retrain,how_to_retrain
client_question,retrain,retrain_by_course
client_question,retrain,retrain_by_degree
""",
    "codebook/export_columns.csv": """
questionnaire,file_kind,column_name,content,required,question,option,code_list
kto_2024,responses,site,score,true,website,,score_2023
kto_2024,responses,wachttijd,score,true,waiting_time,,score_2023
kto_2024,responses,aanbevelen,score,true,recommend,,nps
kto_2024,responses,moeite,score,true,effort,,ease
kto_2024,responses,v08_10,option_flag,true,client_question,retrain_by_course,flag_2023
kto_2024,responses,v08_11,option_flag,true,client_question,retrain_by_degree,flag_2023
""",
    "codebook/answer_codes.csv": """
code_list,raw_value,option,score
first_heard_2023,88,tiktok,
first_heard_2023,*,other,
nps,0,,0
nps,8,,8
nps,10,,10
ease,1,,1
ease,5,,5
""",
    "codebook/dimensions.csv": """
dimension,question,position,label,is_ordered
aftercare,aftercare_need,8,Behoefte aan contact,false
""",
    "codebook/subgroups.csv": """
dimension,subgroup,position,label
aftercare,none,1,Geen contact
aftercare,some,2,Wel contact
""",
    "codebook/subgroup_options.csv": """
dimension,option,subgroup
aftercare,no,none
aftercare,yes_on_my_initiative,some
aftercare,yes_one_contact,some
aftercare,yes_longer_contact,some
""",
}
# In July one question is worded otherwise, a column is renamed, an option is new.
MIDDLE = {
    "codebook/questionnaires.csv": """
questionnaire,year,first_wave,last_wave,based_on
kto_2024_july,2024,2024-07,2024-12,kto_2024
""",
    "codebook/question_versions.csv": """
questionnaire,question,number,wording,comparable_with_previous
kto_2024_july,opening_hours,3,Zijn wij vaak genoeg open?,false
""",
    "codebook/options.csv": """
question,option,position,label,excludes_others
first_heard,podcast,12,Podcast,false
""",
    "codebook/option_versions.csv": """
questionnaire,question,option,label,comparable_with_previous
kto_2024_july,first_heard,podcast,Podcast,true
""",
    "codebook/export_columns.csv": """
questionnaire,file_kind,column_name,content,required,question,option,code_list
kto_2024_july,responses,open,score,true,opening_hours,,score_2023
""",
    "codebook/answer_codes.csv": """
code_list,raw_value,option
first_heard_2023,89,podcast
""",
}
# What was one loket is part of another from 2024 on: two cells, no row.
MERGED, SUCCESSOR = "Twente", "Achterhoek"


def write_rows(project: Project, seeds: dict[str, str]) -> int:
    """Add the rows of a text per seed; returns how many a person wrote."""
    written = 0
    for seed, text in seeds.items():
        rows = list(csv.DictReader(text.strip().splitlines()))
        project.append(seed, rows)
        written += len(rows)
    return written


def merge_lokets(project: Project) -> None:
    """Fill in that a loket went up in another one after 2023."""
    rows = project.read("codebook/lokets.csv")
    for row in rows:
        if row["loket"] == MERGED:
            row |= {"merged_into": SUCCESSOR, "to_year": "2023"}
    project.write("codebook/lokets.csv", rows)


def write_exports(project: Project, folder: Path) -> Path:
    """Forty clients in March and forty in September, all of the successor.

    Thirty of each forty mark the site 9 and come by TikTok (in September by podcast),
    ten mark it 5 and write in 'De krant'. Half of them wanted a course and a diploma.
    """
    folder.mkdir()
    columns = resolved(read_seeds(project.folder / "seeds"))["export_columns"]
    for wave, name in (("2024-03", "kto_2024"), ("2024-09", "kto_2024_july")):
        own = [
            c
            for c in columns
            if c.at("questionnaire", "file_kind") == (name, "responses")
        ]
        with (folder / f"responses_{wave}.csv").open("w", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow([column["column_name"] for column in own])
            for number in range(40):
                writer.writerow([_cell(column, wave, number) for column in own])
        (folder / f"invitations_{wave}.csv").write_text(
            f"loket;uitgenodigd;herkomst\n{SUCCESSOR};200;synthetisch\n",
            encoding="utf-8",
        )
    return folder


def _cell(column: SeedRow, wave: str, number: int) -> str:
    happy = number < 30
    code = "88" if wave < "2024-07" else "89"
    answers = {
        "website": "9" if happy else "5",
        "waiting_time": "6",
        "recommend": "10" if happy else "0",
        "effort": "1" if happy else "5",
        "first_heard": code if happy else "De krant",
    }
    cells = {
        "respondent": f"R{wave}-{number}",
        "loket": SUCCESSOR,
        "invited_at": f"{wave}-01 09:00",
        "started_at": f"{wave}-02 09:00",
        "completed_at": f"{wave}-02 09:05",
        "origin": "synthetisch",
        "choice": "1",
        "score": "8",
        "option_flag": "1"
        if column["option"].startswith("retrain_by") and number % 2
        else "0",
    }
    content = column["content"]
    if content == "text":
        return ""
    return answers.get(column["question"], cells[content])
