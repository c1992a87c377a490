"""Asking an API page by page for what is new. Each page is on disk and its place in the record before the next is asked for.

A pull that was killed, refused or told to wait goes on at the page where it stood. Its records become one file of
JSON lines, which goes through the same door as a file that a person hands over.
"""

import base64
import os
import time
from pathlib import Path
from typing import Any, Final

import orjson
from django.conf import settings
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.sealing import Unreadable, unseal
from zhiyin.collect.actions.fetching.hand_over import hand_over, noted
from zhiyin.collect.errors import ApiBusy, ApiRefused, ApiUnexpected
from zhiyin.collect.models import Connector, Fetched
from zhiyin.collect.phrases.notes import UNEXPECTED
from zhiyin.collect.queries.opening import pieces_of
from zhiyin.contact.fetching import fetch, parts_of
from zhiyin.journal.errors import DiskFull, is_full
from zhiyin.science.collect.paging import Asking, Page, Place, Unexpected, beginning, turned

SEALED_FOR: Final = "connector"
MOST_PAGES: Final = 500  # of one run: the rest is asked for in the next
MOST_SECONDS: Final = 60.0  # likewise: other jobs of the worker wait meanwhile
MOST_SPOOLED: Final = 256 * 1024 * 1024  # bytes, likewise
PAUSE: Final = 60  # seconds, where the other side does not say how long
LONGEST_PAUSE: Final = 3_600


def pull(actor: Actor, connector: Connector) -> Fetched | None:
    """Fetch what is new since the last pull and hand it over; None when there is nothing.

    Raises AddressRefused, NotReached, AnswerTooLarge, ApiRefused, ApiUnexpected, ApiBusy, FileProblem, DiskFull.
    """
    asking = Asking(**connector.settings["asking"])
    state = connector.state
    spool = _spool(connector)
    place, spooled = _where_it_stood(state, spool)
    if place is None:
        place = beginning(asking, state.get("watermark", ""))
        state = {"watermark": state.get("watermark", ""), "handed_over": 0}
    headers = sign_in(connector.settings.get("auth", {}), secret_of(connector))
    pages, until = 0, time.monotonic() + MOST_SECONDS
    while place.url and pages < MOST_PAGES and spooled < MOST_SPOOLED and time.monotonic() < until:
        page = ask_once(asking, place, headers)
        if page.then.url == place.url:
            raise ApiUnexpected(UNEXPECTED["same_page"])
        spooled = _append(spool, spooled, page.records)
        place = page.then
        pages += 1
        _remember(connector, {**state, "place": place.as_json(), "spooled": spooled})
    return _finish(actor, connector, state, place, spool)


def _where_it_stood(state: dict[str, Any], spool: Path) -> tuple[Place | None, int]:
    """The place of a pull that did not come to its end, and what it had fetched; what came after the place is cut off."""
    if not state.get("place"):
        spool.unlink(missing_ok=True)
        return None, 0
    spooled: int = state["spooled"]
    with spool.open("ab") as file:
        if file.tell() < spooled:  # somebody removed it: from the watermark again
            return None, 0
        file.truncate(spooled)
    return Place(**state["place"]), spooled


def _finish(
    actor: Actor, connector: Connector, state: dict[str, Any], place: Place, spool: Path
) -> Fetched | None:
    brought = None
    if place.records > state.get("handed_over", 0):
        now = timezone.localtime().strftime("%Y-%m-%d %H.%M.%S")
        name = f"{connector.name} {now}.jsonl".replace("/", "-")
        made = hand_over(actor, connector, name, pieces_of(spool))
        brought = noted(connector, name, spool.stat().st_size, made)
    # Killed here, it hands the same records over once more: they are known at the door.
    if place.url:  # a long pull: the rest in the next run, from where this one stands
        kept = {**state, "place": place.as_json(), "spooled": 0, "handed_over": place.records}
    else:
        kept = {"watermark": place.highest}
    _remember(connector, kept)
    spool.unlink(missing_ok=True)
    return brought


def ask_once(asking: Asking, place: Place, headers: dict[str, str]) -> Page:
    """The page at a place. Raises AddressRefused, NotReached, AnswerTooLarge, ApiRefused, ApiUnexpected, ApiBusy."""
    host = parts_of(place.url).hostname or ""
    answer = fetch(place.url, headers)
    if answer.status in (429, 503):
        raise ApiBusy(host=host, wait=_wait(answer.headers.get("retry-after", "")))
    if answer.status != 200:
        raise ApiRefused(host=host, status=answer.status)
    try:
        return turned(asking, place, orjson.loads(answer.body), answer.headers)
    except orjson.JSONDecodeError as error:
        raise ApiUnexpected(UNEXPECTED["no_json"]) from error
    except Unexpected as error:
        raise ApiUnexpected(UNEXPECTED[error.code], **error.data) from error


def _wait(retry_after: str) -> int:
    return min(int(retry_after), LONGEST_PAUSE) if retry_after.isdecimal() else PAUSE


def secret_of(connector: Connector) -> str:
    """The connector's token. Raises ApiUnexpected when it was sealed by another secret of the installation."""
    try:
        return unseal(connector.secret, SEALED_FOR)
    except Unreadable as error:
        raise ApiUnexpected(UNEXPECTED["secret_unreadable"]) from error


def sign_in(auth: dict[str, str], secret: str) -> dict[str, str]:
    """The headers by which an API knows us."""
    kind = auth.get("kind", "none")
    if kind == "bearer":
        return {"Authorization": f"Bearer {secret}"}
    if kind == "basic":
        pair = f"{auth.get('name', '')}:{secret}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    if kind == "header":
        return {auth["name"]: secret}
    return {}


def _spool(connector: Connector) -> Path:
    folder = Path(settings.DATA) / "pulls"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{connector.pk}.jsonl"


def _append(spool: Path, spooled: int, records: list[Any]) -> int:
    try:
        with spool.open("ab") as file:
            for record in records:
                line = orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
                spooled += file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if is_full(error):
            raise DiskFull from error
        raise
    return spooled


def _remember(connector: Connector, state: dict[str, Any]) -> None:
    Connector.objects.filter(id=connector.pk).update(state=state)
    connector.state = state
