"""What the soak runs measured, written between markers in docs/reliability.md."""

import re

from project import ROOT

PAGE = ROOT / "docs" / "reliability.md"


def write_table(name: str, columns: list[str], rows: list[list[object]]) -> None:
    """Replace the table between `<!-- name -->` and `<!-- end of name -->`."""
    lines = ["| " + " | ".join(columns) + " |", "|---" * len(columns) + "|"]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    text = PAGE.read_text(encoding="utf-8")
    between = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    assert between.search(text), f"docs/reliability.md has no place for {name}"
    table = "\n".join([begin, *lines, end])
    PAGE.write_text(between.sub(lambda _: table, text), encoding="utf-8")
