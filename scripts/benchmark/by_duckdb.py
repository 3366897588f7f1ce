"""The floor: DuckDB merely reads the files, every cell once, and keeps nothing.

python -m scripts.benchmark.by_duckdb EXPORTS
"""

import sys
from pathlib import Path

import duckdb


def main(exports: str) -> None:
    """Read every cell of the responses in a folder of exports."""
    files = str(Path(exports) / "responses_*.csv")
    with duckdb.connect() as connection:
        # the sum of a hash of all cells: nothing can be left unread
        connection.execute(
            "select count(*), sum(hash(cells)) from read_csv("
            "?, delim=';', header=true, all_varchar=true, quote='\"') as cells",
            [files],
        ).fetchall()


if __name__ == "__main__":
    main(*sys.argv[1:])
