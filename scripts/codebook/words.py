"""What the codebook's questions, options and groups are called in Dutch sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scripts.codebook.bands import band_label, reach
from scripts.codebook.dutch import dutch_number, listed
from scripts.codebook.policy import Policy, Settings
from scripts.codebook.rows import Row, Tables, records

# What a survey is called that says nothing of itself (phrases of the kind survey).
SURVEY = {
    "name": "Klanttevredenheid",
    "source": "",
    "about": "Hoe tevreden zijn klanten?",
    "invited": "",
    "report_about": "",
    "report_people": "",
}


@dataclass(frozen=True)
class Words:
    """The codebook and the policy, as the sentences need them."""

    questions: dict[str, Row]
    topics: list[str]
    options: dict[tuple[str, str], Row]
    subgroups: dict[tuple[str, str], Row]
    phrases: dict[tuple[str, str], str]
    settings: Settings
    bands: dict[str, Row]
    bands_of_scales: dict[str, dict[str, Row]]
    waves: dict[str, str]
    firm_base: float
    test_base: float
    alpha: float
    residual: set[tuple[str, str]]

    @classmethod
    def from_tables(cls, tables: Tables) -> Words:
        """Read dim_question, _answer_option, _subgroup, _wave, phrases and policy."""
        questions = {row["question"]: row for row in records(tables["dim_question"])}
        last: dict[str, int] = {}
        for row in questions.values():
            last[row["topic"]] = max(last.get(row["topic"], 0), row["position"])
        table = tables["report_policy"]
        policy, settings = Policy.from_table(table), Settings.from_table(table)
        phrases = records(tables["phrases"])
        bands: dict[str, dict[str, Row]] = {}
        for row in records(tables["score_bands"]):
            bands.setdefault(row["scale"], {})[row["band"]] = row
        main_question = questions.get(settings.text("main_question"), {})
        return cls(
            questions=questions,
            topics=sorted(last, key=lambda topic: last[topic]),
            options={
                (row["question"], row["option"]): row
                for row in records(tables["dim_answer_option"])
            },
            subgroups={
                (row["dimension"], row["subgroup"]): row
                for row in records(tables["dim_subgroup"])
            },
            phrases={
                (row["kind"].removeprefix("residual_"), row["id"]): row["phrase"]
                for row in phrases
            },
            settings=settings,
            bands=bands.get(main_question.get("kind", ""), {}),
            bands_of_scales=bands,
            waves={
                row["wave"]: row["wave_label"] for row in records(tables["dim_wave"])
            },
            firm_base=policy.min_base_firm,
            test_base=policy.min_base_test,
            alpha=policy.alpha,
            residual={
                (row["kind"].removeprefix("residual_"), row["id"])
                for row in phrases
                if row["kind"].startswith("residual_")
            },
        )

    @property
    def main_question(self) -> str:
        """The question whose mark stands for the whole service."""
        return self.settings.text("main_question")

    @property
    def finding_correction(self) -> str:
        """For many tests: what a finding still holds after."""
        return self.settings.text("finding_correction")

    @property
    def confidence(self) -> str:
        """Of the intervals and tests: '95%'."""
        return f"{dutch_number(100 * (1 - self.alpha), None)}%"

    def survey(self, part: str) -> str:
        """What the survey says of itself: a part of `SURVEY`; empty if nothing."""
        return self.phrases.get(("survey", part), SURVEY[part])

    @property
    def source(self) -> str:
        """What a figure names as its source."""
        return self.survey("source") or self.survey("name")

    @property
    def marks(self) -> tuple[int, int]:
        """The lowest and highest mark of the main question's scale."""
        bands = self.bands.values()
        return (
            min((int(band["lowest_score"]) for band in bands), default=1),
            max((int(band["highest_score"]) for band in bands), default=10),
        )

    def band(self, band: str) -> str:
        """A band of the main question, with its marks: 'Goed (8 of hoger)'."""
        return band_label(band, self.bands)

    def reach(self, band: str, question: str = "") -> str:
        """The marks of a band, on the scale of a question: '8 of hoger'.

        Without a question: on that of the main question.
        """
        kind = self.questions.get(question, {}).get("kind", "")
        return reach(band, self.bands_of_scales.get(kind, self.bands))

    def is_ranked(self, question: str) -> bool:
        """Whether a mark may be ranked among those on the main question's scale."""
        groups = (
            self.questions.get(name, {}).get("compared_with")
            for name in (question, self.main_question)
        )
        return len(set(groups)) == 1

    def wave(self, wave: str) -> str:
        """A wave by its label: 'mei 2023'."""
        return self.waves[wave]

    def topic(self, question: str) -> str:
        """Topic of a question."""
        return str(self.questions[question]["topic"])

    def is_residual(self, kind: str, *ids: str) -> bool:
        """Whether a subgroup or option, such as 'gender|undisclosed', tells little."""
        return (kind, "|".join(ids)) in self.residual

    def question(self, question: str) -> str:
        """What a mark is given for: 'de website'."""
        label = self.questions[question]["question_label"]
        return self.phrases.get(("question", question), f"‘{label}’")

    def label(self, question: str) -> str:
        """A question by its label."""
        return f"‘{self.questions[question]['question_label']}’"

    def asked(self, question: str) -> str:
        """'Op de vraag …': how answers to a question are introduced."""
        clause = self.phrases.get(("asked", question))
        return f"op de vraag {clause}," if clause else f"bij {self.label(question)}"

    def chose(self, question: str, option: str, more: str) -> str:
        """What those who chose an option do more (or less) often."""
        phrase = self.phrases.get(("option", f"{question}|{option}"))
        if phrase is None:
            label = self.options[question, option]["option_label"]
            phrase = f"antwoorden {{more}} ‘{label}’ bij {self.label(question)}"
        if not more:
            return phrase.replace("{more} ", "")
        return phrase.replace("{more}", more)

    def contrary(self, question: str, option: str) -> str:
        """The same of those who did not choose it, for options that say 'nothing'."""
        return self.phrases.get(("contrary", f"{question}|{option}"), "")

    def theme(self, question: str, theme: str, label: str) -> str:
        """What open answers of a theme have in them, after 'schrijven klanten'."""
        return self.phrases.get(("theme", f"{question}|{theme}"), f"over ‘{label}’")

    def answers_to(self, questions: Sequence[str]) -> str:
        """'op de vragen …': questions that were answered, by clause or by label."""
        clauses = [self.phrases.get(("asked", question), "") for question in questions]
        if not all(clauses):
            return f"bij {listed([self.label(question) for question in questions])}"
        return f"op de {'vraag' if len(clauses) == 1 else 'vragen'} {listed(clauses)}"

    def dimension(self, dimension: str) -> str:
        """A dimension by its label, between quotes."""
        return f"‘{self.dimension_label(dimension)}’"

    def dimension_label(self, dimension: str) -> str:
        """The label of a dimension."""
        labels = (
            r["dimension_label"]
            for (d, _), r in self.subgroups.items()
            if d == dimension
        )
        return str(next(labels))

    def subgroup_label(self, dimension: str, subgroup: str) -> str:
        """The label of a subgroup."""
        return str(self.subgroups[dimension, subgroup]["subgroup_label"])

    def group(self, dimension: str, subgroup: str) -> str:
        """A subgroup: 'klanten tot 27 jaar'."""
        label = self.subgroups[dimension, subgroup]["subgroup_label"]
        other = f"klanten met ‘{label}’ bij {self.dimension(dimension)}"
        return self.phrases.get(("subgroup", f"{dimension}|{subgroup}"), other)

    def figure(self, value: float, is_share: bool, extra: int = 0) -> str:
        """A mark (7,9) or a share (42%), with more decimals than usual if need be."""
        if is_share:
            return f"{dutch_number(100 * value, extra)}%"
        return dutch_number(value, int(self.settings.number("mean_decimals")) + extra)

    def decimals(self, low: Iterable[float], high: Iterable[float], share: bool) -> int:
        """How many extra decimals show that all low values are below the high ones."""
        below, above = max(low), min(high)
        for extra in range(3):
            if self.figure(below, share, extra) != self.figure(above, share, extra):
                return extra
        return 0

    def is_tentative(self, base: float) -> bool:
        """Whether a figure on this base is indicative only."""
        return base < self.firm_base

    def tentative(self, figure: str, base: float) -> str:
        """A figure between brackets, flagged where its base is too small to be firm."""
        return f"{figure}; indicatief" if self.is_tentative(base) else figure

    def flag(self, base: float) -> str:
        """The same flag for a figure without brackets."""
        return " (indicatief)" if self.is_tentative(base) else ""
