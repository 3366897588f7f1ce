"""Which rows of a mart are hidden in the published file, and why."""

from collections.abc import Mapping

import duckdb
import numpy as np
import pandas as pd

from scripts.publication.suppression import SMALL, Line, cells_to_hide
from scripts.publication.tables import PARTS, PublishedTable


def parts_to_hide(
    parts: pd.DataFrame, totals: pd.DataFrame, min_base: int
) -> pd.DataFrame:
    """Find the parts of published totals that must be hidden.

    Args:
        parts: A row per part: `total` that it is part of, `line` (which way of cutting
            that total), `part`, `base` (respondents) and `atoms`, the smallest groups
            of respondents that make it up.
        totals: A row per total: `total` and `base`.
        min_base: Fewest respondents that a published part may stand on.

    Returns:
        `total`, `part` and `suppressed` (why) of the parts to hide.
    """
    base_of = dict(zip(totals["total"], totals["base"], strict=True))
    hidden = [pd.DataFrame(columns=["total", "part", "suppressed"], dtype=object)]
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
        Line(
            positions,
            int(cells["base"].iloc[positions].sum()),
            one_each[positions].any(axis=0),
        )
        for by in ("wave", "loket")
        for positions in cells.groupby(by).indices.values()
    ]
    reasons = cells_to_hide(cells["base"].tolist(), one_each, lines, min_base)
    return cells[["wave", "loket"]].assign(suppressed=reasons).dropna()


def rows_to_hide(
    connection: duckdb.DuckDBPyConnection,
    table: PublishedTable,
    hidden_groups: Mapping[str, pd.DataFrame],
    min_base: int,
) -> pd.DataFrame:
    """Find the rows of a mart to hide: for themselves, or for whom they are about.

    Args:
        connection: With the warehouse attached as `warehouse`.
        table: The mart and how its rows cut the respondents.
        hidden_groups: Per table published before, the lokets or subgroups that are
            hidden there at a question: year, question, (dimension,) loket or subgroup.
        min_base: Fewest respondents that a published row may stand on.

    Returns:
        `table.respondent_keys` and `suppressed` (why) of the rows to hide.
    """
    keys = table.respondent_keys
    mart = f"warehouse.marts.{table.name}"
    columns = {row[0] for row in connection.sql(f"describe {mart}").fetchall()}
    hidden = [_rows_to_hide_for_themselves(connection, table, min_base)]
    for groups in hidden_groups.values():
        # a comparison of subgroups is about both of its sides
        for side in ("", "_a", "_b"):
            names = [
                f"{name}{side}" if name == "subgroup" else name
                for name in groups.columns
            ]
            if set(names) <= {*columns, "suppressed"}:
                connection.register("groups", groups.set_axis(names, axis=1))
                using = ", ".join(name for name in names if name != "suppressed")
                hidden.append(
                    connection.sql(
                        f"select distinct {', '.join(keys)}, suppressed"
                        f" from {mart} join groups using ({using})"
                    ).df()
                )
    # of two reasons, the first in the table's own right
    return pd.concat(hidden).drop_duplicates(keys)


def _rows_to_hide_for_themselves(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, min_base: int
) -> pd.DataFrame:
    keys = table.respondent_keys
    if table.cut == "wave_loket":
        cells = connection.sql(
            f"select year, wave, loket, {table.bases[0]} as base"
            f" from warehouse.marts.{table.name}"
        ).df()
        years = [
            wave_loket_cells_to_hide(year, min_base)
            for _, year in cells.groupby("year")
        ]
        return pd.concat(years)
    if table.cut not in PARTS:
        small = " or ".join(
            f"{base} between 1 and {min_base - 1}" for base in table.bases
        )
        return connection.sql(
            f"select distinct {', '.join(keys)}, '{SMALL}' as suppressed"
            f" from warehouse.marts.{table.name} where {small}"
        ).df()
    parts, totals = _parts_and_totals(connection, table)
    hidden = parts_to_hide(parts, totals, min_base)
    return parts[[*keys, "total", "part"]].merge(hidden, on=["total", "part"])[
        [*keys, "suppressed"]
    ]


def _parts_and_totals(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read what `parts_to_hide` needs, and the keys of the table with it."""
    total = " || '|' || ".join(f"cast({key} as varchar)" for key in table.total_keys)
    part = " || '|' || ".join(PARTS[table.cut])
    # where nobody gave a mark, those who were asked are the base
    bases = ", ".join(f"nullif({base}, 0)" for base in table.bases)
    base = f"cast(coalesce({bases}, 0) as integer) as base"
    totals = connection.sql(
        f"select distinct {total} as total, {base} from warehouse.marts.{table.totals}"
    ).df()
    parts = connection.sql(
        f"select distinct {', '.join(table.respondent_keys)}, {total} as total,"
        f" {part} as part, {base} from warehouse.marts.{table.name}"
    ).df()
    if table.cut != "subgroup":
        atoms = parts["part"].map(lambda name: [name])
        return parts.assign(line="", atoms=atoms), totals
    # subgroups of one background question are cut from the same options
    members = connection.sql(
        "select dimension || '|' || subgroup as part, dimension as line,"
        " '|' || question as background, list(option) as atoms"
        " from warehouse.codebook.subgroup_options"
        " join warehouse.codebook.dimensions using (dimension) group by all"
    ).df()
    parts = parts.merge(members, on="part")
    parts["total"] += parts["background"]
    totals = totals.merge(members[["background"]].drop_duplicates(), how="cross")
    totals["total"] += totals["background"]
    return parts, totals
