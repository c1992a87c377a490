"""From the rows of a file of purchases to events: what was paid, paid back, called off."""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from zhiyin.science.collect.cells import folded
from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.clocks import at_clock
from zhiyin.science.collect.columns import CUSTOMER_FIELDS, Column, header_lines, is_line
from zhiyin.science.collect.contents import narrow
from zhiyin.science.collect.event_drafts import EventDraft, PersonKey
from zhiyin.science.collect.keys import digits_lost, may_be_key, names_a_key, whole_key
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.moments import parse_time, why_no_moment
from zhiyin.science.collect.money import parse_amount
from zhiyin.science.collect.service_table import words
from zhiyin.science.collect.totals import is_footer, is_total

_REMEMBERED: Final = 20_000
_PAID_BACK: Final = re.compile(
    r"退款|退货|退单|退菜|已退|冲红|红冲|红字|反结账|refund|return|chargeback|reversal|credit note",
    re.IGNORECASE,
)
_HALF_WAY: Final = re.compile(
    r"退款中|申请退款|退款关闭|拒绝退款|无退款|未退款|not refunded|no refund|refund requested|non-?refund",
    re.IGNORECASE,
)
_CALLED_OFF: Final = re.compile(
    r"取消|作废|关闭|待付款|未付款|未支付|待支付|撤销|支付失败|"
    r"cancel|void|unpaid|pending payment|awaiting payment|failed|abandon",
    re.IGNORECASE,
)
_YES: Final = words("是|已退|已退款|已退货|yes|y|true|1|t|refunded|returned|cancelled")
_NO: Final = words("否|no|n|false|0|f|无|-|none|nan|null|n/a")
_CREDIT: Final = re.compile(r"[Cc]\d{4,}")  # C536379: the credit note of an invoice
_LETTERED: Final = re.compile(r"[A-Za-z]")
_NO_KEY: Final = frozenset({"nan", "none", "null", "na", "n/a", "-", "散客", "非会员", "guest", "无"})
_LONG_WORD: Final = {"product": 120, "order": 80, "channel": 40, "unit": 150}


class PurchaseRow(NamedTuple):
    """A row as events (a sale, and what was paid back of it), and all keys that it states of the customer together."""

    drafts: list[EventDraft]
    keys: list[PersonKey]
    tier: str


class PurchaseReader:
    """Makes events of rows. One per file."""

    def __init__(self, mapping: Mapping, zone: tzinfo) -> None:
        self._mapping = mapping
        by_field: dict[str, Column] = {}
        self._keys: list[Column] = []
        self._kept: list[tuple[Column, bool]] = []
        for column in mapping.columns:
            if column.field in CUSTOMER_FIELDS:
                self._keys.append(column)
            elif column.field == "attribute":
                self._kept.append((column, names_a_key(column.name)))
            elif column.field != "ignore":
                by_field[column.field] = column
        self._keys.sort(key=lambda column: CUSTOMER_FIELDS.index(column.field))
        self._at = {field: column.index for field, column in by_field.items()}
        self._by_field = by_field
        time = by_field.get("time")
        self._zone: tzinfo = ZoneInfo(time.zone) if time is not None and time.zone else zone
        self._moment = (
            partial(
                parse_time,
                zone=self._zone,
                day_first=time.day_first,
                year=time.year,
                short=time.short_years,
                serial=True,
            )
            if time is not None
            else None
        )
        self._else = [column.index for column in mapping.columns if column.measures == "time"]
        self._times: dict[str, datetime] = {}
        self._people: dict[tuple[str, tuple[str, ...]], list[PersonKey]] = {}
        self._headers = header_lines(mapping.columns)
        self._width = 1 + max((column.index for column in mapping.columns), default=-1)

    def row(self, cells: Sequence[str]) -> PurchaseRow | Problem:
        """The events of one row, or why it holds none."""
        if len(cells) > self._width and any(cell.strip() for cell in cells[self._width :]):
            return Problem("", "cells_beyond_header", {"cells": len(cells), "columns": self._width})
        for index, head, line in self._headers:
            if index < len(cells) and cells[index] == head and is_line(cells, line):
                return Problem("", "header_again")
        if problem := self._about_table(cells):
            return problem
        draft = EventDraft(channel=self._mapping.channel, unit=self._mapping.unit)
        draft.attributes = {}
        when = self._when(cells)
        if isinstance(when, Problem):
            return when
        draft.occurred_at = when
        if problem := self._words(draft, cells):
            return problem
        keys = self._whose(draft, cells)
        if isinstance(keys, Problem):
            return keys
        draft.customer = keys[0] if keys else None
        if problem := self._attributes(draft, cells):
            return problem
        drafts = self._money(draft, cells)
        if isinstance(drafts, Problem):
            return drafts
        tier = self._cell(cells, "tier")
        return PurchaseRow(drafts, keys, tier if len(tier) <= 30 else "")

    def _cell(self, cells: Sequence[str], field: str) -> str:
        index = self._at.get(field)
        return cells[index].strip() if index is not None and index < len(cells) else ""

    def _about_table(self, cells: Sequence[str]) -> Problem | None:
        first = next((cell for one in cells[:3] if (cell := one.strip())), "")
        if first and not first[-1].isdigit() and is_total(first):
            return Problem("", "total_row", {"value": first[:40]})
        filled = [one for one in cells if one.strip()]
        if len(filled) <= 4 and is_footer(filled):
            return Problem("", "footer_line", {"value": filled[0][:40]})
        return None

    def _when(self, cells: Sequence[str]) -> datetime | Problem:
        cell = self._cell(cells, "time")
        if not cell:
            others = (cells[index].strip() for index in self._else if index < len(cells))
            cell = next((one for one in others if one), "")
        if not cell or self._moment is None:
            return Problem("/occurred_at", "time_missing")
        moment = self._times.get(cell)
        if moment is None:
            moment = self._moment(cell)
            if moment is None:
                return Problem("/occurred_at", why_no_moment(cell), {"value": cell[:40]})
            if len(self._times) < _REMEMBERED:
                self._times[cell] = moment
        clock = self._cell(cells, "clock")
        return at_clock(moment, clock, self._zone) if clock else moment

    def _words(self, draft: EventDraft, cells: Sequence[str]) -> Problem | None:
        order = self._cell(cells, "order")
        if order and not order.isalnum():
            if digits_lost(order):
                return self._rounded("/order", order, "order")
            order = whole_key(order)
        draft.order = order
        code = whole_key(found) if (found := self._cell(cells, "product_code")) else ""
        draft.product = self._cell(cells, "product") or code
        if code and code != draft.product:
            draft.attributes[self._by_field["product_code"].name] = code
        if found := self._cell(cells, "channel"):
            draft.channel = found
        if found := self._cell(cells, "unit"):
            draft.unit = found
        if found := self._cell(cells, "id"):
            if digits_lost(found):
                return self._rounded("/source_id", found, "id")
            draft.source_id = whole_key(found)
        for name in ("product", "channel", "unit"):
            value = getattr(draft, name)
            if len(value) > _LONG_WORD[name]:
                draft.attributes[self._by_field[name].name if name in self._by_field else name] = value
                setattr(draft, name, value[: _LONG_WORD[name]] if name == "product" else "")
        return None

    def _rounded(self, pointer: str, cell: str, field: str) -> Problem:
        return Problem(pointer, "digits_lost", {"value": cell[:40], "column": self._by_field[field].name})

    def _whose(self, draft: EventDraft, cells: Sequence[str]) -> list[PersonKey] | Problem:
        given = tuple(
            cells[column.index].strip() if column.index < len(cells) else "" for column in self._keys
        )
        name = self._cell(cells, "customer_name")[:100]
        # with the name: one number under other names may be many people's
        known = self._people.get((name, given))
        if known is not None:
            return known
        found: list[PersonKey] = []
        plain = True
        for column, cell in zip(self._keys, given, strict=True):
            if not cell or cell.lower() in _NO_KEY:
                continue
            if not cell.isalnum():
                if digits_lost(cell):
                    return Problem(
                        "/customer/value", "digits_lost", {"value": cell[:40], "column": column.name}
                    )
                cell = whole_key(cell)
            key = cell if cell.isascii() else narrow(cell)
            if len(key) <= 190 and key not in column.barred and may_be_key(column.field, key):
                found.append(PersonKey(kind=column.field, value=key, name="" if found else name))
            else:
                draft.attributes[column.name] = cell
                plain = False
        if plain and len(self._people) < _REMEMBERED:
            self._people[name, given] = found
        return found

    def _attributes(self, draft: EventDraft, cells: Sequence[str]) -> Problem | None:
        width = len(cells)
        for column, is_key in self._kept:
            if column.index >= width or not (cell := cells[column.index].strip()):
                continue
            if is_key and not cell.isalnum():
                if digits_lost(cell):
                    pointer = f"/attributes/{column.name}"
                    return Problem(pointer, "digits_lost", {"value": cell[:40], "column": column.name})
                cell = whole_key(cell)
            draft.attributes[column.name] = cell
        return None

    def _number(self, cells: Sequence[str], field: str) -> float | Problem | None:
        cell = self._cell(cells, field)
        if not cell or cell in "-—/":
            return None
        value = parse_amount(cell)
        if value is None:
            data = {"value": cell[:40], "column": self._by_field[field].name}
            return Problem(f"/{field}", "amount_unreadable", data)
        return value

    def _money(self, draft: EventDraft, cells: Sequence[str]) -> list[EventDraft] | Problem:
        numbers: dict[str, float | None] = {}
        for field in ("amount", "price", "quantity", "refund"):
            found = self._number(cells, field)
            if isinstance(found, Problem):
                return found
            numbers[field] = found
        amount, price, quantity, refund = (
            numbers[name] for name in ("amount", "price", "quantity", "refund")
        )
        if amount is None and price is not None:
            amount = price * (1 if quantity is None else quantity)
        elif price is not None and "amount" in self._at:
            draft.attributes[self._by_field["price"].name] = price
        state = self._cell(cells, "status")
        if state:
            draft.attributes[self._by_field["status"].name] = state
        draft.quantity = quantity
        draft.is_discounted = self._discounted(draft, cells)
        if amount is None and not refund:
            return Problem("/amount", "amount_missing")
        amount = round(amount or 0.0, 2)
        credit = _CREDIT.fullmatch(draft.order) is not None and bool(quantity and quantity < 0)
        back = credit or amount < 0 or (quantity is not None and quantity < 0) or self._is(state, _PAID_BACK)
        if amount == 0 and not refund and draft.customer is None:
            return Problem("", "no_sale")
        if refund and not (back and amount <= 0):
            draft.amount = amount
            paid_back = EventDraft(
                kind="refunded",
                occurred_at=draft.occurred_at,
                customer=draft.customer,
                unit=draft.unit,
                amount=-abs(round(refund, 2)),
                order=draft.order,
                product=draft.product,
                channel=draft.channel,
                source_id=f"{draft.source_id}#refund" if draft.source_id else "",
            )
            return [draft, paid_back]
        if back:
            draft.kind, draft.amount = "refunded", -abs(amount)
            draft.quantity = None if quantity is None else -abs(quantity)
        elif self._is(state, _CALLED_OFF):
            # nothing was paid; what it would have been stays to be seen
            draft.kind, draft.amount = "cancelled", None
            draft.attributes["amount"] = amount
        else:
            draft.amount = amount
        return [draft]

    def _is(self, state: str, wanted: "re.Pattern[str]") -> bool:
        if not state or folded(state) in _NO:
            return False
        if wanted.search(state) and not _HALF_WAY.search(state):
            return True
        column = self._by_field["status"]
        return folded(state) in _YES and wanted.search(column.name) is not None

    def _discounted(self, draft: EventDraft, cells: Sequence[str]) -> bool | None:
        if "discount" not in self._at:
            return None
        cell = self._cell(cells, "discount")
        if not cell or folded(cell) in _NO:
            return False
        column = self._by_field["discount"]
        value = parse_amount(cell.rstrip("%折"))
        draft.attributes[column.name] = cell if value is None else value
        if value is None:
            return True
        rate = "折" in cell or "折扣" in column.name or "rate" in column.name.lower()
        if rate and "金额" not in column.name:
            return value not in (0, 1, 10, 100)
        return value != 0
