"""The figures on the pages are those of the published marts."""

import csv

import pytest

from .conftest import (
    CELLS,
    ROOT,
    Open,
    Query,
    chart_of,
    choose_year,
    dutch,
    mark,
    percent,
    table_of,
)

BANDS = ["good", "sufficient", "insufficient", "not_applicable"]
MAIN = """(
    select value from codebook.report_policy where setting = 'main_question'
)"""
ARROWS = {"up": "▲", "down": "▼"}


@pytest.fixture(scope="session")
def bands(marts: Query) -> dict[str, str]:
    """What the shares of each band are called, by the policy."""
    rows = marts(
        "from codebook.headings where column_name like 'share\\_%' escape '\\'"
    )
    return {row["column_name"]: row["heading"] for row in rows}


def no_option(column: str = "option") -> str:
    return f"coalesce(cast({column} as varchar), '') = ''"


def test_tiles_of_the_overview(open_page: Open, marts: Query, years: list[str]) -> None:
    page = open_page("/")
    for year in years:
        choose_year(page, year)
        tiles = page.locator("dl dd.value").all_inner_texts()
        score = marts(
            f"select * from mart_scores_per_year where question = {MAIN} and year = ?",
            year,
        )[0]
        field = marts("select * from mart_fieldwork_per_year where year = ?", year)[0]
        assert tiles == [
            mark(score["mean"]),
            percent(score["share_good"]),
            percent(field["response_rate"], 1),
            dutch(field["n_lokets"]),
        ]


def test_marks_of_all_questions(
    open_page: Open, marts: Query, years: list[str], bands: dict[str, str]
) -> None:
    page = open_page("/momenten/")
    for year in years:
        choose_year(page, year)
        expected = marts(
            f"""
            select scores.*, changes.direction
            from mart_scores_per_year as scores
            inner join dim_question using (question)
            left join sig_year_on_year as changes
                on scores.year = changes.year and scores.question = changes.question
                and {no_option("changes.option")}
            where topic = 'moment_of_truth' and scores.year = ?
            """,
            year,
        )
        dots = chart_of(page, "questions")
        assert len(dots) == len(expected)
        for row in expected:
            shown = dots[row["question_label"]]
            assert shown["value"] == mark(row["mean"])
            assert shown["n"] == f"n={dutch(row['n_valid'])}"
            assert shown["arrow"] == ARROWS.get(row["direction"], "")
        stacked = chart_of(page, "moment-bands")
        for row in expected:
            shown = stacked[row["question_label"]]
            assert shown["n"] == f"n={dutch(row['n_asked'])}"
            for column, label in bands.items():
                if row[column] > 0:
                    assert f"{label}: {percent(row[column])}" in shown["bands"]


def test_groups_of_a_moment(
    open_page: Open, marts: Query, slugs: dict[str, str], years: list[str]
) -> None:
    question = marts(f"select {MAIN} as question")[0]["question"]
    page = open_page(f"/momenten/{slugs[question]}/")
    rows = marts(
        f"""
        select scores.*, story.arrow, tests.reason
        from mart_scores_per_subgroup as scores
        left join story
            on scores.year = story.year and story.kind = 'difference'
            and scores.question = story.question
            and scores.dimension = story.dimension
            and scores.subgroup = story.subgroup
        left join sig_subgroups as tests
            on scores.year = tests.year and scores.question = tests.question
            and scores.dimension = tests.dimension
            and scores.subgroup = tests.subgroup_a and tests.subgroup_b = 'rest'
            and {no_option("tests.option")}
        where scores.question = ? and scores.year = ?
            and coalesce(scores.n_asked, 1) > 0
        """,
        question,
        years[-1],
    )
    assert rows
    for row in rows:
        shown = chart_of(page, f"group-{row['dimension']}")[row["subgroup_label"]]
        if row["suppressed"]:
            assert shown["value"] == "–" and shown["n"] == ""
        else:
            assert shown["value"] == mark(row["mean"])
            assert shown["n"] == f"n={dutch(row['n_valid'])}"
            assert shown["arrow"] == (row["arrow"] or "")
            assert (shown["tag"] == "indicatief") == (row["reason"] == "indicative")


@pytest.mark.parametrize(
    ("path", "topics"),
    [("/opbrengst/", ["result"]), ("/klanten/", ["background", "arrival"])],
)
def test_answers(
    open_page: Open, marts: Query, years: list[str], path: str, topics: list[str]
) -> None:
    page = open_page(path)
    for year in years:
        choose_year(page, year)
        rows = marts(
            """
            select answers.*, changes.direction, changes.reason
            from mart_answers_per_year as answers
            inner join dim_question using (question)
            left join sig_year_on_year as changes
                on answers.year = changes.year and answers.question = changes.question
                and answers.option = changes.option
            where list_contains(?, topic) and answers.year = ? and not answers.is_net
            """,
            topics,
            year,
        )
        assert rows
        for question in {row["question"] for row in rows}:
            shown = chart_of(page, f"answers-{question}")
            own = [row for row in rows if row["question"] == question]
            assert len(shown) == len(own)
            for row in own:
                item = shown[row["option_label"].removesuffix(", namelijk:")]
                assert item["value"] == percent(row["share"])
                assert item["arrow"] == ARROWS.get(row["direction"], "")
            figure = page.locator(f'figure[aria-labelledby="answers-{question}-title"]')
            incomparable = all(
                str(row["reason"]).startswith("not_comparable") for row in own
            )
            said = "voor het eerst gevraagd" in figure.inner_text() or (
                "Niet vergelijkbaar" in figure.inner_text()
            )
            assert said == incomparable


# below the table stands another, with the figures of the funnel
LOKETS = "[data-chart='lokets'] tbody tr:not(.country)"


def test_table_of_lokets(open_page: Open, marts: Query, years: list[str]) -> None:
    page = open_page("/loketten/")
    lokets = {row["loket"]: row["loket_label"] for row in marts("from dim_loket")}
    for year in years:
        choose_year(page, year)
        rows: list[list[str]] = page.locator(LOKETS).evaluate_all(
            "rows => rows.map(row => [row.querySelector('a').textContent,"
            " ...[...row.querySelectorAll('td')].map(cell => cell.textContent.trim())])"
        )
        shown = {row[0]: row[1:] for row in rows}
        assert set(shown) == set(lokets.values())
        scores = marts(
            f"""
            from mart_scores_per_loket
            where question = {MAIN} and year = ? and coalesce(n_asked, 1) > 0
            """,
            year,
        )
        for row in scores:
            value, _, n, _ = shown[lokets[row["loket"]]]
            if row["suppressed"]:
                assert value == n == "–"
            else:
                assert value.split()[0] == mark(row["mean"])
                assert n == dutch(row["n_valid"])
        absent = set(lokets) - {row["loket"] for row in scores}
        for loket in absent:
            assert shown[lokets[loket]] == [f"deed in {year} niet mee"]


def test_page_of_every_loket(
    open_page: Open, marts: Query, slugs: dict[str, str], years: list[str]
) -> None:
    country = {
        row["question"]: row["mean"]
        for row in marts("from mart_scores_per_year where year = ?", years[-1])
    }
    for loket in marts("from dim_loket order by position"):
        page = open_page(f"/loketten/{slugs[loket['loket']]}/")
        rows = marts(
            """
            select scores.*, story.arrow
            from mart_scores_per_loket as scores
            left join story
                on scores.year = story.year and scores.loket = story.loket
                and scores.question = story.question and story.kind = 'difference'
                and story.place like '%/marks'
            where scores.loket = ? and scores.year = ?
                and coalesce(scores.n_asked, 1) > 0
            """,
            loket["loket"],
            years[-1],
        )
        text = page.locator("main").inner_text()
        if not rows:
            assert "niet mee aan het onderzoek" in text
        elif all(row["suppressed"] for row in rows):
            assert "worden niet getoond" in text
        else:
            dots = chart_of(page, "loket-marks")
            cells = {row[0]: row for row in table_of(page, "loket-marks")}
            for row in rows:
                label = row["question_label"]
                hidden = row["suppressed"]
                expected = "–" if hidden else mark(row["mean"])
                assert dots[label]["value"] == cells[label][1] == expected
                assert cells[label][2] == mark(country[row["question"]])
                assert hidden or dots[label]["arrow"] == (row["arrow"] or "")
        page.close()


def test_answers_of_a_loket(
    open_page: Open, marts: Query, examples: dict[str, str], years: list[str]
) -> None:
    """What it brought clients, what they did, who they are: beside the country."""
    page = open_page(examples["large-loket"])
    name = page.locator("h1").inner_text()
    for year in years:
        choose_year(page, year)
        rows = marts(
            """
            select answers.*, country.share as country, story.arrow, story.text
            from mart_answers_per_loket as answers
            inner join mart_answers_per_year as country
                using (year, question, option)
            left join story
                on answers.year = story.year and answers.loket = story.loket
                and answers.question = story.question
                and answers.option = story.option and story.kind = 'difference'
            where answers.loket_label = ? and answers.year = ? and not answers.is_net
            """,
            name,
            year,
        )
        assert {"outcome", "done_after", "age"} <= {row["question"] for row in rows}
        for question in {row["question"] for row in rows}:
            cells = {row[0]: row for row in table_of(page, f"answers-{question}")}
            shown = chart_of(page, f"answers-{question}")
            # no other answers: a net would show the clients of its parts again
            assert len(shown) == sum(row["question"] == question for row in rows)
            for row in (row for row in rows if row["question"] == question):
                label = row["option_label"].removesuffix(", namelijk:")
                expected = [percent(row["share"]), percent(row["country"])]
                assert cells[label][1:3] == expected
                assert shown[label]["arrow"] == (row["arrow"] or "")


def test_changes_of_lokets_are_told_with_a_verdict(
    open_page: Open, marts: Query, slugs: dict[str, str], years: list[str]
) -> None:
    rows = marts(
        f"""
        select loket, text from story
        where place = 'loket/' || loket || '/tiles' and position = 2 and year = ?
            and question = {MAIN}
        """,
        years[-1],
    )
    assert any("aantoonbaar" in row["text"] for row in rows)
    for row in rows[:3]:
        page = open_page(f"/loketten/{slugs[row['loket']]}/")
        assert row["text"] in page.locator("main").inner_text()
        page.close()


def test_response_per_wave(open_page: Open, marts: Query, years: list[str]) -> None:
    page = open_page("/verantwoording/")
    rows = marts("from mart_fieldwork_per_wave where year = ? order by wave", years[-1])
    shown = [row[1:] for row in table_of(page, "response")[1:]]
    assert shown == [
        [
            dutch(row["n_invited"]),
            dutch(row["n_responses"]),
            percent(row["response_rate"]),
        ]
        for row in rows
    ]


def test_response_of_a_loket_per_period(
    open_page: Open, marts: Query, examples: dict[str, str], slugs: dict[str, str]
) -> None:
    loket = next(
        name
        for name, slug in slugs.items()
        if examples["large-loket"] == f"/loketten/{slug}/"
    )
    page = open_page(examples["large-loket"])
    rows = marts(
        "from mart_fieldwork where loket = ? and year = (select max(year) from"
        " mart_fieldwork) order by period",
        loket,
    )
    assert table_of(page, "response")[1:] == [
        [
            row["period_label"],
            dutch(row["n_invited"]),
            dutch(row["n_responses"]),
            percent(row["response_rate"]),
        ]
        for row in rows
    ]


def test_trends_of_every_question(
    open_page: Open, marts: Query, years: list[str]
) -> None:
    page = open_page("/trends/")
    picker = page.get_by_role("combobox", name="Vraag")
    for question in picker.locator("option").evaluate_all(
        "all => all.map(o => o.value)"
    ):
        picker.select_option(question)
        rows = marts(
            "from mart_wave_trends where question = ? and year <= ? order by wave",
            question,
            years[-1],
        )[-24:]
        shown = table_of(page, "trend")[1:]
        assert [row[1] for row in shown] == [mark(row["mean"]) for row in rows]
        assert [row[5] for row in shown] == [dutch(row["n_valid"]) for row in rows]


def test_importance(open_page: Open, marts: Query, years: list[str]) -> None:
    page = open_page("/belang-en-prestatie/")
    for year in years:
        choose_year(page, year)
        rows = marts(
            """
            from mart_importance_performance
            where year = ? and loket = 'all' and importance is not null
            order by importance desc
            """,
            year,
        )
        shown = [row[1:3] for row in table_of(page, "importance")[1:]]
        assert shown == [[percent(r["importance"]), mark(r["mean"])] for r in rows]


def test_themes(open_page: Open, marts: Query, years: list[str]) -> None:
    page = open_page("/open-antwoorden/")
    rows = marts("from mart_open_answer_themes where year = ?", years[-1])
    assert rows
    for row in rows:
        shown = chart_of(page, f"themes-{row['question']}")[row["theme_label"]]
        assert shown["value"] == percent(row["share"])


def test_every_figure_says_what_the_story_says(
    open_page: Open, marts: Query, slugs: dict[str, str], years: list[str]
) -> None:
    """Titles and bases stand on the pages as they were told, in each year."""
    main = marts(f"select {MAIN} as question")[0]["question"]
    largest = marts("select loket from mart_scores_per_loket order by n_asked desc")
    loket = largest[0]["loket"]
    places = {
        f"/momenten/{slugs[main]}/": f"question/{main}/",
        f"/loketten/{slugs[loket]}/": f"loket/{loket}/",
        "/opbrengst/": "question/outcome/answers",
        "/open-antwoorden/": "question/remarks/themes",
        "/momenten/": "topic/",
        "/belang-en-prestatie/": "importance/all",
        "/verantwoording/": "response/",
    }
    for path, place in places.items():
        page = open_page(path)
        for year in years:
            choose_year(page, year)
            text = page.locator("main").inner_text()
            rows = marts(
                "from story where year = ? and kind = 'title' and starts_with(place, ?)"
                " and place not like '%/answers' or place = ? and year = ?"
                " and kind = 'title'",
                year,
                place,
                place,
                year,
            )
            assert rows, path
            for row in rows:
                assert row["text"] in text, (path, year)
                assert row["base_text"] is None or row["base_text"] in text, path
        page.close()


def test_findings_stand_on_the_overview(
    open_page: Open, marts: Query, years: list[str]
) -> None:
    page = open_page("/")
    found = page.locator("main").text_content()
    assert found is not None
    for row in marts("from findings where is_headline and year = ?", years[-1]):
        assert row["finding"] in found


def test_figures_of_the_published_report(
    open_page: Open, marts: Query, slugs: dict[str, str]
) -> None:
    """Means, bands, shares and top lokets are as the report printed them."""
    if marts("from dataset")[0]["origin"] != "demo":
        return  # the demo data are made to give the report's figures, others are not
    with (ROOT / "seeds" / "report" / "published_figures.csv").open() as file:
        figures = [
            row
            for row in csv.DictReader(file)
            if row["status"] in ("stated", "inferred")
            and row["metric"] in ("mean", "band_share", "share", "rank")
            and row["dimension"] in ("total", "loket")
            and row["question"]
        ]
    options = {
        (row["question"], row["option"]): row["option_label"].removesuffix(
            ", namelijk:"
        )
        for row in marts("from dim_answer_option")
    }
    lokets = {row["loket"]: row["loket_label"] for row in marts("from dim_loket")}
    questions = {row["question"]: row for row in marts("from dim_question")}
    checked = set()
    for question in sorted({row["question"] for row in figures}):
        own = [row for row in figures if row["question"] == question]
        topic = questions[question]["topic"]
        path = {"result": "/opbrengst/", "background": "/klanten/"}.get(topic)
        if questions[question]["kind"].startswith("scale"):
            path = f"/momenten/{slugs[question]}/"
        page = open_page(path or "/klanten/")
        for year in sorted({row["year"] for row in own}):
            choose_year(page, year)
            means = {cells[0]: cells for cells in table_of(page, f"mean-{question}")}
            bands = {cells[0]: cells for cells in table_of(page, f"bands-{question}")}
            shares = chart_of(page, f"answers-{question}")
            rows: list[list[str]] = page.locator("main section tbody tr").evaluate_all(
                CELLS
            )
            tops = {cells[1]: cells for cells in rows}
            for row in (row for row in own if row["year"] == year):
                expected = dutch(float(row["value"]), int(row["decimals"]))
                if row["dimension"] == "loket":
                    # a loket outside the list has a mark of its own on its own page
                    if lokets[row["member"]] not in tops:
                        continue
                    shown = tops[lokets[row["member"]]][
                        0 if row["metric"] == "rank" else 2
                    ]
                elif row["metric"] == "mean":
                    shown = means[year][1]
                elif row["metric"] == "band_share":
                    shown = bands[year][1 + BANDS.index(row["option"])]
                else:
                    label = options[question, row["option"]]
                    shown = shares[label]["value"]
                assert shown.removesuffix("%") == expected, row["id"]
                checked.add(row["id"])
        page.close()
    assert len(checked) > 0.9 * len(figures)
