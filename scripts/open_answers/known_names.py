"""Names that a list knows, or that the words around them show to be a name.

Clients write 'gesproken met fatima', without a capital or a salutation. A word is taken
for a name by three things together: whether a list knows it, whether it has a capital
inside a sentence, and how clearly the words before it announce a person.
"""

import re
from dataclasses import dataclass
from functools import cache

from scripts.open_answers.salutations import NO_NAME, is_subject
from scripts.open_answers.word_lists import (
    common_words,
    first_names,
    fold,
    fold_in_place,
    ordinary_words,
    own_words,
    places,
    surnames,
)

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
IS_NO_NAME = re.compile(NO_NAME)
PARTICLES = frozenset(
    (
        *(
            "van",
            "von",
            "de",
            "den",
            "der",
            "het",
            "'t",
            "ter",
            "ten",
            "te",
            "el",
            "al",
        ),
        *("bin", "ben", "ait", "ould", "zu", "di", "da", "dos", "du", "la", "le", "op"),
        *("in", "vd", "v"),
    )
)
PARTICLES_ALONE = PARTICLES - {"het", "in", "op", "te"}

# --- organisations -------------------------------------------------------------------

TITLE = r"[A-ZÀ-Þ][\w'’&.-]*"
JOINED = rf"(?:(?:(?:van|van de|van der|van den|voor|de|het|en|in|&) )?{TITLE} ?)"
ORGANISATION = re.compile(
    rf"(?:\b(?:ROC|AOC|WSP|UWV|SBB|Leerwerk\w+|[Ll]eerwerkloket|[Ll]oket|Werkcentrum|"
    rf"Werkplein|Servicepunt|[Gg]emeente|Stichting|Hogeschool|Universiteit|College|"
    rf"[Pp]rovincie|[Uu]itzendbureau|[Ss]chool|Werkgeversservicepunt|Regio|[Ff]irma|"
    rf"[Bb]asisschool|[Bb]uurthuis|[Ww]ijkcentrum|[Zz]iekenhuis|Sociale? Dienst) "
    rf"{JOINED}{{1,4}})"
    rf"|(?:{TITLE} (?:(?:van|de|den|der) )?){{1,4}}(?:College|Hogeschool|Universiteit|"
    r"University|Academie|Lyceum|Instituut|Groep|School|Stichting|Ziekenhuis|"
    r"Uitzendbureau|Uitzendburo|B\.?V\.?|Bank|Supermarkt)\b"
)
PART_OF_ORGANISATION = re.compile(
    r"(?:loket|loketten|punt|college|centrum|school|academie|instituut|groep|bureau|"
    r"zorg|dienst|stichting|hogeschool|opleiding|gemeente|uwv|subsidie|bank|kliniek|"
    r"huis|werk|talige|landse|kaanse|iaanse|ische|oolse|urkse)$"
)

# PostNL, LinkedIn
INNER_CAPITAL = re.compile(r"^(?!Mac|Mc|De|Van|Ver|El|Al|IJ)\w+[a-z][A-Z]")

# --- what announces a person (read from folded text, up to the word) -----------------

ROLE = (
    r"\b(?:\w*(?:advi[sz]+eur|adviseuse|advisor|coach|consulente?|begeleider|"
    r"begeleidster|contactpersoon|medewerk(?:er|ster)|collega|docente?|trainer|trainster|"
    r"\w*agente?|\w*werkster|manager|teamleider|leidinggevende|mentor|juf|intercedente?|casemanager|"
    r"klantmanager|receptioniste|stagiaire|huisarts|directeur|tolk|therapeut|"
    r"psycholoog|decaan|begeleiding)(?:'?s)?"
    r"|(?:mijn|m'?n|mn|onze|zijn|haar|me|mien) (?:\w+ )?(?:zoon|zoontje|dochter|"
    r"dochtertje|man|vrouw|partner|broer|broertje|zus|zusje|moeder|vader|vriend|"
    r"vriendin|buurman|buurvrouw|neef|nicht|oom|tante|ex|schoonzus|zwager|baas|chef|"
    r"kinderen))(?: (?:was|is|heet|heette|genaamd|mevrouw|meneer|en))?[ ,:(]{1,3}$"
)
SALUTATION = (
    r"\b(?:mevrouw|mevr|mvr|mw|mej|fam|familie|mejuffrouw|juffrouw|meneer|mijnheer|menheer|dhr|heer|"
    r"hr|dr|drs|mr|ing|prof)[. ]{1,2}$"
)
CLEAR = re.compile(
    rf"{ROLE}|{SALUTATION}"
    r"|\b(?:gesprek(?:ken|je)?|contact|afspra(?:ak|ken)|gesproken|gebeld|gemaild|kennis"
    r"gemaakt|kennisgemaakt|gepraat|overleg|overlegd|samengewerkt|intake)"
    r"(?: (?:gehad|gemaakt|had|heb|hebben|was|stond))? (?:met|bij|van)"
    r"(?: ene| een zekere)? $"
    r"|\b(?:samen|telefonisch|wie ik sprak|sprak(?: ik)?|spreken) (?:met |\()$"
    r"|\b(?:geholpen|begeleid|ontvangen|gebeld|ondersteund|gesteund|doorverwezen|"
    r"uitgenodigd|geadviseerd|gecoacht|bijgestaan|opgevangen|verwezen)"
    r"(?: geworden)? door(?: een zekere| ene)? ?:? ?$"
    r"|\b(?:dankzij|namens|t\.?a\.?v\.?|ondergetekende) ,?$"
    r"|\b(?:dankzij|namens|t\.?a\.?v\.?|ondergetekende),? $"
    r"|\b(?:dank|complimenten?|bedankje|pluim|lof|hulde|groetjes|groeten|kudos)"
    r" (?:gaat |gaan |is )?(?:aan|voor|naar|van) $"
    r"|\b(?:groet(?:en|jes)?|gr|mvg|liefs|hoogachtend)[ ,.!:\n]+$"
    r"|\b(?:heet|heette|heten|genaamd|noemden mij(?: steeds)?|naam is|naam was|"
    r"naam van \w+ \w+ (?:is|was)|naam:|voornaam(?: is)?|achternaam(?: is)?|ene|"
    r"een zekere|zekere)(?: geloof ik| volgens mij)?:? ?$"
    r"|\b(?:hulp|steun|inzet|begeleiding|mail(?:tje)?|bericht|telefoontje|advies) van $"
    r"|\bvraag (?:maar )?naar $"
)
WEAK = re.compile(
    r"(?:^|[\s(])(?:met|door|van|aan|bij|via|zonder|dat|omdat|toen|want|vooral|is|was|"
    r"en|sprak|spreek|belde|belt|mailde|vond|vind|had|heb|kreeg|mocht|wil|wilde|voor|"
    r"naar|over|bedankt|bedankt,|dank je(?: wel)?|dankjewel|dank u(?: wel)?|dank|beste|"
    r"lieve|hoi|hallo|hey|fan|mei|nam|dus|maar|alleen|ook|ik ben|zei|vertelde|vroeg|"
    r"terwijl ik|(?:sprak|belde|zag|had|kreeg|ontmoette|trof|mocht|moest|mailde) ik|"
    r"of|als|plus|kent|ken|ontmoette|leerde|ik,|mij,|heer|dame) $"
)
CLOSING = re.compile(r"(?:^|[\s.,!])(?:groet(?:en|jes)?|gr|mvg|liefs)[ ,.!:\n]+$")
SENTENCE_START = re.compile(r"(?:^|[.!?\n]\s*|[\"“(:] ?)$")
PERSON_VERB = re.compile(
    r" (?:heeft|heef|hep|had|was|is|belde|hielp|luisterde|dacht|sprak|wist|kon|kan|"
    r"legde|gaf|nam|kent|doet|deed|hat|en|verdient|weet|mailde|vertelde|zei|vond) "
    r"(?!\w+ (?:maand|jaar|week)\b)"
)
# who has a name that is a word as well: 'Roos heeft me geholpen', 'Mark belde mij'
SELF = re.compile(r"\bik ben $")
HELPED = re.compile(
    r" (?:(?:heeft|heb|hep|had) (?:me|mij|ons|alles|echt|goed|heel)"
    r"|(?:belde|hielp|mailde|begeleidde|steunde|adviseerde|gaf|vertelde|ontving|verwees)"
    r" (?:me|mij|ons)|dacht (?:goed )?(?:met|mee)|luisterde|legde \w+ (?:goed )?uit"
    r"|nam (?:de|alle) tijd|gaf (?:uitleg|advies|tips)|en \w+ (?:hebben|waren))\b"
)
LINK = re.compile(
    r" ?(?:,|&|\+|/)? ?(?:en|&|und|of)? ?(?:mevrouw|meneer|mevr\.?|dhr\.?)? ?"
)


@dataclass(frozen=True)
class Token:
    """A word, where it stands, and what the lists say of it."""

    text: str
    start: int
    end: int
    folded: str
    is_capital: bool

    @property
    def is_first_name(self) -> bool:
        """Whether it is a known first name, or several joined by dashes."""
        known = first_names()
        return self.folded in known or (
            "-" in self.folded and all(part in known for part in self.folded.split("-"))
        )

    @property
    def is_surname(self) -> bool:
        """Whether it is a known surname, or several joined by dashes."""
        known = surnames()
        return self.folded in known or (
            "-" in self.folded and self.folded.split("-")[0] in known
        )

    @property
    def is_ordinary(self) -> bool:
        """Whether it is an ordinary Dutch word as well."""
        return self.folded in ordinary_words()

    @property
    def is_place(self) -> bool:
        """Whether it is a town, a region or a country."""
        return self.folded in places() or self.folded in own_words("place")

    @property
    def is_no_name(self) -> bool:
        """Whether it never is part of a name, as 'Leerwerkloket' or 'UWV'."""
        return (
            IS_NO_NAME.match(self.text) is not None
            or PART_OF_ORGANISATION.search(self.folded) is not None
            or (1 < len(self.text) < 6 and self.text.isupper() and self.is_capital)
            or self.folded in own_words("subject")
            or INNER_CAPITAL.search(self.text) is not None
        )

    @property
    def may_be_unknown_name(self) -> bool:
        """Whether it may be a name though no list has it."""
        return (
            self.is_capital
            and len(self.text) > 1
            and not (self.is_ordinary or self.is_place or self.is_no_name)
            and not is_subject(self.text)
        )


def mask_known_names(text: str) -> str:
    """Names that a list knows or that are announced, with what belongs to them."""
    spans = find_names(text)
    for start, end in reversed(spans):
        text = f"{text[:start]}[naam]{text[end:]}"
    return text


def find_names(text: str) -> list[tuple[int, int]]:
    """Places of names in a text, in order and apart."""
    tokens = tokens_of(text)
    protected = organisations_in(text)
    folded = fold_in_place(text)
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if any(start <= token.start < end for start, end in protected):
            index += 1
            continue
        follows_name = bool(spans) and (
            LINK.fullmatch(folded[spans[-1][1] : token.start]) is not None
        )
        until = _name_at(tokens, index, folded, follows_name)
        if until is None:
            index += 1
        else:
            spans.append((token.start, _with_full_stop(text, tokens[until - 1])))
            index = until
    return spans


def tokens_of(text: str) -> list[Token]:
    """The words of a text; capitals count only where most words have none."""
    found = list(WORD.finditer(text))
    capitals = sum(word[0][0].isupper() for word in found)
    is_shouted = len(found) > 3 and capitals > 0.6 * len(found)
    return [
        Token(
            word[0],
            word.start(),
            word.end(),
            fold(word[0]),
            word[0][0].isupper() and not (is_shouted and len(found) > 1),
        )
        for word in found
    ]


def organisations_in(text: str) -> list[tuple[int, int]]:
    """Places of names of organisations, also of those that are called after someone."""
    return [
        *(found.span() for found in ORGANISATION.finditer(text)),
        *(found.span() for found in _known_organisations().finditer(text)),
    ]


@cache
def _known_organisations() -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(own_words("organisation"))))
    return re.compile(rf"\b(?:{names})\b", re.IGNORECASE)


def _name_at(
    tokens: list[Token], index: int, folded: str, follows_name: bool
) -> int | None:
    """Where a name that starts at a token ends, as an index; None if none starts."""
    token = tokens[index]
    if not (
        token.is_capital
        or token.folded in PARTICLES
        or token.is_first_name
        or token.is_surname
        or token.folded in own_words("surname_too")
    ):
        return None
    before = folded[max(0, token.start - 60) : token.start]
    is_clear = follows_name or CLEAR.search(before) is not None
    after_salutation = re.search(SALUTATION, before) is not None
    if is_clear and token.folded in PARTICLES_ALONE | {"op", "in"}:
        return _surname_after_particles(tokens, index, folded, after_salutation)
    if len(token.text) < 2 or token.is_no_name:
        return None
    is_start = SENTENCE_START.search(before) is not None
    is_name = token.is_first_name or (
        token.is_surname and (after_salutation or (is_clear and token.is_capital))
    )
    if is_clear:
        is_closing = index == len(tokens) - 1 and CLOSING.search(before) is not None
        fits = _fits_clear(
            token, is_name, is_start, follows_name, after_salutation, is_closing
        )
    elif (
        WEAK.search(before)
        and not is_start
        and not (SELF.search(before) and _is_unknown_pair(tokens, index, folded))
    ):
        fits = token.is_first_name and (
            token.is_capital or not (token.is_ordinary or token.is_place)
        )
        fits = fits and (len(token.text) > 2)
    else:
        fits = _fits_alone(tokens, index, folded, is_start)
    if not fits:
        return None
    return _end_of_name(tokens, index, folded)


def _fits_clear(
    token: Token,
    is_name: bool,
    is_start: bool,
    follows_name: bool,
    after_salutation: bool,
    is_closing: bool,
) -> bool:
    if token.is_capital:
        return is_name or (
            token.may_be_unknown_name and not (is_start and follows_name)
        )
    if after_salutation and token.folded in own_words("surname_too"):
        return True
    if is_closing and token.is_first_name:
        return True
    return is_name and not token.is_ordinary and not token.is_place


def _fits_alone(tokens: list[Token], index: int, folded: str, is_start: bool) -> bool:
    """Whether a known name with nothing before it is one."""
    token = tokens[index]
    if _is_possessive(token):
        return True
    before = folded[max(0, token.start - 10) : token.start]
    if (is_start or SELF.search(before)) and _is_unknown_pair(tokens, index, folded):
        return True
    if not token.is_first_name or token.is_place:
        return False
    if token.is_ordinary:
        is_word = token.folded in common_words()
        helped = HELPED.match(folded, token.end) is not None
        return token.is_capital and is_start and not is_word and helped
    if token.is_capital and len(token.text) > 2:
        return True
    if len(token.text) > 4 and token.folded not in own_words("dictionary"):
        return True
    has_surname = _surname_after(tokens, index + 1, folded) is not None
    is_subject = is_start and PERSON_VERB.match(folded, token.end) is not None
    return has_surname or is_subject


def _is_possessive(token: Token) -> bool:
    """'Karins tips'."""
    name = token.folded.removesuffix("s")
    return (
        token.is_capital
        and len(name) > 3
        and name != token.folded
        and name in first_names()
        and not (token.is_ordinary or token.is_place or token.is_no_name)
        and name not in ordinary_words() | own_words("dictionary")
    )


def _is_unknown_pair(tokens: list[Token], index: int, folded: str) -> bool:
    """Two words with a capital that no list has: 'Ngozi Okafor hielp mij'."""
    is_self = SELF.search(folded[: tokens[index].start]) is not None
    pair = tokens[index : index + 2]
    return (
        len(pair) == 2
        and all(token.may_be_unknown_name for token in pair)
        and _is_joined(tokens, index + 1, folded)
        and (is_self or HELPED.match(folded, pair[1].end) is not None)
    )


def _surname_after_particles(
    tokens: list[Token], index: int, folded: str, after_salutation: bool
) -> int | None:
    end = _surname_after(tokens, index, folded)
    if end is not None and not after_salutation and not tokens[end - 1].is_surname:
        return None
    if end is None and after_salutation and index + 1 < len(tokens):
        following = tokens[index + 1]
        if following.may_be_unknown_name:
            end = index + 2
    return end


def _surname_after(tokens: list[Token], index: int, folded: str) -> int | None:
    """Where particles and a surname that stand at an index end."""
    first = index
    while (
        index < len(tokens)
        and index - first < 3
        and tokens[index].folded in PARTICLES
        and _is_joined(tokens, index, folded)
    ):
        index += 1
    if index >= len(tokens) or not _is_joined(tokens, index, folded):
        return None
    token = tokens[index]
    if token.is_no_name:
        return None
    has_particle = index > first
    is_known = token.is_surname and not (token.is_ordinary and not token.is_capital)
    is_trade = token.folded in own_words("surname_too") and not token.is_no_name
    is_unknown = token.may_be_unknown_name or (
        has_particle and token.is_capital and token.is_surname
    )
    if token.is_place and not token.is_surname:
        return None
    if is_known or is_trade or is_unknown:
        return index + 1
    return None


def _end_of_name(tokens: list[Token], index: int, folded: str) -> int:
    """Where a name ends: with further first names, initials and surnames."""
    end = index + 1
    for _ in range(4):
        if end >= len(tokens) or not _is_joined(tokens, end, folded):
            break
        token = tokens[end]
        is_initial = len(token.text) == 1 and token.text.isupper()
        is_second = token.is_first_name and (token.is_capital or not token.is_ordinary)
        if is_initial or (is_second and not token.is_no_name and not token.is_place):
            end += 1
            continue
        until = _surname_after(tokens, end, folded)
        if until is None:
            break
        end = until
    return end


def _is_joined(tokens: list[Token], index: int, folded: str) -> bool:
    """Whether a token follows the one before it with nothing but a space between."""
    if index == 0:
        return True
    between = folded[tokens[index - 1].end : tokens[index].start]
    before = tokens[index - 1].text
    return between == " " or (
        between in (".", ". ", "-", "/", "'") and (len(before) == 1 or before == "vd")
    )


def _with_full_stop(text: str, last: Token) -> int:
    is_initial = len(last.text) == 1 and text[last.end : last.end + 1] == "."
    return last.end + is_initial
