"""Whether answers may be compared with those to the question as it was."""

from __future__ import annotations

from scripts.suggestions.answers import Answers
from scripts.suggestions.items import Item
from scripts.suggestions.previous import Expected
from scripts.suggestions.words import alike, bare

# wordings that differ more than this ask something else
_LEAST_ALIKE = 0.75
# of the answers at least this share must be offered before and after
_LEAST_KEPT = 0.75


def is_comparable(item: Item, question: Expected, answers: Answers) -> tuple[bool, str]:
    """Propose whether a question is comparable, and say why where a person decides.

    Other words that ask the same are comparable; so are answers of which most stayed.
    Where many came while others went they are not: who chose the old ones now spreads
    over the new ones, and every share moves with them.

    Returns:
        Whether it is proposed as comparable, and what changed; nothing where it is as
        it was.
    """
    said = []
    comparable = True
    if item.label and bare(item.label) != bare(question.wording):
        found = alike(item.label, question.wording)
        said.append("the words of the question changed")
        comparable = found >= _LEAST_ALIKE
    if answers.new and answers.gone:
        said.append("answers came and went")
        kept = len(question.options) - len(answers.gone)
        most = max(len(question.options), len(answers.labels))
        comparable = comparable and kept >= _LEAST_KEPT * most
    if item.scale is not None and question.kind == "scale":
        marks = {row["score"] for row in question.codes if row["score"]}
        if marks and set(map(str, answers.marks.values())) != marks:
            said.append("the marks are on another scale")
            comparable = False
    return comparable, " and ".join(said)
