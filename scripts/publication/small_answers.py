"""Answers to background questions that few of a group gave, and what would tell them.

A group may be large enough and yet say something of one person: the only client of a
loket without a benefit. Counts of fewer than the policy's smallest number are hidden in
lokets and in subgroups, and with them counts, comparisons and sentences from which they
could be worked out. Those of the country stay.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from scripts.publication.cells import Groups, along_groups, in_groups, is_among
from scripts.publication.suppression import (
    Bools,
    Ints,
    hide_in_answers,
    hide_in_crosses,
    hide_parts,
)
from scripts.publication.tables import (
    NOT_A_NET,
    PublishedTable,
    setting,
    text_setting,
)

ANSWER = ["year", "question", "option"]
GROUP = ["dimension", "subgroup"]


def hide_small_answers(
    connection: duckdb.DuckDBPyConnection,
    tables: list[PublishedTable],
    hidden: dict[str, pd.DataFrame],
) -> list[tuple[PublishedTable, pd.DataFrame]]:
    """Find the answers to hide, in groups that are not hidden themselves.

    Args:
        connection: With the database `warehouse` attached.
        tables: The published tables.
        hidden: Per table the group keys of the rows that are hidden already.

    Returns:
        Each table with options, and its rows to hide besides, with their bases.
    """
    least = _least_counts(connection)
    if least.empty:
        return []
    groups: Groups = {}
    for table in tables:
        if table.content and table.has_options and table.cut in ("loket", "subgroup"):
            counts = _counts(connection, table, least)
            counts["is_hidden"] = is_among(counts, hidden[table.name])
            if table.cut == "loket":
                answers = _of_lokets(counts, table)
            else:
                answers = _of_subgroups(connection, counts, table)
            answers = pd.concat([answers, _nets_of(connection, answers)])
            if len(answers):
                groups[tuple(sorted(answers.columns))] = answers.drop_duplicates()
    return [
        (table, _rows(connection, table, groups))
        for table in tables
        if "option" in table.keys and table.cut != "none"
    ]


def _least_counts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The background questions, and the fewest respondents of a count of each.

    Of a question that others are routed on an answer is the base of those.
    """
    topic = text_setting(connection, "background_topic")
    usual = int(setting(connection, "suppression_min_answers"))
    base = int(setting(connection, "suppression_min_base"))
    questions = connection.execute(
        "select question, kind = 'multiple' as is_multiple, cast(if(question in (select"
        " routing_question from warehouse.codebook.routing), ?, ?) as bigint) as least"
        " from warehouse.marts.dim_question where topic = ? or question in"
        " (select question from warehouse.codebook.dimensions) order by question",
        [base, usual, topic],
    ).df()
    rows: pd.DataFrame = questions[questions["least"] > 1]
    return rows


def _counts(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, least: pd.DataFrame
) -> pd.DataFrame:
    """Rows of a mart of answers to these questions; nets are sums of others."""
    rows = connection.sql(
        f"select {', '.join(table.keys)}, coalesce(n_chosen, 0)::bigint as n_chosen"
        f" from warehouse.marts.{table.name} where {NOT_A_NET} order by all"
    ).df()
    counts: pd.DataFrame = rows.merge(least, on="question")
    return counts


def _of_lokets(counts: pd.DataFrame, table: PublishedTable) -> pd.DataFrame:
    """The answers to hide per loket: options by lokets, with the country's totals."""
    found = [pd.DataFrame(columns=table.keys)]
    for (_, question), rows in counts.groupby(["year", "question"]):
        wide = rows.pivot(index="loket", columns="option", values="n_chosen").fillna(0)
        lokets = rows.groupby("loket")["is_hidden"].any().loc[wide.index].to_numpy()
        values, least = wide.to_numpy(dtype=np.int64), int(rows["least"].iloc[0])
        if rows["is_multiple"].any():
            # who chose one option may have chosen another: each is a cut of its own
            nobody = np.zeros(1, dtype=np.int64)
            of_options = [
                hide_parts(column[:, None], nobody, lokets, least)
                for column in values.T
            ]
            hide = np.column_stack(of_options)
        else:
            hide = hide_in_answers(values, lokets, least)
        of_group, of_option = np.nonzero(hide & ~lokets[:, None])
        answers = pd.DataFrame(
            {"loket": wide.index[of_group], "option": wide.columns[of_option]}
        )
        found.append(answers.assign(year=rows["year"].iloc[0], question=str(question)))
    return pd.concat(found)[table.keys]


def _of_subgroups(
    connection: duckdb.DuckDBPyConnection, counts: pd.DataFrame, table: PublishedTable
) -> pd.DataFrame:
    """The answers to hide per subgroup: two background questions cut each other."""
    members = connection.sql(
        "select dimension, question as background, subgroup, option"
        " from warehouse.codebook.subgroup_options"
        " join warehouse.codebook.dimensions using (dimension)"
    ).df()
    counts = counts.merge(
        members[["dimension", "background"]].drop_duplicates(), on="dimension"
    )
    # the answers to a question by itself are those of the country
    counts = counts[counts["question"] != counts["background"]]
    totals = connection.sql(
        f"select {', '.join(ANSWER)}, n_chosen::bigint as total"
        f" from warehouse.marts.{table.totals}"
    ).df()
    counts = counts.merge(totals, on=ANSWER)
    subgroups = {
        name: set(rows["option"]) for name, rows in members.groupby(GROUP, sort=False)
    }
    offered = connection.sql(
        "select distinct question, option from warehouse.marts.dim_answer_option"
        f" where {NOT_A_NET}"
    ).df()
    options = {name: list(rows) for name, rows in offered.groupby("question")["option"]}
    counts["first"] = np.minimum(
        counts["question"].astype(object), counts["background"].astype(object)
    )
    counts["second"] = np.maximum(
        counts["question"].astype(object), counts["background"].astype(object)
    )
    found = [pd.DataFrame(columns=table.keys)]
    for (_, first, second), rows in counts.groupby(["year", "first", "second"]):
        is_small = (rows["n_chosen"] > 0) & (rows["n_chosen"] < rows["least"])
        if (is_small & ~rows["is_hidden"]).any():
            cross = Cross(str(first), str(second), options, subgroups, rows)
            found.append(rows.loc[cross.hidden() & ~rows["is_hidden"], table.keys])
    return pd.concat(found)


@dataclass(frozen=True)
class Cross:
    """The answers to two background questions in each other's subgroups.

    Every count is a sum of unknown numbers: how many gave an answer to the one question
    (or none) and an answer to the other (or none).

    Attributes:
        first: The one question.
        second: The other.
        options: The options of each question.
        subgroups: The options of each dimension and subgroup.
        rows: The counts: question, option, dimension, subgroup, n_chosen, total (of the
            country), least, is_hidden, is_multiple.
    """

    first: str
    second: str
    options: dict[str, list[str]]
    subgroups: dict[tuple[str, str], set[str]]
    rows: pd.DataFrame

    def hidden(self) -> Bools:
        """Which of the counts to hide; as long as the rows."""
        rows = self.rows
        names = zip(
            rows["question"],
            rows["option"],
            zip(rows["dimension"], rows["subgroup"], strict=True),
            strict=True,
        )
        cells = np.array(
            [
                self._sum(question, {option}, self.subgroups[group])
                for question, option, group in names
            ]
        )
        lines, left_over = self._lines()
        return hide_in_crosses(
            cells,
            rows["n_chosen"].to_numpy(dtype=np.int64),
            rows["least"].to_numpy(dtype=np.int64),
            rows["is_hidden"].to_numpy(dtype=bool),
            np.array(self._totals()),
            self._empty(),
            lines,
            left_over,
        )

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

    def _totals(self) -> list[Ints]:
        """What is published besides: of the country, and the bases of subgroups."""
        known = [self._sum(self.first, None, None)]
        for question in (self.first, self.second):
            known += [
                self._sum(question, {name}, None) for name in self.options[question]
            ]
        shown = self.rows[~self.rows["is_hidden"]]
        groups = shown[["question", *GROUP]].drop_duplicates()
        for question, *group in groups.itertuples(index=False, name=None):
            answered = set(self.options[question])
            known.append(self._sum(question, answered, self.subgroups[tuple(group)]))
        return known

    def _empty(self) -> Bools:
        """The numbers that are 0 since a published total leaves nobody for them."""
        empty = np.zeros_like(self._sum(self.first, None, None), dtype=bool)
        # an option that nobody in the country chose, or was offered
        for name in self.rows["question"].unique():
            own = (self.rows["question"] == name) & (self.rows["total"] > 0)
            never = set(self.options[name]) - set(self.rows.loc[own, "option"])
            empty |= self._sum(name, never, None) > 0
        lines = self.rows.groupby(["question", "option", "dimension"])
        for (question, option, dimension), rows in lines:
            if rows["total"].iloc[0] == rows["n_chosen"].sum():
                groups = [(str(dimension), name) for name in rows["subgroup"]]
                inside = set().union(*(self.subgroups[group] for group in groups))
                everyone = self._sum(str(question), {str(option)}, None)
                empty |= (
                    everyone - self._sum(str(question), {str(option)}, inside)
                ) > 0
        return empty

    def _lines(self) -> tuple[list[Ints], Ints]:
        """Options of a subgroup, subgroups that have an option, and who is left."""
        at = self.rows.reset_index(drop=True)
        single = at[~at["is_hidden"] & ~at["is_multiple"]]
        of_groups = single.groupby(["question", *GROUP]).indices
        own = [single.index.to_numpy()[places] for places in of_groups.values()]
        across = at.groupby(["question", "option", "dimension"])
        left = [
            int(rows["total"].iloc[0] - rows["n_chosen"].sum()) for _, rows in across
        ]
        lines = [*own, *(rows.index.to_numpy() for _, rows in across)]
        return lines, np.array([*(0 for _ in own), *left], dtype=np.int64)


def _nets_of(
    connection: duckdb.DuckDBPyConnection, answers: pd.DataFrame
) -> pd.DataFrame:
    """The nets of hidden options: what is left of a net would give the option."""
    nets = connection.sql("from warehouse.codebook.option_groups").df()
    nets = nets[["question", "option", "net"]]
    of_answers = answers.merge(nets, on=["question", "option"])
    return of_answers.assign(option=of_answers["net"])[answers.columns]


def _rows(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, groups: Groups
) -> pd.DataFrame:
    """The rows of a table that are about one of these answers, with their bases."""
    columns = [*table.keys, *table.bases]
    if "previous_base" in table.bases:
        columns.append("previous_year")
    rows = connection.sql(
        f"select {', '.join(columns)} from warehouse.marts.{table.name} order by all"
    ).df()
    about = in_groups(rows, groups)
    if table.cut == "along_groups":
        about |= along_groups(rows, groups, table.parts)
    found: pd.DataFrame = rows[about]
    return found
