"""Another policy gives other pages: none of them still tells the old one."""

import html
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from project import Project

from scripts import build_dashboard

from .conftest import ROOT

POLICY = {
    "alpha": "0.1",
    "suppression_min_base": "15",
    "min_base_test": "40",
    "min_base_firm": "120",
    "trend_limit_errors": "2",
    "trend_rolling_waves": "4",
}
BANDS = {
    "good": ("9", "10"),
    "sufficient": ("6", "8"),
    "insufficient": ("1", "5"),
}
OLD = [
    "95%-interval",
    "95%-betrouwbaarheid",
    "95% betrouwbaarheid",
    "8 of hoger",
    "6 of 7",
    "minder dan 10 antwoorden",
    "minder dan 100 antwoorden",
    "Onder de 30 antwoorden",
    "3 standaardfouten",
    "over 3 metingen",
]
NEW = [
    "90%-interval",
    "90% betrouwbaarheid",
    "9 of hoger",
    "6 tot en met 8",
    "minder dan 15 antwoorden",
    "minder dan 120 antwoorden",
    "Onder de 40 antwoorden",
    "2 standaardfouten",
    "over 4 metingen",
]


@pytest.fixture
def pages(new_project: Callable[[], Project], tmp_path: Path) -> dict[str, str]:
    """The texts of a site built under another policy, by their address."""
    project = new_project()
    project.set_policy(**POLICY)
    bands = project.read("policy/score_bands.csv")
    for band in bands:
        band["lowest_score"], band["highest_score"] = BANDS[band["band"]]
    project.write("policy/score_bands.csv", bands)
    published = tmp_path / "published"
    # with a file more than the demo's they are a survey that no report is held against
    exports = Path(shutil.copytree(ROOT / "data", tmp_path / "exports"))
    invitations = exports / "invitations_2023-12.csv"
    shutil.copy(invitations, exports / "invitations_2023-12_v2.csv")
    for step in (
        project.load(exports),
        project.dbt("build"),
        project.run("python", "-m", "scripts.publish", "--out", str(published)),
    ):
        assert step.returncode == 0, step.stdout + step.stderr
    dashboard = tmp_path / "dashboard"
    left_out = shutil.ignore_patterns("node_modules", "build", ".evidence", "sources")
    shutil.copytree(ROOT / "dashboard", dashboard, ignore=left_out)
    (dashboard / "node_modules").symlink_to(ROOT / "dashboard" / "node_modules")
    build_dashboard.build(published, dashboard)
    site = dashboard / "build"
    return {
        str(file.relative_to(site)): html.unescape(
            re.sub(r"<(script|style)[\s\S]*?</\1>|<[^>]+>", " ", file.read_text())
        )
        for file in site.rglob("index.html")
    }


def test_no_page_tells_an_old_policy(pages: dict[str, str]) -> None:
    assert len(pages) > 40
    texts = {path: " ".join(text.split()) for path, text in pages.items()}
    told = [(path, old) for path, text in texts.items() for old in OLD if old in text]
    assert told == []
    everything = " ".join(texts.values())
    assert [new for new in NEW if new not in everything] == []
