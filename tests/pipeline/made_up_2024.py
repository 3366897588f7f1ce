"""A year that nobody held: the demo's 2023 with a change of every kind, in SPSS.

What changes, and in which column:

    site     the website's column has another name, and its question other words
    v03_2    the question asks something else: not comparable
    v06      no longer asked
    v07      a new answer (TikTok), and one that is gone (Facebook)
    v14      an answer that is split in two (work: permanent or temporary)
    v18      new: a mark from 1 to 10
    v19      new: from 0 to 10, whether clients would recommend it (a net score)
    v20      new: from 1 to 5, with words for the marks
    v21      new: a background question, to break results down by
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
from project import ROOT

CLIENTS = 150
# from September 2023 to March 2024
LATER = pd.Timedelta(days=182)
NEW_LABELS = {
    "site": "Hoe tevreden ben je over onze nieuwe site?",
    "v03_2": "Kreeg je ons per telefoon te pakken toen je dat wilde?",
    "v18": "Hoe tevreden ben je over de wachttijd?",
    "v19": "Hoe waarschijnlijk is het dat je het Leerwerkloket zou aanbevelen?",
    "v20": "Hoe vind je de sfeer op het Leerwerkloket?",
    "v21": "Welke taal spreek je thuis?",
}
NEW_VALUES = {
    "v18": {99: "n.v.t./weet ik niet"},
    "v20": {1: "Zeer slecht", 2: "Slecht", 3: "Neutraal", 4: "Goed", 5: "Zeer goed"},
    "v21": {1: "Nederlands", 2: "Een andere taal"},
}


def write_2024(folder: Path) -> Path:
    """Write the responses and invitations of March 2024; returns the folder."""
    folder.mkdir(parents=True)
    frame, meta = pyreadstat.read_sav(
        ROOT / "data" / "responses_2023-09.sav", user_missing=True
    )
    frame = frame.head(CLIENTS).copy()
    labels = dict(meta.column_names_to_labels)
    values = {name: dict(named) for name, named in meta.variable_value_labels.items()}
    rng = np.random.default_rng(11)
    frame["respondent_id"] = [f"S24-{number:05d}" for number in range(CLIENTS)]
    for moment in ("uitgenodigd", "gestart", "voltooid"):
        frame[moment] += LATER
    frame = frame.rename(columns={"v03_1": "site"}).drop(columns="v06")
    values["site"] = values.pop("v03_1")
    for name in ("v03_1", "v06"):
        labels.pop(name)
    values.pop("v06")

    frame.loc[frame["v07"] == 5, "v07"] = 2
    values["v07"].pop(5)
    values["v07"][11] = "TikTok"
    frame.loc[frame.index[:40], "v07"] = 11
    frame.loc[frame.index[:40], "v07_anders"] = ""

    values["v14"][1] = "Vast werk"
    values["v14"][9] = "Tijdelijk werk"
    working = frame.index[frame["v14"] == 1]
    frame.loc[working[::2], "v14"] = 9

    frame["v18"] = rng.choice([5.0, 6, 7, 8, 9, 99], CLIENTS)
    frame["v19"] = rng.choice(np.arange(0.0, 11), CLIENTS)
    frame["v20"] = rng.choice([1.0, 2, 3, 4, 5], CLIENTS)
    frame["v21"] = rng.choice([1.0, 2], CLIENTS)
    labels |= NEW_LABELS
    values |= NEW_VALUES
    pyreadstat.write_sav(
        frame,
        folder / "responses_2024-03.sav",
        column_labels={name: labels[name] for name in frame.columns},
        variable_value_labels=values,
    )
    lokets = sorted(set(frame["loket"]))
    lines = ["loket;uitgenodigd;herkomst", *(f"{n};60;synthetisch" for n in lokets)]
    (folder / "invitations_2024-03.csv").write_text(
        "\n".join(lines) + "\n", encoding="utf-8"
    )
    return folder
