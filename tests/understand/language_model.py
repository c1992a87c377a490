"""An OpenAI-compatible server on this machine whose "model" says what a test wants."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.contact.carrier import Asked, CarrierServer, carrier_server
from zhiyin.accounts.actor import Actor
from zhiyin.understand.actions.save_assistant import AssistantFields, save_assistant, switch_assistant
from zhiyin.understand.assistant.uses import USES
from zhiyin.understand.assistant.writing import write_next

KEY = "sk-this-is-the-key-of-the-test"
Says = Callable[[list[str], dict[str, Any]], Any]


class LanguageModel:
    """`says` gets the comments and the whole question; what it returns is the model's answer (an object as JSON)."""

    def __init__(self, server: CarrierServer) -> None:
        self.server = server
        self.status, self.headers, self.usage = 200, {}, {"total_tokens": 123}
        self.finish = "stop"
        self.says: Says = lambda comments, _question: {"reply": "好的"}
        server.says = self._answer

    @property
    def url(self) -> str:
        return f"{self.server.url}/v1"

    @property
    def asked(self) -> list[dict[str, Any]]:
        return [one.json for one in self.server.asked]

    def shown(self, number: int = -1) -> list[str]:
        """The comments of a question."""
        return comments_of(self.asked[number])

    def _answer(self, asked: Asked) -> tuple[int, dict[str, str], bytes]:
        if self.status != 200:
            return self.status, self.headers, b'{"error": {"message": "no: ' + KEY.encode() + b'"}}'
        said = self.says(comments_of(asked.json), asked.json)
        text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        choice = {"message": {"role": "assistant", "content": text}, "finish_reason": self.finish}
        return 200, {}, json.dumps({"choices": [choice], "usage": self.usage}).encode()


def comments_of(question: dict[str, Any]) -> list[str]:
    return [one["text"] for one in json.loads(question["messages"][1]["content"])["comments"]]


@contextmanager
def language_model() -> Iterator[LanguageModel]:
    with carrier_server() as server:
        yield LanguageModel(server)


def switch_on(model: LanguageModel, **more: Any) -> None:
    """Set up and on, with everything allowed, as a server of one's own."""
    fields = {"address": model.url, "model": "stub-1", "key": KEY, "own": True, "uses": USES, "seconds": 5}
    admin = Actor.system("installation")
    save_assistant(admin, AssistantFields(**{**fields, **more}))
    switch_assistant(admin, on=True)


def write_all() -> None:
    """What the worker does, without its threads."""
    while write_next():
        pass
