"""Names of points in a chart: beside their point, and over nothing else."""

import json
import subprocess
from typing import Any

from .conftest import ROOT

LABELS = ROOT / "dashboard" / "components" / "lib" / "labels.js"
CHART = {"left": 34, "right": 640}


def names_of(*points: tuple[str, float, float, bool]) -> list[dict[str, Any]]:
    """What labels.js makes of points of label, x, y and whether they have a name."""
    keys = ("label", "x", "y", "named")
    given = json.dumps([dict(zip(keys, point, strict=True)) for point in points])
    program = f"""
        import {{ namesOf }} from {json.dumps(LABELS.as_uri())};
        console.log(JSON.stringify(namesOf({given}, {json.dumps(CHART)})));
    """
    said = subprocess.run(
        ["node", "--input-type=module", "-e", program],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names: list[dict[str, Any]] = json.loads(said)
    return names


def test_a_name_stands_right_of_its_point_where_there_is_room() -> None:
    points = ("Twente", 300, 100, True), ("Drenthe", 500, 200, False)
    assert names_of(*points) == [
        {"label": "Twente", "x": 308, "y": 104, "anchor": "start"}
    ]


def test_a_name_that_would_leave_the_chart_stands_left_of_its_point() -> None:
    (name,) = names_of(("Twente", 630, 100, True))
    assert (name["x"], name["anchor"]) == (622, "end")


def test_a_name_makes_way_for_the_point_beside_it() -> None:
    (name,) = names_of(("Twente", 300, 100, True), ("Drenthe", 320, 100, False))
    assert (name["x"], name["anchor"]) == (292, "end")


def test_names_of_points_that_lie_together_are_not_over_each_other() -> None:
    names = names_of(*((f"Loket {i}", 300 + i, 100, True) for i in range(4)))
    places = {(name["anchor"], name["y"]) for name in names}
    assert len(places) == 4
