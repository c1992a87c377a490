"""Asking a JSON API page by page for what is new: which address comes next, where the records are, how far we are.

Pure: it is given bodies and headers, and says what to ask for. A run begins at a watermark (the highest time or number
among the records fetched before) and goes from page to page; every page leaves a `Place` from which to go on.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from zhiyin.science.collect.cells import parse_time

# none: one answer holds everything; page and offset: numbers that grow; cursor: a mark found in the answer; next: the
# next address found in the answer; link: the same in the Link header (RFC 8288)
PAGINGS: Final = ("none", "page", "offset", "cursor", "next", "link")
# How the API wants the watermark: as it gave it, as ISO 8601 in UTC, as Unix seconds or milliseconds.
SINCE_FORMS: Final = ("as_is", "iso", "seconds", "milliseconds")
_NEXT_LINK: Final = re.compile(r'<([^>]+)>\s*;[^,]*\brel="?next"?')


class Unexpected(Exception):
    """The answer is not what the settings say: `code` with its data (see `collect.phrases`)."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data


@dataclass(frozen=True, slots=True)
class Asking:
    """How an API is asked. Paths such as "data.items" lead into the body; "" finds the records by itself."""

    url: str
    records: str = ""
    paging: str = "none"
    parameter: str = ""  # page, offset or cursor
    first: int = 1  # the first page's number, the first offset
    size_parameter: str = ""
    size: int = 100
    at: str = ""  # where the cursor or the next address stands
    more_at: str = ""  # where it says whether there is more; "!done" when it says that there is no more
    since_parameter: str = ""
    since_at: str = ""  # of a record: what the watermark is made of
    since_form: str = "iso"
    since_start: str = ""
    overlap: int = 0  # seconds before the watermark that are asked for once more

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run stands: the address to ask next ("" when it is at its end), pages and records so far, the highest mark."""

    url: str
    page: int = 0
    records: int = 0
    highest: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Page:
    """The records of one answer, and where to go on."""

    records: list[Any]
    then: Place


def beginning(asking: Asking, watermark: str) -> Place:
    """The first address of a run that wants what is new since the watermark ("" the first time)."""
    parameters: dict[str, str] = {}
    if asking.since_parameter:
        since = _since(asking, watermark) if watermark else asking.since_start
        if since:
            parameters[asking.since_parameter] = since
    if asking.size_parameter:
        parameters[asking.size_parameter] = str(asking.size)
    if asking.paging in ("page", "offset"):
        parameters[asking.parameter] = str(asking.first)
    return Place(_with(asking.url, parameters), highest=watermark)


def turned(asking: Asking, place: Place, body: Any, headers: Mapping[str, str]) -> Page:
    """The records of an answer to `place.url`, and the place after it. Raises Unexpected."""
    records = records_of(body, asking.records)
    following = _following(asking, place, body, headers, len(records))
    then = replace(
        place,
        url=following,
        page=place.page + 1,
        records=place.records + len(records),
        highest=_highest(asking, records, place.highest),
    )
    return Page(records, then)


def records_of(body: Any, path: str) -> list[Any]:
    """The list of records in a body. Raises Unexpected when there is none."""
    if path:
        found = value_at(body, path)
        if found is None:
            found = []
    elif isinstance(body, list):
        found = body
    elif isinstance(body, dict):
        lists = [value for value in body.values() if isinstance(value, list)]
        found = max(lists, key=len) if lists else None
    else:
        found = None
    if not isinstance(found, list):
        raise Unexpected("no_records", path=path or "–")
    return found


def value_at(body: Any, path: str) -> Any:
    """What stands at "a.b.0.c" in a body, or None."""
    for step in path.split("."):
        if isinstance(body, dict):
            body = body.get(step)
        elif isinstance(body, list) and step.isdecimal() and int(step) < len(body):
            body = body[int(step)]
        else:
            return None
    return body


def _following(asking: Asking, place: Place, body: Any, headers: Mapping[str, str], count: int) -> str:
    if asking.paging == "none" or not _says_more(asking, body):
        return ""
    if asking.paging in ("page", "offset"):
        # an empty page is the end; a short one only where we said how long a page is
        if count == 0 or (asking.size_parameter and count < asking.size):
            return ""
        number = asking.first + (place.page + 1 if asking.paging == "page" else place.records + count)
        return _with(place.url, {asking.parameter: str(number)})
    if asking.paging == "link":
        found = _NEXT_LINK.search(headers.get("link", ""))
        following = found[1] if found else ""
    else:
        value = value_at(body, asking.at)
        following = "" if value in (None, "", False) else str(value)
        if following and asking.paging == "cursor":
            return "" if count == 0 else _with(place.url, {asking.parameter: following})
    if not following:
        return ""
    following = str(urljoin(place.url, following))
    if origin(following) != origin(asking.url):  # the token is for this server only
        raise Unexpected("next_elsewhere", url=following[:200])
    return following


def _says_more(asking: Asking, body: Any) -> bool:
    if not asking.more_at:
        return True
    if asking.more_at.startswith("!"):
        return not value_at(body, asking.more_at[1:])
    return bool(value_at(body, asking.more_at))


def origin(url: str) -> tuple[str, str]:
    """Scheme and server of an address."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _with(url: str, parameters: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in parameters
    ]
    return urlunsplit(parts._replace(query=urlencode([*kept, *parameters.items()]), fragment=""))


def _since(asking: Asking, watermark: str) -> str:
    if asking.since_form == "as_is":
        return watermark
    moment = parse_time(watermark, UTC)
    if moment is None:
        return watermark
    moment -= timedelta(seconds=asking.overlap)
    if asking.since_form == "iso":
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    seconds = int(moment.timestamp())
    return str(seconds if asking.since_form == "seconds" else seconds * 1000)


def _highest(asking: Asking, records: list[Any], highest: str) -> str:
    if not asking.since_at:
        return highest
    marks = [str(mark) for record in records if (mark := value_at(record, asking.since_at)) is not None]
    return max([highest, *marks], key=_order) if marks else highest


def _order(mark: str) -> tuple[int, float, str]:
    """Marks in order: numbers by size, times by moment, anything else by its letters; "" before everything."""
    if not mark:
        return (0, 0.0, "")
    if re.fullmatch(r"\d+(\.\d+)?", mark):
        return (1, float(mark), mark)
    moment: datetime | None = parse_time(mark, UTC)
    return (2, moment.timestamp(), mark) if moment else (3, 0.0, mark)
