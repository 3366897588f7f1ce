"""Which rows of the marts are hidden in the published file.

A group of respondents that is hidden in one table is hidden in every table that is
about it: a loket or wave of a year, and at a question a loket, wave or subgroup. Of the
groups that are left a few answers are hidden, and then the sentences that rest on any
of it.
"""

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd

from scripts.publication.answer_history import AnswerHistory
from scripts.publication.cells import (
    Groups,
    along_groups,
    bases_of,
    in_groups,
    is_among,
    mirrored,
    offered_to_a_few_more,
    per_group,
)
from scripts.publication.disclosure import tells_of_all
from scripts.publication.fieldwork_cells import FieldworkCells
from scripts.publication.ledger import Family, Ledger, changed_little
from scripts.publication.sentences import hidden_sentences
from scripts.publication.small_answers import hide_small_answers
from scripts.publication.suppression import (
    Bools,
    Ints,
    hide_crossing_parts,
    hide_overlapping_parts,
    hide_parts,
    is_small,
)
from scripts.publication.tables import (
    PARTS,
    PublishedTable,
    mart_with_offers,
    setting,
)


@dataclass(frozen=True)
class Hidden:
    """What is hidden of the marts.

    Attributes:
        ledger: Where what is shown is to be written down.
        rows: Per table the keys of its hidden rows.
        answers: Per table of options the keys of the answers that are hidden besides.
        windows: Per table the keys of the rows in which columns look at a hidden row.
    """

    ledger: Ledger
    rows: dict[str, pd.DataFrame]
    answers: dict[str, pd.DataFrame]
    windows: dict[str, pd.DataFrame]


def hide_all(
    connection: duckdb.DuckDBPyConnection, tables: list[PublishedTable], min_base: int
) -> Hidden:
    """Find the rows of every mart to hide.

    Args:
        connection: With the databases `warehouse` and `ledger` attached.
        tables: The published tables.
        min_base: Fewest respondents that a published cell may stand on.
    """
    hiding, windows = _hide_groups(connection, tables, min_base)
    answers = {}
    for table, rows in hide_small_answers(
        connection, tables, hiding.rows, hiding.history
    ):
        answers[table.name] = rows[table.keys]
        if table.windows:
            looked_at = rows[hiding.is_looked_at(rows, table)]
            touched = [windows[table.name], looked_at[table.window_keys]]
            windows[table.name] = pd.concat(touched).drop_duplicates()
    hidden = dict(hiding.rows)
    for table in tables:
        if table.cut == "findings":
            hidden[table.name] = hidden_sentences(
                connection, table, hiding.rows, answers
            )
    return Hidden(hiding.ledger, hidden, answers, windows)


def _hide_groups(
    connection: duckdb.DuckDBPyConnection, tables: list[PublishedTable], min_base: int
) -> tuple["Hiding", dict[str, pd.DataFrame]]:
    """Find the groups to hide, and the windows of columns that look at one of them."""
    # what is hidden in the fieldwork is hidden everywhere; totals before their parts
    order = {"total": 0, "loket": 1, "wave": 2, "period_loket": 3}

    def place(table: PublishedTable) -> tuple[bool, int]:
        is_fieldwork = table.bases == ["n_responses"] and table.content != []
        return not is_fieldwork, order.get(table.cut, 0) if is_fieldwork else 0

    late: list[pd.DataFrame] = []
    while True:
        ledger = Ledger(connection, min_base)
        history = AnswerHistory.read(connection, ledger)
        hiding = Hiding(connection, min_base, ledger, history)
        for groups in late:
            hiding.add_group(groups)
        windows = {}
        for table in sorted(tables, key=place):
            if table.cut not in ("none", "findings"):
                hiding.hide(table)
                if table.windows:
                    windows[table.name] = hiding.hide_windows(table)
        if not hiding.late:
            return hiding, windows
        late += hiding.late


@dataclass
class Hiding:
    """What is hidden so far; the tables of parts come before what rests on them.

    Attributes:
        connection: With the warehouse attached as `warehouse`.
        min_base: Fewest respondents that a published cell may stand on.
        ledger: What was shown before.
        history: What was shown of answers on background.
        groups: Hidden groups of respondents, per set of columns that names them.
        rows: Per table the group keys of its hidden rows.
        late: Groups that turned out not to be safe after tables about them had been
            looked at; whoever finds some begins again with these hidden.
    """

    connection: duckdb.DuckDBPyConnection
    min_base: int
    ledger: Ledger
    history: AnswerHistory
    groups: Groups = field(default_factory=dict)
    rows: dict[str, pd.DataFrame] = field(default_factory=dict)
    late: list[pd.DataFrame] = field(default_factory=list)

    def hide(self, table: PublishedTable) -> None:
        """Find the rows of a mart to hide; tables that come later take them over."""
        hidden = self._rows(table)
        self.rows[table.name] = hidden
        if table.cut in PARTS or table.content:
            self.add_group(hidden)

    def hide_windows(self, table: PublishedTable) -> pd.DataFrame:
        """Find where columns that look at several rows look at a hidden one.

        Returns:
            `table.window_keys` of these rows. A window of waves may begin in an earlier
            year than it ends.
        """
        cells = self._cells(table)
        cells = cells[self.is_looked_at(cells, table)]
        hidden = pd.Series(is_among(cells, self.rows[table.name]), index=cells.index)
        if table.cut == "wave":
            series = [key for key in table.group_keys if key not in ("year", "wave")]
            in_time = cells.sort_values("wave").assign(hidden=hidden)
            waves = in_time.groupby(series)["hidden"]
            rolling = int(setting(self.connection, "trend_rolling_waves"))
            for back in range(1, rolling):
                hidden |= waves.shift(back, fill_value=False)
        touched: pd.DataFrame = cells.loc[hidden, table.window_keys]
        return touched.drop_duplicates()

    def is_looked_at(self, rows: pd.DataFrame, table: PublishedTable) -> Bools:
        """Whether columns that look at several rows look at these, by their bases."""
        least = 1
        if table.window_base:
            least = int(setting(self.connection, table.window_base))
        return np.asarray((bases_of(rows, table) >= least).all(axis=1))

    def _rows(self, table: PublishedTable) -> pd.DataFrame:
        cells = self._cells(table)
        forced = in_groups(cells, self.groups)
        small = np.asarray(is_small(bases_of(cells, table), self.min_base).any(axis=1))
        hidden = forced | small | offered_to_a_few_more(cells, table, self.min_base)
        hidden |= tells_of_all(self.connection, table, cells)
        if not table.content:
            hidden |= self._few_changed(cells, table)
        elif table.cut == "total":
            hidden = self._totals(cells, table, hidden)
        if table.cut == "period_loket":
            hidden = self._periods_of_lokets(cells, table, hidden)
        elif table.cut == "subgroup":
            hidden = self._subgroups(cells, table, hidden)
        elif table.cut == "within_subgroup":
            hidden |= self._all_but_a_few_of_a_subgroup(cells, table)
        elif table.cut == "along_groups":
            hidden |= along_groups(cells, self.groups, table.parts)
        elif table.cut in PARTS:
            hidden = self._parts(cells, table, hidden)
        if table.content and table.cut in ("loket", "wave"):
            hidden = self._held_parts(cells, table, hidden)
        # a question's options that different questionnaires offered are groups apart
        rows: pd.DataFrame = cells.loc[hidden, table.group_keys].drop_duplicates()
        return rows

    def _few_changed(self, cells: pd.DataFrame, table: PublishedTable) -> Bools:
        """Whether a row of statistics stands on a few more or fewer than when shown."""
        before = self.ledger.last_shown(table)
        if before is None or not set(table.bases) <= set(before):
            return np.zeros(len(cells), dtype=bool)
        keys = table.group_keys
        before = before[[*keys, *table.bases]].drop_duplicates(keys)
        both = cells[keys].merge(before, on=keys, how="left")
        was_shown = both[table.bases].notna().all(axis=1).to_numpy()
        few = changed_little(
            bases_of(cells, table), bases_of(both, table), self.min_base
        )
        found: Bools = few & was_shown
        return found

    def _totals(
        self, cells: pd.DataFrame, table: PublishedTable, hidden: Bools
    ) -> Bools:
        """Hold totals, each a group that stands by itself."""
        result = hidden.copy()
        bases = bases_of(cells, table)
        contents, keys = cells["content"].to_numpy(), cells[table.sum_keys].to_numpy()
        nothing = np.zeros(1, dtype=bool)
        for row in np.flatnonzero(~hidden):
            family = Family(
                table.name,
                tuple(keys[row]),
                [""],
                bases[[row]],
                [contents[row]],
                nothing,
            )
            result[row] = self.ledger.total_is_held(family)
        return result

    def _held_parts(
        self, cells: pd.DataFrame, table: PublishedTable, hidden: Bools
    ) -> Bools:
        """Hold parts that a few respondents came to or left, and parts beside them."""
        result = hidden.copy()
        bases = bases_of(cells, table)
        held_totals = in_groups(cells[table.total_keys], self.groups)
        names = cells[PARTS[table.cut][0]].to_numpy()
        contents, keys = cells["content"].to_numpy(), cells[table.sum_keys].to_numpy()

        def hold(rows: Ints) -> Bools:
            family = Family(
                table.name,
                tuple(keys[rows[0]]),
                names[rows].tolist(),
                bases[rows],
                contents[rows].tolist(),
                hidden[rows],
            )
            if self._stands(cells, table, rows):
                changed: Bools = family.hidden | self.ledger.changed(family)
                return changed
            if table.cut == "wave":
                # or lokets would cut what came to several waves at once
                family.hidden |= self.ledger.changed_with_others(family)
            held = self.ledger.hold(family)
            if held is None:
                total = cells[table.total_keys].iloc[[rows[0]]]
                self.late.append(total.reset_index(drop=True))
                return np.ones(len(rows), dtype=bool)
            return held

        rows = np.flatnonzero(~held_totals)
        if len(rows):
            result[rows] = per_group(cells, table.sum_keys, hold, rows)
        return result

    def _stands(self, cells: pd.DataFrame, table: PublishedTable, rows: Ints) -> bool:
        """Whether rows of one total are answers that are not shown anew this month."""
        if not table.has_options:
            return False
        first = cells.iloc[rows[0]]
        return self.history.stands(int(first["year"]), str(first["question"]))

    def add_group(self, names: pd.DataFrame) -> None:
        """Hide groups of respondents in every table that is about them."""
        columns = tuple(sorted(names.columns))
        if len(names):
            known = [self.groups[columns]] if columns in self.groups else []
            self.groups[columns] = pd.concat([*known, names]).drop_duplicates()

    def _cells(self, table: PublishedTable) -> pd.DataFrame:
        """Read the keys and bases of a mart, a row per group."""
        bases = [f"coalesce({base}, 0)::bigint as {base}" for base in table.bases]
        keys = dict.fromkeys([*table.group_keys, *table.sum_keys])
        columns = ", ".join([*keys, *bases, *_levels(table)])
        mart = mart_with_offers(table, table.name)
        cells: pd.DataFrame
        if not table.content:
            cells = self.connection.sql(
                f"select distinct {columns} from {mart} order by all"
            ).df()
            return cells
        # sums of the same numbers in another order differ in their last digits
        said = ", ' ', ".join(
            f"coalesce(cast(round({name}, 8) as varchar), '')" for name in table.content
        )
        order = ", ".join(table.keys)
        cells = self.connection.sql(
            f"select {columns}, string_agg(concat({said}), ';' order by {order})"
            f" as content from {mart} group by all order by all"
        ).df()
        return cells

    def _periods_of_lokets(
        self, cells: pd.DataFrame, table: PublishedTable, hidden: Bools
    ) -> Bools:
        """Hide in periods by lokets, and with it waves and lokets of a year."""
        own = FieldworkCells.read(self.connection, table, cells, self.groups)
        result = own.hold(own.hide(hidden, self.min_base), self.ledger)
        self.late += own.late
        return result

    def _parts(
        self, cells: pd.DataFrame, table: PublishedTable, hidden: Bools
    ) -> Bools:
        """Hide parts of a total that they add up to."""
        part = PARTS[table.cut][0]
        known = self.connection.sql(f"select {part} from warehouse.marts.dim_{part}")
        # a row about all lokets stands beside those of each
        is_part = cells[part].isin(known.df()[part]).to_numpy()
        nobody = np.zeros(len(table.bases), dtype=np.int64)
        bases = bases_of(cells, table)

        def hide(rows: Ints) -> Bools:
            return hide_parts(bases[rows], nobody, hidden[rows], self.min_base)

        result = hidden.copy()
        result[is_part] = per_group(
            cells, table.sum_keys, hide, np.flatnonzero(is_part)
        )
        if table.cut == "wave" and table.totals:
            result = self._waves_beside_lokets(cells, table, result)
        return result

    def _waves_beside_lokets(
        self, cells: pd.DataFrame, table: PublishedTable, hidden: Bools
    ) -> Bools:
        """Hide waves where the table of lokets tells who else was in them."""
        others = self.connection.sql(
            f"select distinct {', '.join([*table.total_keys, 'loket', *table.bases])}"
            f" from warehouse.marts.{table.totals}"
        ).df()
        others["is_hidden"] = is_among(others, self.rows[table.totals])
        others_of = dict(list(others.groupby(table.total_keys)))
        present = self.connection.sql(
            "select wave, loket from warehouse.marts.fieldwork_counts"
            " where n_responses > 0"
        ).df()
        crossed = pd.crosstab(present["wave"], present["loket"]).astype(bool)
        bases = bases_of(cells, table)

        def hide(rows: Ints) -> Bools:
            total = cells.iloc[rows[0]][table.total_keys]
            lokets = others_of[tuple(total)]
            meets = crossed.reindex(
                cells["wave"].iloc[rows], columns=lokets["loket"], fill_value=False
            )
            return hide_crossing_parts(
                bases[rows],
                hidden[rows],
                bases_of(lokets, table),
                lokets["is_hidden"].to_numpy(dtype=bool),
                meets.to_numpy(dtype=bool),
                self.min_base,
            )

        return per_group(cells, table.total_keys, hide)

    def _subgroups(
        self, cells: pd.DataFrame, table: PublishedTable, hidden: Bools
    ) -> Bools:
        """Hide subgroups; those of one background question cut the same answers."""
        codebook = self.connection.sql(
            "select dimension, question as background, subgroup, option"
            " from warehouse.codebook.subgroup_options"
            " join warehouse.codebook.dimensions using (dimension)"
        ).df()
        backgrounds = codebook[["dimension", "background"]].drop_duplicates()
        cells = cells.merge(backgrounds, on="dimension", how="left")
        totals = self.connection.sql(
            f"select distinct {', '.join([*table.sum_keys, *table.bases])}"
            f" from {mart_with_offers(table, table.totals)}"
        ).df()
        totals = cells[table.sum_keys].merge(totals, on=table.sum_keys, how="left")
        bases, total_bases = bases_of(cells, table), bases_of(totals, table)
        # a row per subgroup; the last smallest group: those who are in no subgroup
        options = codebook.assign(is_member=True).pivot_table(
            index=["dimension", "subgroup"],
            columns=["background", "option"],
            values="is_member",
            aggfunc="any",
            fill_value=False,
        )
        options["", ""] = False
        places = options.index.get_indexer(
            pd.MultiIndex.from_frame(cells[["dimension", "subgroup"]])
        )
        membership = options.to_numpy(dtype=bool)

        def hide(rows: Ints) -> Bools:
            members = membership[places[rows]]
            total = total_bases[rows[0]]
            if members.sum(axis=0).max() > 1:
                return hide_overlapping_parts(
                    bases[rows], total, members, hidden[rows], self.min_base
                )
            left_over = total - bases[rows].sum(axis=0)
            return hide_parts(bases[rows], left_over, hidden[rows], self.min_base)

        result = per_group(cells, [*table.sum_keys, "background"], hide)
        # who is hidden at a background question is counted there by its answers too
        result |= mirrored(cells, result)
        left_over = cells.groupby([*table.sum_keys, "dimension"])[table.bases]
        left_over = total_bases - left_over.transform("sum").to_numpy(dtype=np.int64)
        held = self._held_cuts(cells, table, result, left_over)
        # what is hidden as a mirror needs no mirror of its own
        while (more := mirrored(cells, held & ~result) & ~held).any():
            result |= more
            held = self._held_cuts(cells, table, result, left_over)
        return held

    def _held_cuts(
        self, cells: pd.DataFrame, table: PublishedTable, hidden: Bools, left_over: Ints
    ) -> Bools:
        """Hold subgroups: all of a background question at once, or none.

        Args:
            cells: The rows, with the column `background`.
            table: The table of subgroups.
            hidden: The rows that are hidden already.
            left_over: Per row those of the total who are in no subgroup of its
                dimension.
        """
        bases = bases_of(cells, table)
        names, contents = cells["subgroup"].to_numpy(), cells["content"].to_numpy()
        dimensions = cells["dimension"].to_numpy()
        keys = cells[[*table.sum_keys, "background"]].to_numpy()

        def families(rows: Ints) -> list[tuple[Ints, Family]]:
            """Each dimension's places in `rows`, and its parts."""
            result = []
            for dimension in dict.fromkeys(dimensions[rows]):
                at = np.flatnonzero(dimensions[rows] == dimension)
                own, rest = rows[at], left_over[rows[at[0]]]
                family = Family(
                    table.name,
                    (*keys[rows[0]], dimension),
                    [*names[own], ""],
                    np.vstack([bases[own], rest]),
                    [*contents[own], str(rest)],
                    np.append(hidden[own], True),
                )
                result.append((at, family))
            return result

        def hold(rows: Ints) -> Bools:
            held = hidden[rows].copy()
            cuts = families(rows)
            if self._stands(cells, table, rows):
                for at, family in cuts:
                    held[at] |= self.ledger.changed(family)[:-1]
                return held
            for at, family in cuts:
                held[at] |= self.ledger.hold_together(family)[:-1]
            if (held & ~hidden[rows]).any():
                # the others of this background question wait for it
                for at, family in cuts:
                    self.ledger.take_back(family)
                    held[at] |= self.ledger.changed(family)[:-1]
            return held

        rows = np.flatnonzero(~in_groups(cells[table.total_keys], self.groups))
        result = hidden.copy()
        if len(rows):
            by = [*table.sum_keys, "background"]
            result[rows] = per_group(cells, by, hold, rows)
        return result

    def _all_but_a_few_of_a_subgroup(
        self, cells: pd.DataFrame, table: PublishedTable
    ) -> Bools:
        """Whether a row leaves out a few of a subgroup, or is about a hidden one.

        The row has its two subgroups in `level` and `reference`, of dimension `factor`.
        """
        hidden = np.zeros(len(cells), dtype=bool)
        for name, base in zip(("level", "reference"), table.bases, strict=True):
            group = cells.rename(columns={"factor": "dimension", name: "subgroup"})
            keys = ["year", "question", "dimension", "subgroup"]
            hidden |= is_among(group, self.rows[table.totals][keys])
            whole = self.connection.sql(
                f"select {', '.join(keys)}, n_valid as whole"
                f" from warehouse.marts.{table.totals}"
            ).df()
            bases = group[[*keys, base]].merge(whole, on=keys, how="left").fillna(0)
            left_out = (bases["whole"] - bases[base]).to_numpy(dtype=np.int64)
            hidden |= is_small(left_out, self.min_base)
        return hidden


def _levels(table: PublishedTable) -> list[str]:
    """Columns that tell which groups a row is about, besides its keys."""
    if table.cut == "within_subgroup":
        return ["factor", "level", "reference"]
    return ["previous_year"] if "previous_base" in table.bases else []
