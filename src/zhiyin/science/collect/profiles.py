"""From the rows of a list of customers to what is said of each of them."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import Any, Final, NamedTuple

from zhiyin.science.collect.cells import folded
from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.columns import CUSTOMER_FIELDS, Column, header_lines, is_line
from zhiyin.science.collect.contents import narrow
from zhiyin.science.collect.event_drafts import EventDraft, PersonKey
from zhiyin.science.collect.keys import digits_lost, may_be_key, names_a_key, whole_key
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.moments import parse_time
from zhiyin.science.collect.money import parse_amount
from zhiyin.science.collect.service_table import words
from zhiyin.science.collect.totals import is_footer, is_total

_FEMALE: Final = words("女|女性|女士|f|female|woman|w")
_MALE: Final = words("男|男性|先生|m|male|man")
_GONE: Final = words(
    "yes|y|true|1|1.0|t|是|已流失|流失|churned|attrited customer|left|cancelled|inactive|离网"
)
_LANGUAGES: Final = {
    "zh-hans": words("中文|汉语|简体中文|普通话|chinese|zh|zh-cn|zh-hans|cn"),
    "en": words("英文|英语|english|en|en-us|en-gb"),
}
_BLANK: Final = words("-|--|nan|none|null|n/a|na|无|/")
_OLDEST: Final = 1900


class ProfileRow(NamedTuple):
    """What a row says of a person: all keys that it states together, fields by name, and that they joined or left."""

    keys: list[PersonKey]
    fields: dict[str, Any]
    events: list[EventDraft]


class ProfileReader:
    """Makes profiles of rows. One per file; `now` is when the file came, for days that lie in the future."""

    def __init__(self, mapping: Mapping, zone: tzinfo, now: datetime) -> None:
        self._mapping = mapping
        self._zone = zone
        self._now = now
        self._columns = [column for column in mapping.columns if column.field != "ignore"]
        self._keys = sorted(
            (column for column in mapping.columns if column.field in CUSTOMER_FIELDS),
            key=lambda column: CUSTOMER_FIELDS.index(column.field),
        )
        self._headers = header_lines(mapping.columns)
        self._width = 1 + max((column.index for column in mapping.columns), default=-1)
        self._moments = {
            column.index: partial(
                parse_time,
                zone=zone,
                day_first=column.day_first,
                year=column.year,
                short=column.short_years,
                serial=True,
            )
            for column in self._columns
        }

    def row(self, cells: Sequence[str]) -> ProfileRow | Problem:
        """What one row says, or why it says nothing of anybody."""
        if len(cells) > self._width and any(cell.strip() for cell in cells[self._width :]):
            return Problem("", "cells_beyond_header", {"cells": len(cells), "columns": self._width})
        for index, head, line in self._headers:
            if index < len(cells) and cells[index] == head and is_line(cells, line):
                return Problem("", "header_again")
        filled = [cell for one in cells if (cell := one.strip())]
        if filled and len(filled[0]) <= 40 and not filled[0][-1].isdigit() and is_total(filled[0]):
            return Problem("", "total_row", {"value": filled[0]})
        if is_footer(filled):
            return Problem("", "footer_line", {"value": filled[0][:40]})
        fields: dict[str, Any] = {}
        keys = self._whose(cells, fields)
        if isinstance(keys, Problem):
            return keys
        if not keys:
            return Problem("/keys", "no_key")
        events: list[EventDraft] = []
        unit = self._mapping.unit
        for column in self._columns:
            if column.field in CUSTOMER_FIELDS or column.index >= len(cells):
                continue
            cell = cells[column.index].strip()
            if not cell or folded(cell) in _BLANK:
                continue
            if column.field == "unit":
                unit = cell[:150]
                fields[column.name] = cell
            elif problem := self._say(fields, events, cell, column):
                return problem
        for event in events:
            event.customer, event.unit = keys[0], unit
        return ProfileRow(keys, fields, events)

    def _whose(self, cells: Sequence[str], fields: dict[str, Any]) -> list[PersonKey] | Problem:
        found = []
        for column in self._keys:
            cell = cells[column.index].strip() if column.index < len(cells) else ""
            if not cell or folded(cell) in _BLANK:
                continue
            if not cell.isalnum():
                if digits_lost(cell):
                    data = {"value": cell[:40], "column": column.name}
                    return Problem("/keys", "digits_lost", data)
                cell = whole_key(cell)
            key = cell if cell.isascii() else narrow(cell)
            if len(key) <= 190 and key not in column.barred and may_be_key(column.field, key):
                found.append(PersonKey(kind=column.field, value=key))
            else:  # 138****1234 is many people's
                fields[column.name] = cell
        return found

    def _say(
        self, fields: dict[str, Any], events: list[EventDraft], cell: str, column: Column
    ) -> Problem | None:
        field = column.field
        if field == "attribute":
            return self._attribute(fields, cell, column)
        if field == "customer_name":
            fields["name" if len(cell) <= 100 else column.name] = cell
        elif field == "tier":
            fields["tier" if len(cell) <= 30 else column.name] = cell
        elif field == "language":
            code = next((code for code, known in _LANGUAGES.items() if folded(cell) in known), "")
            fields["language" if code else column.name] = code or cell
        elif field == "born_on":
            day = self._day(cell, column)
            fields["born_on" if day else column.name] = day or cell
        elif field == "gender":
            word = folded(cell)
            fields["gender"] = "female" if word in _FEMALE else "male" if word in _MALE else cell
        elif field in ("city", "company"):
            fields[field] = cell
        elif field == "acquisition_cost":
            cost = parse_amount(cell)
            if cost is None:
                data = {"value": cell[:40], "column": column.name}
                return Problem("/fields/acquisition_cost", "amount_unreadable", data)
            fields[field] = cost
        elif field == "joined":
            moment = self._moments[column.index](cell)
            fields["joined_on" if moment else column.name] = self._iso(moment) if moment else cell
            if moment is not None and moment <= self._now:
                events.append(EventDraft(kind="joined", occurred_at=moment))
        elif field == "left":
            self._left(fields, events, cell, column)
        return None

    def _left(self, fields: dict[str, Any], events: list[EventDraft], cell: str, column: Column) -> None:
        moment = self._moments[column.index](cell)
        if moment is not None and moment.year > _OLDEST + 70:
            fields["has_left"] = moment <= self._now
            if moment <= self._now:
                events.append(EventDraft(kind="left", occurred_at=moment))
            return
        fields["has_left"] = folded(cell) in _GONE
        if fields["has_left"]:
            events.append(EventDraft(kind="left"))

    def _attribute(self, fields: dict[str, Any], cell: str, column: Column) -> Problem | None:
        name = column.name[:100]
        if column.measures == "number":
            value = parse_amount(cell)
            if value is not None:
                fields[name] = int(value) if value == int(value) and abs(value) < 1e15 else value
                return None
        elif names_a_key(column.name) and not cell.isalnum():
            if digits_lost(cell):
                return Problem(f"/fields/{name}", "digits_lost", {"value": cell[:40], "column": column.name})
            cell = whole_key(cell)
        fields[name] = cell
        return None

    def _iso(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).date().isoformat()

    def _day(self, cell: str, column: Column) -> str:
        """A day of birth as ISO; "" for what is none, such as one without a year, by the moon or in the future."""
        moment = self._moments[column.index](cell)
        if moment is None or moment > self._now or moment.year < _OLDEST:
            return ""
        return self._iso(moment)
