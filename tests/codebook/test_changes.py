"""What changed between two questionnaires, in Dutch."""

from pathlib import Path

import pytest
from broken_seeds import SEEDS, BrokenSeeds

from scripts import inspect_codebook
from scripts.codebook.changes import UnknownQuestionnaireError, changes_between
from scripts.codebook.changes_in_words import as_markdown, as_text, sections
from scripts.codebook.seeds import read_seeds


def told(folder: Path = SEEDS) -> dict[str, list[str]]:
    return dict(sections(changes_between(read_seeds(folder), "2022", "kto_2023")))


def test_2023_beside_2022() -> None:
    sections_told = told()
    assert list(sections_told) == ["Nieuwe vragen", "Gewijzigde vragen", "Ongewijzigd"]
    assert sections_told["Nieuwe vragen"][0] == (
        "Duidelijkheid van het traject: ‘Hoe tevreden ben je over de duidelijkheid van "
        "het traject?’ Er is geen uitkomst van 2022 om mee te vergelijken."
    )
    changed = sections_told["Gewijzigde vragen"]
    assert [item.partition(":")[0] for item in changed] == [
        "Kennis van de adviseur",
        "Gedaan na het laatste contact",
        "Plannen",
        "Situatie",
        "Hoogst afgeronde opleiding",
    ]
    assert changed[3] == (
        "Situatie: een nieuw antwoord is ‘Ik ben ZZP'er’. De uitkomsten zijn "
        "vergelijkbaar met 2022."
    )
    assert "De uitkomsten zijn niet vergelijkbaar met 2022." in changed[1]
    assert "Vervallen zijn ‘Ik heb gesolliciteerd’ en" in changed[1]
    assert sections_told["Ongewijzigd"] == [
        "16 vragen zijn gelijk gebleven en vergelijkbaar tussen 2022 en 2023."
    ]


def test_routing_and_options_that_are_not_comparable(tmp_path: Path) -> None:
    seeds = BrokenSeeds.copy(tmp_path)
    # whom a question was put to is not inherited, and neither is a changed option
    dropped = "kto_2023,tests,,,true\n"
    seeds.change("codebook/routing", "overall,5,\n", f"overall,5,\n{dropped}")
    row = "kto_2023,planned_next,follow_education,,,,true\n"
    changed_row = "kto_2023,gender,male,Mannelijk,false,report,\n"
    seeds.change("codebook/option_versions", row, row + changed_row)
    assert seeds.sentences() == []
    changed = told(seeds.folder)["Gewijzigde vragen"]
    assert (
        "Testen: in 2022 is zij gesteld aan wie bij ‘Testen gemaakt’ ‘Ja’ antwoordde, "
        "in 2023 aan iedereen. De uitkomsten zijn vergelijkbaar met 2022."
    ) in changed
    assert (
        "Geslacht: het antwoord ‘Man’ heet nu ‘Mannelijk’. De uitkomsten zijn "
        "vergelijkbaar met 2022. Dat geldt niet voor ‘Mannelijk’: die is niet "
        "vergelijkbaar."
    ) in changed


def test_the_way_back_has_questions_that_are_gone() -> None:
    changes = changes_between(read_seeds(SEEDS), "2023", "2022")
    gone = dict(sections(changes))["Vervallen vragen"]
    assert gone[0].startswith("Duidelijkheid van het traject: ‘Hoe tevreden")


def test_both_formats_say_the_same() -> None:
    changes = changes_between(read_seeds(SEEDS), "2022", "2023")
    text, markdown = as_text(changes), as_markdown(changes)
    plain = markdown.replace("**", "").replace("### ", "").replace("## ", "")
    assert [line for line in plain.splitlines() if line] == [
        line for line in text.splitlines() if line
    ]
    assert "- **Situatie**: een nieuw antwoord" in markdown


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert inspect_codebook.main(["diff", "2022", "2023", "--seeds", str(SEEDS)]) == 0
    assert capsys.readouterr().out.startswith("Wat is er veranderd tussen KTO")
    assert inspect_codebook.main(["diff", "2022", "2031", "--seeds", str(SEEDS)]) == 1
    assert capsys.readouterr().err == (
        "'2031' is no questionnaire of the codebook; expected 2022, 2023, kto_2022 or "
        "kto_2023.\n"
    )


def test_two_questionnaires_are_needed() -> None:
    with pytest.raises(UnknownQuestionnaireError, match="are the same questionnaire"):
        changes_between(read_seeds(SEEDS), "2022", "kto_2022")


def test_a_year_with_two_questionnaires_asks_which(tmp_path: Path) -> None:
    seeds = BrokenSeeds.copy(tmp_path)
    seeds.change(
        "codebook/questionnaires",
        "kto_2023,2023,2023-01,2023-12",
        "kto_2023,2022,2023-01,2023-12",
    )
    with pytest.raises(UnknownQuestionnaireError) as caught:
        changes_between(read_seeds(seeds.folder), "2022", "kto_2023")
    assert str(caught.value) == (
        "2022 has 2 questionnaires; name one of them: kto_2022 or kto_2023."
    )


def test_scales_and_lokets_that_came_or_went(tmp_path: Path) -> None:
    seeds = BrokenSeeds.copy(tmp_path)
    seeds.change(
        "codebook/lokets",
        "Achterhoek,Achterhoek,1,report,,,\n",
        "Achterhoek,Achterhoek,1,report,Twente,,2022\n",
    )
    seeds.change(
        "codebook/lokets",
        "Amersfoort,Amersfoort,2,assumed,,,\n",
        "Amersfoort,Amersfoort,2,assumed,,2023,\n",
    )
    seeds.change(
        "codebook/scales",
        "marks,false\n",
        "marks,false\nscale_1_5,Cijfer van 1 tot en met 5,1,5,up,five,false\n",
    )
    bands = "good,4,5,1,Goed", "sufficient,3,3,2,Voldoende", "insufficient,1,2,3,Laag"
    path = seeds.folder / "policy" / "score_bands.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "".join(f"scale_1_5,{band}\n" for band in bands), "utf-8")
    label = "kind,scale_1_10,cijfer van 1 tot 10\n"
    seeds.change("policy/value_labels", label, label + label.replace("10", "5"))
    seeds.change(
        "codebook/questions",
        "trajectory_clarity,scale_1_10",
        "trajectory_clarity,scale_1_5",
    )
    sections_told = dict(
        sections(changes_between(read_seeds(seeds.folder), "2022", "2023"))
    )
    assert sections_told["Loketten"] == [
        "Achterhoek: is na 2022 opgegaan in Twente. De cijfers van Achterhoek blijven "
        "bestaan zoals zij zijn.",
        "Amersfoort: bestaat sinds 2023.",
    ]
    assert sections_told["Schalen"] == [
        "Cijfer van 1 tot en met 5: in 2023 zijn er vragen met cijfers van 1 tot en "
        "met 5, in 2022 niet. Zij staan in geen ranglijst met cijfers op een andere "
        "schaal."
    ]


def test_a_question_with_other_marks(tmp_path: Path) -> None:
    seeds = BrokenSeeds.copy(tmp_path)
    path = seeds.folder / "codebook" / "answer_codes.csv"
    rows = "".join(f"five,{mark},,{mark},,,,\n" for mark in range(1, 6))
    path.write_text(path.read_text(encoding="utf-8") + rows, "utf-8")
    column = "kto_2023,responses,v01,score,true,overall,,score_2023,,\n"
    seeds.change(
        "codebook/export_columns", column, column.replace("score_2023", "five")
    )
    changed = told(seeds.folder)["Gewijzigde vragen"]
    assert any(
        "het cijfer liep van 1 tot en met 10 en loopt nu van 1 tot en met 5." in c
        for c in changed
    )
