"""A sheet of mystery visits: which columns are checks, which tell of the visit."""

import re
from dataclasses import replace
from typing import Any, Final

from zhiyin.science.collect.answering import item_code
from zhiyin.science.collect.cells import folded, no_answer, parse_score
from zhiyin.science.collect.columns import (
    CUSTOMER_FIELDS,
    QUESTIONS,
    SCORES,
    Column,
    guess_columns,
    named_columns,
    settle_columns,
)
from zhiyin.science.collect.contents import is_moment
from zhiyin.science.collect.headers import plain
from zhiyin.science.collect.heads import Head, Recognised
from zhiyin.science.collect.presets.mystery_visits.names import (
    ASIDE,
    CHECK_HIGHEST,
    CHECK_NAMES,
    CHECK_VALUES,
    HIGHEST_ROW,
    NO_CHECKS,
    ROLES,
    SILENT,
    WORDS,
)
from zhiyin.science.collect.presets.mystery_visits.scoring import (
    Highest,
    as_check,
    highest_score,
    top_named,
    usual_scale,
)

# What a table of customers' words has, and a sheet of checks has not.
_NOT_HERE: Final = frozenset(
    {*SCORES, *QUESTIONS, *CUSTOMER_FIELDS, "customer_name", "tier", "number", "channel", "population"}
)


class Sheet:
    """The columns of a sheet by their roles."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.rows = [cells for _, cells in head.header.rows]
        names = head.header.names
        self.columns = named_columns(names, len(names))
        self.keys = [plain(ASIDE.sub("", name)) or plain(name) for name in names]
        self.roles: dict[int, str] = {}
        for index, key in enumerate(self.keys):
            role = next((role for role, pattern in ROLES if pattern.fullmatch(key)), "")
            if role == "remark" and highest_score(key, self.cells(index)) is not None:
                continue  # 主动说明: a check
            if role:
                self.roles[index] = role
        titles = [cell for number, row in head.rows[:6] if number < head.header.first for cell in row]
        self.is_named = any(WORDS.search(text) for text in (head.name, head.sheet, *titles, *names))
        self.is_named = self.is_named or any(map(self._says_so, range(len(names))))

    def _says_so(self, index: int) -> bool:
        """Whether a column says of nearly every row that it is a mystery visit."""
        cells = [cell for row in self.rows[:20] if index < len(row) and (cell := row[index].strip())]
        return bool(cells) and sum(
            bool(WORDS.search(cell)) for cell in cells if len(cell) <= 10
        ) >= 0.8 * len(cells)

    def cells(self, index: int) -> list[str]:
        return [cell for row in self.rows if index < len(row) and (cell := row[index].strip())]

    def having(self, role: str) -> list[int]:
        return [index for index, one in sorted(self.roles.items()) if one == role]

    def wide(self) -> Recognised | None:
        """A row per visit, a column per check."""
        if not self.is_named and not (self.having("inspector") and self.having("time")):
            return None
        highest_row, highest = self._highest_row()
        checks: dict[int, Highest] = {}
        for index in range(len(self.columns)):
            if index not in self.roles and (check := self._check(index, highest)):
                checks[index] = check
        totals = self.having("total") or [
            index for index, key in enumerate(self.keys) if key in ("得分", "分数", "score")
        ]
        for index in totals:
            checks.pop(index, None)
            self.roles[index] = "total"
        by_form = bool(self.having("inspector") and self.having("time") and totals and len(checks) >= 3)
        if not (by_form or (self.is_named and (len(checks) >= 2 or (totals and self.having("time"))))):
            return None
        found = self._recognised(set(checks))
        if highest_row is not None:
            found.header = replace(
                found.header,
                numbers=(*found.header.numbers, highest_row),
                rows=[row for row in found.header.rows if row[0] != highest_row],
            )
            found.noted("highest_in_row", row=highest_row)
        names: set[str] = set()
        usual = usual_scale(one.score for one in checks.values() if not one.is_told and one.score > 1)
        for index, one in checks.items():
            top = one.score if one.is_told or one.score <= 1 else usual
            column = self.columns[index]
            as_check(column, self._item(index, names), column.name, top or 1.0, is_told=one.is_told)
        for position, index in enumerate(totals):
            most = highest.get(index) or self._sum_of(index, checks)
            self._total(index, most, "total" if position == 0 else self._item(index, names))
        found.noted("checks", count=len(checks))
        return found

    def _sum_of(self, total: int, checks: dict[int, Highest]) -> float | None:
        """The highest total, where the totals are the sums of the checks."""
        agreeing = 0
        looked_at = self.rows[:50]
        for row in looked_at:
            scores = [self._scored(row, index) for index in (total, *checks)]
            agreeing += scores[0] > 0 and abs(scores[0] - sum(scores[1:])) < 0.01
        if not checks or agreeing < 0.8 * len(looked_at):
            return None
        return sum(self.columns[index].scale_max or 0 for index in checks)

    def _scored(self, row: list[str], index: int) -> float:
        cell = row[index].strip() if index < len(row) else ""
        value = self.columns[index].scores.get(folded(cell), parse_score(cell))
        return value or 0

    def _item(self, index: int, taken: set[str]) -> str:
        item = item_code(ASIDE.sub("", self.columns[index].name)) or item_code(self.columns[index].name)
        if item in taken:
            item = item_code(self.columns[index].name)
        taken.add(item)
        return item

    def _highest_row(self) -> tuple[int | None, dict[int, float]]:
        """The row that gives the highest scores, should one of the first three do so."""
        for number, row in self.head.header.rows[:3]:
            filled = [cell for cell in row if cell.strip()]
            if filled and any(plain(cell) in HIGHEST_ROW for cell in filled[:3]):
                return number, {
                    index: value
                    for index, cell in enumerate(row)
                    if (value := parse_score(cell)) is not None and value > 0
                }
        return None, {}

    def _check(self, index: int, highest: dict[int, float]) -> Highest | None:
        """The highest score of a column of checks; None when it holds no checks."""
        name = self.columns[index].name
        found = highest_score(name, self.cells(index), highest.get(index))
        if found is None or found.is_told:
            return found
        return None if NO_CHECKS.search(self.keys[index]) else found

    def _recognised(self, checks: set[int]) -> Recognised:
        """The columns besides the checks."""
        done = set(checks)
        for role, field in (("visit", "id"), ("time", "time"), ("unit", "unit")):
            indexes = self.having(role)
            if role == "time":  # a column of days before one of the time of day
                indexes.sort(key=lambda index: not any(map(is_moment, self.cells(index)[:50])))
            for position, index in enumerate(indexes):
                self._put(index, field if position == 0 else "attribute", done)
        for position, index in enumerate(self.having("remark")):
            self._put(index, "more" if position else "text", done)
        for role in ("inspector", "pictures", "sum", "total"):
            for index in self.having(role):
                self._put(index, "attribute", done)
        sums = [self.columns[index] for index in self.having("sum")]
        for column in sums:
            column.because("sum_of_checks")
        rest = [column for column in self.columns if column.index not in done]
        guess_columns(rest, self.rows)
        taken = {column.field for column in self.columns if column.index in done}
        for column in rest:
            by_content = any(one["code"] == "longest_words" for one in column.evidence)
            if by_content or column.field in _NOT_HERE or column.field in taken:
                column.field = "attribute"
        settle_columns(self.columns, self.rows, [*self.head.header.titles, self.head.sheet, self.head.name])
        found = Recognised(
            "mystery_visits",
            self.columns,
            self.head.header,
            kind="mystery_visit",
            notes=list(self.head.header.notes),
        )
        if sums:
            found.noted("totals_apart", names="、".join(column.name for column in sums))
        return found

    def _put(self, index: int, field: str, done: set[int]) -> None:
        column = self.columns[index]
        column.field = field
        column.because("known_here")
        done.add(index)

    def _total(self, index: int, top: float | None, item: str) -> None:
        column = self.columns[index]
        values = [value for cell in self.cells(index) if (value := parse_score(cell)) is not None]
        if not values:
            return
        top = top or top_named(column.name) or (100 if max(values) <= 100 else max(values))
        as_check(column, item, column.name, top)

    def long(self) -> Recognised | None:
        """A row per check: the rows of one visit are put together, each check in a column of its own."""
        place = self._places()
        if place is None:
            return None
        name, value, highest, reason = place
        keys = self.having("visit")[:1] or [
            index for role in ("unit", "time", "inspector") for index in self.having(role)[:1]
        ]
        if not keys:
            return None
        tops = self._tops(name, value, highest)
        if tops is None:
            return None
        found = self._recognised({name, value, *(one for one in (highest, reason) if one is not None)})
        for index in (highest, reason, *self.having("sum")):
            if index is not None:
                self.columns[index].field = "ignore"
        self.columns[name].field = self.columns[value].field = "ignore"
        text = next((column.index for column in self.columns if column.field == "text"), None)
        to: dict[str, int] = {}
        names: set[str] = set()
        usual = usual_scale(one.score for one in tops.values() if not one.is_told and one.score > 1)
        for label, one in tops.items():
            column = Column(len(self.columns), label[:100])
            self.columns.append(column)
            to[label] = column.index
            if re.search(r"小计|合计|总计|总分|得分率|subtotal|total", label, re.IGNORECASE):
                column.because("sum_of_checks")
            else:
                item = item_code(ASIDE.sub("", label)) or item_code(label)
                top = one.score if one.is_told or one.score <= 1 else usual
                item = item if item not in names else item_code(label)
                as_check(column, item, label, top or 1.0, is_told=one.is_told)
                column.silences[""] = "not_asked"  # this visit has no row of it
                names.add(item)
        if text is None:
            text = len(self.columns)
            self.columns.append(Column(text, self._remarks_name(), field="text"))
        spreads: list[dict[str, Any]] = [{"name": name, "value": value, "to": to, "rest": text}]
        if reason is not None:
            spreads.append({"name": name, "value": reason, "to": {}, "rest": text})
        found.gather = {"key": keys, "spread": spreads}
        found.noted("checks_gathered")
        found.noted("checks", count=len(names))
        return found

    def _remarks_name(self) -> str:
        taken = {column.name for column in self.columns}
        return next(
            name for name in ("备注", "检查备注", "全部备注", "remarks of all checks") if name not in taken
        )

    def _places(self) -> tuple[int, int, int | None, int | None] | None:
        """The columns of the check's name, its score, its highest score, the reason; None for other tables."""

        def of(pattern: re.Pattern[str]) -> list[int]:
            return [index for index, key in enumerate(self.keys) if pattern.fullmatch(key)]

        names, values, highest = of(CHECK_NAMES), of(CHECK_VALUES), of(CHECK_HIGHEST)
        if not names or not values:
            return None
        reasons = [index for index in self.having("remark") if index not in names]
        about_checks = bool(re.search("检查|考核|巡检|稽核|暗访|check", self.keys[names[0]])) or self.is_named
        if not about_checks or not (self.is_named or highest or reasons or self.having("sum")):
            return None
        scored = [index for index in values if index not in names]
        if not scored:
            return None
        for index in (names[0], scored[0], *highest[:1]):
            self.roles.pop(index, None)
        reason = reasons[0] if reasons else None
        if reason is not None:
            self.roles.pop(reason, None)
        return names[0], scored[0], highest[0] if highest else None, reason

    def _tops(self, name: int, value: int, highest: int | None) -> dict[str, Highest] | None:
        """The highest score of every check of the first rows; None when the values are no scores."""
        values: dict[str, list[str]] = {}
        tops: dict[str, float] = {}
        for row in self.rows:
            label, cell = (row[index].strip() if index < len(row) else "" for index in (name, value))
            if not label:
                continue
            values.setdefault(label, []).append(cell)
            top = parse_score(row[highest]) if highest is not None and highest < len(row) else None
            if top:
                tops[label] = max(top, tops.get(label, 0))
        found: dict[str, Highest] = {}
        every = [
            score for cells in values.values() for one in cells if (score := parse_score(one)) is not None
        ]
        for label, cells in values.items():
            filled = [cell for cell in cells if cell]
            check = highest_score(label, filled, tops.get(label))
            if check is not None:
                found[label] = check
            elif all(cell in SILENT or no_answer(cell) is not None for cell in filled):
                found[label] = Highest(tops.get(label, 0) or max(every, default=1) or 1, label in tops)
        return found if len(found) >= 0.8 * len(values) and found else None
