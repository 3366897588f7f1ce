"""What a file name says."""

from pathlib import Path

import pytest

from scripts.deliveries.names import parse_name, part_of, version_key


def test_versions_are_in_natural_order_of_their_names() -> None:
    names = [
        "responses_2023-05.csv",
        "responses_2023-05.xlsx",
        "responses_2023-05_V2.csv",
        "responses_2023-05_v10.csv",
        "responses_2023-05_v10_final.csv",
    ]
    shuffled = names[3:] + names[:3]
    assert sorted(shuffled, key=version_key) == names


def test_capitals_do_not_make_a_version_earlier_or_later() -> None:
    names = [
        "Responses_2023-05.csv",
        "responses_2023-05_v2.csv",
        "RESPONSES_2023-05_v3.csv",
    ]
    shuffled = [names[2], names[0], names[1]]
    assert sorted(shuffled, key=version_key) == names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("responses_2023-05.csv", ("responses", "2023-05", "csv")),
        ("RESPONSES_2023-05_v2 (final).XLSX", ("responses", "2023-05", "xlsx")),
        ("responses_2023-05.sav", ("responses", "2023-05", "sav")),
        ("invitations_2023-05.xlsx", ("invitations", "2023-05", "xlsx")),
        ("invitations_2023-05.sav", None),
        ("responses_2023-5.csv", None),
        ("responses_2023-05-v2.csv", None),
        ("responses_2023-05.csv.part", None),
        ("respons_2023-05.csv", None),
    ],
)
def test_a_delivery_is_known_by_its_name(
    name: str, expected: tuple[str, str, str] | None
) -> None:
    file = parse_name(Path(name))
    assert (file and (file.kind, file.wave, file.format)) == expected


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("responses_2023-05.csv", ""),
        ("responses_2023-05_v2.csv", ""),
        ("responses_2023-05_part-Rotterdam.csv", "rotterdam"),
        ("responses_2023-05_part-rotterdam_v2.xlsx", "rotterdam"),
        ("responses_2023-05_v2_PART-den-haag.csv", "den-haag"),
        ("responses_2023-05_part-2.1_final.csv", "2.1"),
        ("responses_2023-05_part-.csv", ""),
        ("responses_2023-05_department-a.csv", ""),
    ],
)
def test_a_part_stands_in_the_name(name: str, part: str) -> None:
    assert part_of(name) == part
