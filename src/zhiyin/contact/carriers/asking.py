"""One question to a carrier over HTTP, and an honest word about what became of it."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from zhiyin.contact.carriers.shape import Outcome
from zhiyin.contact.errors import AddressRefused, NotReached
from zhiyin.contact.fetching import Fetched, post

WITHIN = 20.0  # seconds
Judge = Callable[[dict[str, Any]], Outcome]


def ask(url: str, body: bytes, headers: Mapping[str, str], judge: Judge) -> Outcome:
    """POST, and let `judge` read the JSON of the answer.

    Nothing left when the carrier could not be reached, or said that it is too busy (429, 503): waiting. A conversation
    that broke after the question was written, an answer that cannot be read, or a fault on their side: unknown.
    """
    try:
        answer = post(url, body, headers, within=WITHIN)
    except AddressRefused:
        return Outcome("failed", "address_refused")
    except NotReached as error:
        if error.data["was_sent"]:
            return Outcome("unknown", "broke_off")
        return Outcome("waiting", f"unreachable: {error.data['reason']}")
    if answer.status in {429, 503}:
        return Outcome("waiting", f"server_busy: {answer.status}")
    said = _object(answer)
    if said is None:
        if 400 <= answer.status < 500:
            return refused(f"{answer.status} {answer.body[:100].decode('utf-8', 'replace')}")
        return Outcome("unknown", f"answer_unreadable: {answer.status}")
    return judge(said)


def refused(said: str) -> Outcome:
    """The carrier said no, in these words."""
    return Outcome("failed", f"refused_by_server: {' '.join(said.split())[:140]}")


def _object(answer: Fetched) -> dict[str, Any] | None:
    try:
        said = json.loads(answer.body)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
