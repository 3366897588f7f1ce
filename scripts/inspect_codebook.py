"""Look at the codebook without building anything.

    python -m scripts codebook check [--all]
    python -m scripts codebook diff 2022 2023 [--format text|markdown]

`check` tries every rule on the seeds, as `dbt build` and loading do first; the exit
status is 1 where there are mistakes. `diff` says in Dutch what changed between the
questionnaires of two years, or between two questionnaires.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.codebook.changes import UnknownQuestionnaireError, changes_between
from scripts.codebook.changes_in_words import as_markdown, as_text
from scripts.codebook.check import check_codebook
from scripts.codebook.mistakes import MOST_SENTENCES, report
from scripts.codebook.seeds import read_seeds

FORMATS = {"text": as_text, "markdown": as_markdown}


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; returns the exit status."""
    options = _parser().parse_args(arguments)
    mistakes = check_codebook(options.seeds)
    if options.action == "check":
        if mistakes:
            print(report(mistakes, None if options.all else MOST_SENTENCES))
        else:
            print("The codebook has no mistakes.")
        return int(bool(mistakes))
    if mistakes:
        print(report(mistakes), file=sys.stderr)
        return 1
    try:
        changes = changes_between(
            read_seeds(options.seeds), options.earlier, options.later
        )
    except UnknownQuestionnaireError as error:
        print(error, file=sys.stderr)
        return 1
    print(FORMATS[options.format](changes))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts codebook",
        description="Look at the codebook without building anything.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser(
        "check", help="every rule of the codebook, in one report"
    )
    check.add_argument(
        "--all", action="store_true", help="name every mistake, however many there are"
    )
    diff = actions.add_parser(
        "diff", help="what changed between two questionnaires, in Dutch"
    )
    diff.add_argument("earlier", help="year or questionnaire, such as 2022")
    diff.add_argument("later", help="year or questionnaire, such as 2023")
    diff.add_argument(
        "--format", choices=FORMATS, default="text", help="text (default) or markdown"
    )
    for action in (check, diff):
        action.add_argument(
            "--seeds",
            type=Path,
            default=Path("seeds"),
            help="folder of the seeds (default: seeds)",
        )
    return parser


if __name__ == "__main__":
    sys.exit(main())
