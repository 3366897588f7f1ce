"""Do the headlines come back? Respondents are drawn again, and the year is told again.

The stability of a finding is computed from counts, means and variances
(`scripts.statistics.recurrence`). Here it is held against the real thing: from one
warehouse as many respondents are drawn as a year has, with replacement; their answers
are counted, tested and told by the functions that made the findings. What the findings
take from models of their own (importance, the adjusted effect, themes, control charts)
stays as it was and is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from scripts.codebook.policy import Policy
from scripts.codebook.rows import Row, records
from scripts.significance import (
    compare_lokets,
    compare_subgroups,
    compare_trends,
    compare_years,
)
from scripts.statistics.figures import figures_of
from scripts.story.findings import findings

SEED = 20231231
SURVEYS = 25
JUDGED = ["level", "year_change", "no_year_change", "group_difference"]
SEEDS = ["phrases", "report_policy", "score_bands", "dimensions", "subgroups"]
KEPT = [
    *("mart_open_answer_themes", "mart_top_lokets", "mart_loket_standing"),
    *("mart_adjusted_test_effect", "mart_importance_performance"),
    *("mart_wave_trends", "dim_question", "dim_answer_option", "dim_subgroup"),
    *("dim_wave", "score_figures", "answer_figures"),
]
# The figures of the country, lokets and subgroups again, with k of each respondent.
SCORES = """
create or replace temp table drawn_scores as
with counts as (
    select
        responses.year,
        members.cut,
        members.member,
        fct_scores.question,
        sum(k) as n,
        sum(k * score) as total,
        sum(k * score * score) as squares,
        sum(k * score * score * score) as cubes,
        sum(k) filter (where band = 'good') as good,
        sum(k) filter (where band = 'insufficient') as bad
    from marts.fct_scores
    inner join drawn using (respondent)
    inner join marts.fct_responses as responses using (respondent)
    inner join marts.respondent_members as members using (respondent)
    where score is not null
    group by all
)
select
    *,
    total / n as mean,
    (squares - total * total / n) / nullif(n - 1, 0) as variance,
    (cubes / n - 3 * total * squares / n / n + 2 * power(total / n, 3))
        / nullif(power(squares / n - power(total / n, 2), 1.5), 0) as skewness
from counts where n > 0
"""
ANSWERS = """
create or replace temp table drawn_answers as
with chosen as (
    select responses.year, cut, member, question, option, sum(k) as n
    from marts.fct_choices
    inner join drawn using (respondent)
    inner join marts.fct_responses as responses using (respondent)
    inner join marts.respondent_members using (respondent)
    group by all
),
asked as (
    select
        responses.year, cut, member, question,
        sum(k) filter (where kind = 'multiple' or is_answered) as n
    from marts.fct_answers
    inner join drawn using (respondent)
    inner join marts.fct_responses as responses using (respondent)
    inner join marts.respondent_members using (respondent)
    where kind in ('single', 'multiple')
    group by all
)
select
    offered.* exclude (n_base, n_chosen, share, weight, weight_squared),
    cast(coalesce(asked.n, 0) as integer) as n_base,
    cast(coalesce(chosen.n, 0) as integer) as n_chosen,
    coalesce(chosen.n, 0) / nullif(asked.n, 0) as share
from marts.answer_figures as offered
left join asked using (year, cut, member, question)
left join chosen using (year, cut, member, question, option)
"""


@dataclass(frozen=True)
class Stability:
    """What came back of the headlines of a warehouse.

    Attributes:
        surveys: How often respondents were drawn.
        headlines: year, kind, finding, stability (as published) and came_back (the part
            of drawn surveys in which a finding of the same kind says the same).
    """

    surveys: int
    headlines: pd.DataFrame

    def share(self, least: float) -> float:
        """Which part of the headlines came back in at least this part of surveys."""
        return float((self.headlines["came_back"] >= least).mean())


def headline_stability(path: Path, surveys: int = SURVEYS) -> Stability:
    """Draw the respondents of a warehouse again and see which headlines come back."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = {
            name: connection.sql(f"select * from marts.{name}").df() for name in KEPT
        }
        tables |= {
            name: connection.sql(f"select * from codebook.{name}").df()
            for name in SEEDS
        }
        people = connection.sql(
            "select respondent, year from marts.fct_responses order by respondent"
        ).df()
        told = connection.sql("select * from marts.findings where is_headline").df()
        told = told[told["kind"].isin(JUDGED)]
        rng = np.random.default_rng(SEED)
        came_back = np.zeros(len(told))
        keys = [_claim(row) for row in records(told)]
        for _ in range(surveys):
            drawn = people.assign(k=_drawn(people["year"], rng))
            connection.register("people_drawn", drawn[drawn["k"] > 0])
            connection.execute(
                "create or replace temp table drawn as"
                " select respondent, k from people_drawn"
            )
            again = _told_again(connection, tables)
            found = [_claim(row) for row in records(again)]
            came_back += [any(key.is_in(other) for other in found) for key in keys]
    headlines = told[["year", "kind", "finding", "stability"]]
    headlines = headlines.assign(came_back=came_back / surveys)
    return Stability(surveys, headlines.reset_index(drop=True))


def _drawn(year: pd.Series[int], rng: np.random.Generator) -> pd.Series[int]:
    """How often each respondent is drawn, as many of a year as it has."""
    times = pd.Series(0, index=year.index)
    for rows in year.groupby(year).groups.values():
        times[rows] = rng.multinomial(len(rows), np.full(len(rows), 1 / len(rows)))
    return times


@dataclass(frozen=True)
class Claim:
    """What a finding says, without its figures.

    Attributes:
        about: Year, kind, topic, question, option, dimension and arrow.
        ways: Which of 'hoger', 'lager', … its sentence has.
        rows: The rows that it rests on, with their table.
    """

    about: tuple[str, ...]
    ways: tuple[bool, ...]
    rows: frozenset[str]

    def is_in(self, other: Claim) -> bool:
        """Whether the other says it too, or more; of what is most given, or fewer."""
        if (self.about, self.ways) != (other.about, other.ways):
            return False
        fewer = self.about[1] == "level" and other.rows <= self.rows
        return self.rows <= other.rows or fewer


def _claim(row: Row) -> Claim:
    """The claim of a row of the findings."""
    names = ("year", "kind", "topic", "question", "option", "dimension", "arrow")
    words, table = str(row["finding"]), str(row["sig_table"])
    return Claim(
        about=tuple(str(row[name]) for name in names),
        ways=tuple(word in words for word in ("hoger", "lager", "vaker", "minder")),
        rows=frozenset(table + key for key in str(row["sig_key"]).split(";")),
    )


def _told_again(
    connection: duckdb.DuckDBPyConnection, tables: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """The findings of the drawn respondents, however many and however stable."""
    connection.execute(SCORES)
    connection.execute(ANSWERS)
    counted = ["n_valid", "mean", "variance", "skewness", "share_good"]
    counted += ["share_insufficient", "weight", "weight_squared"]
    keys = ["year", "cut", "member", "question"]
    drawn = connection.sql("select * from drawn_scores").df()
    figures = tables["score_figures"]
    figures = figures[figures["kind"] != "crossing"]
    # shares are of all who were asked; marks are drawn of those who gave one
    gave_one = figures["n_valid"] / figures["n_asked"]
    drawn = drawn.merge(figures[keys].assign(gave_one=gave_one), on=keys)
    drawn = drawn.assign(
        n_valid=drawn["n"],
        share_good=drawn["gave_one"] * drawn["good"].fillna(0) / drawn["n"],
        share_insufficient=drawn["gave_one"] * drawn["bad"].fillna(0) / drawn["n"],
    )
    scores = figures.drop(columns=counted).merge(
        drawn[[*keys, *counted[:6]]], on=keys, how="left"
    )
    scores["n_valid"] = scores["n_valid"].fillna(0).astype(int)
    answers = connection.sql("select * from drawn_answers").df()

    policy = Policy.from_table(tables["report_policy"])
    parts = {
        kind: (figures_of(scores, kind), figures_of(answers, kind))
        for kind in ("total", "loket", "subgroup")
    }
    ordered = tables["dimensions"][["dimension", "question", "is_ordered"]]
    groups = tables["subgroups"][["dimension", "subgroup", "position"]]
    waves = figures_of(tables["score_figures"], "wave").head(0)
    total, loket, group = parts["total"], parts["loket"], parts["subgroup"]
    again = dict(tables)
    again["sig_year_on_year"] = compare_years(*total, policy)
    again["sig_subgroups"] = compare_subgroups(
        *group, *total, tables["dimensions"], policy
    )
    again["sig_lokets"] = compare_lokets(*loket, *total, policy)
    again["sig_trends"] = compare_trends(
        *group, *total, waves, groups.merge(ordered, on="dimension"), policy
    )
    for name, label in (
        ("sig_lokets", "loket"),
        ("sig_year_on_year", "option"),
    ):
        again[name] = again[name].assign(**{f"{label}_label": again[name][label]})
    again["mart_scores_per_year"], again["mart_answers_per_year"] = total
    again["mart_scores_per_loket"] = loket[0]
    again["mart_scores_per_subgroup"] = group[0]
    everything = tables["report_policy"].copy()
    wide = everything["setting"].isin(["findings_per_year", "findings_per_question"])
    everything.loc[wide, "value"] = "1000"
    least = everything["setting"] == "finding_min_stability"
    everything.loc[least, "value"] = "0"
    again["report_policy"] = everything
    return findings(again)
