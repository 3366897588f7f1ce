"""The slides opened in LibreOffice: `make test-report`."""

import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from scripts.report.edition import Edition
from scripts.report.powerpoint import write_powerpoint
from scripts.report.writing import deck_of

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("loket", ["", "Midden-Brabant"], ids=["country", "loket"])
def test_libreoffice_opens_the_slides_and_prints_each_of_them(
    edition: Edition, loket: str, tmp_path: Path
) -> None:
    office = shutil.which("soffice")
    assert office, "LibreOffice is not installed: apt-get install libreoffice-impress"
    deck = deck_of(edition, loket)
    write_powerpoint(deck, tmp_path / "kto.pptx", edition.dataset["published_at"])
    printed = subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "kto.pptx"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert printed.returncode == 0, printed.stderr
    assert not re.search("repair|corrupt|error", printed.stderr, re.IGNORECASE)
    with pikepdf.open(tmp_path / "kto.pdf") as pdf:
        assert len(pdf.pages) == len(deck.slides)
        # every chart was drawn: a page with one has hundreds of strokes and fills
        for page, slide in zip(pdf.pages, deck.slides, strict=True):
            drawn = sum(
                str(operator) in ("f", "f*", "S", "B")
                for _, operator in pikepdf.parse_content_stream(page)
            )
            charts = [b for _, b in slide.blocks if type(b).__name__ == "Chart"]
            bars = sum(
                value is not None and value > 0
                for chart in charts
                for series in chart.series
                for value in series.values
            )
            assert drawn >= bars, slide.titles[0]
