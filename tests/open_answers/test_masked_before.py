"""A text that an earlier build has masked is not masked again."""

import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from project import ROOT, Project

from scripts.open_answers import masking
from scripts.open_answers.masked_before import mask_new_answers

ANSWERS = pa.table({"answer": ["mevrouw De Vries", "prima", "mevrouw De Vries"]})
KEY = b"a key"


def masked_by_fingerprint(table: pa.Table) -> dict[str, str]:
    columns = table.to_pydict()
    return dict(zip(columns["fingerprint"], columns["answer"], strict=True))


def nothing(fingerprints: list[str]) -> dict[str, str]:
    return {}


def test_what_was_masked_is_looked_up_and_what_is_new_is_masked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = mask_new_answers(ANSWERS, nothing, KEY, second_pass=False)
    assert first["answer"].to_pylist() == ["mevrouw [naam]", "prima", "mevrouw [naam]"]
    assert first["n_masked"].to_pylist() == [1, 0, 1]
    read = []
    monkeypatch.setattr(
        masking, "mask", lambda text, second_pass: read.append(text) or text
    )
    more = pa.concat_tables([ANSWERS, pa.table({"answer": ["nieuw"]})])
    known = masked_by_fingerprint(first)
    again = mask_new_answers(more, lambda _: known, KEY, second_pass=False)
    assert read == ["nieuw"]
    assert again.slice(0, 3).equals(first)


@pytest.mark.parametrize(("key", "second_pass"), [(b"other", False), (KEY, True)])
def test_another_key_or_another_masking_knows_nothing(key, second_pass) -> None:
    first = masked_by_fingerprint(
        mask_new_answers(ANSWERS, nothing, KEY, second_pass=False)
    )
    other = masked_by_fingerprint(mask_new_answers(ANSWERS, nothing, key, second_pass))
    assert not first.keys() & other.keys()


def test_a_mistake_does_not_print_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str, second_pass: bool) -> str:
        raise ValueError(text)

    monkeypatch.setattr(masking, "mask", fail)
    with pytest.raises(RuntimeError, match="16 characters") as raised:
        mask_new_answers(ANSWERS.slice(0, 1), nothing, KEY, second_pass=False)
    assert "Vries" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_a_second_build_takes_the_texts_of_the_first(
    demo: Project, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    shutil.copytree(demo.warehouse.parent, own)
    project = Project(ROOT, own / "warehouse.duckdb")
    with duckdb.connect(project.warehouse) as connection:
        connection.execute(
            "update staging.stg_kto__open_answers set answer = 'as it was masked'"
            " where n_masked = 0"
        )
    built = project.dbt("run", "--select", "stg_kto__open_answers")
    assert built.returncode == 0, built.stdout
    ((n_kept, n_unmasked),) = project.query(
        "select count(*) filter (answer = 'as it was masked'),"
        " count(*) filter (n_masked = 0) from staging.stg_kto__open_answers"
    )
    assert n_kept == n_unmasked > 0
