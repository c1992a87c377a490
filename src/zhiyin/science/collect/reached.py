"""How far somebody came who did not finish a survey: what lies behind the last answer was never seen."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from zhiyin.science.collect.cells import folded
from zhiyin.science.collect.columns import QUESTIONS, SCORES, Column
from zhiyin.science.collect.drafts import SignalDraft

# What stands in a column that says whether somebody finished (`measures` is FINISHED) when it was not so.
FINISHED: Final = "finished"
_NOT: Final = frozenset({"", "false", "0", "no", "否", "falsch", "faux", "falso"})
_ASKED: Final = frozenset({*SCORES, "number", *QUESTIONS})
_SILENT: Final = frozenset({"", "-99", "N/A"})


class Progress:
    """Marks the questions behind the last answer of a row that was not finished."""

    def __init__(self, columns: Sequence[Column], item_of: dict[int, str]) -> None:
        self._told = next((column.index for column in columns if column.measures == FINISHED), None)
        self._asked = [
            (column.index, item_of[column.index], _SILENT | {"0"} if column.field == "option" else _SILENT)
            for column in columns
            if column.field in _ASKED
        ]

    def mark(self, draft: SignalDraft, cells: Sequence[str]) -> None:
        """Change "skipped" to "not_reached" where the row ended before the question."""
        at = self._told
        if at is None or folded(cells[at] if at < len(cells) else "") not in _NOT:
            return
        last = max(
            (
                index
                for index, _, silent in self._asked
                if index < len(cells) and cells[index].strip() not in silent
            ),
            default=-1,
        )
        reached = {item for index, item, _ in self._asked if index <= last}
        draft.answers = [
            replace(answer, status="not_reached")
            if answer.status == "skipped" and answer.item not in reached
            else answer
            for answer in draft.answers
        ]
