"""A load that stops halfway leaves nothing of a file."""

from pathlib import Path

import duckdb
import pytest
from corpora.made_deliveries import (
    CODEBOOK,
    KEY,
    counts,
    load,
    query,
    responses,
    write_csv,
)

from scripts.deliveries.load import Loader
from scripts.deliveries.rekeying import Rekeying


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_a_load_that_is_killed_halfway_leaves_nothing_of_the_file(
    exports: Path, warehouse: duckdb.DuckDBPyConnection, error: type[BaseException]
) -> None:
    write_csv(exports / "responses_2023-04.csv", responses("1", "2"))
    write_csv(exports / "responses_2023-05.csv", responses("1", "3", "4", ""))

    def stop(file: object, rows: int) -> None:
        if rows > 2:
            raise error

    loader = Loader(
        warehouse, Path("w.duckdb"), CODEBOOK, Rekeying(KEY), stop, chunk_rows=2
    )
    with pytest.raises(error):
        loader.load_folder(exports)
    assert counts(warehouse) == {"responses_2023-04.csv": (2, 2, 0, 0)}
    for table in ("columns", "responses", "quarantine", "superseded"):
        delivered = f"select distinct delivery_id from raw.{table}"
        assert set(query(warehouse, delivered)) <= {(1,)}
    load(warehouse, exports)
    assert counts(warehouse) == {
        "responses_2023-04.csv": (2, 1, 1, 0),
        "responses_2023-05.csv": (4, 3, 0, 1),
    }
