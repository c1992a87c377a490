"""From the roles of a review table's columns to columns that can be read row by row."""

from typing import Final

from zhiyin.science.collect.answering import item_code
from zhiyin.science.collect.cells import folded, no_answer
from zhiyin.science.collect.columns import (
    CUSTOMER_FIELDS,
    REPEATED,
    SCORES,
    Column,
    guess_columns,
    settle_columns,
)
from zhiyin.science.collect.heads import Recognised
from zhiyin.science.collect.presets.reviews.platforms import CODES, GOODS, POSTS, TEN
from zhiyin.science.collect.presets.reviews.reading import GRADES, STAR_WORDS, VERDICTS, ReviewTable
from zhiyin.science.collect.rating_parts import parts_in
from zhiyin.science.collect.voiceless import nobody_said

# These are kept as they stand: what a platform calls its users is no key to a customer.
_KEPT: Final = frozenset(
    {"reply_time", "reply_state", "more_time", "update_time", "order", "user_id", "nickname", "level", "likes",
     "app_version", "device", "language", "country", "app", "note", "product", "link"}
)  # fmt: skip
_NOT_RATED: Final = {"0": "skipped", "0.0": "skipped", "0.00": "skipped", "0分": "skipped", "0星": "skipped"}
_DINING: Final = frozenset({"taste", "environment", "service"})
_NOT_DINING: Final = frozenset({"delivery", "rider", "packaging", "hygiene", "facilities"})


def build(table: ReviewTable) -> Recognised:
    """The columns, the channel and the notes of a table of reviews."""
    platform = table.platform
    assumed = ""
    items = {part.item for part in table.parts.values()}
    items |= {
        part.item
        for index in table.having("parts")
        for cell in table.filled(index)[:20]
        for part, _ in parts_in(cell)
    }
    stars = [table.columns[index].name for index in table.having("stars")]
    could_be = not (platform or table.having("platform")) and bool(stars)
    could_be = could_be and (table.has_marks or any("星" in name for name in stars))
    if could_be and items >= _DINING and not items & _NOT_DINING:
        platform = assumed = "dianping"
    found = Recognised(
        platform or "reviews",
        table.columns,
        table.head.header,
        kind="post" if platform in POSTS else "review",
        channel=platform,
        notes=list(table.head.header.notes),
    )
    known = _Known(table, platform)
    known.assign()
    _the_rest(table, known.done, platform)
    settle_columns(table.columns, table.rows, [*table.head.header.titles, table.head.sheet, table.head.name])
    if assumed:
        found.noted("platform_assumed")
    _tell(table, found)
    return found


class _Known:
    """Gives the columns with a role their fields; `done` are their indexes."""

    def __init__(self, table: ReviewTable, platform: str) -> None:
        self.table = table
        self.platform = platform
        self.done: set[int] = set()

    def assign(self) -> None:
        table = self.table
        self._one("id", "id")
        self._times()
        self._words()
        self._one("title", "title")
        self._one("unit", "unit")
        self._follows()
        for index in table.having("reply"):
            self._put(index, "reply")
        for index in table.having("platform")[:1]:
            self._put(index, "channel").labels = dict(CODES)
        for index in table.having("verdict"):
            column = self._put(index, "rating", item="verdict")
            column.scale_min, column.scale_max, column.scores = 1, 3, dict(VERDICTS)
        self._stars()
        for index in table.having("millis"):
            if index not in self.done:
                self._put(index, "ignore")
        for index in table.having("pictures"):
            formulas = sum(cell.startswith("=") for cell in table.filled(index))
            self._put(index, "ignore" if formulas else "attribute")
        self._link()
        for index, role in table.roles.items():
            if index not in self.done and role in _KEPT:
                column = self._put(index, "attribute")
                if role in ("nickname", "user_id"):
                    column.because("platform_user")
        for index, key in table.context.items():
            column = self._put(index, "attribute")
            if not (key == "voucher" and "套餐" in column.name and self._sells_goods()):
                column.item = key

    def _sells_goods(self) -> bool:
        return self.platform in GOODS or bool(self.table.having("product")) or "goods" in self.table.groups

    def _put(self, index: int, field: str, *, item: str = "") -> Column:
        column = self.table.columns[index]
        column.field = field
        if item:
            column.item, column.label = item, column.name
        column.because("known_here")
        self.done.add(index)
        return column

    def _one(self, role: str, field: str) -> None:
        """The first filled column of the role gets the field; the others are kept as they stand."""
        indexes = self.table.having(role)
        best = next((index for index in indexes if self.table.filled(index)), indexes[0] if indexes else -1)
        for index in indexes:
            self._put(index, field if index == best else "attribute")

    def _times(self) -> None:
        table = self.table
        if table.having("time"):
            self._one("time", "time")
        else:
            millis = [
                index for index in table.having("millis") if "reply" not in table.columns[index].name.lower()
            ]
            for index in millis[:1]:
                self._put(index, "time")

    def _words(self) -> None:
        table = self.table
        texts = sorted(table.having("text"), key=lambda index: -sum(map(len, table.filled(index))))
        sides = [*table.having("positive"), *table.having("negative")]
        if texts:
            self._put(texts[0], "text").separator = "\n"
            for index in texts[1:]:
                self._put(index, "attribute")
        elif sides:
            self._put(sides.pop(0), "text")
        for index in [*sides, *table.having("more")]:
            self._put(index, "more")

    def _follows(self) -> None:
        for index in self.table.having("follow")[:1]:
            self._put(index, "follow")

    def _link(self) -> None:
        """The id within a link to the review, where there is no column of ids."""
        table = self.table
        if table.having("id"):
            return
        for index in table.having("link"):
            if any("reviewId=" in cell for cell in table.filled(index)):
                self._put(index, "id").separator = "reviewId="
                return

    def _stars(self) -> None:
        table = self.table
        stars = [index for index in table.having("stars") if index not in self.done]
        common = self._scale([*stars, *table.parts])
        for position, index in enumerate(stars):
            self._score(index, "stars" if position == 0 else item_code(table.columns[index].name), common)
        for index in table.having("parts"):
            column = self._put(index, "parts")
            inside = [value for cell in table.filled(index) for _, value in parts_in(cell)]
            column.scale_min, column.scale_max = (1, 5) if max(inside) <= 5 and common[1] == 5 else (1, 10)
            column.because("scale_of_platform", low=column.scale_min, high=column.scale_max)
        taken: set[str] = set()
        for index, part in sorted(table.parts.items()):
            item = part.item if part.item not in taken else item_code(table.columns[index].name)
            taken.add(item)
            column = self._score(index, item, common)
            column.touchpoint = part.touchpoint
            column.because("part_of_rating")

    def _scale(self, indexes: list[int]) -> tuple[float, float]:
        """The scale of all scores of the file that are not written tenfold; a few stray values decide nothing."""
        if self.platform in TEN:
            return 1, 10
        values = sorted(
            value
            for index in indexes
            if not self.table.is_tenfold(index)
            for cell in self.table.filled(index)
            if (value := self.table.score(cell)) is not None and value > 0
        )
        if not values or values[int(0.98 * (len(values) - 1))] <= 5:
            return (0.5, 5) if values and values[0] < 1 else (1, 5)
        return 1, 10

    def _score(self, index: int, item: str, common: tuple[float, float]) -> Column:
        table = self.table
        column = self._put(index, "rating", item=item)
        words = {folded(cell) for cell in table.filled(index)}
        if words & GRADES.keys():
            column.scale_min, column.scale_max, column.scores = 0, 4, dict(GRADES)
            return column
        column.scale_min, column.scale_max = common
        column.silences = dict(_NOT_RATED)
        if words & STAR_WORDS.keys():
            column.scores = dict(STAR_WORDS)
        if table.is_tenfold(index):
            column.scores = {
                text: tens / 10 for tens in range(5, 55, 5) for text in (str(tens), f"{tens}.0", f"{tens}分")
            }
            column.scale_min, column.scale_max = (0.5, 5) if "5" in words else (1, 5)
            column.because("tenfold")
        else:
            column.because("scale_of_platform", low=column.scale_min, high=column.scale_max)
        return column


def _the_rest(table: ReviewTable, done: set[int], channel: str) -> None:
    """Columns without a role are guessed as in any table; what is taken already, they cannot be."""
    rest = [column for column in table.columns if column.index not in done]
    guess_columns(rest, table.rows)
    taken = {table.columns[index].field for index in done}
    if channel:
        taken.add("channel")  # Source is how the customer was asked, Organic or Invited, or by which app
    for column in rest:
        by_content = any(one["code"] == "longest_words" for one in column.evidence)
        if column.field == "customer_name":
            column.because("platform_user")
            column.field = "attribute"
        elif by_content or (column.field in taken and column.field not in REPEATED) or _masked(table, column):
            column.field = "attribute"
        elif column.field in SCORES:
            column.item, column.label = item_code(column.name), column.name


def _masked(table: ReviewTable, column: Column) -> bool:
    return column.field in CUSTOMER_FIELDS and any("*" in cell for cell in table.filled(column.index))


def _tell(table: ReviewTable, found: Recognised) -> None:
    """Notes on what was understood; rows of one review are put together where the file has several."""
    if table.parts:
        found.noted(
            "parts_of_rating", names="、".join(table.columns[index].name for index in sorted(table.parts))
        )
    fields = {column.field for column in found.columns}
    if "reply" in fields:
        found.noted("reply_apart")
    if table.having("more"):
        found.noted("added_joined")
    _put_together(table, found)
    silent = [nobody_said(cell) for index in table.having("text") for cell in table.filled(index)]
    if "default" in silent:
        found.noted("no_voice", rows=silent.count("default"))
    if "blank" in silent:
        found.noted("no_words", rows=silent.count("blank"))
    if any(column.item in ("voucher", "visit_route") for column in found.columns):
        found.noted("visit_route")


def _put_together(table: ReviewTable, found: Recognised) -> None:
    """Rows with the same id of a review become one, if every row has an id."""
    ids = next((column for column in found.columns if column.field == "id" and not column.separator), None)
    text = next((column for column in found.columns if column.field == "text"), None)
    follow = next((column for column in found.columns if column.field == "follow"), None)
    if ids is None or text is None:
        if follow is not None:
            found.noted("added_rows")
        return
    cells = table.filled(ids.index)
    repeated = len(set(cells)) < len(cells)
    if follow is None and not repeated:
        return
    if len(cells) < len(table.rows) or any(no_answer(cell) for cell in cells):
        found.noted("added_rows")
        return
    found.gather = {"key": [ids.index], "lines": [text.index, *([follow.index] if follow else [])]}
    found.noted("added_rows_joined")
