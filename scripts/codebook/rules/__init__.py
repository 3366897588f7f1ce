"""All rules of the codebook, with the seeds that each looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scripts.codebook.mistakes import Mistake
from scripts.codebook.resolved import NEEDED
from scripts.codebook.rules import (
    columns,
    inherited,
    lokets,
    offered,
    open_answers,
    options,
    phrases,
    publication,
    questionnaires,
    report,
    scales,
    settings,
)
from scripts.codebook.seeds import Seeds


@dataclass(frozen=True)
class Rule:
    """A rule, and the seeds that it looks at.

    A rule is tried where each row of its seeds is right by itself: what it would say of
    others is a consequence of a mistake that is told already.

    Attributes:
        find: What tells the mistakes.
        seeds: Seeds whose rows must be right by themselves.
        beside: Seeds of which it looks up ids only, so that being readable is enough.
        as_written: Whether it looks at the rows as they stand in the files, instead of
            at all that each questionnaire has.
    """

    find: Callable[[Seeds], Iterable[Mistake]]
    seeds: tuple[str, ...]
    beside: tuple[str, ...] = ()
    as_written: bool = False


ASKED = ("questionnaires", "questions", "question_versions")
OFFERED = ("options", "option_versions")
DIVIDED = ("dimensions", "subgroups", "subgroup_options", "ungrouped_options")
DELIVERED = ("export_columns", "answer_codes")

RULES = (
    Rule(questionnaires.waves_in_order, ("questionnaires",)),
    Rule(questionnaires.one_questionnaire_per_wave, ("questionnaires",)),
    Rule(inherited.bases_are_earlier, ("questionnaires",)),
    Rule(inherited.what_is_dropped_was_there, NEEDED, as_written=True),
    Rule(inherited.routing_is_left, NEEDED, as_written=True),
    Rule(questionnaires.questionnaires_ask_something, ASKED),
    Rule(
        questionnaires.routing_answers_exist,
        ("routing", "questions", "option_versions", "scales"),
    ),
    Rule(questionnaires.routing_comes_to_an_end, ("routing",)),
    Rule(options.options_belong_to_choices, ("questions", "options")),
    Rule(
        options.choices_have_options,
        ("questions", "question_versions", "option_versions"),
    ),
    Rule(options.dimensions_divide, ("questions", "dimensions", "subgroups")),
    Rule(options.subgroups_have_their_own_names, ("subgroups",)),
    Rule(options.grouped_options_exist, ("options", *DIVIDED)),
    Rule(options.every_option_has_its_subgroup, ("options", *DIVIDED)),
    Rule(columns.columns_say_what_they_hold, ("export_columns", "questions", "scales")),
    Rule(
        columns.files_have_what_they_need,
        ("export_columns", "questionnaires"),
        ("lokets",),
    ),
    Rule(
        columns.answers_come_from_one_column,
        ("export_columns", "question_versions"),
    ),
    Rule(columns.codes_stand_for_one_thing, ("answer_codes",), as_written=True),
    Rule(columns.codes_come_once, ("answer_codes",)),
    Rule(columns.code_lists_exist, DELIVERED),
    Rule(offered.codes_are_offered, (*DELIVERED, "option_versions")),
    Rule(offered.offered_options_can_be_chosen, (*DELIVERED, "option_versions")),
    Rule(offered.flags_say_yes_and_no, DELIVERED),
    Rule(scales.scales_can_be_read, ("scales",)),
    Rule(scales.marks_have_a_band, ("scales", "score_bands")),
    Rule(
        scales.codes_are_marks,
        ("scales", "questions", "question_versions", *DELIVERED),
    ),
    Rule(options.nets_are_of_options, ("questions", "options", "option_groups")),
    Rule(
        options.options_are_offered,
        ("questions", "options", "option_groups", "option_versions"),
    ),
    Rule(columns.anything_else_is_an_option, DELIVERED),
    Rule(lokets.aliases_are_no_lokets, ("lokets", "loket_aliases")),
    Rule(lokets.lokets_can_be_named, ("lokets",)),
    Rule(lokets.mergers_come_to_an_end, ("lokets",)),
    Rule(lokets.every_month_has_a_name, ("months",)),
    Rule(
        settings.values_fit_their_unit,
        ("report_policy",),
        ("value_labels", "dimensions", "subgroups", "questions"),
    ),
    Rule(settings.exceptions_have_a_rule, ("report_policy",)),
    Rule(settings.main_question_has_marks, ("report_policy", "questions", "scales")),
    Rule(publication.published_tables_exist, (), ("published_tables",)),
    Rule(publication.hiding_has_what_it_needs, ("published_tables",)),
    Rule(
        publication.published_columns_have_a_heading, ("published_tables", "headings")
    ),
    Rule(
        publication.views_have_their_columns,
        ("bi_views", "headings"),
        ("published_tables",),
    ),
    Rule(publication.codes_have_a_label, ("value_labels", "questions")),
    Rule(
        open_answers.themes_are_of_open_questions, ("questions", "open_answer_themes")
    ),
    Rule(open_answers.one_theme_takes_the_rest, ("open_answer_themes",)),
    Rule(
        open_answers.every_theme_has_a_rule,
        ("open_answer_themes", "open_answer_theme_rules"),
    ),
    Rule(open_answers.patterns_mean_one_thing, ("open_answer_theme_rules",)),
    Rule(
        phrases.phrases_are_of_known_ids,
        ("phrases",),
        ("questions", "options", "dimensions", "subgroups", "open_answer_themes"),
    ),
    Rule(phrases.phrases_have_their_places, ("phrases",)),
    Rule(phrases.trends_are_told_both_ways, ("phrases",)),
    Rule(
        report.figures_are_of_known_groups,
        ("published_figures",),
        ("subgroups", "lokets"),
    ),
    Rule(
        report.figures_are_of_known_outcomes,
        ("published_figures", "published_claims"),
        ("options", "open_answer_themes", "score_bands"),
    ),
)
