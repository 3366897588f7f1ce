"""Lists of names, streets and places, read where the package deduce keeps them.

They are read at run time and nothing of them is copied. Words of our own, which those
lists lack or which are ordinary Dutch as well as a name, are in masking_words.csv.
"""

import csv
import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

OWN_WORDS = Path(__file__).with_name("masking_words.csv")

# letters that Unicode does not take apart into a letter and an accent
LETTERS = str.maketrans("łıøđß’‘`´", "liods''''")


def fold(text: str) -> str:
    """A text in small letters without accents: names are typed with and without."""
    if text.isascii():
        return text.lower().replace("`", "'")
    taken_apart = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    return "".join(sign for sign in taken_apart if not unicodedata.combining(sign))


def fold_in_place(text: str) -> str:
    """A text folded sign by sign: each sign stays at its place."""
    if text.isascii():
        return fold(text)
    return "".join(_fold_sign(sign) for sign in text)


@lru_cache(2**12)
def _fold_sign(sign: str) -> str:
    return (fold(sign) or " ")[0]


def deduce_lists() -> Path:
    """The folder of lists in deduce's package; deduce itself is not imported."""
    package = find_spec("deduce")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("deduce is not installed: run make build again.")
    return Path(package.submodule_search_locations[0], "data", "lookup", "src")


@cache
def first_names() -> frozenset[str]:
    """First names, folded."""
    return _read("names/lst_first_name") | own_words("first_name")


@cache
def surnames() -> frozenset[str]:
    """Surnames without what stands before them ('van der'), folded."""
    return (
        _read("names/lst_surname")
        | _read("names/lst_interfix_surname")
        | own_words("surname")
    )


@cache
def ordinary_words() -> frozenset[str]:
    """Words that are no name unless something around them says so, folded."""
    return common_words() | own_words("ordinary")


@cache
def common_words() -> frozenset[str]:
    """The words that Dutch has most of, folded."""
    return _read("whitelist/lst_common_word") | _read("whitelist/lst_stop_word")


@cache
def places() -> frozenset[str]:
    """Towns, municipalities, regions and provinces, folded."""
    folder = "locations/lst_placename"
    return frozenset().union(
        *(
            _read(f"{folder}/lst_{kind}")
            for kind in ("municipality", "province", "region", "residence")
        )
    )


@cache
def streets() -> frozenset[str]:
    """Names of streets, folded."""
    return _read("locations/lst_street")


@cache
def own_words(kind: str) -> frozenset[str]:
    """The words of one kind in masking_words.csv, folded."""
    with OWN_WORDS.open(encoding="utf-8", newline="") as file:
        return frozenset(
            fold(row["word"]) for row in csv.DictReader(file) if row["kind"] == kind
        )


def _read(folder: str) -> frozenset[str]:
    items, exceptions = (
        frozenset(fold(path.read_text(encoding="utf-8")).split("\n"))
        if path.exists()
        else frozenset()
        for path in (
            deduce_lists() / folder / "items.txt",
            deduce_lists() / folder / "exceptions.txt",
        )
    )
    return items - exceptions - {""}
