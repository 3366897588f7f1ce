"""Whether a script's tables have the figures of the marts: else the race is unfair."""

from __future__ import annotations

from pathlib import Path

import duckdb

# doubles that were added up in another order
_TOLERANCE = 1e-9
_KEYS = {
    "scores": ("year", "cut", "member", "question"),
    "answers": ("year", "cut", "member", "question", "option"),
}
_FIGURES = {
    "scores": (
        *("n_asked", "n_valid", "mean", "variance", "share_good", "share_sufficient"),
        *("share_insufficient", "share_not_applicable"),
    ),
    "answers": ("n_base", "n_chosen", "share"),
}


def rows_that_differ(warehouse: Path, tables: Path) -> dict[str, int]:
    """How many rows of the marts a script has otherwise or not at all, by table.

    Nets of options and rows of lokets and groups without an answer are left out: the
    scripts don't make them.
    """
    found = {}
    with duckdb.connect(warehouse, read_only=True) as connection:
        for table, keys in _KEYS.items():
            base = "n_asked" if table == "scores" else "n_base"
            nets = "" if table == "scores" else " and not is_net"
            figures = _FIGURES[table]
            own = ", ".join((*keys[3:], *figures))
            marts = " union all ".join(
                f"select year, {member}, {own} from marts.mart_{table}_per_{mart}"
                f" where {base} > 0{nets}"
                for mart, member in (
                    ("year", "'total' as cut, 'total' as member"),
                    ("loket", "'loket' as cut, loket as member"),
                    ("subgroup", "dimension as cut, subgroup as member"),
                )
            )
            differ = " or ".join(
                f"abs(coalesce(mart.{name}, -1) - coalesce(script.{name}, -1))"
                f" > {_TOLERANCE} or script.{keys[-1]} is null"
                for name in figures
            )
            joined = " and ".join(f"mart.{key} = script.{key}" for key in keys)
            row = connection.execute(
                f"select count(*) from ({marts}) as mart left join read_parquet(?)"
                f" as script on {joined} where {differ}",
                [str(tables / f"{table}.parquet")],
            ).fetchone()
            assert row is not None
            found[table] = int(row[0])
    return found
