"""Personal data in open answers, replaced by what they are: [e-mail], [naam], ….

Two passes. The first has rules: a pattern finds candidates, and the rules of a format
(BSN, IBAN, postcode, telephone number), a list of names or streets, or the words around
a candidate decide. The second asks the de-identifier deduce for the names left over.
See docs/open-answers.md for what is masked, how much of it, and what is not.
"""

import re
from collections.abc import Callable, Mapping

import pandas as pd
import pyarrow as pa

from scripts.open_answers.addresses import mask_addresses, mask_postcodes
from scripts.open_answers.birth_dates import mask_birth_dates
from scripts.open_answers.contacts import (
    mask_emails_and_accounts,
    mask_named_accounts,
    mask_spelled_telephones,
    mask_telephones,
    mask_urls,
)
from scripts.open_answers.known_names import mask_known_names
from scripts.open_answers.numbers import (
    mask_bank_accounts,
    mask_cued_bsn,
    mask_numbers,
    mask_plates,
    mask_references,
)
from scripts.open_answers.salutations import mask_named_people
from scripts.open_answers.second_pass import mask_names, may_hold_names

TAGS = (
    "[e-mail]",
    "[account]",
    "[url]",
    "[iban]",
    "[telefoon]",
    "[bsn]",
    "[nummer]",
    "[kenteken]",
    "[geboortedatum]",
    "[postcode]",
    "[adres]",
    "[naam]",
)

# While rules work a tag is one sign that no text holds (a noncharacter of Unicode), so
# that no rule reads a tag as words, and every replacement makes the text shorter.
SIGNS = {tag: chr(0xFDD0 + number) for number, tag in enumerate(TAGS)}
TAG = re.compile("|".join(re.escape(tag) for tag in TAGS))
SIGN = re.compile("[" + "".join(SIGNS.values()) + "]")
TAG_OF = {sign: tag for tag, sign in SIGNS.items()}

# what holds a format goes before what may be read as a part of it
WITH_DIGITS = (
    mask_cued_bsn,
    mask_bank_accounts,
    mask_birth_dates,
    mask_references,
    mask_plates,
    mask_telephones,
    mask_numbers,
    mask_postcodes,
    mask_addresses,
)
HAS_DIGIT = re.compile(r"\d")


def mask(text: str, second_pass: bool = True) -> str:
    """Replace personal data in a text by tags; other text stays as it is.

    Masking a masked text changes nothing: the rules go on until nothing is found. That
    ends, since whatever is found is replaced by something shorter. No library is
    imported before there is a candidate for it.

    Args:
        text: Any text.
        second_pass: Whether deduce looks for the names that the rules left.
    """
    text = TAG.sub(lambda found: SIGNS[found[0]], SIGN.sub(" ", text))
    while (masked := _mask_once(text, second_pass)) != text:
        text = masked
    return SIGN.sub(lambda found: TAG_OF[found[0]], text)


def mask_texts(
    texts: pd.Series, second_pass: bool = True, known: Mapping[str, str] | None = None
) -> pd.Series:
    """Mask each text of a series, every different text once; missing ones stay so.

    Args:
        texts: Texts as they were delivered.
        second_pass: Whether deduce looks for the names that the rules left.
        known: Masked texts of some of them, by the text.
    """
    known = known or {}
    masked = {
        text: known[text] if text in known else _mask_or_say(text, second_pass)
        for text in texts.dropna().unique()
    }
    return texts.map(masked, na_action="ignore")


def mask_answers(
    answers: pa.Table,
    second_pass: bool = True,
    known: Mapping[str, str] | None = None,
) -> pa.Table:
    """Mask the column `answer` of a table and count the tags in a column `n_masked`.

    Arrow keeps the types of the other columns, also of one without any value.
    """
    masked = mask_texts(answers["answer"].to_pandas(), second_pass, known)
    n_masked = [
        len(TAG.findall(text)) if isinstance(text, str) else 0 for text in masked
    ]
    place = answers.column_names.index("answer")
    return answers.set_column(
        place, "answer", pa.array(masked, pa.large_string())
    ).append_column("n_masked", pa.array(n_masked, pa.int32()))


def _mask_or_say(text: str, second_pass: bool) -> str:
    """Mask a text; a mistake in a rule or a library may not print the text."""
    try:
        return mask(text, second_pass)
    except Exception as error:
        raise RuntimeError(
            f"an open answer of {len(text)} characters could not be masked"
            f" ({type(error).__name__}); nothing of it was stored."
        ) from None


def _mask_once(text: str, second_pass: bool) -> str:
    text = _by(mask_emails_and_accounts, text)
    text = _by(mask_urls, text)
    text = _by(mask_named_accounts, text)
    if HAS_DIGIT.search(text):
        for rule in WITH_DIGITS:
            text = _by(rule, text)
    text = _by(mask_birth_dates, text)
    text = _by(mask_spelled_telephones, text)
    text = _by(mask_named_people, text)
    text = _by(mask_known_names, text)
    if second_pass and may_hold_names(text):
        text = _by(mask_names, text)
    return text


def _by(rule: Callable[[str], str], text: str) -> str:
    return TAG.sub(lambda found: SIGNS[found[0]], rule(text))
