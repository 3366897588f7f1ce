"""A whole questionnaire proposed from a file, in complete rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scripts.codebook.resolved import ANYTHING_ELSE
from scripts.suggestions.answers import Answers, answers_of, marks_of
from scripts.suggestions.carried_over import (
    columns_of_invitations,
    number_questions,
    route,
    tell_dropped,
    tell_main_question,
    tell_overlap,
)
from scripts.suggestions.code_lists import CodeLists, code
from scripts.suggestions.comparing import is_comparable
from scripts.suggestions.cuts import leave_ungrouped, propose_cut
from scripts.suggestions.delivered import Delivered
from scripts.suggestions.groups import propose_nets
from scripts.suggestions.items import OF_EVERY_ROW, Item, items_of, split
from scripts.suggestions.lokets import propose_lokets, propose_whole
from scripts.suggestions.matching import FITS, Match, match_items
from scripts.suggestions.new_questions import NO_QUESTION, Topics, new_question
from scripts.suggestions.option_texts import texts_of_options
from scripts.suggestions.previous import (
    Expected,
    Row,
    codes_known,
    expected_questions,
)
from scripts.suggestions.proposal import (
    DECIDE,
    SURE,
    UNPLACED,
    Proposal,
    Target,
    quoted,
)
from scripts.suggestions.words import Recognised, bare

_OWN_NUMBER = re.compile(r"[a-z]{1,3}_?0*(\d{1,3})(?!\d).*", re.IGNORECASE)


@dataclass(frozen=True)
class Codebook:
    """What is known before: seeds as rows, with what questionnaires inherit filled in.

    Attributes:
        tables: Rows by seed.
        words: What words tell.
        topics: Topics that new questions can have.
    """

    tables: Mapping[str, Sequence[Row]]
    words: Recognised
    topics: Topics

    @property
    def lokets(self) -> set[str]:
        """Every name of a loket, in lower case."""
        return {row["loket"].casefold() for row in self.tables["lokets"]} | {
            row["alias"].casefold() for row in self.tables["loket_aliases"]
        }


def propose(
    codebook: Codebook,
    target: Target,
    responses: Delivered,
    invitations: Delivered | None = None,
) -> Proposal:
    """Propose the rows of a questionnaire.

    Args:
        codebook: What is known.
        target: The questionnaire that is proposed; without a previous one each
            question is new.
        responses: A file with answers, with the labels that are known.
        invitations: A file with invitations.
    """
    return _Draft(codebook, target).of(responses, invitations)


class _Draft:
    def __init__(self, codebook: Codebook, target: Target) -> None:
        self.codebook, self.target, self.words = codebook, target, codebook.words
        self.proposal = Proposal(target)
        self.expected = (
            expected_questions(codebook.tables, target.previous)
            if target.previous
            else []
        )
        suffix = target.questionnaire.removeprefix(
            target.questionnaire.split("_")[0] + "_"
        )
        self.lists = CodeLists(codes_known(codebook.tables, target.previous), suffix)
        self.offers: dict[str, Answers] = {}
        self.numbers: dict[str, int] = {}
        self.labels: list[str] = []

    def of(self, responses: Delivered, invitations: Delivered | None) -> Proposal:
        target = self.target
        self.proposal.add(
            "questionnaires",
            questionnaire=target.questionnaire,
            year=target.year,
            first_wave=target.first_wave,
            last_wave=target.last_wave,
            label=target.label,
            based_on=target.previous,
        )
        tell_overlap(self.proposal, self.codebook.tables["questionnaires"])
        items = items_of(
            responses, self.words, self.codebook.lokets, *self._as_before()
        )
        self.labels = list(dict.fromkeys(item.label for item in items))
        hosts = texts_of_options(items, self.expected, self.words)
        places = [
            place
            for place, item in enumerate(items)
            if place not in hosts and item.content not in _ABOUT_THE_ROW
        ]
        matches = match_items([items[p] for p in places], self.expected, self.words)
        found = {places[match.left]: match for match in matches}
        self._questions(items, places, found, hosts)
        number_questions(self.proposal, self.numbers, self._before("question_versions"))
        tell_dropped(self.proposal, self.expected)
        tell_main_question(self.proposal, self.codebook.tables)
        route(self.proposal, self._before("routing"), self.expected)
        columns_of_invitations(
            self.proposal,
            invitations,
            self._before("export_columns"),
            self.words,
            self.codebook.lokets,
        )
        for row in self.lists.rows():
            self.proposal.add("answer_codes", **row)
        return self.proposal

    def _as_before(self) -> tuple[dict[str, str], dict[str, str]]:
        """Columns that were flags before, and what columns about the row held."""
        flags, roles = {}, {}
        for row in self._before("export_columns"):
            name = row["column_name"].casefold()
            if row["content"] == "option_flag":
                flags[name] = row["question"]
            if row["file_kind"] == "responses" and row["content"] in _ABOUT_THE_ROW:
                roles[name] = row["content"]
        return flags, roles

    def _before(self, seed: str) -> list[Row]:
        rows = self.codebook.tables[seed]
        return [r for r in rows if r["questionnaire"] == self.target.previous]

    # --- columns ---------------------------------------------------------------------

    def _questions(
        self,
        items: Sequence[Item],
        places: Sequence[int],
        found: Mapping[int, Match],
        hosts: Mapping[int, int],
    ) -> None:
        asked: dict[int, str] = {}
        topic = ""
        about = {row["question"]: row for row in self.codebook.tables["questions"]}
        for place, item in enumerate(items):
            if place in places:
                match = found.get(place)
                if match is not None:
                    question = self.expected[match.right]
                    asked[place] = question.question
                    topic = about[question.question]["topic"]
                    self._known(item, question, match)
                else:
                    asked[place] = self._new(item, topic)
            elif place not in hosts:
                self._about_the_row(item)
        for place, host in hosts.items():
            self._text_of(items[place], asked.get(host, ""))
        held = {row["content"] for row in self.proposal.rows("export_columns")}
        if "loket" not in held and not self.codebook.tables["lokets"]:
            propose_whole(self.target.label, self.proposal)
            held.add("loket")
        for content in OF_EVERY_ROW:
            if content not in held:
                self.proposal.note(
                    UNPLACED, content, f"no column of the file looks like {content}"
                )

    def _about_the_row(self, item: Item) -> None:
        name, tables = item.columns[0].name, self.codebook.tables
        kind = "invitations" if item.content == "invited" else "responses"
        if kind == "invitations":
            self.proposal.note(
                UNPLACED,
                item.name,
                "a number of invitations belongs in a file of its own",
            )
            return
        self._column(item, name, required=item.content != "origin")
        if item.may_be:
            said = "has a value of its own in every row: taken for the respondent's id"
            self.proposal.note(DECIDE, item.name, said)
        else:
            self.proposal.note(SURE, item.name, f"holds {item.content}")
        if item.content == "loket":
            lokets, aliases = map(tables.__getitem__, ("lokets", "loket_aliases"))
            propose_lokets(item.columns[0], item.name, lokets, aliases, self.proposal)

    def _column(
        self, item: Item, name: str, required: bool = True, **cells: str
    ) -> None:
        origin = "origin" if item.content == "origin" else ""
        content = cells.pop("content", item.content)
        row = {"question": "", "option": "", "code_list": origin, "delimiter": ""}
        self.proposal.add(
            "export_columns",
            **{
                "questionnaire": self.target.questionnaire,
                "file_kind": "responses",
                "column_name": name,
                "content": content,
                "required": str(required).lower(),
                **row,
                **cells,
            },
        )

    def _text_of(self, item: Item, question: str) -> None:
        """A column with the words behind 'other' of a question."""
        name = item.columns[0].name
        answers = self.offers.get(question)
        stem = bare(split(name)[0])
        others = [
            option
            for column, option in (answers.options if answers else {}).items()
            if bare(column) == stem
        ] + [
            option
            for option, label in (answers.labels if answers else {}).items()
            if option == "other" or self.words.means("other", label)
        ]
        if not others:
            self.proposal.note(
                UNPLACED,
                item.name,
                "looks like the text of an option that was not found",
            )
            return
        self._column(
            item,
            name,
            required=False,
            content="text",
            question=question,
            option=others[0],
        )
        self.proposal.note(SURE, item.name, f"is the text of {question}, {others[0]}")

    # --- questions -------------------------------------------------------------------

    def _known(self, item: Item, question: Expected, match: Match) -> None:
        content = _content_for(item, question)
        answers = self._answered(item, question.question, question, content)
        is_same = bare(item.label) == bare(question.wording)
        wording = question.wording if is_same or not item.label else item.label
        is_kept, why = is_comparable(item, question, answers)
        self._version(item, question.question, wording, is_kept)
        said = f"is {question.question} ('{question.label}')"
        if match.by_place:
            said += ", by its place between other questions alone"
        kind = SURE if match.is_sure else DECIDE
        self.proposal.note(kind, item.name, said, match.confidence)
        if why:
            verdict = "comparable" if is_kept else "not comparable"
            self.proposal.note(
                DECIDE, question.question, f"{why}: proposed as {verdict}"
            )
        self._tell_answers(question.question, answers)
        propose_nets(question, answers, self.codebook.tables["options"], self.proposal)

    def _new(self, item: Item, topic: str) -> str:
        """Propose a question that the previous questionnaire did not have."""
        if item.content in NO_QUESTION:
            self.proposal.note(UNPLACED, item.name, NO_QUESTION[item.content])
            return ""
        row = new_question(item, topic, self.labels, self.codebook, self.proposal)
        name = row["question"]
        answers = self._answered(item, name, None, item.content)
        if (row["topic"], row["kind"]) == (self.codebook.topics.background, "single"):
            dimensions = self.codebook.tables["dimensions"]
            propose_cut(row, answers, dimensions, self.proposal)
        self._version(item, name, item.label or item.columns[0].name, True)
        self.proposal.note(
            DECIDE,
            item.name,
            f"is a new question, {name} ({row['kind']}, {row['topic']}): check its id, "
            f"label and topic{_or_a_mark(item)}",
        )
        self._tell_answers(name, answers)
        return name

    def _version(self, item: Item, question: str, wording: str, kept: bool) -> None:
        number = _OWN_NUMBER.fullmatch(item.columns[0].name)
        self.numbers[question] = int(number[1]) if number else 0
        self.proposal.add(
            "question_versions",
            questionnaire=self.target.questionnaire,
            question=question,
            number="",
            wording=wording,
            comparable_with_previous=str(kept).lower(),
            remark="",
        )

    def _answered(
        self, item: Item, name: str, question: Expected | None, content: str
    ) -> Answers:
        """Columns, options and codes of an item."""
        before = [row["code_list"] for row in question.columns] if question else []
        if content == "text":
            self._column(item, item.columns[0].name, content=content, question=name)
            return Answers()
        if content == "score":
            answers = marks_of(item, question.codes if question else [], self.words)
            codes = [code(v, score=str(m)) for v, m in answers.marks.items()]
            codes += [code(v, missing_kind=k) for v, k in answers.missing.items()]
            code_list = self.lists.name_of("score", codes, before)
            self._column(
                item,
                item.columns[0].name,
                content=content,
                question=name,
                code_list=code_list,
            )
            return answers
        answers = answers_of(item, question, self.words, self.target.smallest)
        self.offers[name] = answers
        if content == "option_flag":
            codes = [
                code(value, is_chosen=str(chosen).lower())
                for value, chosen in sorted(item.flags.items(), reverse=True)
            ]
            code_list = self.lists.name_of("flag", codes, before)
            for column in item.columns:
                self._column(
                    item,
                    column.name,
                    content=content,
                    question=name,
                    option=answers.options.get(column.name, ""),
                    code_list=code_list,
                )
        else:
            self._coded(item, name, question, answers, content, before)
        for option, label in answers.labels.items():
            self._offered(name, option, label)
        self._new_options(name, answers, question)
        return answers

    def _coded(
        self,
        item: Item,
        name: str,
        question: Expected | None,
        answers: Answers,
        content: str,
        before: Sequence[str],
    ) -> None:
        codes = [code(v, option=o) for v, o in answers.options.items()]
        codes += [code(v, missing_kind=k) for v, k in answers.missing.items()]
        spelled = {
            row["option"]: row["raw_value"]
            for row in (question.codes if question else [])
            if row["option"]
        }
        are_alike = set(answers.options) <= set(spelled.values())
        for option in list(answers.unseen):
            # nobody chose it: it stays where its code can be told from those before
            if are_alike and question is not None:
                codes.append(code(spelled[option], option=option))
                answers.labels[option] = question.options[option]
            else:
                answers.unseen.remove(option)
                answers.gone.append(option)
        self._column(
            item,
            item.columns[0].name,
            content=content,
            question=name,
            code_list=self.lists.name_of(name, codes, before),
            delimiter=item.delimiter if content == "option_list" else "",
        )

    def _offered(self, question: str, option: str, label: str) -> None:
        self.proposal.add(
            "option_versions",
            questionnaire=self.target.questionnaire,
            question=question,
            option=option,
            label=label,
            comparable_with_previous="true",
            source="",
        )

    def _new_options(
        self, name: str, answers: Answers, question: Expected | None
    ) -> None:
        """Rows of options, and the subgroup of each where the question is a cut."""
        known = {
            r["option"]
            for r in self.codebook.tables["options"]
            if r["question"] == name
        }
        positions = [
            int(row["position"])
            for row in self.codebook.tables["options"]
            if row["question"] == name
        ]
        last = max([0, *positions])
        for option in answers.new:
            if option in known:
                continue
            last += 1
            self.proposal.add(
                "options",
                question=name,
                option=option,
                position=str(last),
                label=answers.labels[option],
                excludes_others="false",
            )
            if question is not None:
                leave_ungrouped(
                    name, option, self.codebook.tables["dimensions"], self.proposal
                )

    def _tell_answers(self, question: str, answers: Answers) -> None:
        note = self.proposal.note
        if answers.new:
            labels = quoted(answers.labels[option] for option in answers.new)
            note(DECIDE, question, f"new answers: {labels}; check their ids")
        if answers.gone:
            note(DECIDE, question, f"answers that are gone: {quoted(answers.gone)}")
        if answers.unseen:
            note(
                DECIDE,
                question,
                f"answers that nobody gave, kept as offered: {quoted(answers.unseen)}",
            )
        for label, option in answers.doubtful:
            note(DECIDE, question, f"'{label}' is taken for {option}")
        if answers.written:
            note(
                DECIDE,
                question,
                f"{answers.written} values that few rows have are taken for answers in "
                f"somebody's own words (a code *, {answers.options[ANYTHING_ELSE]}); "
                "their text is kept as an open answer",
            )
        if answers.hidden:
            note(
                UNPLACED,
                question,
                f"not shown and not proposed is what fewer than {self.target.smallest} "
                f"rows have, {answers.hidden} in all; look it up in the file",
            )


_ABOUT_THE_ROW = (*OF_EVERY_ROW, "origin", "invited")


def _or_a_mark(item: Item) -> str:
    is_mark_too = item.content == "choice" and item.scale is not None
    return ", and whether its numbers are marks on a scale" if is_mark_too else ""


def _content_for(item: Item, question: Expected) -> str:
    """What an item is read as, if it is this question."""
    fitting = FITS[question.kind]
    if item.content in fitting:
        return item.content
    if item.may_be & set(fitting):
        return next(content for content in fitting if content in item.may_be)
    if item.content == "empty" and question.columns:
        return question.columns[0]["content"]
    return item.content
