"""A change in the middle of a year: a draft of a few rows, and no copy of the rest."""

import shutil
from pathlib import Path

import numpy as np
import pyreadstat
import pytest
from made_up_2024 import write_2024
from project import ROOT

from scripts import inspect_codebook


def run(*arguments: object) -> int:
    return inspect_codebook.main([str(argument) for argument in arguments])


def write_july(march: Path, july: Path) -> None:
    """From July a new question, a question less, and one answer more."""
    frame, meta = pyreadstat.read_sav(march, user_missing=True)
    labels = dict(meta.column_names_to_labels)
    values = {name: dict(named) for name, named in meta.variable_value_labels.items()}
    frame = frame.drop(columns="v18")
    frame["v22"] = np.random.default_rng(1).choice([6.0, 7, 8, 9], len(frame))
    labels["v22"] = "Hoe tevreden ben je over de parkeerplaatsen?"
    values.pop("v18")
    values["v07"][12] = "Bluesky"
    pyreadstat.write_sav(
        frame,
        july,
        column_labels={name: labels[name] for name in frame.columns},
        variable_value_labels=values,
    )


def test_a_change_within_a_year_takes_fewer_than_ten_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(ROOT / "seeds", seeds)
    march = write_2024(tmp_path / "exports") / "responses_2024-03.sav"
    july = tmp_path / "responses_2024-07.sav"
    write_july(march, july)
    year, half = tmp_path / "year", tmp_path / "half"
    assert run("suggest", march, "--seeds", seeds, "--out", year) == 0
    assert run("adopt", year, "--seeds", seeds) == 0
    more = ("--first-wave", "2024-07", "--questionnaire", "kto_2024_b")
    assert run("suggest", july, "--seeds", seeds, "--out", half, *more) == 0
    said = capsys.readouterr().out
    assert "kto_2024: goes on until 2024-12 and the new one begins in 2024-07" in said
    proposed = sum(
        len(path.read_text(encoding="utf-8").splitlines()) - 1
        for path in half.glob("*.csv")
    )
    assert proposed == 8
    assert run("check", "--draft", half, "--seeds", seeds) == 1
    # the ninth row: the first questionnaire ends before the second begins
    home = seeds / "codebook" / "questionnaires.csv"
    text = home.read_text(encoding="utf-8")
    home.write_text(text.replace("2024-01,2024-12", "2024-01,2024-06"), "utf-8")
    assert run("check", "--draft", half, "--seeds", seeds) == 0
    assert run("adopt", half, "--seeds", seeds) == 0
    assert run("diff", "kto_2024", "kto_2024_b", "--seeds", seeds) == 0
    assert "parkeerplaatsen" in capsys.readouterr().out
