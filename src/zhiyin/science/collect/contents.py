"""What stands in a column of the sample, and whether that fits what its name promises."""

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from zhiyin.science.collect.cells import no_answer, parse_score, score_and_top
from zhiyin.science.collect.moments import is_serial, lacks_year, parse_time

_UTC = ZoneInfo("UTC")
_INVISIBLE: Final = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
BLANKS: Final = (
    " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    + ("\u200a\u2028\u2029\u202f\u205f\u3000" + _INVISIBLE)
)
_INVISIBLE_IN: Final = re.compile(f"[{_INVISIBLE}]+")
_DIGIT: Final = re.compile(r"\d")
_YEAR_LAST: Final = re.compile(r"\s*\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d")
_LONGEST_VALUE: Final = 64
_STARS: Final = re.compile(r"[★⭐]|星")


def bare(cell: str) -> str:
    """A cell without blanks around it, of which some cannot be seen."""
    return cell.strip() if cell.isascii() else cell.strip(BLANKS)


def shown(name: str) -> str:
    """A name as a person sees it: without what cannot be seen, with blanks that are blanks."""
    return " ".join(_INVISIBLE_IN.sub("", name).split())


def narrow(cell: str) -> str:
    """A key without what people write differently: full-width digits and letters, what cannot be seen."""
    return cell if cell.isascii() else _INVISIBLE_IN.sub("", unicodedata.normalize("NFKC", cell)).strip()


@dataclasses.dataclass(slots=True)
class Seen:
    """What stands in a column: `tops` are the ends of scales that cells name, `yearless` days without a year."""

    filled: list[str]
    scores: list[float] = dataclasses.field(default_factory=list)
    tops: Counter[float] = dataclasses.field(default_factory=Counter)
    words: Counter[str] = dataclasses.field(default_factory=Counter)  # neither numbers nor "no answer"
    unanswered: int = 0
    times: int = 0
    serials: int = 0
    yearless: int = 0
    starred: int = 0
    length: float = 0.0
    distinct: float = 0.0

    @property
    def answers(self) -> int:
        """Cells that are neither blank nor say that there is no answer."""
        return len(self.filled) - self.unanswered

    @property
    def moments(self) -> int:
        return self.times + self.serials + self.yearless


def seen_in(index: int, rows: Sequence[Sequence[str]]) -> Seen:
    """What stands in the column of this index."""
    filled = [cell for row in rows if len(row) > index and (cell := bare(row[index]))]
    seen = Seen(filled)
    if not filled:
        return seen
    for cell, count in Counter(filled).items():
        if len(cell) > _LONGEST_VALUE:
            seen.words[cell] += count
            continue
        score = parse_score(cell)
        if score is not None:
            seen.scores.extend([score] * count)
            found = score_and_top(cell)
            if found is not None and found[1] is not None:
                seen.tops[found[1]] += count
            if _STARS.search(cell):
                seen.starred += count
        elif no_answer(cell) is not None:
            seen.unanswered += count
        else:
            seen.words[cell] += count
        if _DIGIT.search(cell) is None:
            continue
        if _is_time(cell):
            seen.times += count
        elif is_serial(cell):
            seen.serials += count
        elif lacks_year(cell):
            seen.yearless += count
    seen.length = sum(map(len, filled)) / len(filled)
    seen.distinct = len(set(filled)) / len(filled)
    return seen


def _mostly_times(seen: Seen) -> bool:
    return seen.moments >= 0.5 * len(seen.filled)


def is_moment(cell: str) -> bool:
    """Whether a cell is a moment or a day, whichever of day and month comes first in it."""
    return _is_time(cell) or lacks_year(cell) or is_serial(cell)


def _is_time(cell: str) -> bool:
    if parse_time(cell, _UTC) is not None:
        return True
    return _YEAR_LAST.match(cell) is not None and parse_time(cell, _UTC, day_first=True) is not None


def wordy(seen: Seen) -> bool:
    """Whether most cells are neither numbers nor times."""
    return len(seen.scores) < 0.5 * len(seen.filled) and seen.times < 0.5 * len(seen.filled)


def talks(seen: Seen) -> bool:
    """Whether most cells are phrases, not names or numbers: five Chinese characters, or three words, or more."""
    phrases = sum(
        1
        for cell in seen.filled
        if sum("\u4e00" <= char <= "\u9fff" for char in cell) >= 5 or cell.count(" ") >= 2
    )
    return wordy(seen) and phrases > 0.5 * len(seen.filled)


def _unique(seen: Seen) -> bool:
    return seen.distinct > 0.98 or (len(seen.filled) < 20 and seen.distinct > 0.85)


def _short(seen: Seen) -> bool:
    return seen.length <= 60


def _not_masked(seen: Seen) -> bool:
    """Whether some are whole; those that are not stay attributes, row by row."""
    return sum("*" in cell or "＊" in cell for cell in seen.filled) < 0.9 * len(seen.filled)


CHECKS: Final = {
    "time": _mostly_times,
    "text": wordy,
    "title": wordy,
    "id": _unique,
    "unit": _short,
    "unit_code": _short,
    "channel": lambda seen: _short(seen) and not all(map(str.isdecimal, seen.filled)),
    "tier": lambda seen: seen.length <= 30,
    "touchpoint": _short,
    "mobile": _not_masked,
    "email": _not_masked,
    "customer_number": _not_masked,
}
