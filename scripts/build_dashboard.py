"""Build the dashboard: a static site in dashboard/build, from published/evidence.

    python -m scripts dashboard [--published FOLDER] [--dashboard FOLDER]
        [--quotes FILE]

Node's packages are installed once per lock file. A page query that fails makes this
fail, which Evidence itself does not do.
"""

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from scripts.open_answers.quotes import (
    Quote,
    QuoteError,
    add_quote_options,
    approved,
)
from scripts.publication.site import PAGES, write_survey
from scripts.report.writing import FOLDER

ROOT = Path(__file__).resolve().parent.parent
NODE_VERSIONS = range(20, 23)
SOURCE = "kto"
DATABASE = "kto.duckdb"
# of the lokets: where they are published, and where a page of the site has its own
PUBLISHED_WORKBOOKS, WORKBOOKS = "loketten", "werkboeken"
# the yearly reports: where a site has them, and how their files are named
REPORTS = "rapporten"
REPORT_NAME = re.compile(r"kto-(?P<year>\d{4})(?:-(?P<slug>.+))?")
# Evidence writes these for queries in the browser; the site has none (+layout.js).
UNUSED_IN_BROWSER = ["_app/immutable/assets/*.wasm", "_app/immutable/workers/*"]
UNUSED_IN_BROWSER += ["data", "fix-tprotocol-service-worker.js"]


class DashboardError(Exception):
    """What stands in the way of the dashboard, in one sentence."""


def check_node(version: str | None) -> None:
    """Refuse a machine without a Node that fits; `version` is as `node -v` says it."""
    wanted = f"{NODE_VERSIONS[0]} to {NODE_VERSIONS[-1]}"
    if version is None:
        raise DashboardError(
            f"Node is not installed: the dashboard needs version {wanted} (with npm). "
            "Everything else works without it."
        )
    major = re.match(r"v(\d+)\.", version)
    if major is None or int(major[1]) not in NODE_VERSIONS:
        raise DashboardError(
            f"Node {version} does not fit: the dashboard needs version {wanted}."
        )


def failed_queries(log: str) -> list[str]:
    """List the failing queries in a log of `evidence build:strict`, each one once.

    Evidence logs a failing query as '<name> | Error in Query! <message>' and goes on.
    """
    plain = re.sub(r"\x1b\[[0-9;]*m", "", log)
    found = re.findall(
        r"^(?:\[ERROR\]:\s*)?(.*Error in Query!.*)$", plain, re.MULTILINE
    )
    return list(dict.fromkeys(line.strip() for line in found))


def node_version() -> str | None:
    """Ask Node for its version; None where there is none."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    answer = subprocess.run(
        ["node", "--version"], capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()


def run(command: list[str], folder: Path) -> None:
    """Run a step and show its output. Fails with the queries or step that failed."""
    print(f"$ {' '.join(command)}", flush=True)
    lines = []
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    failed = failed_queries("".join(lines))
    if failed:
        raise DashboardError("These queries fail:\n  " + "\n  ".join(failed))
    if process.returncode != 0:
        raise DashboardError(f"'{' '.join(command)}' failed: see its last lines above.")


def install(dashboard: Path) -> None:
    """Install the locked packages and patch them, unless these are installed."""
    names = [
        "package-lock.json",
        "patches/apply.mjs",
        "starter/patches/parquet.mjs",
    ]
    files = [dashboard / name for name in names]
    wanted = b"".join(file.read_bytes() for file in files)
    installed = dashboard / "node_modules" / ".installed"
    if not installed.exists() or installed.read_bytes() != wanted:
        run(["npm", "ci", "--ignore-scripts"], dashboard)
        run(["node", "patches/apply.mjs"], dashboard)
        installed.write_bytes(wanted)


def copy_source(published: Path, dashboard: Path) -> Path:
    """Put the published Evidence source in the project's place for it.

    Returns the folder of the edition that it is of.
    """
    # the edition that is there now, also if another is published meanwhile
    source = (published / "evidence" / SOURCE).resolve()
    if not (source / "connection.yaml").exists():
        raise DashboardError(
            f"{published} holds no Evidence source: run 'make build' first."
        )
    target = dashboard / "sources" / SOURCE
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return source.parents[1]


def add_quotes(source: Path, quotes: Sequence[Quote]) -> None:
    """Put approved answers in the dashboard's own copy of the source.

    They are in no edition: what was published can't be taken back from who has it. The
    next build is without those that are no longer approved.

    Args:
        source: The copied source.
        quotes: The answers, each checked; often none.
    """
    rows = [(str(q.year), q.question, q.theme, q.text) for q in quotes]
    _add_table(source, "quotes", ("year", "question", "theme", "quote"), rows)


def add_reports(source: Path, edition: Path) -> None:
    """Tell the pages which reports an edition has, in the copy of its source.

    Of each its year and the name of its loket as pages have it; of the country nothing.
    """
    files = sorted((edition / FOLDER).glob("**/*.pdf"))
    names = [REPORT_NAME.fullmatch(file.stem) for file in files]
    rows = [(name["year"], name["slug"] or "") for name in names if name]
    _add_table(source, "reports", ("year", "slug"), rows)


def _add_table(
    source: Path,
    name: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
) -> None:
    """Add a table of texts to a copied source, with the query that Evidence reads."""
    texts = ", ".join(f"{column} varchar" for column in columns)
    with duckdb.connect(source / "kto.duckdb") as connection:
        connection.execute(f"create table marts.{name} ({texts})")
        for row in rows:
            places = ", ".join("?" for _ in row)
            connection.execute(f"insert into marts.{name} values ({places})", row)
    query = f"select {', '.join(columns)}\nfrom marts.{name}\n"
    (source / f"{name}.sql").write_text(query, encoding="utf-8")


def copy_workbooks(edition: Path, site: Path) -> None:
    """Put the lokets' workbooks of an edition where their pages link to them."""
    shutil.copytree(edition / PUBLISHED_WORKBOOKS, site / WORKBOOKS)


def copy_reports(edition: Path, site: Path) -> None:
    """Put the reports of an edition, where they were made, beside the pages."""
    (site / REPORTS).mkdir()
    for ending in ("pdf", "pptx"):
        for file in (edition / FOLDER).glob(f"**/*.{ending}"):
            shutil.copy(file, site / REPORTS)


def build(published: Path, dashboard: Path, quotes: Sequence[Quote] = ()) -> None:
    """Build dashboard/build from `published`, from nothing; `quotes` are approved."""
    check_node(node_version())
    edition = copy_source(published, dashboard)
    if not (edition / PUBLISHED_WORKBOOKS).is_dir():
        raise DashboardError(
            f"{edition} was published by an earlier version, without a workbook per "
            "loket: run 'make build' first."
        )
    source = dashboard / "sources" / SOURCE
    add_quotes(source, quotes)
    add_reports(source, edition)
    survey = write_survey(edition / DATABASE, dashboard)
    install(dashboard)
    site = dashboard / "build"
    template = dashboard / ".evidence" / "template"
    for old in [site, template / "build", template / "static" / "data"]:
        shutil.rmtree(old, ignore_errors=True)
    run(["npm", "run", "sources"], dashboard)
    try:
        run(["npm", "run", "build"], dashboard)
    except DashboardError:
        shutil.rmtree(site, ignore_errors=True)
        raise
    run(["node", "tools/answers-as-json.mjs", str(site)], dashboard)
    copy_reports(edition, site)
    for page in set(PAGES) - set(survey["pages"]):
        shutil.rmtree(site / page, ignore_errors=True)
    if "loketten" in survey["pages"]:
        copy_workbooks(edition, site)
    for pattern in UNUSED_IN_BROWSER:
        for path in site.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    files = [path for path in site.rglob("*") if path.is_file()]
    pages = [path for path in files if path.name == "index.html"]
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"{site}: {len(pages)} pages, {size:.1f} MB")


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, or say in one sentence what is in the way."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts dashboard",
        description="Build the dashboard, a static site, from what was published.",
    )
    parser.add_argument(
        "--published",
        type=Path,
        default=ROOT / "published",
        help="folder of the published files (default: published)",
    )
    parser.add_argument(
        "--dashboard",
        type=Path,
        default=ROOT / "dashboard",
        help="folder of the Evidence project (default: dashboard)",
    )
    add_quote_options(parser)
    options = parser.parse_args(arguments)
    try:
        chosen = approved(options.quotes, options.warehouse) if options.quotes else []
        build(options.published, options.dashboard, chosen)
    except (DashboardError, QuoteError) as error:
        print(f"The dashboard was not built. {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
