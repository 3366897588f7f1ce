"""What a message may show of a delivered cell, header or file name: no personal data.

Messages end up in terminals, logs and tickets. They name the place; of a cell only its
shape is shown, unless it is empty, a short number or an error value of Excel.
"""

import re
import unicodedata

# What Excel shows for a formula that failed, in English and in Dutch, and what stands
# here for a formula whose result the workbook doesn't hold.
UNCOMPUTED = "#FORMULA!"
EXCEL_ERRORS = (
    *("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!"),
    *("#CALC!", "#GETTING_DATA", "#BUSY!", "#BLOCKED!", "#CONNECT!", "#FIELD!"),
    *("#N/B", "#VERW!", "#WAARDE!", "#DEEL/0!", "#NAAM?", "#GETAL!", "#LEEG!"),
    UNCOMPUTED,
)
_SHORT_NUMBER = re.compile(r"[-+]?(?=.{1,5}$)[0-9]{1,4}([.,][0-9]{1,3})?")
_MOMENT_OR_NUMBER = re.compile(
    r"[0-9 .,:/+-]*[0-9][0-9 .,:/+-]*[TZ]?[0-9 .,:/+-]*(?:[AaPp][Mm])?Z?"
)
_LONGEST_SHAPE = 30  # characters
_LONGEST_NAME = 60  # characters of a header or a sheet's name
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(r"\s+")


def described(cell: str) -> str:
    """A cell as a message may show it: 'nothing', a short number, a shape, a length."""
    text = cell.strip()
    if not text:
        return "nothing"
    if text.upper() in EXCEL_ERRORS or _SHORT_NUMBER.fullmatch(text):
        return f"'{text}'"
    if len(text) <= _LONGEST_SHAPE and _MOMENT_OR_NUMBER.fullmatch(text):
        return f"'{re.sub('[0-9]', '9', text)}' (9 stands for any digit)"
    characters = "character" if len(text) == 1 else "characters"
    return f"a text of {len(text)} {characters}"


def is_number_or_moment(cell: str) -> bool:
    """Whether a cell has digits and what stands between them, and nothing else."""
    return _MOMENT_OR_NUMBER.fullmatch(cell.strip()) is not None


def header_name(name: str) -> str:
    """A column's or a sheet's name for a message.

    A file without a header has answers in its place: what has an @ or as many digits as
    a telephone number is told by its length.
    """
    text = printable(name.strip())
    if "@" in text or len(re.findall(r"\d", text)) >= 6 or len(text) > _LONGEST_NAME:
        return f"(a name of {len(text)} characters)"
    return text


def printable(text: str) -> str:
    """Text in which what can't be shown in a terminal is written as an escape."""
    return "".join(
        character
        if character.isprintable()
        else character.encode("utf-8", "surrogateescape")
        .decode("latin-1")
        .encode("unicode_escape")
        .decode("ascii")
        for character in text
    )


def plain(text: str) -> str:
    """Text as a reader sees it: invisible characters gone, every space an ordinary one.

    Also the compatibility forms (full-width letters, ligatures) in their usual form.
    """
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _SPACES.sub(" ", visible).strip()


def look_alikes(text: str) -> list[str]:
    """The characters of a text that aren't ASCII, as 'character 2 is U+043E (NAME)'."""
    return [
        f"character {number} is U+{ord(character):04X} "
        f"({unicodedata.name(character, 'no name').lower()})"
        for number, character in enumerate(text, start=1)
        if not character.isascii()
    ]
