"""What a cell answers to its question: a value, an option, several options, a silence."""

import re
from collections.abc import Sequence
from typing import Final

from zhiyin.science.collect.cells import folded, no_answer, parse_score
from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.drafts import AnswerDraft, SignalDraft
from zhiyin.science.collect.questions import RANKING, written_beside

_CODE = re.compile(r"[^a-z0-9]+")
_LONGEST_CHOICE: Final = 190


def item_code(name: str) -> str:
    """A column's name as the code of an item: snake_case for Latin names, else as it is; 60 characters at most."""
    if name.isascii():
        return _CODE.sub("_", name.lower()).strip("_")[:60] or "item"
    return name.strip()[:60]


def item_of(column: Column) -> str:
    """The code of the question that a column answers."""
    return column.item or item_code(column.name)


_CONSTRUCTS: Final = {"choices": "choice", "option": "choice", "open": "text"}


def answer_to(column: Column, value: float | None, status: str, choice: str = "") -> AnswerDraft:
    """An answer to the column's question, on its scale."""
    return AnswerDraft(
        item=item_of(column),
        construct=_CONSTRUCTS.get(column.field, column.field),
        role=column.role,
        value=value,
        scale_min=column.scale_min,
        scale_max=column.scale_max,
        polarity=column.polarity,
        status=status,
        choice=choice[:_LONGEST_CHOICE],
        touchpoint=column.touchpoint,
    )


def place_of(answer: AnswerDraft) -> tuple[str, str, str]:
    return answer.item, answer.role, answer.choice


def chosen_of(column: Column) -> AnswerDraft:
    """The answer that the option of this column was chosen: its text, or its score where the options are a scale."""
    option = column.option or column.name
    value = column.scores.get(folded(option))
    if value is None:
        return answer_to(column, None, "answered", option)
    answer = answer_to(column, value, "answered")
    answer.construct = column.measures or "rating"
    return answer


def chosen_instead(draft: SignalDraft, column: Column) -> None:
    """Own words were given in place of an option, "Other": then that one was chosen, of the item `measures`."""
    others = [answer for answer in draft.answers if answer.item == column.measures]
    if all(answer.choice != column.option for answer in others):
        chosen = answer_to(column, None, "answered", column.option)
        chosen.item, chosen.construct = column.measures, "choice"
        kept = [one for one in draft.answers if one.item != column.measures or one.status == "answered"]
        draft.answers = [*kept, chosen]


def _parts(cell: str, column: Column) -> list[str]:
    """The options in a cell; one that holds the separator itself is known by the column's `labels`."""
    if not column.separator or cell in column.labels:
        return [cell]
    pieces = cell.split(column.separator)
    parts: list[str] = []
    at = 0
    while at < len(pieces):
        end = at + 1
        if any(column.separator in known for known in column.labels):
            for longer in range(len(pieces), at + 1, -1):
                if column.separator.join(pieces[at:longer]).strip() in column.labels:
                    end = longer
                    break
        parts.append(column.separator.join(pieces[at:end]).strip())
        at = end
    return [part for part in parts if part]


_NOT_CHOSEN: Final = frozenset(
    {"0", "0.0", "否", "no", "n", "false", "未选", "未选中", "not selected", "unchecked"}
)
_CHOSEN: Final = frozenset({"1", "1.0", "是", "yes", "y", "true", "√", "选中", "selected", "checked"})


def take_choice(draft: SignalDraft, cell: str, column: Column) -> None:
    if cell in column.silences:
        draft.answers.append(answer_to(column, None, column.silences[cell]))
    elif column.separator and column.separator in cell:
        take_choices(draft, cell, column)
    else:
        cell = without_own_words(draft, cell)
        draft.answers.append(answer_to(column, None, "answered", column.labels.get(cell, cell)))


def take_choices(draft: SignalDraft, cell: str, column: Column) -> None:
    if cell in column.silences:
        draft.answers.append(answer_to(column, None, column.silences[cell]))
        return
    ranked = column.separator in RANKING
    for place, part in enumerate(dict.fromkeys(_parts(without_own_words(draft, cell), column)), 1):
        rank = float(place) if ranked else None
        draft.answers.append(answer_to(column, rank, "answered", column.labels.get(part, part)))


def without_own_words(draft: SignalDraft, cell: str) -> str:
    """The cell without what was written beside an option, 其他〖…〗: these are the customer's words."""
    option, words = written_beside(cell)
    for one in words:
        draft.text = f"{draft.text}\n{one}" if draft.text else one
    return option


def take_options(draft: SignalDraft, cells: Sequence[str], columns: list[Column]) -> None:
    """One answer for every option of a multiple choice that was chosen; one silence if none was."""
    silence = ""
    chosen = False
    for column in columns:
        cell = cells[column.index].strip() if column.index < len(cells) else ""
        cell, _ = written_beside(cell)
        word = folded(cell)
        if column.separator in RANKING and (rank := parse_score(cell) or 0) > 0:
            draft.answers.append(answer_to(column, rank, "answered", column.option))
            chosen = True
        elif word in column.silences or cell in column.silences:
            silence = silence or column.silences.get(cell, column.silences.get(word, ""))
        elif word in _CHOSEN or cell in column.labels or (word and word == folded(column.option)):
            draft.answers.append(chosen_of(column))
            chosen = True
        elif word and word not in _NOT_CHOSEN and no_answer(cell) is None:  # "other", in own words
            draft.answers.append(answer_to(column, None, "answered", cell))
            chosen = True
    if not chosen:
        draft.answers.append(answer_to(columns[0], None, silence or "skipped"))
