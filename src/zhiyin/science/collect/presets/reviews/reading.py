"""A look at a table as if it held reviews: which role each column has, and how much speaks for reviews."""

import re
from functools import cached_property
from typing import Final

from zhiyin.science.collect.cells import folded, no_answer, parse_score
from zhiyin.science.collect.columns import YES, named_columns
from zhiyin.science.collect.contents import is_moment
from zhiyin.science.collect.context import context_key
from zhiyin.science.collect.headers import GROUP, field_named, plain
from zhiyin.science.collect.heads import Head
from zhiyin.science.collect.presets.reviews.names import own_name, role_named
from zhiyin.science.collect.presets.reviews.platforms import channel_named, platform_of
from zhiyin.science.collect.rating_parts import Part, part_named, parts_in
from zhiyin.science.collect.reviewing import ADDED_WORDS
from zhiyin.science.collect.scale_words import scale_of_words
from zhiyin.science.collect.voiceless import nobody_said

VERDICTS: Final[dict[str, float]] = {
    "好评": 3, "中评": 2, "差评": 1, "好": 3, "中": 2, "差": 1, "good": 3, "neutral": 2, "bad": 1,
}  # fmt: skip
STAR_WORDS: Final[dict[str, float]] = {
    f"{word}{end}": value
    for value, word in enumerate(("one", "two", "three", "four", "five"), start=1)
    for end in ("", "_stars" if value > 1 else "_star", " stars" if value > 1 else " star")
}
# 口味:4(非常好), as Dianping wrote it in former years
GRADES: Final[dict[str, float]] = {
    f"{value}({word})": value for value, word in enumerate(("差", "一般", "好", "很好", "非常好"))
}
# Tickets, calls and conversations have texts, replies and scores, too.
_SERVICE: Final = re.compile(
    r"工单|投诉|会话|聊天|接待|咨询|通话|坐席|座席|受理|ticket|\bcase\b|\bagent|assignee|requester|conversation",
    re.IGNORECASE,
)
_ENOUGH: Final = 4
_STEPS: Final = 8  # words are fewer on a scale, and come again
_JUDGED: Final = 200  # cells by which a column is told from others


class ReviewTable:
    """The columns' roles and what stands in them (up to 1,000 rows)."""

    def __init__(self, head: Head) -> None:
        self.head = head
        names = head.header.names
        self.rows = [cells for _, cells in head.header.rows]
        self.columns = named_columns(names, len(names))
        self.parts: dict[int, Part] = {}
        self.roles: dict[int, str] = {}
        self.context: dict[int, str] = {}
        self._filled: dict[int, list[str]] = {}
        self._scores: dict[str, float | None] = {}
        for column in self.columns:
            self._look_at(column.index, names[column.index])

    def filled(self, index: int) -> list[str]:
        """The cells of a column in which something stands."""
        if index not in self._filled:
            self._filled[index] = [
                cell for row in self.rows if index < len(row) and (cell := row[index].strip())
            ]
        return self._filled[index]

    def _look_at(self, index: int, name: str) -> None:
        name = name.rpartition(GROUP)[2] or name  # 评分 / 卫生, in two lines
        part = part_named(name)
        if part is None and self._holds_parts(index):
            self.roles[index] = "parts"
        elif part is not None and self.is_score(index):
            self.parts[index] = part
        elif key := context_key(name):
            self.context[index] = key
        elif role := self._checked(index, role_named(name)):
            self.roles[index] = role

    def _holds_parts(self, index: int) -> bool:
        """Whether several scores stand in one cell: 口味:5 环境:4 服务:3."""
        first = next((row[index] for row in self.rows[:20] if index < len(row) and row[index].strip()), "")
        if len(parts_in(first)) < 2:
            return False
        cells = self.filled(index)[:50]
        return sum(len(parts_in(cell)) >= 2 for cell in cells) >= 0.8 * len(cells)

    def _checked(self, index: int, role: str) -> str:
        """The role, if what stands in the column allows it; another that its content shows; else ""."""
        cells = self.filled(index)
        if role in ("text", "stars", "verdict", "follow") and cells:
            words = {folded(cell) for cell in cells}
            if words & VERDICTS.keys() and all(word in VERDICTS or nobody_said(word) for word in words):
                return "verdict"
            if words & (ADDED_WORDS - YES) and len(words) <= 6:
                return "follow"
        if role == "follow":
            return role if self.columns[index].name.strip().startswith("是否") or not cells else ""
        if role == "verdict":
            return "stars" if cells and self.is_score(index) else ""
        if role == "nickname" and cells and all("/reviews/" in cell for cell in cells):
            return "id"  # Google names a review by its path
        if role == "stars":
            return role if not cells or self.is_score(index) else ("text" if self.is_wordy(index) else "")
        if role == "text" and self._are_steps(cells):
            return ""
        if role == "text" and cells and not self.is_wordy(index):
            return "stars" if self.is_score(index) and "内容" not in self.columns[index].name else ""
        if role == "reply" and cells and not self.is_wordy(index):
            return "reply_state"
        if role == "time" and cells and not self._is_time(index):
            return ""
        if role == "platform" and sum(bool(channel_named(cell)) for cell in cells) < 0.6 * max(1, len(cells)):
            return ""
        return role

    def _are_steps(self, cells: list[str]) -> bool:
        """Whether the same few words of a scale come again and again: 满意, 一般, 不满意."""
        words = {cell for cell in cells if no_answer(cell) is None}
        return len(cells) >= _STEPS > len(words) > 1 and scale_of_words(words) is not None

    def score(self, cell: str) -> float | None:
        """The number of stars in a cell; each cell is read once."""
        if cell not in self._scores:
            self._scores[cell] = score_of(cell)
        return self._scores[cell]

    def is_score(self, index: int) -> bool:
        """Whether the column holds stars or grades: numbers up to 10, or 5 to 50 in steps of 5, or words for stars."""
        cells = self.filled(index)[:_JUDGED]
        given = [cell for cell in cells if no_answer(cell) is None]
        if not given:
            return not cells and self._named_as_score(index)
        known = [value for cell in given if (value := self.score(cell)) is not None]
        if len(known) < 0.8 * len(given):
            return False
        return sum(value <= 10 for value in known) >= 0.9 * len(known) or self.is_tenfold(index)

    def _named_as_score(self, index: int) -> bool:
        return plain(self.columns[index].name).endswith(("评分", "得分", "星级", "打分", "rating", "score"))

    def is_tenfold(self, index: int) -> bool:
        """Whether 45 stands for four and a half stars."""
        known = [value for cell in self.filled(index) if (value := self.score(cell)) is not None]
        return bool(known) and max(known) > 10 and all(value % 5 == 0 and value <= 50 for value in known)

    def is_wordy(self, index: int) -> bool:
        """Whether the column holds words: neither numbers nor moments nor yes and no."""
        cells = self.filled(index)[:_JUDGED]
        if not cells:
            return True
        numbers = sum(self.score(cell) is not None for cell in cells)
        states = sum(
            folded(cell) in ("是", "否", "yes", "no", "true", "false", "已回复", "未回复") for cell in cells
        )
        return numbers + states < 0.5 * len(cells) and not self._is_time(index)

    def _is_time(self, index: int) -> bool:
        cells = self.filled(index)[:_JUDGED]
        return bool(cells) and sum(is_moment(cell) for cell in cells) >= 0.5 * len(cells)

    def having(self, role: str) -> list[int]:
        """The columns with that role, in order."""
        return [index for index, one in sorted(self.roles.items()) if one == role]

    @cached_property
    def groups(self) -> set[str]:
        return {part.group for part in self.parts.values()}

    @property
    def has_marks(self) -> bool:
        """Whether there is something besides scores and words that platforms show: users, likes, replies, deals."""
        roles = ("id", "nickname", "level", "likes", "pictures", "reply", "more", "follow", "user_id")
        return bool(self.context) or any(self.having(role) for role in roles)

    @cached_property
    def platform(self) -> str:
        """The platform that the file names or that only its columns can come from, "" when it does not tell."""
        names = {plain(own_name(name)) for name in self.head.header.names}
        if {"packagename", "starrating"} <= names or {"reviewid", "reviewcreatedversion"} <= names:
            return "google_play"
        if "reviewstars" in names and names & {"reviewcontent", "reviewtitle", "reviewcreatedutc"}:
            return "trustpilot"
        if {"positivereview", "negativereview", "reviewscore"} <= names:
            return "booking"
        if {"reservationnumber", "propertyreply", "reviewscore"} <= names:
            return "agoda"
        if sum("笔记" in name for name in names) >= 2:
            return "xiaohongshu"
        if named := platform_of(self.head):
            return named
        if any(name.startswith("宝贝") or "旺旺" in name or name.startswith("掌柜") for name in names):
            return "taobao"
        if names & {"plus会员", "是否plus会员", "userlevelname", "referencename"}:
            return "jd"
        if self.having("stars") and self._has_star_words():
            return "google_business"
        of_apple = names & {"territory", "storefront"}
        if of_apple and (self._is_of_apps or "reviewernickname" in names):
            return "app_store"
        return ""

    def _has_star_words(self) -> bool:
        cells = [folded(cell) for index in self.having("stars") for cell in self.filled(index)]
        return bool(cells) and all(cell in STAR_WORDS for cell in cells)

    @property
    def _is_of_apps(self) -> bool:
        return bool(self.having("stars") and self.having("text")) and bool(
            self.having("app_version") or self.having("app")
        )

    @cached_property
    def is_sure(self) -> bool:
        """Whether enough speaks for reviews from a platform, and nothing for a survey."""
        if not (
            self.having("text") or self.having("positive") or self.having("stars") or self.having("verdict")
        ):
            return False
        if any(
            (found := field_named(name)) and found[0] in ("nps", "ces") for name in self.head.header.names
        ):
            return False
        known = self.platform or self.parts or self.having("platform")
        if not known and _SERVICE.search(" ".join(self.head.header.names)):
            return False
        rated = bool(self.having("stars") or self.having("verdict") or self.parts or self.having("parts"))
        strong = [
            bool(self.having("parts")) or len({part.item for part in self.parts.values()}) >= 2,
            "delivery" in self.groups and bool(self.having("stars")),
            rated and bool(self.having("reply")),
            bool(self.having("more") or self.having("follow")),
            bool(self.having("platform")),
            bool(self.platform),
            self._is_of_apps
            and bool(self.having("country") or self.having("device") or self.having("language")),
            any(nobody_said(cell) for index in self.having("text") for cell in self.filled(index)),
        ]
        weak = [
            bool(self.having(role))
            for role in (
                "id",
                "nickname",
                "level",
                "likes",
                "pictures",
                "text",
                "stars",
                "verdict",
                "title",
                "app_version",
            )
        ]
        weak.append(bool(self.having("order") and (self.having("product") or self.having("nickname"))))
        weak.append(
            any(key in ("voucher", "visit_route", "spend_per_person") for key in self.context.values())
        )
        return any(strong) and 2 * sum(strong) + sum(weak) >= _ENOUGH


def score_of(cell: str) -> float | None:
    """The number of stars in a cell: 4.5, 五星, FIVE, 4(非常好), ★★★★☆; None when it holds none."""
    value = parse_score(cell)
    if value is None:
        word = folded(cell)
        value = STAR_WORDS.get(word, GRADES.get(word))
    return value
