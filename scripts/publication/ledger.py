"""The ledger: what was shown at earlier editions, privately, beside the warehouse.

It holds numbers of respondents per published group, also of hidden ones, and the rows
as they were last shown; no respondents. It is written before an edition is: where the
run is stopped in between, the ledger knows of figures that nobody saw, which is safe.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd

from scripts.publication.changes import few_changed, hold_parts
from scripts.publication.editions import current_edition, read_manifest
from scripts.publication.errors import PublishError, first_line
from scripts.publication.suppression import Bools, Ints
from scripts.publication.tables import PublishedTable
from scripts.warehouse.access import PRIVATE_FILE
from scripts.warehouse.key import key_or_none, keyed

SUFFIX = ".ledger"


def ledger_of(warehouse: Path) -> Path:
    """The ledger of a warehouse: a file beside it."""
    return warehouse.with_name(warehouse.name + SUFFIX)


def warehouse_mark(warehouse: Path) -> str:
    """By which an edition's warehouse is recognised; empty where it has no key."""
    key = key_or_none(warehouse)
    return "" if key is None else keyed(key, "edition", "")


def demand_ledger(warehouse: Path, out: Path, begin: bool = False) -> str | None:
    """Refuse to publish into a folder of whose editions the ledger does not know.

    Args:
        warehouse: The warehouse.
        out: The published folder.
        begin: Publish all the same, from now on with a ledger.

    Returns:
        What is given up, where `begin` gives up something; None where nothing is.

    Raises:
        PublishError: The ledger is lost, damaged or another warehouse's, or the folder
            is of before there were ledgers.
    """
    edition = current_edition(out)
    if edition is None:
        return None
    made_before = read_manifest(out)
    if made_before is None:
        # files of the old layout, taken over by a run that was stopped just after
        return None
    is_of_another = made_before.get("warehouse", "") != warehouse_mark(warehouse)
    if is_of_another and made_before["origin"] == "demo":
        # the demo's people are made up: whatever comes after it gives nobody away
        return None
    ledger = ledger_of(warehouse)
    if ledger.exists():
        if _knows(ledger, edition):
            return None
        problem = (
            f"{ledger} does not know edition {edition} in {out}, so it is not the"
            " ledger that it was published with"
        )
    else:
        problem = (
            f"there is no ledger {ledger}, and without it nobody can tell what a new"
            f" edition gives away beside edition {edition} in {out}"
        )
    if begin:
        return (
            f"whoever has kept edition {edition} or an earlier one can subtract it from"
            " the one that is published now; from now on the ledger prevents it."
        )
    raise PublishError(
        f"{problem}; put it back from a copy, or where there is none (an edition from"
        " before there were ledgers) publish once with --begin-ledger, which gives up"
        " that earlier editions can't be subtracted from the new one."
    )


def _knows(ledger: Path, edition: str) -> bool:
    try:
        with duckdb.connect(ledger, read_only=True) as connection:
            return bool(
                connection.execute(
                    "select 1 from editions where edition = ?", [edition]
                ).fetchall()
            )
    except duckdb.Error as error:
        raise PublishError(
            f"the ledger {ledger} can't be read ({first_line(error)}); put it back from"
            " a copy, or where there is none move it away and publish once with"
            " --begin-ledger."
        ) from error


@contextmanager
def new_ledger(warehouse: Path) -> Iterator[Path]:
    """Give a copy of the ledger to write in; it takes its place at `keep_ledger`.

    Raises PublishError where nothing can be written beside the warehouse.
    """
    ledger = ledger_of(warehouse)
    if not os.access(ledger.parent, os.W_OK):
        raise PublishError(
            f"nothing can be written in {ledger.parent}, where the ledger of what was"
            " published stands, beside the warehouse; publish as the account that"
            " loaded the exports."
        )
    copy = ledger.with_name(ledger.name + ".new")
    _remove(copy)
    if ledger.exists():
        shutil.copyfile(ledger, copy)
        copy.chmod(PRIVATE_FILE)
    try:
        yield copy
    finally:
        _remove(copy)


def _remove(copy: Path) -> None:
    """Remove a copy, and the log of changes that a killed run leaves beside it."""
    copy.unlink(missing_ok=True)
    copy.with_name(f"{copy.name}.wal").unlink(missing_ok=True)


def keep_ledger(warehouse: Path, copy: Path) -> None:
    """Put the new ledger in the place of the old one, in one step."""
    copy.chmod(PRIVATE_FILE)
    descriptor = os.open(copy, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    copy.replace(ledger_of(warehouse))


@dataclass
class Family:
    """The parts of one total at one edition.

    Attributes:
        table: Name of what is counted.
        key: Which total.
        members: k; names of the parts.
        counts: k x b; respondents per part, counted in b ways.
        contents: k; texts that differ where the figures of the parts do.
        hidden: k; the parts that are hidden for another reason.
    """

    table: str
    key: tuple[object, ...]
    members: list[str]
    counts: Ints
    contents: list[str]
    hidden: Bools


class _Part(NamedTuple):
    """A part of a total at an earlier edition."""

    member: str
    counts: list[int]
    content: str
    is_shown: bool


class Ledger:
    """The history of published groups, in a database that is attached as `ledger`.

    Args:
        connection: With the ledger attached; its tables are made where they are not.
        min_base: Fewest respondents that a change may stand on.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, min_base: int) -> None:
        """Read what the ledger holds."""
        self.connection = connection
        self.min_base = min_base
        ((self.origin,),) = connection.sql(
            "select any_value(origin) from warehouse.raw.load_log"
            " where status = 'loaded'"
        ).fetchall()
        _leave_other_origin(connection, self.origin)
        connection.execute(
            """
            create table if not exists ledger.editions
                (number integer, edition varchar, last_wave varchar, origin varchar);
            create table if not exists ledger.history
                (table_name varchar, family varchar, number integer, member varchar,
                counts bigint[], content varchar, is_shown boolean);
            """
        )
        self.number = connection.execute(
            "select coalesce(max(number), 0) + 1 from ledger.editions"
        ).fetchall()[0][0]
        # ten years have thousands of totals, and a frame for each is slow
        self.past: dict[tuple[str, str], list[list[_Part]]] = {}
        rows = connection.sql("from ledger.history order by all").fetchall()
        for key, of_edition in groupby(rows, itemgetter(0, 1, 2)):
            parts = [_Part(*row[3:]) for row in of_edition]
            self.past.setdefault(key[:2], []).append(parts)
        self.new: dict[tuple[str, str], tuple[Family, Bools]] = {}
        self.new_answers: dict[str, list[pd.DataFrame]] = {}
        self.tables = tables_of_ledger(connection)

    def hold_together(self, family: Family) -> Bools:
        """Find the parts that keep their figures where all move, or none."""
        held = self.hold(family, together=True)
        return family.hidden | True if held is None else held

    def hold(self, family: Family, together: bool = False) -> Bools | None:
        """Find the parts that are not shown anew at this edition.

        Args:
            family: The parts as they are now.
            together: All parts are shown anew, or none that changed.

        Returns:
            k; those of `hidden`, and those that keep their earlier figures. None where
            not even the total can be shown anew.
        """
        name = family.table, _text(family.key)
        editions = self.past.get(name)
        if editions is None:
            self.new[name] = family, family.hidden
            return family.hidden.copy()
        # a part that is not there any more is one of nobody
        before = [part.member for parts in editions for part in parts]
        names = list(dict.fromkeys([*family.members, *before]))
        place_of = {member: place for place, member in enumerate(names)}
        ways = family.counts.shape[1]
        shape = (len(editions) + 1, len(names), ways)
        counts = np.zeros(shape, dtype=np.int64)
        contents = np.full(shape[:2], "", dtype=object)
        shown = np.ones((len(editions), len(names)), dtype=bool)
        for edition, parts in enumerate(editions):
            at = [place_of[part.member] for part in parts]
            counts[edition, at] = [part.counts for part in parts]
            contents[edition, at] = [part.content for part in parts]
            shown[edition, at] = [part.is_shown for part in parts]
        here = len(family.members)
        counts[-1, :here] = family.counts
        contents[-1, :here] = family.contents
        hidden = np.zeros(len(names), dtype=bool)
        hidden[:here] = family.hidden
        codes = pd.factorize(contents.ravel())[0].reshape(shape[:2])
        same = (codes[-1] == codes[-2]).all() and (counts[-1] == counts[-2]).all()
        if same and not (hidden & shown[-1]).any():
            return hidden[:here] | ~shown[-1, :here]
        held = hold_parts(counts, codes, shown, hidden, self.min_base)
        since = len(shown) - 1 - np.argmax(shown[::-1], axis=0)
        never = ~shown.any(axis=0)
        every = np.arange(len(names))
        changed = never | (contents[-1] != contents[since, every])
        changed |= (counts[-1] != counts[since, every]).any(axis=1)
        if held is None or (together and (held & ~hidden).any()):
            kept: Bools = (hidden | changed)[:here]
            return kept if together else None
        self.new[name] = family, held[:here]
        return held[:here]

    def changed_with_others(self, family: Family) -> Bools:
        """Find parts that since they were shown changed at an edition where others did.

        Where one part alone changes, its change is that of the total, and it tells
        nothing more beside other ways of cutting the total.
        """
        past = self.past.get((family.table, _text(family.key)))
        if past is None:
            return np.zeros(len(family.members), dtype=bool)
        editions = [
            (
                _figures(*zip(*(part[:3] for part in parts), strict=True)),
                {part.member for part in parts if part.is_shown},
            )
            for parts in past
        ]
        now = _figures(family.members, family.counts.tolist(), family.contents)
        found: set[str] = set()
        before = editions[0][0]
        for after, shown in [*editions[1:], (now, set())]:
            changed = {name for name, _ in before.items() ^ after.items()}
            found = (found | changed if len(changed) > 1 else found) - shown
            before = after
        return np.array([name in found for name in family.members], dtype=bool)

    def total_is_held(self, family: Family) -> bool:
        """Whether a group that stands by itself is not shown anew."""
        return bool(self.hold_together(family).any())

    def is_known(self, family: Family) -> bool:
        """Whether parts of this total stood in an earlier edition."""
        return (family.table, _text(family.key)) in self.past

    def take_back(self, family: Family) -> None:
        """Forget that the parts of a total are shown at this edition."""
        self.new.pop((family.table, _text(family.key)), None)

    def changed(self, family: Family) -> Bools:
        """Whether parts differ from what was last shown of them, or never were."""
        past = self.past.get((family.table, _text(family.key)))
        if past is None:
            return np.ones(len(family.members), dtype=bool)
        last = {
            part.member: (part.counts, part.content)
            for parts in past
            for part in parts
            if part.is_shown
        }
        now = zip(family.members, family.counts.tolist(), family.contents, strict=True)
        return np.array([last.get(name) != (own, text) for name, own, text in now])

    def last_shown(self, table: PublishedTable) -> pd.DataFrame | None:
        """The rows of a table as they were last shown; None where it never was."""
        name = f"shown_{table.name}"
        if name not in self.tables:
            return None
        rows: pd.DataFrame = self.connection.sql(f"from ledger.{name}").df()
        return rows

    def answers(self, name: str) -> pd.DataFrame | None:
        """The answers that were kept under a name; None where none ever were.

        Returns:
            The columns that were kept, and `number`: by which edition, in their order.
        """
        if f"answers_{name}" not in self.tables:
            return None
        rows: pd.DataFrame = self.connection.sql(
            f"from ledger.answers_{name} order by all"
        ).df()
        return rows

    def keep_answers(self, name: str, rows: pd.DataFrame) -> None:
        """Keep answers of this edition, to be written with it."""
        self.new_answers.setdefault(name, []).append(rows)

    def write(self, edition: str, last_wave: str) -> None:
        """Write down what this edition shows."""
        self.connection.execute(
            "insert into ledger.editions values (?, ?, ?, ?)",
            [self.number, edition, last_wave, self.origin],
        )
        rows = [
            (*name, self.number, *row)
            for name, (family, hidden) in self.new.items()
            for row in zip(
                family.members,
                family.counts.tolist(),
                family.contents,
                (~hidden).tolist(),
                strict=True,
            )
        ]
        names = [
            *("table_name", "family", "number", "member"),
            *("counts", "content", "is_shown"),
        ]
        self.connection.register("new_history", pd.DataFrame(rows, columns=names))
        self.connection.execute("insert into ledger.history from new_history")
        for name, frames in self.new_answers.items():
            answers = pd.concat(frames)
            answers.insert(0, "number", self.number)
            self.connection.register("new_answers", answers)
            self.connection.execute(
                f"create table if not exists ledger.answers_{name}"
                " as from new_answers limit 0"
            )
            self.connection.execute(
                f"insert into ledger.answers_{name} by name from new_answers"
            )


def tables_of_ledger(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of the tables in the database that is attached as `ledger`."""
    rows = connection.sql(
        "select table_name from duckdb_tables() where database_name = 'ledger'"
    ).fetchall()
    return {name for (name,) in rows}


def _leave_other_origin(connection: duckdb.DuckDBPyConnection, origin: str) -> None:
    """Empty a ledger of the demo's people before real ones come, and the reverse."""
    names = tables_of_ledger(connection)
    if "editions" not in names:
        return
    last = connection.sql(
        "select origin from ledger.editions order by number desc limit 1"
    ).fetchall()
    if last and last != [(origin,)]:
        for name in names:
            connection.execute(f'drop table ledger."{name}"')


def changed_little(now: Ints, before: Ints, min_base: int) -> Bools:
    """Whether numbers of respondents differ by a few from those last shown."""
    return few_changed(now - before, np.zeros(len(now), dtype=bool), min_base)


def _figures(
    members: Iterable[str], counts: Iterable[list[int]], contents: Iterable[str]
) -> dict[str, tuple[tuple[int, ...], str]]:
    """What parts stand on and say; a part of nobody is none."""
    rows = zip(members, counts, contents, strict=True)
    return {name: (tuple(own), text) for name, own, text in rows if any(own)}


def _text(key: tuple[object, ...]) -> str:
    return json.dumps([str(part) for part in key])
