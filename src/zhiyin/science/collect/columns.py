"""What each column of a table is, by its name and by what stands in it, with the evidence for a person to judge."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from zhiyin.science.collect.choosing import one_of_each
from zhiyin.science.collect.clocks import join_clock
from zhiyin.science.collect.contents import CHECKS, Seen, bare, seen_in, shown, talks, wordy
from zhiyin.science.collect.directions import direction_named, is_effort
from zhiyin.science.collect.fields import CUSTOMER_FIELDS as CUSTOMER_FIELDS
from zhiyin.science.collect.fields import FIELDS as FIELDS
from zhiyin.science.collect.fields import QUESTIONS as QUESTIONS
from zhiyin.science.collect.fields import REPEATED as REPEATED
from zhiyin.science.collect.fields import SCORES as SCORES
from zhiyin.science.collect.headers import asks_for_words, field_named, is_other_day, is_reply, is_staff_note
from zhiyin.science.collect.keys import mostly_names, names_private_numbers
from zhiyin.science.collect.same_sheets import SHEET_NAMES, is_store
from zhiyin.science.collect.scale_words import scale_of_words
from zhiyin.science.collect.scales import Scale, by_words, scale_of, worded
from zhiyin.science.collect.settling import bar_shared_keys, complete_times
from zhiyin.science.collect.siblings import (
    are_numbers,
    beside_scores,
    blocks_of_scores,
    named_by_type,
    names_its_scale,
    settle_by_others,
)
from zhiyin.science.collect.totals import is_total_like

SAMPLE = 1_000
_KINDS: Final = {
    "survey": "survey|问卷|调研|调查|答卷",
    "review": "review|评价|点评|评论|好评|差评",
    "ticket": "ticket|工单|投诉|complaint|case",
    "call": "call|通话|来电|电话|热线",
    "chat": "chat|聊天|会话|在线客服|对话",
    "post": "post|帖子|微博|社媒|social",
    "mystery_visit": "mystery_visit|mystery visit|神秘访客|暗访",
}
KIND_WORDS: Final = {word: kind for kind, words in _KINDS.items() for word in words.split("|")}
YES: Final = frozenset({"是", "匿名", "yes", "y", "true", "1", "anonymous", "√"})


@dataclasses.dataclass(slots=True)
class Column:
    """One column: where, what it is called, what it was taken for, and why (`evidence`: codes with their data).

    A column that is a question has an `item` (its code, the same in every layout of the survey), a `label`
    (its wording), and where its cells are codes or words, what they mean: `scores` (folded cell -> value)
    for a score, `labels` (cell -> the option's text) for a choice. `option` is the text of the one option
    whose 0/1 column this is (with `scores`, options of a question that measures the construct `measures`;
    of own words, the option of the item `measures` that they stand for); `separator` parts the options of a
    multiple choice in one cell, those of `labels` stay whole; `silences` are cells by which this source
    says that there is no answer, with the status they stand for. `asked` are the scales, [[low, high],
    ...], between which the values do not decide. `zone` is the time zone of a column of times, "" the
    organisation's. `unasked` says when the question was not put: index of another column -> its folded
    cells in such rows. Of times, `year` completes days without one and `short_years` is the order of parts
    in 24/06/01. Keys in `barred` stand for many customers. `heads` are the cells of the header rows where
    they differ from the name.
    """

    index: int
    name: str
    field: str = "attribute"
    scale_min: float | None = None
    scale_max: float | None = None
    polarity: int = 1
    day_first: bool = False
    evidence: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    item: str = ""
    label: str = ""
    role: str = "plain"
    touchpoint: str = ""
    scores: dict[str, float] = dataclasses.field(default_factory=dict)
    labels: dict[str, str] = dataclasses.field(default_factory=dict)
    option: str = ""
    separator: str = ""
    silences: dict[str, str] = dataclasses.field(default_factory=dict)
    asked: list[list[float]] = dataclasses.field(default_factory=list)
    measures: str = ""
    zone: str = ""
    unasked: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    year: int | None = None
    short_years: str = "ymd"
    barred: list[str] = dataclasses.field(default_factory=list)
    heads: list[str] = dataclasses.field(default_factory=list)

    def because(self, code: str, **data: Any) -> None:
        self.evidence.append({"code": code, **data})


def named_columns(header: Sequence[str] | None, width: int) -> list[Column]:
    """Columns with names: those of the header, made different where two are alike, numbers where it has none."""
    columns: list[Column] = []
    taken: Counter[str] = Counter()
    for index in range(max(width, len(header or ()))):
        name = shown(header[index].replace("\0", "")) if header and index < len(header) else ""
        head, name = name, name[:100] or f"column {index + 1}"
        taken[name] += 1
        if taken[name] > 1:
            name = f"{name[:90]} ({taken[name]})"
        columns.append(Column(index, name, heads=[head] if head != name else []))
    return columns


def header_lines(columns: Sequence[Column]) -> list[tuple[int, str, list[tuple[int, str]]]]:
    """The lines of the header, each with its first filled cell and all of them: (index, cell, [(index, cell), ...])."""
    lines: list[tuple[int, str, list[tuple[int, str]]]] = []
    for at in range(max((len(column.heads) for column in columns), default=0) or 1):
        line = [
            (column.index, cell)
            for column in columns
            if (
                cell := (
                    column.heads[at] if at < len(column.heads) else "" if at or column.heads else column.name
                )
            )
        ]
        if line:
            lines.append((*line[0], line))
    return lines


def is_line(cells: Sequence[str], line: list[tuple[int, str]]) -> bool:
    """Whether a row is this line of the header."""
    return len(line) > 1 and all(index < len(cells) and bare(cells[index]) == cell for index, cell in line)


def guess_columns(
    columns: list[Column], rows: Sequence[Sequence[str]], about: Sequence[str] = ()
) -> list[Column]:
    """Fill in what each column is, from its name and up to SAMPLE rows of content.

    `about` are texts that may name the year of dates without one: titles above the table, the file's name.
    """
    # the same row twice says nothing more, of a key least
    lines = [line for _, _, line in header_lines(columns)]
    different = [
        row
        for row in dict.fromkeys(map(tuple, rows[:SAMPLE]))
        if not (is_total_like(row) or any(is_line(row, line) for line in lines))
    ]
    seen = [seen_in(column.index, different) for column in columns]
    for column, content in zip(columns, seen, strict=True):
        _guess_one(column, content)
    _share_scales(columns, seen)
    _scores_by_place(columns, seen)
    one_of_each(columns, seen)
    if not any(column.field == "text" for column in columns):
        _text_by_content(columns, seen)
    if not any(column.field == "time" for column in columns):
        _time_by_content(columns, seen)
    for column, content in zip(columns, seen, strict=True):
        if column.field == "attribute" and asks_for_words(column.name) and talks(content):
            column.field = "open"
            column.because("own_words")
    bar_shared_keys(columns, different, CUSTOMER_FIELDS)
    join_clock(columns, seen)
    complete_times(columns, seen, about)
    for column, content in zip(columns, seen, strict=True):
        if not content.filled and not column.evidence:
            column.because("empty_column")
        elif column.field == "attribute" and len(content.filled) > 1 and len(set(content.filled)) == 1:
            column.because("one_value")
    return columns


def settle_columns(columns: list[Column], rows: Sequence[Sequence[str]], about: Sequence[str] = ()) -> None:
    """What keys and times need to be read, for columns that somebody else than the guess made into some."""
    different = [row for row in dict.fromkeys(map(tuple, rows[:SAMPLE])) if not is_total_like(row)]
    for column in columns:
        column.evidence = [one for one in column.evidence if one["code"] not in _SETTLED]
    bar_shared_keys(columns, different, CUSTOMER_FIELDS)
    seen = [seen_in(column.index, different) for column in columns]
    for column in columns:
        column.field = "attribute" if column.field == "clock" else column.field  # of another time
    join_clock(columns, seen)
    complete_times(columns, seen, about)


_SETTLED: Final = frozenset(
    {
        "shared_number",
        "day_first",
        "month_first",
        "short_years",
        "serial_dates",
        "year",
        "year_open",
        "clock_of",
    }
)


def _guess_one(column: Column, seen: Seen) -> None:
    found = field_named(column.name)
    if found is None:
        if column.name in SHEET_NAMES and seen.filled and all(map(is_store, seen.filled)):
            column.field = "unit"
            column.because("sheets_of_stores")
        elif is_reply(column.name) and wordy(seen):
            column.field = "reply"
            column.because("name", name=column.name)
        else:
            _by_words(column, seen)
        return
    wanted, whole = found
    if (wanted == "text" and _scored_words(seen)) or not (whole or wanted in SCORES):
        _by_words(column, seen)  # 门店环境: a unit by a part of its name, a score by what stands there
        if column.field != "attribute":
            return
    if wanted == "unit" and not whole and are_numbers(seen):
        column.because("content_disagrees", field=wanted)
        return
    if wanted in ("text", "more", "transcript") and is_reply(column.name):
        column.field = "reply"
        column.because("name", name=column.name)
        return
    if wanted == "time" and is_other_day(column.name):
        column.because("other_day")
        return
    if wanted == "text" and is_staff_note(column.name):
        column.because("staff_note")
        return
    if wanted in ("mobile", "customer_number") and names_private_numbers(column.name):
        column.because("private_numbers")
        return
    if wanted == "text" and seen.filled and len(seen.scores) > 0.9 * len(seen.filled):
        wanted = "rating"  # 评价 and 评分 are used for one another
    if wanted in SCORES:
        if not _as_score(column, wanted, seen):
            if wanted in ("rating", "csat") and seen.filled and not seen.scores and seen.length > 6:
                column.field = "text"
                column.because("name", name=column.name)
                column.because("words_not_scores")
            return
    elif seen.filled and not _fits(wanted, seen):
        column.because("content_disagrees", field=wanted)
        return
    elif wanted == "customer_number" and seen.filled and mostly_names(seen.filled):
        column.field = "customer_name"
        column.because("names_not_numbers")
        return
    else:
        column.field = wanted
    column.because("name" if whole else "part_of_name", name=column.name)


def _fits(wanted: str, seen: Seen) -> bool:
    if wanted == "kind":
        return all(cell.lower() in KIND_WORDS for cell in seen.filled)
    check = CHECKS.get(wanted)
    return check is None or check(seen)


def _as_score(column: Column, construct: str, seen: Seen) -> bool:
    """Take the column for a score if its numbers or words fit one of the construct's scales."""
    scale = scale_of(construct, column.name, seen)
    if scale is None:
        column.because("content_disagrees", field=construct)
        return False
    _on(column, scale)
    return True


def _on(column: Column, scale: Scale) -> None:
    column.field, column.scale_min, column.scale_max = scale.construct, scale.low, scale.high
    column.asked, column.scores = scale.asked, scale.scores
    column.evidence.extend(scale.evidence)


def _share_scales(columns: list[Column], seen: list[Seen]) -> None:
    """Questions side by side are answered on one scale, though not each of them has met all its words."""
    families: dict[str, list[tuple[Column, Seen]]] = {}
    for column, content in zip(columns, seen, strict=True):
        if any(one["code"] == "scale_words" for one in column.evidence):
            found = by_words(content)
            if found is not None and found.family and not content.scores:
                families.setdefault(found.family, []).append((column, content))
    for members in families.values():
        together = scale_of_words({word for _, content in members for word in content.words})
        if together is None:
            continue
        for column, content in members:
            if (column.scale_min, column.scale_max) != (together.scale_min, together.scale_max):
                field = column.field
                column.evidence = [
                    one for one in column.evidence if one["code"] not in ("scale_words", "middle_leans")
                ]
                _on(column, worded(together, content))
                column.field = field


def _scores_by_place(columns: list[Column], seen: list[Seen]) -> None:
    """Numbers whose column names their scale, and those beside scores; what is open of a scale, as the others are."""
    for column, content in zip(columns, seen, strict=True):
        if column.field == "attribute" and names_its_scale(column.name) and are_numbers(content):
            _as_score(column, "rating", content)
    settle_by_others(columns)
    named_by_type(columns, seen)
    for column in blocks_of_scores(columns, seen):
        column.field, column.scale_min, column.scale_max = "rating", 1, 5
        column.asked = [[1.0, 5.0], [0.0, 10.0], [1.0, 10.0]]
        column.because("scale_assumed", low=1, high=5)
    for column, (low, high) in beside_scores(columns, seen):
        column.field, column.scale_min, column.scale_max = "rating", low, high
        column.because("beside_scores", low=low, high=high)
    for column in columns:
        if column.field in SCORES and not column.scores and column.field != "nps":
            named = direction_named(column.name)
            column.polarity = named or (-1 if column.field == "ces" and is_effort(column.name) else 1)
            if column.polarity < 0:
                column.because("low_is_good")


def _scored_words(seen: Seen) -> bool:
    """Whether a column of words holds few different ones, again and again."""
    return seen.words.total() >= 8 and len(seen.words) <= 0.6 * seen.words.total()


def _by_words(column: Column, seen: Seen) -> None:
    """A question without a known name whose answers are all steps of one scale."""
    if seen.words.total() >= max(1, 0.95 * seen.answers) and (found := by_words(seen)) is not None:
        if found.family in ("importance", "quickness") or found.role != "plain":
            return
        if len(seen.words) > 1:
            _on(column, worded(found, seen))


def _text_by_content(columns: list[Column], seen: list[Seen]) -> None:
    """The column with the longest, most varied words, if it reads like sentences."""
    candidates = [
        (content.length, index)
        for index, (column, content) in enumerate(zip(columns, seen, strict=True))
        if column.field == "attribute" and talks(content) and content.distinct > 0.5
    ]
    if candidates:
        length, index = max(candidates)
        columns[index].field = "text"
        columns[index].because("longest_words", length=round(length))


def _time_by_content(columns: list[Column], seen: list[Seen]) -> None:
    for column, content in zip(columns, seen, strict=True):
        moments = (
            column.field == "attribute"
            and content.filled
            and content.times >= 0.95 * len(content.filled)
            and not is_other_day(column.name)
        )
        if moments and any(char in content.filled[0] for char in "-/.年:"):
            column.field = "time"
            column.because("values_are_times")
            return
