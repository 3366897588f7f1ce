"""List masked open answers that a researcher may approve as quotes.

    python -m scripts quotes [--warehouse FILE] [--list FILE]

The list stands beside the warehouse. Put 'ja' in its first column to approve a line;
`python -m scripts report --quotes FILE` puts those on the slides, and
`python -m scripts dashboard --quotes FILE` on the page of open answers.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from scripts.open_answers.quotes import QuoteError, candidates, write_list
from scripts.publication.errors import dbt_build_of
from scripts.warehouse.access import keep_private

DEFAULT_WAREHOUSE = Path(
    os.environ.get("KTO_WAREHOUSE") or "warehouse/warehouse.duckdb"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the list, or say in one sentence why not; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts quotes",
        description="List masked open answers that may be approved as quotes.",
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=DEFAULT_WAREHOUSE,
        help="DuckDB file (default: $KTO_WAREHOUSE, else warehouse/warehouse.duckdb)",
    )
    parser.add_argument(
        "--list",
        type=Path,
        help="the list (default: quotes.csv beside the warehouse)",
    )
    options = parser.parse_args(arguments)
    keep_private()
    file = options.list or options.warehouse.parent / "quotes.csv"
    if not options.warehouse.exists():
        print(
            f"No list was written: there is no warehouse {options.warehouse}; build it "
            "with `make build`.",
            file=sys.stderr,
        )
        return 1
    try:
        added = write_list(file, candidates(options.warehouse))
    except duckdb.CatalogException:
        print(
            f"No list was written: the warehouse {options.warehouse} is not built; run "
            f"{dbt_build_of(options.warehouse)}.",
            file=sys.stderr,
        )
        return 1
    except (QuoteError, duckdb.Error, OSError) as error:
        print(f"No list was written: {error}", file=sys.stderr)
        return 1
    print(f"{file}: {added} candidates added; put 'ja' before those that you approve.")
    print("It holds answers of clients, masked: keep it where the warehouse is.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
