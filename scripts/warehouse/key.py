"""The key of a warehouse: what makes ids that nobody can trace back without it.

It stands in a file of its own beside the warehouse, made by the first load. Whoever has
the warehouse and not the key can't tell whether a respondent is in it.
"""

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

KEY_BYTES = 32
_ID_BYTES = 16  # 128 bits: among a billion respondents two agree once in 10^21 times


class KeyLostError(Exception):
    """The key isn't there or isn't the warehouse's; its text is one sentence."""


def key_file(warehouse: Path) -> Path:
    """Where the key of a warehouse stands."""
    return warehouse.with_name(f"{warehouse.name}.key")


def keyed(key: bytes, purpose: str, text: str) -> str:
    """The keyed hash of a text, as 32 hexadecimal digits.

    Hashes of one purpose can't be laid beside those of another without the key.
    """
    made = hmac.digest(key, f"{purpose}\n{text}".encode(), hashlib.sha256)
    return made[:_ID_BYTES].hex()


def key_or_none(warehouse: Path | None) -> bytes | None:
    """The key beside a warehouse; None where there is none."""
    try:
        return None if warehouse is None else key_file(warehouse).read_bytes()
    except FileNotFoundError:
        return None


def require_key(warehouse: Path, fingerprint: str | None = None) -> bytes:
    """The key beside a warehouse.

    Raises KeyLostError when it isn't there, or isn't the one with the `fingerprint`
    that the warehouse remembers.
    """
    key = key_or_none(warehouse)
    if key is None or (fingerprint and fingerprint_of(key) != fingerprint):
        what = "is gone" if key is None else "is not the one that made its ids"
        raise KeyLostError(
            f"The key of the warehouse {warehouse}, {key_file(warehouse)}, {what}: put "
            "it back from a copy, since without it a respondent who was delivered or "
            "forgotten before can't be recognised; or move it, its .key and its "
            ".forgotten away and load all exports into a new one."
        )
    return key


def make_key(warehouse: Path) -> bytes:
    """The key beside a warehouse, made when it isn't there yet: whole, or not at all.

    Raises OSError when its folder can't be written to.
    """
    made = secrets.token_bytes(KEY_BYTES)
    # mkstemp gives a file that only its owner can read
    file, name = tempfile.mkstemp(
        prefix=f".{warehouse.name}.key-", dir=warehouse.parent
    )
    try:
        with os.fdopen(file, "wb") as opened:
            opened.write(made)
            opened.flush()
            os.fsync(opened.fileno())
        os.link(name, key_file(warehouse))
    except FileExistsError:
        return key_file(warehouse).read_bytes()
    finally:
        Path(name).unlink()
    return made


def fingerprint_of(key: bytes) -> str:
    """What a warehouse remembers of its key, to recognise it."""
    return keyed(key, "fingerprint", "")
