"""Two surveys that are not the KTO, made up here: a library's, and a care desk's.

The library's has two cycles of CSV, marks in the words of two languages, no lokets, no
invitations and no moments. The care desk's has three cycles of SPSS with labels: marks
from 1 to 5 and from 0 to 10, yes and no, a multiple response, four branches.
"""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat

Texts = dict[str, list[str]]

LIBRARY = {2023: 300, 2024: 360}
_MARKS: Texts = {
    "nl": ["Zeer ontevreden", "Ontevreden", "Neutraal", "Tevreden", "Zeer tevreden"],
    "en": [
        "Very dissatisfied",
        "Dissatisfied",
        "Neutral",
        "Satisfied",
        "Very satisfied",
    ],
}
_UNKNOWN = {"nl": "Weet ik niet", "en": "Don't know"}
_VISITS: Texts = {
    "nl": ["Elke week", "Elke maand", "Zelden"],
    "en": ["Every week", "Every month", "Seldom"],
}
_USES: Texts = {
    "nl": ["Boeken lenen", "Studeren", "Een cursus"],
    "en": ["Borrowing books", "Studying", "A course"],
}
_AGES: Texts = {
    "nl": ["Jonger dan 25", "25 tot 65", "65 of ouder"],
    "en": ["Under 25", "25 to 65", "65 or older"],
}
_LANGUAGES = {"nl": "Nederlands", "en": "English"}
_MARKED = ("bibliotheek", "collectie", "medewerkers", "gebouw")


def write_library(folder: Path) -> Path:
    """Write the files of October 2023 and 2024; in 2024 with a question more."""
    folder.mkdir()
    for year, people in LIBRARY.items():
        rng = np.random.default_rng(year)
        header = ["Volgnummer", "Taal"]
        header += [f"Tevredenheid over: {part}" for part in _MARKED]
        header += ["Hoe vaak komt u hier?", "Waarvoor komt u?", "Leeftijd"]
        header += ["Leent u ook online?"] * (year == 2024)
        path = folder / f"responses_{year}-10.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(header)
            for number in range(people):
                writer.writerow(_visitor(rng, year, number))
    return folder


def _visitor(rng: np.random.Generator, year: int, number: int) -> list[str]:
    tongue = "nl" if rng.random() < 0.7 else "en"
    age = int(rng.integers(3))
    row = [f"B{year}{number:04}", _LANGUAGES[tongue]]
    for place, _ in enumerate(_MARKED):
        mean = 3.4 + 0.3 * age + 0.1 * place + 0.2 * (year - 2023)
        mark = int(np.clip(round(rng.normal(mean, 0.9)), 1, 5))
        unknown = rng.random() < 0.05
        row.append(_UNKNOWN[tongue] if unknown else _MARKS[tongue][mark - 1])
    uses = [use for use in _USES[tongue] if rng.random() < 0.5]
    row += [_VISITS[tongue][rng.integers(3)], "; ".join(uses), _AGES[tongue][age]]
    if year == 2024:
        row.append(str(rng.choice(["Ja", "Nee"])))
    return row


CARE = {2022: 240, 2023: 280, 2024: 320}
BRANCHES = {1: "Noord", 2: "Oost", 3: "Zuid", 4: "West"}
_DEGREES = {1: "Zeer oneens", 2: "Oneens", 3: "Neutraal", 4: "Eens", 5: "Zeer eens"}
_CHANNELS = {
    2022: ["Telefoon", "Balie", "Brief"],
    2023: ["Telefoon", "Balie", "Brief"],
    2024: ["Telefoon", "Balie", "WhatsApp"],
}
_STATEMENTS = {
    "V1": "Ik ben goed geholpen",
    "V2": "De medewerker luisterde naar mij",
    "V3": "Ik weet waar ik aan toe ben",
    "V4": "Ik kon snel terecht",
}


def write_care(folder: Path) -> Path:
    """Write responses_2022-05.sav to responses_2024-05.sav.

    From 2023 on a statement more; in 2024 a channel that came for one that went.
    """
    folder.mkdir()
    for year, people in CARE.items():
        rng = np.random.default_rng(year)
        branch = rng.choice(list(BRANCHES), people, p=[0.4, 0.3, 0.2, 0.1]).astype(
            float
        )
        data: dict[str, object] = {
            "casenr": [f"C{year}-{number:04}" for number in range(people)],
            "vestiging": branch,
        }
        labels = {"casenr": "Nummer", "vestiging": "Bij welke vestiging was u?"}
        values: dict[str, dict[int, str]] = {"vestiging": BRANCHES}
        for name, words in _STATEMENTS.items():
            if name == "V4" and year == 2022:
                continue
            mean = 3.4 + 0.15 * (year - 2022) + 0.3 * (branch == 2)
            marks = np.clip(np.round(rng.normal(mean, 1)), 1, 5)
            data[name] = np.where(rng.random(people) < 0.04, 9, marks)
            labels[name], values[name] = words, {**_DEGREES, 9: "Weet niet"}
        likely = rng.normal(7 + 0.3 * (year - 2022), 2, people)
        data["NPS"] = np.clip(np.round(likely), 0, 10)
        labels["NPS"] = "Hoe waarschijnlijk is het dat u ons zou aanbevelen?"
        values["NPS"] = {0: "Zeer onwaarschijnlijk", 10: "Zeer waarschijnlijk"}
        data["opgelost"] = rng.choice([1.0, 2.0], people, p=[0.6, 0.4])
        labels["opgelost"], values["opgelost"] = "Is uw vraag opgelost?", _YES_OR_NO
        for place, channel in enumerate(_CHANNELS[year], start=1):
            name = f"kan_{place}"
            data[name] = (rng.random(people) < 0.4).astype(float)
            labels[name] = f"Hoe hebt u contact gehad?: {channel}"
            values[name] = {0: "Niet gekozen", 1: "Gekozen"}
        data["lft"] = rng.choice([1.0, 2.0, 3.0], people)
        labels["lft"], values["lft"] = "Leeftijd", _AGE
        pyreadstat.write_sav(
            pd.DataFrame(data),
            folder / f"responses_{year}-05.sav",
            column_labels=labels,
            variable_value_labels=values,
        )
    return folder


_YES_OR_NO = {1: "Ja", 2: "Nee"}
_AGE = {1: "Tot 35 jaar", 2: "35 tot 65 jaar", 3: "65 jaar en ouder"}
