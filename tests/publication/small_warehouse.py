"""A warehouse of a few hundred made-up respondents, with the marts that are published.

The marts are computed here from respondents, apart from dbt's models, so that tests can
put any mixture of small groups in them.
"""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from project import ROOT

from scripts.codebook.labels import with_labels
from scripts.codebook.policy import Policy
from scripts.significance import (
    compare_lokets,
    compare_lokets_between_years,
    compare_subgroups,
    compare_trends,
)
from scripts.significance import compare_years as compare_all_years
from scripts.statistics.adjusted import adjusted_difference
from scripts.statistics.importance import importance_performance
from scripts.statistics.standing import standing
from scripts.statistics.trends import wave_trends
from scripts.statistics.weighting_effect import weighting_effect

BACKGROUND = {
    "age": ["under_18", "from_18_to_27", "from_27_to_50", "from_50"],
    "conversations": ["1", "2", "3", "unknown"],
    "situation": ["employed", "student", "self_employed", "undisclosed"],
    "took_test": ["yes", "no"],
}
SCORES = ["overall", "website", "tests"]
CHOICES = {"outcome": ["nothing", "other", "know_what_suits_me"]}
LOKETS = ["Achterhoek", "Amersfoort", "Drechtsteden", "Drenthe", "Flevoland", "Twente"]
WAVES = {2022: ["2022-05", "2022-06", "2022-11"], 2023: ["2023-02", "2023-03"]}


def random_respondents(seed: int) -> pd.DataFrame:
    """Respondents with small lokets, waves and subgroups, each seed other ones.

    Returns:
        wave, year, loket, a column per background question (null: no answer), per
        score (0: not applicable; null: no answer or not asked) and per option of each
        multiple choice (chosen or not).
    """
    rng = np.random.default_rng(seed)
    frames = []
    for year, waves in WAVES.items():
        for wave in waves:
            for loket in LOKETS:
                if rng.random() < 0.25:
                    continue
                size = int(rng.choice([1, 2, 4, 5, 8, 9, 10, 11, 14, 40]))
                frames.append(
                    pd.DataFrame({"wave": [wave] * size, "year": year, "loket": loket})
                )
    people = pd.concat(frames, ignore_index=True)
    for question, options in BACKGROUND.items():
        weights = rng.dirichlet(np.full(len(options), 0.6))
        answers = rng.choice(options, len(people), p=weights).astype(object)
        answers[rng.random(len(people)) < rng.choice([0, 0.03])] = None
        people[question] = answers
    for question in SCORES:
        marks = rng.integers(1, 11, len(people)).astype(float)
        marks[rng.random(len(people)) < 0.1] = 0
        marks[rng.random(len(people)) < 0.05] = np.nan
        people[question] = marks
    # a routed question
    people.loc[people["took_test"] != "yes", "tests"] = np.nan
    for options in CHOICES.values():
        for option in options:
            people[option] = rng.random(len(people)) < 0.3
    return people


def respondents(groups: list[dict[str, object]]) -> pd.DataFrame:
    """Respondents in groups that are alike: `n` of each, with these values."""
    usual: dict[str, object] = {"wave": "2023-02", "year": 2023, "loket": LOKETS[0]}
    usual |= {question: options[-1] for question, options in BACKGROUND.items()}
    usual |= dict.fromkeys(SCORES, 7.0)
    usual |= {option: False for options in CHOICES.values() for option in options}
    rows = [{**usual, **group} for group in groups for _ in range(int(str(group["n"])))]
    return pd.DataFrame(rows).drop(columns="n")


def write_warehouse(
    people: pd.DataFrame, file: Path, counts_only: bool = False
) -> None:
    """Write the warehouse of these respondents.

    Args:
        people: As `random_respondents` gives them.
        file: The file to write.
        counts_only: Without the tables of statistics, which are not published then.
    """
    with duckdb.connect(file) as connection:
        for schema in ("raw", "codebook", "staging", "marts"):
            connection.execute(f"create schema {schema}")
        for seed in (ROOT / "seeds").rglob("*.csv"):
            connection.execute(
                f"create table codebook.{seed.stem} as from read_csv('{seed}',"
                " header = true, all_varchar = true)"
            )
        connection.execute(
            "create table raw.load_log as select 'demo' as origin, 'loaded' as status,"
            " unnest(['2022-05', '2023-03']) as wave"
        )
        connection.execute(
            "alter table codebook.published_tables alter position type integer"
        )
        connection.register("people", people.reset_index(names="respondent"))
        _write_dimensions(connection)
        # as if no questionnaire were based on another
        for name in ("question_versions", "option_versions", "routing"):
            connection.execute(
                f"create table staging.stg_kto__{name} as from codebook.{name}"
            )
        _write_aggregates(connection)
        if counts_only:
            connection.execute(
                "delete from codebook.published_tables where table_name not in"
                " (select table_name from duckdb_tables() where schema_name = 'marts')"
            )
        else:
            _write_statistics(connection, people)
        _stamp(connection)


def _stamp(connection: duckdb.DuckDBPyConnection) -> None:
    """Say that this is a whole build of what the warehouse holds now, and later too."""
    connection.execute(
        """
        create schema build;
        create view build.made_from as select 'all' as deliveries, 'this' as code;
        create view build.made as select 'these' as tables;
        create table build.stamp as
        select timestamp '2026-01-02 03:04:05' as built_at, '1.2.3' as dbt_version, *
        from build.made_from cross join build.made
        """
    )


def _write_dimensions(connection: duckdb.DuckDBPyConnection) -> None:
    questions = ", ".join(f"'{name}'" for name in [*BACKGROUND, *SCORES, *CHOICES])
    for name, query in {
        "dim_loket": "select loket, label as loket_label, position::int as position"
        f" from codebook.lokets where loket in {tuple(LOKETS)}",
        "dim_question": "select question, label as question_label, kind, topic,"
        " position::int as position, 'marks' as compared_with from codebook.questions",
        "dim_question_version": "select 2023 as year, question, label as"
        " question_label from codebook.questions",
        "dim_answer_option": "select question, option, label as option_label,"
        " position::int as position, false as is_net"
        f" from codebook.options where question in ({questions})",
        # each questionnaire offered them all
        "dim_offered_option": "select questionnaire, question, option"
        " from codebook.questionnaires cross join marts.dim_answer_option",
        "dim_subgroup": "select d.dimension, d.label as dimension_label, d.question,"
        " s.subgroup, s.label as subgroup_label from codebook.subgroups as s"
        " join codebook.dimensions as d using (dimension)",
        # quarters; January to March is 2023-01
        "dim_wave": "select distinct wave, wave as wave_label, year,"
        " strftime(date_trunc('quarter', (wave || '-01')::date), '%Y-%m') as period,"
        " period as period_label from people",
    }.items():
        connection.execute(f"create table marts.{name} as {query}")


def _write_aggregates(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the marts of counts, from the respondents in `people`."""
    background, scores = ", ".join(BACKGROUND), ", ".join(SCORES)
    options = ", ".join(option for names in CHOICES.values() for option in names)
    connection.execute(
        f"""
        create temp table subgroups as
        select respondent, dimension, subgroup
        from (unpivot people on {background} into name question value option)
        join codebook.dimensions using (question)
        join codebook.subgroup_options using (dimension, option);
        create temp table marks as
        select respondent, year, wave, loket, question, nullif(mark, 0) as mark,
            mark = 0 as is_not_applicable
        from (
            select *, unnest({SCORES}) as question, unnest([{scores}]) as mark
            from people
        )
        where question != 'tests' or took_test = 'yes';
        create temp table answers as
        select respondent, year, loket, options.question, options.option,
            chosen.option = options.option as is_chosen
        from (unpivot people on {background} into name question value option) as chosen
        join marts.dim_answer_option as options using (question)
        union all
        select respondent, year, loket, 'outcome', option, is_chosen
        from (unpivot people on {options} into name option value is_chosen)
        """
    )
    statistics = """
        count(respondent)::int as n_asked, count(mark)::int as n_valid,
        avg(mark) as mean, var_samp(mark) as variance,
        0::double as skewness,
        count_if(mark >= 8) / nullif(count(respondent), 0) as share_good,
        count_if(mark between 6 and 7) / nullif(count(respondent), 0)
            as share_sufficient,
        count_if(mark < 6) / nullif(count(respondent), 0) as share_insufficient,
        count_if(is_not_applicable) / nullif(count(respondent), 0)
            as share_not_applicable
    """
    shares = """
        count(respondent)::int as n_base, count_if(is_chosen)::int as n_chosen,
        count_if(is_chosen) / nullif(count(respondent), 0) as share
    """
    years = "(select distinct year from people)"
    questions = f"(select unnest({SCORES}) as question)"
    asked = "(select distinct question, option from answers)"
    subgroups = "(select dimension, subgroup from marts.dim_subgroup)"
    of_groups = "join subgroups using (respondent)"
    for cut, members, join in (
        ("year", "", ""),
        ("loket", "cross join (select loket from marts.dim_loket)", ""),
        ("subgroup", f"cross join {subgroups}", of_groups),
        ("wave", "join (select wave, year from marts.dim_wave) using (year)", ""),
    ):
        names = {"subgroup": ["dimension", "subgroup"], "year": []}.get(cut, [cut])
        key = ", ".join(["year", *names])
        connection.execute(
            f"create table marts.mart_scores_per_{cut} as"
            f" select {key}, question, 2022 as comparable_since, {statistics}"
            f" from {years} cross join {questions} {members}"
            f" left join (from marks {join}) using ({key}, question) group by all"
        )
        if cut != "wave":
            connection.execute(
                f"create table marts.mart_answers_per_{cut} as"
                f" select {key}, question, option, 2022 as comparable_since, {shares}"
                f" from {years} cross join {asked} {members}"
                f" left join (from answers {join}) using ({key}, question, option)"
                " group by all"
            )
    counts = (
        "(count(respondent) * 5)::int as n_invited, count(respondent)::int as"
        " n_responses, 0.2::double as response_rate,"
        " 300::double as mean_duration_seconds"
    )
    for name, keys in {
        "fieldwork": "year, period, loket",
        "fieldwork_per_wave": "year, wave",
        "fieldwork_per_loket": "year, loket",
        "fieldwork_per_year": "year",
    }.items():
        connection.execute(
            f"create table marts.mart_{name} as"
            f" select {keys}, {counts} from people"
            " join marts.dim_wave using (year, wave) group by all"
        )
    connection.execute(
        """
        create table marts.fieldwork_counts as
        select wave, loket, count(*)::int as n_responses from people group by all;
        alter table marts.mart_fieldwork_per_year add n_lokets integer;
        alter table marts.mart_fieldwork_per_year add n_waves integer;
        create table marts.mart_top_lokets as
        select year, question, cast(dense_rank() over (
            partition by year, question order by mean desc
        ) as integer) as rank, loket, n_valid, mean
        from marts.mart_scores_per_loket where n_valid > 0;
        create table marts.mart_open_answer_themes as
        select 2023 as year, 'remarks' as question,
            unnest(['praise', 'other']) as theme, 1 as position,
            9 as n_base, unnest([3, 6]) as n_answers, 0.5::double as share;
        """
    )


def _write_statistics(
    connection: duckdb.DuckDBPyConnection, people: pd.DataFrame
) -> None:
    """Write the tables that the statistics make of the marts."""

    def mart(name: str) -> pd.DataFrame:
        return connection.sql(f"from marts.{name}").df()

    seed = pd.read_csv(ROOT / "seeds" / "policy" / "report_policy.csv")
    policy = Policy.from_table(seed)
    years = mart("mart_scores_per_year"), mart("mart_answers_per_year")
    trends = wave_trends(
        mart("mart_scores_per_wave").rename(columns={"n_valid": "n"}),
        keys=["question"],
        min_base=10,
        alpha=0.05,
        rolling_waves=3,
        limit_errors=3.0,
    )
    parts = {
        part: (mart(f"mart_scores_per_{part}"), mart(f"mart_answers_per_{part}"))
        for part in ("loket", "subgroup")
    }
    places = standing(
        parts["loket"][0],
        keys=["year", "question"],
        member="loket",
        min_base=policy.min_base_test,
        top=3,
        alpha=0.05,
    )
    made = {
        "sig_lokets_year_on_year": compare_lokets_between_years(
            *parts["loket"], *years, policy
        ),
        "sig_trends": compare_trends(
            *parts["subgroup"],
            *years,
            mart("mart_scores_per_wave"),
            mart("dim_subgroup").assign(
                is_ordered=True,
                position=lambda rows: rows.groupby("dimension").cumcount(),
            ),
            policy,
        ),
        "mart_loket_standing": places.assign(smallest_visible=0.5),
        "mart_weighting_effect": weighting_effect(
            parts["loket"][0],
            mart("mart_fieldwork_per_loket"),
            mart("mart_fieldwork_per_year"),
            alpha=0.05,
        ),
        "sig_year_on_year": compare_all_years(*years, policy),
        "sig_subgroups": compare_subgroups(
            *parts["subgroup"],
            *years,
            pd.read_csv(ROOT / "seeds" / "codebook" / "dimensions.csv"),
            policy,
        ),
        "sig_lokets": compare_lokets(*parts["loket"], *years, policy),
        "mart_wave_trends": trends.rename(columns={"n": "n_valid"}),
        "mart_importance_performance": _importance(people),
        "mart_adjusted_test_effect": _adjusted(people),
    }
    labels = [
        mart(f"dim_{name}") for name in ("question", "answer_option", "loket", "wave")
    ]
    for name, rows in made.items():
        dimensions = (*labels, mart("dim_subgroup"), mart("dim_wave"))
        connection.register("made", with_labels(rows, *dimensions))
        connection.execute(f"create table marts.{name} as from made")
    connection.execute(
        """
        create table marts.findings as
        select year, row_number() over ()::int as position, 'loket' as kind,
            'x' as finding, loket,
            'sig_lokets' as sig_table,
            'year=' || year || '|loket=' || loket || '|question=' || question as sig_key
        from marts.sig_lokets where option is null
        union all
        select year, 10000 + row_number() over ()::int, 'top', 'x', null,
            'mart_top_lokets',
            'year=' || year || '|question=' || question
        from marts.mart_scores_per_year;
        -- of each place: what rests on a loket's mark, and what takes its place
        create table marts.story as
        select year, 'loket/' || loket || '/' || question as place, 'title' as kind,
            1 as position, choice, if(choice = 1, 'own', 'neutral') as text,
            loket, question, option, null::varchar as headline,
            null::varchar as figure, null::varchar as arrow,
            if(choice = 1, 'sig_lokets', null) as sig_table,
            if(
                choice = 1,
                'year=' || year || '|loket=' || loket || '|question=' || question,
                null
            ) as sig_key
        from marts.sig_lokets
        cross join (select unnest([1, 2]) as choice)
        where option is null
        """
    )


def _importance(people: pd.DataFrame) -> pd.DataFrame:
    pairs = []
    marks = people[SCORES].replace(0, np.nan)
    for loket in ("all", *people["loket"].unique()):
        of_loket = (people["loket"] == loket) | (loket == "all")
        for year in people["year"].unique():
            rows = marks[of_loket & (people["year"] == year)]
            for place, a in enumerate(SCORES):
                for b in SCORES[place:]:
                    both = rows[[a, b]].dropna()
                    x, y = both[a].to_numpy(), rows.loc[both.index, b].to_numpy()
                    x = rows.loc[both.index, a].to_numpy()
                    sums = [len(x), *map(sum, (x, y, x * x, y * y, x * y))]
                    if len(x):
                        pairs.append([year, loket, a, b, *sums])
    names = ["year", "loket", "question_a", "question_b", "n"]
    names += ["sum_a", "sum_b", "sum_aa", "sum_bb", "sum_ab"]
    return importance_performance(
        pd.DataFrame(pairs, columns=names),
        keys=["year", "loket"],
        target="overall",
        predictors=SCORES[1:],
        min_base=50,
        min_probability=0.8,
        alpha=0.05,
    )


def _adjusted(people: pd.DataFrame) -> pd.DataFrame:
    long = people.melt(
        ["year", "took_test", "conversations"], SCORES, "question", "mark"
    )
    long = long[(long["mark"] > 0) & (long["conversations"] != "unknown")].dropna()
    cells = long.groupby(["year", "question", "took_test", "conversations"])["mark"]
    cells = cells.agg(n="count", mean="mean", variance="var").reset_index()
    return adjusted_difference(
        cells.rename(
            columns={"took_test": "factor_level", "conversations": "control_level"}
        ),
        factor="took_test",
        level="yes",
        reference="no",
        control="conversations",
        min_base=30,
        alpha=0.05,
    )
