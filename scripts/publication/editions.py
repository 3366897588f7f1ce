"""Editions: what is published is replaced as one.

    published/editions/20261124-114300-3f9a01bc/…   what was published then
    published/current -> editions/20261124-114300-3f9a01bc
    published/kto.duckdb -> current/kto.duckdb      and so on: the paths that tools know

One rename of the link `current` replaces every file at once. A reader that reads
several files finds them all of one edition in the folder that `current` names when it
begins.
"""

import contextlib
import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from scripts.publication.errors import PublishError
from scripts.publication.stamp import Stamp
from scripts.warehouse.access import PUBLIC_FOLDER, make_readable

EDITIONS = Path("editions")
CURRENT = "current"
MANIFEST = "edition.json"
KEEP = "keep"


@dataclass(frozen=True)
class Mark:
    """What every published file says about the edition that it belongs to."""

    edition: str
    published_at: datetime
    built_at: datetime
    origin: str
    deliveries: str
    code: str
    dbt_version: str


def new_edition(stamp: Stamp, published_at: datetime) -> str:
    """Name an edition: the moment, which sorts, and a fingerprint of what it is of."""
    made_of = f"{published_at.isoformat()} {stamp}"
    fingerprint = hashlib.sha256(made_of.encode()).hexdigest()
    return f"{published_at:%Y%m%d-%H%M%S}-{fingerprint[:8]}"


def read_mark(connection: duckdb.DuckDBPyConnection) -> Mark:
    """Read the mark from a published database; its one home is `marts.dataset`."""
    names = ", ".join(Mark.__dataclass_fields__)
    return Mark(*connection.sql(f"select {names} from marts.dataset").fetchall()[0])


def editions_kept(connection: duckdb.DuckDBPyConnection) -> int:
    """How many editions stay, by the policy in a published database; at least one.

    Raises:
        PublishError: The setting is missing or is no whole number of 1 or more.
    """
    rows = connection.sql(
        "select value from codebook.report_policy where setting = 'editions_kept'"
    ).fetchall()
    value = rows[0][0] if rows else "not there"
    if not value.isdecimal() or int(value) < 1:
        raise PublishError(
            f"report_policy: editions_kept is {value}; expected a whole number of 1 or"
            " more, in seeds/policy/report_policy.csv."
        )
    return int(value)


def write_manifest(folder: Path, mark: Mark, warehouse: str = "") -> None:
    """Write `edition.json`: the marks, and size and fingerprint of each file below.

    `warehouse` is the mark by which the warehouse is known again; without a key it has
    none.
    """
    files = {}
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        with file.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        name = file.relative_to(folder).as_posix()
        files[name] = {"bytes": file.stat().st_size, "sha256": sha256}
    known = {"warehouse": warehouse} if warehouse else {}
    told = {**mark.__dict__, **known, "files": files}
    text = json.dumps(told, indent=2, default=str)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def current_edition(out: Path) -> str | None:
    """The edition that readers see; None where nothing was published yet."""
    link = out / CURRENT
    return link.readlink().name if link.is_symlink() else None


def read_manifest(out: Path) -> dict[str, Any] | None:
    """What `edition.json` says of the edition that readers see; None without one."""
    file = out / CURRENT / MANIFEST
    if not file.exists():
        return None
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return told


def check_links(work: Path) -> None:
    """Refuse a disk without symbolic links, before anything is made."""
    trial = work / "link"
    try:
        trial.symlink_to(work)
    except OSError as error:
        raise PublishError(
            f"{work.parent} is on a disk without symbolic links, and these make all"
            " files change at once; name a folder on another disk with --out."
        ) from error
    trial.unlink()


def show(new: Path, edition: str, out: Path, work: Path) -> None:
    """Make the files in the folder `new` the edition that readers see.

    Where this fails or is killed, readers see the edition before, whole.

    Args:
        new: Folder with the files of the edition, in `work`.
        edition: Its name.
        out: The published folder.
        work: A folder on the same disk, for what isn't in its place yet.
    """
    (out / EDITIONS).mkdir(exist_ok=True)
    for folder in (out, out / EDITIONS):
        # a folder of somebody else has the access that they gave it
        with contextlib.suppress(PermissionError):
            folder.chmod(PUBLIC_FOLDER)
    names = [path.name for path in new.iterdir()]
    _take_over(out, work, names)
    target = out / EDITIONS / edition
    make_readable(new)
    _write_through(new)
    new.rename(target)
    try:
        for name in names:
            if not (out / name).is_symlink():
                _link(Path(CURRENT) / name, out / name, work)
        _link(EDITIONS / edition, out / CURRENT, work)
    except BaseException:
        if current_edition(out) != edition:
            target.rename(new)
        raise
    _sync(out)
    for path in out.iterdir():
        # what the edition before had and this one has not
        if path.is_symlink() and path.name != CURRENT and not path.exists():
            path.unlink()


def remove_old(out: Path, kept: int, work: Path) -> None:
    """Keep the last editions, the one that readers see, and those marked to stay.

    An edition stays in which somebody put a file named `keep`; the others go.

    A program that has a file of a removed edition open reads on.
    """
    editions = sorted(path.name for path in (out / EDITIONS).iterdir())
    keep = {*editions[-kept:], current_edition(out)}
    for edition in editions:
        if edition not in keep and not (out / EDITIONS / edition / KEEP).exists():
            # in one step: no half edition is left under this name
            (out / EDITIONS / edition).rename(work / edition)


def _take_over(out: Path, work: Path, names: list[str]) -> None:
    """Make an edition of files that stand in the folder itself, as they once did."""
    old = [name for name in names if (out / name).exists()]
    old = [name for name in old if not (out / name).is_symlink()]
    if not old:
        return
    if current_edition(out) is None:
        made = max((out / name).stat().st_mtime for name in old)
        edition = f"{datetime.fromtimestamp(made, UTC):%Y%m%d-%H%M%S}-before"
        # it is there already where an earlier run was stopped just after
        if not (out / EDITIONS / edition).exists():
            before = work / "before"
            before.mkdir()
            for name in old:
                if (out / name).is_dir():
                    shutil.copytree(out / name, before / name)
                else:
                    shutil.copy2(out / name, before / name)
            _write_through(before)
            before.rename(out / EDITIONS / edition)
        _link(EDITIONS / edition, out / CURRENT, work)
    for name in old:
        if (out / name).is_dir():
            # no link replaces a folder: for a moment there is neither
            (out / name).rename(work / f"old-{name}")
        _link(Path(CURRENT) / name, out / name, work)


def _link(target: Path, place: Path, work: Path) -> None:
    """Put a link in its place, in one step, also over another link or a file."""
    link = work / f"link-{place.name}"
    link.symlink_to(target)
    link.replace(place)


def _write_through(folder: Path) -> None:
    """Have the system write a folder's files to the disk, in case power fails."""
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
