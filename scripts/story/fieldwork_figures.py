"""What the figures of the fieldwork say: response over time, per loket, key figures."""

from __future__ import annotations

from collections import defaultdict

from scripts.codebook.dutch import dutch_number, listed
from scripts.codebook.numbers import round_half_up
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.story.lokets import has_lokets
from scripts.story.told import Told, short

PER_YEAR = "mart_fieldwork_per_year"
PER_WAVE = "mart_fieldwork_per_wave"
PER_LOKET = "mart_fieldwork_per_loket"
PER_PERIOD = "mart_fieldwork"


def response_over_time(tables: Tables, words: Words) -> list[Told]:
    """When most answers came in: in which wave for the country, per loket the period.

    What an axis of periods is called stands at `response/periods`.
    """
    told = []
    whole = "alle loketten samen" if has_lokets(tables) else "allen samen"
    for table in (PER_WAVE, PER_PERIOD):
        each = "wave" if table == PER_WAVE else "period"
        per = "meting" if table == PER_WAVE else period_word(tables, words)
        groups: dict[tuple[int, str], list[Row]] = defaultdict(list)
        for row in records(tables[table]):
            groups[int(row["year"]), row.get("loket") or ""].append(row)
        for (year, loket), rows in groups.items():
            who = rows[0]["loket_label"] if loket else whole
            place = f"loket/{loket}/response" if loket else "response/waves"
            base = f"antwoorden per {per}, {who}, {year} (n in de grafiek)"
            most = max(row["n_responses"] or 0 for row in rows)
            busiest = [row for row in rows if row["n_responses"] == most and most]
            busiest.sort(key=lambda row: row[each])
            neutral = f"Antwoorden per {per}, {year}"
            told.append(
                Told(
                    year,
                    place,
                    "title",
                    neutral,
                    choice=2,
                    headline=short(neutral),
                    base_text=base,
                    loket=loket,
                )
            )
            if busiest:
                names = listed([_of_time(row[f"{each}_label"]) for row in busiest])
                text = f"De meeste antwoorden ({dutch_number(most)}) zijn van {names}"
                told.append(
                    Told(
                        year,
                        place,
                        "title",
                        text,
                        table,
                        row_keys(table, busiest),
                        headline=short(text, neutral),
                        base_text=base,
                        loket=loket,
                    )
                )
        if table == PER_PERIOD:
            axis = f"Antwoorden per {per}"
            years = sorted({year for year, _ in groups})
            told += [Told(year, "response/periods", "label", axis) for year in years]
    return told


def period_word(tables: Tables, words: Words) -> str:
    """What a period of the policy's length is called after 'per': 'kwartaal'."""
    months = int(words.settings.number("fieldwork_period"))
    for row in records(tables["period_names"]):
        if int(row["months"]) == months:
            return str(row["per"])
    return "meting"


def _of_time(label: str) -> str:
    """A wave or period in a sentence: 'mei 2023', 'het 1e kwartaal 2023'."""
    return f"het {label}" if label[:1].isdigit() else label


def response_per_loket(tables: Tables, words: Words) -> list[Told]:
    """Between which lokets the response rate runs, of those with enough answers."""
    years: dict[int, list[Row]] = defaultdict(list)
    for row in records(tables[PER_LOKET]):
        years[int(row["year"])].append(row)
    told = []
    for year, rows in years.items():
        place = "response/lokets"
        invited = dutch_number(sum(row["n_invited"] or 0 for row in rows))
        base = f"uitgenodigde klanten, {year} (n={invited})"
        neutral = f"Respons per loket, {year}"
        told.append(
            Told(
                year,
                place,
                "title",
                neutral,
                choice=2,
                headline=neutral,
                base_text=base,
            )
        )
        enough = [
            row
            for row in rows
            if (row["n_responses"] or 0) >= words.test_base
            and row["response_rate"] is not None
        ]
        if len(enough) < 2:
            continue
        enough.sort(key=lambda row: (row["response_rate"], row["loket"]))
        low, high = (
            f"{words.figure(row['response_rate'], True)} ({row['loket_label']})"
            for row in (enough[0], enough[-1])
        )
        text = (
            f"De respons loopt van {low} tot {high}, van de loketten met ten minste "
            f"{dutch_number(words.test_base)} antwoorden"
        )
        told.append(
            Told(
                year,
                place,
                "title",
                text,
                PER_LOKET,
                row_keys(PER_LOKET, enough),
                headline=short(f"Respons: van {low} tot {high}", neutral),
                base_text=base,
            )
        )
    return told


def fieldwork_tiles(tables: Tables, words: Words) -> list[Told]:
    """Key figures of a year's fieldwork."""
    spans: dict[int, list[str]] = defaultdict(list)
    for row in records(tables[PER_WAVE]):
        spans[int(row["year"])].append(row["wave"])
    told = []
    for row in records(tables[PER_YEAR]):
        year = int(row["year"])
        waves = sorted(spans[year])
        span = " tot en met ".join(
            map(words.wave, dict.fromkeys(waves[:1] + waves[-1:]))
        )
        of_lokets = (
            f" van {_count(row['n_lokets'])} loketten"
            if (row["n_lokets"] or 0) > 1
            else ""
        )
        answers = _count(row["n_responses"])
        tiles = [("Antwoorden", answers, f"klanten{of_lokets}")]
        if row["n_invited"] is not None:
            invited = ("Uitgenodigd", _count(row["n_invited"]), f"klanten{of_lokets}")
            share = f"respons {rate(row['response_rate'], words, 1)}"
            tiles = [invited, ("Antwoorden", answers, share)]
        if row["mean_duration_seconds"] is not None:
            mean = duration(row["mean_duration_seconds"])
            tiles.append(("Invultijd", mean, "gemiddeld"))
        tiles.append(("Metingen", _count(row["n_waves"]), span))
        told += [
            Told(
                year,
                "fieldwork/tiles",
                "tile",
                text,
                PER_YEAR,
                row_key(PER_YEAR, row),
                position=position,
                headline=label,
                figure=figure,
            )
            for position, (label, figure, text) in enumerate(tiles, start=1)
        ]
    return told


def rate(share: float | None, words: Words, extra: int = 0) -> str:
    """A share, or that there is none."""
    return "–" if share is None else words.figure(share, True, extra)


def duration(seconds: float | None) -> str:
    """A time such as '4 min 12 s'."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(int(round_half_up(seconds, 0)), 60)
    return f"{minutes} min {rest} s"


def number_of(value: float | None, one: str, more: str) -> str:
    """How many there are of something: '1 meting', '11 metingen'."""
    return f"{_count(value)} {one if value == 1 else more}"


def _count(value: float | None) -> str:
    return "–" if value is None else dutch_number(value)
