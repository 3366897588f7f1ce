"""Personal data in open answers: what is masked, and what is left as it is."""

import subprocess
import sys

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from project import ROOT, Project

from scripts.open_answers.masking import TAGS, mask, mask_answers, mask_texts

# All numbers are made up. The BSNs pass the eleven-test and the IBAN its check digits.
MASKED = [
    # e-mail
    ("mail naar k.klant+werk@voorbeeld.example.nl.", "mail naar [e-mail]."),
    ("K.KLANT@EXAMPLE.NL of kees@werk", "[e-mail] of [e-mail]"),
    ("kees @ example.nl, kees (at) example.nl", "[e-mail], [e-mail]"),
    ("te vinden als @kees_klant", "te vinden als [account]"),
    # telephone
    ("bel 06-12345678", "bel [telefoon]"),
    ("bel 0612345678, niet 06.12.34.56.78", "bel [telefoon], niet [telefoon]"),
    ("06 12345678 10 uur", "[telefoon] 10 uur"),
    ("mbo 4 06 12345678", "mbo 4 [telefoon]"),
    ("+31 (0)6 12345678 of 0031612345678", "[telefoon] of [telefoon]"),
    ("(070) 123 45 67, tel.0701234567", "[telefoon], tel.[telefoon]"),
    ("0612345678/0687654321", "[telefoon]/[telefoon]"),
    ("+32 470 12 34 56", "[telefoon]"),
    # BSN, and other long numbers
    ("bsn 111222333", "bsn [bsn]"),
    ("BSN:1112.22.333 en 123 456 782", "BSN:[bsn] en [bsn]"),
    ("mijn nummer is 123456789", "mijn nummer is [nummer]"),
    ("klantnummer KL20231234", "klantnummer [nummer]"),
    # IBAN
    ("op NL91ABNA0417164300.", "op [iban]."),
    ("nl91 abna 0417 1643 00 op naam van", "[iban] op naam van"),
    ("BE68 5390 0754 7034", "[iban]"),
    ("NL92ABNA0417164300", "[iban]"),
    # postcode and address
    ("nu 1234 AB 56, graag aanpassen", "nu [postcode], graag aanpassen"),
    ("1234AB-12a of 1234 ab 12 of 1234ab", "[postcode] of [postcode] of [postcode]"),
    ("1234 AB, huisnummer 7", "[postcode]"),
    ("ik woon in 3511 LX Utrecht", "ik woon in [postcode] Utrecht"),
    ("wij zitten op 1234 EN 12", "wij zitten op [postcode]"),
    ("Dorpsstraat 12a, derde etage", "[adres], derde etage"),
    # plates, web addresses, dates of birth
    ("kenteken 12-GHB-3", "kenteken [kenteken]"),
    ("zie www.kees-klant.nl.", "zie [url]."),
    ("geboren op 3/4/85", "geboren op [geboortedatum]"),
    # names after a salutation
    ("Mevrouw De Vries was er", "Mevrouw [naam] was er"),
    ("mevr.Jansen, dhr. J. van der Berg", "mevr.[naam], dhr. [naam]"),
    ("mw. A.B. van 't Hof", "mw. [naam]"),
    ("de heer en mevrouw Jansen-de Boer", "de heer en mevrouw [naam]"),
    ("Mevr. El Amrani en Meneer Bakker", "Mevr. [naam] en Meneer [naam]"),
    ("mevrouw Smit en De Boer", "mevrouw [naam]"),
    ("mw. Van Den Berg Zij hielp mij", "mw. [naam] Zij hielp mij"),
    ("dhr. JANSEN en dr. O'Neill", "dhr. [naam] en dr. [naam]"),
    ("meneer Öztürk-Şahin wist", "meneer [naam] wist"),
    ("mijn adviseur Karin was top", "mijn adviseur [naam] was top"),
    ("mijn loopbaancoach, Karin van Dijk,", "mijn loopbaancoach, [naam],"),
    ("mijn naam is Kees Klant", "mijn naam is [naam]"),
    ("mijn dochter Anouk gaat", "mijn dochter [naam] gaat"),
    ("Beste Karin, dank", "Beste [naam], dank"),
    ("Prima. Bedankt Karin!", "Prima. Bedankt [naam]!"),
    ("Met vriendelijke groet,\nK. Klant", "Met vriendelijke groet,\n[naam]"),
]

KEPT = [
    "",
    "nee",
    "mbo 4, havo 5, groep 8 en 2x per week",
    "een 7,5 en een 10",
    "7 8 8 9 9 8 7 8 8",
    "in 2022 en 2023, van 2019 2020 2021 2022",
    "in 2022 en 12 keer daarna",
    "in 2022 EN 2023",
    "WIJ WAREN ER IN 2022 EN 12 KEER",
    "2023 is goed, 1500 km en 2500 pm",
    "€ 1.250,00 of 12500 euro of €12500000",
    "op 01-02-2023 10:30 uur",
    "01/02/2023 10 uur en 12.03.2023 14 uur",
    "09.00-12.30 13.00-17.00 uur",
    "bel 0900-1234567 of 0800-1234567",
    "06-1234567",
    "10 @ 5 euro",
    "mevrouw was aardig",
    "Mevrouw van de balie en meneer van het UWV",
    "de heer van het Leerwerkloket",
    "MEVROUW WAS TOP",
    "Mijn adviseur. De balie ook.",
    "De adviseur Was aardig",
    "de adviseur van ROC Midden",
    "de beste Nederlandse cursus, elke dag Nederlands",
    "Hallo, Ik ben tevreden",
    "Groeten van een klant uit de regio",
    "Onderweg 2 keer gebeld",
    "Twee dingen:\n- de koffie\n- de stoelen",
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_personal_data_become_tags(text: str, expected: str) -> None:
    assert mask(text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert mask(text) == text


def test_every_tag_is_tried() -> None:
    assert [tag for tag in TAGS if not any(tag in text for _, text in MASKED)] == []


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_masking_twice_is_masking_once(text: str, expected: str) -> None:
    assert mask(expected) == expected


def test_a_series_is_masked_as_its_texts_are() -> None:
    # so no text with personal data is passed over by the look at all texts together
    texts = pd.Series([*(text for text, _ in MASKED), *KEPT, None])
    expected = [*(text for _, text in MASKED), *KEPT]
    masked = mask_texts(texts)
    assert masked[:-1].tolist() == expected
    assert pd.isna(masked.iloc[-1])


def test_a_table_keeps_its_types_and_counts_its_tags() -> None:
    cells = pa.table(
        {
            "option": pa.array([None, None], pa.string()),
            "answer": ["mevrouw De Vries, bel 0612345678", "nee"],
        }
    )
    masked = mask_answers(cells)
    assert masked.to_pydict() == {
        "option": [None, None],
        "answer": ["mevrouw [naam], bel [telefoon]", "nee"],
        "n_masked": [2, 0],
    }
    for table in (masked, mask_answers(cells.slice(0, 0))):
        duckdb.from_arrow(table).create("answers")
        types = duckdb.sql("select column_type from (describe answers)").fetchall()
        duckdb.sql("drop table answers")
        assert types == [("VARCHAR",), ("VARCHAR",), ("INTEGER",)]


def test_libraries_wait_for_a_candidate() -> None:
    command = (
        "import sys; from scripts.open_answers.masking import mask;"
        "mask('mbo 4 in 2023, mevrouw De Vries, k@example.nl');"
        "print([name for name in ('stdnum', 'phonenumbers') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]", done.stderr


# --- the demo warehouse --------------------------------------------------------------


def text_columns(project: Project, schema: str) -> list[tuple[str, str]]:
    return project.query(
        "select table_schema || '.' || table_name, column_name"
        " from information_schema.columns"
        " inner join information_schema.tables using (table_schema, table_name)"
        f" where table_schema = '{schema}' and table_type = 'BASE TABLE'"
        " and data_type = 'VARCHAR'"
    )


def test_personal_data_of_the_demo_stay_in_raw(demo: Project) -> None:
    needles = "example[.]nl|12345678|111222333|0417164300|Vries|Bakker|Amrani|1234 AB"
    raw = demo.query(
        "select count(*) from staging.stg_kto__open_answer_cells"
        f" where regexp_matches(answer, '{needles}')"
    )
    assert raw[0][0] > 5, "the demo has personal data to mask"
    for schema in ("staging", "marts"):
        columns = text_columns(demo, schema)
        assert columns
        for table, column in columns:
            query = (
                f'select "{column}" from {table}'
                f" where regexp_matches(\"{column}\", '{needles}')"
            )
            assert demo.query(query) == [], (table, column)


def test_no_mart_holds_an_open_answer(demo: Project) -> None:
    # short answers ('nee', 'radio') could be a label as well
    sentences = (
        "select answer from staging.stg_kto__open_answers where length(answer) > 30"
    )
    for table, column in text_columns(demo, "marts"):
        query = f'select "{column}" from {table} where "{column}" in ({sentences})'
        assert demo.query(query) == [], (table, column)
