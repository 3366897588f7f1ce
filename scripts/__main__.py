"""The commands of the warehouse: `python -m scripts NAME`."""

import sys
from importlib import import_module

# what to say in the list, in the order of the work
COMMANDS = {
    "build": ("build", "load, build and publish: what `make build` does"),
    "load": ("load_exports", "load a folder of monthly exports into the warehouse"),
    "spark": ("count_on_spark", "build with Apache Spark counting"),
    "forget": ("forget", "forget respondents, down to the bytes of the file"),
    "retain": ("retain", "take out answers that were kept as long as they may be"),
    "codebook": ("inspect_codebook", "check the codebook, compare, propose a new year"),
    "publish": ("publish", "write what may leave the warehouse: database, Excel, CSV"),
    "dashboard": ("build_dashboard", "build the dashboard from what was published"),
    "report": ("make_report", "write the yearly report: slides and PDF, per loket too"),
    "quotes": (
        "list_quotes",
        "list masked answers that may be quoted",
    ),
    "compare": ("compare", "run the significance tests again, by another policy"),
    "validate": ("validate_significance", "try the tests on simulated surveys"),
    "bench": ("bench", "what the pipeline costs by the number of respondents"),
    "bench-significance": ("bench_significance", "time 100,000 comparisons"),
    "demo": ("make_demo_exports", "make the synthetic demo exports again"),
}


def _help() -> str:
    width = max(map(len, COMMANDS))
    return "\n".join(
        [
            "The commands of the KTO warehouse:",
            "",
            *(f"  {name:<{width}}  {said}" for name, (_, said) in COMMANDS.items()),
            "",
            "`python -m scripts NAME --help` says what a command takes.",
            "The way from exports to published files is: load, then `dbt build`, then "
            "publish;",
            "build, or `make build`, does all three. Without a warehouse of your own",
            "named in KTO_WAREHOUSE they work on warehouse/warehouse.duckdb.",
        ]
    )


def main() -> int:
    """Run the command that is named first, with the rest of the command line."""
    name, *arguments = sys.argv[1:] or ["--help"]
    if name in ("-h", "--help"):
        print(_help())
        return 0
    if name not in COMMANDS:
        print(
            f"'{name}' is no command; expected one of {', '.join(COMMANDS)}.",
            file=sys.stderr,
        )
        return 2
    module = import_module(f"scripts.{COMMANDS[name][0]}")
    status: int = module.main(arguments)
    return status


if __name__ == "__main__":
    sys.exit(main())
