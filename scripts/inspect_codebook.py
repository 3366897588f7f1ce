"""Look at the codebook without building anything, and propose rows for it.

    python -m scripts codebook check [--all] [--draft FOLDER]
    python -m scripts codebook diff 2022 2023 [--format text|markdown]
    python -m scripts codebook suggest FILE [--labels FILE] [--invitations FILE]
    python -m scripts codebook adopt FOLDER
    python -m scripts codebook begin --name NAME

`check` tries every rule on the seeds, as `dbt build` and loading do first; the exit
status is 1 where there are mistakes. `diff` says in Dutch what changed between the
questionnaires of two years, or between two questionnaires. `suggest` reads a delivered
file and writes a draft of the rows that its questionnaire needs; `adopt` puts a draft's
rows into the seeds, if that makes no mistakes. `begin` leaves out of the seeds what is
about the survey that they are of, for a survey of its own.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.codebook.beginning import BeginError, begin
from scripts.codebook.changes import UnknownQuestionnaireError, changes_between
from scripts.codebook.changes_in_words import as_markdown, as_text
from scripts.codebook.check import check_codebook
from scripts.codebook.mistakes import MOST_SENTENCES, report
from scripts.codebook.seeds import read_seeds
from scripts.deliveries.rejected import RefusedError, RejectedError
from scripts.suggestions.draft_folder import DraftError, adopt_draft, check_with_draft
from scripts.suggestions.known import UnknownTargetError, Wishes
from scripts.suggestions.suggest import Request, suggest

FORMATS = {"text": as_text, "markdown": as_markdown}


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.do(options)
    except (
        UnknownQuestionnaireError,
        UnknownTargetError,
        BeginError,
        DraftError,
        RejectedError,
        RefusedError,
    ) as error:
        print(error, file=sys.stderr)
        return 1
    return status


def _check(options: argparse.Namespace) -> int:
    mistakes = (
        check_with_draft(options.seeds, options.draft)
        if options.draft
        else check_codebook(options.seeds)
    )
    if mistakes:
        print(report(mistakes, None if options.all else MOST_SENTENCES))
    else:
        print(f"The codebook has no mistakes{' with the draft' * bool(options.draft)}.")
    return int(bool(mistakes))


def _diff(options: argparse.Namespace) -> int:
    if not _is_sound(options.seeds):
        return 1
    changes = changes_between(read_seeds(options.seeds), options.earlier, options.later)
    print(FORMATS[options.format](changes))
    return 0


def _begin(options: argparse.Namespace) -> int:
    begun = begin(read_seeds(options.seeds), options.seeds, options.name, options.kept)
    print(
        f"{begun.left_out} rows of {begun.seeds} seeds are left out of {options.seeds};"
        f" as it was it is kept in {begun.kept}.\nNext: `python -m scripts codebook "
        "suggest FILE --previous none`, or write the rows yourself."
    )
    return 0


def _suggest(options: argparse.Namespace) -> int:
    # a codebook that was just begun asks nothing yet
    is_begun = not read_seeds(options.seeds).tables.get("questionnaires", [True])
    if not is_begun and not _is_sound(options.seeds):
        return 1
    wishes = Wishes(
        options.questionnaire, options.year, options.first_wave, options.previous
    )
    request = Request(
        options.file,
        wishes,
        options.labels,
        options.invitations,
        options.language,
        options.out,
    )
    print(suggest(read_seeds(options.seeds), request))
    return 0


def _adopt(options: argparse.Namespace) -> int:
    mistakes = adopt_draft(options.seeds, options.draft)
    if mistakes:
        print(report(mistakes), file=sys.stderr)
        return 1
    print(f"The rows of {options.draft} are in {options.seeds}.")
    return 0


def _is_sound(seeds: Path) -> bool:
    mistakes = check_codebook(seeds)
    if mistakes:
        print(report(mistakes), file=sys.stderr)
    return not mistakes


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts codebook",
        description="Look at the codebook without building anything, and propose rows.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser(
        "check", help="every rule of the codebook, in one report"
    )
    check.add_argument(
        "--all", action="store_true", help="name every mistake, however many there are"
    )
    check.add_argument(
        "--draft", type=Path, help="folder of a draft that counts as well"
    )
    diff = actions.add_parser(
        "diff", help="what changed between two questionnaires, in Dutch"
    )
    diff.add_argument("earlier", help="year or questionnaire, such as 2022")
    diff.add_argument("later", help="year or questionnaire, such as 2023")
    diff.add_argument(
        "--format", choices=FORMATS, default="text", help="text (default) or markdown"
    )
    adopt = actions.add_parser("adopt", help="put the rows of a draft into the seeds")
    adopt.add_argument("draft", type=Path, help="folder of the draft")
    suggested = actions.add_parser(
        "suggest", help="a draft of the rows for a delivered file's questionnaire"
    )
    _add_suggest(suggested)
    begun = actions.add_parser(
        "begin", help="leave out what is about this survey, for one of its own"
    )
    begun.add_argument("--name", required=True, help="what the survey is called")
    begun.add_argument(
        "--kept",
        type=Path,
        default=Path("drafts/seeds_before"),
        help="where the seeds as they are stay (default: drafts/seeds_before)",
    )
    for action, do in (
        (check, _check),
        (diff, _diff),
        (suggested, _suggest),
        (adopt, _adopt),
        (begun, _begin),
    ):
        action.set_defaults(do=do)
        action.add_argument(
            "--seeds",
            type=Path,
            default=Path("seeds"),
            help="folder of the seeds (default: seeds)",
        )
    return parser


def _add_suggest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, help="a file with answers (CSV, XLSX, SAV), or an XLSForm"
    )
    parser.add_argument(
        "--labels",
        type=Path,
        help="SPSS file, XLSForm or the same export in words: labels for the codes",
    )
    parser.add_argument("--invitations", type=Path, help="a file with invitations")
    parser.add_argument("--language", default="", help="of an XLSForm with several")
    parser.add_argument("--questionnaire", default="", help="its id, such as kto_2024")
    parser.add_argument("--year", default="", help="its year, if the file doesn't say")
    parser.add_argument(
        "--first-wave", default="", help="YYYY-MM; for a change within a year"
    )
    parser.add_argument(
        "--previous", default="", help="questionnaire to compare with; none for none"
    )
    parser.add_argument(
        "--out", type=Path, help="folder of the draft (default: drafts/QUESTIONNAIRE)"
    )


if __name__ == "__main__":
    sys.exit(main())
