"""From a JSON body to drafts: fast when all is well, with a JSON pointer for each thing that is not."""

import re
from typing import Generic, TypeVar

import msgspec

from zhiyin.collect.errors import BadBatch, BadEvents, NotJson
from zhiyin.science.collect.checking import Problem, escaped
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.event_drafts import EventDraft

MOST = 5_000

Draft = TypeVar("Draft")


_object = msgspec.json.Decoder(dict[str, msgspec.Raw])
_each = msgspec.json.Decoder(list[msgspec.Raw])
_PLACE = re.compile(r" - at `\$(?P<path>.*)`$")
_STEP = re.compile(r"\.(?P<name>[A-Za-z_]\w*)|\[(?P<index>\d+)\]|\[\.\.\.\]|\[(?P<key>.*)\]")
# what msgspec says, by our codes
_FAULTS = {
    "wrong_type": re.compile(r"Expected `(?P<wanted>[^`]+)`, got `(?P<found>[^`]+)`"),
    "unknown_field": re.compile(r"Object contains unknown field `(?P<name>[^`]*)`"),
    "missing_field": re.compile(r"Object missing required field `(?P<name>[^`]*)`"),
    "not_a_time": re.compile(r"Invalid RFC3339"),
}


class Decoding(Generic[Draft]):
    """Bodies that hold one draft, or `{name: [...]}` with up to 5,000."""

    def __init__(self, draft: type[Draft], name: str, bad: type[BadBatch]) -> None:
        envelope = msgspec.defstruct("Envelope", [(name, list[draft])], forbid_unknown_fields=True)  # type: ignore[valid-type]
        self._name = name
        self._bad = bad
        self._whole = msgspec.json.Decoder(envelope)
        self._one = msgspec.json.Decoder(draft)

    def __call__(self, body: bytes) -> tuple[list[Draft | Problem], bool]:
        """The drafts of a body, a Problem where one has not the form of a draft; whether it was a batch.

        Raises NotJson, BadBatch.
        """
        try:  # a batch without any fault in one go
            drafts: list[Draft | Problem] = list(getattr(self._whole.decode(body), self._name))
        except (msgspec.DecodeError, UnicodeDecodeError):
            return self._with_faults(body)
        return self._counted(drafts), True

    def _with_faults(self, body: bytes) -> tuple[list[Draft | Problem], bool]:
        try:
            top = _object.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            if isinstance(error, msgspec.ValidationError):
                raise self._bad(limit=MOST) from None
            raise NotJson from None
        if self._name not in top:
            return [self._draft(body)], False
        if len(top) > 1:
            raise self._bad(limit=MOST)
        return self._counted(self._one_by_one(bytes(top[self._name]))), True

    def _counted(self, drafts: list[Draft | Problem]) -> list[Draft | Problem]:
        if not 1 <= len(drafts) <= MOST:
            raise self._bad(limit=MOST)
        return drafts

    def _one_by_one(self, body: bytes) -> list[Draft | Problem]:
        try:
            raws = _each.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise self._bad(limit=MOST) from None
        if len(raws) > MOST:
            raise self._bad(limit=MOST)
        return [self._draft(bytes(raw)) for raw in raws]

    def _draft(self, body: bytes) -> Draft | Problem:
        try:
            return self._one.decode(body)
        except msgspec.ValidationError as error:
            return _problem(str(error))
        except (msgspec.DecodeError, UnicodeDecodeError):
            return Problem("", "not_json", {})


def _problem(message: str) -> Problem:
    found = _PLACE.search(message)
    path = found["path"] if found else ""
    detail = message[: found.start()] if found else message
    pointer = "".join(
        f"/{escaped(step['name'] or step['index'] or step['key'] or '')}"
        for step in _STEP.finditer(path)
        if step["name"] or step["index"] or step["key"]
    )
    for code, pattern in _FAULTS.items():
        if fault := pattern.match(detail):
            return Problem(pointer, code, dict(fault.groupdict()))
    return Problem(pointer, "invalid", {})


decoded = Decoding(SignalDraft, "signals", BadBatch)
decoded_events = Decoding(EventDraft, "events", BadEvents)
