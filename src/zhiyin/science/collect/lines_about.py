"""Rows that are about the table and nobody's voice: sums, means, lines below it."""

from collections.abc import Sequence
from typing import Final

from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.contents import bare
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.totals import counts_only, is_footer, is_sure_footer, is_total

_REMEMBERED: Final = 2_000  # cells
_WIDE: Final = 4  # columns of a table in which a line about it stands alone
_LINE: Final = 8  # its characters
_NAME_LIKE: Final = 4  # columns among which the word for a sum stands


def _about_table(text: str) -> bool:
    return is_sure_footer(text) or (len(text) <= 6 and is_total(text))


class LinesAbout:
    """Tells such rows apart. `places` are the columns that may hold a name, `width` is how many columns are read."""

    def __init__(self, places: Sequence[int], width: int) -> None:
        self._name_like = places[:_NAME_LIKE]
        self._names: set[str] = set()  # cells that are no word for a sum
        self._width = width

    def why(self, cells: Sequence[str], draft: SignalDraft) -> Problem | None:
        """Why the row is about the table and nobody's voice: a sum, a mean, a line below; None if it is a voice."""
        text = draft.text
        if not text or counts_only(text):
            for index in self._name_like:
                if index < len(cells) and (cell := cells[index]) and cell not in self._names:
                    word = bare(cell)
                    if is_total(word):
                        return (
                            Problem("", "total_row", {"value": word[:40]})
                            if draft.source_id in ("", word)
                            else None
                        )
                    if len(self._names) < _REMEMBERED:
                        self._names.add(cell)
        if any(one.status == "answered" and one.construct != "text" for one in draft.answers):
            return None
        filled = [one for one in cells if bare(one)]
        if text:
            alone = len(filled) == 1 and self._width > 1
            return Problem("", "footer_line", {"value": text[:40]}) if alone and _about_table(text) else None
        alone = len(filled) == 1 and self._width >= _WIDE and len(filled[0]) >= _LINE and not draft.source_id
        if is_footer(filled) or (alone and draft.occurred_at is None and draft.customer is None):
            return Problem("", "footer_line", {"value": filled[0][:40]})
        return None
