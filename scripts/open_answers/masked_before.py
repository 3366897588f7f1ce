"""Texts that an earlier build has masked are not masked again.

The table of masked texts keeps, of each delivered text, a fingerprint: a keyed hash of
it and of everything that masking depends on. The key is in a file of its own beside
the warehouse. So a build without new texts loads neither lists nor deduce, another
version of the rules masks everything anew, and a text that is no longer delivered
leaves nothing behind: the table is written anew from the texts there are.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa

from scripts.open_answers.masking import mask_answers

ROOM = Path(__file__).parent
LIBRARIES = ("deduce", "phonenumbers", "python-stdnum")


def masking_version(second_pass: bool) -> str:
    """Changes with the rules, their words, the libraries and the second pass."""
    everything = hashlib.sha256(f"second pass: {second_pass}".encode())
    for library in LIBRARIES:
        everything.update(f"{library} {version(library)}".encode())
    for path in sorted([*ROOM.glob("*.py"), *ROOM.glob("*.csv")]):
        everything.update(path.read_bytes())
    return everything.hexdigest()


def mask_new_answers(
    answers: pa.Table,
    masked_before: Callable[[list[str]], Mapping[str, str]],
    key: bytes,
    second_pass: bool,
) -> pa.Table:
    """Mask a table of answers, each text that was not masked before once.

    Args:
        answers: A table with a column `answer`, of delivered texts.
        masked_before: Gives what an earlier build made of texts, of some of these
            fingerprints, by the fingerprint.
        key: The key of the fingerprints.
        second_pass: Whether deduce looks for names as well.

    Returns:
        The table with masked texts, and the columns `n_masked` and `fingerprint`.
    """
    of_version = masking_version(second_pass)
    # short remarks come often: what is done per text is done once
    delivered = answers["answer"].combine_chunks().dictionary_encode()
    texts = delivered.dictionary.to_pylist()
    fingerprints = [_fingerprint(text, of_version, key) for text in texts]
    before = masked_before(fingerprints)
    known = {
        text: before[fingerprint]
        for text, fingerprint in zip(texts, fingerprints, strict=True)
        if fingerprint in before
    }
    masked = mask_answers(
        pa.table({"answer": pa.array(texts, pa.string())}), second_pass, known
    )
    masked = masked.append_column("fingerprint", pa.array(fingerprints, pa.string()))
    masked = masked.take(delivered.indices)
    place = answers.column_names.index("answer")
    result = answers.set_column(place, "answer", masked["answer"])
    for column in ("n_masked", "fingerprint"):
        result = result.append_column(column, masked[column])
    return result


def _fingerprint(text: str, of_version: str, key: bytes) -> str:
    return hmac.new(key, f"{of_version}\n{text}".encode(), hashlib.sha256).hexdigest()
