"""Which figures of the response of a loket in a period are hidden.

A period's waves are published for the country, and a loket's whole year. So periods by
lokets are a table whose rows are cut into waves, and each cell has two histories: among
the periods of its loket, and among the lokets of its period.
"""

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd

from scripts.publication.cells import Groups, bases_of, is_among, per_group
from scripts.publication.ledger import Family, Ledger
from scripts.publication.suppression import Bools, Ints, hide_in_table
from scripts.publication.tables import PublishedTable

WAVES, LOKETS = ("wave", "year"), ("loket", "year")


@dataclass
class FieldworkCells:
    """The table of lokets by periods.

    Attributes:
        table: The table.
        cells: Its rows: keys, bases and `content`.
        numbers: year, period, wave, loket, n_responses: what the cells are sums of.
        groups: The groups of respondents that are hidden already.
        late: Waves and lokets of a year that turned out to have to be hidden too.
    """

    table: PublishedTable
    cells: pd.DataFrame
    numbers: pd.DataFrame
    groups: Groups
    late: list[pd.DataFrame] = field(default_factory=list)

    @classmethod
    def read(
        cls,
        connection: duckdb.DuckDBPyConnection,
        table: PublishedTable,
        cells: pd.DataFrame,
        groups: Groups,
    ) -> "FieldworkCells":
        """Read the responses per wave and loket beside the rows of the table."""
        numbers = connection.sql(
            "select year, period, wave, loket, n_responses::bigint as n_responses"
            " from warehouse.marts.fieldwork_counts"
            " join warehouse.marts.dim_wave using (wave) order by all"
        ).df()
        return cls(table, cells, numbers, groups)

    def hide(self, hidden: Bools, min_base: int) -> Bools:
        """Hide what could be worked out within one edition.

        Args:
            hidden: The rows that are hidden already.
            min_base: Fewest respondents that a cell may stand on.
        """
        keys = ["year", "period", "loket"]
        row_of = pd.Series(np.arange(len(self.cells)), self.cells.set_index(keys).index)
        row = row_of.loc[pd.MultiIndex.from_frame(self.numbers[keys])].to_numpy()
        in_hidden = {by: self._is_hidden(self.numbers, by) for by in (WAVES, LOKETS)}
        result = hidden.copy()
        for at in self.numbers.groupby("year").indices.values():
            of_year = self.numbers.iloc[at]
            rows, cells = np.unique(row[at], return_inverse=True)
            waves, wave_names = pd.factorize(of_year["wave"])
            lokets, loket_names = pd.factorize(of_year["loket"])
            result[rows], in_waves, in_lokets = hide_in_table(
                waves.astype(np.int64),
                lokets.astype(np.int64),
                of_year["n_responses"].to_numpy(),
                min_base,
                cells=cells.astype(np.int64),
                hidden=(
                    hidden[rows],
                    np.bincount(waves, in_hidden[WAVES][at]) > 0,
                    np.bincount(lokets, in_hidden[LOKETS][at]) > 0,
                ),
            )
            # a cell of nobody can be hidden for another reason
            result[rows] |= hidden[rows]
            own_year = of_year["year"].iloc[0]
            for name, names, found in (
                ("wave", wave_names, in_waves),
                ("loket", loket_names, in_lokets),
            ):
                more = pd.DataFrame({name: names[found]})
                self._hide_late(more.assign(year=own_year))
        return result

    def hold(self, hidden: Bools, ledger: Ledger) -> Bools:
        """Hold cells that a few came to or left, and cells beside them.

        Args:
            hidden: The rows that are hidden within this edition.
            ledger: What was shown before.

        Returns:
            The rows that are not shown anew.
        """
        years = self._is_hidden(self.cells, ("year",))
        rows_of = {
            "loket": np.flatnonzero(~years & ~self._is_hidden(self.cells, LOKETS)),
            "period": np.flatnonzero(~years),
        }
        of_wave = self.numbers[self._is_hidden(self.numbers, WAVES)]
        without_total = is_among(self.cells, of_wave[["year", "period"]])
        result = hidden.copy()
        while True:
            before = result.copy()
            for line, rows in rows_of.items():

                def hold(rows: Ints, line: str = line) -> Bools:
                    is_open = line == "period" and bool(without_total[rows[0]])
                    return self._hold_line(rows, line, result, ledger, is_open)

                if len(rows):
                    keys = ["year", line]
                    result[rows] = per_group(self.cells, keys, hold, rows)
            if (result == before).all():
                return result

    def _hold_line(
        self, rows: Ints, line: str, hidden: Bools, ledger: Ledger, is_open: bool
    ) -> Bools:
        """Hold the periods of a loket, or the lokets of a period.

        Args:
            rows: Their positions.
            line: What they have in common.
            hidden: The rows of the table that are not shown.
            ledger: What was shown before.
            is_open: Whether the total of the line is not shown at this edition.
        """
        own = self.cells.iloc[rows]
        family = Family(
            self.table.name,
            (own["year"].iloc[0], line, own[line].iloc[0]),
            own["loket" if line == "period" else "period"].tolist(),
            bases_of(own, self.table),
            own["content"].tolist(),
            hidden[rows],
        )
        if is_open and ledger.is_known(family):
            # all cells together would tell what changed in the waves that are held
            family.hidden = family.hidden | ledger.changed(family)
        held = ledger.hold(family)
        if held is not None:
            return held
        ledger.take_back(family)
        if not is_open:
            key = own[["year", line]].drop_duplicates()
            if line == "period":
                key = self.numbers.merge(key)[["wave", "year"]].drop_duplicates()
            self._hide_late(key)
        return np.ones(len(rows), dtype=bool)

    def _is_hidden(self, rows: pd.DataFrame, by: tuple[str, ...]) -> Bools:
        """Whether each row is about a hidden wave, loket or year."""
        if by not in self.groups:
            return np.zeros(len(rows), dtype=bool)
        return is_among(rows, self.groups[by])

    def _hide_late(self, names: pd.DataFrame) -> None:
        """Note groups that are to be hidden in every table."""
        by = tuple(sorted(names.columns))
        new = names[~self._is_hidden(names, by)]
        if len(new):
            self.late.append(new.reset_index(drop=True))
