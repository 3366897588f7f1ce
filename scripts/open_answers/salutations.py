"""Names with a word before them that says a name follows: a salutation, a role."""

import re

from scripts.open_answers.word_lists import first_names, fold, own_words, surnames

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
    r"(?:(?i:mevrouw|mevr|fam|familie|mvr|mw|mej|mejuffrouw|juffrouw|juf|meneer|mijnheer|dhr|heer|"
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
WORDS = re.compile(r"[^\W\d_]{2,}")
IS_ROLE = re.compile(rf"{ROLE}$")
# how Dutch builds words for what people do; a name that no list has seldom ends so
NOUN = re.compile(
    r"(?:ing|ingen|heid|tie|ties|teit|schap|zaken|baan|kunde|werk|werken|leren|zorg|"
    r"dienst|punt|praktijk|economie|isme|ment|logie|grafie|iek|nomie|tions|plaats|markt|"
    r"huis|kantoor|recht|beheer|handel|bouw|metaal|service|desk|office|balie|plein|"
    r"opvang|cursus|test|traject)$"
)
NAMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?P<before>{SALUTATION}){FAMILY_NAME}(?:{SPACE}(?:en|&){SPACE}{FAMILY_NAME})?",
        rf"\b(?P<before>{ROLE}){FULL_NAME}(?:{SPACE}(?:en|&){SPACE}{FULL_NAME})?",
        rf"(?P<before>{START}{GREETING}){FULL_NAME}{END}",
        rf"\b(?P<before>{CLOSING}){FULL_NAME}{END}",
        # 'J. de Jong', 'A.B. El Amrani'; no abbreviation such as 'm.b.v. Excel'
        rf"(?<![\w.])(?P<before>)(?:(?:[{UPPER}]|IJ|Th|Chr)\.{SPACE}?){{1,4}}{SURNAME}"
        rf"(?:{SPACE}{WORD})?",
    )
)


def mask_named_people(text: str) -> str:
    """Names with a capital behind a salutation, a role, a greeting or a closing."""
    for pattern in NAMES:
        text = pattern.sub(_replace, text)
    return text


def _replace(found: re.Match[str]) -> str:
    """'docent Engels' and 'adviseur Loopbaan' are no names."""
    before: str = found["before"]
    first = WORDS.search(found[0], len(before))
    if first is not None and IS_ROLE.search(before) and is_subject(first[0]):
        return found[0]
    return f"{before}[naam]"


def is_subject(word: str) -> bool:
    """Whether a word names a subject, a department or a trade rather than a person."""
    folded = fold(word)
    if folded in own_words("subject"):
        return True
    is_known = folded in first_names() or folded in surnames()
    return not is_known and NOUN.search(folded) is not None
