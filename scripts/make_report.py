"""Write the yearly report: slides and PDF, for the country and for each loket.

    python -m scripts report [--published FOLDER] [--year YEAR] [--template FILE]

It reads one published edition and nothing else: what is hidden there stays hidden.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from scripts.open_answers.quotes import QuoteError, add_quote_options, approved
from scripts.publication.errors import first_line
from scripts.report.country import Quotes
from scripts.report.edition import ReportError
from scripts.report.writing import write_reports


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the reports, or say in one sentence what is in the way."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts report",
        description="Write the yearly report as PowerPoint and PDF.",
    )
    parser.add_argument(
        "--published",
        type=Path,
        default=Path("published"),
        help="folder of the published files (default: published)",
    )
    parser.add_argument("--year", type=int, help="default: the latest published year")
    parser.add_argument(
        "--template",
        type=Path,
        help="a PowerPoint master of your own (default: the project's)",
    )
    parser.add_argument(
        "--loket",
        action="append",
        default=[],
        help="only this loket (may be given more than once)",
    )
    add_quote_options(parser)
    parser.add_argument(
        "--save-template",
        type=Path,
        metavar="FILE",
        help="write the project's own template there, to begin one with, and stop",
    )
    options = parser.parse_args(arguments)
    began = time.monotonic()
    try:
        if options.save_template:
            from scripts.report.template import save_own_template

            save_own_template(options.save_template)
            print(f"{options.save_template}: the project's own template")
            return 0
        files = write_reports(
            options.published,
            options.year,
            options.template,
            options.loket,
            _quotes(options.quotes, options.warehouse),
        )
    except (ReportError, QuoteError, duckdb.Error, OSError, RuntimeError) as error:
        sentence = _said(error, options.published)
        what = "template" if options.save_template else "report"
        print(f"No {what} was written: {sentence}", file=sys.stderr)
        return 1
    seconds = time.monotonic() - began
    print(f"{len(files)} files in {options.published} in {seconds:.0f} seconds:")
    for file in files:
        if file.suffix == ".pptx":
            print(f"  {file}, .pdf")
    return 0


def _said(error: Exception, published: Path) -> str:
    """What went wrong and what to do, in one sentence."""
    if isinstance(error, ReportError | QuoteError):
        return str(error)
    cause = first_line(error)
    if isinstance(error, duckdb.Error):
        return (
            f"{published} can't be read, or is of another version ({cause}); publish "
            "again."
        )
    if isinstance(error, OSError):
        return (
            f"{published} can't be written to ({error.strerror or cause}); make room "
            "in it, or ask for the right to write there."
        )
    return f"{cause}."


def _quotes(file: Path | None, warehouse: Path) -> Quotes:
    """The approved answers: year, question and text; none without a list."""
    if file is None:
        return ()
    return [(q.year, q.question, q.text) for q in approved(file, warehouse)]


if __name__ == "__main__":
    sys.exit(main())
