"""Each kind of bad or odd delivery ends as it should, in one sentence.

None of them touches what is loaded beside it, leaves a traceback, or shows personal
data.
"""

from pathlib import Path

import duckdb
import pytest
from corpora.made_deliveries import SEEDS, check_accounts, counts, responses, write_csv
from corpora.odd_deliveries.corpus import CORPUS
from corpora.odd_deliveries.kind import PERSONAL, Kind

from scripts import load_exports
from scripts.deliveries.showing import printable

KINDS = [kind for kinds in CORPUS.values() for kind in kinds]
GOOD = "responses_2023-07.csv"
GOOD_COUNTS = (2, 2, 0, 0)


def test_the_corpus_is_large_and_no_kind_is_there_twice() -> None:
    names = [kind.name for kind in KINDS]
    assert len(names) >= 150
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_an_odd_delivery_ends_as_it_should(
    kind: Kind, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exports, private = tmp_path / "exports", tmp_path / "private"
    exports.mkdir()
    private.mkdir()
    path = kind.make(exports)
    name = printable(path.name)
    write_csv(exports / GOOD, responses("good1", "good2", wave="2023-07"))
    warehouse = private / "w.duckdb"
    arguments = [exports, "--warehouse", warehouse, "--seeds", SEEDS, *kind.arguments]
    status = load_exports.main(list(map(str, arguments)))
    captured = capsys.readouterr()
    said = captured.out + captured.err
    failed = kind.outcome in ("rejected", "refused")
    assert status == int(failed), said
    lines = said.splitlines()
    assert any(kind.sentence in line for line in lines), said
    assert "Traceback" not in said
    for personal in PERSONAL:
        assert personal not in said
    own = {"w.duckdb", "w.duckdb.key"}
    assert not {path.name for path in private.iterdir()} - own
    if kind.outcome == "refused":
        assert lines == [said.strip()]
        return
    with duckdb.connect(warehouse) as connection:
        loaded = counts(connection)
        check_accounts(connection)
        assert loaded[GOOD] == GOOD_COUNTS
        if kind.outcome in ("rejected", "ignored"):
            assert name not in loaded
        else:
            assert loaded[name] == kind.counts
        messages = connection.execute(
            "select file_name, message from raw.load_log where status = 'rejected'"
        ).fetchall()
    assert bool(messages) == failed
    for file_name, message in messages:
        assert (file_name, message.count("\n")) == (name, 0)
        assert kind.sentence in message
        assert message.startswith(name)
        assert message.endswith(".")
    is_silent = kind.outcome == "loaded"
    about_it = [line for line in lines if line.startswith(f"{name}") and ":" in line]
    if is_silent:
        assert not [line for line in about_it if "superseded by" not in line], said
    else:
        assert kind.sentence
