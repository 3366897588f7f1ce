"""A codebook for a survey of its own: begun, and filled by what is suggested."""

import csv
from pathlib import Path

import pytest
from broken_seeds import BrokenSeeds
from pipeline.foreign_surveys import write_care

from scripts import inspect_codebook
from scripts.codebook.bands import band_label, reach


def run(*arguments: object) -> int:
    return inspect_codebook.main([str(argument) for argument in arguments])


def begin(seeds: BrokenSeeds, kept: Path, name: str = "Meting Zorgpunt") -> int:
    return run("begin", "--name", name, "--seeds", seeds.folder, "--kept", kept)


def rows_in(folder: Path) -> int:
    return sum(
        len(path.read_text(encoding="utf-8").splitlines()) - 1
        for path in folder.glob("*.csv")
    )


def test_what_is_about_the_survey_goes_and_the_rest_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds = BrokenSeeds.copy(tmp_path)
    before = {p: p.read_bytes() for p in sorted(seeds.folder.rglob("*.csv"))}
    kept = tmp_path / "before"
    assert begin(seeds, kept) == 0
    assert f"as it was it is kept in {kept}" in capsys.readouterr().out
    for path, content in before.items():
        assert (kept / path.relative_to(seeds.folder)).read_bytes() == content
    # what is left to say, and nothing about phrases, policy or the report
    assert seeds.sentences() == [
        "seeds/codebook/questionnaires.csv: the seed has no rows.",
        "seeds/codebook/questions.csv: the seed has no rows.",
        "seeds/codebook/question_versions.csv: the seed has no rows.",
        "seeds/codebook/export_columns.csv: the seed has no rows.",
        "seeds/codebook/lokets.csv: the seed has no rows; a survey that tells no "
        "lokets apart has one row, the organisation as a whole.",
    ]
    assert "survey,name,Meting Zorgpunt" in seeds.text("codebook/phrases")
    for seed in ("codebook/months", "policy/headings", "codebook/suggestion_words"):
        path = seeds.folder / f"{seed}.csv"
        assert path.read_bytes() == before[path]


def test_nothing_is_lost_by_beginning_twice_or_without_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds, kept = BrokenSeeds.copy(tmp_path), tmp_path / "before"
    kept.mkdir()
    text = seeds.text("codebook/questions")
    assert begin(seeds, kept) == 1
    assert "is there already and is left as it is" in capsys.readouterr().err
    assert begin(seeds, tmp_path / "other", " ") == 1
    assert "has no name" in capsys.readouterr().err
    assert seeds.text("codebook/questions") == text


def test_three_cycles_by_what_is_suggested(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One setting is written by hand; the later cycles take ten proposed rows."""
    seeds = BrokenSeeds.copy(tmp_path)
    exports = write_care(tmp_path / "exports")
    assert begin(seeds, tmp_path / "before") == 0
    counts = []
    for year, more in ((2022, ("--previous", "none")), (2023, ()), (2024, ())):
        path, draft = exports / f"responses_{year}-05.sav", tmp_path / str(year)
        name = ("--questionnaire", f"zorg_{year}")
        asked = ("--seeds", seeds.folder, "--out", draft)
        assert run("suggest", path, *asked, *name, *more) == 0
        if year == 2022:
            assert run("check", "--draft", draft, "--seeds", seeds.folder) == 1
            assert "main_question is 'overall'; expected" in capsys.readouterr().out
            setting = "main_question,,overall"
            seeds.change(
                "policy/report_policy", setting, "main_question,,goed_geholpen"
            )
        assert run("adopt", draft, "--seeds", seeds.folder) == 0
        counts.append(rows_in(draft))
    assert seeds.sentences() == []
    assert counts[1:] == [4, 6]
    with (seeds.folder / "codebook" / "scales.csv").open(encoding="utf-8") as file:
        scales = {row["scale"]: row["has_net_score"] for row in csv.DictReader(file)}
    assert scales["nps"] == "true"


def test_a_scale_of_yes_and_no() -> None:
    yes = {"label": "Ja", "lowest_score": "1", "highest_score": "1"}
    no = {"label": "Nee", "lowest_score": "0", "highest_score": "0"}
    bands = {"good": yes, "insufficient": no}
    assert (reach("good", bands), band_label("insufficient", bands)) == ("‘Ja’", "Nee")


def test_a_scale_with_two_marks_needs_no_band_between(tmp_path: Path) -> None:
    seeds = BrokenSeeds.copy(tmp_path)
    path = seeds.folder / "codebook" / "scales.csv"
    scale = "yes_no,Ja of nee,0,1,up,yes_no,false\n"
    path.write_text(path.read_text(encoding="utf-8") + scale, "utf-8")
    assert any("band good of yes_no is missing" in s for s in seeds.sentences())
    path = seeds.folder / "policy" / "score_bands.csv"
    bands = "yes_no,good,1,1,1,Ja\nyes_no,insufficient,0,0,2,Nee\n"
    path.write_text(path.read_text(encoding="utf-8") + bands, "utf-8")
    assert seeds.sentences() == []
