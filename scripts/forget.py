"""Forget respondents: out of the warehouse, its bytes, and what comes again.

    python -m scripts forget --file IDS
    python -m scripts forget            the ids from standard input, one a line

The ids are those of the supplier, as they stand in the delivered files. They may stand
on the command line too, but would stay in the shell's history there. The exit status is
0 when they are forgotten, 1 when nothing changed.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from scripts.deliveries.forgetting import Forgotten, forget
from scripts.deliveries.rejected import RefusedError
from scripts.load_exports import DEFAULT_WAREHOUSE
from scripts.warehouse.access import keep_private


def main(arguments: Sequence[str] | None = None) -> int:
    """Forget whom the command line names; returns the exit status."""
    options = _parser().parse_args(arguments)
    keep_private()
    try:
        ids = [*options.ids, *_read_ids(options.file, has_ids=bool(options.ids))]
        if not ids:
            raise RefusedError("No id was given: give one a line. Nothing was changed.")
        forgotten = forget(options.warehouse, ids)
    except RefusedError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except (duckdb.Error, OSError) as error:
        print(
            f"Nothing was forgotten in {options.warehouse} ({type(error).__name__}): "
            "see that it can be read and that the disk has room for a second one, and "
            "try again.",
            file=sys.stderr,
        )
        return 1
    print(_said(forgotten, options.warehouse))
    return 0


def _read_ids(file: Path | None, *, has_ids: bool) -> list[str]:
    """The ids of a file or, without one and without ids, of standard input.

    Raises RefusedError where they can't be read.
    """
    source = f"the file of ids {file}" if file else "standard input"
    try:
        if file is not None:
            text = file.read_text(encoding="utf-8-sig")
        else:
            text = "" if has_ids else sys.stdin.read()
    except OSError as error:
        raise RefusedError(
            f"Nothing was forgotten: {source} can't be read ({error.strerror}); name"
            " another file with --file."
        ) from error
    except UnicodeDecodeError as error:
        raise RefusedError(
            f"Nothing was forgotten: {source} is not in UTF-8; save the ids as a text"
            " file in UTF-8, one a line."
        ) from error
    return [line.strip() for line in text.splitlines() if line.strip()]


def _said(forgotten: Forgotten, warehouse: Path) -> str:
    n, rows = forgotten.n_respondents, forgotten.n_rows
    sentences = [
        f"Forgotten in {warehouse}: {n} respondent{'' if n == 1 else 's'}, "
        f"{rows} row{'' if rows == 1 else 's'}."
    ]
    if forgotten.not_held:
        places = ", ".join(map(str, forgotten.not_held[:10]))
        sentences.append(
            f"Of id {places} of {n} there was no row: see that it is spelled as it was "
            "delivered, with capitals and leading zeros. If it comes, it is not loaded."
        )
    name = shlex.quote(str(warehouse))
    sentences.append(
        "What was built is gone from the file as well, and what was published stands "
        f"until it is published again. Next: `KTO_WAREHOUSE={name} dbt build`, then "
        f"`python -m scripts publish --warehouse {name}`."
    )
    return "\n".join(sentences)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts forget",
        description="Forget respondents, down to the bytes of the warehouse.",
    )
    parser.add_argument(
        "ids", nargs="*", help="delivered ids; they stay in the shell's history"
    )
    parser.add_argument("--file", type=Path, help="a text file with an id a line")
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("KTO_WAREHOUSE") or DEFAULT_WAREHOUSE),
        help=f"DuckDB file (default: $KTO_WAREHOUSE, else {DEFAULT_WAREHOUSE})",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
