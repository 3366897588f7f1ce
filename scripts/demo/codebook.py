"""The codebook, policy and published figures that the demo is made from (seeds)."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scripts.codebook.policy import Settings
from scripts.codebook.resolved import INHERITED, resolved
from scripts.codebook.seeds import SeedRow, read_seeds


def read_seed(path: Path) -> pd.DataFrame:
    """Read a seed as text; an empty cell is an empty string."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def records(rows: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of a seed as dictionaries of text."""
    names = [str(name) for name in rows.columns]
    return [dict(zip(names, map(str, row), strict=True)) for row in rows.to_numpy()]


@dataclass(frozen=True)
class Codebook:
    """Seeds as frames of text, named after their files."""

    questions: pd.DataFrame
    options: pd.DataFrame
    option_versions: pd.DataFrame
    question_versions: pd.DataFrame
    routing: pd.DataFrame
    export_columns: pd.DataFrame
    answer_codes: pd.DataFrame
    loket_aliases: pd.DataFrame
    dimensions: pd.DataFrame
    subgroups: pd.DataFrame
    subgroup_options: pd.DataFrame
    score_bands: pd.DataFrame
    report_policy: pd.DataFrame
    published_figures: pd.DataFrame
    published_claims: pd.DataFrame

    def options_of(self, questionnaire: str, question: str) -> list[str]:
        """Options that the questionnaire offers, in the codebook's order."""
        versions = self.option_versions
        rows = versions[
            (versions["questionnaire"] == questionnaire)
            & (versions["question"] == question)
        ]
        return rows["option"].tolist()

    def questions_of(self, questionnaire: str, kind: str) -> list[str]:
        """Questions of one kind that the questionnaire asks, in order."""
        asked = self.question_versions
        asked = asked[asked["questionnaire"] == questionnaire]
        rows = self.questions[self.questions["kind"] == kind]
        return [q for q in rows["question"] if q in set(asked["question"])]

    def policy(self, setting: str, question: str = "") -> float:
        """A number of the report policy; a question's own value goes first."""
        return Settings.from_table(self.report_policy).number(setting, question)


def read_codebook(seeds: Path) -> Codebook:
    """Read the seeds from the repository's seeds folder."""
    folders = {"score_bands": "policy", "report_policy": "policy"}
    folders |= {"published_figures": "report", "published_claims": "report"}
    names = Codebook.__dataclass_fields__
    return Codebook(
        **{
            name: read_resolved(seeds, name)
            if name in INHERITED
            else read_seed(seeds / folders.get(name, "codebook") / f"{name}.csv")
            for name in names
        }
    )


def read_resolved(seeds: Path, name: str) -> pd.DataFrame:
    """Read a seed with all that each questionnaire has, in the codebook's order.

    Nets of options are left out: nobody is offered one.
    """
    full = resolved(read_seeds(seeds))
    questionnaires = full.column("questionnaires", "questionnaire")
    places = {
        **{row.at("question"): int(row["position"]) for row in full["questions"]},
        **{
            row.at("question", "option"): int(row["position"])
            for row in full["options"]
        },
    }

    whole = {
        row["questionnaire"] for row in full["questionnaires"] if not row["based_on"]
    }

    def place(row: SeedRow) -> tuple[int, ...]:
        of = questionnaires.index(row["questionnaire"])
        if row["questionnaire"] in whole:
            # as its rows stand there: the random numbers are drawn in this order
            return of, row.line
        if name not in ("question_versions", "option_versions"):
            return (of,)
        option = row.at("question", "option") if "option" in row else ()
        return of, places[row.at("question")], places.get(option, 0)

    rows = [row for row in full[name] if not row.get("is_net")]
    cells = [dict(row) for row in sorted(rows, key=place)]
    return pd.DataFrame(cells, columns=list(full.schemas[name].types), dtype="str")
