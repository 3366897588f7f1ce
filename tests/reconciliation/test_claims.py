"""Published claims: each kind, holding and not, and the proof of the impossible."""

import pandas as pd
import pytest

from scripts.codebook.rows import Row
from scripts.reconciliation.claims import COLUMNS, report_claims

POLICY = {
    "alpha": "0.05",
    "headline_correction_years": "none",
    "headline_correction_subgroups": "none",
    "headline_correction_lokets": "none",
    "mean_against_rest": "welch_t",
    "min_base_test": "30",
    "min_base_firm": "100",
    "min_expected_count": "5",
    "visible_power": "0.8",
}


def claim(kind: str, expected: str, question: str = "mark", **other: object) -> Row:
    row = {
        "id": "C1",
        "slide": "slide",
        "kind": kind,
        "year": 2023,
        "question": question,
        "option": None,
        "dimension": None,
        "higher": None,
        "lower": None,
        "followed_by": None,
        "expected": expected,
        "status": "stated",
        "remark": None,
    }
    return row | other


def pair(a: str, b: str, of_a: float, of_b: float, **other: object) -> Row:
    """A significant row of sig_subgroups, unless told otherwise."""
    row = {
        "year": 2023,
        "dimension": "talks",
        "subgroup_a": a,
        "subgroup_b": b,
        "question": "mark",
        "option": None,
        "estimate_a": of_a,
        "estimate_b": of_b,
        "difference": of_a - of_b,
        "p_value": 0.001,
        "direction": "up" if of_a > of_b else "down",
        "reason": "",
    }
    return row | other


def change(option: str | None, direction: str, **other: object) -> Row:
    """A row of sig_year_on_year."""
    row = {
        "year": 2023,
        "question": "mark" if option is None else "aim",
        "option": option,
        "estimate": 0.4,
        "previous_estimate": 0.3,
        "p_value": 0.3 if direction == "none" else 0.01,
        "direction": direction,
        "reason": "",
    }
    return row | other


NEW = {
    "p_value": None,
    "previous_estimate": None,
    "reason": "not_comparable_new_option",
}


def tables(claims: list[Row], **given: list[Row]) -> dict[str, pd.DataFrame]:
    columns = {
        "sig_year_on_year": change(None, "none"),
        "sig_subgroups": pair("1", "2", 1, 2),
        "mart_top_lokets": dict.fromkeys(
            ["year", "question", "rank", "loket", "n_valid", "mean_rounded"]
        ),
        "mart_scores_per_year": dict.fromkeys(["year", "question", "n_valid", "mean"]),
        "mart_scores_per_subgroup": dict.fromkeys(
            ["year", "dimension", "subgroup", "question", "n_valid", "mean"]
        ),
        "mart_answers_per_year": dict.fromkeys(["year", "question", "option", "share"]),
        "published_figures": dict.fromkeys(
            [
                *("year", "question", "metric", "dimension", "member"),
                *("option", "value", "decimals"),
            ]
        ),
        "dim_answer_option": dict.fromkeys(["question", "option", "is_net"]),
        "subgroup_options": dict.fromkeys(["dimension", "option", "subgroup"]),
    }
    frames = {
        name: pd.DataFrame(given.get(name, []), columns=list(row))
        for name, row in columns.items()
    }
    frames["published_claims"] = pd.DataFrame(claims)
    frames["dim_question"] = pd.DataFrame(
        [
            ("mark", "moment"),
            ("site", "moment"),
            ("desk", "moment"),
            ("all", "overall"),
        ],
        columns=["question", "topic"],
    )
    frames["dim_subgroup"] = pd.DataFrame(
        [("talks", name, place, "calls") for place, name in enumerate("123", start=1)],
        columns=["dimension", "subgroup", "position", "question"],
    )
    frames["report_policy"] = pd.DataFrame(
        [(name, None, value) for name, value in POLICY.items()],
        columns=["setting", "question", "value"],
    )
    return frames


def judged(made: Row, **given: list[Row]) -> Row:
    """The one row of report_claims."""
    table = report_claims(tables([made], **given))
    assert list(table.columns) == COLUMNS
    return dict(table.iloc[0])


# --- groups ---------------------------------------------------------------------------

DIFFERENCE = claim(
    "group_difference", "significant", dimension="talks", higher="2", lower="1"
)


def test_a_group_difference_holds_whichever_of_the_two_comes_first() -> None:
    row = judged(DIFFERENCE, sig_subgroups=[pair("1", "2", 7.6, 7.97)])
    assert row["holds"]
    assert row["computed"] == "higher: 7.97 vs 7.60, p 0.0010"
    assert row["sig_table"] == "sig_subgroups"
    assert row["sig_key"] == (
        "year=2023|dimension=talks|subgroup_a=1|subgroup_b=2|question=mark"
    )
    turned = DIFFERENCE | {"higher": "1", "lower": "2"}
    assert judged(turned, sig_subgroups=[pair("1", "2", 8.0, 7.6)])["holds"]


@pytest.mark.parametrize(
    ("row", "computed"),
    [
        (pair("1", "2", 8.0, 7.6), "not higher: 7.60 vs 8.00, p 0.0010"),
        (
            pair("1", "2", 7.6, 8.0, direction="none", p_value=0.2),
            "higher: 8.00 vs 7.60, p 0.2000",
        ),
        (
            pair(
                *("1", "2", 7.6, 8.0),
                direction="none",
                p_value=None,
                reason="base_too_small",
            ),
            "higher: 8.00 vs 7.60, not tested (base_too_small)",
        ),
    ],
)
def test_a_group_difference_that_does_not_hold(row: Row, computed: str) -> None:
    result = judged(DIFFERENCE, sig_subgroups=[row])
    assert not result["holds"]
    assert result["computed"] == computed


def test_a_claim_about_what_is_not_in_the_marts_does_not_hold() -> None:
    row = judged(DIFFERENCE)
    assert not row["holds"]
    assert row["computed"] == "not in the marts"


def test_a_group_against_the_rest_may_be_higher_without_being_significant() -> None:
    rest = pair(
        *("1", "rest", 0.196, 0.133),
        question="aim",
        option="job",
        direction="none",
        p_value=0.07,
    )
    made = claim("group_vs_rest", "higher", "aim", option="job", dimension="talks")
    made |= {"higher": "1", "lower": "rest"}
    row = judged(made, sig_subgroups=[rest])
    assert row["holds"]
    assert row["computed"] == "higher: 19.6% vs 13.3%, p 0.0700"
    assert not judged(made | {"expected": "significant"}, sig_subgroups=[rest])["holds"]
    lower = rest | {"difference": -0.01}
    assert not judged(made, sig_subgroups=[lower])["holds"]


def test_a_statement_about_groups_needs_most_of_each() -> None:
    made = claim("group_statement", "significant", "aim", option="job")
    made |= {"dimension": "talks", "higher": "2,3", "lower": "1"}
    share = {"question": "aim", "option": "job"}
    rows = [pair("1", "2", 0.2, 0.53, **share), pair("1", "3", 0.2, 0.6, **share)]
    row = judged(made, sig_subgroups=rows)
    assert row["holds"]
    assert row["computed"] == "2 53.0% (p 0.0010), 3 60.0% (p 0.0010) vs 1 20.0%"
    assert row["sig_key"].count(";") == 1
    half = [rows[0], pair("1", "3", 0.2, 0.5, **share)]
    assert not judged(made, sig_subgroups=half)["holds"]
    assert not judged(made, sig_subgroups=rows[:1])["holds"]


def group_mean(subgroup: str, mean: float, n: int = 200) -> Row:
    return {
        "year": 2023,
        "dimension": "talks",
        "subgroup": subgroup,
        "question": "mark",
        "n_valid": n,
        "mean": mean,
    }


def test_a_monotone_increase_rises_at_each_step_and_between_the_ends() -> None:
    made = DIFFERENCE | {"kind": "monotone_increase", "higher": "3"}
    ends = [pair("1", "3", 7.6, 8.8)]
    means = [group_mean("3", 8.8), group_mean("1", 7.6), group_mean("2", 8.1)]
    row = judged(made, sig_subgroups=ends, mart_scores_per_subgroup=means)
    assert row["holds"]
    assert row["computed"].startswith("rises: 1 7.60, 2 8.10, 3 8.80; higher: 8.80")
    means[2] = group_mean("2", 7.5)
    assert not judged(made, sig_subgroups=ends, mart_scores_per_subgroup=means)["holds"]
    means[2] = group_mean("2", 8.1)
    ends[0] |= {"direction": "none"}
    assert not judged(made, sig_subgroups=ends, mart_scores_per_subgroup=means)["holds"]


def test_a_maximum_among_groups_with_a_base_large_enough() -> None:
    made = claim("maximum", "holds", dimension="talks", higher="2")
    means = [group_mean("1", 7.6), group_mean("2", 8.1), group_mean("3", 9.0, n=29)]
    row = judged(made, mart_scores_per_subgroup=means)
    assert row["holds"]
    assert row["computed"] == "highest: 2 8.10, then 1 7.60"
    means[2] |= {"n_valid": 30}
    assert not judged(made, mart_scores_per_subgroup=means)["holds"]


def test_a_minimum_among_the_questions_of_a_topic_and_which_is_next() -> None:
    made = claim("minimum", "holds", "site", dimension="question", lower="site")
    scores = [
        {"year": 2023, "question": question, "n_valid": 500, "mean": mean}
        for question, mean in [("mark", 7.6), ("site", 7.5), ("desk", 8.2), ("all", 6)]
    ]
    row = judged(made, mart_scores_per_year=scores)
    assert row["holds"]
    assert row["computed"] == "lowest: site 7.50, then mark 7.60"
    assert row["sig_key"] == "year=2023|question=site"
    following = made | {"followed_by": "desk"}
    assert not judged(following, mart_scores_per_year=scores)["holds"]
    following = made | {"followed_by": "mark"}
    assert judged(following, mart_scores_per_year=scores)["holds"]
    assert not judged(made | {"lower": "desk"}, mart_scores_per_year=scores)["holds"]


# --- lokets ---------------------------------------------------------------------------


def top(loket: str, rank: int) -> Row:
    row = {"year": 2023, "question": "mark", "loket": loket, "rank": rank}
    return row | {"n_valid": 60, "mean_rounded": 8.5}


def published_rank(loket: str, rank: int) -> Row:
    row = {"year": 2023, "question": "mark", "metric": "rank", "dimension": "loket"}
    return row | {"member": loket, "value": float(rank), "decimals": 0}


def test_top_lokets_are_exactly_those_and_on_those_ranks() -> None:
    made = claim("top_lokets", "listed", dimension="loket", higher="Oost|West")
    ranks = [published_rank("Oost", 1), published_rank("West", 2)]
    both = [top("Oost", 1), top("West", 2)]
    row = judged(made, mart_top_lokets=both, published_figures=ranks)
    assert row["holds"]
    assert row["computed"] == "1. Oost (8.5; n=60), 2. West (8.5; n=60)"
    for other in (both[:1], [*both, top("Zuid", 3)], [top("Oost", 1), top("West", 1)]):
        verdict = judged(made, mart_top_lokets=other, published_figures=ranks)
        assert not verdict["holds"]


def test_no_top_lokets() -> None:
    made = claim("top_lokets", "none", dimension="loket")
    assert judged(made)["holds"]
    assert not judged(made, mart_top_lokets=[top("Oost", 1)])["holds"]


# --- shares ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "holds"), [(0.392, True), (0.35, True), (0.349, False), (0.45, False)]
)
def test_so_many_in_ten(share: float, holds: bool) -> None:
    made = claim("tenths", "holds", "aim", option="applied", higher="4")
    answers = {"year": 2023, "question": "aim", "option": "applied", "share": share}
    row = judged(made, mart_answers_per_year=[answers])
    assert row["holds"] == holds
    assert row["sig_key"] == "year=2023|question=aim|option=applied"
    assert not judged(made)["holds"], "not in the marts"


def test_a_claim_on_all_options_is_not_about_nets() -> None:
    made = claim("year_change", "significant", "aim", option="*", higher="2023")
    rows = [change("job", "up"), change("net", "none")]
    options = [{"question": "aim", "option": "net", "is_net": True}]
    assert judged(made, sig_year_on_year=rows, dim_answer_option=options)["holds"]
    assert not judged(made, sig_year_on_year=rows)["holds"]


# --- years ----------------------------------------------------------------------------


def test_a_significant_change_has_the_direction_of_the_claim() -> None:
    up = claim("year_change", "significant", "aim", option="job")
    up |= {"higher": "2023", "lower": "2022"}
    row = judged(up, sig_year_on_year=[change("job", "up"), change("other", "none")])
    assert row["holds"]
    assert row["computed"] == "up: 40.0% vs 30.0%, p 0.0100"
    assert row["sig_key"] == "year=2023|question=aim|option=job"
    down = up | {"higher": "2022", "lower": "2023"}
    assert judged(down, sig_year_on_year=[change("job", "down")])["holds"]
    assert not judged(down, sig_year_on_year=[change("job", "up")])["holds"]
    assert not judged(up, sig_year_on_year=[change("job", "none")])["holds"]
    assert not judged(up)["holds"]


def test_no_change_of_a_mark_or_of_any_option() -> None:
    made = claim("year_change", "not_significant")
    assert judged(made, sig_year_on_year=[change(None, "none")])["holds"]
    assert not judged(made, sig_year_on_year=[change(None, "up")])["holds"]
    untested = change(None, "none", p_value=None, reason="base_too_small")
    assert not judged(made, sig_year_on_year=[untested])["holds"]

    made = claim("year_change", "not_significant", "aim", option="*")
    rows = [change("job", "none"), change("other", "none", **NEW)]
    row = judged(made, sig_year_on_year=rows)
    assert row["holds"]
    assert row["computed"] == "0 of 1 options changed; least p 0.3000 (job)"
    assert not judged(made, sig_year_on_year=[*rows, change("money", "up")])["holds"]


def test_what_is_not_comparable_has_that_as_its_reason() -> None:
    made = claim("year_change", "not_comparable", "aim")
    rows = [change("job", "none", **NEW), change("other", "none", **NEW)]
    row = judged(made, sig_year_on_year=rows)
    assert row["holds"]
    assert row["computed"] == "2 options, not tested (not_comparable_new_option)"
    rows[0] = change("job", "none")
    assert not judged(made, sig_year_on_year=rows)["holds"]


# --- proof and mistakes ---------------------------------------------------------------


def share(dimension: str, member: str, value: float, question: str = "aim") -> Row:
    row = {"year": 2023, "question": question, "metric": "share", "option": "job"}
    row |= {"dimension": dimension, "member": member, "value": value, "decimals": 0}
    return row


CONTRADICTED = DIFFERENCE | {
    "question": "aim",
    "option": "job",
    "status": "contradicted",
}
OUTSIDE = share("total", "all", 5, "calls") | {"option": "unknown"}
BACKGROUND = {
    "dim_answer_option": [
        {"question": "calls", "option": option} for option in ("1", "2", "3", "unknown")
    ],
    "subgroup_options": [
        {"dimension": "talks", "option": option, "subgroup": option} for option in "123"
    ],
}


@pytest.mark.parametrize(
    ("total", "proof"),
    [
        (
            42,
            "The printed figures cannot hold together: less than 32.5% of each talks "
            "group chose it and at most 5.5% of respondents are outside them, so less "
            "than 36.3% of all did; the printed total is at least 41.5%.",
        ),
        (
            13,
            "The printed figures cannot hold together: at least 15.5% of each talks "
            "group chose it and at most 5.5% of respondents are outside them, so at "
            "least 14.6% of all did; the printed total is less than 13.5%.",
        ),
    ],
)
def test_shares_that_do_not_fit_their_total_prove_a_claim_impossible(
    total: float, proof: str
) -> None:
    groups = [("1", 32), ("2", 27), ("3", 16)]
    figures = [share("talks", name, value) for name, value in groups]
    figures += [share("total", "all", total), OUTSIDE]
    row = judged(CONTRADICTED, published_figures=figures, **BACKGROUND)
    assert row["proof"] == proof


def test_there_is_no_proof_where_the_figures_fit_or_one_is_not_printed() -> None:
    groups = [share("talks", name, 32) for name in "123"]
    fit = [*groups, share("total", "all", 36), OUTSIDE]
    row = judged(CONTRADICTED, published_figures=fit, **BACKGROUND)
    assert pd.isna(row["proof"])
    clash = [*groups, share("total", "all", 60), OUTSIDE]
    row = judged(CONTRADICTED, published_figures=clash, **BACKGROUND)
    assert "cannot hold" in row["proof"]
    for absent in range(len(clash)):
        printed = [figure for i, figure in enumerate(clash) if i != absent]
        row = judged(CONTRADICTED, published_figures=printed, **BACKGROUND)
        assert pd.isna(row["proof"])


def test_a_claim_that_holds_needs_no_proof() -> None:
    made = CONTRADICTED | {"status": "stated"}
    row = pair("1", "2", 0.1, 0.2, question="aim", option="job")
    figures = [share("talks", name, 10) for name in "123"]
    figures += [share("total", "all", 60), OUTSIDE]
    result = judged(made, sig_subgroups=[row], published_figures=figures, **BACKGROUND)
    assert result["holds"]
    assert pd.isna(result["proof"])


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ({"kind": "gossip"}, "published_claims: C1 has kind 'gossip'; expected one of"),
        (
            {"expected": "surely"},
            "C1 expects 'surely'; of kind group_difference that is one of higher, sig",
        ),
    ],
)
def test_a_mistake_in_the_seed_is_one_clear_sentence(
    mistake: Row, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        judged(DIFFERENCE | mistake)
