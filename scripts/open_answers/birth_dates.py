"""Dates of birth: a day that a word says someone was born on, or one long ago."""

import re

MONTHS = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|maart|mrt|mar|apr(?:il)?|mei|jun[i]?|jul[i]?|"
    r"aug(?:ustus)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?|may)\.?"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH = r"(?:0?[1-9]|1[0-2])"
DAY_WORD = (
    r"(?:eerste|tweede|derde|vierde|vijfde|zesde|zevende|achtste|negende|tiende|elfde|"
    r"twaalfde|\w+tiende|\w*twintigste|\w*dertigste|een|één|twee|drie|vier|vijf|zes|"
    r"zeven|acht|negen|tien|elf|twaalf|dertien|veertien|\w+tien|\w*twintig|\w*dertig)"
)
SEPARATOR = r"(?: ?[-/.,] ?| )"
SPELLED_DAY = rf"(?:{DAY}(?: ?(?:e|ste|de))?|{DAY_WORD})"
# who answers is at least fourteen; a day this century is most often an appointment
YEAR = r"(?:19[2-9]\d|200\d|201[0-2])"
SHORT_YEAR = r"['’`]?\d\d"
LONG_AGO = r"['’`]?[3-9]\d"

NUMERIC = rf"{DAY}{SEPARATOR}{MONTH}{SEPARATOR}"
SPELLED = rf"{SPELLED_DAY}[ -]{MONTHS}[ -]"
ISO = rf"{YEAR}[-/.]{MONTH}[-/.]{DAY}"

# without a word before it: a whole date, of a year in which clients were born
BARE = re.compile(
    rf"(?<![\w€/.,-])(?:(?:{DAY}[-/.]{MONTH}[-/.]|{DAY} {MONTH} |{SPELLED}){YEAR}|{ISO}"
    rf"|{DAY}[-/]{MONTH}[-/]{LONG_AGO}|{DAY} {MONTHS} {LONG_AGO})(?![\w/-])",
    re.IGNORECASE,
)
BORN = (
    r"\b(?:geb(?:oren)?|geboorte(?:datum|dag)?|geb(?:oorte)? ?\.? ?(?:dat(?:um)?)|"
    r"geb\w{0,3}te?\w{0,3}datum|gebdatum|geboorte datum|verjaardag|jarig|verjaar|"
    r"ter wereld|bouwjaar|ik ben van|ben ik van|ik kom uit|birthday|born)(?![^\W\d])"
)
# 'geboren te Izmir op', 'geb.dat.:'
BETWEEN = (
    r"[\s:.,(=]{0,3}(?:datum\W{1,2})?(?:(?:te|in) [\w' -]{2,25}? )?"
    r"(?:(?:is|was|ben|op|de|den|in|van|dd)\.? ){0,3}[:(]?"
)
CUED = re.compile(
    rf"(?P<before>{BORN}{BETWEEN})"
    rf"(?:(?:{NUMERIC}|{SPELLED})(?:{YEAR}|(?:19|20)\d\d|{SHORT_YEAR})(?!\d)"
    rf"|(?:{ISO}|(?:19|20)?\d{{6}})(?!\d)|{SPELLED_DAY} {MONTHS}(?! ?\d)(?![^\W\d])"
    rf"|{MONTHS} {YEAR}(?!\d)|{DAY}[-/]{MONTH}(?![\d/-]))",
    re.IGNORECASE,
)
# the day itself before the word: '15 aug 1977 is mijn geboortedatum'
BEHIND = re.compile(
    rf"(?<![\w-])(?:(?:{NUMERIC}|{SPELLED})(?:{YEAR}|{SHORT_YEAR})"
    rf"|{SPELLED_DAY} {MONTHS})"
    r"(?=,? (?:is|ben ik|was ik|werd ik|(?:is )?mijn) "
    r"(?:mijn |zijn |haar )?(?:geb|jarig|verjaardag)| word ik \d\d\b)",
    re.IGNORECASE,
)


def mask_birth_dates(text: str) -> str:
    """Dates of birth; other dates stay, and so do years."""
    text = CUED.sub(lambda found: f"{found['before']}[geboortedatum]", text)
    text = BEHIND.sub("[geboortedatum]", text)
    return BARE.sub("[geboortedatum]", text)
