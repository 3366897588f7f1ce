"""`codebook suggest` and `adopt` as somebody runs them: drafts, mistakes, privacy."""

import csv
import random
import shutil
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter
from known_truth import write_csv
from pipeline.foreign_surveys import write_library
from pipeline.made_up_2024 import write_2024
from project import ROOT

from scripts import inspect_codebook

SEEDS = str(ROOT / "seeds")


def run(*arguments: object) -> int:
    return inspect_codebook.main([str(argument) for argument in arguments])


def suggest(path: Path, out: Path, *more: object) -> int:
    return run("suggest", path, "--seeds", SEEDS, "--out", out, *more)


def read(folder: Path, seed: str) -> list[dict[str, str]]:
    with (folder / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A survey of another kind: no lokets, marks from 1 to 5, English, contact data."""
    rng = random.Random(4)
    header = ["ResponseId", "StartDate", "EndDate", "Satisfaction", "Q2_1", "Q2_2"]
    header += ["Q2_3", "Q2_3_TEXT", "Recommend", "Gender", "Topics", "Comments"]
    header += ["E-mail", "Empty", "Town", "Helped"]
    rows = [header]
    for number in range(3000):
        subjects = rng.sample(
            ["Housing", "Work", "Health", "Money"], rng.choice([1, 2])
        )
        rows.append(
            [
                f"R_{number:05d}",
                "2024-03-02 10:00:00",
                "2024-03-02 10:07:00",
                str(rng.choice([1, 2, 3, 4, 5, 99])),
                *(str(rng.choice([0, 1])) for _ in range(3)),
                "Jan Jansen rang me" if number % 100 == 0 else "",
                str(rng.randrange(11)),
                rng.choice(["Man", "Woman"]),
                "; ".join(subjects),
                f"what I say about case {number}" if number % 3 else "",
                f"person{number}@example.org",
                "",
                "Utrecht" if number > 4 else "Schubbekutterveen",
                rng.choice(["Yes", "No", "Don't know"]),
            ]
        )
    return write_csv(tmp_path / "responses_2024-03.csv", rows)


def test_a_foreign_survey_without_a_previous_one(
    foreign: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "draft"
    assert suggest(foreign, out, "--previous", "none") == 0
    kinds = {row["label"]: row["kind"] for row in read(out, "questions")}
    assert kinds["Recommend"] not in ("single", "multiple", "open")
    assert kinds["Satisfaction"] not in ("single", "multiple", "open", "scale_1_10")
    assert kinds["Gender"] == kinds["Town"] == kinds["Helped"] == "single"
    assert kinds["Topics"] == kinds["Q2"] == "multiple"
    assert kinds["Comments"] == "open"
    columns = {row["column_name"]: row for row in read(out, "export_columns")}
    assert columns["ResponseId"]["content"] == "respondent"
    assert columns["StartDate"]["content"] == "started_at"
    assert columns["EndDate"]["content"] == "completed_at"
    assert columns["Q2_1"]["content"] == "option_flag"
    assert columns["Topics"]["content"] == "option_list"
    assert columns["Topics"]["delimiter"] == ";"
    assert columns["Q2_3_TEXT"]["option"] == columns["Q2_3"]["option"]
    codes = {
        (row["code_list"], row["raw_value"]): row for row in read(out, "answer_codes")
    }
    missing = {raw for (_, raw), row in codes.items() if row["missing_kind"]}
    assert missing == {"99", "Don't know"}
    # who somebody is has no column, and what is empty is told
    assert "E-mail" not in columns
    said = capsys.readouterr().out
    assert "E-mail: looks like who somebody is" in said
    assert "Empty: is empty" in said
    assert "loket: no column of the file looks like loket" in said


def test_nobody_can_be_read_in_a_draft(
    foreign: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "draft"
    assert suggest(foreign, out, "--previous", "none") == 0
    said = capsys.readouterr().out
    said += "".join(path.read_text(encoding="utf-8") for path in out.iterdir())
    for personal in ("Jansen", "what I say", "example.org", "R_0", "Schubbekutterveen"):
        assert personal not in said
    # what ten rows share is an answer; what fewer have is counted only
    assert "Utrecht" in said
    assert (
        "not shown and not proposed is what fewer than 10 rows have, 1 in all" in said
    )


def test_nothing_is_ever_overwritten(
    foreign: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "draft"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    assert suggest(foreign, out, "--previous", "none") == 1
    assert "is there already and is left as it is" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_spss_without_labels_and_spss_with_them(tmp_path: Path) -> None:
    rng = random.Random(2)
    frame = pd.DataFrame(
        {
            "id": [f"x{number}" for number in range(200)],
            "q1": [float(rng.choice([1, 2])) for _ in range(200)],
            "q2": [float(rng.choice([1, 2, 3, 4, 5])) for _ in range(200)],
        }
    )
    degrees = ["Zeer ontevreden", "Ontevreden", "Neutraal", "Tevreden", "Zeer tevreden"]
    bare, labelled = tmp_path / "bare.sav", tmp_path / "labelled.sav"
    pyreadstat.write_sav(frame, bare)
    pyreadstat.write_sav(
        frame,
        labelled,
        column_labels=["nummer", "Heb je werk?", "Hoe tevreden ben je?"],
        variable_value_labels={
            "q1": {1: "Ja", 2: "Nee"},
            "q2": dict(enumerate(degrees, start=1)),
        },
    )
    assert suggest(bare, tmp_path / "a", "--year", 2024, "--previous", "none") == 0
    assert [row["kind"] for row in read(tmp_path / "a", "questions")] == [
        "single",
        "single",
    ]
    assert suggest(labelled, tmp_path / "b", "--year", 2024, "--previous", "none") == 0
    work, satisfied = read(tmp_path / "b", "questions")
    assert (work["kind"], work["question"]) == ("single", "heb_werk")
    assert satisfied["kind"] not in ("single", "multiple", "open")
    labels = {row["label"] for row in read(tmp_path / "b", "option_versions")}
    assert labels == {"Ja", "Nee"}


def test_labels_from_an_xlsform(tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(form) as book:
        sheets = {
            "survey": [
                ["type", "name", "label::Nederlands", "label::English"],
                ["select_one jn", "werk", "Heb je werk?", "Do you work?"],
                ["select_multiple doel", "doel", "Wat wil je?", "What do you want?"],
                ["text", "verder", "Nog iets?", "Anything else?"],
            ],
            "choices": [
                ["list_name", "name", "label::Nederlands", "label::English"],
                ["jn", "1", "Ja", "Yes"],
                ["jn", "2", "Nee", "No"],
                ["doel", "a", "Een opleiding", "Training"],
                ["doel", "b", "Een baan", "A job"],
            ],
        }
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
    rows = [["id", "werk", "doel/a", "doel/b", "verder"]]
    rows += [[f"r{n}", str(n % 2 + 1), str(n % 2), "1", ""] for n in range(40)]
    answers = write_csv(tmp_path / "responses_2024-03.csv", rows)
    out = tmp_path / "draft"
    more = ("--labels", form, "--language", "Nederlands", "--previous", "none")
    assert suggest(answers, out, *more) == 0
    assert {row["label"] for row in read(out, "option_versions")} == {
        *("Ja", "Nee", "Een opleiding", "Een baan"),
    }
    assert [row["wording"] for row in read(out, "question_versions")] == [
        "Heb je werk?",
        "Wat wil je?",
        "Nog iets?",
    ]
    # the form alone gives the questions as well
    alone = tmp_path / "alone"
    more = ("--year", 2024, "--previous", "none", "--language", "English")
    assert suggest(form, alone, *more) == 0
    assert [row["wording"] for row in read(alone, "question_versions")] == [
        "Do you work?",
        "What do you want?",
        "Anything else?",
    ]


def test_labels_from_the_same_export_in_words(tmp_path: Path) -> None:
    rng = random.Random(1)
    answers = [(str(rng.choice([1, 2, 3])), str(rng.choice([1, 2]))) for _ in range(60)]
    says = {"1": "Huur", "2": "Koop", "3": "Anders"}
    codes = [["id", "q1", "q2"], *([f"r{n}", *a] for n, a in enumerate(answers))]
    words = [["Nummer", "Hoe woon je?", "Heb je een tuin?"]]
    words += [
        [f"r{n}", says[a], {"1": "Ja", "2": "Nee"}[b]]
        for n, (a, b) in enumerate(answers)
    ]
    first = write_csv(tmp_path / "responses_2024-03.csv", codes)
    second = write_csv(tmp_path / "labels.csv", words)
    out = tmp_path / "draft"
    assert suggest(first, out, "--labels", second, "--previous", "none") == 0
    by_code = {r["raw_value"]: r["option"] for r in read(out, "answer_codes")[:3]}
    assert by_code == {"1": "huur", "2": "koop", "3": "other"}
    wordings = [row["wording"] for row in read(out, "question_versions")]
    assert wordings == ["Hoe woon je?", "Heb je een tuin?"]


MISTAKES = {
    "nothing.csv": ("", "is empty (0 bytes)"),
    "answers.csv": ("1;2;3\n4;5;6\n", "expected the names of the columns"),
    "tabs.csv": ("id\tq1\nr1\t2\n", "separated by tabs"),
    "book.xlsx": ("no workbook", "isn't an Excel workbook"),
    "data.sav": ("no spss", "isn't an SPSS file"),
    "letter.docx": ("text", "expected a file that ends in .csv, .xlsx, .sav"),
    "page.csv": ("<html><body>x</body></html>", "is a web page"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_file_that_cannot_be_read_gets_one_sentence(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, expected = MISTAKES[name]
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert suggest(path, tmp_path / "draft", "--year", 2024) == 1
    said = capsys.readouterr().err
    assert expected in said
    assert said.count("\n") == 1
    assert not (tmp_path / "draft").exists()


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([], "the year can't be told from the name of x.csv; add --year"),
        (["--first-wave", "2024-13"], "'2024-13' is no wave"),
        (
            ["--year", "2024", "--previous", "kto_1999"],
            "'kto_1999' is no",
        ),
        (["--year", "2024", "--questionnaire", "KTO 2024"], "'KTO 2024' is no id"),
        (
            ["--year", "2023", "--questionnaire", "kto_2023"],
            "is a questionnaire",
        ),
        (["--year", "2024", "--labels", "nowhere.csv"], "nowhere.csv is not there"),
    ],
)
def test_a_wish_that_cannot_be_met_gets_one_sentence(
    more: list[str], expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_csv(tmp_path / "x.csv", [["id", "q"], ["a", "1"], ["b", "2"]])
    assert suggest(path, tmp_path / "draft", *more) == 1
    said = capsys.readouterr().err
    assert expected in said
    assert said.count("\n") == 1


def test_odd_digits_are_words(tmp_path: Path) -> None:
    rows = [["id", "size"], *([f"r{n}", "²" if n % 2 else "③"] for n in range(40))]
    path = write_csv(tmp_path / "responses_2024-03.csv", rows)
    assert suggest(path, tmp_path / "draft", "--previous", "none") == 0


def test_columns_without_a_name_and_twice_the_same_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["id", "q1", "", "Q1"], *([f"r{n}", "1", "x", "2"] for n in range(30))]
    path = write_csv(tmp_path / "responses_2024-03.csv", rows)
    assert suggest(path, tmp_path / "draft", "--previous", "none") == 0
    said = capsys.readouterr().out
    assert "column 3 has no name and is left out" in said
    assert "column 4, Q1, is there already as column 2" in said


def test_labels_of_other_respondents_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [["id", "q1"], *([f"r{n}", str(n % 3)] for n in range(50))]
    other = [["id", "q1"], *([f"s{n}", "abcde"[n % 5]] for n in range(50))]
    first = write_csv(tmp_path / "responses_2024-03.csv", codes)
    second = write_csv(tmp_path / "labels.csv", other)
    more = ("--labels", second, "--previous", "none")
    assert suggest(first, tmp_path / "draft", *more) == 1
    assert "has its rows in another order" in capsys.readouterr().err
    short = write_csv(tmp_path / "short.csv", other[:20])
    more = ("--labels", short, "--previous", "none")
    assert suggest(first, tmp_path / "draft", *more) == 1
    assert "is not the same export" in capsys.readouterr().err


def test_a_draft_with_a_mistake_stays_out_of_the_seeds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(ROOT / "seeds", seeds)
    draft = tmp_path / "draft"
    draft.mkdir()
    path = draft / "loket_aliases.csv"
    path.write_text(
        "alias,loket\nTwente-Oost,Twente\nWest,Atlantis\n", encoding="utf-8"
    )
    assert run("adopt", draft, "--seeds", seeds) == 1
    said = capsys.readouterr().err
    assert f"{path}, line 3, column loket" in said
    assert run("check", "--draft", draft, "--seeds", seeds) == 1
    before = (seeds / "codebook" / "loket_aliases.csv").read_bytes()
    assert before == (ROOT / "seeds/codebook/loket_aliases.csv").read_bytes()
    path.write_text("alias,loket\nTwente-Oost,Twente\n", encoding="utf-8")
    assert run("check", "--draft", draft, "--seeds", seeds) == 0
    assert run("adopt", draft, "--seeds", seeds) == 0
    assert run("check", "--seeds", seeds) == 0
    after = (seeds / "codebook" / "loket_aliases.csv").read_bytes()
    assert after == before + b"Twente-Oost,Twente\n"


def test_marks_in_the_words_of_two_languages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """'Zeer tevreden' and 'Very satisfied' are one mark; the id has no telling name."""
    path = write_library(tmp_path / "exports") / "responses_2023-10.csv"
    out = tmp_path / "draft"
    assert suggest(path, out, "--previous", "none") == 0
    kinds = [row["kind"] for row in read(out, "questions")]
    assert kinds.count("scale_1_5") == 4
    scores = {row["raw_value"]: row["score"] for row in read(out, "answer_codes")}
    assert scores["Zeer tevreden"] == scores["Very satisfied"] == "5"
    assert scores["Ontevreden"] == scores["Dissatisfied"] == "2"
    contents = {row["content"] for row in read(out, "export_columns")}
    assert "respondent" in contents
    assert "Volgnummer: holds respondent" in capsys.readouterr().out


def test_a_column_with_a_value_of_its_own_in_every_row_is_the_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["Sleutel", "Mark"]]
    rows += [[f"k-{number}", str(number % 10 + 1)] for number in range(60)]
    path = write_csv(tmp_path / "responses_2024-03.csv", rows)
    assert suggest(path, tmp_path / "draft", "--previous", "none") == 0
    said = capsys.readouterr().out
    assert "Sleutel: has a value of its own in every row: taken for" in said
    columns = {
        row["column_name"]: row for row in read(tmp_path / "draft", "export_columns")
    }
    assert columns["Sleutel"]["content"] == "respondent"


def test_answers_in_own_words_are_a_write_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Many values that nobody shares beside a few that many do: a code *."""
    rng = random.Random(3)
    rows = [["respondent", "Channel"]]
    for number in range(400):
        own = f"Mijn buurman Jansen {number} vertelde het"
        shared = rng.choice(["Website", "Krant", "Familie"])
        rows.append([f"r{number}", own if number % 8 == 0 else shared])
    path = write_csv(tmp_path / "responses_2024-03.csv", rows)
    out = tmp_path / "draft"
    assert suggest(path, out, "--previous", "none") == 0
    codes = {row["raw_value"]: row["option"] for row in read(out, "answer_codes")}
    assert codes == {
        "Familie": "familie",
        "Krant": "krant",
        "Website": "website",
        "*": "other",
    }
    said = capsys.readouterr().out
    assert (
        "50 values that few rows have are taken for answers in somebody's own" in said
    )
    assert "Jansen" not in said
    # a few strange values are no write-in: they are counted and left to a person
    few = [row if len(row[1]) < 20 or row[0] in ("r0", "r8") else None for row in rows]
    path = write_csv(tmp_path / "responses_2024-04.csv", [row for row in few if row])
    assert suggest(path, tmp_path / "few", "--previous", "none") == 0
    codes = {row["raw_value"]: row for row in read(tmp_path / "few", "answer_codes")}
    assert "*" not in codes


def test_a_loket_that_is_spelled_otherwise_is_an_alias(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = ROOT / "data" / "responses_2023-05.csv"
    text = truth.read_text(encoding="utf-8-sig")
    names = [
        row["loket"]
        for row in csv.DictReader(
            (ROOT / "seeds/codebook/lokets.csv").read_text("utf-8").splitlines()
        )
    ]
    assert {"Rijnmond", "Drechtsteden"} <= set(names)
    header, *lines = list(csv.reader(text.splitlines()))
    place = header.index("loket")
    rows = [header, *([*line] for line in lines * 6)]
    for number, row in enumerate(rows[1:]):
        row[0] = f"r{number}"
        # of the lokets one is typed wrongly, one is new
        if row[place].endswith("Rijnmond"):
            row[place] = "Rijmond"
        if row[place].endswith("Drechtsteden"):
            row[place] = "Zeehavens"
    path = write_csv(tmp_path / "responses_2024-05.csv", rows)
    out = tmp_path / "draft"
    assert suggest(path, out) == 0
    assert [(r["alias"], r["loket"]) for r in read(out, "loket_aliases")] == [
        ("Rijmond", "Rijnmond")
    ]
    said = capsys.readouterr().out
    assert "'Rijmond' is taken for the loket Rijnmond" in said
    assert "'Zeehavens'; add them to lokets or loket_aliases" in said


def test_a_split_answer_is_proposed_as_a_net(tmp_path: Path) -> None:
    """The made-up 2024 splits 'work'; the net makes the years comparable."""
    march = write_2024(tmp_path / "exports") / "responses_2024-03.sav"
    out = tmp_path / "draft"
    assert suggest(march, out) == 0
    nets = [row for row in read(out, "options") if row["is_net"] == "true"]
    groups = read(out, "option_groups")
    for net in nets:
        members = [row["option"] for row in groups if row["net"] == net["option"]]
        assert len(members) >= 3
    assert any("Werk" in net["label"] for net in nets)
