"""One question to an OpenAI-compatible server.

Over the house's own guarded client, not the `openai` package: that one looks its server up again for every connection,
so that a name could point into our own network after it was checked; follows redirects with the key in hand; and
repeats by itself what is counted against a budget here. What is needed of the API is one POST.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhiyin.contact.errors import AddressRefused, NotReached
from zhiyin.contact.fetching import Fetched, ask

MOST_COUNTED: Final = 10_000_000  # tokens; a server that says more counts wrongly


@dataclass(frozen=True, slots=True)
class Server:
    """Where, which model, with which key, within how many seconds; `own`: private networks may be asked."""

    address: str
    model: str
    key: str
    seconds: int
    own: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What the model said; `tokens` as its server counted them, None where it did not."""

    text: str
    tokens: int | None


class NoAnswer(Exception):
    """Why there is none, as a code of phrases.assistant. `again`: the same question may go well later. `plainer`: it may
    without the options that not every server knows. Nothing that the server said is kept: it may say the key."""

    def __init__(self, problem: str, *, again: bool = False, plainer: bool = False) -> None:
        super().__init__(problem)
        self.problem, self.again, self.plainer = problem, again, plainer


def say(server: Server, messages: Sequence[dict[str, str]], most: int, *, plain: bool = False) -> Said:
    """At most `most` tokens in answer. `plain`: without options that not every server knows. Raises NoAnswer."""
    limit = (
        {"max_completion_tokens": most}
        if plain
        else {"max_tokens": most, "temperature": 0, "response_format": {"type": "json_object"}}
    )
    body = {"model": server.model, "messages": list(messages), "stream": False, **limit}
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if server.key:
        headers["Authorization"] = f"Bearer {server.key}"
    url = server.address.rstrip("/") + "/chat/completions"
    try:
        answer = ask(
            url, json.dumps(body, ensure_ascii=False).encode(), headers, within=server.seconds, own=server.own
        )
    except AddressRefused as error:
        raise NoAnswer("address_refused") from error
    except NotReached as error:
        slow = error.data["reason"] == "timeout"
        # what was sent may have been counted by the vendor: only a question that never left is repeated
        raise NoAnswer("too_slow" if slow else "not_reached", again=not error.data["was_sent"]) from error
    if answer.status != 200:
        raise _refusal(answer.status, plain)
    return _said(answer)


def _refusal(status: int, plain: bool) -> NoAnswer:
    if status in {400, 422}:
        return NoAnswer("refused", plainer=not plain)
    if status in {401, 403}:
        return NoAnswer("key_refused")
    if status == 404:
        return NoAnswer("not_there")
    if 300 <= status < 400:
        return NoAnswer("redirected")
    if status in {408, 429} or status >= 500:
        return NoAnswer("busy", again=True)
    return NoAnswer("refused")


def _said(answer: Fetched) -> Said:
    try:
        found: Any = json.loads(answer.body)
        choice = found["choices"][0]
        text = choice["message"]["content"]
        usage = found.get("usage") or {}
        cut = choice.get("finish_reason") == "length"
        tokens = usage.get("total_tokens")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NoAnswer("unreadable") from error
    if cut:
        raise NoAnswer("cut_off")
    if not isinstance(text, str):
        raise NoAnswer("unreadable")
    counted = isinstance(tokens, int) and not isinstance(tokens, bool) and 0 < tokens <= MOST_COUNTED
    return Said(text, tokens if counted else None)
