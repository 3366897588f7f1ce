"""Answers that few of a group gave, or that a small group gave, and what would tell.

A group may be large enough and yet say something of one person: the only client of a
loket without a benefit. Counts of background answers that are fewer than the policy's
smallest number are hidden in lokets and in subgroups. And whoever is in a small group
is hidden, but the country's total less the other groups may tell what they answered.
Counts, comparisons and sentences from which either could be worked out go too. Those of
the country stay.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from scripts.publication.answer_suppression import (
    Before,
    hide_in_answers,
    hide_in_crosses,
)
from scripts.publication.cells import Groups, along_groups, in_groups, is_among
from scripts.publication.intervals import Sums
from scripts.publication.ledger import Ledger
from scripts.publication.suppression import Bools, Ints
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
    ledger: Ledger,
) -> list[tuple[PublishedTable, pd.DataFrame]]:
    """Find the answers to hide, in groups that are not hidden themselves.

    Args:
        connection: With the database `warehouse` attached.
        tables: The published tables.
        hidden: Per table the group keys of the rows that are hidden already.
        ledger: What was shown before.

    Returns:
        Each table with options, and its rows to hide besides, with their bases.
    """
    width = int(setting(connection, "suppression_min_interval"))
    least = _least_counts(connection, width)
    if least.empty:
        return []
    groups: Groups = {}
    for table in tables:
        if table.content and table.has_options and table.cut in ("loket", "subgroup"):
            counts = _counts(connection, table, least)
            counts["is_hidden"] = is_among(counts, hidden[table.name])
            _add_before(counts, table, ledger.last_shown(table))
            if table.cut == "loket":
                answers = _of_lokets(counts, table, width)
            else:
                answers = _of_subgroups(connection, counts, table, width)
            answers = pd.concat([answers, _nets_of(connection, answers)])
            if len(answers):
                groups[tuple(sorted(answers.columns))] = answers.drop_duplicates()
    return [
        (table, _rows(connection, table, groups))
        for table in tables
        if "option" in table.keys and table.cut != "none"
    ]


def _least_counts(connection: duckdb.DuckDBPyConnection, width: int) -> pd.DataFrame:
    """The questions with options, and the fewest respondents of a count of each.

    Of a question that others are routed on an answer is the base of those; of one that
    is not on somebody's background a count may be of one.
    """
    topic = text_setting(connection, "background_topic")
    usual = int(setting(connection, "suppression_min_answers"))
    base = int(setting(connection, "suppression_min_base"))
    questions = connection.execute(
        "select question, kind = 'multiple' as is_multiple, cast(case"
        " when topic is distinct from ? and question not in"
        " (select question from warehouse.codebook.dimensions) then 1"
        " when question in (select routing_question from warehouse.codebook.routing)"
        " then ? else ? end as bigint) as least"
        " from warehouse.marts.dim_question order by question",
        [topic, base, usual],
    ).df()
    rows: pd.DataFrame = questions[(questions["least"] > 1) | (width > 0)]
    return rows


def _counts(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, least: pd.DataFrame
) -> pd.DataFrame:
    """Rows of a mart of answers to these questions; nets are sums of others."""
    rows = connection.sql(
        f"select {', '.join(table.keys)}, coalesce(n_chosen, 0)::bigint as n_chosen,"
        " coalesce(n_base, 0) as n_base, coalesce(n_base, 0) > 0 as has_people"
        f" from warehouse.marts.{table.name} where {NOT_A_NET} order by all"
    ).df()
    counts: pd.DataFrame = rows.merge(least, on="question")
    return counts


def _add_before(
    counts: pd.DataFrame, table: PublishedTable, before: pd.DataFrame | None
) -> None:
    """Add was_hidden and was_shown: of groups that nobody came to or left since."""
    if before is None or not {*table.keys, "n_chosen", "n_base"} <= set(before):
        counts["was_hidden"] = counts["was_shown"] = False
        return
    rows = counts[table.keys].merge(
        before[[*table.keys, "n_chosen", "n_base"]], on=table.keys, how="left"
    )
    # as long as the counts, in their order: keys identify the rows of both
    is_there = rows["n_chosen"].notna().to_numpy()
    other = is_there & (
        (rows["n_chosen"] != counts["n_chosen"].to_numpy())
        | (rows["n_base"] != counts["n_base"].to_numpy())
    )
    groups = [counts[key] for key in table.group_keys]
    seen = pd.DataFrame({"known": is_there, "changed": other}, index=counts.index)
    of_group = seen.groupby(groups).transform("any")
    stays = of_group["known"] & ~of_group["changed"] & ~counts["is_hidden"]
    counts["was_hidden"] = stays & ~is_there
    counts["was_shown"] = stays & is_there


def _tells(rows: pd.DataFrame) -> pd.Series:
    """Which of the counts say something of a few, or are of a hidden group."""
    is_small = (rows["n_chosen"] > 0) & (rows["n_chosen"] < rows["least"])
    return is_small | (rows["is_hidden"] & rows["has_people"])


def _of_lokets(counts: pd.DataFrame, table: PublishedTable, width: int) -> pd.DataFrame:
    """The answers to hide per loket: options by lokets, with the country's totals."""
    found = [pd.DataFrame(columns=table.keys)]
    for (_, question), rows in counts.groupby(["year", "question"]):
        if not _tells(rows).any():
            continue
        wide = rows.pivot(index="loket", columns="option", values="n_chosen").fillna(0)
        lokets = rows.groupby("loket")["is_hidden"].any().loc[wide.index].to_numpy()
        values, least = wide.to_numpy(dtype=np.int64), int(rows["least"].iloc[0])
        people = rows.groupby("loket")["has_people"].any().loc[wide.index].to_numpy()
        hide = hide_in_answers(
            values,
            lokets & people,
            least,
            width,
            bool(rows["is_multiple"].any()),
            Before(*(_wide(rows, name) for name in ("was_hidden", "was_shown"))),
        )
        of_group, of_option = np.nonzero(hide & ~lokets[:, None])
        answers = pd.DataFrame(
            {"loket": wide.index[of_group], "option": wide.columns[of_option]}
        )
        found.append(answers.assign(year=rows["year"].iloc[0], question=str(question)))
    return pd.concat(found)[table.keys]


def _wide(rows: pd.DataFrame, name: str) -> Bools:
    """A column of yes and no as lokets by options."""
    wide = rows.pivot(index="loket", columns="option", values=name)
    return wide.eq(True).to_numpy(dtype=bool)


def _of_subgroups(
    connection: duckdb.DuckDBPyConnection,
    counts: pd.DataFrame,
    table: PublishedTable,
    width: int,
) -> pd.DataFrame:
    """The answers to hide per subgroup: two background questions cut each other."""
    # in a fixed order: of several solutions linear programming finds the same again
    members = connection.sql(
        "select dimension, question as background, subgroup, option"
        " from warehouse.codebook.subgroup_options"
        " join warehouse.codebook.dimensions using (dimension) order by all"
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
        f" where {NOT_A_NET} order by all"
    ).df()
    options = {name: list(rows) for name, rows in offered.groupby("question")["option"]}
    counts["first"] = np.minimum(
        counts["question"].astype(object), counts["background"].astype(object)
    )
    counts["second"] = np.maximum(
        counts["question"].astype(object), counts["background"].astype(object)
    )
    # who chose one option may have chosen another: each is a cross of its own
    counts["chosen"] = counts["option"].where(counts["is_multiple"], "")
    respondents = _respondents(connection)
    chosen = totals.set_index(ANSWER)["total"].to_dict()
    found = [pd.DataFrame(columns=table.keys)]
    crosses = counts.groupby(["year", "first", "second", "chosen"])
    for _, rows in crosses:
        year, first, second, option = rows.iloc[0][
            ["year", "first", "second", "chosen"]
        ]
        if _tells(rows).any():
            one = {str(rows["question"].iloc[0]): [str(option)]} if option else {}
            own = {name: (options | one)[name] for name in (str(first), str(second))}
            of_country = {
                (name, each): int(chosen.get((year, name, each), 0))
                for name, offered in own.items()
                for each in offered
            }
            cross = Cross(
                str(first),
                str(second),
                own,
                subgroups,
                rows,
                of_country,
                respondents[year],
            )
            is_told = cross.hidden(width) & ~rows["is_hidden"]
            found.append(rows.loc[is_told, table.keys])
    return pd.concat(found)


def _respondents(connection: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """The respondents of the country per year, as far as published tables tell."""
    rows = connection.sql(
        "select year, max(n)::bigint as n from ("
        "select year, n_asked as n from warehouse.marts.mart_scores_per_year union all"
        " select year, n_base from warehouse.marts.mart_answers_per_year union all"
        " select year, n_responses from warehouse.marts.mart_fieldwork_per_year)"
        " group by year"
    ).fetchall()
    return dict(rows)


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

    def hidden(self, width: int) -> Bools:
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
        known, totals = zip(*self._totals(), strict=True)
        counts = rows["n_chosen"].to_numpy(dtype=np.int64)
        return hide_in_crosses(
            Sums(
                csr_array(cells), counts, csr_array(np.array(known)), np.array(totals)
            ),
            rows["least"].to_numpy(dtype=np.int64),
            rows["is_hidden"].to_numpy(dtype=bool),
            rows["has_people"].to_numpy(dtype=bool),
            width,
            Before(
                *(rows[k].to_numpy(dtype=bool) for k in ("was_hidden", "was_shown"))
            ),
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

    def _totals(self) -> list[tuple[Ints, int]]:
        """What is published besides: of the country, and the bases of subgroups."""
        known = [(self._sum(self.first, None, None), self.respondents)]
        known += [
            (self._sum(question, {option}, None), total)
            for (question, option), total in self.chosen.items()
        ]
        shown = self.rows[~self.rows["is_hidden"] & ~self.rows["is_multiple"]]
        bases = shown.groupby(["question", *GROUP], as_index=False)["n_chosen"].sum()
        for question, *group, base in bases.itertuples(index=False, name=None):
            answered = set(self.options[question])
            of_group = self._sum(question, answered, self.subgroups[tuple(group)])
            known.append((of_group, int(base)))
        return known


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
