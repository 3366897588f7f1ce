"""Take out what was kept as long as it may be, by the policy.

    python -m scripts retain            what is due, per month; nothing is changed
    python -m scripts retain --apply    out of the warehouse and its bytes

`retention_open_answers` and `retention_answers` in seeds/policy/delivery_policy.csv say
how many months are kept. The exit status is 1 when something went wrong.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from scripts.deliveries import raw
from scripts.deliveries.codebook import Codebook, read_codebook
from scripts.deliveries.expiring import expire
from scripts.deliveries.rejected import RefusedError
from scripts.deliveries.retention import (
    ANSWERS,
    OPEN_ANSWERS,
    Due,
    What,
    counted,
    term_of,
    waves_due,
    year_of,
)
from scripts.load_exports import DEFAULT_WAREHOUSE
from scripts.publication.errors import PublishError
from scripts.publication.stamp import demand_stamp
from scripts.warehouse.access import keep_private


def main(arguments: Sequence[str] | None = None) -> int:
    """Show or take out what is due; returns the exit status."""
    options = _parser().parse_args(arguments)
    warehouse: Path = options.warehouse
    keep_private()
    try:
        codebook = read_codebook(options.seeds)
        due, amounts = _look(warehouse, codebook)
        if not due:
            print(_nothing(warehouse, codebook))
            return 0
        if options.apply:
            if OPEN_ANSWERS in due.values():
                _require_whole_build(warehouse, options.seeds.parent)
            expire(warehouse, codebook, due)
    except RefusedError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except (duckdb.Error, OSError) as error:
        print(
            f"Nothing was taken out of {warehouse} ({type(error).__name__}): see that "
            "it can be read and that the disk has room for a second one, and try "
            "again.",
            file=sys.stderr,
        )
        return 1
    years = sorted(
        {year_of(codebook, wave) or "" for wave in due if due[wave] == ANSWERS}
    )
    print("\n".join(_said(options, amounts, years)))
    return 0


def _look(
    warehouse: Path, codebook: Codebook
) -> tuple[Mapping[str, What], Sequence[Due]]:
    if not warehouse.is_file():
        raise RefusedError(
            f"There is no warehouse {warehouse}: name it with --warehouse or in "
            "KTO_WAREHOUSE."
        )
    with raw.open_warehouse(warehouse) as connection:
        due = waves_due(connection, codebook, date.today())
        return due, counted(connection, codebook, due)


def _require_whole_build(warehouse: Path, project: Path) -> None:
    """Raise RefusedError where the themes of what is loaded are not known."""
    with duckdb.connect() as connection:
        name = str(warehouse).replace("'", "''")
        connection.execute(f"attach '{name}' as warehouse (read_only)")
        try:
            demand_stamp(connection, warehouse, project.resolve())
        except PublishError as error:
            raise RefusedError(
                "Nothing was taken out: the themes of open answers stay, and only a "
                f"whole build knows them, but {error}".replace(
                    "and publish again", "and try again"
                )
            ) from error


def _nothing(warehouse: Path, codebook: Codebook) -> str:
    terms = {what: term_of(codebook, what) for what in (OPEN_ANSWERS, ANSWERS)}
    kept = " and ".join(
        f"{what} {f'{months} months' if months else 'for good'}"
        for what, months in terms.items()
    )
    return (
        f"Nothing in {warehouse} is due: seeds/policy/delivery_policy.csv keeps {kept}."
    )


def _said(
    options: argparse.Namespace, amounts: Sequence[Due], years: Sequence[str]
) -> list[str]:
    """What is due or was taken out, per wave, and what comes next."""
    warehouse = options.warehouse
    lines = [f"{'Taken out of' if options.apply else 'Due in'} {warehouse}:"]
    for one in amounts:
        rows = f"{one.n_rows:,} {'row' if one.n_rows == 1 else 'rows'}"
        lines.append(
            f"  {one.wave}  all answers: {rows}"
            if one.what == ANSWERS
            else f"  {one.wave}  open answers: {one.n_texts:,}, and of what does not"
            f" count {rows}"
        )
    if years:
        lines.append(
            f"Figures of {', '.join(years)} are in no build after this, nor in what is "
            "published next. They stay in editions that were published before: put an "
            "empty file named keep in the folder of one, and publishing never removes "
            "it."
        )
    quotes = warehouse.parent / "quotes.csv"
    if quotes.exists():
        lines.append(
            f"{quotes} has masked open answers too: remove it, and make it again after "
            "the next build."
        )
    if not options.apply:
        return [*lines, "Nothing was changed; --apply takes it out."]
    name = shlex.quote(str(warehouse))
    return [
        *lines,
        "What was built is gone from the file as well. Next: "
        f"`KTO_WAREHOUSE={name} dbt build`, then "
        f"`python -m scripts publish --warehouse {name}`.",
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts retain",
        description="Take out answers that were kept as long as they may be.",
    )
    parser.add_argument(
        "--apply", action="store_true", help="take it out; without, it is only shown"
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("KTO_WAREHOUSE") or DEFAULT_WAREHOUSE),
        help=f"DuckDB file (default: $KTO_WAREHOUSE, else {DEFAULT_WAREHOUSE})",
    )
    parser.add_argument(
        "--seeds",
        type=Path,
        default=Path("seeds"),
        help="folder of the policy and codebook (default: seeds)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
