"""Personal data in open answers, replaced by what they are: [e-mail], [naam], ….

A regular expression finds candidates; where a format has rules of its own (BSN, IBAN,
postcode, telephone number), a library decides. See docs/open-answers.md for what is
masked and what is not.
"""

import re
from collections.abc import Callable

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

TAGS = (
    "[e-mail]",
    "[account]",
    "[iban]",
    "[telefoon]",
    "[bsn]",
    "[nummer]",
    "[postcode]",
    "[adres]",
    "[naam]",
)

# --- e-mail and accounts -------------------------------------------------------------

# with spaces around the @ only where a domain follows: '2 @ 5 euro' is no address
EMAIL = re.compile(
    r"[\w.+%'-]{1,64}@[\w.-]*\w|[\w.+%-]{1,64} ?(?:@|[(\[]at[)\]]) ?[\w-]+\.\w+",
    re.IGNORECASE,
)
ACCOUNT = re.compile(r"(?<!\w)@\w+")

# --- numbers -------------------------------------------------------------------------

IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]){11,30}", re.IGNORECASE)

# A number as it is dialled: from 0, 00 or + on. A date starts with a 0 as well.
TELEPHONE = re.compile(
    r"(?<!\d)(?<!\d[.,:])(?!\d\d[-/.]\d\d?[-/.](?:19|20)\d\d(?!\d|[-/.]\d))"
    r"(?:\+\d|\(?(?:\+|0))[\d\s()/.–-]{7,28}\d"
)

BSN = re.compile(
    r"(?<![\d+€])(?<!€ )(?<!\d[.,-])"
    r"(?:\d{9}|\d{4}[ .-]\d\d[ .-]\d{3}|\d{3}[ .-]\d{3}[ .-]\d{3})(?![.,-]?\d)"
)

# customer numbers, and a BSN or account number with a slip of the pen
LONG_NUMBER = re.compile(r"(?<![\d€])(?<!€ )\d{8,}")

# --- addresses -----------------------------------------------------------------------

HOUSE_NUMBER = r"\d{1,5}(?:[-/]?[a-z](?!\w)|[-/ ]?(?:bis|hs)(?!\w)|[-/]\d{1,4})?"
POSTCODE = re.compile(
    r"(?<![\w€.,])(?P<digits>[1-9]\d{3})(?P<space>[ -]?)"
    r"(?P<letters>[a-z]{2})(?![^\W\d])"
    rf"(?P<house>(?:[ ,-]{{0,2}}(?:nr\.?|nummer|huisnummer) ?|[ ,-]{{0,2}})"
    rf"{HOUSE_NUMBER}(?!\d))?",
    re.IGNORECASE,
)
# '2023 is', '1500 km': two letters behind a year or an amount that are no postcode
SHORT_WORD = re.compile(
    "al|bv|cm|cv|de|dr|ed|en|er|eu|ex|fl|ga|gb|ge|gr|ha|hr|hz|ie|ik|in|is|ja|je|jr|kb|"
    "kg|km|ma|mb|me|mg|ml|mm|mr|mw|na|nd|nl|nu|of|om|op|pc|pm|pp|pr|pw|px|st|te|tm|uu|"
    "uw|vd|vg|vm|we|wo|ww|ze|zo|zn"
)
STREET = re.compile(
    r"\b(?!Onderweg|Halverweg)[A-Z][\w'’.-]{0,40}(?:straat|laan|weg|plein|gracht|kade|"
    rf"singel|dijk|hof|steeg|plantsoen|dreef)[ ,]{{1,2}}(?:nr\.? ?)?{HOUSE_NUMBER}",
)

# --- names ---------------------------------------------------------------------------

LETTERS = [chr(code) for code in range(0x250) if chr(code).isalpha()]
UPPER = "".join(letter for letter in LETTERS if letter.isupper())
LOWER = "".join(letter for letter in LETTERS if letter.islower())
SPACE = "[ \t\u00a0\u202f]"

# Words with a capital that are not part of a name: a sentence that starts without a
# full stop before it, another salutation, an organisation.
NO_NAME = (
    r"(?i:aan|afspraak|alle|alles|allemaal|als|balie|bedankt|beste|bij|complimenten|"
    r"compliment|daar|daarna|dank|dankzij|dat|de|deze|dhr|die|dit|door|drs?|een|en|er|"
    r"erg|fijn|fijne|gemeente|geweldig|goed|goede|graag|groet|groeten|haar|had|hallo|"
    r"heb|hebben|heeft|heel|heer|heren|het|hij|hoi|hoe|iedereen|ik|in|is|je|jullie|"
    r"juffrouw|kan|kon|leerwerkloket\w*|loket\w*|lwl|maar|mag|mbo|hbo|vmbo|medewerkers?"
    r"|adviseurs?|mej|meneer|mensen|met|mevr|mevrouw|mijn|mijnheer|mvr|mw|na|naar|nee|"
    r"niet|nog|nooit|nu|om|ook|op|over|prettig|prima|roc|servicepunt|super|te|team|"
    r"tevreden|toen|top|tot|uit|uitstekend|uwv|van|veel|verder|vond|voor|vriendelijk|"
    r"want|waren|was|wat|we|werkcentrum|werkplein|werkgever|wij|wist|ww|zal|ze|zeer|"
    rf"zij|zijn|zo|zou)(?![{UPPER}{LOWER}])"
)
PARTICLE = (
    rf"(?i:(?:van|von|in|op|uit|aan){SPACE}(?:de[rn]?|het|['’]t)|van|von|v\.?d\.?|"
    r"de[rn]?|het|['’]t|te[rn]?|el|al|bin|ben|abd|zu|di|da|dos|du|la|le)"
)
INITIALS = rf"(?:(?:(?:[{UPPER}]|IJ|Th|Chr|Ph|Joh)\.{SPACE}?)+)"
WORD = (
    rf"(?!{NO_NAME})(?:IJ|[{UPPER}](?:['’][{UPPER}])?)[{LOWER}]+"
    rf"(?:[-'’]?[{UPPER}][{LOWER}]+)*(?![{LOWER}{UPPER}])"
)
CAPITALS = rf"(?!{NO_NAME})[{UPPER}]{{3,}}(?![{LOWER}])"
SURNAME = rf"(?:{PARTICLE}{SPACE})*{WORD}(?:-(?:{PARTICLE}{SPACE})*{WORD})*"
FIRST_NAME = rf"(?:{INITIALS}|{WORD}|[{UPPER}](?![{LOWER}{UPPER}]))"
FULL_NAME = rf"{FIRST_NAME}(?:{SPACE}?{INITIALS}{SPACE}?)?(?:{SPACE}*{SURNAME}){{0,3}}"
# 'mevrouw De Vries', 'de heer J. Jansen', 'dhr. en mevr. JANSEN'
FAMILY_NAME = (
    rf"(?:{INITIALS}?{SURNAME}(?:{SPACE}{SURNAME}){{0,3}}|{FULL_NAME}"
    rf"|(?:{PARTICLE}{SPACE})*{CAPITALS})"
)
SALUTATION = (
    r"(?:(?i:mevrouw|mevr|mvr|mw|mej|mejuffrouw|juffrouw|juf|meneer|mijnheer|dhr|heer|"
    r"heren|dr|drs|ir|ing|mr|prof|mijn naam is|ik heet)"
    rf"(?:\.{SPACE}*|{SPACE}+)|(?i:hr)\.{SPACE}*)"
)
ROLE = (
    r"(?i:\w*(?:adviseurs?|adviseuse|coach|consulente?|begeleider|begeleidster|"
    r"contactpersoon|medewerker|medewerkster|collega|docente?|trainer|klantmanager)"
    r"|(?:mijn|m['’]n|onze|zijn|haar) (?:zoon|dochter|man|vrouw|partner|broer|zus|"
    r"moeder|vader|vriend|vriendin|buurman|buurvrouw))"
    rf"(?i:{SPACE}(?:was|heet|heette))?(?:,?{SPACE}|{SPACE}?\()"
)
GREETING = (
    r"(?i:beste|geachte|lieve|hallo|hoi|hi|dag|bedankt|dank u wel|dank je wel)"
    rf"{SPACE}+"
)
CLOSING = rf"(?i:groet|groeten|groetjes|gr|mvg)(?:{SPACE}van)?[\s,.!:-]+"

START = rf"(?:^|(?<=[.!?\n])){SPACE}*"
END = r"(?=\s*(?:[,.!?;:\r\n]|$))"
NAMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?P<before>{SALUTATION}){FAMILY_NAME}(?:{SPACE}(?:en|&){SPACE}{FAMILY_NAME})?",
        rf"\b(?P<before>{ROLE}){FULL_NAME}(?:{SPACE}(?:en|&){SPACE}{FULL_NAME})?",
        rf"(?P<before>{START}{GREETING}){FULL_NAME}{END}",
        rf"\b(?P<before>{CLOSING}){FULL_NAME}{END}",
    )
)

# --- which texts to look at ----------------------------------------------------------

AT = r"@|(?i:[(\[]at[)\]])"
HAS_AT = re.compile(AT)
HAS_DIGIT = re.compile(r"\d")

# Most answers have no digit, no @ and no word with a name behind it: nothing to find.
# Read by RE2, which takes no look-around.
WORTH_A_LOOK = (
    rf"[0-9]|{AT}|\b(?:{SALUTATION}|{ROLE}|{GREETING}|{CLOSING})"
    rf"(?:{PARTICLE}{SPACE})*[{UPPER}]"
)


def mask(text: str) -> str:
    """Replace personal data in a text by tags; other text stays as it is.

    No library is imported before there is a candidate for it.
    """
    if HAS_AT.search(text):
        text = EMAIL.sub("[e-mail]", text)
        text = ACCOUNT.sub("[account]", text)
    if HAS_DIGIT.search(text):
        text = _mask_valid(text, IBAN, _is_iban, "[iban]")
        text = _mask_valid(text, TELEPHONE, _is_telephone, "[telefoon]")
        text = BSN.sub(lambda found: "[bsn]" if _is_bsn(found[0]) else found[0], text)
        text = LONG_NUMBER.sub("[nummer]", text)
        in_capitals = text.isupper()
        text = POSTCODE.sub(lambda found: _mask_postcode(found, in_capitals), text)
        text = STREET.sub("[adres]", text)
    for pattern in NAMES:
        text = pattern.sub(lambda found: f"{found['before']}[naam]", text)
    return text


def mask_texts(texts: pd.Series) -> pd.Series:
    """Mask each text of a series; missing texts stay missing.

    Only texts that could hold personal data are read one by one; the others are passed
    over together.
    """
    found = pc.match_substring_regex(pa.array(texts, pa.large_string()), WORTH_A_LOOK)
    worth_a_look = found.fill_null(False).to_numpy(zero_copy_only=False)
    masked = texts.copy()
    masked[worth_a_look] = [mask(text) for text in texts[worth_a_look]]
    return masked


def mask_answers(answers: pa.Table) -> pa.Table:
    """Mask the column `answer` of a table and count the tags in a column `n_masked`.

    Arrow keeps the types of the other columns, also of one without any value.
    """
    masked = mask_texts(answers["answer"].to_pandas())
    tags = "|".join(re.escape(tag) for tag in TAGS)
    n_masked = masked.str.count(tags).fillna(0)
    place = answers.column_names.index("answer")
    return answers.set_column(
        place, "answer", pa.array(masked, pa.large_string())
    ).append_column("n_masked", pa.array(n_masked, pa.int32()))


def _mask_valid(
    text: str, candidates: re.Pattern[str], is_valid: Callable[[str], bool], tag: str
) -> str:
    """Replace as much of each candidate, from its start, as is valid.

    A candidate runs on into what stands behind it: '06 12345678 10 uur'.
    """
    parts = []
    kept_until = position = 0
    while found := candidates.search(text, position):
        end = next(
            (
                end
                for end in range(found.end(), found.start(), -1)
                if text[end - 1].isalnum()
                and not text[end : end + 1].isalnum()
                and is_valid(text[found.start() : end])
            ),
            None,
        )
        if end is None:
            position = found.start() + 1
        else:
            parts += [text[kept_until : found.start()], tag]
            kept_until = position = end
    return "".join(parts) + text[kept_until:]


def _is_iban(candidate: str) -> bool:
    from stdnum import iban

    # whether a bank with that number exists does not matter
    return iban.is_valid(candidate, check_country=False)


def _is_bsn(candidate: str) -> bool:
    from stdnum.nl import bsn

    return bsn.is_valid(candidate)


def _is_telephone(candidate: str) -> bool:
    """Whether a Dutch caller reaches someone: no free or paid service number."""
    import phonenumbers

    try:
        number = phonenumbers.parse(candidate, "NL")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) not in (
        phonenumbers.PhoneNumberType.UNKNOWN,
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
    )


def _mask_postcode(found: re.Match[str], in_capitals: bool) -> str:
    from stdnum.nl import postcode

    digits, letters = found["digits"], found["letters"]
    is_apart = found["space"] == " "
    is_short_word = SHORT_WORD.fullmatch(letters.lower()) is not None
    is_year = digits[:2] in ("19", "20") and is_apart
    is_clear = letters.isupper() and not in_capitals and not (is_short_word and is_year)
    could_be_words = is_short_word or (is_apart and not found["house"])
    if (could_be_words and not is_clear) or not postcode.is_valid(digits + letters):
        return found[0]
    return "[postcode]"
