"""Who may read what is written: its owner only, and everyone what is published."""

import contextlib
import os
from pathlib import Path

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
PUBLIC_FILE, PUBLIC_FOLDER = 0o644, 0o755


def keep_private() -> None:
    """Files that this program makes from now on are its owner's."""
    os.umask(0o077)


def make_private(path: Path) -> None:
    """Take a file away from others, or a folder with the files in it.

    What isn't there, or is somebody else's, stays as it is.
    """
    with contextlib.suppress(OSError):
        if path.is_dir():
            path.chmod(PRIVATE_FOLDER)
            for file in path.iterdir():
                if file.is_file() and not file.is_symlink():
                    file.chmod(PRIVATE_FILE)
        else:
            path.chmod(PRIVATE_FILE)


def make_readable(folder: Path) -> None:
    """Let everyone read a folder and all that is in it."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(PUBLIC_FOLDER if path.is_dir() else PUBLIC_FILE)
