"""What changed between two questionnaires, in Dutch, for the page on method."""

from __future__ import annotations

from scripts.codebook.changes import Changes, LoketChange, QuestionChange
from scripts.codebook.dutch import listed

Section = tuple[str, list[str]]


def sections(changes: Changes) -> list[Section]:
    """Headings and, under each, a paragraph per question; none is empty.

    New questions, those that are gone, those with other words, other answers or other
    people whom they are put to; scales and lokets that came or went; and the number of
    questions that stayed as they were.
    """
    earlier, later = changes.earlier[1], changes.later[1]
    questions = changes.questions
    kept = [q for q in questions if q.was and q.is_now]
    unchanged = sum(not question.is_changed for question in kept)
    told = [
        (
            "Nieuwe vragen",
            [
                f"{q.label}: {_quoted(q.is_now)} Er is geen uitkomst van {earlier} om "
                "mee te vergelijken."
                for q in questions
                if not q.was
            ],
        ),
        (
            "Vervallen vragen",
            [f"{q.label}: {_quoted(q.was)}" for q in questions if not q.is_now],
        ),
        (
            "Gewijzigde vragen",
            [_changed(q, changes) for q in kept if q.is_changed],
        ),
    ]
    told += [
        ("Schalen", _scales(changes)),
        ("Loketten", [_loket(change) for change in changes.lokets]),
    ]
    if unchanged:
        said = (
            f"{unchanged} vragen zijn gelijk gebleven"
            if unchanged > 1
            else "Eén vraag is gelijk gebleven"
        )
        told.append(
            ("Ongewijzigd", [f"{said} en vergelijkbaar tussen {earlier} en {later}."])
        )
    return [(heading, items) for heading, items in told if items]


def as_text(changes: Changes) -> str:
    """The sections for a terminal or a letter."""
    lines = [_title(changes)]
    for heading, items in sections(changes):
        lines += ["", heading, *(f"- {item}" for item in items)]
    return "\n".join(lines)


def as_markdown(changes: Changes) -> str:
    """The sections for a page; a question's label is in bold."""
    lines = [f"## {_title(changes)}"]
    for heading, items in sections(changes):
        lines += ["", f"### {heading}", ""]
        for item in items:
            label, colon, rest = item.partition(": ")
            lines.append(f"- **{label}**{colon}{rest}" if colon else f"- {item}")
    return "\n".join(lines)


def _title(changes: Changes) -> str:
    return f"Wat is er veranderd tussen {changes.earlier[0]} en {changes.later[0]}?"


def _quoted(words: str) -> str:
    """A wording as a sentence of its own; what ends a question ends it too."""
    return f"‘{words}’{'' if words.endswith(('?', '.', '!', '…')) else '.'}"


def _changed(question: QuestionChange, changes: Changes) -> str:
    earlier, later = changes.earlier[1], changes.later[1]
    said = []
    if question.was != question.is_now:
        said.append(
            f"de vraag was ‘{question.was}’ en is nu {_quoted(question.is_now)}"
        )
    if question.has_other_marks:
        was, now = map(_span, (question.was_marked, question.is_marked))
        said.append(f"Het cijfer liep {was} en loopt nu {now}.")
    said += _options(question)
    if question.were_led != question.are_led:
        said.append(
            f"In {earlier} is zij gesteld aan "
            f"{_put_to(question.were_led, changes)}, in "
            f"{later} aan {_put_to(question.are_led, changes)}."
        )
    if question.is_comparable:
        said.append(f"De uitkomsten zijn vergelijkbaar met {earlier}.")
    else:
        said.append(f"De uitkomsten zijn niet vergelijkbaar met {earlier}.")
    if question.options_not_comparable:
        names = listed([f"‘{words}’" for words in question.options_not_comparable])
        verb = "zijn" if len(question.options_not_comparable) > 1 else "is"
        said.append(f"Dat geldt niet voor {names}: die {verb} niet vergelijkbaar.")
    if question.remark:
        said.append(f"{question.remark.rstrip('.')}.")
    text = " ".join(said)
    return f"{question.label}: {text[0].lower()}{text[1:]}"


def _span(marks: tuple[int, int] | None) -> str:
    """'van 1 tot en met 10'."""
    lowest, highest = marks or (0, 0)
    return f"van {lowest} tot en met {highest}"


def _scales(changes: Changes) -> list[str]:
    earlier, later = changes.earlier[1], changes.later[1]
    return [
        f"{label}: in {later} zijn er vragen met cijfers {_span((low, high))}, in "
        f"{earlier} niet. Zij staan in geen ranglijst met cijfers op een andere schaal."
        for label, low, high in changes.scales
    ] + [
        f"{label}: in {earlier} waren er vragen met cijfers {_span((low, high))}, in "
        f"{later} niet meer."
        for label, low, high in changes.scales_gone
    ]


def _loket(change: LoketChange) -> str:
    if change.begins:
        return f"{change.label}: bestaat sinds {change.year}."
    if change.into:
        return (
            f"{change.label}: is na {change.year} opgegaan in {change.into}. De "
            f"cijfers van {change.label} blijven bestaan zoals zij zijn."
        )
    return f"{change.label}: deed in {change.year} voor het laatst mee."


def _options(question: QuestionChange) -> list[str]:
    new = [f"‘{o.is_now}’" for o in question.options if not o.was]
    gone = [f"‘{o.was}’" for o in question.options if not o.is_now]
    reworded = [
        f"‘{o.was}’ heet nu ‘{o.is_now}’"
        for o in question.options
        if o.was and o.is_now
    ]
    said = []
    if new:
        noun = "Nieuwe antwoorden zijn" if len(new) > 1 else "Een nieuw antwoord is"
        said.append(f"{noun} {listed(new)}.")
    if gone:
        noun = "Vervallen zijn" if len(gone) > 1 else "Vervallen is"
        said.append(f"{noun} {listed(gone)}.")
    if reworded:
        said.append(f"Het antwoord {listed(reworded)}.")
    return said


def _put_to(led: frozenset[tuple[str, str]], changes: Changes) -> str:
    """Whom a question is put to: 'wie bij ‘Testen gemaakt’ ‘Ja’ antwoordde'."""
    if not led:
        return "iedereen"
    groups: dict[str, list[str]] = {}
    for question, answer in sorted(led, key=_by_mark):
        groups.setdefault(question, []).append(answer)
    told = []
    for question, answers in groups.items():
        words = [
            f"‘{changes.answers[question, answer]}’"
            if (question, answer) in changes.answers
            else f"een {answer}"
            for answer in answers
        ]
        label = changes.labels[question]
        told.append(f"wie bij ‘{label}’ {listed(words, 'of')} antwoordde")
    return listed(told, "of")


def _by_mark(led: tuple[str, str]) -> tuple[str, int, str]:
    question, answer = led
    return question, int(answer) if answer.isdigit() else 0, answer
