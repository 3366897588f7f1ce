"""The story: one teller, by the rules of the findings and the policy of the day."""

import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from project import ROOT, Project

from scripts.codebook.bands import band_label, reach
from scripts.codebook.row_keys import keys_of_tables
from scripts.story.fieldwork_figures import duration
from scripts.story.story import COLUMNS, KINDS, story
from scripts.story.told import LONGEST_HEADLINE, short

DASHBOARD = ROOT / "dashboard"
SEEDS = ["phrases", "score_bands", "report_policy", "survey_notes", "period_names"]
# Other values than those of the repository, and how texts show the old ones; the tests
# themselves are not done again here, so that the smallest base of these stays.
POLICY = {
    "alpha": "0.1",
    "suppression_min_base": "15",
    "min_base_firm": "120",
    "trend_limit_errors": "2",
    "trend_rolling_waves": "4",
    "top_lokets_min_base": "60",
    "top_lokets_min_lead": "0.3",
    "finding_min_mark": "0.35",
    "fieldwork_period": "6",
}
BANDS = {"good": (9, 10), "sufficient": (6, 8), "insufficient": (1, 5)}
OLD = [
    "95%-",
    "95% betrouwbaarheid",
    "8 of hoger",
    "6 of 7",
    "minder dan 10 antwoorden",
    "minder dan 100 antwoorden",
    "ten minste 50 antwoorden",
    "3 standaardfouten",
    "over 3 metingen",
    "minstens 0,2 boven",
    "minstens 0,2 punt",
    "ntwoorden per kwartaal",
]


@pytest.fixture(scope="module")
def tables(demo: Project) -> dict[str, pd.DataFrame]:
    """The tables that the story reads, as the build made them."""
    with duckdb.connect(demo.warehouse, read_only=True) as connection:
        names = [
            name
            for (name,) in connection.sql(
                "select table_name from duckdb_tables() where schema_name = 'marts'"
                " and not starts_with(table_name, 'fct_')"
            ).fetchall()
        ]
        marts = {name: connection.sql(f"from marts.{name}").df() for name in names}
        seeds = {name: connection.sql(f"from codebook.{name}").df() for name in SEEDS}
    return marts | seeds


@pytest.fixture(scope="module")
def told(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return tables["story"]


def test_the_model_is_the_function(
    told: pd.DataFrame, tables: dict[str, pd.DataFrame]
) -> None:
    again = story(tables)
    assert list(again.columns) == list(told.columns) == COLUMNS
    keys = ["year", "place", "kind", "position", "choice"]
    left, right = (
        frame.set_index(keys)["text"].sort_index() for frame in (again, told)
    )
    assert left.tolist() == right.tolist()
    assert not left.index.duplicated().any()
    assert set(told["kind"]) == set(KINDS)


def test_a_headline_fits_on_a_line(told: pd.DataFrame) -> None:
    assert told["headline"].str.len().max() <= LONGEST_HEADLINE
    assert told.loc[told["kind"] == "title", "headline"].str.len().min() > 0


def test_a_text_is_cut_at_a_word() -> None:
    assert short("x" * 81, "kort") == "kort"
    cut = short("woord " * 30)
    assert len(cut) <= LONGEST_HEADLINE and cut.endswith("woord…")


def test_a_text_rests_on_rows_that_are_there(
    told: pd.DataFrame, tables: dict[str, pd.DataFrame]
) -> None:
    """Else hiding would look for them in vain."""
    resting = told[told["sig_table"].notna()]
    for table, texts in resting.groupby("sig_table"):
        frame = tables[table]
        for key in {key for keys in texts["sig_key"] for key in keys.split(";")}:
            parts = dict(part.split("=", 1) for part in key.split("|"))
            assert set(parts) <= set(keys_of_tables()[table])
            # that no loket is at the top rests on a year and question without a row
            if table == "mart_top_lokets":
                continue
            found = pd.Series(True, index=frame.index)
            for name, value in parts.items():
                found &= frame[name].astype(str) == value
            assert found.any(), (table, key)


def test_what_may_be_hidden_has_a_text_in_its_place(told: pd.DataFrame) -> None:
    """A title or key figure that rests on figures is never the last choice."""
    own = told[told["kind"].isin(["title"]) & told["sig_table"].notna()]
    neutral = told[told["sig_table"].isna()]
    places = set(zip(neutral["year"], neutral["place"], neutral["kind"], strict=True))
    assert set(zip(own["year"], own["place"], own["kind"], strict=True)) <= places


def test_a_group_title_tells_what_the_findings_may_tell(
    told: pd.DataFrame, tables: dict[str, pd.DataFrame]
) -> None:
    """Correction, smallest difference, omnibus test; the demo has both kinds."""
    tests = tables["sig_subgroups"]
    settings = tables["report_policy"].set_index("setting")["value"]
    assert settings["finding_correction"] == "holm"
    floor, alpha = float(settings["finding_min_mark"]), float(settings["alpha"])
    may = tests[
        tests["option"].isna()
        & (tests["subgroup_b"] != "rest")
        & (tests["p_holm"] < alpha)
        & (tests["difference"].abs() >= floor)
        & ~(tests["omnibus_p_value"] >= alpha)
    ]
    family = ["year", "question", "dimension"]
    expected = set(may[family].itertuples(index=False, name=None))
    titles = told[
        (told["kind"] == "title") & told["dimension"].notna() & (told["choice"] == 1)
    ]
    announces = titles[titles["text"].str.contains("hoger|lager")]
    assert set(announces[family].itertuples(index=False, name=None)) == expected
    assert 0 < len(announces) < len(titles)
    arrows = told[told["dimension"].notna() & told["arrow"].isin(["▲", "▼"])]
    assert set(arrows[family].itertuples(index=False, name=None)) <= expected


def test_a_title_of_groups_is_the_finding(
    told: pd.DataFrame, tables: dict[str, pd.DataFrame]
) -> None:
    """Where both tell one dimension of one mark, they say it in the same words."""
    found = tables["findings"]
    found = found[(found["kind"] == "group_difference") & found["option"].isna()]
    titles = told[(told["kind"] == "title") & (told["choice"] == 1)]
    both = found.merge(titles, on=["year", "question", "dimension"])
    both = both[both["place"].str.contains("/group/")]
    both = both[both["question_label_x"].notna()]
    marks = both[both["sig_key_x"] == both["sig_key_y"]]
    assert len(marks) > 5
    assert (marks["finding"] == marks["text"] + ".").all()


def test_an_arrow_of_a_loket_is_large_enough(
    told: pd.DataFrame, tables: dict[str, pd.DataFrame]
) -> None:
    tests = tables["sig_lokets"]
    large = tests[
        tests["option"].isna()
        & (tests["direction"] != "none")
        & (tests["effect_size"].abs() >= 0.1)
    ]
    keys = ["year", "loket", "question"]
    arrows = told[(told["kind"] == "difference") & told["loket"].notna()]
    arrows = arrows[arrows["place"].str.endswith("/marks")]
    arrows = arrows[arrows["arrow"].isin(["▲", "▼"])]
    assert set(arrows[keys].itertuples(index=False, name=None)) == set(
        large[keys].itertuples(index=False, name=None)
    )
    assert len(arrows) > 0


def test_another_policy_is_told_everywhere(
    told: pd.DataFrame, tables: dict[str, pd.DataFrame]
) -> None:
    policy = tables["report_policy"].copy()
    general = policy["question"].isna()
    for name, value in POLICY.items():
        policy.loc[general & (policy["setting"] == name), "value"] = value
    bands = tables["score_bands"].copy()
    for band, limits in BANDS.items():
        bands.loc[bands["band"] == band, ["lowest_score", "highest_score"]] = limits
    other = story(tables | {"report_policy": policy, "score_bands": bands})
    before, after = (
        "\n".join(
            frame[column].dropna().str.cat(sep="\n")
            for column in ("text", "headline", "base_text")
        )
        for frame in (told, other)
    )
    assert [old for old in OLD if old not in before] == []
    assert [old for old in OLD if old in after] == []


@pytest.mark.parametrize(
    ("band", "marks"), [("a", "9 of hoger"), ("b", "7 tot en met 8"), ("c", "6")]
)
def test_marks_of_a_band(band: str, marks: str) -> None:
    limits = {"a": (9, 10), "b": (7, 8), "c": (6, 6), "d": (1, 5)}
    bands = {
        name: {"lowest_score": low, "highest_score": high, "label": name.upper()}
        for name, (low, high) in limits.items()
    }
    marks = marks.replace("7 tot en met 8", "7 of 8")
    assert reach(band, bands) == marks
    assert band_label(band, bands) == f"{band.upper()} ({marks})"
    assert reach("d", bands) == "5 of lager"


def test_a_duration_is_in_minutes_and_seconds() -> None:
    assert duration(487.4) == "8 min 7 s"
    assert duration(None) == "–"


def sources() -> dict[str, str]:
    """What the dashboard is made of, without its styles and comments."""
    files = [
        *(DASHBOARD / "components").rglob("*.svelte"),
        *(DASHBOARD / "components").rglob("*.js"),
        *(DASHBOARD / "pages").rglob("*.md"),
        *(DASHBOARD / "pages").rglob("*.svelte"),
        *(DASHBOARD / "queries").glob("*.sql"),
    ]
    assert len(files) > 40
    return {str(file.relative_to(DASHBOARD)): without_comments(file) for file in files}


def without_comments(file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"<style>[\s\S]*?</style>|<!--[\s\S]*?-->", "", text)
    return re.sub(r"(?m)(^|\s)//.*$", "", text)


@pytest.mark.parametrize(
    "said",
    [
        # conclusions
        r"significant|aantoonbaar|betrouwbaar|noemenswaardig|opvallend",
        r"\b(hoger|lager|hoogste|laagste|meeste|vaakst|meest genoemd|vergelijkbaar)\b",
        r"indicatief|te weinig|minder dan",
        # policy: alpha, bands, bases, and the ids that settings name
        r"\b9[05]\s?%|of hoger|of lager|Goed|Voldoende|Onvoldoende",
        r"'(overall|satisfaction|moment_of_truth|background|arrival|result)'",
        r"\b(alpha|p_value|effect_size|p_holm|p_bh)\b",
    ],
)
def test_the_dashboard_says_nothing_of_its_own(said: str) -> None:
    found = {
        path: re.findall(said, text)
        for path, text in sources().items()
        if re.search(said, text)
    }
    assert found == {}


@pytest.mark.parametrize("rule", ["regexp_replace", "minimumFractionDigits"])
def test_slugs_and_numbers_have_one_home(rule: str) -> None:
    assert sum(text.count(rule) for text in sources().values()) == 1
