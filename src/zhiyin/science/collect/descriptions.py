"""What a survey asks, as its tool describes it (.lss, survey details): questions, options, codes and texts."""

import dataclasses
from typing import Any


@dataclasses.dataclass(slots=True)
class Question:
    """One question: its code, wording, what may be answered.

    `construct` is one of drafts.CONSTRUCTS, or "" for what is kept as an attribute (a date, an upload). `options`
    and `parts` (rows of a matrix, options of a multiple choice) map codes to texts, in the order shown. `weights` are
    the scores that the tool gives to options; `spellings` map what an option is called in the survey's other
    languages to its code; `other` is the code under which own words are given.
    """

    code: str
    text: str
    construct: str = "choice"
    multiple: bool = False
    options: dict[str, str] = dataclasses.field(default_factory=dict)
    parts: dict[str, str] = dataclasses.field(default_factory=dict)
    scale_min: float | None = None
    scale_max: float | None = None
    weights: dict[str, float] = dataclasses.field(default_factory=dict)
    spellings: dict[str, str] = dataclasses.field(default_factory=dict)
    other: str = ""


@dataclasses.dataclass(slots=True)
class SurveyDescription:
    """A survey: the tool that made it, its id there, its title, its questions."""

    tool: str
    survey: str
    title: str
    questions: list[Question]

    def as_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "SurveyDescription":
        return cls(**{**stored, "questions": [Question(**one) for one in stored["questions"]]})
