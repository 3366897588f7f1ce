"""Answers of subgroups, where two background questions cut each other.

Ages by education and education by ages are sums of the same unknown numbers: how many
gave an answer to the one question (or none) and an answer to the other (or none).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from scripts.publication.answer_suppression import Before, hide_in_crosses
from scripts.publication.intervals import Edition, Sums
from scripts.publication.suppression import Bools, Ints
from scripts.publication.tables import NOT_A_NET

GROUP = ["dimension", "subgroup"]
ROW = ["question", "option", *GROUP]
# by which the rows of a cross are told from those of others
CROSS = ["first", "second", "chosen"]


def hide_in_subgroups(
    connection: duckdb.DuckDBPyConnection,
    counts: pd.DataFrame,
    earlier: list[pd.DataFrame],
) -> Bools:
    """Find the answers to hide in subgroups.

    Args:
        connection: With the database `warehouse` attached.
        counts: k rows of one year: `ROW`, n_chosen, total (of the country), respondents
            (of the country), least, width, is_multiple, is_hidden, has_people,
            total_is_hidden, was_hidden, was_shown, stands (not looked at).
        earlier: The rows of editions before that showed the year's answers anew, with
            is_shown.

    Returns:
        k; the answers to hide, among them those of hidden groups.
    """
    codebook = Backgrounds.read(connection)
    found = np.zeros(len(counts), dtype=bool)
    before = [codebook.crosses(rows) for rows in earlier]
    for names, cross in codebook.crosses(counts).items():
        is_protected = (cross.rows["least"] > 1).any()
        same = [crosses[names] for crosses in before if names in crosses]
        own = [other.aligned(cross.rows) for other in same if is_protected]
        is_told = own or tells_of_few(cross.rows).any()
        if is_told and not cross.rows["stands"].any():
            found[cross.rows.index] = cross.hidden(own)
    return found


def tells_of_few(rows: pd.DataFrame) -> Bools:
    """Which of the counts say something of a few, or are of a hidden group."""
    is_small = (rows["n_chosen"] > 0) & (rows["n_chosen"] < rows["least"])
    is_of_hidden = rows["is_hidden"] & rows["has_people"]
    # by policy an answer of a hidden group may lie between any two numbers
    is_of_hidden &= (rows["width"] > 0) | (rows["least"] > 1)
    found: Bools = (is_small | is_of_hidden).to_numpy(bool)
    return found


@dataclass(frozen=True)
class Backgrounds:
    """What the codebook says of questions that cut respondents into subgroups.

    Attributes:
        background: The question of each dimension.
        subgroups: The options of each dimension and subgroup.
        options: The options of each question, nets left out.
    """

    background: dict[str, str]
    subgroups: dict[tuple[str, str], set[str]]
    options: dict[str, list[str]]

    @classmethod
    def read(cls, connection: duckdb.DuckDBPyConnection) -> "Backgrounds":
        """Read the attached warehouse."""
        # in a fixed order: of several solutions linear programming finds the same again
        members = connection.sql(
            "select dimension, question as background, subgroup, option"
            " from warehouse.codebook.subgroup_options"
            " join warehouse.codebook.dimensions using (dimension) order by all"
        ).df()
        offered = connection.sql(
            "select distinct question, option from warehouse.marts.dim_answer_option"
            f" where {NOT_A_NET} order by all"
        ).df()
        return cls(
            dict(zip(members["dimension"], members["background"], strict=True)),
            {
                (dimension, subgroup): set(rows["option"])
                for (dimension, subgroup), rows in members.groupby(GROUP, sort=False)
            },
            {
                str(name): list(rows)
                for name, rows in offered.groupby("question")["option"]
            },
        )

    def crosses(self, rows: pd.DataFrame) -> dict[tuple[str, ...], "Cross"]:
        """The crosses that rows of one year are parts of; these keep their index."""
        of_country = rows.drop_duplicates(["question", "option"])
        totals = {
            (str(question), str(option)): int(total)
            for question, option, total in of_country[
                ["question", "option", "total"]
            ].itertuples(index=False, name=None)
        }
        unknown = set(rows.loc[rows["total_is_hidden"], "question"])
        rows = rows.assign(background=rows["dimension"].map(self.background))
        # the answers to a question by itself are those of the country
        is_cut = rows["background"].notna() & (rows["question"] != rows["background"])
        rows = rows[is_cut]
        both = rows[["question", "background"]].astype(object)
        rows = rows.assign(
            first=both.min(axis=1),
            second=both.max(axis=1),
            # who chose one option may have chosen another: each is a cross of its own
            chosen=rows["option"].where(rows["is_multiple"], ""),
        )
        found: dict[tuple[str, ...], Cross] = {}
        for _, own in rows.groupby(CROSS):
            first, second, chosen = map(str, own[CROSS].iloc[0])
            found[first, second, chosen] = self._cross(
                own, first, second, chosen, totals, unknown
            )
        return found

    def _cross(
        self,
        rows: pd.DataFrame,
        first: str,
        second: str,
        chosen: str,
        totals: dict[tuple[str, str], int],
        unknown: set[str],
    ) -> "Cross":
        one = {str(rows["question"].iloc[0]): [chosen]} if chosen else {}
        own = {name: (self.options | one).get(name, []) for name in (first, second)}
        of_country = {
            (name, each): int(totals.get((name, each), 0))
            for name, offered in own.items()
            for each in offered
            if name not in unknown
        }
        people = int(rows["respondents"].iloc[0])
        return Cross(first, second, own, self.subgroups, rows, of_country, people)


@dataclass(frozen=True)
class Cross:
    """The answers to two background questions in each other's subgroups.

    Attributes:
        first: The one question.
        second: The other.
        options: The options of each question.
        subgroups: The options of each dimension and subgroup.
        rows: The counts.
        chosen: Respondents of the country per question and option.
        respondents: Respondents of the country.
    """

    first: str
    second: str
    options: dict[str, list[str]]
    subgroups: dict[tuple[str, str], set[str]]
    rows: pd.DataFrame
    chosen: dict[tuple[str, str], int]
    respondents: int

    def hidden(self, earlier: list[Edition]) -> Bools:
        """Which of the counts to hide, beside earlier editions; as long as the rows."""
        rows = self.rows
        known, totals = self._totals()
        counts = rows["n_chosen"].to_numpy(dtype=np.int64)
        return hide_in_crosses(
            Sums(self._cells(), counts, known, totals),
            rows["least"].to_numpy(dtype=np.int64),
            rows["is_hidden"].to_numpy(dtype=bool),
            rows["has_people"].to_numpy(dtype=bool),
            int(rows["width"].iloc[0]),
            Before(
                *(rows[k].to_numpy(dtype=bool) for k in ("was_hidden", "was_shown"))
            ),
            earlier,
        )

    def aligned(self, rows: pd.DataFrame) -> Edition:
        """This cross of an earlier edition, with the rows in the order of a later."""
        same = rows[ROW].merge(self.rows, on=ROW, how="left")
        counts = same["n_chosen"].fillna(0).to_numpy(dtype=np.int64)
        tells = tells_of_few(self.rows)
        names = [pd.MultiIndex.from_frame(each[ROW]) for each in (rows, self.rows)]
        known, totals = self._totals()
        anything = np.zeros(known.shape[1], dtype=bool)
        return Edition(
            counts,
            same["is_shown"].eq(True).to_numpy(dtype=bool),
            names[0].isin(names[1][tells]),
            known,
            totals,
            ~anything,
            anything,
        )

    def _cells(self) -> csr_array:
        """Which of the unknown numbers each count is the sum of."""
        rows = self.rows
        groups = zip(rows["dimension"], rows["subgroup"], strict=True)
        names = zip(rows["question"], rows["option"], groups, strict=True)
        sums = [
            self._sum(question, {option}, self.subgroups[group])
            for question, option, group in names
        ]
        return csr_array(np.array(sums))

    def _sum(
        self, question: str, chosen: set[str] | None, others: set[str] | None
    ) -> Ints:
        """The numbers of some answers to a question, and some to the other one."""
        of_question = self._among(question, chosen)
        other = self.second if question == self.first else self.first
        of_other = self._among(other, others)
        pairs = (of_question, of_other)
        if question != self.first:
            pairs = (of_other, of_question)
        return np.outer(*pairs).ravel()

    def _among(self, question: str, chosen: set[str] | None) -> Ints:
        """Which options are meant, and last those who chose none: all where None."""
        names = self.options[question]
        if chosen is None:
            return np.ones(len(names) + 1, dtype=np.int64)
        return np.array([*(name in chosen for name in names), False], dtype=np.int64)

    def _totals(self) -> tuple[csr_array, Ints]:
        """What is published besides: of the country, and the bases of subgroups."""
        known, totals = zip(*self._each_total(), strict=True)
        return csr_array(np.array(known)), np.array(totals)

    def _each_total(self) -> Iterator[tuple[Ints, int]]:
        """What is published besides: of the country, and the bases of subgroups."""
        yield self._sum(self.first, None, None), self.respondents
        for (question, option), total in self.chosen.items():
            yield self._sum(question, {option}, None), total
        shown = self.rows[~self.rows["is_hidden"] & ~self.rows["is_multiple"]]
        bases = shown.groupby(["question", *GROUP], as_index=False)["n_chosen"].sum()
        for question, *group, base in bases.itertuples(index=False, name=None):
            answered = set(self.options[question])
            of_group = self._sum(question, answered, self.subgroups[tuple(group)])
            yield of_group, int(base)
