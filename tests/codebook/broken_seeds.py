"""A copy of the seeds that may be broken, and what the check says of it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from project import ROOT

from scripts.codebook.check import check_codebook

SEEDS = ROOT / "seeds"


@dataclass(frozen=True)
class BrokenSeeds:
    """A copy of the seeds."""

    folder: Path

    @classmethod
    def copy(cls, folder: Path) -> "BrokenSeeds":
        return cls(Path(shutil.copytree(SEEDS, folder / "seeds")))

    def text(self, seed: str) -> str:
        return (self.folder / f"{seed}.csv").read_text(encoding="utf-8")

    def write(self, seed: str, content: str | bytes) -> None:
        raw = content.encode() if isinstance(content, str) else content
        (self.folder / f"{seed}.csv").write_bytes(raw)

    def change(self, seed: str, right: str, wrong: str) -> int:
        """Replace a text once; returns the line on which it stands."""
        before, found, after = self.text(seed).partition(right)
        assert found, f"{right!r} is not in {seed}"
        self.write(seed, before + wrong + after)
        return before.count("\n") + 1

    def sentences(self) -> list[str]:
        return [str(mistake) for mistake in check_codebook(self.folder)]
