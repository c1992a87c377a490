"""What the forms of SurveyMonkey's responses have in common."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from zhiyin.science.collect.cells import parse_score
from zhiyin.science.collect.columns import CUSTOMER_FIELDS, Column, guess_columns
from zhiyin.science.collect.described.applying import (
    as_choice,
    as_moments,
    one_of_each,
)
from zhiyin.science.collect.descriptions import SurveyDescription
from zhiyin.science.collect.headers import plain
from zhiyin.science.collect.heads import Recognised
from zhiyin.science.collect.questions import construct_of

_OWN: Final = {
    "id": "id", "respondentid": "id", "datemodified": "time", "enddate": "time", "ipaddress": "ignore",
    "emailaddress": "email", "collectionmode": "population",
}  # fmt: skip
CUSTOM: Final = re.compile(
    r"custom[ _]?(?:data)?[ _]?\d*|custom_variables\..+|custom_value|metadata\..+", re.IGNORECASE
)
_TESTS: Final = dict.fromkeys(("preview", "survey_preview", "test"), "test")
_OTHER_OPTION: Final = re.compile(r"other\b|其他|其它", re.IGNORECASE)
_EMBEDDED: Final = frozenset({"unit", "channel", "tier", "touchpoint", *CUSTOMER_FIELDS})


def unlike(texts: Sequence[str]) -> list[str]:
    """Wordings, told apart by a number where two questions are worded alike."""
    seen: Counter[str] = Counter()
    told = []
    for text in texts:
        seen[text] += 1
        told.append(text if seen[text] == 1 else f"{text} ({seen[text]})")
    return told


class Responses:
    """What both forms have in common."""

    def __init__(self, found: Recognised, rows: Sequence[Sequence[str]]) -> None:
        self.found = found
        self.rows = rows

    def _cells(self, index: int) -> list[str]:
        return [row[index].strip() if index < len(row) else "" for row in self.rows]

    def _own(self, column: Column) -> None:
        column.field = _OWN.get(plain(column.name), "attribute")
        if column.field == "time":
            as_moments(column, self._cells(column.index))
        if column.field == "population":
            column.labels = dict(_TESTS)
        if column.field in CUSTOMER_FIELDS and not any(self._cells(column.index)):
            column.field = "attribute"

    def _custom(self, columns: list[Column]) -> None:
        """What was handed over with the link: where it has a usual name, it is what that says."""
        renamed = [column.name for column in columns]
        for column in columns:
            column.name = column.name.rpartition(".")[2].removesuffix("_value")
        guess_columns(columns, self.rows)
        for column, name in zip(columns, renamed, strict=True):
            if column.field not in _EMBEDDED:
                column.field, column.scale_min, column.scale_max = "attribute", None, None
            column.name = name.removeprefix("custom_variables.")

    def _end(self, description: SurveyDescription | None) -> Recognised:
        columns = self.found.columns
        one_of_each(columns)
        asked = {
            column.item for column in columns if column.item and column.field not in ("attribute", "ignore")
        }
        self.found.noted("questions_found", count=len(asked))
        if description is not None:
            self.found.noted("described_by", title=description.title or description.survey)
        if any(column.field == "ignore" and column.name.casefold().startswith("ip") for column in columns):
            self.found.noted("ip_left_out")
        return self.found


def instead(column: Column, item: str, option: str) -> None:
    """Words beside "Other" mean that "Other" was chosen; beside "Comments" they mean nothing more."""
    if _OTHER_OPTION.match(option):
        column.option, column.measures = option, item


def as_listed(column: Column, options: Sequence[str]) -> None:
    """ "How many pets?" with the options 0, 1, 2 is a choice: its numbers measure nothing unless the wording says so."""
    numbers = all(parse_score(option) is not None for option in options if option)
    if numbers and column.field in ("rating", "number") and not construct_of(column.label):
        as_choice(column)
