"""A private copy of a delivered file: read once, and what was hashed is what is loaded.

The supplier's file may change, grow or vanish at any moment. The copy stands beside the
warehouse, which is private too, and is gone when the file has been dealt with; what a
killed load left behind goes when the next one begins.
"""

import errno
import glob
import hashlib
import io
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from scripts.deliveries.names import DeliveredFile
from scripts.deliveries.rejected import RejectedError

_BLOCK = 1 << 20  # bytes

_ADVICE = {
    errno.EACCES: "ask its owner for permission to read it",
    errno.EPERM: "ask its owner for permission to read it",
    errno.ENOENT: "see where it went, deliver it again",
    errno.EIO: "the disk can't read it; deliver it again from the source",
    errno.ENOSPC: "make room on the disk of the warehouse",
    errno.EDQUOT: "make room on the disk of the warehouse",
    errno.EFBIG: "make room on the disk of the warehouse",
    errno.ELOOP: "replace the link by the file itself",
    errno.EMFILE: "close other programs",
}


@dataclass(frozen=True)
class Copy:
    """A private copy of a delivered file, and the SHA-256 of its bytes."""

    file: DeliveredFile
    sha256: str
    original: Path
    _state: tuple[int, ...]

    def reject_if_changed(self) -> None:
        """Raise RejectedError when the original is no longer what was copied."""
        try:
            state = _state(self.original.stat())
        except OSError:
            state = ()
        if state != self._state:
            raise RejectedError(
                f"{self.file.name} changed while it was read: wait until it is "
                "complete and load again."
            )


@contextmanager
def private_copy(file: DeliveredFile, warehouse: Path) -> Iterator[Copy]:
    """Copy a delivered file to a folder of its own beside the warehouse.

    Raises RejectedError for what isn't a regular file, OSError for what can't be read.
    """
    with (
        open_regular(file) as source,
        tempfile.TemporaryDirectory(
            prefix=_mark(warehouse), dir=warehouse.parent
        ) as private,
    ):
        before = _state(os.fstat(source.fileno()))
        digest = hashlib.sha256()
        target = Path(private) / file.name
        with target.open("wb") as copy:
            while block := source.read(_BLOCK):
                digest.update(block)
                copy.write(block)
        yield Copy(replace(file, path=target), digest.hexdigest(), file.path, before)


def sha256_of(file: DeliveredFile) -> str:
    """The SHA-256 of a delivered file; raises as private_copy does."""
    with open_regular(file) as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def open_regular(file: DeliveredFile) -> io.BufferedReader:
    """Open a regular file, or a link to one, and nothing that could block or act.

    Raises RejectedError for a folder, a pipe, a device or a socket.
    """
    _reject_irregular(file, file.path.stat())
    # Between the look and the opening a pipe may have come in its place.
    opened = os.open(file.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        _reject_irregular(file, os.fstat(opened))
    except RejectedError:
        os.close(opened)
        raise
    return os.fdopen(opened, "rb")


def remove_leftovers(warehouse: Path) -> None:
    """Remove the copies that a killed load left; the caller has the warehouse open.

    Only one program can have it open for writing, so none of them is in use.
    """
    for leftover in warehouse.parent.glob(f"{glob.escape(_mark(warehouse))}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def unreadable_sentence(name: str, error: OSError) -> str:
    """The sentence for a file that the operating system doesn't let us read."""
    advice = _ADVICE.get(error.errno or 0, "see that it exists and may be read")
    return f"{name} can't be read ({error.strerror}): {advice}, and load again."


def _mark(warehouse: Path) -> str:
    return f".{warehouse.name}.reading-"


def _reject_irregular(file: DeliveredFile, found: os.stat_result) -> None:
    if stat.S_ISREG(found.st_mode):
        return
    what = "a folder" if stat.S_ISDIR(found.st_mode) else "a pipe, a device or a socket"
    raise RejectedError(
        f"{file.name} is {what}, not a file: put the file itself in the folder with "
        "exports and load again."
    )


def _state(found: os.stat_result) -> tuple[int, ...]:
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
