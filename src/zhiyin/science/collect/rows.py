"""From the rows of a table to drafts, by what each column is."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from zhiyin.science.collect.answering import (
    answer_to,
    chosen_instead,
    item_of,
    place_of,
    take_choice,
    take_choices,
    take_options,
    without_own_words,
)
from zhiyin.science.collect.cells import folded, no_answer, score_and_top
from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.clocks import at_clock
from zhiyin.science.collect.columns import (
    CUSTOMER_FIELDS,
    SCORES,
    Column,
    header_lines,
    is_line,
)
from zhiyin.science.collect.contents import bare
from zhiyin.science.collect.drafts import AnswerDraft, SignalDraft
from zhiyin.science.collect.keys import names_a_key
from zhiyin.science.collect.lines_about import LinesAbout
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.moments import parse_time, why_no_moment
from zhiyin.science.collect.reached import Progress
from zhiyin.science.collect.reviewing import begins_as_added, has_aside, is_added, settled, without_reply
from zhiyin.science.collect.row_cells import (
    take_anonymous,
    take_attribute,
    take_beside,
    take_customer,
    take_customer_name,
    take_id,
    take_key_attribute,
    take_kind,
    take_parts_of_rating,
    take_population,
    take_reply,
    take_title,
    take_transcript,
    take_unit,
)
from zhiyin.science.collect.voiceless import may_be_nobody, nobody_said

_CODE = re.compile(r"[^a-z0-9]+")
# Longer ones were no tier, channel or touchpoint: they are kept as attributes.
_SHORT: Final = {"tier": 30, "channel": 40, "touchpoint": 80}

# Rows that hold nobody's word or choice: counted, but neither taken nor refused.
PASSED_OVER: Final = frozenset({"no_voice", "total_row", "header_again", "footer_line", "no_sale"})
_ANSWERS: Final = frozenset({*SCORES, "number", "choice", "choices", "open"})
_WORDS: Final = frozenset({"text", "title", "open", "more", "reply", "transcript"})
_REMEMBERED: Final = 2_000  # cells of a column
_LONGEST_ASIDE: Final = 80
_SHORTEST: Final = 4  # characters that may say that nothing is said


Reader = Callable[[SignalDraft, str, Column], Problem | None]


class RowReader:
    """Makes drafts of rows. One per file; about 3 µs a row of eight columns.

    Answers are shared by the drafts that hold them, for the same cell of a column is the same answer: whoever changes
    one replaces it in its draft.
    """

    def __init__(self, mapping: Mapping, zone: tzinfo) -> None:
        self.mapping = mapping
        self.zone = zone
        self._known: dict[int, dict[str, AnswerDraft]] = {}
        readers: dict[str, Reader] = {
            "time": self._time,
            "title": take_title,
            "kind": take_kind,
            "id": take_id,
            "anonymous": take_anonymous,
            "population": take_population,
            "customer_name": take_customer_name,
            "number": self._score,
            "attribute": take_attribute,
            "text": self._text,
            "more": self._more,
            "unit": take_unit,
            "choice": take_choice,
            "choices": take_choices,
            "open": self._open,
            "option": take_beside,
            "reply": take_reply,
            "follow": self._follow,
            "parts": take_parts_of_rating,
            "transcript": take_transcript,
            "clock": self._clock,
            **dict.fromkeys(SCORES, self._score),
            **dict.fromkeys(CUSTOMER_FIELDS, take_customer),
            **dict.fromkeys(_SHORT, self._short),
        }
        # a customer's name needs the customer first; what was added later stands below the review
        order = sorted(mapping.columns, key=lambda column: column.field in ("customer_name", "more", "clock"))
        # index, column, reader, what passes for blank, the answer that a blank cell is, known cells' answers
        self._steps = [
            (
                column.index,
                column,
                take_key_attribute
                if column.field == "attribute" and names_a_key(column.name)
                else readers[column.field],
                frozenset()
                if column.field in _ANSWERS
                else frozenset(("0", "1", *column.silences) if column.field == "option" else column.silences),
                answer_to(column, None, column.silences.get("", "skipped"))
                if column.field in _ANSWERS
                else None,
                self._known.setdefault(column.index, {}) if readers[column.field] == self._score else None,
            )
            for column in order
            if column.field != "ignore"
        ]
        blank = SignalDraft(kind=mapping.kind, channel=mapping.channel, unit=mapping.unit)
        self._fresh: Callable[[], SignalDraft] = blank.__copy__  # type: ignore[attr-defined]
        self._times = {
            column.index: partial(
                parse_time,
                zone=ZoneInfo(column.zone) if column.zone else zone,
                day_first=column.day_first,
                year=column.year,
                short=column.short_years,
                serial=True,
            )
            for column in mapping.columns
            if column.field == "time"
        }
        zones = [column.zone for column in mapping.columns if column.field == "time" and column.zone]
        self._day_zone = ZoneInfo(zones[0]) if zones else zone
        self._channels: dict[str, str] = {}
        self._days: dict[str, datetime] = {}
        aside = [
            column.index
            for column in mapping.columns
            if column.field not in _ANSWERS and column.field not in _WORDS and column.field != "option"
        ]
        self._lines = LinesAbout(aside, len(self._steps))
        self._headers = header_lines(mapping.columns)
        self._options: dict[str, list[Column]] = {}
        for column in mapping.columns:
            if column.field == "option":
                self._options.setdefault(item_of(column), []).append(column)
        self._conditional = [
            (item_of(column), [(int(index), frozenset(words)) for index, words in column.unasked.items()])
            for column in mapping.columns
            if column.unasked
        ]
        self._progress = Progress(mapping.columns, {one.index: item_of(one) for one in mapping.columns})
        self._instead = [column for column in mapping.columns if column.field == "open" and column.option]
        # the same answers in whatever order a layout has them
        self._ordered = any(column.item for column in mapping.columns)
        self._width = 1 + max((column.index for column in mapping.columns), default=-1)

    def draft(self, cells: Sequence[str]) -> SignalDraft | Problem:
        """The draft of one row, or why it cannot be one."""
        if len(cells) > self._width and any(cell.strip() for cell in cells[self._width :]):
            return Problem("", "cells_beyond_header", {"cells": len(cells), "columns": self._width})
        for index, head, line in self._headers:
            if index < len(cells) and cells[index] == head and is_line(cells, line):
                return Problem("", "header_again")
        draft = self._fresh()
        answers: list[AnswerDraft] = []
        draft.answers = answers
        draft.attributes = {}
        self._silence, self._added = "", False
        width = len(cells)
        for index, column, read, silences, blank, known in self._steps:
            if index < width and (cell := cells[index].strip()):
                if known is not None and (answer := known.get(cell)) is not None:
                    answers.append(answer)
                    continue
                if cell in silences:
                    continue
                problem = read(draft, cell, column)
                if problem is not None:
                    return self._lines.why(cells, draft) or problem
            elif blank is not None:
                answers.append(blank)
        text = draft.text
        if not text or (len(text) < _LONGEST_ASIDE and not draft.source_id and draft.occurred_at is None):
            aside = self._lines.why(cells, draft)
            if aside is not None:
                return aside
        for columns in self._options.values():
            take_options(draft, cells, columns)
        for column in self._instead:
            if column.index < width and (cell := cells[column.index].strip()) and cell not in column.silences:
                chosen_instead(draft, column)
        if self._conditional:
            self._not_put(draft, cells)
        self._progress.mark(draft, cells)
        if self._ordered:
            draft.answers.sort(key=place_of)
        if self._silence or self._added:
            return settled(draft, self._silence, added=self._added)
        return draft

    def _not_put(self, draft: SignalDraft, cells: Sequence[str]) -> None:
        """Silence on a question that was not put to this customer is no refusal: nobody picked up the phone."""
        for item, conditions in self._conditional:
            if any(index < len(cells) and folded(cells[index]) in words for index, words in conditions):
                draft.answers = [
                    replace(answer, status="not_asked")
                    if answer.item == item and answer.status == "skipped"
                    else answer
                    for answer in draft.answers
                ]

    def _time(self, draft: SignalDraft, cell: str, column: Column) -> Problem | None:
        moment = self._days.get(cell)
        if moment is None:
            moment = self._times[column.index](cell)
            if moment is None:
                return Problem("/occurred_at", why_no_moment(cell), {"value": cell[:40]})
            if len(cell) <= 10 and len(self._days) < _REMEMBERED:  # days come again and again, seconds do not
                self._days[cell] = moment
        draft.occurred_at = moment
        return None

    def _clock(self, draft: SignalDraft, cell: str, column: Column) -> None:
        if draft.occurred_at is not None:
            draft.occurred_at = at_clock(draft.occurred_at, cell, self._day_zone)
        draft.attributes[column.name] = cell

    def _text(self, draft: SignalDraft, cell: str, column: Column) -> None:
        if len(cell) <= _SHORTEST and no_answer(cell) == "skipped":  # 无, -
            self._silence = self._silence or "blank"
            return
        if draft.kind == "review":
            cell, reply = without_reply(cell)
            if reply:
                take_reply(draft, reply, column)
            self._added = self._added or (column.field == "text" and begins_as_added(cell))
        if not column.separator and not draft.text and not may_be_nobody(cell) and not has_aside(cell):
            draft.text = cell
            return
        for words in cell.split(column.separator) if column.separator else (cell,):  # rows put together
            if silence := nobody_said(words):
                if self._silence != "default" and column.field != "more":
                    self._silence = silence
            elif words:
                draft.text = f"{draft.text}\n{words}" if draft.text else words

    def _more(self, draft: SignalDraft, cell: str, column: Column) -> None:
        if no_answer(cell) is None:
            self._text(draft, cell, column)

    def _follow(self, draft: SignalDraft, cell: str, column: Column) -> None:
        """Whether the row adds to an earlier review; the words stay to be seen."""
        self._added = self._added or is_added(cell)
        draft.attributes[column.name] = cell

    def _short(self, draft: SignalDraft, cell: str, column: Column) -> None:
        cell = column.labels.get(folded(cell), cell) if column.labels else cell
        if len(cell) > _SHORT[column.field]:
            draft.attributes[column.name] = cell
        elif column.field == "channel":
            draft.channel = self._channels.get(cell) or self._channel(cell)
        else:
            setattr(draft, column.field, cell)

    def _channel(self, cell: str) -> str:
        """A Latin name as a code, any other as it is."""
        code = _CODE.sub("_", cell.lower()).strip("_") or cell if cell.isascii() else cell
        if len(self._channels) < _REMEMBERED:
            self._channels[cell] = code
        return code

    def _score(self, draft: SignalDraft, cell: str, column: Column) -> Problem | None:
        if cell in column.silences:
            draft.answers.append(answer_to(column, None, column.silences[cell]))
            return None
        value = column.scores.get(folded(cell)) if column.scores else None
        if value is None and "〖" in cell:
            return self._score(draft, without_own_words(draft, cell), column)
        top = None
        if value is None:
            value, top = score_and_top(bare(cell)) or (None, None)
        if top is not None and column.scale_max is not None and top != column.scale_max:
            data = {"value": cell[:40], "column": column.name, "high": column.scale_max}
            return Problem("/answers", "other_scale", data)
        status = "answered" if value is not None else no_answer(cell)
        if status is None and nobody_said(cell) == "default":
            self._silence = "default"
            return None
        if status is None and not bare(cell):
            status = column.silences.get("", "skipped")
        if status is None:
            return Problem("/answers", "score_unreadable", {"value": cell[:40], "column": column.name})
        answer = answer_to(column, value, status)
        known = self._known.setdefault(column.index, {})
        if len(known) < _REMEMBERED:
            known[cell] = answer
        draft.answers.append(answer)
        return None

    def _open(self, draft: SignalDraft, cell: str, column: Column) -> None:
        status = column.silences.get(cell) or no_answer(cell)
        draft.answers.append(answer_to(column, None, status or "answered"))
        if status is None:
            self._text(draft, cell, column)
