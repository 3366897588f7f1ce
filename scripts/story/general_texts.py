"""What stands on more pages: key figures, legends, names of bands, the method."""

from __future__ import annotations

from scripts.codebook.bands import band_label
from scripts.codebook.dutch import capital, dutch_number, in_sentence, listed
from scripts.codebook.row_keys import row_key
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.story.fieldwork_figures import number_of, rate
from scripts.story.loket_figures import few_to_show
from scripts.story.lokets import has_lokets
from scripts.story.question_figures import score_changes
from scripts.story.told import Ids, Told
from scripts.story.words_of_tests import ARROWS, INDICATIVE, change_words, is_comparable

HIDDEN = "–"
# What is said in the corners of importance against mark.
QUADRANTS = {
    "maintain": "minder belangrijk, goed",
    "keep_up": "belangrijk en goed",
    "low_priority": "minder belangrijk, lager cijfer",
    "improve": "belangrijk, lager cijfer",
}
# What the method says of the settings of the policy.
AGAINST_REST = {
    "hall_t": ", gemiddelden met een t-toets die rekening houdt met de scheve "
    "verdeling van cijfers (Hall)",
    "permutation": ", gemiddelden met een permutatietoets",
    "welch_t": "",
}
MANY_TESTS = {
    "none": "zonder correctie voor het aantal vergelijkingen",
    "holm": "na correctie voor het aantal vergelijkingen (Holm)",
    "bh": "na correctie voor het aantal vergelijkingen (Benjamini-Hochberg)",
}
WEIGHTING = {
    "none": "Er is niet gewogen.",
    "loket_period": "Antwoorden zijn gewogen naar de uitnodigingen per loket en "
    "kwartaal.",
    "raking": "Antwoorden zijn gewogen naar bekende verdelingen van de klanten.",
}
TOP_LOKETS = "Hoogst scorende loketten"
SCORES = "mart_scores_per_year"
FIELDWORK = "mart_fieldwork_per_year"
CHANGES = "sig_year_on_year"


def overview_tiles(tables: Tables, words: Words) -> list[Told]:
    """The key figures of a year: the main mark, its bands and the response."""
    changes = score_changes(tables)
    main, place = words.main_question, "overview/tiles"
    ids: Ids = {"topic": words.topic(main), "question": main}
    told = []
    for row in records(tables[SCORES]):
        if row["question"] != main or row["mean"] is None:
            continue
        year = int(row["year"])
        change = changes.get((year, main))
        said = change_words(change)
        rests = (SCORES, row_key(SCORES, row))
        if change is not None and is_comparable(change):
            said += f" ({words.figure(change['previous_estimate'], False)})"
            rests = (CHANGES, row_key(CHANGES, change))
        low = words.figure(row["share_insufficient"], True)
        told += [
            Told(
                year,
                place,
                "tile",
                f"{said}; n={dutch_number(row['n_valid'])}",
                *rests,
                headline=words.questions[main]["question_label"],
                figure=words.figure(row["mean"], False),
                arrow=ARROWS.get((change or {}).get("direction", ""), ""),
                **ids,
            ),
            Told(
                year,
                place,
                "tile",
                f"{low} geeft een {words.reach('insufficient')}",
                SCORES,
                row_key(SCORES, row),
                position=2,
                headline=f"Geeft een {words.reach('good')}",
                figure=words.figure(row["share_good"], True),
                **ids,
            ),
        ]
    for row in records(tables[FIELDWORK]):
        year, rests = int(row["year"]), (FIELDWORK, row_key(FIELDWORK, row))
        for position, (label, figure, text) in enumerate(_took_part(row, words), 3):
            told.append(
                Told(
                    year,
                    place,
                    "tile",
                    text,
                    *rests,
                    position=position,
                    headline=label,
                    figure=figure,
                )
            )
    return told


def _took_part(row: Row, words: Words) -> list[tuple[str, str, str]]:
    """Tiles on who took part: heading, figure, text. What there is not has none."""
    answers, year = _count(row["n_responses"]), int(row["year"])
    waves = number_of(row["n_waves"], "meting", "metingen")
    told = [("Antwoorden", answers, f"{waves} in {year}")]
    if row["n_invited"] is not None:
        of = f"{answers} van de {_count(row['n_invited'])} klanten"
        told = [("Respons", rate(row["response_rate"], words, 1), of)]
    if (row["n_lokets"] or 0) > 1:
        lokets = _count(row["n_lokets"])
        told.append(("Deelnemende loketten", lokets, f"{waves} in {year}"))
    return told


def general_texts(tables: Tables, words: Words) -> list[Told]:
    """Legends, names of bands, remarks on hidden figures and the method, per year."""
    told = []
    lokets = has_lokets(tables)
    method = [
        told for told in _method(words, lokets) if lokets or told[0] != TOP_LOKETS
    ]
    for row in records(tables[FIELDWORK]):
        year = int(row["year"])
        told += [
            Told(year, place, kind, text, headline=headline)
            for place, kind, text, headline in _texts(year, words)
        ]
        told.append(
            Told(
                year,
                "lokets/funnel",
                "title",
                "Hoe minder antwoorden, hoe meer een cijfer door toeval verschilt, "
                f"{year}",
                base_text=f"klanten die een cijfer gaven, {year} (n in de tabel)",
            )
        )
        told += [
            Told(year, "method", "note", text, position=position, headline=heading)
            for position, (heading, text) in enumerate(method, start=1)
        ]
    return told


def _texts(year: int, words: Words) -> list[tuple[str, str, str, str]]:
    few = few_to_show(words)
    main = in_sentence(words.questions[words.main_question]["question_label"])
    rolling = dutch_number(words.settings.number("trend_rolling_waves"))
    interval = f"{words.confidence}-interval"
    bands = sorted(words.bands, key=lambda band: words.bands[band]["position"])
    return [
        *((f"bands/{band}", "label", words.band(band), "") for band in bands),
        *(
            (f"bands/{scale}/{band}", "label", band_label(band, of_scale), "")
            for scale, of_scale in sorted(words.bands_of_scales.items())
            for band in of_scale
        ),
        ("bands/not_applicable", "label", "N.v.t. of weet ik niet", ""),
        ("figures/few", "label", few, HIDDEN),
        (
            "figures/hidden",
            "note",
            f"{HIDDEN} betekent: {few}, of verborgen zodat zo’n klein aantal niet is "
            "af te leiden.",
            "",
        ),
        (
            "figures/indicative",
            "note",
            "Indicatief: op minder dan "
            f"{dutch_number(words.firm_base)} antwoorden; zie de verantwoording.",
            INDICATIVE,
        ),
        ("figures/none", "note", f"Hier zijn voor {year} geen cijfers.", ""),
        (
            "figures/no-finding",
            "note",
            f"Geen van de belangrijkste bevindingen van {year} gaat hierover.",
            "",
        ),
        ("quotes", "label", "Klanten schreven", ""),
        (
            "quotes",
            "note",
            "De antwoorden zijn gekozen door de onderzoeker; persoonsgegevens zijn "
            "vervangen.",
            "",
        ),
        (
            "topic/marks",
            "legend",
            "▲ en ▼: significant hoger of lager dan de vorige vergelijkbare meting. "
            "Zonder pijl is er geen aantoonbaar verschil.",
            "",
        ),
        (
            "groups",
            "legend",
            "▲ en ▼: significant hoger of lager dan de andere klanten, en groot "
            "genoeg om te noemen.",
            "",
        ),
        (
            "lokets",
            "legend",
            "▲ en ▼: significant hoger of lager dan alle andere loketten samen, en "
            "groot genoeg om te noemen.",
            "",
        ),
        ("lokets", "title", f"Loketten met hun cijfer voor {main} in {year}", ""),
        (
            "lokets/funnel",
            "note",
            "Elke stip is een loket. Tussen de lijnen valt wat toeval kan zijn: als "
            f"alle loketten even goed waren, lag daar {words.confidence} van de "
            "stippen. Een loket daarbuiten wijkt waarschijnlijk af van de andere.",
            "",
        ),
        ("lokets/funnel", "label", "aantal antwoorden", ""),
        (
            "lokets/absent",
            "note",
            f"Dit loket deed in {year} niet mee aan het onderzoek.",
            f"deed in {year} niet mee",
        ),
        (
            "lokets/hidden",
            "note",
            f"In {year} kwamen er van dit loket {few}, of is het aantal daaruit af te "
            "leiden: de cijfers worden niet getoond, om de klanten die meededen te "
            "beschermen.",
            "",
        ),
        ("matrix/axis", "label", f"belangrijker voor {main}", ""),
        ("matrix/mark", "label", "hoger cijfer", ""),
        *((f"matrix/{name}", "label", text, "") for name, text in QUADRANTS.items()),
        ("trend/interval", "label", interval, ""),
        ("trend/mean", "label", f"cijfer per meting, met {interval}", ""),
        (
            "trend/rolling",
            "label",
            f"voortschrijdend gemiddelde over {rolling} metingen",
            "",
        ),
        ("trend/limits", "label", "grenzen van toeval", ""),
        ("trend/flag", "label", "opvallend", ""),
    ]


def _method(words: Words, lokets: bool) -> list[tuple[str, str]]:
    """How the survey is done and its figures are made: heading and text.

    Of lokets only where there are any to tell apart.
    """
    order = sorted(words.bands, key=lambda band: words.bands[band]["position"])
    called = [
        f"een {words.reach(band)} {'is ' * (not place)}"
        f"{in_sentence(words.bands[band]['label'])}"
        for place, band in enumerate(order)
    ]
    bands = capital(", ".join(called))
    lowest, highest = words.marks
    test, firm = dutch_number(words.test_base), dutch_number(words.firm_base)
    smallest = dutch_number(words.settings.number("suppression_min_base"))
    few = dutch_number(words.settings.number("suppression_min_answers"))
    fisher = dutch_number(words.settings.number("min_expected_count"))
    rest = AGAINST_REST[words.settings.text("mean_against_rest")]
    of_findings = MANY_TESTS[words.finding_correction]
    corrected = MANY_TESTS[words.settings.text("headline_correction_lokets")]
    of_lokets = f" Er zijn veel loketten: hun pijlen gelden {corrected}."
    if not lokets:
        of_lokets = ""
    weighting = WEIGHTING[words.settings.text("weighting")]
    top = dutch_number(words.settings.number("top_lokets_min_base"))
    exceptions = [
        f"bij {words.question(question)} {value}"
        for (name, question), value in words.settings.exceptions.items()
        if name == "top_lokets_min_base"
    ]
    if exceptions:
        top_base = f"{top} antwoorden heeft ({listed(exceptions)})"
    else:
        top_base = f"{top} antwoorden heeft"
    lead = dutch_number(words.settings.number("top_lokets_min_lead"), None)
    ranks = dutch_number(words.settings.number("top_lokets_ranks"))
    main = in_sentence(words.questions[words.main_question]["question_label"])
    mark = dutch_number(words.settings.number("finding_min_mark"), None)
    share = dutch_number(100 * words.settings.number("finding_min_share"), None)
    stable = words.figure(words.settings.number("headline_min_stability"), True)
    limits = dutch_number(words.settings.number("trend_limit_errors"), None)
    rolling = dutch_number(words.settings.number("trend_rolling_waves"))
    return [
        (
            "Vragenlijst",
            f"{words.survey('invited')} De vragenlijst kan per jaar verschillen: "
            "nieuwe vragen en gewijzigde antwoorden worden niet met eerdere jaren "
            "vergeleken, en dat staat er dan bij.".lstrip(),
        ),
        (
            "Cijfers en oordelen",
            f"Klanten geven een cijfer van {lowest} tot en met {highest}. {bands}. Het "
            "gemiddelde "
            "gaat over wie een cijfer gaf; bij de percentages tellen ook de klanten "
            "mee die ‘n.v.t.’ of ‘weet ik niet’ kozen.",
        ),
        (
            "Weging en afronding",
            f"{weighting} Afronding gebeurt pas op het laatst, halven naar "
            "boven. Daardoor tellen percentages soms op tot 99 of 101.",
        ),
        (
            "Significant",
            "Een pijl betekent dat een verschil waarschijnlijk niet op toeval berust "
            f"(tweezijdig getoetst, {words.confidence} betrouwbaarheid). Gemiddelden "
            "zijn getoetst met de t-toets van Welch, percentages met een z-toets, of "
            "met de exacte toets van Fisher waar een verwacht aantal kleiner is dan "
            f"{fisher}. Een groep of loket wordt vergeleken met alle anderen samen"
            f"{rest}.{of_lokets}",
        ),
        (
            "Groot genoeg om te noemen",
            f"Een verschil wordt alleen genoemd als het minstens {mark} punt van een "
            f"cijfer is, of {share} procentpunt. Verschillen tussen groepen worden "
            f"genoemd {of_findings}, als ook alle groepen samen verschillen. ‘Hoe "
            "meer, hoe hoger’ staat er alleen als een toets van de hele volgorde dat "
            "aantoont.",
        ),
        (
            "Hoe zeker het is",
            "Van elke bevinding is nagerekend hoe vaak zij terugkomt als het onderzoek "
            "opnieuw zou worden gehouden, in duizend nagebootste onderzoeken. Op het "
            f"overzicht staat alleen wat in minstens {stable} daarvan terugkomt. Bij "
            "een ranglijst staat hoe groot de kans is dat een loket echt bij de "
            "besten hoort: met weinig antwoorden is een plaats vooral toeval.",
        ),
        (
            "Kleine aantallen",
            f"Onder de {test} antwoorden wordt niet getoetst. Van {test} tot {firm} "
            "antwoorden heet een uitkomst indicatief. Een cijfer op minder dan "
            f"{smallest} antwoorden wordt niet getoond ({HIDDEN}). Dat geldt ook voor "
            f"een antwoord op een achtergrondvraag dat minder dan {few} mensen van een "
            "loket of groep gaven, en voor cijfers waaruit zoiets is af te leiden.",
        ),
        (
            TOP_LOKETS,
            f"Een loket wordt genoemd als het ten minste {top_base} en afgerond "
            f"minstens {lead} boven het landelijke cijfer ligt. De {ranks} hoogste "
            "cijfers staan in de lijst; een gelijk cijfer is een gelijke plaats.",
        ),
        (
            "Belang",
            f"Het belang van een onderdeel is het deel van de verschillen in {main} "
            "dat bij het cijfer voor dat onderdeel hoort (relatieve gewichten "
            "volgens Johnson). Het zegt niet dat het een het ander veroorzaakt.",
        ),
        (
            "Trends",
            "Het interval per meting is een "
            f"{words.confidence}-betrouwbaarheidsinterval. De grenzen van toeval "
            f"liggen {limits} standaardfouten van het jaargemiddelde; een meting "
            "daarbuiten is opvallend. Het voortschrijdend gemiddelde gaat over "
            f"{rolling} metingen.",
        ),
        (
            "Privacy",
            "Gepubliceerd worden alleen totalen en gemiddelden. Antwoorden van "
            "personen en open antwoorden blijven in de beveiligde database. Alleen een "
            "open antwoord dat een onderzoeker uitkoos, kan worden aangehaald, zonder "
            "persoonsgegevens.",
        ),
    ]


def _count(value: float | None) -> str:
    return HIDDEN if value is None else dutch_number(value)
