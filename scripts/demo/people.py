"""Who answers: respondents with a loket, a wave and background answers."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from scripts.demo import assumptions


def share_out(total: int, weights: Sequence[float]) -> list[int]:
    """Divide a whole number by weights: largest remainders first."""
    exact = np.array(weights, dtype=float) * total / sum(weights)
    counts = np.floor(exact).astype(int)
    order = np.argsort(counts - exact, kind="stable")
    counts[order[: total - int(counts.sum())]] += 1
    return [int(count) for count in counts]


def assign_with_quotas(
    scores: NDArray[np.float64], quotas: Sequence[int]
) -> NDArray[np.int64]:
    """Give each row of ``scores`` (n × k) one option, each option its exact quota.

    A bias per option is learnt that makes "the best option wins" come near the
    quotas; the rest is moved at the smallest loss of score. Returns n options.
    Raises ValueError if the quotas don't add up to n.
    """
    n, k = scores.shape
    if sum(quotas) != n:
        raise ValueError(f"quotas add up to {sum(quotas)}, but there are {n} rows")
    wanted = np.array(quotas)
    bias = np.zeros(k)
    for step in range(300):
        got = np.bincount(np.argmax(scores + bias, axis=1), minlength=k)
        bias += (np.log(wanted + 0.5) - np.log(got + 0.5)) / (1 + step / 20)
    chosen: NDArray[np.int64] = np.argmax(scores + bias, axis=1).astype(np.int64)
    while True:
        surplus = np.bincount(chosen, minlength=k) - wanted
        if not surplus.any():
            return chosen
        givers, takers = surplus[chosen] > 0, surplus < 0
        loss = (scores + bias)[np.arange(n), chosen][:, None] - (scores + bias)
        loss[~givers, :] = np.inf
        loss[:, ~takers] = np.inf
        person, option = np.unravel_index(int(np.argmin(loss)), loss.shape)
        chosen[person] = option


def gumbel(rng: Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Gumbel noise: the option with the highest log-odds plus noise is a draw."""
    return -np.log(-np.log(rng.uniform(1e-12, 1 - 1e-12, shape)))


def draw_background(
    quotas: Mapping[str, Mapping[str, int]], rng: Generator
) -> pd.DataFrame:
    """Background answers with exact totals and plausible joint answers.

    Returns one column per question, one row per respondent.
    """
    n = sum(next(iter(quotas.values())).values())
    people = pd.DataFrame(index=pd.RangeIndex(n))
    for question, counts in quotas.items():
        scores = gumbel(rng, (n, len(counts)))
        for position, option in enumerate(counts):
            leanings = assumptions.LEANINGS.get((question, option), {})
            for (earlier, answer), log_odds in leanings.items():
                if earlier in people:
                    scores[(people[earlier] == answer).to_numpy(), position] += log_odds
        chosen = assign_with_quotas(scores, list(counts.values()))
        people[question] = np.array(list(counts))[chosen]
    return people


def draw_took_test(
    conversations: pd.Series, yes: Mapping[str, int], rng: Generator
) -> pd.Series:
    """Who took a test: an exact number for each number of conversations."""
    took = pd.Series("no", index=conversations.index)
    for answer, count in yes.items():
        group = conversations.index[conversations == answer].to_numpy()
        took.loc[rng.permutation(group)[:count]] = "yes"
    return took


def draw_lokets(
    took_test: pd.Series,
    sizes: Mapping[str, int],
    yes: Mapping[str, int],
    rng: Generator,
) -> pd.Series:
    """A loket for each respondent: exact sizes, in some an exact number of tests."""
    lokets = list(sizes)
    others = [loket for loket in lokets if loket not in yes]
    n_yes = int((took_test == "yes").sum()) - sum(yes.values())
    divided = share_out(n_yes, [sizes[loket] for loket in others])
    yes_counts = {**dict(zip(others, divided, strict=True)), **yes}
    result = pd.Series("", index=took_test.index)
    for answer in ("yes", "no"):
        names = [
            loket
            for loket in lokets
            for _ in range(
                yes_counts[loket]
                if answer == "yes"
                else sizes[loket] - yes_counts[loket]
            )
        ]
        result[took_test == answer] = rng.permutation(np.array(names))
    return result


def draw_people(year: int, rng: Generator) -> pd.DataFrame:
    """Respondents of a year: wave, loket, background answers, took_test, id."""
    people = draw_background(assumptions.BACKGROUND[year], rng)
    people["took_test"] = draw_took_test(
        people["conversations"], assumptions.TOOK_TEST[year], rng
    )
    people["loket"] = draw_lokets(
        people["took_test"],
        assumptions.LOKETS[year],
        assumptions.TOOK_TEST_IN_LOKET[year],
        rng,
    )
    waves = assumptions.WAVES[year]
    sizes = share_out(len(people), list(waves.values()))
    people["wave"] = rng.permutation(np.repeat(list(waves), sizes))
    people = people.sort_values("wave", kind="stable", ignore_index=True)
    numbers = rng.permutation(len(people)) + 1
    prefix = assumptions.RESPONDENT_PREFIX[year]
    people["respondent"] = [f"{prefix}-{number:05d}" for number in numbers]
    return people
