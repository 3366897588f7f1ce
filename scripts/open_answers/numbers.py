"""Numbers that are one person's: BSN, IBAN, licence plates, customer numbers."""

import re

from scripts.open_answers.candidates import mask_valid

IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]){11,30}", re.IGNORECASE)
# a Dutch one with a slip of the pen: its check digits are wrong and it says who it is
DUTCH_IBAN = re.compile(
    r"(?<![^\W_])NL[ .-]?\d{2}[ .-]?[A-Z]{4}(?:[ .-]?\d){9,11}(?!\w)", re.IGNORECASE
)
GIRO = re.compile(
    r"(?P<before>\b(?:giro|bank|rekening)\w*\W{1,3}(?:(?:is|nr|nummer|van)\W{1,3})?)"
    r"(?P<number>(?:P ?)?\d(?:[ .]?\d){5,9})(?![\w,])",
    re.IGNORECASE,
)

BSN = re.compile(
    r"(?<![\d+€])(?<!€ )(?<!\d[.,-])"
    r"(?:\d{9}|\d{4}[ .-]\d\d[ .-]\d{3}|\d{3}[ .-]\d{3}[ .-]\d{3})(?![.,-]?\d)"
)
# behind the word itself any eight or nine digits, however they are grouped
CUED_BSN = re.compile(
    r"(?P<before>\b(?:bsn|burger ?service|sofi)(?:[ -]?(?:nr|nummer|no))?"
    r"(?:[ :=.(]{1,3}(?:is|nr|nummer|van mij is)?){1,2}[ :=.(]{0,2})"
    r"\d(?:[ .-]{0,2}\d){7,8}(?!\d)",
    re.IGNORECASE,
)

# customer numbers, and a BSN or account number with a slip of the pen
LONG_NUMBER = re.compile(r"(?<![\d€])(?<!€ )\d{8,}")

# A number behind the word that says whose it is. A year alone, or one or two digits,
# are not meant: 'mijn dossier van 2022', 'lid 3'.
WHOSE = (
    r"(?:klant|cli[eë]nt(?:en)?|dossier|zaak|casus|case|lid|lidmaatschaps|polis|order|"
    r"bestel|aanvra(?:ag|gers)|referentie|registratie|inschrijf|inschrijvings|"
    r"personeels|student(?:en)?|leerling(?:en)?|paspoort|rijbewijs|identiteits|id|"
    r"factuur|relatie|deelnemers?|kandidaat|kvk|kamer van koophandel|big|v|correlatie|"
    r"meldings?|ticket|incident|uitkerings|pati[eë]nt(?:en)?|abonnements|dossier)"
)
ALONE = (
    r"(?:klant|cli[eë]nt|dossier|zaak|casus|paspoort|rijbewijs|id[ -]?kaart|kvk|"
    r"(?:uw |ons |mijn |jullie )?kenmerk|referentie|ref|aanvraag|(?:onder|op) nummer)"
)
REFERENCE = re.compile(
    rf"(?P<before>\b(?:{WHOSE}[ -]?(?:nummer|nr|num|no|code)|{ALONE})"
    r"[.:=# (]{1,4}(?:(?:is|was|nummer|nr\.?|met nummer) ){0,2}#?)"
    r"(?P<number>(?=[a-z/.-]{0,8}\d)"
    r"(?!(?:19|20)\d\d(?![\w/-]|\.\w)|\d{1,2}(?![\w/.-]| \d))"
    r"\w+(?:[/.-]\w+)*(?: \d{2,4}(?!\w)){0,3})",
    re.IGNORECASE,
)

# 'mijn nummer bij jullie is 448291', 'briefnummer 4482/22'
ANY_NUMBER = re.compile(
    r"(?P<before>\b(?!huis|telefoon|kamer|lijn|bus)\w*nummer"
    r"[: ]{1,2}(?:(?:bij jullie|bij het loket|van mij|is|was) ){0,3})"
    r"(?:\d{5,}|\w+[/-][\w/-]*\d)(?![\w/-])",
    re.IGNORECASE,
)

# --- licence plates ------------------------------------------------------------------

# every order of letters and digits that the Netherlands has given out (sidecodes)
SIDECODES = (
    *("XX-99-99", "99-99-XX", "99-XX-99", "XX-99-XX", "XX-XX-99", "99-XX-XX"),
    *("99-XXX-9", "9-XXX-99", "XX-999-X", "X-999-XX", "XXX-99-X", "X-99-XXX"),
    *("9-XX-999", "999-XX-9"),
)
SHAPES = [
    [(sign[0], len(sign)) for sign in sidecode.split("-")] for sidecode in SIDECODES
]


def _shape(separator: str) -> str:
    return "|".join(
        separator.join(
            f"[a-z]{{{size}}}" if sign == "X" else rf"\d{{{size}}}"
            for sign, size in shape
        )
        for shape in SHAPES
    )


# 3-jan-22 is a day
NO_PLATE = r"(?!\d\d?-(?:jan|feb|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec|uur)-\d)"
PLATE = re.compile(rf"(?<![\w-]){NO_PLATE}(?:{_shape('-')})(?![\w-])", re.IGNORECASE)
CUED_PLATE = re.compile(
    r"(?P<before>\b(?:kenteken(?:plaat|nummer)?|nummerbord|nummerplaat|auto|bus(?:je)?|"
    r"scooter|brommer|motor|aanhanger|caravan|voertuig)\b[^.!?\n\d]{0,25}?(?<!\w))"
    rf"(?!(?:is|op|in|en|de|nr|nu|ik|te|er|om|ze|we)\b)(?:{_shape('[ .-]?')})(?![\w-])",
    re.IGNORECASE,
)
PLATE_BEFORE_WORD = re.compile(
    rf"(?<![\w-])(?:{_shape('[ .-]?')})"
    r"(?= (?:is|als|was) (?:mijn |het |m'n )?kenteken)",
    re.IGNORECASE,
)
# as it stands on a plate, without dashes: capitals, and no vowel makes a word of them
BARE_PLATE = re.compile(
    r"(?<![\w-])(?=[B-DF-HJ-NP-TV-XZ\d]{6}(?![\w-]))"
    + f"(?:{_shape('')})".replace("a-z", "A-Z")
)


def mask_bank_accounts(text: str) -> str:
    """Account numbers of any country, and giro numbers behind a word for them."""
    text = mask_valid(text, IBAN, _is_iban, "[iban]")
    text = DUTCH_IBAN.sub("[iban]", text)
    return GIRO.sub(lambda found: f"{found['before']}[iban]", text)


def mask_cued_bsn(text: str) -> str:
    """Eight or nine digits behind 'bsn': before telephone numbers are looked for."""
    return CUED_BSN.sub(lambda found: f"{found['before']}[bsn]", text)


def mask_numbers(text: str) -> str:
    """BSN without a word before it, and any other long number."""
    text = BSN.sub(lambda found: "[bsn]" if _is_bsn(found[0]) else found[0], text)
    return LONG_NUMBER.sub("[nummer]", text)


def mask_references(text: str) -> str:
    """Customer, file and document numbers behind a word for them."""
    text = REFERENCE.sub(lambda found: f"{found['before']}[nummer]", text)
    return ANY_NUMBER.sub(lambda found: f"{found['before']}[nummer]", text)


def mask_plates(text: str) -> str:
    """Dutch licence plates; without dashes only where a word says it is one."""
    text = CUED_PLATE.sub(lambda found: f"{found['before']}[kenteken]", text)
    text = PLATE_BEFORE_WORD.sub("[kenteken]", text)
    text = BARE_PLATE.sub("[kenteken]", text)
    return PLATE.sub("[kenteken]", text)


def _is_iban(candidate: str) -> bool:
    from stdnum import iban

    # whether a bank with that number exists does not matter
    return iban.is_valid(candidate, check_country=False)


def _is_bsn(candidate: str) -> bool:
    from stdnum.nl import bsn

    return bsn.is_valid(candidate)
