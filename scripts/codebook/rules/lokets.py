"""Lokets, the names that exports have for them, and months."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.codebook.mistakes import Mistake, shown
from scripts.codebook.seeds import Seeds

# what divides ids in the keys of rows and in lists of lokets
DIVIDERS = "|;="


def aliases_are_no_lokets(seeds: Seeds) -> Iterator[Mistake]:
    """An alias is not the name of a loket: that is known already."""
    lokets = {row["loket"].strip().lower(): row for row in seeds["lokets"]}
    for row in seeds["loket_aliases"]:
        loket = lokets.get(row["alias"].strip().lower())
        if loket is None:
            continue
        own = loket["loket"] == row["loket"]
        yield row.mistake(
            f"{shown(row['alias'])} is the name of a loket itself"
            f"{', which needs no alias' if own else ''}; remove the row"
            f"{'' if own else f', or rename the loket in {loket.file}'}",
            "alias",
        )


def lokets_can_be_named(seeds: Seeds) -> Iterator[Mistake]:
    """The name of a loket has none of the signs that divide lists."""
    for row in seeds["lokets"]:
        found = [sign for sign in DIVIDERS if sign in row["loket"]]
        if found:
            yield row.mistake(
                f"{shown(row['loket'])} has a '{found[0]}', which divides lists; leave "
                "it out",
                "loket",
            )


def mergers_come_to_an_end(seeds: Seeds) -> Iterator[Mistake]:
    """A loket merged into one that is still there by then, after its last year."""
    lokets = {row["loket"]: row for row in seeds["lokets"]}
    for row in seeds["lokets"]:
        name, into, first, last = row.at("loket", "merged_into", "from_year", "to_year")
        if first and last and int(first) > int(last):
            yield row.mistake(
                f"{name} ends in {last}, before it begins in {first}; swap or correct "
                "them",
                "to_year",
            )
        if into not in lokets:
            continue
        way = [into]
        while way[-1] in lokets and way[-1] not in way[:-1]:
            way.append(lokets[way[-1]]["merged_into"])
        if into == name:
            yield row.mistake(
                f"{name} can't merge into itself; name the loket that took it over, or "
                "empty the cell",
                "merged_into",
            )
        elif name in way:
            yield row.mistake(
                f"{name} would merge into itself, by way of {into}; correct one of "
                "them",
                "merged_into",
            )
        elif not last:
            yield row.mistake(
                f"{name} merged into {into}; say in which year it took part last",
                "to_year",
            )
        elif lokets[into]["to_year"] and int(lokets[into]["to_year"]) <= int(last):
            yield row.mistake(
                f"{name} merged into {into} after {last}, and {into} was not there any "
                "more; correct one of the years",
                "merged_into",
            )


def every_month_has_a_name(seeds: Seeds) -> Iterator[Mistake]:
    """The twelve months are all there."""
    known = set(seeds.column("months", "month"))
    for month in range(1, 13):
        if str(month) not in known:
            yield seeds.mistake("months", f"the month {month} is missing; add it")
