"""Publish the marts: aggregates only, small cells hidden, put in place in one step.

    python -m scripts.publish [--warehouse FILE] [--out FOLDER]

What is published and how its rows cut the respondents is said by the seed
`published_tables`, the smallest base by the seed `report_policy`.
"""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from scripts.suppression import Line, cells_to_hide

DEFAULT_WAREHOUSE = Path(os.environ.get("KTO_WAREHOUSE", "warehouse/warehouse.duckdb"))
DEFAULT_OUT = Path("published")
# what every DuckDB since 1.4 and today's JavaScript clients can read
STORAGE_VERSION = "v1.4.0"

# The columns that tell the parts of a total apart, per way of cutting respondents.
PARTS = {"loket": ["loket"], "wave": ["wave"], "subgroup": ["dimension", "subgroup"]}


class PublishError(Exception):
    """What stands in the way of publishing, in one sentence."""


@dataclass(frozen=True)
class PublishedTable:
    """A row of the seed `published_tables`; lists are space-separated there."""

    name: str
    keys: list[str]
    cut: str
    totals: str
    bases: list[str]
    estimates: list[str]

    @property
    def total_keys(self) -> list[str]:
        """Columns that identify the total that a row is a part of.

        The options of a question share their base, so they are hidden together.
        """
        parts = PARTS.get(self.cut, [])
        return [key for key in self.keys if key not in [*parts, "option"]]

    @property
    def base(self) -> str:
        """SQL of the respondents a row stands on: the first base that is not 0."""
        bases = ", ".join(f"nullif({base}, 0)" for base in self.bases)
        return f"cast(coalesce({bases}, 0) as integer)"


def parts_to_hide(
    parts: pd.DataFrame, totals: pd.DataFrame, min_base: int
) -> pd.DataFrame:
    """Find the parts of published totals that must be hidden.

    Args:
        parts: A row per part: `total` that it is part of, `line` (which way of cutting
            that total), `part`, `base` (respondents) and `atoms`, the smallest groups of
            respondents that make it up.
        totals: A row per total: `total` and `base`.
        min_base: Fewest respondents that a published part may stand on.

    Returns:
        `total`, `part` and `suppressed` (why) of the parts to hide.
    """
    base_of = dict(zip(totals["total"], totals["base"], strict=True))
    hidden = [pd.DataFrame(columns=["total", "part", "suppressed"])]
    for total, cells in parts.groupby("total"):
        cells = cells.sort_values(["line", "part"])
        atoms = sorted(set().union(*cells["atoms"]))
        # the last group: respondents who are in no part at all
        members = np.array(
            [[*(atom in own for atom in atoms), False] for own in cells["atoms"]]
        )
        everyone = np.ones(len(atoms) + 1, dtype=bool)
        lines = [
            Line(positions, int(base_of[total]), everyone)
            for positions in cells.groupby("line").indices.values()
        ]
        reasons = cells_to_hide(cells["base"].tolist(), members, lines, min_base)
        hidden.append(cells[["total", "part"]].assign(suppressed=reasons))
    return pd.concat(hidden).dropna(subset="suppressed")


def wave_loket_cells_to_hide(cells: pd.DataFrame, min_base: int) -> pd.DataFrame:
    """Find the cells of waves by lokets to hide; both waves and lokets have totals.

    Args:
        cells: A row per cell of one year: `wave`, `loket` and `base` (respondents).
        min_base: Fewest respondents that a published cell may stand on.

    Returns:
        `wave`, `loket` and `suppressed` (why) of the cells to hide.
    """
    cells = cells.sort_values(["wave", "loket"]).reset_index(drop=True)
    one_each = np.eye(len(cells), dtype=bool)
    lines = [
        Line(positions, int(cells["base"].iloc[positions].sum()), one_each[positions].any(0))
        for by in ("wave", "loket")
        for positions in cells.groupby(by).indices.values()
    ]
    reasons = cells_to_hide(cells["base"].tolist(), one_each, lines, min_base)
    return cells[["wave", "loket"]].assign(suppressed=reasons).dropna()


def hidden_rows(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, min_base: int
) -> tuple[list[str], pd.DataFrame]:
    """Find the rows of a mart to hide.

    Args:
        connection: With the warehouse attached as `warehouse`.
        table: The mart and how its rows cut the respondents.
        min_base: Fewest respondents that a published row may stand on.

    Returns:
        Columns that identify what is hidden, and a frame of them with `suppressed`.
    """
    keys = [key for key in table.keys if key != "option"]
    if table.cut == "wave_loket":
        cells = connection.sql(
            f"select year, wave, loket, {table.base} as base"
            f" from warehouse.marts.{table.name}"
        ).df()
        years = [
            wave_loket_cells_to_hide(year, min_base) for _, year in cells.groupby("year")
        ]
        return keys, pd.concat(years)
    if table.cut not in PARTS:
        small = connection.sql(
            f"select distinct {', '.join(keys)}, 'small_base' as suppressed"
            f" from warehouse.marts.{table.name}"
            f" where {table.base} between 1 and {min_base - 1}"
        ).df()
        return keys, small
    total = " || '|' || ".join(f"cast({key} as varchar)" for key in table.total_keys)
    part = " || '|' || ".join(PARTS[table.cut])
    totals = connection.sql(
        f"select distinct {total} as total, {table.base} as base"
        f" from warehouse.marts.{table.totals}"
    ).df()
    parts = connection.sql(
        f"select distinct {', '.join(keys)}, {total} as total, {part} as part,"
        f" {table.base} as base from warehouse.marts.{table.name}"
    ).df()
    if table.cut == "subgroup":
        # subgroups of the same background question are cut from the same options
        members = connection.sql(
            "select dimension || '|' || subgroup as part, dimension as line,"
            " question as background, list(option) as atoms"
            " from warehouse.codebook.subgroup_options"
            " join warehouse.codebook.dimensions using (dimension) group by all"
        ).df()
        parts = parts.merge(members, on="part")
        parts["total"] += "|" + parts["background"]
        backgrounds = members[["background"]].drop_duplicates()
        totals = totals.merge(backgrounds, how="cross")
        totals["total"] += "|" + totals["background"]
    else:
        parts = parts.assign(line="", atoms=parts["part"].map(lambda name: [name]))
    hidden = parts_to_hide(parts, totals, min_base)
    return keys, parts[[*keys, "total", "part"]].merge(hidden, on=["total", "part"])


def publish(warehouse: Path, out: Path) -> dict[str, int]:
    """Write the published file beside the old one and move it into its place.

    Readers of the old file read on; whoever opens the file next sees the new one.

    Args:
        warehouse: The warehouse, built by dbt.
        out: Folder of the published files.

    Returns:
        Rows per published table.

    Raises:
        PublishError: The warehouse isn't there, isn't built, or is in use.
    """
    if not warehouse.exists():
        raise PublishError(f"{warehouse} does not exist: run `make build` first.")
    out.mkdir(parents=True, exist_ok=True)
    new_file = out / ".kto.duckdb.new"
    new_file.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        try:
            connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
            rows = connection.sql(
                "select table_name, keys, cut, totals, bases, estimates"
                " from warehouse.codebook.published_tables order by position"
            ).fetchall()
            min_base = int(
                connection.sql(
                    "select value from warehouse.codebook.report_policy"
                    " where setting = 'suppression_min_base'"
                ).fetchall()[0][0]
            )
        except duckdb.CatalogException as error:
            raise PublishError(
                f"{warehouse} has no marts yet: run `dbt build` first."
            ) from error
        except duckdb.IOException as error:
            raise PublishError(
                f"{warehouse} cannot be read ({error}); wait until no other program"
                " writes to it."
            ) from error
        connection.execute(
            f"attach '{new_file}' as published (storage_version '{STORAGE_VERSION}')"
        )
        connection.execute("create schema published.marts")
        counts = {}
        for name, keys, cut, totals, bases, estimates in rows:
            table = PublishedTable(
                name,
                keys.split(),
                cut,
                totals or "",
                (bases or "").split(),
                (estimates or "").split(),
            )
            counts[name] = publish_table(connection, table, min_base)
        connection.execute("detach published")
    new_file.replace(out / "kto.duckdb")
    return counts


def publish_table(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, min_base: int
) -> int:
    """Copy a mart into the published file, without the estimates of hidden rows.

    Returns:
        The number of rows copied; hidden ones are there, without their estimates.
    """
    columns = "mart.*"
    join = ""
    if table.bases:
        keys, hidden = hidden_rows(connection, table, min_base)
        connection.register("hidden", hidden)
        emptied = ", ".join(
            f"case when hidden.suppressed is null then mart.{name} end as {name}"
            for name in table.estimates
        )
        columns = f"mart.* replace ({emptied}), hidden.suppressed"
        join = f"left join hidden using ({', '.join(keys)})"
    connection.execute(
        f"create table published.marts.{table.name} as select {columns}"
        f" from warehouse.marts.{table.name} as mart {join}"
        f" order by {', '.join(f'mart.{key}' for key in table.keys)}"
    )
    count = connection.sql(f"select count(*) from published.marts.{table.name}")
    return int(count.fetchall()[0][0])


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--warehouse", type=Path, default=DEFAULT_WAREHOUSE)
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    arguments = parser.parse_args()
    try:
        counts = publish(arguments.warehouse, arguments.out)
    except PublishError as error:
        print(f"Not published: {error}", file=sys.stderr)
        return 1
    print(
        f"Published {len(counts)} tables, {sum(counts.values()):,} rows:"
        f" {arguments.out / 'kto.duckdb'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
