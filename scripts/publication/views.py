"""Views for BI tools: labels and Dutch titles, and a row per figure that is shown.

Which tables a view puts below each other stands in the seed `bi_views`. They rest on
the published tables, in which small cells are hidden already, and leave hidden rows
out: what a tool adds up or averages is what was shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from scripts.publication.comments import ADDED_COLUMNS, comment, warehouse_comments
from scripts.publication.labelled import (
    Title,
    Words,
    in_words,
    read_headings,
    read_words,
    readable_titles,
)
from scripts.publication.tables import PublishedTable

# which table a row is of, in words
PART = "part"
# what views have besides, where their tables have the columns to make it of; in words
# that DuckDB 1.4 knows, which reads `if` as a function that it hasn't
MADE = {
    # a time axis wants a date
    "first_day": ({"wave"}, "try_cast(wave || '-01' as date)"),
    "topic": (
        {"question"},
        "(select topic from marts.dim_question as asked"
        " where asked.question = rows_of.question)",
    ),
    # marks and shares stand in one column of the tests
    "measure": (
        {"estimate", "option"},
        "case when option is null then 'mean' else 'share' end",
    ),
}


@dataclass(frozen=True)
class Source:
    """A table of a view.

    Attributes:
        view: Name of the view, in the schema marts.
        table: The published table.
        part: Dutch name of its rows among those of the view.
        figure: Its column that is filled in every row with a figure.
        columns: Its columns by the names that they have in the view.
        titles: What the view shows of it.
    """

    view: str
    table: str
    part: str
    figure: str
    columns: Mapping[str, str]
    titles: list[Title]


def write_views(
    connection: duckdb.DuckDBPyConnection, tables: list[PublishedTable]
) -> None:
    """Make the views of the seed, with their comments.

    Args:
        connection: With the databases `warehouse` and `published` attached, and the
            published tables written.
        tables: These tables; a view leaves out what is not among them.

    Raises:
        ValueError: Two columns of a view have one title.
    """
    headings = read_headings(connection, "published.")
    places = {name: place for place, name in enumerate(headings)}
    words = read_words(
        connection,
        "select column_name, value, label from published.codebook.value_labels",
    )
    known = warehouse_comments(connection)
    views: dict[str, list[Source]] = {}
    for source in _sources(connection, tables, headings):
        views.setdefault(source.view, []).append(source)
    for view, sources in views.items():
        titles = {title.name: title for each in sources for title in each.titles}
        ordered = sorted(
            titles.values(),
            key=lambda title: (title.name != PART, places[title.name]),
        )
        named = [title.heading for title in ordered]
        if len(set(named)) < len(named):
            raise ValueError(
                f"bi_views: two columns of {view} have one title, of {named};"
                " give one another heading in seeds/policy/headings.csv."
            )
        listed = ", ".join(f'{title.name} as "{title.heading}"' for title in ordered)
        rows = " union all by name ".join(_select(each, words) for each in sources)
        connection.execute(
            f"create view published.marts.{view} as select {listed} from ({rows})"
        )
        of_tables = ", ".join(source.table for source in sources)
        comment(
            connection,
            "view",
            f"marts.{view}",
            "For BI tools: a row per figure that is shown, with labels and Dutch"
            f" titles; hidden rows are left out. Of {of_tables}.",
        )
        for title in ordered:
            text = _described(title.name, sources, known)
            comment(connection, "column", f'marts.{view}."{title.heading}"', text)


def _sources(
    connection: duckdb.DuckDBPyConnection,
    tables: list[PublishedTable],
    headings: dict[str, tuple[str, str]],
) -> list[Source]:
    """Read the seed, in its order, and look at the tables that it names."""
    keys = {table.name: table.keys for table in tables}
    rows = connection.sql(
        "select view_name, table_name, part, figure, coalesce(renamed, '')"
        " from published.codebook.bi_views order by cast(position as integer)"
    ).fetchall()
    sources = []
    for view, table, part, figure, pairs in rows:
        if table not in keys:
            continue
        renamed = dict(pair.split("=") for pair in pairs.split())
        described = connection.sql(f"describe published.marts.{table}").fetchall()
        columns = {renamed.get(name, name): name for name, *_ in described}
        own_keys = [renamed.get(key, key) for key in keys[table]]
        names = [
            title
            # the codebook's check sees to it that every column has a heading
            for title in readable_titles(
                [name for name in columns if name in headings], own_keys, headings, []
            )
            # no row of a view is hidden
            if title.name != "suppressed"
        ]
        made = [
            Title(name, *headings[name])
            for name, (needed, _) in MADE.items()
            if needed <= columns.keys()
        ]
        titles = [Title(PART, *headings[PART]), *names, *made]
        sources.append(Source(view, table, part, figure, columns, titles))
    return sources


def _select(source: Source, words: Words) -> str:
    """SQL of the shown rows of one table, under the names of the view."""
    part = source.part.replace("'", "''")
    columns = [f"{own} as {name}" for name, own in source.columns.items()]
    names = {title.name for title in source.titles}
    made = [f", {MADE[name][1]} as {name}" for name in MADE if name in names]
    shown = []
    for title in source.titles:
        if title.name == PART:
            shown.append(f"'{part}' as {PART}")
        elif title.name in words and title.kind in ("text", "arrow"):
            text = in_words(title.name, words[title.name])
            shown.append(f"{text} as {title.name}")
        else:
            shown.append(title.name)
    return (
        f"select {', '.join(shown)} from (select *{''.join(made)} from"
        f" (select {', '.join(columns)} from marts.{source.table}"
        f" where not is_suppressed and {source.figure} is not null) as rows_of)"
    )


def _described(
    name: str, sources: list[Source], known: Mapping[tuple[str, str], str]
) -> str | None:
    """What a column means: what is said of it here, or of the column it comes from."""
    if name in ADDED_COLUMNS:
        return ADDED_COLUMNS[name]
    for source in sources:
        text = known.get((f"marts.{source.table}", source.columns.get(name, "")))
        if text:
            return text
    # what a view takes from elsewhere is described there
    return known.get(("marts.dim_question", name))
