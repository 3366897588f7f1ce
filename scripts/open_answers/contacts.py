"""E-mail addresses, web addresses, accounts and telephone numbers in a text."""

import re

from scripts.open_answers.candidates import mask_valid

# --- e-mail --------------------------------------------------------------------------

AT = r"(?:@|[(\[{] ?(?:at|a|apenstaart(?:je)?) ?[)\]}])"
DOT = r"(?:\.|,|[(\[{] ?(?:dot|punt) ?[)\]}])"
SPELLED_AT = r"(?: (?:at|apenstaart(?:je)?|apestaart(?:je)?) )"
SPELLED_DOT = r"(?: (?:punt|dot|\.) | ?[.,] ?| ?[(\[{] ?(?:dot|punt) ?[)\]}] ?)"
LAST = r"(?:nl|com|be|net|org|eu|de|info|pl|fr|edu|frl|uk|nu|tr|me|co|io|amsterdam)"

# with spaces around the @ only where a domain follows: '2 @ 5 euro' is no address
EMAIL = re.compile(
    r"[\w.+%'-]{1,64}@[\w.-]*\w(?:[,] ?(?:nl|com|be)\b)?"
    rf"|[\w.+%-]{{1,64}} ?{AT} ?[\w-]+(?:{DOT}\w+)+",
    re.IGNORECASE,
)
SPACED_EMAIL = re.compile(
    rf"(?<!\w)\w[\w+%-]*(?: ?\. ?\w[\w+%-]*){{0,4}} ?@ ?[\w-]+(?: ?\. ?[\w-]+){{0,3}}"
    rf" ?\. ?{LAST}\b",
    re.IGNORECASE,
)
# 'jan punt jansen at gmail punt com'
SPELLED_EMAIL = re.compile(
    r"(?<!\w)\w[\w.+%-]*(?: (?:punt|dot|underscore|streepje|min) \w[\w.+%-]*){0,4}"
    rf"(?:{SPELLED_AT}| ?{AT} ?)"
    rf"\w[\w-]*(?:{SPELLED_DOT}\w[\w-]*){{0,3}}{SPELLED_DOT}{LAST}\b",
    re.IGNORECASE,
)
# 'k.jansenATgmail.com', 'karin-at-gmail-punt-com'
JOINED_EMAIL = re.compile(
    rf"(?<!\w)[\w.+-]+(?:(?-i:AT)[\w-]+\.|[-_]at[-_][\w-]+[-_](?:punt|dot)[-_]){LAST}\b",
    re.IGNORECASE,
)
HAS_AT = re.compile(rf"{AT}|at|apenst|apest", re.IGNORECASE)

# --- web addresses -------------------------------------------------------------------

DOMAIN = r"(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}"
URL = re.compile(
    rf"(?:(?P<scheme>https?://)|(?P<www>www\.))?(?P<host>{DOMAIN})(?P<path>/[^\s<>\[\]]*)?",
    re.IGNORECASE,
)
URL_CUE = re.compile(
    r"\b(?:website|web ?site|site|web ?shop|blog|vlog|portfolio|homepage|webadres|url|"
    r"pagina|profiel|bedrijf|zaak|winkel|onderneming|linkedin|kanaal|link|filmpje|video)\b[^.!?\n]{0,25}$",
    re.IGNORECASE,
)
SPACED_URL = re.compile(
    rf"\bwww(?:\. [\w-]+ ?\. ?|\.[\w-]+(?: \. ?|\. )){LAST}\b", re.IGNORECASE
)
IS_MINE = re.compile(r" (?:is van mij|is mijn|is m'n|van mij\b)", re.IGNORECASE)
# a service that anybody may be sent to says nothing about who wrote
PUBLIC_HOST = re.compile(
    r"(?:^|\.)(?:\w*leerwerkloket\w*|werk|uwv|duo|digid|rijksoverheid|overheid|"
    r"belastingdienst|svb|tweedekans|werkcentrum\w*|hoewerktnederland|stap-?\w*|"
    r"onderwijsenexamens|s-bb|stagemarkt|kiesmbo|idw|nuffic|vdab|kvk|marktplaats|bol|"
    r"indeed|booking|youtube|google|facebook|instagram|linkedin|nationalevacaturebank|"
    r"\w*gemeente\w*|mijnoverheid|roc\w*|asp|node)\.\w+$",
    re.IGNORECASE,
)

# --- accounts ------------------------------------------------------------------------

ACCOUNT = re.compile(r"(?<!\w)@\w[\w.]*(?<!\.)")
MEDIUM = (
    r"(?:insta(?:gram)?|twitter|tik ?tok|snap(?:chat)?|facebook|fb|discord|skype|"
    r"telegram|youtube|ig|linked ?in|threads|bluesky|mastodon)"
)
# a medium, and behind it a word that only an account is written as
NAMED_ACCOUNT = re.compile(
    rf"(?P<before>\b{MEDIUM}(?:[ -]?(?:account|naam|adres|pagina))?"
    r"(?: ?[:=] ?| (?:is|heet ik|ben ik|als|onder|op) | )"
    r"(?:ik |te vinden als |bekend als |als |naam )?)"
    r"(?P<account>[a-z0-9:]*[a-z0-9]+(?:[._#:]+[a-z0-9]+)+_*|[a-z]+\d+\w*"
    r"|[a-z]+(?:-[a-z]+)*-\w*\d\w*)(?![\w/@])",
    re.IGNORECASE,
)

# --- telephone -----------------------------------------------------------------------

# A number as it is dialled: from 0, 00 or + on. A date starts with a 0 as well.
TELEPHONE = re.compile(
    r"(?<!\d)(?<!\d[.,:])(?!\d\d[-/.]\d\d?[-/.](?:19|20)\d\d(?!\d|[-/.]\d))"
    r"(?:\+\d|\(?(?:\+|0))[\d\s()/.–-]{7,28}\d"
)
DIGIT_WORD = (
    r"(?:nul|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|"
    r"veertien|(?:vijf|zes|zeven|acht|negen)tien|(?:(?:een|twee|drie|vier|vijf|zes|zeven|"
    r"acht|negen)[eë]n)?(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|"
    r"negentig))"
)
# 'nul zes 12 34 56 78', '06 een twee drie vier vijf zes zeven acht'
SPELLED_TELEPHONE = re.compile(
    r"(?<!\w)(?:nul[ -]?zes|06|0 ?6)"
    rf"(?:[ ,.-]{{1,3}}(?:{DIGIT_WORD}|\d{{1,8}})(?!\w)){{4,9}}",
    re.IGNORECASE,
)
TELEPHONE_CUE = (
    r"\b(?:bel|bellen|belt|app|appen|tel|tel(?:efoon)?(?:nr|nummer)?|telefoon|mobiel|"
    r"mobiele|gsm|whatsapp|nummer|06|bereikbaar|thuis)\b[^\d.!?\n+]{0,25}\W?"
)
# 'o6-83921745', '06_83921745', 'nul 6 839 217 45'
ODD_TELEPHONE = re.compile(
    r"(?<!\w)(?:[o0]|nul |zero )(?:6|zes)[ _,.-]{0,3}[1-9](?:[ _.,-]{0,2}\d){7}(?!\d)",
    re.IGNORECASE,
)
# a number with a digit too few, or without its first 0, where the words say what it is
CUED_TELEPHONE = re.compile(
    rf"(?P<before>{TELEPHONE_CUE})(?P<number>(?:0[1-79]|(?:zes|6)(?=[ -]?\d))"
    r"[ -]?\d(?:[ .-]?\d){6,7})(?![\w-])",
    re.IGNORECASE,
)


def mask_emails_and_accounts(text: str) -> str:
    """E-mail addresses, also spelled out, and accounts of social media."""
    if HAS_AT.search(text):
        text = SPELLED_EMAIL.sub("[e-mail]", text)
        text = JOINED_EMAIL.sub("[e-mail]", text)
        text = SPACED_EMAIL.sub("[e-mail]", text)
        text = EMAIL.sub("[e-mail]", text)
        text = ACCOUNT.sub("[account]", text)
    return text


def mask_named_accounts(text: str) -> str:
    """Accounts that the name of a medium stands before."""
    return NAMED_ACCOUNT.sub(lambda found: f"{found['before']}[account]", text)


def mask_urls(text: str) -> str:
    """Web addresses, but for those of services that anybody may be sent to."""

    def replace(found: re.Match[str]) -> str:
        address = found[0].rstrip(".,;:!?)")
        behind = found[0][len(address) :]
        path = (found["path"] or "").rstrip(".,;:!?)")
        is_public = PUBLIC_HOST.search(found["host"]) is not None
        if is_public and len(path) < 2:
            return found[0]
        is_clear = bool(found["scheme"] or found["www"] or len(path) > 1)
        is_mine = IS_MINE.match(text, found.end()) is not None
        if not (is_clear or is_mine or URL_CUE.search(text[: found.start()])):
            return found[0]
        return f"[url]{behind}"

    return URL.sub(replace, SPACED_URL.sub("[url]", text)) if "." in text else text


def mask_telephones(text: str) -> str:
    """Telephone numbers; free and paid service numbers stay."""
    text = mask_valid(text, TELEPHONE, _is_telephone, "[telefoon]")
    text = ODD_TELEPHONE.sub("[telefoon]", text)
    return CUED_TELEPHONE.sub(lambda found: f"{found['before']}[telefoon]", text)


def mask_spelled_telephones(text: str) -> str:
    """Telephone numbers in words, or half in words."""
    return SPELLED_TELEPHONE.sub("[telefoon]", text)


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
