"""The search of lokets forgives: other names, municipalities, slips of the pen."""

import csv

import pytest

from .conftest import ROOT, Open

SEEDS = ROOT / "seeds" / "codebook"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("den haag", "Haaglanden"),
        ("friesland", "Fryslân"),
        ("fryslan", "Fryslân"),
        ("zuid oost brabant", "Zuidoost-Brabant"),
        ("zuidost", "Zuidoost-Brabant"),
        ("eindhove", "Zuidoost-Brabant"),
        ("food valley", "FoodValley"),
        ("s-hertogenbosch", "Noordoost-Brabant"),
        ("Den Bosch", "Noordoost-Brabant"),
        ("rotterdm", "Rijnmond"),
        ("zaanstreek waterland", "Zaanstreek/Waterland"),
        ("enschede", "Twente"),
    ],
)
def test_what_readers_type_finds_their_loket(
    open_page: Open, typed: str, found: str
) -> None:
    page = open_page("/loketten/")
    page.get_by_label("Zoek een loket").fill(typed)
    names = page.locator("tbody tr:not(.country) th a")
    assert names.first.inner_text() == found
    assert names.count() <= 6


def test_the_name_that_was_found_stands_beside_its_loket(open_page: Open) -> None:
    page = open_page("/loketten/?zoek=den haag")
    row = page.locator("[data-chart='lokets'] tbody tr:not(.country) th")
    assert row.all_inner_texts() == ["Haaglanden\nDen Haag"]


def test_places_are_of_lokets_that_there_are() -> None:
    with (SEEDS / "lokets.csv").open(encoding="utf-8") as file:
        lokets = {row["loket"] for row in csv.DictReader(file)}
    with (SEEDS / "loket_places.csv").open(encoding="utf-8") as file:
        places = list(csv.DictReader(file))
    assert {row["loket"] for row in places} == lokets
    towns = [row["place"] for row in places if row["kind"] == "municipality"]
    assert len(towns) == len(set(towns))
