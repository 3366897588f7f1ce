"""Postcodes and addresses: a street and the number of a house in it."""

import re

from scripts.open_answers.word_lists import fold, ordinary_words, streets

HOUSE_NUMBER = (
    r"\d{1,5}(?:[ -]?[a-z](?!\w)|[-/ ]?(?:bis|hs|huis|boven|beneden|i{1,3}|iv)(?!\w)"
    r"|[-/] ?\d{1,4}(?:[a-z](?!\w))?|[ -]?[a-z]\d{1,3}(?!\w))*"
)
POSTCODE = re.compile(
    r"(?<![\w€.,])(?P<digits>[1-9]\d{3})(?P<space>[ -]?)"
    r"(?P<letters>[a-z]{2})(?![^\W\d])"
    rf"(?P<house>(?:[ ,-]{{0,2}}(?:nr\.?|nummer|huisnummer) ?|[ ,-]{{0,2}})"
    rf"{HOUSE_NUMBER}(?!\d))?",
    re.IGNORECASE,
)
CUED_POSTCODE = re.compile(
    r"(?P<before>\b(?:postcode|post code|pc|zip)\b[ :=]{1,3}(?:(?:is|nu|van) )?)"
    r"[1-9]\d{3} ?[a-z]{2}(?!\w)",
    re.IGNORECASE,
)
# '2023 is', '1500 km': two letters behind a year or an amount that are no postcode
SHORT_WORD = re.compile(
    "ad|ah|al|ao|as|bv|ca|cm|cv|de|di|do|dr|ed|eh|ei|en|er|eu|ex|fl|ga|gb|ge|gr|ha|hr|hz|ie|ik|in|is|ja|je|jr|kb|"
    "kg|km|ma|mb|nr|oa|oh|ok|os|ps|ui|vr|za|me|mg|ml|mm|mr|mw|na|nd|nl|nu|of|om|op|pc|pm|pp|pr|pw|px|st|te|tm|uu|"
    "uw|vd|vg|vm|we|wo|ww|ze|zo|zn"
)
POST_BOX = re.compile(
    r"\bpost ?bus(?: nr\.?| nummer)? ?\d[\d ]{0,5}\d|\bpost ?bus \d+", re.I
)

NUMBER = rf"[ ,]{{1,2}}(?:(?:nr\.?|nummer|huisnummer) ?)?{HOUSE_NUMBER}"
# words that end so are streets, in whatever letters
STREET_END = (
    r"(?:straat(?:je)?|str\.?|laan(?:tje)?|weg|plein|gracht|kade|singel|dijk|hof|steeg|"
    r"plantsoen|dreef|burgwal|boulevard|allee|straatweg|oever|brink|wal|pad|baan|poort)"
)
NO_STREET = (
    r"(?!(?:onder|halver|snel|omweg|autosnel|rond|sonder|alweg|loop|levens|vak|"
    r"tijd|zij|carri[eè]re|opleidings|ontwikkel|groei|leer|werk)"
    r"(?:weg|baan|pad|plein|straat)\b|omweg|onderweg|loopbaan|studiepad|opleidingspad)"
)
STREET = re.compile(
    rf"\b(?:(?-i:(?:(?:[A-Z][\w'’-]*\.?|[1-9]e) "
    r"(?:(?:van|de|den|der|het|'t|ter|ten|te|van der|van den|van de) )?){0,3}))?"
    rf"{NO_STREET}(?:[a-zà-ÿ'’][\w'’-]{{1,40}}{STREET_END}"
    r"|(?-i:(?<=[a-z.] )(?:Straat|Laan|Weg|Plein|Gracht|Kade|Singel|Hof|Steeg|"
    r"Plantsoen))"
    rf"){NUMBER}",
    re.IGNORECASE,
)
# a number with these behind it is none of a house
UNIT = (
    r"(?! ?(?:jaar|jr|maand|week|weken|dag|uur|min|km|kilometer|keer|x\b|kind|euro|%|"
    r"personen|mensen|meter|januari|februari|maart|april|mei|juni|juli|augustus|"
    r"september|oktober|november|december|[a-z]+en\b))"
)
BEFORE_NUMBER = re.compile(
    r"(?P<name>(?:[^\s\d,;:!?()]+ ){1,4})(?P<number>(?:(?:nr\.?|nummer|huisnummer) ?)?"
    rf"{HOUSE_NUMBER})(?![\d%]){UNIT}",
    re.IGNORECASE,
)
TOWN_BEHIND = re.compile(r"\s*$|,? (?:te|in) [A-Z]|, [A-Z]")
AT_HOME = re.compile(
    r"\b(?:\w*adres\w*|woon\w*|wonen\w*|verhui\w+|post (?:kan )?naar|"
    r"brie(?:f|ven) naar|stuur\w*|huis staat|gehuisvest|gevestigd|langs|"
    r"winkel zit|bedrijf zit|kamer)\b"
    r"[^.!?\n\d]{0,30}$",
    re.IGNORECASE,
)


def mask_postcodes(text: str) -> str:
    """Postcodes, with the number of the house behind them."""
    text = CUED_POSTCODE.sub(lambda found: f"{found['before']}[postcode]", text)
    in_capitals = text.isupper()
    return POSTCODE.sub(lambda found: _mask_postcode(found, in_capitals), text)


def mask_addresses(text: str) -> str:
    """Streets with the number of a house, and post boxes."""
    text = POST_BOX.sub("[adres]", text)
    text = STREET.sub("[adres]", text)
    return BEFORE_NUMBER.sub(_mask_known_street, text)


def _mask_known_street(found: re.Match[str]) -> str:
    """Mask a street that a list knows, or that someone says to live in."""
    name: str = found["name"]
    words = name.split()
    is_home = AT_HOME.search(found.string[: found.start()] + name) is not None
    for first in range(len(words)):
        street = " ".join(words[first:])
        is_capital = words[first][0].isupper() or len(words) - first > 1
        # 'Weena 505, Rotterdam', 'Markt 11 te Delft': nothing before it, a town behind
        is_whole = (
            first == 0
            and found.start() == 0
            and words[0][0].isupper()
            and TOWN_BEHIND.match(found.string, found.end()) is not None
        )
        is_sure = is_home or is_whole or (is_capital and len(words) - first > 1)
        folded = fold(street)
        is_word = folded in ordinary_words() and found.end() == len(found.string)
        if not is_sure or is_word:
            continue
        if folded in streets():
            kept = name[: name.rindex(street)]
            return f"{kept}[adres]"
    return found[0]


def _mask_postcode(found: re.Match[str], in_capitals: bool) -> str:
    from stdnum.nl import postcode

    digits, letters = found["digits"], found["letters"]
    is_apart = found["space"] == " "
    is_short_word = SHORT_WORD.fullmatch(letters.lower()) is not None
    is_year = digits[:2] in ("19", "20") and is_apart
    is_clear = letters.isupper() and not in_capitals and not (is_short_word and is_year)
    is_round = digits.endswith("00")
    could_be_words = is_short_word or (
        is_apart and not found["house"] and (is_year or is_round or in_capitals)
    )
    if (could_be_words and not is_clear) or not postcode.is_valid(digits + letters):
        return found[0]
    return "[postcode]"
